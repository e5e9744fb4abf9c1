"""What one distribution is called and made of, before it is written."""

import json
import keyword
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from zoneinfo import available_timezones

from greenlane.core.terms.codes import CURRENCIES
from greenlane.plugins.scaffold.economies import Known, known

TAKEN: Final = frozenset("greenlane core ext jurisdictions plugins web test tests docs src".split())
"""Names at the top of site-packages that others have, or that any project's folder may have."""
NEVER: Final = ("AQ", "BV")
"""The example agreement's partner and an origin that is none: nobody trades there, so nobody takes them for law."""
REVIEW: Final = timedelta(days=182)


class BadChoice(ValueError):
    """A name, time zone or currency that cannot be used; the text says what would be right."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """All that the templates need. `today`: the day that stands in its files."""

    economy: Known
    name: str
    package: str
    time_zone: str
    currency: str
    today: date

    @property
    def open_choices(self) -> list[str]:
        """What was chosen of several, or is a placeholder: a sentence each."""
        said = []
        for what, chosen, several in (
            ("currency", self.currency, self.economy.currencies),
            ("time zone", self.time_zone, self.economy.zones),
        ):
            others = [one for one in several if one != chosen]
            if not several:
                said.append(f"{what} {chosen} (a placeholder: none is known)")
            elif others:
                more = f" and {len(others) - 4} more" if len(others) > 4 else ""
                said.append(f"{what} {chosen} (also in use: {', '.join(others[:4])}{more})")
        return said

    def words(self) -> Mapping[str, str]:
        """What stands in the templates' places."""
        partner, other = (NEVER if self.economy.code not in NEVER else ("HM", "TF"))
        members = self.economy.members
        return {
            "code": self.economy.code,
            "name": self.economy.name,
            "names": json.dumps(self.economy.names, ensure_ascii=False),
            "distribution": self.name,
            "package": self.package,
            "time_zone": self.time_zone,
            "currency": self.currency,
            "notes": "".join(f"# To choose: {one}.\n" for one in self.open_choices),
            "members": f"members: [{', '.join(members)}]\n" if members else "",
            "partner": partner,
            "partner_name": known(partner).name,
            "other": other,
            "version": f"{self.today:%Y.%m.%d}",
            "today": self.today.isoformat(),
            "review": (self.today + REVIEW).isoformat(),
        }


def distribution(
    code: str, today: date, name: str | None = None, time_zone: str | None = None, currency: str | None = None
) -> Distribution:
    """What will be written for an economy. Raises NoEconomy, BadChoice."""
    economy = known(code)
    name = f"greenlane-{code.lower()}" if name is None else name
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9]*([._-][A-Za-z0-9]+)*", name) or len(name) > 64:
        raise BadChoice(f"--name {name[:64]!r} is no name of a distribution: letters, digits and hyphens, as acme-nz")
    package = re.sub(r"[-._]+", "_", name).lower()
    if package in TAKEN or keyword.iskeyword(package) or package in sys.stdlib_module_names:
        raise BadChoice(f"--name {name}: its package would be {package}, which is taken: try greenlane-{code.lower()}")
    if time_zone is not None and time_zone not in available_timezones():
        raise BadChoice(f"--time-zone {time_zone[:64]!r} is no IANA time zone: give one as {economy.zones[0]}")
    if currency is not None and currency not in CURRENCIES:
        raise BadChoice(f"--currency {currency[:16]!r} is no ISO 4217 currency in use: give one as NZD")
    return Distribution(
        economy,
        name,
        package,
        time_zone or economy.zones[0],
        currency or (economy.currencies[0] if economy.currencies else "USD"),
        today,
    )
