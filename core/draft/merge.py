"""What differs between two contents, and the three-way merge of them: entry by entry, nothing lost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from greenlane.core.draft.entries import Entries

Patch = dict[str, Any]
"""Address → the entry as it shall be; None where it shall not be."""
Choice = Literal["ours", "theirs"] | Mapping[str, Any]
"""How a conflict is settled: the draft's entry, the published one, or `{"entry": …}` (None: neither)."""


@dataclass(frozen=True, slots=True)
class Change:
    """One entry before and after; None where there is none."""

    address: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Conflict:
    """An entry that both sides changed since `base`, to different values; None where a side has none."""

    address: str
    base: Any
    ours: Any
    theirs: Any


def diff(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The changes that lead from one content to the other, in the order of addresses."""
    return [
        Change(place, before.get(place), after.get(place))
        for place in sorted({*before, *after})
        if before.get(place) != after.get(place)
    ]


def patch_of(base: Mapping[str, Any], entries: Mapping[str, Any]) -> Patch:
    """All in which `entries` differ from `base`: `patched(base, patch_of(base, entries)) == entries`."""
    return {change.address: change.after for change in diff(base, entries)}


def patched(entries: Mapping[str, Any], patch: Mapping[str, Any]) -> Entries:
    """The entries with a patch laid over them."""
    result = dict(entries)
    for place, entry in patch.items():
        if entry is None:
            result.pop(place, None)
        else:
            result[place] = entry
    return result


def applied(entries: Mapping[str, Any], changes: Iterable[Change]) -> Entries:
    """The entries after some changes. Raises ValueError where an entry is not what a change found before it."""
    result = dict(entries)
    for change in changes:
        if result.get(change.address) != change.before:
            raise ValueError(f"{change.address} is not what it was when this change was made")
        result = patched(result, {change.address: change.after})
    return result


def undone(changes: Iterable[Change]) -> list[Change]:
    """The changes that take these back, the last one first."""
    return [Change(change.address, change.after, change.before) for change in reversed(list(changes))]


def merge(
    base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]
) -> tuple[Entries, list[Conflict]]:
    """`theirs` with what `ours` changed since `base`, and where the two cannot both be had.

    At a conflict the entry of `ours` stands in the result, so that no work is lost; it must not be published
    before each conflict was settled.
    """
    merged = dict(theirs)
    conflicts = []
    for change in diff(base, ours):
        place, base_entry, entry = change.address, change.before, change.after
        other = theirs.get(place)
        if other not in (base_entry, entry):
            conflicts.append(Conflict(place, base_entry, entry, other))
        merged = _put(merged, place, entry)
    return merged, conflicts


def settle(
    entries: Mapping[str, Any], conflicts: Iterable[Conflict], choices: Mapping[str, Choice]
) -> tuple[Entries, list[Conflict]]:
    """Merged entries after the choices that were made by address, and the conflicts for which there is none.

    Raises ValueError for a choice that is neither `ours`, `theirs` nor `{"entry": …}`, or where no conflict is.
    """
    result = dict(entries)
    open_ = []
    left = dict(choices)
    for conflict in conflicts:
        if conflict.address not in left:
            open_.append(conflict)
            continue
        choice: object = left.pop(conflict.address)
        if choice == "ours":
            entry = conflict.ours
        elif choice == "theirs":
            entry = conflict.theirs
        elif isinstance(choice, Mapping) and set(choice) == {"entry"}:
            entry = choice["entry"]
        else:
            raise ValueError(f'{conflict.address}: choose "ours", "theirs" or {{"entry": …}}')
        result = _put(result, conflict.address, entry)
    if left:
        raise ValueError(f"there is no conflict at {', '.join(sorted(left))}")
    return result, open_


def _put(entries: Entries, place: str, entry: Any) -> Entries:
    if entry is None:
        entries.pop(place, None)
    else:
        entries[place] = entry
    return entries
