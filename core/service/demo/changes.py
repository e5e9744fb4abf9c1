"""What is changed in the month of a demonstration: drafts on all their ways, and the rule sets that come of them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from greenlane.core.service.demo.acts import Acts
from greenlane.core.service.demo.example import case, rule
from greenlane.core.service.demo.staff import actor

When = tuple[int, int, int]
Story = Iterator[When]
"""Yields when what follows happens: days before the end of the month, hour and minute (UTC)."""

PLASTIC: Final = "TH-PLASTIC-BAN"
PRICE: Final = "cpo_reference_price"


class Changes(Acts):
    """The stories of one month. Those of economies that are not loaded are left out."""

    def told(self) -> None:
        """Let the month pass, and all its stories with it, each step when its time has come."""
        current = self.house.book.current()
        loaded = current.ruleset.packs
        stories = [story for economy, story in self._stories() if economy in loaded]
        ahead = [(next(story), number, story) for number, story in enumerate(stories)]
        while ahead:
            ahead.sort(key=lambda one: (-one[0][0], *one[0][1:], one[1]))
            when, number, story = ahead.pop(0)
            with self.month.on(*when):
                following = next(story, None)
            if following is not None:
                ahead.append((following, number, story))

    def _stories(self) -> list[tuple[str, Story]]:
        return [
            ("TH", self._titles()),
            ("KR", self._moisture()),
            ("MY", self._prices()),
            ("VN", self._rolled_back()),
            ("MY", self._by_two()),
            ("TH", self._not_ready()),
            ("CN", self._given_up()),
            ("VN", self._sent_back()),
            ("VN", self._approved()),
            ("KR", self._submitted()),
            ("CN", self._scheduled()),
        ]

    def _rule(self, rule_id: str, title: str, kind: str, *codes: str, **more: Any) -> dict[str, Any]:
        return rule(rule_id, title, kind, list(codes), self.day, **more)

    def _titles(self) -> Story:
        """Two drafts give one rule another title: the first is published, and the other has a conflict."""
        yield 28, 3, 0
        if f"TH/rules/{PLASTIC}" not in self.house.book.entries(1):
            return
        late = self.begin("mei", "another title for the plastic ban", "a shorter title was wished for")
        self.edit(late, "mei", "change_rule", id=PLASTIC, set={"title": "Example: no plastic scrap"})
        yield 27, 2, 20
        first = self.begin("somchai", "a clearer title for the plastic ban", "brokers asked what it means")
        title = "Plastic scrap may not be imported (an example of a clearer title)"
        self.edit(first, "somchai", "change_rule", id=PLASTIC, set={"title": title})
        self.submit(first, "somchai", "the wording only, nothing else")
        yield 25, 6, 5
        self.publish(first, "jun", "agreed with the legal section")
        yield 2, 5, 5
        self.comment(late, "jun", "The title was changed meanwhile: settle the conflict before you submit.")

    def _moisture(self) -> Story:
        yield 20, 1, 40
        draft = self.begin("mei", "look at the moisture of waste paper", "the terminals report wet bales")
        draft = self.add_rule(draft, "mei", self._rule("KR-EXAMPLE-MOISTURE", "look at the moisture of waste paper",
                              "risk", "4707"), "480100", "referred")  # fmt: skip
        self.submit(draft, "mei", "as discussed on Monday")
        yield 17, 4, 12
        self.publish(draft, "jun", "agreed: two weeks of looking, then we see")

    def _prices(self) -> Story:
        yield 11, 1, 15
        if f"MY/parameters/{PRICE}" not in self.house.book.entries(1):
            return
        month = self.month.until.date().replace(day=1)
        draft = self.begin("siti", "made-up values of crude palm oil", "to show charges; not the gazetted values")
        draft = self.put_price(draft, "siti", month, "4210.55")
        draft = self.put_price(draft, "siti", month - timedelta(days=1), "4188.20")
        self.submit(draft, "siti", "the values are made up")
        yield 10, 7, 30
        self.publish(draft, "hafiz", "for the demonstration only")

    def _rolled_back(self) -> Story:
        yield 6, 2, 50
        draft = self.begin("mei", "look at hot-rolled coils", "a signal from the office at the port")
        draft = self.add_rule(draft, "mei", self._rule("VN-EXAMPLE-COILS", "look at hot-rolled coils", "risk", "7208"),
                              "721420", "referred")  # fmt: skip
        self.submit(draft, "mei", "until the signal is cleared up")
        yield 5, 3, 10
        number = self.publish(draft, "jun", "in force at once")
        yield 3, 8, 45
        reason = "Example of a rollback: the signal was about one consignee, not about the goods"
        self.house.publishing.roll_back(actor("jun"), number - 1, reason)

    def _by_two(self) -> Story:
        """Open, with edits by two people."""
        yield 4, 2, 30
        made = self._rule("MY-EXAMPLE-TYRES", "a notice on retreaded tyres", "notice", "401211")
        draft = self.begin("mei", "a notice on retreaded tyres", "importers ask for it")
        draft = self.add_rule(draft, "mei", made, "401110", "clear")
        yield 3, 3, 0
        self.edit(draft, "siti", "change_rule", id=made["id"], set={"codes": ["401211", "401212"]})
        self.comment(draft, "siti", "I added the tyres for buses and lorries.")
        yield 3, 3, 25
        self.comment(draft, "mei", "Good. I look for the source before we submit.")

    def _not_ready(self) -> Story:
        """Open, with a warning, and with a case that fails."""
        yield 3, 6, 40
        made = self._rule("TH-EXAMPLE-CABLES", "look at scrapped cables", "risk", "8544", exclude=["7404"])
        draft = self.begin("somchai", "a rule that is not ready", "to be worked on")
        draft = self.add_rule(draft, "somchai", made, "740311", "referred")
        wrong = case(made["id"], self.day, "85444999", True, {"verdict": "clear"})
        self.edit(draft, "somchai", "put_case", economy="TH", case=wrong)

    def _given_up(self) -> Story:
        yield 8, 2, 0
        made = self._rule("CN-EXAMPLE-PULP", "a notice on recycled pulp", "notice", "470620")
        draft = self.begin("mei", "a notice on recycled pulp", "an announcement is expected")
        self.add_rule(draft, "mei", made, "470329", "clear")
        yield 7, 9, 15
        self.drafts.withdraw(actor("mei"), draft.id, "the announcement was put off (an example)")

    def _sent_back(self) -> Story:
        yield 5, 4, 25
        made = self._rule("VN-EXAMPLE-GLASS", "a notice on cullet", "notice", "7001")
        draft = self.begin("minh", "a notice on cullet", "plants ask for it")
        draft = self.add_rule(draft, "minh", made, "701337", "clear")
        self.submit(draft, "minh", "short, I hope")
        yield 4, 7, 50
        self.drafts.send_back(actor("lan"), draft.id, "Say in the message which colours are meant.")

    def _approved(self) -> Story:
        yield 2, 2, 10
        made = self._rule("VN-EXAMPLE-ZINC", "a notice on zinc scrap", "notice", "7902")
        draft = self.begin("minh", "a notice on zinc scrap", "a letter of the association")
        draft = self.add_rule(draft, "minh", made, "790111", "clear")
        self.submit(draft, "minh", "with the source")
        yield 1, 3, 35
        self.approve(draft, "lan", "read and agreed")

    def _submitted(self) -> Story:
        yield 2, 1, 20
        made = self._rule("KR-EXAMPLE-MODULES", "look at used photovoltaic modules", "risk", "854143")
        draft = self.begin("mei", "look at used photovoltaic modules", "many old modules are expected")
        draft = self.add_rule(draft, "mei", made, "854142", "referred")
        self.comment(draft, "mei", "This refers every module, new ones too: see the impact.")
        self.submit(draft, "mei", "for a first reading")
        self.ask_impact(draft, "mei", days=2)
        yield 1, 5, 55
        self.comment(draft, "jun", "Can it ask whether the modules were used before?")

    def _scheduled(self) -> Story:
        """Published, to come into force in two weeks. The last publication: others would have to carry it over."""
        yield 2, 6, 30
        made = self._rule("CN-EXAMPLE-COPPER", "a notice on recycled copper", "notice", "7404")
        draft = self.begin("mei", "a notice on recycled copper", "it comes with the new month")
        draft = self.add_rule(draft, "mei", made, "740311", "clear")
        self.submit(draft, "mei", "to be scheduled")
        yield 1, 7, 5
        when = (self.month.until + timedelta(days=14)).replace(hour=0, minute=0, second=0, microsecond=0)
        self.publish(draft, "jun", "with the announcement (an example)", effective_at=when)
