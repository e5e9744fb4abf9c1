"""What lies in the pack's folder: only files that are read, of a size to be read, and none that lead elsewhere."""

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from greenlane.core.pack.reading import LARGEST
from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import failed, passed, warned

TITLE = "The files of the pack"
ROOT: Final = (
    *("economy.yaml", "facts.yaml", "documents.yaml", "parameters.yaml"),
    *("crosswalk.csv", "groups.yaml", "regimes.yaml"),
)
FOLDERS: Final = {"rules": (".yaml", ".csv"), "cases": (".yaml",), "agreements": (".yaml", ".csv")}
CODE: Final = frozenset({".py", ".pyc", ".pyi", ".so", ".typed"})
BOM: Final = b"\xef\xbb\xbf"


def look(one: Examined) -> Iterator[Result]:
    """Every file under the pack's folder."""
    folder = one.folder
    assert folder is not None
    home = folder.resolve()
    count = 0
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        outside = path.is_symlink() and not path.resolve().is_relative_to(home)
        if outside and not one.subject.installed:  # Some installers link to files that they keep elsewhere.
            yield failed("a link to a file outside of the pack", name, "put the file itself here")
        elif path.is_symlink() and not path.exists():
            yield failed("a link that leads nowhere", name, "put the file itself here")
        elif path.is_file() and "__pycache__" not in path.parts:
            count += 1
            yield from _file(path, name)
    yield from _unused(one, folder)
    yield passed(f"{count} files")


def _file(path: Path, name: str) -> Iterator[Result]:
    first, _, rest = name.partition("/")
    known = name in ROOT or first in FOLDERS and "/" not in rest and path.suffix in FOLDERS[first]
    if not known:
        yield from _stray(path, name, first, rest)
        return
    if path.stat().st_size > LARGEST:
        said = f"{path.stat().st_size / 2**20:.1f} MB: a file of a pack has at most {LARGEST >> 20} MB"
        yield failed(said, name, "keep the lines that rules need, or split the list by instrument")
    elif path.read_bytes().startswith(BOM):
        yield warned("begins with a byte order mark", f"{name}:1", "save it as UTF-8 without BOM")


def _stray(path: Path, name: str, first: str, rest: str) -> Iterator[Result]:
    if path.suffix in CODE or path.suffix == ".md" or path.name.startswith(".") or path.name == "SIGNATURE":
        return
    if path.suffix == ".yml":
        yield failed("is not read: the files of a pack end in .yaml", name, f"call it {path.stem}.yaml")
    elif path.suffix in (".yaml", ".csv"):
        if first in FOLDERS and "/" in rest:
            remedy = f"put it into {first}/ itself"
        elif rest:
            near = difflib.get_close_matches(first, FOLDERS, 1)
            remedy = f"put it into {near[0]}/" if near else "put it into rules/, cases/ or agreements/"
        else:
            near = difflib.get_close_matches(name, ROOT, 1, 0.75)
            remedy = f"did you mean {near[0]}?" if near else "put it into rules/, cases/ or agreements/"
        yield failed("is not read: no file of a pack stands there", name, remedy)


def _unused(one: Examined, folder: Path) -> Iterator[Result]:
    """Code lists that no rule names."""
    named: set[str] = set()
    for source in one.places.sources.values():
        content = source.content if isinstance(source.content, dict) else {}
        for rule in content.get("rules", []) if source.file.startswith("rules/") else []:
            for part in ("codes", "exclude"):
                listed = rule.get(part) if isinstance(rule, dict) else None
                if isinstance(listed, dict):
                    named.add(str(listed.get("list")))
    for path in sorted((folder / "rules").glob("*.csv")):
        if path.name not in named:
            yield warned("no rule names this code list", f"rules/{path.name}", "name it in a rule, or take it out")
