"""What the buttons of a form do to what was typed; and where faults are shown."""

from __future__ import annotations

from typing import Any

import pytest

from greenlane.core.draft.check import Fault
from greenlane.core.draft.forms import ENTRIES
from greenlane.core.terms import shared_facts
from greenlane.web.console.forms.acts import acted
from greenlane.web.console.forms.errors import errors, slots, worded
from greenlane.web.console.forms.fields import flat
from greenlane.web.console.forms.model import Context, model
from greenlane.web.console.forms.posted import Posted
from tests.core.making import rule

CONTEXT = Context(("en",), shared_facts())
RULE = ENTRIES["rules"]
BASES = [{"name": "A", "source": "one"}, {"name": "B", "source": "two"}]


def after(entry: dict[str, Any], act: str, part: str = "rules", **typed: str) -> dict[str, Any]:
    """The entry of a form after an act; `typed` by name, a `.` for each stroke."""
    posted = [*flat(model(ENTRIES[part], entry, CONTEXT)), *((name.replace(".", "/"), v) for name, v in typed.items())]
    return acted(ENTRIES[part], Posted(posted), act)


@pytest.mark.parametrize(
    ("act", "bases"),
    [
        ("up:/legal_basis/1", BASES[::-1]),
        ("down:/legal_basis/0", BASES[::-1]),
        ("up:/legal_basis/0", BASES),
        ("down:/legal_basis/1", BASES),
        ("remove:/legal_basis/0", BASES[1:]),
        ("add:/legal_basis", [*BASES, {}]),
        ("remove:/legal_basis/9", BASES),
        ("remove:/legal_basis/x", BASES),
        ("dance:/legal_basis/0", BASES),
        ("up:/nowhere/1", BASES),
        ("", BASES),
        (":", BASES),
        ("up:" + "/0" * 500, BASES),
    ],
)
def test_rows_are_added_moved_and_taken_out(act: str, bases: list[Any]) -> None:
    assert after({**rule("FJ-A"), "legal_basis": BASES}, act)["legal_basis"] == bases


def test_the_first_row_of_none_is_added() -> None:
    assert after(rule("FJ-A"), "add:/exposure")["exposure"] == [{}]
    assert after(rule("FJ-A"), "add:/requires")["requires"] == [{}]


def test_an_act_keeps_all_else_as_it_was_typed() -> None:
    entry = {**rule("FJ-A"), "when": {"any": [{"used": "true"}, {"works": "false"}]}, "codes": ["39"]}
    assert after(entry, "add:/nowhere") == {**entry, "nowhere": [{}]}
    assert after(entry, "remove:/when/0") == {**entry, "when": {"any": [{"works": "false"}]}}


def test_a_condition_within_a_row_is_built_where_it_stands() -> None:
    entry = {**rule("FJ-A"), "requires": [{}, {"that": {"document": "TH-DIW"}}]}
    built = after(entry, "test:/requires/1/that")
    assert built["requires"][1]["that"] == {"all": [{"document": "TH-DIW"}, {"": ""}]}
    built = after(entry, "group:/requires/0/that")
    assert built["requires"][0]["that"] == {"any": [{"": ""}]}
    assert "that" not in after(entry, "remove:/requires/1/that")["requires"][1]


def test_a_code_list_is_repaired_where_somebody_says_so() -> None:
    entry = {**rule("FJ-A"), "codes": ["39"]}
    repaired = after(entry, "repair:/codes", **{".codes": "3915.10\n391520.0"})
    assert repaired["codes"] == ["391510", "391520"]


# Faults


def at(entry: dict[str, Any], pointer: str, message: str = "wrong", remedy: str = "") -> dict[str, str]:
    return errors(model(RULE, entry, CONTEXT), [Fault("FJ/rules/FJ-A", pointer, message, remedy)], "FJ/rules/FJ-A")


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("/title", "/title"),
        ("/title/en", "/title/en"),
        ("/codes/17", "/codes"),
        ("/legal_basis/0/source", "/legal_basis/0/source"),
        ("/legal_basis/7/source", "/legal_basis"),
        ("/when/any/1/used", "/when/1"),
        ("/when/any/0/all/1/works", "/when/0/1"),
        ("/unheard_of", ""),
        ("", ""),
        ("#reason", "#reason"),
    ],
)
def test_a_fault_stands_at_its_field_or_at_the_one_that_it_lies_in(pointer: str, place: str) -> None:
    when = {"any": [{"all": [{"used": "true"}, {"works": "x"}]}, {"used": "y"}]}
    entry = {**rule("FJ-A"), "codes": ["39"], "when": when}
    assert list(at(entry, pointer)) == [place]
    assert place.startswith("#") or place in slots(model(RULE, entry, CONTEXT))


def test_a_fault_of_another_entry_says_whose_it_is() -> None:
    found = errors(model(RULE, rule("FJ-A"), CONTEXT), [Fault("FJ/rules/FJ-B", "/title", "wrong")], "FJ/rules/FJ-A")
    assert found == {"": "FJ/rules/FJ-B: Wrong."}


@pytest.mark.parametrize(
    ("pointer", "message", "said"),
    [
        ("/title", "required field", "This is needed."),
        ("/verified_on", "'soon' has not the form x", "'soon' has not the right form: write a day as 2025-01-31."),
        ("/id", "'a' has not the form x",
         "'a' has not the right form: The economy's code, a dash, a name in capitals, as TH-PLASTIC-BAN."),
        ("/legal_basis/0/source", "min length is 3", "At least 3 characters are needed."),
    ],
)  # fmt: skip
def test_a_fault_is_worded_for_who_fills_in_the_form(pointer: str, message: str, said: str) -> None:
    assert at(rule("FJ-A"), pointer, message) == {pointer: said}
    assert worded(Fault("", "", "wrong", "do right.")) == "Wrong: do right."


def test_two_faults_of_a_field_stand_beside_each_other_once() -> None:
    faults = [Fault("", "/id", "one"), Fault("", "/id", "two"), Fault("", "/id", "one")]
    assert errors(model(RULE, rule("FJ-A"), CONTEXT), faults) == {"/id": "One. Two."}


@pytest.mark.parametrize("step", ["²", "9" * 5000, "-1", "1.5", "٣", ""])
@pytest.mark.parametrize("word", ["remove", "up", "down", "add", "repair", "not", "test"])
def test_an_act_at_a_place_that_is_none_changes_no_row(word: str, step: str) -> None:
    entry = rule("FJ-X", legal_basis=BASES)
    for place in (f"/legal_basis/{step}", f"/legal_basis/{step}/name", f"/when/{step}/any"):
        assert after(entry, f"{word}:{place}")["legal_basis"][:2] == BASES
