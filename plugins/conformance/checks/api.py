"""What it uses of Greenlane: a version that this release is, a pack format it reads, public names only."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from packaging.requirements import InvalidRequirement, Requirement

import greenlane
from greenlane.core.vocabulary import API_VERSIONS
from greenlane.plugins.conformance.checks.top_level import HOST
from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.find import ours
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import failed, passed, warned
from greenlane.plugins.deprecation import NAMES

TITLE = "API version and public names"
OURS: Final = "greenlane"


def look(one: Examined) -> Iterator[Result]:
    """The pack's `api`, the distribution's requirement on greenlane, and every import in its sources."""
    yield from _format(one)
    yield from _required(one)
    assert one.package is not None
    for folder in one.package.folders:
        for path in sorted(folder.rglob("*.py")):
            yield from _source(path, f"{folder.name}/{path.relative_to(folder).as_posix()}")
    yield passed(f"API {', '.join(map(str, API_VERSIONS))}, greenlane {greenlane.__version__}")


def _format(one: Examined) -> Iterator[Result]:
    source = one.places.sources.get("economy.yaml")
    written = source.content.get("api") if source and isinstance(source.content, dict) else None
    if isinstance(written, str) and written not in map(str, API_VERSIONS):
        newest = max(API_VERSIONS)
        newer = written.isdigit() and int(written) > newest
        remedy = "upgrade greenlane" if newer else f"write api: {newest} (docs/pack-format.md says what changed)"
        message = f"the pack is written for API {written}; this release reads {', '.join(map(str, API_VERSIONS))}"
        yield failed(message, one.places.of("economy", "", "api"), remedy)


def _required(one: Examined) -> Iterator[Result]:
    subject = one.subject
    if subject.requires is None or ours(subject.candidate):
        return
    where = "pyproject.toml" if subject.project else "METADATA"
    remedy = f'write dependencies = ["greenlane>={greenlane.__version__}"]'
    asked = False
    for text in subject.requires:
        try:
            requirement = Requirement(text)
        except InvalidRequirement as error:
            yield failed(f"{text!r} is no requirement: {str(error).splitlines()[0]}", where, "as PEP 508 has it")
            continue
        if requirement.name.lower() == OURS:
            asked = True
            if not requirement.specifier.contains(greenlane.__version__, prereleases=True):
                yield failed(f"asks for {text}, and this is {greenlane.__version__}", where, remedy)
    if not asked:
        yield warned("does not ask for greenlane: pip would install it beside any release", where, remedy)


def _source(path: Path, name: str) -> Iterator[Result]:
    try:
        tree = ast.parse(path.read_bytes(), name)
    except SyntaxError as error:
        yield failed(f"is no Python: {error.msg}", f"{name}:{error.lineno or 1}", "mend it: it cannot be imported")
        return
    except (ValueError, RecursionError, MemoryError) as error:
        yield failed(f"cannot be read: {error}", name, "save it as UTF-8 Python source")
        return
    for node in ast.walk(tree):
        for used in _used(node):
            yield from _judged(used, f"{name}:{getattr(node, 'lineno', 1)}")


def _used(node: ast.AST) -> Iterator[str]:
    """Dotted names that a node imports, or reaches through the name `greenlane`."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.name
    elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
        for alias in node.names:
            yield f"{node.module}.{alias.name}"
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == OURS:
        yield f"{OURS}.{node.attr}"
    elif isinstance(node, ast.Call) and node.args:
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        argument = node.args[0]
        if called in ("import_module", "__import__") and isinstance(argument, ast.Constant):
            if isinstance(argument.value, str):
                yield argument.value


def _judged(used: str, where: str) -> Iterator[Result]:
    first, _, rest = used.partition(".")
    public = f"a plugin may use {', '.join(sorted(greenlane.__all__))}"
    if first == OURS and rest == "*":
        yield failed("imports * of greenlane", where, "import the names that are used")
    elif first == OURS and rest in NAMES:
        replacement = NAMES[rest].replacement
        yield warned(NAMES[rest].said(used), where, f"write {replacement}" if replacement else "take it out")
    elif first == OURS and rest and rest not in greenlane.__all__:
        name = rest.rpartition(".")[2]
        near = f"from greenlane import {name}" if name in greenlane.__all__ else public
        yield failed(f"uses {used}, which is not public and may change any day", where, near)
    elif first in HOST:
        yield failed(f"imports {used}, a folder of the server's source", where, public)
