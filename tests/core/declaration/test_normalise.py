from datetime import UTC, date, datetime
from typing import Any

import pytest

from greenlane.core.declaration import Declaration
from tests.core.declaration.samples import FULL, NOW, READER, SMALL, with_item


def read(document: dict[str, Any]) -> Declaration:
    return READER.accept(document, NOW)


def test_a_full_declaration_as_the_engine_reads_it() -> None:
    full = read(FULL)
    assert full.document is FULL
    assert (full.reference, full.date, full.regime) == ("INV-2025-0117", date(2025, 2, 24), "release")
    assert full.known_at == datetime(2025, 3, 1, 2, 0, 0, 250000, tzinfo=UTC)
    assert (full.export, full.import_, full.transit) == ("DE", "TH", ("SG", "FR"))
    assert full.asks == (("EU", "export"), ("SG", "transit"), ("EU", "transit"), ("TH", "import"))
    assert full.declared_in == "TH"
    first, second = full.items
    assert (first.number, first.code, second.number, second.code) == (1, "39151000", 2, "39")
    assert first.national == {"EU": "39151000", "KR": "3915100000"}
    assert first.documents == [
        ("TH-DIW", date(2024, 6, 1), date(2025, 5, 31), True),
        ("CO-RCEP", None, None, True),
    ]
    assert second.documents == [] and second.national == {}


def test_an_item_is_kept_as_sent() -> None:
    assert read(SMALL).items[0].source is SMALL["items"][0]


def test_the_sizes_of_the_parties_are_facts_of_every_item_that_states_no_other() -> None:
    parties = {"importer": {"size": "micro"}, "exporter": {"id": "KR-1"}, "declarant": {"size": "large"}}
    items = [{"commodity_code": "39"}, {"commodity_code": "39", "facts": {"importer_size": "large", "used": True}}]

    first, second = READER.kept({**SMALL, "parties": parties, "items": items}, NOW).items

    assert first.source["facts"] == {"importer_size": "micro"}
    assert second.source["facts"] == {"importer_size": "large", "used": True}
    assert items[0] == {"commodity_code": "39"}, "what was sent is not changed"


def test_a_small_one_has_its_defaults() -> None:
    small = read(SMALL)
    assert (small.reference, small.known_at, small.export, small.transit, small.regime) == (
        None,
        None,
        None,
        (),
        "release",
    )
    assert type(small.items[0].number) is int and small.items[0].number == 1


@pytest.mark.parametrize(
    ("route", "day"),
    [
        ({"import": "KR", "export": "DE"}, "2026-11-23"),
        ({"import": "DE", "export": "KR"}, "2026-11-22"),
        ({"import": "JP", "export": "KR"}, "2026-11-23"),
        ({"import": "JP"}, "2026-11-22"),
        ({"transit": ["KR"]}, "2026-11-22"),
    ],
)
def test_today_is_that_of_the_import_economy_else_of_the_export_economy(route: dict[str, Any], day: str) -> None:
    assert (
        str(
            read(
                {
                    "route": route,
                    "items": SMALL["items"] if route.get("import") != "KR" else [{"commodity_code": "39"}],
                }
            ).date
        )
        == day
    )


def test_an_economy_is_asked_once_a_flow() -> None:
    route = {"transit": ["SG", "DE", "SG", "FR"], "import": "NL"}
    assert read({**SMALL, "route": route}).asks == (("SG", "transit"), ("EU", "transit"), ("EU", "import"))
    assert read({**SMALL, "route": route}).declared_in == "EU"


def test_a_unions_own_code_wins_over_a_members() -> None:
    codes = {"EU": "39151020", "DE": "3915"}
    assert read(with_item(national_codes=codes)).items[0].national == {"EU": "39151020"}
    assert read(with_item(national_codes=dict(reversed(codes.items())))).items[0].national == {"EU": "39151020"}


@pytest.mark.parametrize(
    ("issued", "expires", "covers"),
    [
        ("2025-02-24", None, True),
        ("2025-02-25", None, False),
        (None, "2025-02-24", True),
        (None, "2025-02-23", False),
        ("2025-02-24", "2025-02-24", True),
    ],
)
def test_a_document_counts_on_its_first_and_last_day(issued: str | None, expires: str | None, covers: bool) -> None:
    dates = {name: value for name, value in (("issued", issued), ("expires", expires)) if value}
    (presented,) = read(with_item(documents=[{"code": "TH-DIW", **dates}])).items[0].documents
    assert presented[3] is covers
