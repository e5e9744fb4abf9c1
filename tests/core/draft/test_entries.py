"""A content is split into entries and joined again, and nothing is lost on the way."""

from __future__ import annotations

import random

import pytest

from greenlane.core.draft.entries import economies_of, economy_of, join, parts, split
from greenlane.core.ruleset import canonical
from tests import installed
from tests.core.draft import sample
from tests.core.making import pack, rule


def test_the_installed_packs_are_split_and_joined_to_the_same_bytes() -> None:
    documents = {one.economy: one.document for one in installed.host().plugins.values()}

    assert canonical(join(split(documents))) == canonical(documents)


def test_every_rule_case_and_value_of_the_installed_packs_has_an_address() -> None:
    entries = sample.real()

    assert {economy_of(place) for place in entries} == set(installed.FOLDERS)
    for code, found in installed.host().packs.items():
        assert {f"{code}/rules/{one.id}" for one in found.rules} <= set(entries)
        assert {f"{code}/cases/{one.name}" for one in installed.cases(code)} <= set(entries)
        assert {f"{code}/parameters/{name}" for name in found.parameters} <= set(entries)


def test_the_order_of_entries_does_not_show_in_the_content() -> None:
    entries = sample.small()
    turned = list(entries.items())
    random.Random(3).shuffle(turned)

    assert canonical(join(dict(turned))) == canonical(join(entries))


def test_a_content_of_a_time_without_cases_is_split_too() -> None:
    document = {name: part for name, part in pack("WS", rule("WS-A")).items() if name != "cases"}

    assert sorted(split({"WS": document})) == ["WS/economy", "WS/rules/WS-A"]


def test_two_rules_of_one_id_are_not_taken_for_one() -> None:
    with pytest.raises(ValueError, match="WS/rules/WS-A stands twice"):
        split({"WS": pack("WS", rule("WS-A"), rule("WS-A", "notice"))})


def test_a_part_that_is_not_known_is_not_dropped() -> None:
    with pytest.raises(ValueError, match="WS: no part of a pack is called quotas"):
        split({"WS": {**pack("WS"), "quotas": {}}})


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("TH/economy", ("TH", "economy", "")),
        ("TH/rules/TH-A", ("TH", "rules", "TH-A")),
        ("TH/cases/on 1/2 of the goods", ("TH", "cases", "on 1/2 of the goods")),
    ],
)
def test_an_address_says_economy_part_and_name(place: str, said: tuple[str, str, str]) -> None:
    assert parts(place) == said


@pytest.mark.parametrize(
    "place", ["", "TH", "TH/", "/rules/x", "TH/rules", "TH/rules/", "TH/economy/x", "TH/economy/", "TH/quotas/x"]
)
def test_what_is_no_address_is_refused(place: str) -> None:
    with pytest.raises(ValueError, match="is no address"):
        parts(place)


def test_economies_of_several_addresses() -> None:
    assert economies_of(["TH/economy", "VN/facts/used", "TH/rules/TH-A"]) == {"TH", "VN"}
