"""A plugin's modules are made of their sources alone: what lies compiled beside them bears nobody's signature."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import ModuleType
from typing import Any

from greenlane.plugins.locate import Package


class Source(SourceFileLoader):
    """Looks for nothing compiled, and leaves nothing compiled."""

    def path_stats(self, path: object) -> Any:
        """As of a source whose age is not known: nothing compiled can be of it."""
        raise OSError("the source is read")


class Fresh(MetaPathFinder):
    """Finds what the others find; of one package and what is below it, the sources."""

    def __init__(self, package: str) -> None:
        self._own = f"{package}."

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """The spec of a module of the package; None for any other."""
        if not f"{name}.".startswith(self._own):
            return None
        for finder in sys.meta_path:
            if finder is not self and (spec := finder.find_spec(name, path, target)) is not None:
                return _of_source(spec)
        return None


def only_sources(package: Package) -> None:
    """From now on import a package, and all that is below its first name, from sources, in this process."""
    sys.meta_path.insert(0, Fresh(package.name.partition(".")[0]))
    _of_source(package.spec)


def _of_source(spec: ModuleSpec) -> ModuleSpec:
    if type(spec.loader) is SourceFileLoader:
        spec.loader = Source(spec.loader.name, spec.loader.path)
        spec.cached = None
    return spec
