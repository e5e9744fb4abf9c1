"""What is known of an economy before anybody writes a pack for it: its names, time zones and currencies."""

from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies

from greenlane.core.terms.codes import CURRENCIES, ECONOMIES, ECONOMY_NAMES, UNION_OF, UNIONS, economy_alias

ELSEWHERE: Final = "Etc/UTC"
"""The time zone of an economy where the list has none: nobody lives there."""
UNION_ZONES: Final = {"EU": ("Europe/Brussels",)}


class NoEconomy(ValueError):
    """A code for which no pack can be written; the text says why, and what to give instead."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known. `names`: English first, then its official languages. `zones`, `currencies`: the first is proposed.

    `currencies` is empty where there is none in use. `members`: of a customs union.
    """

    code: str
    names: dict[str, str]
    zones: tuple[str, ...]
    currencies: tuple[str, ...]
    members: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """In English."""
        return self.names["en"]


def known(written: str) -> Known:
    """The economy of an ISO 3166-1 alpha-2 code, or the union EU. Raises NoEconomy."""
    if written not in ECONOMIES:
        raise NoEconomy(_why_not(written))
    if written in UNION_OF:
        union = UNION_OF[written]
        raise NoEconomy(f"{written} belongs to the customs union {union}, which answers for it: write one for {union}")
    zones = UNION_ZONES.get(written) or _zones().get(written, (ELSEWHERE,))
    return Known(written, _names(written), zones, _currencies(written), UNIONS.get(written, ()))


def _why_not(written: str) -> str:
    shown = written[:40]
    near = economy_alias(written.upper()) or ECONOMY_NAMES.get(written.casefold())
    if near is None and (found := get_close_matches(written.casefold(), ECONOMY_NAMES, 1, 0.75)):
        near = ECONOMY_NAMES[found[0]]
    if written.upper() in ECONOMIES:
        near = written.upper()
    wanted = "two capital letters of ISO 3166-1, as NZ, or EU"
    if near:
        return f"{shown!r} is no economy's code: did you mean {near}?"
    if name := Locale("en").territories.get(written):
        return f"{written} is {name}, no economy of ISO 3166-1: give {wanted}"
    return f"{shown!r} is no economy's code: give {wanted}"


def _names(code: str) -> dict[str, str]:
    names = {"en": Locale("en").territories[code]}
    for language in get_official_languages(code):
        try:
            name = Locale.parse(language, sep="_").territories.get(code)
        except (UnknownLocaleError, ValueError):
            continue
        if name and language.isalpha() and len(language) == 2:
            names.setdefault(language, name)
    return names


def _currencies(code: str) -> tuple[str, ...]:
    """Those in use today, its own first: ISO 4217 begins that with the economy's code."""
    found = [one for one in get_territory_currencies(code) if one in CURRENCIES]
    return tuple(sorted(found, key=lambda one: not one.startswith(code)))


def _zones() -> dict[str, tuple[str, ...]]:
    """The zones of each economy, the most populous first, as the IANA database lists them."""
    found: dict[str, tuple[str, ...]] = {}
    text = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            code, _, zone = line.split("\t")[:3]
            found[code] = (*found.get(code, ()), zone)
    return found
