"""The published rule sets as they stand at one moment, and what can be done with each of them."""

from typing import Final

from greenlane.core.rights import Actor
from greenlane.core.store import RuleSetHeader
from greenlane.web.console.draft_view import those
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk

TONES: Final = {"in force": "good", "scheduled": "info", "past": "plain"}
ORIGINS: Final = {
    "packs": "installed packs",
    "draft": "a draft",
    "rollback": "content of an earlier one",
    "cancellation": "a scheduled one taken back",
    "carried": "a scheduled one, made anew",
}


class Sets:
    """The published sets as they stand at one moment: by number, the newest first; and which of them are in force."""

    def __init__(self, desk: Desk) -> None:
        self.headers = list(reversed(desk.publishing.history()))
        self.in_force = desk.book.current(fresh=True).version
        self.pending = {one.version for one in desk.publishing.pending()}

    @property
    def version(self) -> str:
        """What a form says it knew of: nobody may have published since."""
        return f"{self.headers[0].version}-{self.in_force}"

    def state(self, one: RuleSetHeader) -> str:
        """Whether it is in force, scheduled or past."""
        return "in force" if one.version == self.in_force else "scheduled" if one.version in self.pending else "past"

    def numbered(self, number: int) -> RuleSetHeader:
        """The one with a number. Raises Problem."""
        found = next((one for one in self.headers if one.version == number), None)
        if found is None:
            raise Problem("not-found", "There is no rule set with this number.")
        return found


def acts_of(desk: Desk, actor: Actor, sets: Sets, header: RuleSetHeader) -> list[dict[str, str]]:
    """What can be done with a set: its title, its address, and what is in the way."""
    at, state = f"/console/rule-sets/{header.version}", sets.state(header)
    found = []
    if state == "scheduled":
        why = "" if actor.may("publish") else f"It takes another role: {those(desk, 'publish', ())}."
        found.append({"title": "Take it back", "href": f"{at}/cancel", "why": why, "tone": "danger"})
    if state == "past":
        why = "" if actor.may("roll back") else f"It takes another role: {those(desk, 'roll back', ())}."
        found.append({"title": "Roll back to it", "href": f"{at}/roll-back", "why": why, "tone": "danger"})
    return found
