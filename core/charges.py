"""What a charge comes to: a rate, or a scale of rates, of a base."""

from dataclasses import dataclass, field
from decimal import Decimal

from greenlane.core.ask import Ask
from greenlane.core.model import Bracket, Charge, Doubt, Scale
from greenlane.core.money import EXACT, percent_of, rounded
from greenlane.core.units import UNITS, convert


@dataclass(slots=True)
class Computed:
    """A charge with its amount, or, where it cannot be computed, what is missing (`needs`: fact names)."""

    percent: Decimal | None = None
    base: Decimal | None = None
    amount: Decimal | None = None
    currency: str = ""
    measure: Decimal | None = None
    bracket: Bracket | None = None
    doubt: Doubt | None = None
    needs: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def compute(charge: Charge, ask: Ask, value: tuple[Decimal, str] | None) -> Computed:
    """The charge on one item. `value`: amount and currency as declared."""
    result = Computed(percent=charge.percent, currency=charge.currency)
    if charge.base == "value":
        if value is None:
            result.needs.append("value")
        else:
            result.base, result.currency = value
    else:
        unit, price = charge.base.removeprefix("quantity:").split("*")
        quantity, each = measure(f"quantity:{unit}", ask, result), measure(price, ask, result)
        if quantity is not None and each is not None:
            result.base = EXACT.multiply(quantity, each)
    if charge.scale is not None:
        result.measure = measure(charge.scale.by, ask, result)
        if result.measure is not None:
            result.bracket = bracket(charge.scale, result.measure)
            result.percent = result.bracket.percent if result.bracket else None
            result.doubt = next((d for d in charge.scale.doubts if d.above < result.measure < d.below), None)
            if result.bracket is None:
                result.needs.append(charge.scale.by.partition(":")[0])
    if result.percent == 0 and charge.currency and result.base is None:
        # Nothing of whatever the base is: no need to know it.
        result.amount, result.needs = rounded(Decimal(0), charge.currency), []
    elif result.base is not None and result.percent is not None and not result.needs:
        result.amount = rounded(percent_of(result.base, result.percent), result.currency)
    return result


def measure(subject: str, ask: Ask, result: Computed) -> Decimal | None:
    """A quantity in a unit, or a decimal fact; None, with the need noted, where it is not known."""
    if not subject.startswith("quantity:"):
        known = ask.facts.get(subject)
        if known is None:
            _need(result, subject)
            return None
        return Decimal(known)  # type: ignore[arg-type]
    unit = subject[9:]
    if ask.quantity is None:
        _need(result, "quantity")
        return None
    converted = convert(*ask.quantity, unit) if ask.quantity[1] in UNITS else None
    if converted is None:
        _need(result, "quantity")
        result.said.append(f"{ask.quantity[1]} cannot be converted to {unit}")
    return converted


def _need(result: Computed, name: str) -> None:
    if name not in result.needs:
        result.needs.append(name)


def bracket(scale: Scale, measure: Decimal) -> Bracket | None:
    """The row a measure falls in: (a, b] where the upper edge is included, [a, b) where the lower is."""
    for row in scale.rows:
        if scale.includes == "upper":
            if (row.lower is None or measure > row.lower) and (row.upper is None or measure <= row.upper):
                return row
        elif (row.lower is None or measure >= row.lower) and (row.upper is None or measure < row.upper):
            return row
    return None
