"""The written form of product rules, as lawyers write them: `CTH except from 7219 or RVC40`. Parsed, printed back.

    rule  := both { " or " both }        both := part { " and " part }        ( … ) groups; "and" binds tighter
    part  := WO | from CODES | process NAME | FACT >= NUMBER | (RVC|BD|BU|NC|MC) NUMBER
           | (CC|CTH|CTSH|any heading) [except from CODES] [with same (heading|subheading) up to NUMBER%]
    CODES := spans with ", " between: 72, 7219, 8507.60, 5201-5203; NAME, FACT := [a-z][a-z0-9_]*, but not and, or

What print and memory make of it is read too (`RVC(40) ; or cth`, `MaxNOM 45 %`, `headings 72.19 to 72.23`,
`BU35/BD45`, which binds tighter than "and"); `write` gives the one canonical form.
"""

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from greenlane.core.origin.grammar import JOINTS, NEXT, Reader
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
from greenlane.core.origin.scanner import RuleError
from greenlane.core.origin.spans import write as write_span

__all__ = ["RuleError", "parse", "span", "spans", "write", "write_span"]


# An annex says the same of hundreds of lines, and every start reads it twice: from its files and from the rule set.
@lru_cache(maxsize=8192)
def parse(text: str) -> ProductRule:
    """The rule a text says; groups of one kind within each other are one group. Raises RuleError."""
    reader = Reader(text)
    if not reader.text.strip():
        raise RuleError(text, 0, 'the rule is empty; write one, for example "CTH or RVC40"')
    rule = reader.rule()
    if not reader.ended():
        reader.fail(NEXT, JOINTS)
    return rule


@lru_cache(maxsize=16384)
def span(text: str) -> Span:
    """One code or one range of codes: `72`, `5201-5203`, `heading 72.19`. Raises RuleError."""
    reader = Reader(text)
    read = reader.span()
    if not reader.ended():
        reader.fail("the end: one code, or one range such as 5201-5203, stands here")
    return read


def spans(texts: Iterable[str]) -> tuple[Span, ...]:
    """Each text as a span, in their order. Raises RuleError."""
    return tuple(span(text) for text in texts)


def write(rule: ProductRule) -> str:
    """The canonical text of a rule: parse() of it gives the same nodes."""
    match rule:
        case Either(parts):
            return " or ".join(write(part) for part in parts)
        case Both(parts):
            return " and ".join(f"({write(part)})" if isinstance(part, Either) else write(part) for part in parts)
        case WhollyObtained():
            return "WO"
        case Change(level, exclude, allowance):
            but = f" except from {_list(exclude)}" if exclude else ""
            return f"{LEVELS[level]}{but}{_allowed(allowance)}"
        case From(codes):
            return f"from {_list(codes)}"
        case Content(method, percent):
            return f"{method}{_plain(percent)}"
        case Process(name):
            return f"process {name}"
        case Share(fact, percent):
            return f"{fact} >= {_plain(percent)}"


def _list(codes: tuple[Span, ...]) -> str:
    return ", ".join(map(write_span, codes))


def _allowed(allowance: Allowance | None) -> str:
    if allowance is None:
        return ""
    return f" with same {'heading' if allowance.level == 4 else 'subheading'} up to {_plain(allowance.percent)}%"


def _plain(number: Decimal) -> str:
    # Not normalize(), which rounds to the digits of the context.
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
