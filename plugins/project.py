"""An author's project folder: the plugins its pyproject.toml declares, found without installing it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from greenlane.plugins.locate import NotFound, Package, in_folder

FILE: Final = "pyproject.toml"
ROOTS: Final = (".", "src")
"""Where in a project its packages may lie."""
POINT: Final = re.compile(r"(\w+(?:\.\w+)*)\s*(?::\s*(\w+(?:\.\w+)*))?")
"""The value of an entry point: a package, and perhaps what of it holds the hooks."""


@dataclass(frozen=True, slots=True)
class Point:
    """One entry point. `package` is None where `reason` says why it was not found."""

    name: str
    module: str
    attribute: str
    package: Package | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """What pyproject.toml says. `version` is empty where it is made when the project is built."""

    folder: Path
    name: str
    version: str
    points: tuple[Point, ...]


def is_project(folder: Path) -> bool:
    """Whether a folder holds a pyproject.toml."""
    return (folder / FILE).is_file()


def read_project(folder: Path, group: str) -> Project:
    """The project in a folder with its entry points of a group. Raises NotFound where it declares none."""
    folder = folder.resolve()
    file = folder / FILE
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NotFound(f"{file} cannot be read: {error}") from None
    project = _mapping(content.get("project"))
    written = _mapping(_mapping(project.get("entry-points")).get(group))
    if not written:
        raise NotFound(f'{file} declares no plugin: write [project.entry-points.{group}], then NZ = "the_package"')
    points = tuple(_point(folder, str(name), str(value)) for name, value in sorted(written.items()))
    return Project(folder, str(project.get("name", "")), str(project.get("version", "")), points)


def _point(folder: Path, name: str, value: str) -> Point:
    match = POINT.fullmatch(value.strip())
    if match is None:
        return Point(name, "", "", reason=f"{FILE}: {name} = {value!r}: write the name of a package")
    point = Point(name, match[1], match[2] or "")
    tried = [folder.joinpath(root, *match[1].split(".")) for root in ROOTS]
    for place in tried:
        if (place / "__init__.py").is_file():
            package = in_folder(place)
            return replace(point, package=replace(package, name=match[1]))
    looked = " nor ".join(f"{place.relative_to(folder)}/__init__.py" for place in tried)
    return replace(point, reason=f"{FILE}: {name} = {value}: there is neither {looked}")


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
