"""Which plugins there are: entry points, and what the settings name. Nothing is imported."""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import Distribution, EntryPoint, distributions
from pathlib import Path
from typing import Any, Final

from greenlane.plugins.locate import NotFound, Package, find, in_folder
from greenlane.plugins.project import POINT, is_project, read_project

GROUP: Final = "greenlane"
OURS: Final = "greenlane"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One plugin before it is read. `package` is None where `reason` says why it was not found.

    `name`: of its entry point, which must be its economy's code (`declared`); else of its package.
    `attribute`: what of the module holds the hooks; empty for the module itself.
    """

    name: str
    distribution: str = ""
    version: str = ""
    module: str = ""
    attribute: str = ""
    declared: bool = True
    trusted: bool = False
    package: Package | None = None
    reason: str = ""


def discover(
    named: Iterable[str] = (), path: Sequence[str] | None = None, without: Iterable[str] = ()
) -> list[Candidate]:
    """Every plugin, ours first, then those the settings name, then the rest; each by name.

    So a stranger can take nothing that is ours. `named`: distributions, packages, or folders of packages or projects
    (written with a slash), all of them trusted; a folder stands for what is installed of the same package. `path`:
    where distributions are looked for; default `sys.path`. `without`: which of ours are left out, by name.
    Never raises.
    """
    wanted = {_plain(name): name for name in named if name.strip()}
    left_out = frozenset(without)
    found = [_named(one, wanted) for distribution in _unique(path) for one in _declared(distribution)]
    found = [one for one in found if not (_is_ours(one) and one.name in left_out)]
    known = {_plain(name) for one in found for name in (one.distribution, one.module)}
    extra = _once(one for plain, name in wanted.items() if plain not in known for one in _extra(name.strip()))
    in_folders = {one.module for one in extra if one.package is not None and not one.package.on_path}
    found = [one for one in found if _is_ours(one) or one.module not in in_folders] + extra
    return sorted(found, key=lambda one: (not _is_ours(one), not one.trusted, one.name, one.distribution))


def _once(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Each package once, by however many names of its folder it was named."""
    found: dict[object, Candidate] = {}
    for one in candidates:
        found.setdefault((one.module, one.package.folders) if one.package else one.name, one)
    return list(found.values())


def ours(path: Sequence[str] | None = None) -> list[str]:
    """The names of Greenlane's own plugins: the economies' codes. `path` as for `discover`."""
    found = (one for distribution in _unique(path) for one in _declared(distribution))
    return sorted(one.name for one in found if _is_ours(one))


def _unique(path: Sequence[str] | None) -> list[Distribution]:
    """Each distribution that declares a plugin, once: the first of its name on the path, as it would be imported."""
    where: dict[str, Any] = {} if path is None else {"path": list(path)}
    seen: dict[str, Distribution] = {}
    for one in distributions(**where):
        try:
            # The names of all are many to read, and their entry points few.
            if GROUP not in _points(one) or _points(next(iter(distributions(name=one.name, **where)))) != _points(one):
                continue
            seen.setdefault(_plain(one.name), one)
        except Exception:  # Metadata that cannot be read belongs to nobody who could be named.
            continue
    return list(seen.values())


def _points(one: Distribution) -> str:
    return one.read_text("entry_points.txt") or ""


def _declared(distribution: Distribution) -> list[Candidate]:
    name, version, text = distribution.metadata["Name"], "", ""
    try:
        version = distribution.version or ""
        text = distribution.read_text("entry_points.txt") or ""
        points = [point for point in distribution.entry_points if point.group == GROUP]
    except Exception as error:  # One distribution's broken file must not hide the others.
        reason = f"{name}: entry_points.txt cannot be read: {type(error).__name__}: {error}"
        return [Candidate(name, name, version, reason=reason)] if f"[{GROUP}]" in text else []
    return [_candidate(point, name, version) for point in points]


def _candidate(point: EntryPoint, distribution: str, version: str) -> Candidate:
    match = POINT.fullmatch(point.value.strip())
    if match is None:
        reason = f"entry point {point.name} = {point.value!r}: write the name of a package"
        return Candidate(point.name, distribution, version, reason=reason)
    one = Candidate(point.name, distribution, version, match[1], match[2] or "")
    return _found(one, f"entry point {point.name} = {point.value}: ")


def _named(one: Candidate, named: Iterable[str]) -> Candidate:
    known = {_plain(one.distribution), _plain(one.module)}
    return replace(one, trusted=_is_ours(one) or not known.isdisjoint(named))


def _is_ours(one: Candidate) -> bool:
    return _plain(one.distribution) == OURS


def _extra(name: str) -> list[Candidate]:
    """What the settings name and no entry point does: a package, or a folder of a package or of a project."""
    one = Candidate(name, module=name, declared=False, trusted=True)
    if os.sep not in name:
        return [_found(one, f"the settings name {name}, which no distribution brings as a plugin: ")]
    try:
        if is_project(Path(name)):
            return _of_project(name)
        package = in_folder(Path(name))
    except NotFound as error:
        return [replace(one, reason=f"the settings name {name}: {error}")]
    return [replace(one, name=package.name, module=package.name, package=package)]


def _of_project(name: str) -> list[Candidate]:
    project = read_project(Path(name), GROUP)
    # Whatever a folder calls itself, ours is what is installed.
    distribution = "" if _plain(project.name) == OURS else project.name
    return [
        Candidate(
            point.name,
            distribution,
            project.version,
            point.module,
            point.attribute,
            trusted=True,
            package=point.package,
            reason=point.reason and f"the settings name {name}: {point.reason}",
        )
        for point in project.points
    ]


def _found(one: Candidate, said: str) -> Candidate:
    try:
        return replace(one, package=find(one.module))
    except NotFound as error:
        return replace(one, reason=f"{said}{error}")
    except Exception as error:  # Any finder on sys.meta_path may fail in its own way.
        return replace(one, reason=f"{said}{type(error).__name__}: {error}")


def _plain(name: str) -> str:
    """A distribution's name as package tools compare it; a folder's is left as it is."""
    return name.strip() if os.sep in name else re.sub(r"[-_.]+", "-", name).strip().lower()
