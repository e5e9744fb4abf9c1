"""The laws of patches and of the three-way merge: nothing that anybody wrote is lost without being shown."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.core.draft.merge import (
    Change,
    Conflict,
    applied,
    diff,
    merge,
    patch_of,
    patched,
    settle,
    undone,
)

Content = dict[str, Any]
PLACES = [f"{code}/rules/{code}-{name}" for code in ("TH", "VN") for name in "ABC"]
contents = st.dictionaries(
    st.sampled_from(PLACES), st.fixed_dictionaries({"title": st.sampled_from("xyz")}), max_size=6
)


@given(contents, contents)
def test_a_patch_makes_of_the_base_what_it_was_made_from(base: Content, entries: Content) -> None:
    patch = patch_of(base, entries)

    assert patched(base, patch) == entries
    assert all(base.get(place) != entry for place, entry in patch.items())


@given(contents, contents)
def test_changes_lead_there_and_back(before: Content, after: Content) -> None:
    changes = diff(before, after)

    assert applied(before, changes) == after
    assert applied(after, undone(changes)) == before


@given(contents, contents, contents)
def test_undoing_the_last_of_two_edits_leaves_the_first(base: Content, first: Content, second: Content) -> None:
    entries = applied(applied(base, diff(base, first)), diff(first, second))

    assert applied(entries, undone(diff(first, second))) == first


def test_a_change_of_something_else_than_was_found_is_refused() -> None:
    with pytest.raises(ValueError, match="TH/rules/TH-A is not what it was"):
        applied({"TH/rules/TH-A": {"title": "x"}}, [Change("TH/rules/TH-A", {"title": "y"}, None)])


@given(contents, contents)
def test_who_changed_nothing_takes_what_the_other_changed(base: Content, changed: Content) -> None:
    assert merge(base, base, changed) == (changed, [])
    assert merge(base, changed, base) == (changed, [])
    assert merge(base, changed, changed) == (changed, [])


@given(contents, contents, contents)
def test_there_is_a_conflict_exactly_where_both_changed_and_differ(
    base: Content, ours: Content, theirs: Content
) -> None:
    merged, conflicts = merge(base, ours, theirs)

    both = {
        place
        for place in PLACES
        if base.get(place) != ours.get(place) != theirs.get(place) and base.get(place) != theirs.get(place)
    }
    assert {one.address for one in conflicts} == both
    for one in conflicts:
        place = one.address
        assert one == Conflict(place, base.get(place), ours.get(place), theirs.get(place))
        assert merged.get(place) == ours.get(place), "what was worked on stays until somebody chooses"
    for place in set(PLACES) - both:
        changed = ours if ours.get(place) != base.get(place) else theirs
        assert merged.get(place) == changed.get(place)


@given(contents, contents, contents)
def test_edits_of_different_entries_never_conflict(base: Content, ours: Content, theirs: Content) -> None:
    mine = {place: entry for place, entry in patch_of(base, ours).items() if place.startswith("TH/")}
    other = {place: entry for place, entry in patch_of(base, theirs).items() if place.startswith("VN/")}

    merged, conflicts = merge(base, patched(base, mine), patched(base, other))

    assert conflicts == []
    assert merged == patched(patched(base, mine), other)


@given(contents, contents, contents)
def test_the_merge_is_the_same_from_both_sides_once_conflicts_are_settled(
    base: Content, ours: Content, theirs: Content
) -> None:
    one, conflicts = merge(base, ours, theirs)
    other, mirrored = merge(base, theirs, ours)

    assert [(c.address, c.ours, c.theirs) for c in conflicts] == [(c.address, c.theirs, c.ours) for c in mirrored]
    mine = settle(one, conflicts, {c.address: "ours" for c in conflicts})
    same = settle(other, mirrored, {c.address: "theirs" for c in mirrored})
    assert mine == same == (one, [])


@given(contents, contents, contents, st.data())
def test_only_what_was_chosen_is_settled(base: Content, ours: Content, theirs: Content, data: st.DataObject) -> None:
    merged, conflicts = merge(base, ours, theirs)
    ways: Any = st.sampled_from(["ours", "theirs", {"entry": {"title": "new"}}, {"entry": None}])
    choices = {one.address: data.draw(ways) for one in conflicts if data.draw(st.booleans())}

    settled, left = settle(merged, conflicts, choices)

    assert [one.address for one in left] == [one.address for one in conflicts if one.address not in choices]
    wanted = {"ours": ours, "theirs": theirs}
    for place in PLACES:
        choice = choices.get(place)
        if choice is None:
            assert settled.get(place) == merged.get(place)
        elif isinstance(choice, str):
            assert settled.get(place) == wanted[choice].get(place)
        else:
            assert settled.get(place) == choice["entry"]


@pytest.mark.parametrize("choice", ["mine", {}, {"entry": None, "why": ""}, None])
def test_a_choice_that_is_none_is_refused(choice: Any) -> None:
    conflict = Conflict("TH/economy", {}, {"a": "1"}, {"a": "2"})

    with pytest.raises(ValueError, match='TH/economy: choose "ours", "theirs" or'):
        settle({}, [conflict], {"TH/economy": choice})


def test_a_choice_where_no_conflict_is_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no conflict at TH/economy"):
        settle({}, [], {"TH/economy": "ours"})
