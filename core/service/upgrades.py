"""A new version of a plugin's pack against what is in force: three ways, entry by entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from greenlane.core.draft.entries import Entries, join, parts
from greenlane.core.draft.merge import Conflict, diff, merge, patch_of
from greenlane.core.store import InstalledPack
from greenlane.core.versions import version_key


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What one pack brings. `before` and `after`: its versions.

    `kept`: entries that were changed here and not in the pack; `disappearing`: rules that the pack no longer has,
    each a conflict until somebody says what becomes of it.
    """

    economy: str
    before: str
    after: str
    downgrade: bool
    patch: Mapping[str, Any]
    conflicts: tuple[Conflict, ...]
    kept: tuple[str, ...]
    disappearing: tuple[str, ...]
    content: Mapping[str, Any]


def upgrade(
    economy: str, base: Entries, ours: Entries, theirs: Entries, before: str, pack: InstalledPack
) -> Upgrade | None:
    """What a pack changes; None when it is the one that was taken in. `base`: the pack that was taken in last."""
    if base == theirs:
        return None
    merged, conflicts = merge(base, ours, theirs)
    disappearing = [place for place in base if parts(place).part == "rules" and place not in theirs and place in ours]
    disputed = {one.address for one in conflicts}
    for place in disappearing:
        merged[place] = ours[place]
        if place not in disputed:
            conflicts.append(Conflict(place, base[place], ours[place], None))
    return Upgrade(
        economy,
        before,
        pack.version,
        version_key(pack.version) < version_key(before),
        patch_of(ours, merged),
        tuple(conflicts),
        tuple(one.address for one in diff(base, ours)),
        tuple(parts(place).name for place in disappearing),
        join(theirs)[economy],
    )
