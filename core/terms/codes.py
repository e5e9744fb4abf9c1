"""Other people's code lists, as Babel carries them: ISO 3166-1 economies and ISO 4217 currencies."""

from string import ascii_uppercase
from typing import Final

from babel import Locale
from babel.core import get_global

_NOT_ISO: Final = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ".split())
"""Two-letter codes that CLDR has and ISO 3166-1 does not assign."""

_NAMES: Final = {
    code: name
    for code, name in Locale("en").territories.items()
    if len(code) == 2 and code.isalpha() and code not in _NOT_ISO
}

ECONOMIES: Final[frozenset[str]] = frozenset({*_NAMES, "EU"})
"""ISO 3166-1 alpha-2, and `EU` for the customs union."""

PLACELESS: Final[frozenset[str]] = frozenset(f"X{letter}" for letter in ascii_uppercase) - {"XI", "XK", "XX", "XZ"}
"""Codes that ISO 3166-1 leaves to its users: of packs without an economy, which are asked on every route. Not those
that customs declarations use for places: Northern Ireland, Kosovo, an unknown one, the high seas.
"""

UNIONS: Final = {
    "EU": tuple("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()),
}
"""Customs unions that answer for their members, whether or not a plugin for them is loaded."""
UNION_OF: Final = {member: union for union, members in UNIONS.items() for member in members}

_NO_MONEY: Final = frozenset("XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX CNH".split())
"""Metals, units of account and test codes; CNH is no code of ISO 4217."""

CURRENCIES: Final[frozenset[str]] = (
    frozenset(
        currency
        for periods in get_global("territory_currencies").values()
        for currency, _, end, _ in periods
        if end is None or end >= (2015, 1, 1)
    )
    - _NO_MONEY
)
"""ISO 4217 currencies in use at some time since 2015: rules and declarations reach back some years."""

ECONOMY_NAMES: Final[dict[str, str]] = {name.casefold(): code for code, name in _NAMES.items()} | {
    "european union": "EU",
    "vietnam": "VN",
    "korea": "KR",
    "republic of korea": "KR",
    "usa": "US",
    "uk": "GB",
}
"""English name in lower case → code, for suggestions."""


def economy_alias(code: str) -> str | None:
    """The alpha-2 code for an alpha-3, numeric or withdrawn one (`VNM`, `704`, `UK`), if there is one."""
    replacements: list[str] = get_global("territory_aliases").get(code, [])
    return replacements[0] if len(replacements) == 1 and replacements[0] in ECONOMIES else None
