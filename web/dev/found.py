"""Which plugins lie in the folder that is worked on, and which of ours have their names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from greenlane.plugins.discovery import Candidate, discover, ours
from greenlane.plugins.intake import START
from greenlane.plugins.plugin import Plugin


@dataclass(frozen=True, slots=True)
class Found:
    """What lies in a folder. `ours`: plugins of Greenlane's own whose place it takes. `reason`: why there is none."""

    candidates: tuple[Candidate, ...]
    ours: tuple[str, ...]
    reason: str

    def among(self, plugins: Iterable[Plugin]) -> list[Plugin]:
        """Of the plugins that were taken in, or refused, those of the folder."""
        folders = [folder.resolve() for one in self.candidates if one.package for folder in one.package.folders]
        names = {one.name for one in self.candidates}
        return [
            one
            for one in plugins
            if (_lies_in(one.folder.resolve(), folders) if one.folder else one.name in names)
        ]


def _lies_in(place: Path, folders: Iterable[Path]) -> bool:
    return any(place.is_relative_to(folder) for folder in folders)


def find(folder: Path) -> Found:
    """What lies in a project's or package's folder (absolute)."""
    candidates = tuple(discover([str(folder)], path=[]))
    names = {economy for one in candidates for economy in _economies(one)}
    reason = next((one.reason for one in candidates if one.reason), f"{folder} holds no plugin")
    return Found(candidates, tuple(name for name in ours() if name in names), reason)


def _economies(one: Candidate) -> list[str]:
    """The economies' codes that a candidate may have, before its pack is read."""
    if one.declared:
        return [one.name]
    texts = []
    for folder in one.package.folders if one.package else ():
        try:
            texts.append((folder / START).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
    return [match[1] for text in texts if (match := re.search(r"^economy:\s*([A-Z]{2})\b", text, re.MULTILINE))]
