"""Where in a pack's files each of its entries stands, so that a remark on an entry is put at a line."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from greenlane.core.pack.problems import PackError
from greenlane.core.pack.yamltext import Source, read

Path_ = tuple[str | int, ...]


class Places:
    """The files of one pack's folder. What cannot be read has no place: the schema's check says why."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sources: dict[str, Source] = {}
        self._entries: dict[tuple[str, str], tuple[Source, Path_]] = {}
        for part, key in (("rules", "id"), ("cases", "name"), ("agreements", "id")):
            for path in sorted((folder / part).glob("*.yaml")):
                self._list(self._read(path), part, key)
        for part in ("facts", "documents", "parameters"):
            source = self._read(folder / f"{part}.yaml")
            for name in _mapping(source, part):
                assert source is not None
                self._entries[part, str(name)] = (source, (part, name))
        self._read(folder / "economy.yaml")

    def of(self, part: str, name: str, *rest: str | int) -> str:
        """`file:line` of an entry, or of what stands deeper in it; the nearest that is written."""
        if part == "economy":
            return self.line("economy.yaml", *rest)
        found = self._entries.get((part, name))
        if found is None:
            return f"{part}/" if part in ("rules", "cases", "agreements") else f"{part}.yaml"
        source, path = found
        return f"{source.file}:{source.line((*path, *rest))}"

    def line(self, file: str, *path: str | int) -> str:
        """`file:line` of a path in a file."""
        source = self.sources.get(file)
        return f"{file}:{source.line(path)}" if source is not None and path else file

    def at(self, address: str, pointer: str = "") -> str:
        """`file:line` of an address of the proof (`TH/rules/TH-BAN`), and of a pointer in that entry."""
        _, _, rest = address.partition("/")
        part, _, name = rest.partition("/")
        deeper: list[str | int] = [int(one) if one.isdigit() else one for one in pointer.split("/")[1:]]
        return self.of(part, name.replace("~1", "/").replace("~0", "~"), *deeper)

    def instrument(self, rule: str) -> Mapping[str, Any]:
        """The head of the file that a rule stands in."""
        found = self._entries.get(("rules", rule))
        content = found[0].content if found else {}
        head = content.get("instrument", {}) if isinstance(content, Mapping) else {}
        return head if isinstance(head, Mapping) else {}

    def written(self, part: str, name: str) -> Mapping[str, Any]:
        """An entry as its file has it, before anything is filled in."""
        found = self._entries.get((part, name))
        if found is None:
            return {}
        content: Any = found[0].content
        for step in found[1]:
            content = content[step]
        return content if isinstance(content, Mapping) else {}

    def _read(self, path: Path) -> Source | None:
        name = path.relative_to(self.folder).as_posix()
        try:
            source = read(path, name)
        except (PackError, OSError):
            return None
        self.sources[name] = source
        return source

    def _list(self, source: Source | None, part: str, key: str) -> None:
        content = source.content if source is not None else {}
        entries = content.get(part, []) if isinstance(content, Mapping) else []
        for index, one in enumerate(entries if isinstance(entries, list) else []):
            if isinstance(one, Mapping) and isinstance(one.get(key), str):
                assert source is not None
                self._entries.setdefault((part, one[key]), (source, (part, index)))


def _mapping(source: Source | None, part: str) -> Mapping[str, Any]:
    content = source.content if source is not None else {}
    found = content.get(part, {}) if isinstance(content, Mapping) else {}
    return found if isinstance(found, Mapping) else {}
