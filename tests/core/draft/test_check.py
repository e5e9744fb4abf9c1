"""Each fault of a content stands at its entry, and nothing that fits the eye but not the law slips through."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlane.core.draft.check import Fault, faults, ruleset
from greenlane.core.draft.entries import join
from greenlane.core.pack import PackError
from greenlane.core.ruleset import canonical, digest, restore
from greenlane.core.terms import shared_documents, shared_facts
from tests.core.draft import sample
from tests.core.making import known, pack


def only(entries: dict[str, Any], *economies: str) -> Fault:
    (found,) = faults(entries, economies or None)
    return found


def test_nothing_is_wrong_with_the_installed_packs() -> None:
    assert faults(sample.real()) == []


def test_the_rule_set_of_entries_is_the_one_that_is_restored_from_their_content() -> None:
    entries = sample.real()
    content = canonical(join(entries))

    made = ruleset(entries, 7)

    assert made == restore(content, 7, shared_facts(), shared_documents(), known)
    assert (made.version, made.digest) == (7, digest(content))
    assert ruleset(entries, 7, "sha256:0").digest == "sha256:0"


def test_entries_with_a_fault_make_no_rule_set() -> None:
    entries = sample.small()
    entries["FJ/rules/FJ-APPLES"]["when"] = {"grad": "a"}

    with pytest.raises(PackError, match="grad"):
        ruleset(entries)


@pytest.mark.parametrize(
    ("place", "path", "written", "pointer", "message"),
    [
        ("FJ/rules/FJ-APPLES", ("flows",), ["imports"], "/flows/0", "unallowed value imports"),
        ("FJ/rules/FJ-APPLES", ("valid",), {"from": "2025-02-31"}, "/valid/from", "2025-02-31 does not exist"),
        ("FJ/rules/FJ-APPLES", ("when",), {"grad": "a"}, "/when/grad", "grad is no fact this pack knows"),
        ("FJ/rules/FJ-APPLES", ("codes",), {"list": "a.csv"}, "/codes", "must be of list type"),
        ("FJ/rules/FJ-APPLES", ("codes",), ["8"], "/codes", "'8' is no commodity code: 2 to 12 digits, no dots"),
        ("FJ/rules/FJ-APPLES", ("id",), "FJ-PEARS", "/id", "FJ-PEARS is filed under FJ-APPLES"),
        ("FJ/rules/FJ-SCRAP", ("when",), {"document": "FJ-X"}, "/when/document", "'FJ-X' is no document"),
        ("FJ/rules/FJ-LEVY", ("charge", "percent"), 5, "/charge/percent", "5 is no text"),
        ("FJ/rules/FJ-LEVY", ("charge", "percent"), None, "/charge/percent", "null is no text"),
        ("FJ/facts/grade", ("type",), "text", "/type", "unallowed value text"),
        ("FJ/facts/reference_price", ("provider",), "copra", "/provider", "no parameter copra"),
        ("FJ/documents/FJ-PERMIT", ("label",), "", "/label", "a text is one string"),
        ("FJ/parameters/copra_price", ("values", 1, "from"), "2025-01-31", "", "two values for 2025-01-31"),
        ("FJ/parameters/monthly", ("values", 0, "period"), "2025-13", "/values/0/period", "'2025-13' has not"),
        ("FJ/cases/apples may not enter", ("expect",), {"verdit": "clear"}, "/expect/verdit", "unknown field"),
        ("FJ/cases/apples may not enter", ("name",), "pears may not enter", "/name", "pears may not enter is filed"),
        ("FJ/economy", ("time_zone",), "Suva", "/time_zone", "'Suva' is no time zone"),
        ("FJ/economy", ("economy",), "TO", "/economy", "TO is filed under FJ"),
    ],
)
def test_a_fault_is_told_at_its_place(
    place: str, path: tuple[Any, ...], written: Any, pointer: str, message: str
) -> None:
    entries = sample.small()
    *way, last = path
    inner = entries[place]
    for step in way:
        inner = inner[step]
    inner[last] = written

    found = only(entries)

    assert (found.address, found.pointer) == (place, pointer)
    assert found.message.startswith(message)


def test_a_text_that_was_mistaken_for_something_else_is_told_how_to_write_it() -> None:
    entries = sample.small()
    entries["FJ/rules/FJ-APPLES"]["partners"] = [False]

    assert str(only(entries)) == (
        "FJ/rules/FJ-APPLES/partners/0: false is no text (write every scalar as text, as in a pack's YAML)"
    )


def test_a_name_is_held_to_the_form_of_its_part() -> None:
    entries = sample.small()
    entries["FJ/documents/permit"] = {"label": "a permit"}

    found = only(entries)

    assert found.address == "FJ/documents/permit"
    assert found.message.startswith("the name it is filed under: 'permit' has not the form")


@pytest.mark.parametrize("entry", ["a rule", [], None, 5])
def test_an_entry_that_is_no_mapping_is_told(entry: Any) -> None:
    entries = sample.small()
    entries["FJ/rules/FJ-APPLES"] = entry

    assert only(entries).message == "an entry is a mapping of names to values"


def test_an_economy_must_say_who_it_is() -> None:
    entries = sample.small()
    del entries["WS/economy"]

    assert only(entries).address == "WS/economy"
    assert faults({place: entry for place, entry in entries.items() if not place.startswith("WS/")}) == []


def test_what_is_wrong_elsewhere_is_not_told_of_an_economy() -> None:
    entries = sample.small()
    entries["FJ/rules/FJ-APPLES"]["flows"] = []

    assert faults(entries, {"WS"}) == []
    assert [one.address for one in faults(entries, {"FJ"})] == ["FJ/rules/FJ-APPLES"]


def test_a_fact_has_one_meaning_in_all_economies() -> None:
    entries = sample.small()
    entries["WS/facts/grade"] = {"type": "boolean", "label": "graded"}

    assert (
        only(entries)
        == only(entries, "WS")
        == Fault("WS/facts/grade", "/type", "FJ gives grade another type", "use another name")
    )
    assert faults(entries, {"FJ"}) == []


def test_one_economy_is_answered_for_by_one() -> None:
    entries = sample.small()
    entries["WS/economy"]["members"] = ["TO", "FJ"]

    assert only(entries).message == "FJ is answered for by FJ"


def test_two_unions_do_not_share_a_member() -> None:
    entries = sample.small()
    entries["FJ/economy"]["members"] = ["TO"]
    entries["WS/economy"]["members"] = ["TO"]

    assert only(entries) == Fault("WS/economy", "/members", "TO is answered for by FJ", "take it out")


def test_a_content_of_one_economy_stands_alone() -> None:
    assert faults({"WS/economy": pack("WS")["economy"]}) == []


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(leaf for key, inner in below for leaf in leaves(inner, (*path, key)))]


PLACED = [(place, path) for place, entry in sample.small().items() for path in leaves(entry) if path]
ODD = [None, True, 5, 1.5, "", "x", "2025-02-31", "0000-01-01", [], ["x"], [[]], {}, {"en": ""}, {"x": {"x": []}}]


@given(st.sampled_from(PLACED), st.sampled_from(ODD), st.booleans())
@settings(max_examples=400, deadline=None)
def test_whatever_is_written_anywhere_it_is_told_or_it_builds(
    placed: tuple[str, tuple[Any, ...]], odd: Any, remove: bool
) -> None:
    place, (*way, last) = placed
    entries = sample.small()
    inner = entries[place]
    for step in way:
        inner = inner[step]
    if remove:
        del inner[last]
    else:
        inner[last] = copy.deepcopy(odd)

    if not faults(entries):
        ruleset(entries)
