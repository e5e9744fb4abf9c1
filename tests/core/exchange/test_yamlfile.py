"""YAML: what is written is read back to the same entries, and a file that is wrong is refused at its line."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from greenlane.core.draft.entries import Entries
from greenlane.core.exchange import ImportRefused, read_yaml, write_yaml
from greenlane.core.exchange.yamlfile import DEEPEST
from tests import installed
from tests.core.exchange.made import contents, real


def faults(text: str | bytes) -> list[str]:
    with pytest.raises(ImportRefused) as caught:
        read_yaml(text if isinstance(text, bytes) else text.encode(), "in.yaml")
    return [str(one) for one in caught.value.faults]


def test_the_installed_packs_come_back_as_they_went() -> None:
    found = read_yaml(write_yaml(real(), "rule set 1\nsha256:0"), "out.yaml")

    assert found.entries == real()
    assert found.economies == set(installed.FOLDERS)
    assert found.onto(real()) == real()


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(contents())
def test_every_text_comes_back_as_it_went(entries: Entries) -> None:
    assert read_yaml(write_yaml(entries), "out.yaml").entries == entries


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(contents())
def test_another_reader_of_yaml_takes_the_same_texts(entries: Entries) -> None:
    """Nothing becomes a number, a day or a boolean in it: `NO` is in quotes."""
    theirs = yaml.safe_load(write_yaml(entries))

    for code, one in theirs.items() if "economy" not in theirs else [(theirs["economy"]["economy"], theirs)]:
        assert one["rules"] == [entry for place, entry in entries.items() if place.startswith(f"{code}/rules/")]


def test_norway_stays_norway_and_noughts_stay() -> None:
    found = read_yaml(b"economy: NO\nrules:\n- {id: NO-1, codes: [0901], partners: [NO]}\n", "in.yaml")

    assert found.entries == {"NO/rules/NO-1": {"id": "NO-1", "codes": ["0901"], "partners": ["NO"]}}


def test_a_part_that_is_not_named_is_left_and_one_that_is_empty_is_emptied() -> None:
    before = {"FJ/economy": {"economy": "FJ"}, "FJ/rules/FJ-1": {"id": "FJ-1"}, "FJ/facts/used": {"presume": "true"}}

    found = read_yaml(b"economy: FJ\nrules: []\n", "in.yaml")

    assert found.onto(before) == {"FJ/economy": {"economy": "FJ"}, "FJ/facts/used": {"presume": "true"}}
    assert found.onto(before, add=True) == before


def test_an_entry_replaces_the_one_of_its_address_only() -> None:
    before = {"FJ/rules/FJ-1": {"id": "FJ-1"}, "FJ/rules/FJ-2": {"id": "FJ-2"}, "PE/rules/PE-1": {"id": "PE-1"}}
    found = read_yaml(b"economy: FJ\nrules: [{id: FJ-1, kind: notice}]\n", "in.yaml")

    assert found.onto(before) == {"FJ/rules/FJ-1": {"id": "FJ-1", "kind": "notice"}, "PE/rules/PE-1": {"id": "PE-1"}}
    assert found.onto(before, add=True) == {**before, **found.entries}


def test_economies_may_stand_under_their_codes() -> None:
    found = read_yaml(b"NO: {rules: []}\nTH:\n  economy: TH\n  rules:\n  - id: TH-1\n", "in.yaml")

    assert found.parts == {("NO", "rules"), ("TH", "rules")}
    assert found.where("TH/rules/TH-1", "/id") == "in.yaml:5"


def test_a_rule_begins_with_its_id_and_says_its_kind_before_its_texts() -> None:
    lines = write_yaml({"FJ/rules/FJ-1": {"remedy": "r", "kind": "risk", "title": "t", "id": "FJ-1"}}).decode()
    assert lines.index("id: FJ-1") < lines.index("title: t") < lines.index("kind: risk") < lines.index("remedy: r")


def test_a_field_is_found_at_its_line() -> None:
    found = read_yaml(b"economy: FJ\nrules:\n- id: FJ-1\n  requires:\n  - that: {used: x}\n", "in.yaml")

    assert found.where("FJ/rules/FJ-1", "/requires/0/that/used") == "in.yaml:5"
    assert found.where("FJ/rules/FJ-1", "/title") == "in.yaml:3"
    assert found.where("FJ/rules/FJ-2", "") == "in.yaml"


def test_lines_count_through_all_documents() -> None:
    found = read_yaml(b"# a\n---\neconomy: FJ\nrules: []\n---\neconomy: PE\nrules:\n- id: PE-1\n", "in.yaml")

    assert found.where("PE/rules/PE-1", "") == "in.yaml:8"
    assert found.parts == {("FJ", "rules"), ("PE", "rules")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"economy: \xff", "in.yaml: not UTF-8 at byte 9"),
        ("", "in.yaml: the file is empty"),
        ("- 1\n", "in.yaml:1: the document does not say whose rules it holds"),
        ("rules: []\n", "in.yaml:1: the document does not say whose rules it holds"),
        ("economy: thailand\n", "in.yaml:1: the document does not say whose rules it holds"),
        ("FJ: []\n", "in.yaml:1: the document does not say whose rules it holds"),
        ("FJ: {economy: PE}\n", "in.yaml:1: PE stands under FJ"),
        ("FJ:\n  rulse: []\n", "in.yaml:2: no part of a rule set is called rulse"),
        ("economy: FJ\nrulse: []\n", "in.yaml:2: no part of a rule set is called rulse"),
        ("economy: FJ\nrules: {FJ-1: {}}\n", "in.yaml:2: rules are a list"),
        ("economy: FJ\nfacts: []\n", "in.yaml:2: facts are named"),
        ("economy: FJ\nfacts:\n  used: yes\n", "in.yaml:3: 'used' is no entry"),
        ("economy: FJ\nrules:\n- kind: notice\n", "in.yaml:3: an entry without id"),
        ("economy: FJ\nrules:\n- id: FJ-1\n- id: FJ-1\n", "in.yaml:4: FJ/rules/FJ-1 stands twice"),
        ("economy: FJ\nrules: []\n---\neconomy: FJ\nrules: []\n", "in.yaml:4: FJ stands twice"),
        ("economy: FJ\nrules:\n- {id: FJ-1, id: FJ-2}\n", "in.yaml:3: the key id stands twice"),
        ("economy: FJ\nrules: [&a {id: FJ-1}, *a]\n", "in.yaml:2: an alias"),
        ("economy: FJ\nrules: [\n", "in.yaml:3: not YAML"),
        ("economy: FJ\n\x07", "in.yaml:2: a character that YAML does not allow"),
    ],
)
def test_what_is_wrong_is_said_at_its_line(text: str | bytes, said: str) -> None:
    (found,) = faults(text)
    assert found.startswith(said)


@pytest.mark.parametrize("levels", [DEEPEST + 1, 5_000, 300_000])
def test_no_nesting_exhausts_the_reader(levels: int) -> None:
    (found,) = faults("economy: FJ\nrules: " + "[" * levels)
    assert found.startswith("in.yaml:2: nested deeper than 64")


def test_nesting_that_a_rule_may_have_is_taken() -> None:
    deep = "{not: " * (DEEPEST - 4) + "{used: x}" + "}" * (DEEPEST - 4)
    assert read_yaml(f"economy: FJ\nrules:\n- id: FJ-1\n  when: {deep}\n".encode(), "in.yaml").entries


@pytest.mark.parametrize("token", ["9" * 5000, "²", "-1"])
def test_a_field_with_an_odd_name_has_a_place_like_any_other(token: str) -> None:
    found = read_yaml(f'economy: FJ\nrules:\n- id: FJ-X\n  ? "{token}"\n  : 1\n'.encode(), "in.yaml")
    assert found.where("FJ/rules/FJ-X", f"/{token}").startswith("in.yaml:")
