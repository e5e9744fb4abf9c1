"""Keys of pack files that have another name now: the old one is read as the new one until it is removed.

A server says nothing of it; `greenlane plugin verify` warns, with file and line.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from greenlane.core.pack.problems import PackError, Problem
from greenlane.core.pack.yamltext import Lines, Source, read

At = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Renamed:
    """One key. `file`: a pattern, as `rules/*.yaml`; `path`: the keys above it, `*` for each of a list or mapping.

    `since`, `removed_in`: versions of Greenlane.
    """

    file: str
    path: tuple[str, ...]
    old: str
    new: str
    since: str
    removed_in: str


RENAMED: Final[Sequence[Renamed]] = ()


def current(source: Source, renamed: Sequence[Renamed] = RENAMED) -> Source:
    """The file as if it were written with today's keys; where both stand, it is left as it is."""
    for one in renamed:
        if Path(source.file).match(one.file):
            for above, part in list(_parts(source.content, one.path, ())):
                if one.old in part and one.new not in part:
                    content = _with(source.content, above, one)
                    source = Source(source.file, content, _moved(source.lines, (*above, one.old), (*above, one.new)))
    return source


def notices(folder: Path, renamed: Sequence[Renamed] = RENAMED) -> list[Problem]:
    """Every old key in the files of a pack, each with what to write; files that cannot be read have none."""
    found: list[Problem] = []
    for one in renamed:
        for file in sorted(folder.glob(one.file)):
            name = file.relative_to(folder).as_posix()
            try:
                source = read(file, name)
            except (PackError, OSError):
                continue
            for above, part in _parts(source.content, one.path, ()):
                if one.old in part:
                    said = f"{one.old} is deprecated since {one.since} and goes in {one.removed_in}"
                    found.append(Problem(name, source.line((*above, one.old)), said, f"write {one.new}"))
    return found


def _parts(content: object, path: tuple[str, ...], above: At) -> Iterator[tuple[At, Mapping[str, Any]]]:
    """Each mapping that stands at the path."""
    if not path:
        if isinstance(content, Mapping):
            yield above, content
    elif path[0] != "*":
        if isinstance(content, Mapping) and path[0] in content:
            yield from _parts(content[path[0]], path[1:], (*above, path[0]))
    elif isinstance(content, Mapping):
        for key, part in content.items():
            yield from _parts(part, path[1:], (*above, key))
    elif isinstance(content, list):
        for index, part in enumerate(content):
            yield from _parts(part, path[1:], (*above, index))


def _with(content: Any, above: At, one: Renamed) -> Any:
    """A copy of the content in which the key has its new name, in the same place."""
    if above:
        copy: Any = dict(content) if isinstance(content, Mapping) else list(content)
        copy[above[0]] = _with(content[above[0]], above[1:], one)
        return copy
    return {one.new if key == one.old else key: part for key, part in content.items()}


def _moved(lines: Lines, old: At, new: At) -> Lines:
    return {(*new, *path[len(old) :]) if path[: len(old)] == old else path: line for path, line in lines.items()}
