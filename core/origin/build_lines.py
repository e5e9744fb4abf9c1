"""The lines of product annexes: read, and held against each other."""

from collections.abc import Mapping, Sequence
from typing import Any

from greenlane.core.origin import written
from greenlane.core.origin.agreement import ProductLine
from greenlane.core.origin.build_common import Path, Writing, said, text
from greenlane.core.origin.rule import Span


def build_lines(rules: Sequence[Mapping[str, Any]], at: Writing) -> dict[str, list[ProductLine]]:
    """Agreement → its lines, in the order of `rules`; what is wrong with one is reported, and it is left out."""
    found: dict[str, list[ProductLine]] = {}
    whole: dict[str, list[tuple[Span, int]]] = {}
    seen: set[str] = set()
    for index, one in enumerate(rules):
        path: Path = ("product_rules", index)
        if one["id"] in seen:
            at.report((*path, "id"), f"the line {one['id']} stands twice", "keep one, or say of which goods each is")
            continue
        seen.add(one["id"])
        if one["id"] != (named := line_id(one)):
            remedy = "a line is named by its agreement, codes and goods: take it out, and add the other"
            at.report((*path, "id"), f"{one['id']} is filed under another name than {named}", remedy)
        spans = at.spans(one["codes"], (*path, "codes"))
        rule = at.rule(one["rule"], (*path, "rule"))
        stands = said(one, path, at)
        if rule is None or not spans:
            continue
        goods = text(one.get("goods"))
        line = ProductLine(one["id"], spans, goods, rule, written.write(rule), stands, one.get("quote", ""))
        found.setdefault(one["agreement"], []).append(line)
        if not goods:
            whole.setdefault(one["agreement"], []).extend((span, index) for span in spans)
    for spans_of in whole.values():
        _apart(spans_of, rules, at)
    return found


def line_id(one: Mapping[str, Any]) -> str:
    """The id of a line: its agreement, its codes, and its goods where they are narrower; of what stands so far."""
    goods = text(one.get("goods")).get("en", "")
    return " ".join([one.get("agreement", ""), *one.get("codes", ()), goods]).strip()


def _apart(spans: list[tuple[Span, int]], rules: Sequence[Mapping[str, Any]], at: Writing) -> None:
    """Report lines of whole codes of which neither is narrower, so that nobody could say which of them holds."""
    open_: list[tuple[str, str, int]] = []
    # The widest first among those that begin together: what is still open then holds the next one, or crosses it.
    for first, last, index in sorted(
        (_edges(span) + (index,) for span, index in spans), key=lambda one: (one[0], _down(one[1]), one[2])
    ):
        while open_ and open_[-1][1] < first:
            open_.pop()
        if open_ and (open_[-1][1] < last or open_[-1][:2] == (first, last)):
            other = rules[open_[-1][2]]["id"]
            where: Path = ("product_rules", index, "codes")
            message = f"its codes are those of {other} too, and neither is narrower"
            if open_[-1][2] == index:
                message = "two of its codes cover each other, and neither is narrower"
            at.report(where, message, "say of which goods each is")
            continue
        open_.append((first, last, index))


def _edges(span: Span) -> tuple[str, str]:
    """First and last subheading of a span."""
    return span.first.ljust(6, "0"), span.last.ljust(6, "9")


def _down(code: str) -> int:
    return -int(code)
