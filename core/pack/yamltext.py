"""YAML in which every scalar is text, with the line of each node; duplicate keys and aliases are refused."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from greenlane.core.pack.problems import PackError, Problem

Lines = dict[tuple[str | int, ...], int]


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
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PackError([Problem(name, 0, f"not UTF-8 at byte {error.start}", "save the file as UTF-8")]) from None
    found = stream(text, name)
    if len(found) > 1:
        raise PackError(
            [Problem(name, found[1].line(()), "not YAML: but found another document", "one file holds one document")]
        )
    return found[0] if found else Source(name, {}, {})


def stream(text: str, name: str) -> list[Source]:
    """Each document of a YAML text; lines count from the start of the text. Raises PackError naming the line."""
    try:
        nodes = list(yaml.compose_all(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise PackError(
            [Problem(name, line, f"not YAML: {error.problem}", "quote the text or mend the indent")]
        ) from None
    except yaml.reader.ReaderError as error:
        line = text.encode()[: error.position].count(b"\n") + 1
        raise PackError([Problem(name, line, "a character that YAML does not allow", "remove it")]) from None
    found: list[Source] = []
    problems: list[Problem] = []
    for node in nodes:
        lines: Lines = {}
        content = _plain(node, (), lines, problems, name, set())
        found.append(Source(name, content, lines))
    if problems:
        raise PackError(problems)
    return found


def _plain(
    node: yaml.Node | None,
    path: tuple[str | int, ...],
    lines: Lines,
    problems: list[Problem],
    name: str,
    seen: set[int],
) -> object:
    if node is None:
        return {}
    lines.setdefault(path, node.start_mark.line + 1)
    if id(node) in seen:
        problems.append(Problem(name, lines[path], "an alias (*name)", "write it out: a reader sees one place"))
        return {}
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one, (*path, i), lines, problems, name, seen) for i, one in enumerate(node.value)]
    result: dict[str, object] = {}
    for key, value in node.value:
        word = str(key.value)
        if word in result:
            problems.append(Problem(name, key.start_mark.line + 1, f"the key {word} stands twice", "keep one"))
        lines[(*path, word)] = key.start_mark.line + 1  # where a reader looks for it, also if its value begins below
        result[word] = _plain(value, (*path, word), lines, problems, name, seen)
    return result


def is_text(value: object) -> bool:
    """Whether a value is a text: one string, or strings by language with `en`."""
    if isinstance(value, str):
        return bool(value.strip())
    return isinstance(value, Mapping) and "en" in value and all(isinstance(v, str) and v for v in value.values())
