"""YAML in which every scalar is text, with the line of each node; duplicate keys and aliases are refused."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import yaml

from greenlane.core.pack.problems import PackError, Problem
from greenlane.core.pack.reading import text

Lines = dict[tuple[str | int, ...], int]
DEEPEST: Final = 150
"""How deep a file may be nested; a condition as deep as conditions may be needs less."""


class Source:
    """One file's content (text, lists, mappings) and where each part of it stands."""

    def __init__(self, file: str, content: object, lines: Lines) -> None:
        self.file = file
        self.content = content
        self.lines = lines

    def line(self, path: tuple[str | int, ...]) -> int:
        """Line of the node at `path`, or of its nearest parent that is written."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 0


def read(path: Path, name: str) -> Source:
    """Read one YAML file. Raises PackError naming file and line."""
    found = stream(text(path, name), name)
    if len(found) > 1:
        raise PackError(
            [Problem(name, found[1].line(()), "not YAML: but found another document", "one file holds one document")]
        )
    return found[0] if found else Source(name, {}, {})


def stream(content: str, name: str) -> list[Source]:
    """Each document of a YAML text; lines count from the start of the text. Raises PackError naming the line."""
    found: list[Source] = []
    problems: list[Problem] = []
    # Event by event: what composes whole documents follows their nesting on the C stack, and ends the process.
    events = yaml.parse(content, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    try:
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                lines: Lines = {}
                found.append(Source(name, _plain(next(events), events, (), lines, problems, name), lines))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        written = "".join(content.split("\n")[line - 1 : line])
        tab = "\t" in written[: len(written) - len(written.lstrip())]
        remedy = "indent by spaces: there is a tab" if tab else "quote the text or mend the indent"
        raise PackError([Problem(name, line, f"not YAML: {error.problem}", remedy)]) from None
    except yaml.reader.ReaderError as error:
        line = content.encode()[: error.position].count(b"\n") + 1
        raise PackError([Problem(name, line, "a character that YAML does not allow", "remove it")]) from None
    if problems:
        raise PackError(problems)
    return found


def _plain(
    event: yaml.Event,
    events: Iterator[yaml.Event],
    path: tuple[str | int, ...],
    lines: Lines,
    problems: list[Problem],
    name: str,
) -> object:
    """What begins with an event: its text, list or mapping, read to its end."""
    line = lines.setdefault(path, _line(event))
    if isinstance(event, yaml.ScalarEvent):
        return event.value
    if isinstance(event, yaml.AliasEvent):
        problems.append(Problem(name, line, "an alias (*name)", "write it out: a reader sees one place"))
        return {}
    if len(path) > DEEPEST:
        remedy = "make several entries of it"
        raise PackError([*problems, Problem(name, line, f"nested deeper than {DEEPEST}", remedy)])
    if isinstance(event, yaml.SequenceStartEvent):
        listed: list[object] = []
        while not isinstance(part := next(events), yaml.SequenceEndEvent):
            listed.append(_plain(part, events, (*path, len(listed)), lines, problems, name))
        return listed
    result: dict[str, object] = {}
    while not isinstance(key := next(events), yaml.MappingEndEvent):
        if not isinstance(key, yaml.ScalarEvent):
            raise PackError([*problems, Problem(name, _line(key), "a key that is no text", "quote it")])
        word = str(key.value)
        if word in result:
            problems.append(Problem(name, _line(key), f"the key {word} stands twice", "keep one"))
        lines[(*path, word)] = _line(key)  # where a reader looks for it, also if its value begins below
        result[word] = _plain(next(events), events, (*path, word), lines, problems, name)
    return result


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def is_text(value: object) -> bool:
    """Whether a value is a text: one string, or strings by language with `en`."""
    if isinstance(value, str):
        return bool(value.strip())
    return isinstance(value, Mapping) and "en" in value and all(isinstance(v, str) and v for v in value.values())
