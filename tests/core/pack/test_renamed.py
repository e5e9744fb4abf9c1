"""A key of a pack file that was renamed is read under its old name, and whoever verifies the pack is told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.core.pack.renamed import RENAMED, Renamed, current, notices
from greenlane.core.pack.yamltext import Source
from tests.core.pack.samples import Folder

loading = sys.modules["greenlane.core.pack.load"]  # the package has a function of that name
MADE_UP = (
    Renamed("rules/*.yaml", ("rules", "*"), "text", "message", "1.2", "2.0"),
    Renamed("facts.yaml", ("facts", "*"), "assume", "presume", "1.2", "2.0"),
    Renamed("economy.yaml", (), "clock", "time_zone", "1.3", "2.0"),
)


@pytest.fixture
def old(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """The sample pack, written with keys of former times."""
    for file, now, before in (
        ("rules/decree-7.yaml", "message: No apples.", "text: No apples."),
        ("facts.yaml", 'used: {presume: "false"}', 'used: {assume: "false"}'),
        ("economy.yaml", "time_zone:", "clock:"),
    ):
        content = (folder.path / file).read_text("utf-8")
        assert now in content
        folder.write(file, content.replace(now, before))
    monkeypatch.setattr(loading, "current", partial(current, renamed=MADE_UP))
    return folder


def test_a_pack_with_old_keys_says_the_same_as_one_with_new_keys(old: Folder) -> None:
    pack, _ = old.load()
    apples = next(rule for rule in pack.rules if rule.id == "FJ-APPLES")
    assert apples.message == {"en": "No apples."}
    presumption = pack.facts["used"].presumption
    assert presumption is not None and presumption.value is False
    assert pack.economy.time_zone == "Pacific/Fiji"


def test_each_old_key_is_told_with_its_file_its_line_and_what_to_write(old: Folder) -> None:
    lines = (old.path / "rules/decree-7.yaml").read_text("utf-8").splitlines()
    line = lines.index("    text: No apples.") + 1
    assert [str(one) for one in notices(old.path, MADE_UP)] == [
        f"rules/decree-7.yaml:{line}: text is deprecated since 1.2 and goes in 2.0 (write message)",
        "facts.yaml:2: assume is deprecated since 1.2 and goes in 2.0 (write presume)",
        "economy.yaml:4: clock is deprecated since 1.3 and goes in 2.0 (write time_zone)",
    ]


def test_a_fault_below_an_old_key_is_said_at_its_line(old: Folder) -> None:
    content = (old.path / "facts.yaml").read_text("utf-8")
    old.write("facts.yaml", content.replace('assume: "false"', "assume: perhaps"))
    assert str(old.problem()).startswith("facts.yaml:2: ")


def test_after_its_removal_an_old_key_is_unknown(old: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "current", partial(current, renamed=MADE_UP[1:]))
    assert "rules.1.text: unknown field" in "".join(map(str, old.problems()))


def test_where_both_keys_stand_the_old_one_is_a_fault(old: Folder) -> None:
    content = (old.path / "rules/decree-7.yaml").read_text("utf-8")
    old.write("rules/decree-7.yaml", content.replace("    text: No", "    message: None.\n    text: No"))
    assert "text: unknown field" in "".join(map(str, old.problems()))


def test_files_of_other_names_and_other_shapes_are_left_alone() -> None:
    source = Source("cases/a.yaml", {"rules": [{"text": "a"}]}, {})
    assert current(source, MADE_UP) is source
    for content in ({}, [], "text", {"rules": "text"}, {"rules": ["text"]}, {"rules": [["text"]]}):
        odd = Source("rules/a.yaml", content, {})
        assert current(odd, MADE_UP) is odd


def test_a_pack_of_today_has_nothing_to_be_told(folder: Folder) -> None:
    assert notices(folder.path, MADE_UP) == [] == notices(folder.path, RENAMED)


KEYS = st.sampled_from(["rules", "text", "message", "when", "id"])
CONTENT = st.recursive(
    st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def told(content: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The place of every part of a content, itself among them."""
    yield path
    parts = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, part in parts:
        yield from told(part, (*path, key))


def by_hand(content: object) -> object:
    """What the first of the made-up renamings makes of a content, written out."""
    if not isinstance(content, dict) or not isinstance(content.get("rules"), dict | list):
        return content
    rules = content["rules"]

    def one(rule: object) -> object:
        if not isinstance(rule, dict) or "text" not in rule or "message" in rule:
            return rule
        return {"message" if key == "text" else key: part for key, part in rule.items()}

    new = {key: one(part) for key, part in rules.items()} if isinstance(rules, dict) else [one(part) for part in rules]
    return {**content, "rules": new}


@given(CONTENT)
def test_a_renaming_touches_its_keys_alone_and_no_line_is_lost(content: object) -> None:
    places = list(told(content))
    source = Source("rules/a.yaml", content, {path: line for line, path in enumerate(places, 1)})
    now = current(source, MADE_UP[:1])
    assert now.content == by_hand(content)
    assert set(now.lines) == set(told(now.content)) and sorted(now.lines.values()) == sorted(source.lines.values())
    assert current(now, MADE_UP[:1]).content == now.content


def test_each_renaming_of_this_release_says_since_when_and_until_when() -> None:
    assert all(one.since and one.removed_in and one.old != one.new for one in RENAMED)
