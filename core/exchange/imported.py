"""What a file holds, and where in it each entry stands; or why it was refused."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from greenlane.core.draft.entries import Entries, parts

Part = tuple[str, str]
"""An economy, and a part of its content: `("TH", "rules")`."""


@dataclass(frozen=True, slots=True)
class ImportFault:
    """One fault of a file. `where`: file and line, or sheet, row and column."""

    where: str
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" + (f" ({self.remedy})" if self.remedy else "")


class ImportRefused(ValueError):
    """A file that was not taken, whole. `faults` holds everything that is wrong with it."""

    def __init__(self, faults: Iterable[ImportFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True)
class Imported:
    """The entries of a file. `parts` are those it holds whole: an entry of them that it lacks was taken out.

    `where(address, pointer)` says for people where an entry, or a field in it (a JSON pointer), stands.
    """

    entries: Entries
    parts: frozenset[Part]
    where: Callable[[str, str], str]

    def onto(self, entries: Mapping[str, Any], *, add: bool = False) -> Entries:
        """The content `entries` with what the file holds put into it.

        With `add`, entries that the file lacks stay; else the parts that it holds are as they are in it.
        """
        kept = {
            place: entry
            for place, entry in entries.items()
            if add or (one := parts(place))[:2] not in self.parts or one.part == "economy"
        }
        return {**kept, **self.entries}

    @property
    def economies(self) -> frozenset[str]:
        """The economies whose content the file may change."""
        return frozenset(economy for economy, _ in self.parts)
