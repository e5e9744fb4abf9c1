"""A charge → the sentence it means, in English, and the rows of its scale."""

from collections.abc import Iterator, Mapping

from greenlane.core.because import plain
from greenlane.core.model import Bracket, Charge, Fact
from greenlane.core.wording import UNITS


def formula(charge: Charge, facts: Mapping[str, Fact] | None = None) -> str:
    """What a charge comes to. `facts`: whose labels name them."""
    known = facts or {}
    base = f"of {_base(charge, known)}"
    if charge.formula:
        return f"The plugin's formula “{charge.formula}”, on {_base(charge, known)}."
    if charge.scale is not None:
        edge = "upper" if charge.scale.includes == "upper" else "lower"
        by = measure(charge.scale.by, known)
        return f"A rate by {by} {base}: the row that it falls in, its {edge} edge included."
    return f"{plain(charge.percent)} % {base}."


def brackets(charge: Charge, facts: Mapping[str, Fact] | None = None) -> Iterator[tuple[str, str, str]]:
    """Of a scale its rows: the measure, the rate, and the row as the law prints it. None without a scale."""
    if charge.scale is None:
        return
    unit = _unit(charge.scale.by, facts or {})
    for row in charge.scale.rows:
        yield _row(row, charge.scale.includes, unit), f"{plain(row.percent)} %", row.printed


def measure(subject: str, facts: Mapping[str, Fact]) -> str:
    """What is measured: a quantity in a unit, or a fact."""
    if subject.startswith("quantity:"):
        unit = subject.removeprefix("quantity:")
        return f"the quantity in {UNITS.get(unit, unit)}"
    label = facts[subject].label.get("en", "") if subject in facts else ""
    return f"“{label or subject}”"


def _base(charge: Charge, facts: Mapping[str, Fact]) -> str:
    if charge.base == "value":
        return "the value of the goods item"
    unit, _, price = charge.base.removeprefix("quantity:").partition("*")
    return f"the quantity in {UNITS.get(unit, unit)} times {measure(price, facts)}, in {charge.currency}"


def _unit(subject: str, facts: Mapping[str, Fact]) -> str:
    unit = subject.removeprefix("quantity:") if ":" in subject else facts[subject].unit if subject in facts else ""
    return UNITS.get(unit, unit)


def _row(row: Bracket, includes: str, unit: str) -> str:
    above, below = ("more than", "at most") if includes == "upper" else ("at least", "less than")
    edges = ((above, row.lower), (below, row.upper))
    parts = [f"{word} {plain(edge)}" for word, edge in edges if edge is not None]
    return f"{', '.join(parts) or 'any'} {unit}".strip()
