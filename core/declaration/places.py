"""What the loaded economies say of one another: unions, nomenclatures, time zones. Built once a rule set."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from greenlane.core.model import Economy
from greenlane.core.terms.codes import UNIONS

Asks = tuple[tuple[str, str], ...]
"""Economies and flows."""
ALWAYS = frozenset((2, 4, 6))
"""Digits that a code may have in every nomenclature."""


@dataclass(frozen=True, slots=True)
class Places:
    """Looked up for every declaration. `lengths` and `zones` hold the loaded economies only.

    `everywhere`: packs without an economy, each with the flows for which it speaks. `routes`: what was asked on a
    route (export, transit, import) before, as the normaliser keeps it.
    """

    union_of: Mapping[str, str]
    lengths: Mapping[str, frozenset[int]]
    zones: Mapping[str, tzinfo]
    nomenclatures: Mapping[str, str]
    everywhere: tuple[tuple[str, frozenset[str]], ...] = ()
    routes: dict[object, tuple[Asks, tuple[str, ...]]] = field(default_factory=dict, compare=False)

    def asked(self, economy: str) -> str:
        """Who answers for an economy: the loaded union that lists it as a member, else itself."""
        return self.union_of.get(economy, economy)

    def declared_in(self, route: Mapping[str, Any]) -> str | None:
        """The economy in whose nomenclature the codes are: of import, else of export; None without both.

        An import economy that is not loaded still owns the codes: then their lengths cannot be told.
        """
        economy = route.get("import") or route.get("export")
        return None if economy is None else self.union_of.get(economy, economy)

    def today(self, route: Mapping[str, Any], now: datetime) -> date:
        """The day at `now` in the import economy, else in the export economy, else in UTC."""
        for side in ("import", "export"):
            zone = self.zones.get(self.asked(route.get(side, "")))
            if zone is not None:
                return now.astimezone(zone).date()
        return now.astimezone(UTC).date()


def places_of(economies: Mapping[str, Economy]) -> Places:
    """The places of the loaded economies. Raises zoneinfo.ZoneInfoNotFoundError for an unknown time zone."""
    return Places(
        union_of={member: code for code, members in UNIONS.items() for member in members}
        | {member: union.code for union in economies.values() for member in union.members},
        lengths={code: ALWAYS.union(one.nomenclature.lengths) for code, one in economies.items()},
        zones={code: ZoneInfo(one.time_zone) for code, one in economies.items()},
        nomenclatures={code: one.nomenclature.name for code, one in economies.items()},
        everywhere=tuple(
            (code, frozenset(span.flow for span in one.coverage))
            for code, one in sorted(economies.items())
            if one.everywhere
        ),
    )
