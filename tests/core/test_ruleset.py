"""A rule set is rebuilt from its own content alone, and its digest is of that content."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from greenlane.core.model import Presumption
from greenlane.core.pack import PackError
from greenlane.core.ruleset import RuleSet, assemble, canonical, digest, restore
from greenlane.core.terms import shared_documents, shared_facts
from greenlane.plugins.host import Host
from tests import installed
from tests.core.making import Json, known, pack, restriction, rule, ruleset

PRICE = {
    "price": {
        "title": "Price",
        "unit": "USD/TNE",
        "period": "dated",
        "values": [{"from": "2025-01-01", "value": "5.50", "evidence": "secondary", "source": "gazette"}],
    }
}
DOCUMENTS = {
    "FJ": pack(
        "FJ",
        rule("FJ-B", codes=["39"]),
        restriction("FJ-A", {"document": "FJ-PERMIT"}, codes=["0901"], when={"used": "true"}),
        documents={"FJ-PERMIT": {"label": {"en": "permit", "fj": "veivakadonui"}}},
        facts={"used": {"presume": "false"}, "reference_price": {"provider": "price"}},
        parameters=PRICE,
    ),
    "WS": pack("WS", rule("WS-A", "notice"), members=["TO", "NU"]),
}


def restored(documents: Json) -> RuleSet:
    return restore(canonical(documents), 7, shared_facts(), shared_documents(), known)


def test_the_loaded_packs_are_restored_from_their_content(host: Host) -> None:
    documents = {one.economy: one.document for one in host.plugins.values()}

    again = restored(documents)

    assert set(again.packs) == set(installed.FOLDERS)
    for code, loaded in host.packs.items():
        assert again.packs[code] == loaded
    assert again.digest == digest(canonical(documents))


def test_a_restored_rule_set_is_the_assembled_one() -> None:
    again = restored(DOCUMENTS)

    made = assemble(
        again.packs, shared_facts(), shared_documents(), version=7, content_digest=digest(canonical(DOCUMENTS))
    )
    assert again == made


def test_rules_stand_in_the_order_of_their_ids() -> None:
    assert [one.id for one in restored(DOCUMENTS).rules] == ["FJ-A", "FJ-B", "WS-A"]


def test_the_content_does_not_depend_on_the_order_of_writing() -> None:
    turned = {code: dict(reversed(one.items())) for code, one in reversed(DOCUMENTS.items())}

    assert canonical(turned) == canonical(DOCUMENTS)
    assert digest(canonical(turned)) == digest(canonical(DOCUMENTS))


def test_the_content_keeps_every_letter() -> None:
    assert b"veivakadonui" in canonical(DOCUMENTS)
    assert canonical({"VN": {"name": "Việt Nam"}}) == '{"VN":{"name":"Việt Nam"}}'.encode()


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, key))
    else:
        yield path


@pytest.mark.parametrize("path", list(leaves(DOCUMENTS)), ids=lambda path: ".".join(map(str, path)))
def test_the_digest_changes_with_any_change(path: tuple[Any, ...]) -> None:
    changed = copy.deepcopy(DOCUMENTS)
    *way, last = path
    place: Any = changed
    for step in way:
        place = place[step]
    place[last] += " "

    assert digest(canonical(changed)) != digest(canonical(DOCUMENTS))


def test_a_digest_says_how_it_was_made() -> None:
    assert digest(b"") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_content_with_a_fault_is_refused() -> None:
    broken = copy.deepcopy(DOCUMENTS)
    broken["FJ"]["rules"][0]["id"] = "XX-B"

    with pytest.raises(PackError, match="the id must start with FJ-"):
        restored(broken)


def test_presumptions_are_of_an_economy() -> None:
    assert restored(DOCUMENTS).presumptions == {("FJ", "used"): Presumption(False)}


def test_a_union_answers_for_its_members() -> None:
    found = restored(DOCUMENTS)

    assert found.unions.items() >= {"TO": "WS", "NU": "WS"}.items()
    assert found.economy("TO") is found.economy("WS")
    assert found.economy("US") is None


def test_the_european_union_answers_for_its_members_also_where_no_plugin_is_loaded() -> None:
    found = restored(DOCUMENTS)

    assert (found.unions["DE"], found.unions["GR"]) == ("EU", "EU")
    assert not {"GB", "NO", "CH", "EU"} & set(found.unions)
    assert found.economy("DE") is None


def test_documents_of_a_pack_stand_beside_those_of_everyone() -> None:
    found = restored(DOCUMENTS)

    assert {"FJ-PERMIT", "TH-DIW"} <= set(found.documents)


def test_a_series_is_found_by_the_fact_it_provides() -> None:
    found = restored(DOCUMENTS)

    series = found.parameter("FJ", "reference_price")
    assert series is not None and series.name == "price"
    assert found.parameter("FJ", "used") is None
    assert found.parameter("WS", "reference_price") is None
    assert found.parameter("US", "reference_price") is None


@pytest.mark.parametrize(
    ("day", "statuses"),
    [
        (date(2023, 5, 31), []),
        (date(2023, 6, 1), ["partial"]),
        (date(2024, 12, 31), ["partial"]),
        (date(2025, 1, 1), ["covered"]),
        (date(2099, 1, 1), ["covered"]),
    ],
)
def test_coverage_begins_and_ends_on_its_days(day: date, statuses: list[str]) -> None:
    found = ruleset(
        pack(
            "FJ",
            coverage=[
                {"flow": "import", "from": "2023-06-01", "to": "2024-12-31", "status": "partial", "scope": "scrap"},
                {"flow": "import", "from": "2025-01-01", "status": "covered", "scope": "all"},
            ],
        )
    )

    assert [one.status for one in found.coverage("FJ", "import", day)] == statuses
    assert found.coverage("FJ", "export", day) == ()
    assert found.coverage("US", "import", day) == ()


def test_what_was_built_of_the_same_document_is_not_built_again() -> None:
    before = restored(DOCUMENTS)
    changed = {**DOCUMENTS, "WS": pack("WS", rule("WS-B", "notice"))}
    built = {code: (DOCUMENTS[code], one) for code, one in before.packs.items()}

    found = restore(canonical(changed), 8, shared_facts(), shared_documents(), known, built)

    assert found.packs["FJ"] is before.packs["FJ"]
    assert [one.id for one in found.packs["WS"].rules] == ["WS-B"]
    assert found.rules == restored(changed).rules
