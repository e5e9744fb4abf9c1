"""A change reads as a sentence, and names each field that differs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.core.draft.differences import Field, fields_of
from greenlane.core.draft.edits import act
from greenlane.core.draft.merge import Change, diff
from greenlane.core.draft.words import Described, describe
from tests.core.draft import sample
from tests.core.making import rule


def said(action: str, **arguments: Any) -> list[Described]:
    return describe(act(sample.small(), action, arguments))


def test_a_rule_that_is_added_says_what_it_does_where_and_when() -> None:
    codes = [f"080{number}" for number in range(8)]
    (one,) = said("add_rule", rule=rule("FJ-FRUIT", codes=codes, valid={"from": "2026-01-01", "to": "2026-12-31"}))

    assert (one.address, one.action, one.title) == ("FJ/rules/FJ-FRUIT", "added", "Title of FJ-FRUIT")
    assert one.sentence == (
        "Rule FJ-FRUIT “Title of FJ-FRUIT” is added: prohibition on import of 0800, 0801, 0802, 0803, 0804, 0805 and "
        "2 more from 2026-01-01 to 2026-12-31."
    )
    assert one.fields == ()


def test_a_rule_that_is_taken_out_says_what_is_lost() -> None:
    (one,) = said("remove_rule", id="FJ-OLD")

    assert one.action == "removed"
    assert one.sentence == (
        "Rule FJ-OLD “Title of FJ-OLD” is taken out: prohibition on import of 0809 from 2020-01-01 to 2024-12-31."
    )


@pytest.mark.parametrize(
    ("action", "arguments", "what", "told"),
    [
        ("close_rule", {"id": "FJ-APPLES", "on": "2026-12-31"}, "closed", "ends on 2026-12-31"),
        ("close_rule", {"id": "FJ-OLD", "on": "2024-06-30"}, "closed", "ends on 2024-06-30 instead of 2024-12-31"),
        ("reopen_rule", {"id": "FJ-OLD"}, "reopened", "has no last day any more; it was 2024-12-31"),
        (
            "reopen_rule",
            {"id": "FJ-OLD", "until": "2025-06-30"},
            "reopened",
            "ends on 2025-06-30 instead of 2024-12-31",
        ),
        (
            "change_rule",
            {"id": "FJ-SCRAP", "set": {"codes": ["7404", "7602"]}},
            "changed",
            "codes with 7602 and without 7204",
        ),
        ("change_rule", {"id": "FJ-SCRAP", "set": {"codes": ["7404", "7204"]}}, "changed", "codes in another order"),
        (
            "change_rule",
            {"id": "FJ-APPLES", "set": {"message": "No.", "regimes": ["release"]}, "unset": ["remedy"]},
            "changed",
            "message “No.” instead of “Message of FJ-APPLES.”; remedy “Remedy of FJ-APPLES.” is gone; "
            "regimes release is new",
        ),
    ],
)
def test_a_rule_that_changes_says_how(action: str, arguments: dict[str, Any], what: str, told: str) -> None:
    (one,) = said(action, **arguments)

    assert one.action == what
    name = arguments["id"]
    assert one.sentence == f"Rule {name} “Title of {name}”: {told}."


def test_a_rule_closed_and_reworded_at_once_says_both() -> None:
    before = sample.small()["FJ/rules/FJ-APPLES"]
    after = {**before, "valid": {**before["valid"], "to": "2026-01-31"}, "title": "Apples"}

    (one,) = describe([Change("FJ/rules/FJ-APPLES", before, after)])

    assert one.action == "closed"
    assert one.sentence == (
        "Rule FJ-APPLES “Apples”: ends on 2026-01-31; title “Apples” instead of “Title of FJ-APPLES”."
    )
    assert one.fields == (
        Field("title", "Title of FJ-APPLES", "Apples"),
        Field("valid.to", None, "2026-01-31"),
    )


def test_a_new_value_says_what_it_is_and_what_it_ends() -> None:
    (one,) = said("put_value", **sample.value(**{"from": "2025-03-01"}))

    assert one.action == "changed"
    assert one.sentence == (
        "Parameter copra_price “Price of copra”: the value of 2025-02-01 ends on 2025-02-28; "
        "from 2025-03-01 it is 12 FJD/TNE."
    )
    assert [field.path for field in one.fields] == ["values.2025-02-01.to", "values.2025-03-01"]


def test_a_corrected_value_says_what_it_was() -> None:
    (one,) = said("correct_value", **sample.value(parameter="monthly", period="2025-02"))

    assert "of the value of 2025-02: value “12” instead of “7.50”" in one.sentence


def test_a_series_whose_value_is_closed_is_closed() -> None:
    closing = {"economy": "FJ", "parameter": "copra_price", "from": "2025-02-01", "on": "2025-12-31"}
    changes = act(sample.small(), "close_value", closing)

    (one,) = describe(changes)
    (back,) = describe([Change(change.address, change.after, change.before) for change in changes])

    assert (one.action, back.action) == ("closed", "reopened")
    assert one.sentence.endswith(": the value of 2025-02-01 ends on 2025-12-31.")
    assert back.sentence.endswith(": the value of 2025-02-01 has no last day any more.")


def test_cases_and_documents_are_called_what_they_are() -> None:
    (case,) = said("remove_case", economy="FJ", name="apples may not enter")
    (document,) = said("put_entry", address="WS/documents/WS-PERMIT", entry={"label": {"en": "permit", "sm": "p"}})

    assert case.sentence == "Case apples may not enter is taken out."
    assert document.sentence == "Document WS-PERMIT “permit” is added."


def test_many_differences_are_counted_and_all_of_them_kept() -> None:
    before = {"label": "x", **{f"a{number}": "1" for number in range(9)}}

    (one,) = describe([Change("FJ/documents/FJ-PERMIT", before, {"label": "x"})])

    assert one.sentence.endswith("a5 “1” is gone; and 3 more differences.")
    assert len(one.fields) == 9


def test_a_requirement_put_in_front_does_not_make_the_others_look_changed() -> None:
    old, new = {"that": {"a": "1"}}, {"that": {"b": "2"}}

    assert list(fields_of({"requires": [old]}, {"requires": [new, old]})) == [Field("requires.1", None, new)]
    assert list(fields_of({"requires": [new, old]}, {"requires": [old]})) == [Field("requires.1", new, None)]
    assert list(fields_of({"requires": [old]}, {"requires": [new]})) == [
        Field("requires.1.that.a", "1", None),
        Field("requires.1.that.b", None, "2"),
    ]


JSON = st.recursive(
    st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "from", "to"]), inner, max_size=3)
    ),
    max_leaves=8,
)
ENTRY = st.dictionaries(st.sampled_from(["title", "values", "valid", "codes"]), JSON, max_size=4)


@given(st.sampled_from(sorted(sample.small())), st.none() | ENTRY, st.none() | ENTRY)
def test_whatever_changed_is_described(place: str, before: Any, after: Any) -> None:
    changes = diff({place: before} if before is not None else {}, {place: after} if after is not None else {})

    for change, one in zip(changes, describe(changes), strict=True):
        assert one.address == change.address
        assert one.sentence.endswith(".")
        assert (one.action == "added") == (before is None)
        assert (one.action == "removed") == (after is None)
        if before is not None and after is not None:
            assert one.fields, "two that differ, and no field of it shown"


def test_the_installed_packs_are_described_without_a_word_missing() -> None:
    entries = sample.real()

    told = describe(diff({}, entries))

    assert [one.address for one in told] == sorted(entries)
    assert all(one.title or "/facts/" in one.address for one in told)
