"""European Union: carbon border adjustment, deforestation-free products, plastic waste, one answer for 27 members.

Regulation (EU) 2023/956 (CBAM) as amended by Regulation (EU) 2025/2083; Regulation (EU) 2023/1115 (EUDR) as amended
by Regulation (EU) 2025/2650 and Delegated Regulation (EU) 2026/2102; Regulation (EU) 2024/1157 on shipments of waste
and Regulation (EC) No 1013/2006 before it; Regulation (EC) No 2173/2005 (FLEGT). What was read of each, and what was
not found, stands in README.md.
"""

from decimal import Decimal
from typing import Final

from greenlane import CheckContext, FactValue, ItemView, hookimpl

ALONE: Final = "cbam_item_above_50_t"
THRESHOLD: Final = Decimal(50)
TONNES: Final = {"TNE": Decimal(1), "KGM": Decimal("0.001")}


@hookimpl
def greenlane_fact(name: str, item: ItemView, context: CheckContext) -> FactValue | None:
    """Whether this goods item alone is above the threshold; false where its weight is not told.

    A condition on the quantity cannot say it: without a weight it is unknown, also where the total was told.
    """
    if name != ALONE:
        return None
    value, unit = item.quantity or (Decimal(0), "TNE")
    return value * TONNES.get(unit, Decimal(0)) > THRESHOLD
