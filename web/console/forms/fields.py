"""One field of a form, and the flat form that a browser would post of some fields."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple


class Choice(NamedTuple):
    """What may be chosen: its value, and what it is called."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field, or a group of them. `pointer` leads into the entry; `widget` is one of widgets.WIDGETS.

    `value` is what stands in it (texts of a list one a line), `chosen` what is chosen of `choices`, `offered` what is
    proposed and not the only thing that may stand there. `hidden`: names and values that are posted with it. `tree`:
    the root of a condition.
    """

    pointer: str
    widget: str
    label: str
    help: str = ""
    required: bool = False
    value: str = ""
    chosen: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    offered: tuple[Choice, ...] = ()
    parts: tuple["Field", ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    tree: Any = None

    @property
    def name(self) -> str:
        """What it is posted as."""
        return f"{self.pointer}#{self.widget}" if self.widget in ("data", "pairs", "shape") else self.pointer

    @property
    def id(self) -> str:
        """The id of its element."""
        return slug(self.pointer)


def slug(pointer: str) -> str:
    """An id for a pointer: each pointer has its own."""
    return "f" + re.sub(r"[^A-Za-z0-9_/]", lambda found: f".{ord(found[0]):x}.", pointer).replace("/", "-")


def flat(fields: Iterable[Field]) -> Iterator[tuple[str, str]]:
    """Names and values as a browser posts them: of all that is shown and filled in."""
    for field in fields:
        yield from field.hidden
        if field.widget == "condition":
            if field.tree is not None:
                yield from field.tree.flat(field.pointer)
        elif field.widget == "shape":
            yield field.name, field.value
            yield from flat(field.parts)
        elif field.parts or field.widget in ("group", "few", "rows", "row", "texts", "speech"):
            yield from flat(field.parts)
        elif field.widget == "checks":
            for value in field.chosen:
                yield field.name, value
        else:
            yield field.name, field.value
