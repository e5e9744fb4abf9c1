"""A plugin's code, running while it is verified: in a process of its own, or, where it is trusted, in this one."""

import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from greenlane.core.terms import shared_facts
from greenlane.plugins import answers
from greenlane.plugins.boundary import DEADLINE, Boundary
from greenlane.plugins.conformance.subject import Subject
from greenlane.plugins.host import Host
from greenlane.plugins.intake import START
from greenlane.plugins.isolated.isolation import Isolation
from greenlane.plugins.locate import Package
from greenlane.plugins.plugin import Plugin
from greenlane.plugins.registry import all_or_nothing, register
from greenlane.plugins.services import PluginServices
from greenlane.plugins.source import code_digest, has_code
from greenlane.plugins.trouble import Refused

LENIENT: Final = 4
"""Times the deadline that a call may take here: it is not the author's fault that this machine is busy."""


@dataclass
class Code:
    """The hooks of a plugin, or why there are none. `said`: what went wrong in calls, as the operator is told it."""

    hooks: Mapping[str, Any] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    isolated: bool = False
    said: list[str] = field(default_factory=list)
    took: dict[str, float] = field(default_factory=dict)
    faulty: bool = False

    def folder(self, package: Package) -> Path | None:
        """The pack's folder that `greenlane_pack` names; None where there is no such hook, or no such folder."""
        if "greenlane_pack" not in self.hooks:
            return None
        try:
            named = answers.folder(self.hooks["greenlane_pack"].function())
        except Exception as error:
            self.refused = (*self.refused, f"greenlane_pack: {error}")
            return None
        for root in package.folders:
            found = (root / named).resolve()
            if found.is_relative_to(root.resolve()) and (found / START).is_file():
                return found
        message = f"greenlane_pack: {named!r} is no folder of {package.name} that holds {START}"
        self.refused = (*self.refused, message)
        return None

    def services(self, subject: Subject, economy: str, pack: Any) -> PluginServices:
        """What the core asks of plugins, answered by this one inside the boundary, with nothing held against it yet."""
        plugin = Plugin(
            name=economy,
            distribution=subject.candidate.distribution,
            version=subject.candidate.version,
            economy=economy,
            status="loaded",
            trusted=not self.isolated,
            has_code=bool(self.hooks),
            pack=pack,
            implementations=MappingProxyType(dict(self.hooks)),
        )
        boundary = Boundary(DEADLINE * LENIENT)
        boundary.on_call = self._called
        return PluginServices(Host({economy: plugin}, shared_facts(), boundary))

    def _called(self, plugin: str, hook: str, seconds: float) -> None:
        self.took[hook] = max(seconds, self.took.get(hook, 0.0))


@contextmanager
def running(subject: Subject, trusted: bool) -> Iterator[Code]:
    """The code of a plugin for as long as the block runs; nothing is run of one that has none."""
    candidate, package = subject.candidate, subject.candidate.package
    code = Code(isolated=not trusted)
    if package is None or not (candidate.attribute or has_code(package.spec)):
        yield code
        return
    before = set(sys.modules)
    isolation = Isolation(DEADLINE * LENIENT)
    with _listening(code.said):
        try:
            with _on_path(subject.site):
                package = replace(package, on_path=True) if subject.site else package
                try:
                    if trusted:
                        with all_or_nothing(package):
                            code.hooks = register(package, candidate.attribute, candidate.name)
                    else:
                        digest = code_digest(package.folders[0])
                        code.hooks = isolation.take_in(
                            package, candidate.attribute, candidate.name, candidate.name, digest
                        )
                except Refused as refused:
                    code.refused = refused.reasons
                if trusted:  # Its modules may import others when they are called.
                    yield code
            if not trusted:
                yield code
        finally:
            isolation.close()
            if trusted and subject.site is not None:
                _forget(subject.site, before)


@contextmanager
def _on_path(site: Path | None) -> Iterator[None]:
    if site is None:
        yield
        return
    sys.path.insert(0, str(site))
    try:
        yield
    finally:
        sys.path.remove(str(site))


def _forget(site: Path, before: set[str]) -> None:
    """Let go of the modules that were imported from a folder, so that it can be verified again after a change."""
    for name in set(sys.modules) - before:
        file = getattr(sys.modules[name], "__file__", None)
        if file and Path(file).is_relative_to(site):
            del sys.modules[name]


class _Ear(logging.Handler):
    def __init__(self, said: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._said = said

    def emit(self, record: logging.LogRecord) -> None:
        self._said.append(record.getMessage())


@contextmanager
def _listening(said: list[str]) -> Iterator[None]:
    """Note what is told the operator of plugins, in place of printing it."""
    log = logging.getLogger("greenlane.plugins")
    ear, propagated = _Ear(said), log.propagate
    log.addHandler(ear)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(ear)
        log.propagate = propagated
