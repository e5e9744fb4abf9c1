"""Terms, documents and mutations that the tests of this folder share."""

import copy
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from greenlane.core.declaration import Fault, NotADeclaration, Reader
from greenlane.core.model import Economy, Nomenclature
from greenlane.core.terms import Terms, shared_documents, shared_facts

NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)


def economy(code: str, lengths: tuple[int, ...], zone: str, members: tuple[str, ...] = ()) -> Economy:
    nomenclature = Nomenclature(f"tariff of {code}", code, 6, lengths)
    return Economy(code, {"en": code}, ("en",), zone, "USD", nomenclature, (), members)


TERMS = Terms(
    facts=shared_facts(),
    documents=shared_documents(),
    economies={
        "TH": economy("TH", (8, 11), "Asia/Bangkok"),
        "KR": economy("KR", (10,), "Asia/Seoul"),
        "VN": economy("VN", (8,), "Asia/Ho_Chi_Minh"),
        "EU": economy("EU", (8, 10), "Europe/Brussels", ("DE", "FR", "NL")),
    },
)
READER = Reader(TERMS)

SMALL: dict[str, Any] = {
    "date": "2025-02-24",
    "route": {"import": "TH"},
    "items": [{"commodity_code": "39151000"}],
}

FULL: dict[str, Any] = {
    "reference": "INV-2025-0117",
    "date": "2025-02-24",
    "known_at": "2025-03-01T09:00:00.25+07:00",
    "route": {"export": "DE", "transit": ["SG", "FR"], "import": "TH"},
    "regime": "release",
    "parties": {"exporter": {"id": "DE-1", "name": "Recycling GmbH", "size": "small"}, "declarant": {}},
    "items": [
        {
            "number": 1,
            "commodity_code": "3915.10.00",
            "national_codes": {"DE": "3915 10 00", "KR": "3915100000"},
            "description": "PE flakes, washed\nเศษพลาสติก",
            "origin": "DE",
            "quantity": {"value": "120.50", "unit": "TNE"},
            "value": {"amount": 60000, "currency": "USD", "basis": "CIF"},
            "exchange_rates": {"EUR": "1.0832", "USD": 1},
            "documents": [
                {"code": "TH-DIW", "reference": "7/2568", "issued": "2024-06-01", "expires": "2025-05-31"},
                {"code": "CO-RCEP", "issuer": "IHK"},
            ],
            "facts": {
                "used": False,
                "polymers": ["PE"],
                "condition_flags": [],
                "impurity_percent": "0.5",
                "purity_percent": Decimal("99.50"),
                "purpose": "own_production",
                "statistical_code": "000",
                "gr_item": 3,
                "collected_in": "DE",
            },
            "materials": [
                {
                    "commodity_code": "390110",
                    "origin": "DE",
                    "originating": True,
                    "value": {"amount": "1", "currency": "EUR"},
                }
            ],
        },
        {"number": Decimal("2.0"), "commodity_code": "39", "facts": {"works": True}},
    ],
}

ODD: list[Any] = [
    *(
        None,
        True,
        False,
        0,
        1,
        -1,
        2,
        25,
        26,
        100,
        101,
        999,
        99999,
        100000,
        10**31 - 10**17,
        10**32,
        -(10**32),
    ),
    *map(
        Decimal,
        ("1.0", "1.5", "-0.0", "0.0", "-0.5", "100.0", "100.5", "1E+3", "1E+40", "3.915E+9", "99999.0"),
    ),
    *(
        "",
        " ",
        "x",
        "0",
        "-0",
        "-0.0",
        "-1",
        "00",
        "01",
        "1.",
        ".5",
        "1.50",
        "1,5",
        "1e3",
        "100",
        "100.00",
        "100.01",
    ),
    *(
        "9" * 31,
        "9" * 32,
        "0." + "1" * 30,
        "0." + "1" * 31,
        "3915.10\n",
        "3915",
        "39 15.10",
        "ก",
        "３９１５",
        "1" * 13,
    ),
    *(
        "3",
        "391",
        "HS 3915",
        "1" * 12,
        " 39 ",
        "2025-02-24",
        "2025-02-30",
        "2024-02-29",
        "2023-02-29",
        "1900-02-29",
    ),
    *(
        "2000-02-29",
        "1899-12-31",
        "9999-12-31",
        "20250224",
        "2025-W09-1",
        "2025-02-24T00:00:00Z",
        "2025-02-24 00:00:00Z",
    ),
    *(
        "2025-02-24T24:00:00Z",
        "2025-02-24T00:00:00",
        "2025-02-24T00:00:00.1234567Z",
        "2025-02-24T00:00:00+14:59",
    ),
    *(
        "VN",
        "vn",
        "EU",
        "XK",
        "UK",
        "ZZ",
        "USD",
        "usd",
        "XXX",
        "KGM",
        "kg",
        "TNE",
        "H87",
        "TH-DIW",
        "CO-RCEP",
        "CO-",
    ),
    *(
        "co-rcep",
        "899",
        "8999",
        "release",
        "Release",
        "CIF",
        "small",
        "own_production",
        "dirty",
        "PE",
        "pe",
        "PE\n",
    ),
    *("a\x00b", "a\tb", "a\nb", "x" * 64, "x" * 65, "x" * 200, "x" * 201, "x" * 2000, "x" * 2001),
    *(
        [],
        {},
        [None],
        ["dirty"],
        ["PE", "PVC"],
        ["VN", "SG"],
        ["XK"],
        {"a": 1},
        {"VN": "39"},
        {"vn": "39"},
        {"VN": 39},
        {"EUR": 0},
        {"KRW": "-1"},
        {"EUR": "1.5", "USD": "1"},
        dict.fromkeys(
            "AUD CAD CHF CNY DKK EUR GBP HKD IDR INR JPY KRW MYR NOK NZD PHP SEK SGD THB TRY VND".split(), "2"
        ),
    ),
    *(
        [{}],
        [{"commodity_code": "39"}],
        {"value": "1", "unit": "KGM"},
        {"code": "TH-DIW"},
        [{"code": "TH-DIW"}],
    ),
]
"""Values that stand on one side or the other of some rule."""


STRAYS = ["", *"used origin number unit expires import transit basis facts VN".split()]
"""Names that belong in some places and not in others."""


def places(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, child in children:
        yield from places(child, (*path, step))


def mutate(document: dict[str, Any], chance: random.Random, times: int = 1) -> dict[str, Any]:
    """A copy with `times` changes: a value replaced, a field dropped or misspelt, a list made longer."""
    changed: Any = copy.deepcopy(document)
    for _ in range(times):
        path = chance.choice([path for path in places(changed) if path])
        parent: Any = changed
        for step in path[:-1]:
            parent = parent[step]
        step: Any = path[-1]
        what = chance.random()
        if what < 0.6:
            parent[step] = copy.deepcopy(chance.choice(ODD))
        elif what < 0.75:
            del parent[step]
        elif isinstance(parent, list):
            parent.extend(copy.deepcopy(parent[step]) for _ in range(chance.choice((1, 2, 60, 210))))
        elif what < 0.85:
            parent[f"{step}x"] = parent.pop(step)
        else:
            parent[chance.choice(STRAYS)] = copy.deepcopy(chance.choice(ODD))
    result: dict[str, Any] = changed
    return result


def put(document: dict[str, Any], path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    """A copy of a document with another value in one place."""
    copied: Any = copy.deepcopy(document)
    parent = copied
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    result: dict[str, Any] = copied
    return result


def faults(document: Any, reader: Reader = READER) -> list[Fault]:
    try:
        reader.accept(document, NOW)
    except NotADeclaration as refused:
        return list(refused.faults)
    return []


def with_item(**fields: Any) -> dict[str, Any]:
    """The small declaration with these fields in its item."""
    return {**SMALL, "items": [{**SMALL["items"][0], **fields}]}
