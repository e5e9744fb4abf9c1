"""A clean folder, a fresh data directory and, where a command asks one, a real server: where documentation is tried."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from tests.docs.blocks import Block
from tests.system.serving import Server, environment

PASSWORD = "seven pale lamps"
BIN = Path(sys.executable).parent
SECONDS = 240


@dataclass(frozen=True)
class Done:
    """A command that was run."""

    command: str
    status: int
    out: str
    error: str


class World:
    """Commands of a document, run one after the other. `words`: what stands for a placeholder, learned on the way."""

    def __init__(self, folder: Path, programs: Path = BIN, **settings: str) -> None:
        self.programs = programs
        self.folder = folder / "here"
        self.folder.mkdir()
        self.data = folder / "data"
        self.settings = settings
        self.words: dict[str, str] = {}
        self._server: Server | None = None

    def __enter__(self) -> World:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._server is not None:
            self._server.stop()

    @property
    def environment(self) -> dict[str, str]:
        own = environment(self.data, **self.settings)
        path = f"{self.programs}{os.pathsep}{own['PATH']}"
        return {**own, "PATH": path, "HOME": str(self.data.parent), "COLUMNS": "200"}

    @property
    def port(self) -> int:
        """Of the server that is meant by http://127.0.0.1:8000."""
        return self.server.port

    @property
    def server(self) -> Server:
        """The server over this world's database; it is started when first asked for."""
        if self._server is None:
            program = (self.programs / "greenlane",)
            self._server = Server(self.data, self.data.parent, workers=1, program=program, **self.settings)
            self._server.environment["PATH"] = self.environment["PATH"]
            self._server.start()
        return self._server

    def stop_server(self) -> None:
        if self._server is not None:
            self._server.stop()
            self._server = None

    def run(self, command: str) -> Done:
        """Run one command as it is written, its placeholders filled in. Whatever asks for a password gets the same."""
        said = self._filled(command)
        if said.split("#")[0].strip() == "greenlane serve":
            self.stop_server()
            return Done(command, 0, self.server.said(), "")
        done = subprocess.run(
            ["bash", "-c", said],
            cwd=self.folder,
            env=self.environment,
            input=f"{PASSWORD}\n" * 4,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        self._learn(done.stdout)
        return Done(said, done.returncode, done.stdout, done.stderr)

    def _filled(self, command: str) -> str:
        if "127.0.0.1:8000" in command or "https://…/" in command:
            address = f"http://127.0.0.1:{self.port}"
            command = command.replace("http://127.0.0.1:8000", address).replace("https://…", address)
        if "sha256:…" in command:
            command = command.replace("sha256:…", self._digest(command))
        for word, value in self.words.items():
            command = re.sub(rf"(?<![\w-]){re.escape(word)}(?![\w-])", lambda _, value=value: value, command)  # type: ignore[misc]
        return command

    def _digest(self, command: str) -> str:
        person = re.search(r"--as (\w+)", command)
        shown = self.run(f"greenlane drafts show DRAFT --json --as {person[1] if person else 'minh'}")
        return str(json.loads(shown.out)["digest"])

    def _learn(self, out: str) -> None:
        if match := re.search(r"^Draft ([0-9A-Z]{26})", out, re.MULTILINE):
            self.words["DRAFT"] = match[1]
        if match := re.search(r"\bgl_[\w-]{20,}", out):
            self.words["gl_…"] = match[0]


def commands(block: Block) -> Iterator[tuple[str, str | None]]:
    """Each command of a block with the output shown below it; None where none is. `sh` shows commands alone."""
    if block.language == "sh":
        for line in _joined(block.text.splitlines()):
            if line.strip() and not line.lstrip().startswith("#"):
                yield line, None
        return
    command, shown = "", []
    for line in _joined(block.text.splitlines(), "$ "):
        if line.startswith("$ "):
            if command:
                yield command, "\n".join(shown) if shown else None
            command, shown = line[2:], []
        else:
            assert command, f"{block.place}: a console block begins with `$ ` and a command"
            shown.append(line)
    if command:
        yield command, "\n".join(shown) if shown else None


def _joined(lines: list[str], prompt: str = "") -> Iterator[str]:
    """Lines, those of one command together: a backslash or an open quote goes on."""
    whole = ""
    for line in lines:
        whole = f"{whole}\n{line}" if whole else line
        if prompt and not whole.startswith(prompt):
            yield whole
            whole = ""
            continue
        if whole.endswith("\\"):
            continue
        with suppress(ValueError):
            shlex.split(whole, comments=True)
            yield whole
            whole = ""
    if whole:
        yield whole
