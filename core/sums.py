"""How a charge came about, in sentences."""

from greenlane.core.because import plain
from greenlane.core.charges import Computed
from greenlane.core.model import Rule
from greenlane.core.speaker import Speaker


def told(charge: Computed, rule: Rule, say: Speaker) -> list[str]:
    """The bracket, what the printed scale leaves open, and the sum."""
    lines = list(charge.said)
    if charge.bracket is not None and rule.charge is not None and rule.charge.scale is not None:
        row = charge.bracket
        lines.append(
            say(
                "rate_scale",
                measure=rule.charge.scale.by.replace("quantity:", "quantity in "),
                value=charge.measure,
                bracket=row.printed or f"{row.lower or ''}-{row.upper or ''}",
                percent=charge.percent,
            )
        )
    if charge.doubt is not None:
        lines.append(say.text(charge.doubt.note))
    if charge.amount is not None and charge.base is not None and charge.percent is not None:
        base, currency = plain(charge.base), charge.currency
        lines.append(say("amount", percent=charge.percent, base=base, currency=currency, amount=charge.amount))
    return lines
