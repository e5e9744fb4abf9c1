"""From what an author names (a folder, a wheel, an installed plugin) to the plugins there. Nothing is imported."""

import os
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.machinery import ModuleSpec
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from importlib.util import spec_from_file_location
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

from greenlane.plugins.conformance import brought
from greenlane.plugins.conformance.subject import NotAPlugin, Subject
from greenlane.plugins.discovery import OURS, Candidate, discover
from greenlane.plugins.intake import START
from greenlane.plugins.locate import Package
from greenlane.plugins.project import FILE, is_project

UNPACKED: Final = 200 * 2**20
"""Bytes that a wheel may have unpacked."""
GIVE: Final = "give a project's folder, a package, a pack's folder, a wheel, or the name of an installed plugin"


@contextmanager
def found(what: str | Path) -> Iterator[list[Subject]]:
    """The plugins at a path, or installed under a name: of a distribution, an economy, or a package.

    A wheel is unpacked for as long as the block runs. Raises NotAPlugin.
    """
    path = Path(what)
    if path.suffix == ".whl" and path.is_file():
        with TemporaryDirectory(prefix="greenlane-wheel-") as folder:
            _unpack(path, Path(folder))
            yield _in_site(path.name, Path(folder))
    elif path.is_dir() and not _name_alone(what, path):
        yield in_folder(path)
    elif path.is_file():
        raise NotAPlugin(f"{what} is neither a folder nor a wheel: {GIVE}")
    else:
        yield _installed(str(what))


def _name_alone(what: str | Path, folder: Path) -> bool:
    """Whether a word means an installed plugin, although there is a folder of that name, too: one that is no plugin."""
    word = isinstance(what, str) and what.strip(".") and os.sep not in what
    return bool(word) and not is_project(folder) and not (folder / START).is_file() and bool(_candidates(str(what)))


def in_folder(folder: Path) -> list[Subject]:
    """The plugins of a project's folder, or the one of a package or pack. Raises NotAPlugin."""
    if is_project(folder) and not (folder / START).is_file():
        return brought.subjects(folder.resolve())
    if (folder / START).is_file() or (folder / "__init__.py").is_file():
        return [_package(folder.resolve())]
    raise NotAPlugin(f"{folder} holds no {FILE}, no {START} and no __init__.py: {GIVE}")


def located(name: str, places: Sequence[Path]) -> Package | None:
    """The package of a dotted name below some folders; None where there is none."""
    folders = [place.joinpath(*name.split(".")) for place in places]
    folders = [one for one in folders if one.is_dir()]
    if not folders:
        return None
    start = next((one / "__init__.py" for one in folders if (one / "__init__.py").is_file()), None)
    spec: ModuleSpec | None
    if start is None:
        spec = ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = [str(one) for one in folders]
    else:
        spec = spec_from_file_location(name, start, submodule_search_locations=[str(start.parent)])
    assert spec is not None
    return Package(name, spec, tuple(folders), on_path=False)


def _package(folder: Path) -> Subject:
    """A package, or a folder that is a pack and nothing else."""
    start = folder / "__init__.py"
    spec = spec_from_file_location(folder.name, start, submodule_search_locations=[str(folder)])
    if not start.is_file() or spec is None:
        spec = ModuleSpec(folder.name, None, is_package=True)
        spec.submodule_search_locations = [str(folder)]
    package = Package(folder.name, spec, (folder,), on_path=False)
    one = Candidate(folder.name, module=folder.name, declared=False, package=package)
    faults: list[tuple[str, str, str]] = []
    if not folder.name.isidentifier():
        remedy = "give the folder a name of letters, digits and underscores"
        faults.append(("", f"{folder.name} cannot be imported: its name is no identifier", remedy))
    return Subject(folder.name, one, site=folder.parent, faults=tuple(faults))


def _unpack(wheel: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(wheel) as packed:
            names = packed.infolist()
            if sum(one.file_size for one in names) > UNPACKED:
                raise NotAPlugin(f"{wheel.name} is more than {UNPACKED >> 20} MB unpacked: a pack is text")
            for one in names:
                path = PurePosixPath(one.filename)
                if path.is_absolute() or ".." in path.parts:
                    raise NotAPlugin(f"{wheel.name} holds {one.filename}, which would lie outside: build it again")
            packed.extractall(folder)
    except (zipfile.BadZipFile, OSError) as error:
        raise NotAPlugin(f"{wheel.name} cannot be unpacked: {error}; build it again") from None


def _in_site(said: str, site: Path) -> list[Subject]:
    """The plugins of a wheel that was unpacked."""
    found = [_distributed(one, next(iter(distributions(path=[str(site)]))), site) for one in discover(path=[str(site)])]
    if not found:
        remedy = "give it one, as docs/hooks.md says"
        raise NotAPlugin(f"{said} has no entry point in the group greenlane: {remedy}")
    return [replace(one, said=f"{said}: {one.candidate.name}" if len(found) > 1 else said) for one in found]


def _distributed(one: Candidate, found: Distribution, site: Path | None) -> Subject:
    if site is not None:
        package = located(one.module, [site]) if one.module else None
        reason = "" if package else one.reason or f"entry point {one.name} = {one.module}: there is no such package"
        one = replace(one, package=package, reason=reason, trusted=False)
    text = found.metadata.json.get("description", "")
    return Subject(
        f"{one.distribution} {one.version}: {one.name}",
        one,
        site=site,
        top_level=top_level(found),
        requires=tuple(found.requires or ()),
        where="entry_points.txt",
        readme=text if isinstance(text, str) else "",
        installed=site is None,
    )


def _installed(name: str) -> list[Subject]:
    wanted = _candidates(name)
    if not wanted:
        known = ", ".join(sorted({one.name for one in discover()})) or "none"
        raise NotAPlugin(f"there is no folder, and no installed plugin, called {name}: {GIVE} (installed: {known})")
    try:
        return [_distributed(one, distribution(one.distribution), None) for one in wanted]
    except PackageNotFoundError as error:
        raise NotAPlugin(f"the distribution of {name} cannot be read: {error}") from None


def _candidates(name: str) -> list[Candidate]:
    """Those that are installed under a name: of a distribution, an economy or a package."""
    every = discover()
    plain = re.sub(r"[-_.]+", "-", name).lower()
    wanted = [one for one in every if re.sub(r"[-_.]+", "-", one.distribution).lower() == plain]
    return wanted or [one for one in every if name.upper() == one.name or name == one.module]


def top_level(brought: Distribution) -> tuple[str, ...]:
    """The names that a distribution puts into site-packages, as its record has them."""
    names = set((brought.read_text("top_level.txt") or "").split())
    for file in brought.files or ():
        first = file.parts[0] if file.parts else ""
        if len(file.parts) > 1 and first.isidentifier() and first != "__pycache__":
            names.add(first)
        elif len(file.parts) == 1 and first.endswith(".py") and not first.startswith("__editable__"):
            names.add(first.removesuffix(".py"))
    return tuple(sorted(names))


def ours(one: Candidate) -> bool:
    """Whether a plugin is of Greenlane's own distribution."""
    return one.distribution.lower() == OURS
