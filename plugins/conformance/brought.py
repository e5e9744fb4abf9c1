"""A project's folder, as its pyproject.toml says: its plugins, what it asks for, and which names it would install."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

from greenlane.plugins.conformance.subject import NotAPlugin, Subject
from greenlane.plugins.discovery import GROUP, Candidate
from greenlane.plugins.locate import NotFound
from greenlane.plugins.project import FILE, ROOTS, Point, read_project

NOT_BUILT: Final = frozenset(
    "bench benchmarks bin build ci debian dist doc docs documentation env example examples hooks htmlcov manpages news "
    "node_modules notebooks pack packages pictures requirements scripts site-packages src test tests tool tools "
    "typings utils vendor venv".split()
)
"""Folders beside a project's packages that setuptools leaves out of a wheel by itself."""


def subjects(folder: Path) -> list[Subject]:
    """Every plugin that the project declares. Raises NotAPlugin when it declares none, or cannot be read."""
    try:
        project = read_project(folder, GROUP)
    except NotFound as error:
        raise NotAPlugin(str(error)) from None
    text = (folder / FILE).read_text(encoding="utf-8")
    content = tomllib.loads(text)
    said = f"{project.name or folder.name} {project.version}".strip()
    return [
        Subject(
            f"{said}: {point.name}" if len(project.points) > 1 else said,
            replace(_candidate(point), distribution=project.name, version=project.version),
            site=_site(point, folder),
            project=folder,
            top_level=tuple(sorted(set(_top_level(content, folder, point.module)))),
            requires=tuple(map(str, content["project"].get("dependencies", ()))),
            where=f"{FILE}:{_line(text, point.name)}",
            readme=_readme(folder),
        )
        for point in project.points
    ]


def _candidate(point: Point) -> Candidate:
    # A reason names the file, and so does the place that is told of it.
    reason = point.reason.removeprefix(f"{FILE}: ")
    return Candidate(point.name, "", "", point.module, point.attribute, package=point.package, reason=reason)


def _site(point: Point, folder: Path) -> Path:
    first = point.module.split(".")[0]
    return next((folder / root for root in reversed(ROOTS) if first and (folder / root / first).exists()), folder)


def _line(text: str, name: str) -> int:
    lines = list(enumerate(text.splitlines(), 1))
    begun = next((at for at, line in lines if line.strip().startswith(f"[project.entry-points.{GROUP}")), 1)
    return next((at for at, line in lines if at > begun and line.split("=")[0].strip(" \"'") == name), begun)


def _readme(folder: Path) -> str:
    file = folder / "README.md"
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""


def _top_level(content: Mapping[str, Any], folder: Path, module: str) -> Iterator[str]:
    """The names that a wheel of the project would bring, as setuptools, hatch and poetry are told of them."""
    if module:
        yield module.split(".")[0]
    tool = content.get("tool", {})
    for one in tool.get("hatch", {}).get("build", {}).get("targets", {}).get("wheel", {}).get("packages", ()):
        yield Path(str(one)).name
    for one in tool.get("poetry", {}).get("packages", ()):
        yield str(one.get("include", "")).split("/")[0]
    backend = str(content.get("build-system", {}).get("build-backend", "setuptools.build_meta"))
    if backend.startswith("setuptools"):
        yield from _of_setuptools(tool.get("setuptools", {}), folder)


def _of_setuptools(told: Mapping[str, Any], folder: Path) -> Iterator[str]:
    yield from map(str, told.get("py-modules", ()))
    packages = told.get("packages")
    if isinstance(packages, list):
        yield from (str(one).split(".")[0] for one in packages)
        return
    find = packages.get("find", {}) if isinstance(packages, dict) else {}
    flat = not find and not (folder / "src").is_dir()
    roots = [str(one) for one in find.get("where", ())] or ["." if flat or find else "src"]
    for root in roots:
        for one in sorted((folder / root).iterdir()) if (folder / root).is_dir() else ():
            if not (one / "__init__.py").is_file() or (flat and one.name in NOT_BUILT):
                continue
            wanted = any(fnmatchcase(one.name, pattern) for pattern in find.get("include", ["*"]))
            if wanted and not any(fnmatchcase(one.name, pattern) for pattern in find.get("exclude", ())):
                yield one.name
