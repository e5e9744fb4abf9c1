"""What is verified: a plugin found in a project, a package, a pack's folder, a wheel or among those installed."""

from dataclasses import dataclass
from pathlib import Path

from greenlane.plugins.discovery import Candidate


class NotAPlugin(Exception):
    """Nothing to verify there; the text says what was looked for, and what to give instead."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One plugin before anything of it is read.

    `said`: what it is called in a report. `site`: the folder in which its packages lie, where that is not on
    `sys.path`. `project`: the folder with pyproject.toml. `top_level`: the names that its distribution puts into
    site-packages; None where there is no distribution. `requires`: what its distribution asks for (PEP 508); None
    likewise. `where`: of the entry point. `readme`: of the distribution. `installed`: whether it is one of those that a
    server here finds. `faults`: (where, message, remedy): what is wrong before the plugin itself is looked at.
    """

    said: str
    candidate: Candidate
    site: Path | None = None
    project: Path | None = None
    top_level: tuple[str, ...] | None = None
    requires: tuple[str, ...] | None = None
    where: str = ""
    readme: str = ""
    installed: bool = False
    faults: tuple[tuple[str, str, str], ...] = ()
