"""YAML: the parts of an economy's pack, or of several by their codes; every scalar is text when it is read."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import yaml

from greenlane.core.digits import is_number
from greenlane.core.draft import forms
from greenlane.core.draft.entries import ECONOMY, LISTED, NAMED, address, join
from greenlane.core.exchange.imported import Imported, ImportFault, ImportRefused, Part
from greenlane.core.pack.problems import PackError
from greenlane.core.pack.yamltext import Source, stream

DEEPEST: Final = 64
"""Levels of nesting: more are no rule, and could exhaust the reader's stack."""
PARTS: Final = (ECONOMY, *NAMED, *LISTED)
_FIRST: Final = {"cases": ("name", "file", "hits", "misses", "declaration", "expect")}
CODE: Final = re.compile("[A-Z]{2}")
Path = tuple[str | int, ...]
_Place = tuple[Source, Path]


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Without aliases: what stands twice is written twice."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def write_yaml(entries: Mapping[str, Any], heading: str = "") -> bytes:
    """All entries in one document: the parts of the only economy, or of each by its code. `heading`: comments above.

    What another reader of YAML would take for a number, a day or a boolean stands in quotes.
    """
    comments = "".join(f"# {line}\n" for line in heading.splitlines())
    economies = {code: {part: _ordered(part, one[part]) for part in PARTS if part in one}
                 for code, one in join(entries).items()}  # fmt: skip
    content = next(iter(economies.values())) if len(economies) == 1 else economies
    said = yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    return (comments + str(said)).encode()


def _ordered(part: str, value: Any) -> Any:
    """The entries of a part, their fields in the order of the pack format."""
    if part == ECONOMY:
        return in_order(part, value)
    if part in LISTED:
        return [in_order(part, one) for one in value]
    return {name: in_order(part, one) for name, one in value.items()}


def in_order(part: str, entry: Any) -> Any:
    """An entry with its fields in the order of the pack format: a rule begins with its id."""
    if not isinstance(entry, Mapping):
        return entry
    order = {name: place for place, name in enumerate(_FIRST.get(part, forms.ENTRIES[part]))}
    return dict(sorted(entry.items(), key=lambda one: order.get(one[0], len(order))))


def block(value: object) -> str:
    """One value over several lines of YAML, as a person reads it."""
    return str(yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=88))


def flow(value: object) -> str:
    """One value in a single line of YAML."""
    said = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1 << 30, default_flow_style=True)
    return str(said).removesuffix("\n").removesuffix("\n...")


def read_yaml(content: bytes, name: str) -> Imported:
    """The entries of a file. Raises ImportRefused with every fault of its form; what it says is not looked at.

    A part that a document does not name is left as it is. `economy: TH` in the place of the economy's entry only
    says whose document it is.
    """
    try:
        sources = parsed(content.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        fault = ImportFault(name, f"not UTF-8 at byte {error.start}", "save the file as UTF-8")
        raise ImportRefused([fault]) from None
    faults: list[ImportFault] = []
    entries: dict[str, Any] = {}
    held: set[Part] = set()
    places: dict[str, _Place] = {}
    for source, prefix, pack in _packs(sources):
        economy = _economy(source, prefix, pack, faults)
        if economy is None:
            continue
        if any(code == economy for code, _ in held):
            faults.append(ImportFault(_at(source, prefix), f"{economy} stands twice", "put all its parts in one place"))
            continue
        for part, value in pack.items():
            if part == ECONOMY and isinstance(value, str):
                continue
            held.add((economy, part))
            for name_, entry, path in _entries(source, (*prefix, part), value, faults):
                place = address(economy, part, name_)
                if place in entries:
                    faults.append(ImportFault(_at(source, path), f"{place} stands twice", "keep one"))
                entries[place] = entry
                places[place] = (source, path)
    if not sources:
        faults.append(ImportFault(name, "the file is empty", "a document an economy, as an export writes it"))
    if faults:
        raise ImportRefused(faults)
    return Imported(dict(sorted(entries.items())), frozenset(held), _Where(name, places))


def parsed(text: str, name: str) -> list[Source]:
    """The documents of a YAML text. Raises ImportRefused."""
    try:
        depth = 0
        for event in yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > DEEPEST:
                line = event.start_mark.line + 1 if event.start_mark else 0
                raise ImportRefused([ImportFault(f"{name}:{line}", f"nested deeper than {DEEPEST}", "no rule is")])
    except yaml.YAMLError:
        pass  # stream() says it in our words
    try:
        return stream(text, name)
    except PackError as error:
        raise ImportRefused(
            ImportFault(f"{one.file}:{one.line}" if one.line else one.file, one.message, one.remedy)
            for one in error.problems
        ) from None


def _packs(sources: list[Source]) -> Iterator[tuple[Source, Path, Any]]:
    """What a file says of each economy, and where it begins."""
    for source in sources:
        content = source.content
        if isinstance(content, Mapping) and content and all(CODE.fullmatch(str(code)) for code in content):
            for code, inner in content.items():
                yield source, (code,), inner
        else:
            yield source, (), content


def _economy(source: Source, prefix: Path, content: Any, faults: list[ImportFault]) -> str | None:
    said: object = prefix[0] if prefix else None
    if isinstance(content, Mapping):
        for part in content:
            if part not in PARTS:
                message = f"no part of a rule set is called {part}"
                faults.append(ImportFault(_at(source, (*prefix, part)), message, f"parts are {', '.join(PARTS)}"))
                return None
        inside = content.get(ECONOMY, said)
        if isinstance(inside, Mapping):
            inside = inside.get(ECONOMY)
        if prefix and inside != said:
            message = f"{inside} stands under {said}"
            faults.append(ImportFault(_at(source, (*prefix, ECONOMY)), message, "give both one code"))
            return None
        said = inside
    if not (isinstance(content, Mapping) and isinstance(said, str) and CODE.fullmatch(said)):
        remedy = "begin with economy: {economy: TH, …}, or economy: TH, or put all of it under TH:"
        where = _at(source, (*prefix, ECONOMY))
        faults.append(ImportFault(where, "the document does not say whose rules it holds", remedy))
        return None
    return said


def _entries(source: Source, at: Path, value: Any, faults: list[ImportFault]) -> Iterator[tuple[str, Any, Path]]:
    """Name, entry and path of each entry of the part at a path."""
    part = str(at[-1])
    path: Path
    if part == ECONOMY:
        yield "", value, at
    elif part in NAMED:
        if not isinstance(value, Mapping):
            faults.append(ImportFault(_at(source, at), f"{part} are named: name: {{…}}", "write {} for none"))
            return
        for name, entry in value.items():
            path = (*at, name)
            if not name or not isinstance(entry, Mapping):
                faults.append(ImportFault(_at(source, path), f"{name!r} is no entry", "name: {field: text, …}"))
            else:
                yield name, entry, path
    else:
        if value == {}:
            value = []  # a name with nothing after it
        if not isinstance(value, list):
            faults.append(ImportFault(_at(source, at), f"{part} are a list: - {{…}}", "write [] for none"))
            return
        key = LISTED[part]
        for index, entry in enumerate(value):
            path = (*at, index)
            name = entry.get(key) if isinstance(entry, Mapping) else None
            if not isinstance(name, str) or not name:
                faults.append(ImportFault(_at(source, path), f"an entry without {key}", f"give it its {key}"))
            else:
                yield name, entry, path


def _at(source: Source, path: Path) -> str:
    return f"{source.file}:{source.line(path) or 1}"


class _Where:
    """Finds the line of an entry's field."""

    def __init__(self, name: str, places: Mapping[str, _Place]) -> None:
        self._name = name
        self._places = places

    def __call__(self, place: str, pointer: str) -> str:
        if place not in self._places:
            return self._name
        source, path = self._places[place]
        return _at(source, (*path, *_tokens(pointer)))


def _tokens(pointer: str) -> Iterator[str | int]:
    for token in pointer.split("/")[1:]:
        plain = token.replace("~1", "/").replace("~0", "~")
        yield int(plain) if is_number(plain, 9) else plain
