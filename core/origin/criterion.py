"""The criterion by which a good originates: its kind, how a form prints it, and what it means in plain words."""

from collections.abc import Iterable
from typing import Any, Final

from greenlane.core.origin.agreement import Form
from greenlane.core.origin.rule import (
    LEVELS,
    Allowance,
    Both,
    Change,
    Content,
    Either,
    From,
    Process,
    ProductRule,
    Share,
    Span,
    WhollyObtained,
)
from greenlane.core.origin.written import RuleError, parse, write_span

OBTAINED: Final = "WO"
ONLY_ORIGINATING: Final = "PE"
VALUE_TESTS: Final = ("BD", "BU", "NC", "MC")
"""Methods of the figures that show a value test; a tolerance is none."""
_UNITS: Final = {2: "chapter", 4: "heading", 6: "subheading"}
_METHODS: Final = {
    "RVC": "regional value content",
    "BD": "regional value content by build-down",
    "BU": "regional value content by build-up",
    "NC": "regional value content by net cost",
}


def printed(form: Form | None, rule: str, limb: str, figures: Iterable[dict[str, Any]]) -> str | None:
    """The criterion as the form has it; None where the form was not seen, or has nothing that is known for this one.

    `rule`: the product rule as written, or WO, or PE. `limb`: its alternative that was met. `figures`: as answered.
    """
    if form is None:
        return None
    text = form.criteria.get(kind(limb or rule)) or form.criteria.get("other")
    if text is None:
        return None
    if "{percent}" in text:
        percent = _reached(figures)
        if percent is None:
            return None
        text = text.replace("{percent}", percent)
    return text.replace("{rule}", rule)


def kind(limb: str) -> str:
    """Under which of a form's criteria it falls: WO, PE, change, content, process or other."""
    if limb in (OBTAINED, ONLY_ORIGINATING):
        return limb
    match _parsed(limb):
        case WhollyObtained():
            return OBTAINED
        case Change(allowance=None):
            return "change"
        case Content():
            return "content"
        case Process():
            return "process"
    return "other"


def plain(limb: str) -> str:
    """What a written rule means. What cannot be parsed is said as it is written."""
    if limb == ONLY_ORIGINATING:
        return "produced in the exporting economy exclusively from originating materials"
    found = _parsed(limb)
    return limb if found is None else words(found)


def words(rule: ProductRule) -> str:
    """A product rule in plain words."""
    match rule:
        case WhollyObtained():
            return "wholly obtained or produced in the exporting economy"
        case Change(level, exclude, allowance):
            if level:
                unit = _UNITS[level]
                said = f"every non-originating material is of another {unit} than the good ({LEVELS[level]})"
            else:
                said = "non-originating materials may be of any heading, that of the good included"
            return said + (f", and none is of {_codes(exclude)}" if exclude else "") + _allowed(allowance)
        case From(codes):
            return f"non-originating materials are of {_codes(codes)} only"
        case Content("MC", percent):
            return f"non-originating materials are worth at most {percent} % of the price of the good"
        case Content(method, percent):
            return f"the {_METHODS[method]} is at least {percent} %"
        case Process(name):
            return f"the process “{name.replace('_', ' ')}” was done in the exporting economy"
        case Share(fact, percent):
            return f"{fact.replace('_', ' ')} is at least {percent}"
        case Both(parts):
            return ", and ".join(map(words, parts))
        case Either(parts):
            return ", or ".join(map(words, parts))


def _allowed(allowance: Allowance | None) -> str:
    if allowance is None:
        return ""
    return (
        f"; materials of the good's own {_UNITS[allowance.level]} are worth at most {allowance.percent} % of its price"
    )


def _parsed(limb: str) -> ProductRule | None:
    try:
        return parse(limb)
    except RuleError:
        return None


def _reached(figures: Iterable[dict[str, Any]]) -> str | None:
    """The percentage of the value test that was met."""
    found = (one["percent"] for one in figures if one["method"] in VALUE_TESTS and one["met"])
    return next((percent for percent in found if percent is not None), None)


def _codes(spans: Iterable[Span]) -> str:
    return ", ".join(map(write_span, spans))
