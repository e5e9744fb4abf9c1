"""Rules found by code, words, instrument and id, on a day; and those that one another follow."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from greenlane.core.ruleset import RuleSet
from greenlane.core.service.rulebook_search import SORTS, RuleIndex, RuleSearch, Sought
from tests.core.making import pack, restriction, rule, ruleset
from tests.core.service.offices import office


def law(name: str) -> list[dict[str, Any]]:
    return [{"name": name, "provision": "art. 2", "in_force_from": "2020-01-01", "source": "https://example.org"}]


def made() -> RuleSet:
    vietnam = pack(
        "VN",
        rule("VN-SCRAP-2023", codes=["3915"], title={"en": "Plastic scrap", "vi": "Phế liệu nhựa"},
             legal_basis=law("Decision 13/2023/QD-TTg"), valid={"from": "2023-06-01", "to": "2025-12-31"}),
        rule("VN-SCRAP-2026", codes=["3915"], title={"en": "Plastic scrap anew"}, valid={"from": "2026-01-01"},
             review_by="2026-03-01"),
        rule("VN-TYRES", codes=["4012"], exclude=["40121100"], title="Used tyres", flows=["import", "export"]),
        restriction("VN-ANY", {"document": "TH-DIW"}, title="A paper for all goods"),
        languages=["en", "vi"],
    )  # fmt: skip
    thailand = pack("TH", rule("TH-PET", "risk", codes=["39159010"], keywords={"en": ["bottle flakes"]},
                               title="PET", evidence="unverified"))  # fmt: skip
    return ruleset(vietnam, thailand)


@pytest.fixture
def index() -> RuleIndex:
    return RuleIndex(made())


def ids(index: RuleIndex, text: str = "", **more: Any) -> list[str]:
    sort = more.pop("sort", "id")
    return [one.id for one in index.find(Sought(text, **more), sort)]


def test_a_code_finds_the_rules_that_cover_it_and_those_below_it(index: RuleIndex) -> None:
    assert ids(index, "3915") == ["TH-PET", "VN-ANY", "VN-SCRAP-2023", "VN-SCRAP-2026"]
    assert ids(index, "3915.90.10") == ["TH-PET", "VN-ANY", "VN-SCRAP-2023", "VN-SCRAP-2026"]
    assert ids(index, "3915.10") == ["VN-ANY", "VN-SCRAP-2023", "VN-SCRAP-2026"]
    assert ids(index, "40") == ["VN-ANY", "VN-TYRES"]


def test_goods_that_a_rule_leaves_out_do_not_find_it(index: RuleIndex) -> None:
    assert "VN-TYRES" in ids(index, "40122000") and "VN-TYRES" in ids(index, "4012")
    assert ids(index, "40121100") == ["VN-ANY"]


@pytest.mark.parametrize("text", ["phế liệu", "PHE LIEU nhua", "plastic scrap 13/2023", "decision 13", "vn-scrap-2023"])
def test_words_of_any_language_instruments_and_ids_find_a_rule(index: RuleIndex, text: str) -> None:
    assert ids(index, text) == ["VN-SCRAP-2023"]


def test_every_word_must_stand_in_the_rule(index: RuleIndex) -> None:
    assert ids(index, "used tyres") == ["VN-TYRES"]
    assert ids(index, "used scrap") == []
    assert ids(index, "bottle") == ["TH-PET"]
    assert ids(index, "!!!") == []


def test_filters_narrow_what_is_found(index: RuleIndex) -> None:
    assert ids(index, economy="TH") == ["TH-PET"]
    assert ids(index, kind="risk") == ["TH-PET"]
    assert ids(index, evidence="unverified") == ["TH-PET"]
    assert ids(index, flow="export") == ["VN-TYRES"]
    assert ids(index, due=date(2026, 11, 23)) == ["VN-SCRAP-2026"]
    assert ids(index, due=date(2026, 3, 1)) == []


def test_as_of_a_day_both_days_of_a_rule_count(index: RuleIndex) -> None:
    for day, found in (("2023-05-31", []), ("2023-06-01", ["VN-SCRAP-2023"]), ("2025-12-31", ["VN-SCRAP-2023"]),
                       ("2026-01-01", ["VN-SCRAP-2026"])):  # fmt: skip
        assert ids(index, "plastic", on=date.fromisoformat(day)) == found


@pytest.mark.parametrize("sort", SORTS)
def test_pages_hold_each_rule_once_in_every_order(index: RuleIndex, sort: str) -> None:
    found = index.find(Sought(), sort)
    shown: list[str] = []
    after = ""
    while page := index.page(found, after, sort, 2):
        shown += [one.id for one in page]
        after = shown[-1]
    assert sorted(shown) == [rule.id for rule in index.rules]
    assert shown == [one.id for one in found]


def test_a_page_goes_on_behind_a_rule_that_is_not_among_those_found(index: RuleIndex) -> None:
    found = index.find(Sought(economy="VN"), "id")
    assert [one.id for one in index.page(found, "TH-PET", "id", 1)] == ["VN-ANY"]
    assert [one.id for one in index.page(found, "nobody knows it", "id", 1)] == ["VN-ANY"]


def test_a_rule_follows_the_one_that_ended_the_day_before(index: RuleIndex) -> None:
    one, other, tyres = (index.get(name) for name in ("VN-SCRAP-2023", "VN-SCRAP-2026", "VN-TYRES"))
    assert one and other and tyres
    assert index.around(one) == ([], [other])
    assert index.around(other) == ([one], [])
    assert index.around(tyres) == ([], [])


def test_rules_of_another_kind_or_day_do_not_follow() -> None:
    old = rule("FJ-A-2020", valid={"from": "2020-01-01", "to": "2020-12-31"})
    late = rule("FJ-A-2021", valid={"from": "2021-01-02"})
    kind = rule("FJ-A-2022", "notice", valid={"from": "2021-01-01"})
    index = RuleIndex(ruleset(pack("FJ", old, late, kind)))
    first = index.get("FJ-A-2020")
    assert first is not None and index.around(first) == ([], [])


def test_an_index_is_made_once_of_a_set_and_takes_over_texts_of_the_one_before(tmp_path: Path) -> None:
    with office(f"sqlite:///{tmp_path}/one.db") as there:
        search = RuleSearch(there.book)
        search.warm()
        assert search.index(there.book.current().ruleset).get("FJ-BAN")
    one = made()
    index = search.index(one)
    assert search.index(one) is index
    changed = ruleset(pack("VN", rule("VN-TYRES", codes=["4012"], title="Old wheels")))
    other = search.index(changed)
    assert ids(other, "wheels") == ["VN-TYRES"] and ids(other, "tyres") == ["VN-TYRES"]  # its id says so
    assert ids(other, "used") == []
