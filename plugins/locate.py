"""Where a package lies, without importing it or any package above it."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path


class NotFound(Exception):
    """No such package; the text says which part is missing."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package found but not imported. `folders`: where its files lie, several for a namespace package.

    `on_path`: whether an import by name would find it.
    """

    name: str
    spec: ModuleSpec
    folders: tuple[Path, ...]
    on_path: bool = True


def find(name: str) -> Package:
    """The package of a dotted name, as an import would find it. Raises NotFound.

    `importlib.util.find_spec` imports every parent, which runs a stranger's code; here the search locations
    of each parent are followed instead. So a parent that changes its `__path__` while it is imported is not
    followed.
    """
    parent, _, last = name.rpartition(".")
    above = list(map(str, find(parent).folders)) if parent else None
    try:
        spec = _spec(name, above)
        folders = list(spec.submodule_search_locations or ()) if spec else []
    except KeyError:
        # A namespace package asks sys.modules for its parent, which was not imported.
        spec = ModuleSpec(name, None, is_package=True)
        folders = [str(Path(one, last)) for one in above or () if Path(one, last).is_dir()]
    if spec is None:
        raise NotFound(f"there is no module {name}")
    if not folders:
        raise NotFound(f"{name} is a module: a plugin is a package, whose folder holds its pack")
    return Package(name, spec, tuple(map(Path, folders)))


def in_folder(folder: Path) -> Package:
    """The package in a folder that need not be on the path. Raises NotFound when it holds none."""
    folder = folder.resolve()
    start = folder / "__init__.py"
    if not start.is_file() or not folder.name.isidentifier():
        raise NotFound(f"{folder} is no package: its name is no identifier, or it holds no __init__.py")
    spec = spec_from_file_location(folder.name, start, submodule_search_locations=[str(folder)])
    assert spec is not None
    return Package(folder.name, spec, (folder,), on_path=False)


def _spec(name: str, places: Sequence[str] | None) -> ModuleSpec | None:
    loaded = sys.modules.get(name)
    if loaded is not None and loaded.__spec__ is not None:
        return loaded.__spec__
    for finder in sys.meta_path:
        spec = finder.find_spec(name, places, None)
        if spec is not None:
            return spec
    return None
