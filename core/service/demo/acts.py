"""What the staff of a demonstration can do, in a line each."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from greenlane.core.service.demo import example
from greenlane.core.service.demo.calendar import before
from greenlane.core.service.demo.month import Month
from greenlane.core.service.demo.staff import actor
from greenlane.core.service.drafts import Draft

LOOKED = "looked at: this is an example"
"""Why warnings are accepted."""


class Acts:
    """Acts of people by name, at the hour that it is in their month."""

    def __init__(self, month: Month) -> None:
        self.month = month
        self.house = month.house
        self.drafts = month.house.drafts
        #: The first day of example rules: all declarations of the month fall under them.
        self.day = (month.until - timedelta(days=60)).date()

    def begin(self, who: str, title: str, reason: str) -> Draft:
        """A new draft; its title says that it is an example."""
        return self.drafts.open(actor(who), f"Example: {title}", reason)

    def edit(self, draft: Draft, who: str, action: str, **arguments: Any) -> Draft:
        """An edit of the draft as it stands."""
        draft = self.drafts.get(draft.id)
        return self.drafts.edit(actor(who), draft.id, draft.etag, action, arguments, "an example")

    def add_rule(self, draft: Draft, who: str, rule: Mapping[str, Any], miss: str, verdict: str) -> Draft:
        """The draft with a rule more, a case that shows it, and one of goods that it does not speak of."""
        economy, hit = rule["id"][:2], rule["codes"][0]
        draft = self.edit(draft, who, "add_rule", rule=rule)
        shown = {"findings": [{"rule": rule["id"], "verdict": verdict}]}
        for code, hits, expect in ((hit, True, shown), (miss, False, {"no_findings": [{"rule": rule["id"]}]})):
            case = example.case(rule["id"], self.day, code.ljust(6, "0"), hits, expect)
            draft = self.edit(draft, who, "put_case", economy=economy, case=case)
        return draft

    def put_price(self, draft: Draft, who: str, month: date, value: str) -> Draft:
        """The draft with a value of crude palm oil more."""
        said = {"value": value, "evidence": "workshop", "source": "made up by greenlane demo, in no gazette"}
        return self.edit(draft, who, "put_value", economy="MY", parameter="cpo_reference_price",
                         period=f"{month:%Y-%m}", **said)  # fmt: skip

    def submit(self, draft: Draft, who: str, reason: str) -> Draft:
        """The draft submitted, each warning accepted."""
        draft = self.drafts.get(draft.id)
        accepted = {one.key: LOOKED for one in self.drafts.wants(draft) if not one.blocks}
        return self.drafts.submit(actor(who), draft.id, draft.etag, reason, accepted)

    def approve(self, draft: Draft, who: str, comment: str) -> Draft:
        """The draft approved as it stands."""
        draft = self.drafts.get(draft.id)
        return self.drafts.approve(actor(who), draft.id, draft.digest, comment)

    def publish(self, draft: Draft, who: str, reason: str, **more: Any) -> int:
        """The draft approved and published; the number of its rule set."""
        draft = self.approve(draft, who, reason)
        return self.drafts.publish(actor(who), draft.id, draft.digest, reason, **more)

    def comment(self, draft: Draft, who: str, text: str) -> None:
        """A word about the draft."""
        self.drafts.comment(actor(who), draft.id, text)

    def ask_impact(self, draft: Draft, who: str, days: int) -> None:
        """Ask what the draft would have done to the declarations until so many days ago; a worker finds out."""
        until = before(self.month.until, days, 0)
        request = {"draft": draft.id, "since": (until - timedelta(days=31)).isoformat(), "until": until.isoformat()}
        self.house.jobs.enqueue("impact", subject=f"draft:{draft.id}", request=request, by=actor(who))
