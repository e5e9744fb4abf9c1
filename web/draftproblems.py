"""What the use cases of drafts, publishing and files refuse, as problems: for HTTP and the command line."""

from collections.abc import Iterable
from typing import Any, Final

from greenlane.core.draft.check import Fault
from greenlane.core.draft.edits import EditRefused
from greenlane.core.exchange import ImportRefused
from greenlane.core.exchange.sheets import CannotExport
from greenlane.core.service.drafts import Conflicted, NoSuchDraft, NotApproved, NotReady, Refused, Stale
from greenlane.core.service.jobs import BadRequest
from greenlane.core.store import UnknownRuleSet
from greenlane.web import draftjson
from greenlane.web.problems import Json, Problem

EXPECTED: Final = (
    BadRequest,
    CannotExport,
    Conflicted,
    EditRefused,
    ImportRefused,
    NoSuchDraft,
    NotApproved,
    NotReady,
    Refused,
    Stale,
    UnknownRuleSet,
)
MOST: Final = 1000
"""Faults that a problem lists."""


def problem(error: Exception) -> Problem:
    """The problem that one of `EXPECTED` makes. Raises TypeError for another error."""
    match error:
        case NoSuchDraft():
            return Problem("not-found", "There is no draft with this id.")
        case UnknownRuleSet():
            return Problem("not-found", "There is no rule set with this number.")
        case Stale():
            more: Json = {"draft": draftjson.draft(error.draft), "since": draftjson.edits(error.since)}
            return Problem(
                "precondition-failed", f"{_sentence(error)} `since` holds what was edited meanwhile.", more=more
            )
        case EditRefused():
            return Problem("refused", "The edit was not made.", errors=_edit(error.faults))
        case ImportRefused():
            errors = [
                {"where": one.where, "code": "bad_file", "message": one.message, "remedy": one.remedy}
                for one in error.faults[:MOST]
            ]
            return Problem("refused", "Nothing of the file was taken.", errors=errors)
        case NotReady():
            return Problem("unproven", f"{_sentence(error)} `errors` says where.", errors=draftjson.wants(error.wants))
        case Conflicted():
            return Problem("conflict", _sentence(error), more={"conflicts": draftjson.conflicts(error.conflicts)})
        case NotApproved():
            return Problem("not-approved", _sentence(error))
        case Refused() | CannotExport() | BadRequest():
            return Problem("refused", _sentence(error))
        case _:
            raise TypeError(f"{type(error).__name__} is none of these")


def _edit(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    """A fault without an address is of the request, where its pointer leads."""
    return [
        {
            **({"address": one.address} if one.address else {}),
            "pointer": one.pointer,
            "code": "refused_edit",
            "message": one.message,
            "remedy": one.remedy,
        }
        for one in list(faults)[:MOST]
    ]


def _sentence(error: Exception) -> str:
    said = str(error)
    return f"{said[:1].upper()}{said[1:]}" + ("" if said.endswith(".") else ".")
