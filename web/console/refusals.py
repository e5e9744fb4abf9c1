"""What the use cases of drafts and publishing refuse, as the page of the form shows it: with what was typed kept."""

from dataclasses import dataclass, field
from typing import Any, Final

from greenlane.core.rights import Forbidden
from greenlane.core.service.drafts import Conflicted, NotApproved, NotReady, Refused, Stale
from greenlane.web import draftjson
from greenlane.web.console.draft_changes import told_at

Json = dict[str, Any]
EXPECTED: Final = (Conflicted, Forbidden, NotApproved, NotReady, Refused, Stale)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not done. `since`: edits made meanwhile; `wants`: what is wanting; `places`: of conflicts."""

    status: int
    said: str
    since: list[Json] = field(default_factory=list)
    wants: list[Json] = field(default_factory=list)
    places: list[str] = field(default_factory=list)


def refusal(error: Exception) -> Refusal:
    """What one of `EXPECTED` says. Raises TypeError for another error."""
    match error:
        case Stale():
            said = "The draft moved on while this page was open. What you typed is kept: see what was done, and go on."
            return Refusal(412, said, since=[told_at(one) for one in draftjson.edits(error.since)])
        case NotReady():
            said = f"{_sentence(error)} Mend it, or say why it is accepted."
            return Refusal(422, said, wants=draftjson.wants(error.wants))
        case Conflicted():
            return Refusal(409, _sentence(error), places=[one.address for one in error.conflicts])
        case NotApproved():
            return Refusal(409, _sentence(error))
        case Forbidden():
            return Refusal(403, f"{error}.")
        case Refused():
            return Refusal(422, _sentence(error))
        case _:
            raise TypeError(f"{type(error).__name__} is none of these")


def _sentence(error: Exception) -> str:
    said = str(error)
    return f"{said[:1].upper()}{said[1:]}" + ("" if said.endswith(".") else ".")
