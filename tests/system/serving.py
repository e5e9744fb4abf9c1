"""A server as a newcomer has it, in a process group of its own, and a client that keeps its connection."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.conftest import _free_port

GREENLANE = Path(sys.executable).with_name("greenlane")
FAILURES = (OSError, http.client.HTTPException)
"""What a client of a server sees that dies."""


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment of a program: nobody's settings, a data directory."""
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "GREENLANE", "COV")) and name not in ("HOST", "PORT", "WEB_CONCURRENCY")
    }
    return {**own, "GREENLANE_DATA_DIR": str(data), **more}


class Server:
    """`greenlane serve`. It may be killed, and started again on the same port and database."""

    def __init__(
        self,
        data: Path,
        folder: Path,
        *,
        database_url: str | None = None,
        workers: int = 2,
        program: Sequence[str | Path] = (GREENLANE,),
        **settings: str,
    ) -> None:
        self.port = _free_port()
        self._program = program
        self._workers = workers
        self._folder = folder
        self.log = folder / f"server-{self.port}.log"
        self.database_url = database_url or f"sqlite:///{data}/greenlane.db"
        if database_url:
            settings["GREENLANE_DATABASE_URL"] = database_url
        self.environment = environment(data, **settings)
        self._process: subprocess.Popen[bytes] | None = None

    def launch(self) -> None:
        """Start it and do not wait."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*self._program, "serve", "--port", str(self.port), "--workers", str(self._workers), "--threads", "8"],
                cwd=self._folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start(self) -> None:
        """Start it, and return once it answers."""
        self.launch()
        self.wait_until_ready()

    def wait_until_ready(self, seconds: float = 60) -> None:
        """Return once it is ready to decide. AssertionError if it ends or takes longer."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert self._process is not None and self._process.poll() is None, self.said()
            try:
                with Client(self.port) as client:
                    if client.get("/readyz").status == 200:
                        return
            except FAILURES:
                pass
            time.sleep(0.05)
        raise AssertionError(f"not ready after {seconds:g} s:\n{self.said()}")

    def said(self) -> str:
        """The end of what it wrote."""
        return self.log.read_text("utf-8", "replace")[-4000:] if self.log.exists() else ""

    @property
    def pid(self) -> int:
        """Of the first process, which starts and restarts the workers."""
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the first process lives."""
        return self._process is not None and self._process.poll() is None

    def workers(self) -> list[int]:
        """The processes that answer; the one that does jobs is none of them."""
        return [pid for pid in self._children() if b"\0work\0" not in _command(pid)]

    def _children(self) -> list[int]:
        return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def kill(self) -> None:
        """Kill every process of it at once."""
        process, self._process = self._process, None
        assert process is not None
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        # Its workers are not our children: they are gone when the group is.
        end = time.monotonic() + 10
        while time.monotonic() < end:
            try:
                os.killpg(process.pid, 0)
            except ProcessLookupError:
                return
            time.sleep(0.005)
        raise AssertionError("killed processes that do not die")

    def stop(self) -> int | None:
        """Ask it to end, make it after a while; its exit status, None if it was not running."""
        process, self._process = self._process, None
        if process is None:
            return None
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(30)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        return process.wait()

    def run(self, *arguments: str, sent: str | None = None) -> subprocess.CompletedProcess[str]:
        """A command over the same database."""
        return subprocess.run(
            [GREENLANE, *arguments],
            cwd=self._folder,
            env=self.environment,
            input=sent,
            capture_output=True,
            text=True,
            timeout=240,
        )


def _command(pid: int) -> bytes:
    """The words by which a process was started; none where it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@dataclass(frozen=True)
class Said:
    """An answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> dict[str, Any]:
        """The body, decoded."""
        document: dict[str, Any] = json.loads(self.body)
        return document


class Client:
    """One connection, kept as long as it lasts. For one thread. A failure closes it; the next call opens another."""

    def __init__(self, port: int, timeout: float = 30) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._connection.close()

    def get(self, path: str, key: str | None = None) -> Said:
        """GET, by an API key where there is one."""
        return self._send("GET", path, None, {"Authorization": f"Bearer {key}"} if key else {})

    def check(self, declaration: object, key: str | None = None) -> Said:
        """POST one declaration, with an Idempotency-Key where there is one."""
        headers = {"Content-Type": "application/json", **({"Idempotency-Key": key} if key else {})}
        body = declaration if isinstance(declaration, bytes) else json.dumps(declaration).encode()
        return self._send("POST", "/api/v1/check", body, headers)

    def checks(self, declarations: list[object]) -> Said:
        """POST many declarations as NDJSON."""
        body = b"".join(json.dumps(one).encode() + b"\n" for one in declarations)
        return self._send("POST", "/api/v1/checks", body, {"Content-Type": "application/x-ndjson"})

    def send(self, method: str, path: str, document: object, key: str, if_match: str | None = None) -> Said:
        """A request with a body, by an API key."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
        if if_match is not None:
            headers["If-Match"] = if_match
        return self._send(method, path, json.dumps(document).encode(), headers)

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Said:
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            return Said(response.status, dict(response.getheaders()), response.read())
        except BaseException:
            self._connection.close()
            raise
