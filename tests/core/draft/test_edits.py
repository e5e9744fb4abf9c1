"""What a person does to a draft: the changes it makes, and why it is refused."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlane.core.declaration.jsonschema import json_schema
from greenlane.core.declaration.validator import StrictValidator
from greenlane.core.draft.actions import ABOUT, ACTIONS
from greenlane.core.draft.check import Fault, faults
from greenlane.core.draft.edits import ACTS, EditRefused, act
from greenlane.core.draft.entries import Entries, economies_of
from greenlane.core.draft.merge import applied, patched, undone
from tests.core.draft import sample
from tests.core.making import rule

PEARS = rule("FJ-PEARS", codes=["0808"], valid={"from": "2026-01-01"})


def done(action: str, entries: Entries | None = None, **arguments: Any) -> Entries:
    """What an action changed: address → entry."""
    before = sample.small() if entries is None else entries
    kept = copy.deepcopy(before)

    changes = act(before, action, arguments)

    assert before == kept, "an edit leaves what it was made of alone"
    assert applied(applied(before, changes), undone(changes)) == before
    return {change.address: change.after for change in changes}


def refused(action: str, entries: Entries | None = None, /, **arguments: Any) -> Fault:
    """The only reason for which an action is refused."""
    with pytest.raises(EditRefused) as caught:
        act(sample.small() if entries is None else entries, action, arguments)
    (found,) = caught.value.faults
    assert str(found) == str(caught.value)
    return found


def values(entries: Entries) -> list[tuple[str, str | None, str]]:
    """First day, last day and value, of the series that was changed."""
    (series,) = entries.values()
    return [(one["from"], one.get("to"), one["value"]) for one in series["values"]]


# Rules.


def test_a_rule_is_added_under_its_economy() -> None:
    assert done("add_rule", rule=PEARS) == {"FJ/rules/FJ-PEARS": PEARS}


def test_a_rule_that_stands_is_not_added_over() -> None:
    found = refused("add_rule", rule={**PEARS, "id": "FJ-APPLES"})

    assert (found.address, found.pointer) == ("FJ/rules/FJ-APPLES", "/id")
    assert found.message == "the rule FJ-APPLES stands already"


@pytest.mark.parametrize("name", [None, 5, "", "PEARS", "F", "//-x"])
def test_a_rule_without_a_proper_id_is_refused_at_the_request(name: Any) -> None:
    found = refused("add_rule", rule={**PEARS, "id": name})

    assert (found.address, found.pointer) == ("", "/arguments/rule/id")


def test_a_rule_with_a_fault_is_refused_at_the_rule() -> None:
    found = refused("add_rule", rule={**PEARS, "when": {"grad": "a"}})

    assert (found.address, found.pointer) == ("FJ/rules/FJ-PEARS", "/when/grad")


def test_a_correction_changes_the_fields_it_names() -> None:
    entries = sample.small()
    wanted = {**entries["FJ/rules/FJ-APPLES"], "codes": ["080810"], "message": "No apples."}
    del wanted["remedy"]

    changed = done("change_rule", id="FJ-APPLES", set={"codes": ["080810"], "message": "No apples."}, unset=["remedy"])

    assert changed == {"FJ/rules/FJ-APPLES": wanted}


def test_a_correction_that_changes_nothing_makes_no_change() -> None:
    assert done("change_rule", id="FJ-APPLES", set={"codes": ["0808"]}) == {}
    assert done("change_rule", id="FJ-APPLES") == {}


@pytest.mark.parametrize("way", [{"set": {"valid": {}}}, {"unset": ["valid"]}, {"set": {"id": "FJ-B"}}])
def test_a_correction_moves_neither_days_nor_id(way: dict[str, Any]) -> None:
    assert refused("change_rule", id="FJ-APPLES", **way).address == "FJ/rules/FJ-APPLES"


def test_a_field_that_is_not_there_cannot_be_taken_out() -> None:
    assert refused("change_rule", id="FJ-APPLES", unset=["when"]).message == "it has no when to take out"


def test_what_a_rule_needs_cannot_be_taken_out() -> None:
    found = refused("change_rule", id="FJ-APPLES", unset=["legal_basis"])

    assert (found.pointer, found.message) == ("/legal_basis", "required field")


def test_closing_gives_a_rule_its_last_day_and_nothing_else() -> None:
    before = sample.small()["FJ/rules/FJ-APPLES"]

    (after,) = done("close_rule", id="FJ-APPLES", on="2026-12-31").values()

    assert after == {**before, "valid": {"from": "2025-01-01", "to": "2026-12-31"}}


@pytest.mark.parametrize(("on", "fits"), [("2025-01-01", True), ("2024-12-31", False)])
def test_a_rule_is_law_for_a_day_at_least(on: str, fits: bool) -> None:
    if fits:
        assert done("close_rule", id="FJ-APPLES", on=on)
    else:
        assert refused("close_rule", id="FJ-APPLES", on=on).pointer == "/valid/to"


@pytest.mark.parametrize(("on", "fits"), [("2024-12-30", True), ("2024-12-31", False), ("2025-01-01", False)])
def test_closing_only_ever_brings_the_last_day_forward(on: str, fits: bool) -> None:
    if fits:
        assert done("close_rule", id="FJ-OLD", on=on)["FJ/rules/FJ-OLD"]["valid"]["to"] == on
    else:
        assert refused("close_rule", id="FJ-OLD", on=on).message == "it ends on 2024-12-31 already"


def test_a_reopened_rule_has_no_last_day() -> None:
    assert done("reopen_rule", id="FJ-OLD")["FJ/rules/FJ-OLD"]["valid"] == {"from": "2020-01-01"}


@pytest.mark.parametrize(("until", "fits"), [("2025-01-01", True), ("2024-12-31", False)])
def test_reopening_only_ever_puts_the_last_day_off(until: str, fits: bool) -> None:
    if fits:
        assert done("reopen_rule", id="FJ-OLD", until=until)["FJ/rules/FJ-OLD"]["valid"]["to"] == until
    else:
        assert refused("reopen_rule", id="FJ-OLD", until=until).message.startswith("it ends on 2024-12-31")


def test_an_open_rule_cannot_be_reopened() -> None:
    assert refused("reopen_rule", id="FJ-APPLES").message == "it has no last day"


def test_a_successor_begins_on_the_day_after_the_last_of_the_rule_before_it() -> None:
    written = {name: value for name, value in PEARS.items() if name != "valid"}

    changed = done("succeed_rule", id="FJ-APPLES", on="2026-03-01", rule=written)

    assert changed["FJ/rules/FJ-APPLES"]["valid"] == {"from": "2025-01-01", "to": "2026-02-28"}
    assert changed["FJ/rules/FJ-PEARS"] == {**written, "valid": {"from": "2026-03-01"}}


def test_a_successor_does_not_say_another_first_day() -> None:
    found = refused("succeed_rule", id="FJ-APPLES", on="2026-03-01", rule=PEARS)

    assert (found.pointer, found.message) == (
        "/arguments/rule/valid/from",
        "it begins on 2026-01-01, not on 2026-03-01",
    )


def test_a_rule_that_was_never_law_is_taken_out() -> None:
    assert done("remove_rule", id="FJ-LEVY") == {"FJ/rules/FJ-LEVY": None}


@pytest.mark.parametrize("action", ["change_rule", "reopen_rule", "remove_rule"])
def test_a_rule_that_is_not_there_is_told(action: str) -> None:
    assert str(refused(action, id="FJ-NONE")) == (
        "FJ/rules/FJ-NONE: there is no such entry (it would stand among the rules of FJ)"
    )


# Dated series.


def test_a_new_value_closes_the_one_before_it() -> None:
    assert values(done("put_value", **sample.value(**{"from": "2025-03-01"}))) == [
        ("2025-01-01", "2025-01-31", "10"),
        ("2025-02-01", "2025-02-28", "11"),
        ("2025-03-01", None, "12"),
    ]


def test_a_value_of_an_earlier_day_ends_where_the_next_one_begins() -> None:
    assert values(done("put_value", **sample.value(**{"from": "2024-06-01"})))[0] == ("2024-06-01", "2024-12-31", "12")


def test_a_value_within_a_closed_one_shortens_it() -> None:
    assert values(done("put_value", **sample.value(**{"from": "2025-01-15"})))[:2] == [
        ("2025-01-01", "2025-01-14", "10"),
        ("2025-01-15", "2025-01-31", "12"),
    ]


def test_a_value_for_a_while_is_refused_where_nobody_said_what_holds_after_it() -> None:
    found = refused("put_value", **sample.value(**{"from": "2025-03-01", "to": "2025-03-31"}))

    assert (found.address, found.pointer) == ("FJ/parameters/copra_price", "/values/1")
    assert found.message == "the value of 2025-02-01 would hold again after 2025-03-31"
    twice = patched(sample.small(), done("put_value", **sample.value(**{"from": "2025-03-01"})))
    back = done("put_value", twice, **sample.value(**{"from": "2025-04-01"}, value="11"))
    assert values(back)[-2:] == [("2025-03-01", "2025-03-31", "12"), ("2025-04-01", None, "11")]


@pytest.mark.parametrize(("to", "fits"), [("2024-12-31", True), ("2025-01-01", False)])
def test_a_value_does_not_reach_into_the_next(to: str, fits: bool) -> None:
    arguments = sample.value(**{"from": "2024-06-01", "to": to})

    if fits:
        assert values(done("put_value", **arguments))[0] == ("2024-06-01", to, "12")
    else:
        assert refused("put_value", **arguments).remedy.startswith("end it on 2024-12-31 or earlier")


def test_a_value_that_stands_is_not_written_over() -> None:
    found = refused("put_value", **sample.value(**{"from": "2025-02-01"}))

    assert found.message == "a value from 2025-02-01 stands already: 11"
    assert "correct_value" in found.remedy


def test_a_correction_of_a_value_keeps_its_days() -> None:
    assert values(done("correct_value", **sample.value(**{"from": "2025-01-01"})))[0] == (
        "2025-01-01",
        "2025-01-31",
        "12",
    )


def test_a_value_that_is_not_there_cannot_be_corrected() -> None:
    found = refused("correct_value", **sample.value(**{"from": "2025-01-02"}))

    assert str(found) == (
        "FJ/parameters/copra_price/values: no value begins with 2025-01-02 (they begin with 2025-01-01, 2025-02-01)"
    )


def test_a_monthly_value_stands_in_its_order() -> None:
    (series,) = done("put_value", **sample.value(parameter="monthly", period="2025-01")).values()

    assert [(one["period"], one["value"]) for one in series["values"]] == [("2025-01", "12"), ("2025-02", "7.50")]


@pytest.mark.parametrize(
    "days",
    [
        {"parameter": "monthly", "from": "2025-03-01"},
        {"parameter": "monthly", "period": "2025-03", "to": "2025-03-31"},
        {"period": "2025-03"},
        {"period": "2025-03", "from": "2025-03-01"},
        {},
    ],
)
def test_a_value_begins_as_its_series_does(days: dict[str, str]) -> None:
    assert refused("put_value", **sample.value(**days)).message.startswith("a value of this series begins with its")


@pytest.mark.parametrize(("on", "fits"), [("2025-02-01", True), ("2025-01-31", False)])
def test_a_value_is_closed_on_its_first_day_at_the_earliest(on: str, fits: bool) -> None:
    arguments: dict[str, Any] = {"economy": "FJ", "parameter": "copra_price", "from": "2025-02-01", "on": on}

    if fits:
        assert values(done("close_value", **arguments))[1] == ("2025-02-01", on, "11")
    else:
        assert refused("close_value", **arguments).pointer == "/values/1/to"


def test_a_closed_value_is_not_made_to_last_longer_by_closing_it() -> None:
    arguments: dict[str, Any] = {"economy": "FJ", "parameter": "copra_price", "from": "2025-01-01"}

    assert values(done("close_value", **arguments, on="2025-01-30"))[0][1] == "2025-01-30"
    assert refused("close_value", **arguments, on="2025-01-31").message == "it ends on 2025-01-31 already"


def test_a_month_cannot_be_closed() -> None:
    arguments: dict[str, Any] = {"economy": "FJ", "parameter": "monthly", "from": "2025-02-01", "on": "2025-02-10"}

    assert refused("close_value", **arguments).message == "a month's value ends with its month"


def test_a_value_that_rests_on_nothing_is_refused() -> None:
    found = refused("put_value", **sample.value(**{"from": "2025-03-01"}, evidence="unverified"))

    assert found.message == "an unverified value decides nothing"


def test_a_series_is_added_without_values_and_renamed_with_them() -> None:
    new = {"title": "Quota", "unit": "TNE", "period": "dated"}

    added = done("put_parameter", economy="FJ", name="quota", parameter=new)
    assert added == {"FJ/parameters/quota": {**new, "values": []}}
    (renamed,) = done("put_parameter", economy="FJ", name="copra_price", parameter={"title": "Copra"}).values()
    assert renamed == {**sample.PRICE, "title": "Copra"}


@pytest.mark.parametrize("written", [{"values": []}, {"period": "month"}])
def test_the_values_of_a_series_are_not_written_over(written: dict[str, Any]) -> None:
    found = refused("put_parameter", economy="FJ", name="copra_price", parameter=written)

    (name,) = written
    assert (found.pointer, found.message) == (f"/{name}", f"the {name} of a series that stands is not written over")


# Cases, and entries of any kind.


def test_a_case_is_written_anew_and_stays_in_its_file() -> None:
    case = {name: value for name, value in sample.CASE.items() if name not in ("file", "hits")}

    assert done("put_case", economy="FJ", case=case) == {
        "FJ/cases/apples may not enter": {**case, "file": "cases/apples.yaml"}
    }


def test_a_case_that_expects_what_nobody_looks_at_is_refused() -> None:
    found = refused("put_case", economy="FJ", case={**sample.CASE, "expect": {"verdit": "clear"}})

    assert found.pointer == "/expect/verdit"


def test_a_case_without_a_name_is_refused_at_the_request() -> None:
    assert refused("put_case", economy="FJ", case={}).pointer == "/arguments/case/name"


def test_a_case_is_taken_out() -> None:
    assert done("remove_case", economy="FJ", name="apples may not enter") == {"FJ/cases/apples may not enter": None}
    assert refused("remove_case", economy="FJ", name="none").message == "there is no such entry"


def test_any_entry_is_written_or_taken_out() -> None:
    fact = {"type": "boolean", "label": "graded"}

    assert done("put_entry", address="WS/facts/graded", entry=fact) == {"WS/facts/graded": fact}
    assert done("remove_entry", address="FJ/facts/grade") == {"FJ/facts/grade": None}


def test_what_others_need_is_not_taken_out() -> None:
    found = refused("remove_entry", address="FJ/parameters/copra_price")

    assert (found.address, found.message) == ("FJ/facts/reference_price", "no parameter copra_price")


def test_an_economy_goes_last() -> None:
    assert refused("remove_entry", address="WS/economy").message == "1 entries of this economy stand yet"
    alone = patched(sample.small(), done("remove_rule", id="WS-NOTE"))
    assert done("remove_entry", alone, address="WS/economy") == {"WS/economy": None}


@pytest.mark.parametrize("action", ["put_entry", "remove_entry"])
def test_what_is_no_address_is_refused_at_the_request(action: str) -> None:
    entry = {"entry": {}} if action == "put_entry" else {}

    assert refused(action, address="FJ/quotas/x", **entry).pointer == "/arguments/address"


# Faults that were there before.


def faulty() -> Entries:
    entries = sample.small()
    entries["FJ/rules/FJ-APPLES"]["flows"] = ["imports"]
    entries["FJ/rules/FJ-LEVY"]["when"] = {"grad": "a"}
    entries["FJ/facts/grade"]["type"] = "text"
    return entries


def test_faults_are_mended_one_by_one() -> None:
    entries = faulty()
    left = len(faults(entries))

    for arguments in (
        {"address": "FJ/rules/FJ-APPLES", "entry": sample.small()["FJ/rules/FJ-APPLES"]},
        {"address": "FJ/facts/grade", "entry": sample.small()["FJ/facts/grade"]},
        {"address": "FJ/rules/FJ-LEVY", "entry": sample.small()["FJ/rules/FJ-LEVY"]},
    ):
        entries = patched(entries, done("put_entry", entries, **arguments))
    assert left == 2, "what is wrong with the levy shows when the forms are right"
    assert faults(entries) == []


def test_a_new_fault_is_refused_beside_old_ones() -> None:
    found = refused("change_rule", faulty(), id="FJ-SCRAP", set={"kind": "ban"})

    assert (found.address, found.pointer) == ("FJ/rules/FJ-SCRAP", "/kind")


def test_an_entry_with_faults_is_written_anew_before_it_is_closed() -> None:
    with pytest.raises(EditRefused) as caught:
        act(faulty(), "close_rule", {"id": "FJ-APPLES", "on": "2026-01-01"})

    assert [one.pointer for one in caught.value.faults] == ["/flows/0", ""]
    assert caught.value.faults[1].remedy == "write it anew with put_entry"


# What was asked.


def test_an_action_that_does_not_exist_is_told_with_the_nearest() -> None:
    found = refused("close_rul", id="FJ-APPLES")

    assert (found.pointer, found.remedy) == ("/action", "did you mean close_rule?")


def test_every_argument_is_held_to_its_schema_at_once() -> None:
    with pytest.raises(EditRefused) as caught:
        act(sample.small(), "close_rule", {"id": "apples", "on": "2025-02-30", "why": "x"})

    assert [one.pointer for one in caught.value.faults] == ["/arguments/id", "/arguments/on", "/arguments/why"]


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_an_action_says_what_it_wants(action: str) -> None:
    wanted = {name for name, field in ACTIONS[action].items() if field.get("required")}

    with pytest.raises(EditRefused) as caught:
        act(sample.small(), action, {})

    assert {one.pointer for one in caught.value.faults} == {f"/arguments/{name}" for name in wanted}


def test_every_action_is_done_described_and_published_as_a_schema() -> None:
    assert set(ACTS) == set(ACTIONS) == set(ABOUT)
    for action, schema in ACTIONS.items():
        StrictValidator(schema)
        assert json_schema(schema)["additionalProperties"] is False
        assert all(field["meta"]["title"] and field["meta"]["description"] for field in schema.values()), action


PLACES = st.sampled_from([*sample.small(), "FJ/rules/FJ-NEW", "TO/economy", "FJ/x", ""])
IDS = st.sampled_from(["FJ-APPLES", "FJ-OLD", "FJ-NONE", "WS-NOTE", "XX-X"])
DAYS = st.sampled_from(["2019-01-01", "2024-12-31", "2025-01-01", "2025-01-31", "2025-02-01", "2026-05-05"])
ANY = st.recursive(
    st.sampled_from([None, True, 5, "", "x", "FJ-NEW", "2025-01-01", "import"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "name", "valid"]), inner),
    max_leaves=4,
)
GIVEN = {
    "id": IDS,
    "on": DAYS,
    "until": DAYS,
    "from": DAYS,
    "to": DAYS,
    "period": st.sampled_from(["2025-01", "2025-02", "2025-13", "x"]),
    "economy": st.sampled_from(["FJ", "WS", "TO"]),
    "parameter": st.sampled_from(["copra_price", "monthly", "none"]) | st.dictionaries(st.sampled_from(["title"]), ANY),
    "name": st.sampled_from(["copra_price", "quota", "apples may not enter"]),
    "value": st.sampled_from(["1", "1.5", "x"]),
    "evidence": st.sampled_from(["secondary", "unverified"]),
    "source": st.just("gazette"),
    "address": PLACES,
    "set": st.dictionaries(st.sampled_from(["codes", "title", "when", "valid"]), ANY, max_size=2),
    "unset": st.lists(st.sampled_from(["codes", "title", "remedy"]), max_size=2),
}
ENTRY = st.sampled_from([PEARS, *sample.small().values()]) | st.dictionaries(st.sampled_from(["id", "name"]), ANY)


@given(st.sampled_from(sorted(ACTIONS)), st.data())
@settings(max_examples=300, deadline=None)
def test_whatever_is_asked_is_done_soundly_or_refused(action: str, data: st.DataObject) -> None:
    arguments = {
        name: data.draw(GIVEN.get(name, ENTRY))
        for name, field in ACTIONS[action].items()
        if field.get("required") or data.draw(st.booleans())
    }
    entries = sample.small()

    try:
        changes = act(entries, action, arguments)
    except EditRefused as error:
        assert error.faults
        return

    after = applied(entries, changes)
    assert faults(after) == []
    assert applied(after, undone(changes)) == entries == sample.small()
    assert len(economies_of([change.address for change in changes])) <= 1


def test_an_edit_of_a_rule_builds_no_other_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    from greenlane.core.draft import edits

    looked: list[set[str]] = []

    def counted(entries: Entries, economies: Any = None) -> list[Fault]:
        looked.append({place for place in entries if "/rules/" in place})
        return faults(entries, economies)

    monkeypatch.setattr(edits, "faults", counted)
    done("add_rule", rule=PEARS)
    assert looked == [{"FJ/rules/FJ-PEARS"}]
