"""What no single field can tell: repeats, order of dates, lengths of codes, exchange rates, the future.

Every check takes a document in which fields may be missing: it also runs on what is left of a bad one.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from greenlane.core.declaration.faults import Fault, pointer
from greenlane.core.declaration.forms import digits, instant, is_date
from greenlane.core.declaration.places import Places
from greenlane.core.declaration.wording import echo

NO_LENGTHS = (3, 5, 7)
"""Digits that no nomenclature built on the Harmonized System has: whose a material's code is, nobody says."""
BUDDHIST_ERA = 543
"""Years by which the Thai calendar is ahead."""


def check(document: Mapping[str, Any], places: Places, now: datetime) -> list[Fault]:
    """The faults between fields that each fit the schema. `now` is an aware datetime."""
    found: list[Fault] = []
    if "known_at" in document:
        found += _known_at(document["known_at"], now)
    if "date" in document and int(document["date"][:4]) >= now.year + 300:
        found += _far_date(document["date"])
    economy = places.declared_in(document.get("route", {}))
    lengths = places.lengths.get(economy) if economy is not None else None
    items = document.get("items", [])
    numbered = False
    for index, item in enumerate(items):
        if lengths is not None and "commodity_code" in item:
            code = digits(item["commodity_code"])
            if code is not None and len(code) not in lengths:
                found.append(_length(places, str(economy), code, ("items", index, "commodity_code")))
        if "number" in item:
            numbered = True
        if "documents" in item:
            found += _documents(item["documents"], index)
        if "national_codes" in item:
            found += _national_codes(item["national_codes"], places, index)
        if "materials" in item:
            found += _materials(item["materials"], index)
        if "exchange_rates" in item:
            found += _exchange_rates(item["exchange_rates"], item.get("value"), index)
    if numbered:
        found += _repeats(items)
    return found


def _known_at(text: str, now: datetime) -> Iterator[Fault]:
    known_at = instant(text)
    if known_at is not None and known_at > now:
        moment = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        message = f"Known at {text} is in the future: it is {moment} now."
        yield Fault("/known_at", "in_the_future", message)


def _far_date(text: str) -> Iterator[Fault]:
    year = int(text[:4]) - BUDDHIST_ERA
    message = f"Date {text} lies centuries ahead; take {BUDDHIST_ERA} from a year of the Buddhist era."
    meant = f"{year:04}{text[4:]}"
    yield Fault("/date", "bad_date", message, meant if 1990 <= year <= 2100 and is_date(meant) else None)


def _documents(documents: list[dict[str, Any]], item: int) -> Iterator[Fault]:
    for index, document in enumerate(documents):
        # Written YYYY-MM-DD, days compare as text.
        if "expires" in document and "issued" in document and document["expires"] < document["issued"]:
            message = f"It expires on {document['expires']}, before it was issued on {document['issued']}."
            yield Fault(pointer(("items", item, "documents", index, "expires")), "expires_before_issued", message)


def _national_codes(codes: Mapping[str, str], places: Places, item: int) -> Iterator[Fault]:
    for economy, written in codes.items():
        answering = places.asked(economy)
        code = digits(written)
        if code is not None and answering in places.lengths and len(code) not in places.lengths[answering]:
            yield _length(places, answering, code, ("items", item, "national_codes", economy))


def _materials(materials: list[dict[str, Any]], item: int) -> Iterator[Fault]:
    for index, material in enumerate(materials):
        code = digits(material.get("commodity_code", ""))
        if code is not None and len(code) in NO_LENGTHS:
            message = (
                f"The code {code} has {len(code)} digits; a chapter has 2, a heading 4, a subheading 6, then more."
            )
            path = pointer(("items", item, "materials", index, "commodity_code"))
            yield Fault(path, "code_length", message, code[: len(code) - 1])


def _exchange_rates(rates: Mapping[str, Any], value: Mapping[str, Any] | None, item: int) -> Iterator[Fault]:
    if rates and value is None:
        message = "The item has no value, so these rates lead to no currency: state its value, or leave them out."
        yield Fault(pointer(("items", item, "exchange_rates")), "no_value", message)
    own = None if value is None else value.get("currency")
    for currency, rate in rates.items():
        path = pointer(("items", item, "exchange_rates", currency))
        if Decimal(rate) == 0:
            message = f"The exchange rate of {currency} is 0: it is more than nought."
            yield Fault(path, "zero_rate", message)
        elif currency == own and Decimal(rate) != 1:
            message = f"The value is in {currency} itself, so its rate is 1, not {echo(rate)}: leave it out."
            yield Fault(path, "own_currency", message, "1")


def _length(places: Places, economy: str, code: str, path: tuple[str | int, ...]) -> Fault:
    lengths = places.lengths[economy]
    known = ", ".join(map(str, sorted(lengths)))
    name = places.nomenclatures[economy]
    message = f"The code {code} has {len(code)} digits; {name} ({economy}) knows codes of {known} digits."
    cut = code[: max((length for length in lengths if length <= len(code)), default=0)]
    if len(code) % 2 and code[0] != "0" and len(code) + 1 in lengths:
        # Digits come in pairs: an odd code that a zero in front completes has been a number in a spreadsheet.
        message += f" If a leading zero was lost, it is 0{code}."
    return Fault(pointer(path), "code_length", message, cut or None)


def _repeats(items: list[dict[str, Any]]) -> Iterator[Fault]:
    first: dict[int, int] = {}
    for index, item in enumerate(items):
        number = int(item.get("number", index + 1))
        if number in first:
            said = "is" if "number" in item else "is, by its position,"
            message = f"Item number {number} {said} the number of the item at position {first[number] + 1} as well."
            yield Fault(pointer(("items", index, "number")), "repeated_number", message)
        else:
            first[number] = index
