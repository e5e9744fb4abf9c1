"""Child processes of the HTTP measurements: started, asked for their CPU, ended by their own ids."""

import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0


class Server:
    """A server process and its workers. It ends when this process does, also by a crash: its input closes then."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind = kind
        self.port = free_port()
        command = [sys.executable, "-m", "bench.servers", kind, str(self.port), str(folder)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, env=_environment(folder))

    def wait(self, path: str) -> None:
        """Until it listens. RuntimeError when it does not."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                    connection.sendall(f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
                    if connection.recv(12).startswith(b"HTTP/1."):
                        return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"the server {self.kind} did not start within {PATIENCE:g} s")

    def cpu(self) -> dict[int, float]:
        """Seconds of CPU that the server and each of its workers have used, threads that ended included."""
        return {pid: time.clock_gettime(_clock_of(pid)) for pid in (self.process.pid, *self.workers())}

    def workers(self) -> list[int]:
        found = []
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            found += [int(pid) for pid in (task / "children").read_text().split()]
        return sorted(found)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdin is not None:
            self.process.stdin.close()


def _clock_of(pid: int) -> int:
    """The CPU clock of another process (clock_getcpuclockid of Linux): nanoseconds, where /proc/…/stat has ticks."""
    return (~pid << 3) | 2


class Generator:
    """The load generator's process, asked line by line."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.load"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, command: Mapping[str, Any]) -> dict[str, Any]:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        said: dict[str, Any] = json.loads(line) if line else {"error": "the load generator ended"}
        if "error" in said:
            raise RuntimeError(said["error"])
        return said

    def stop(self) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


@contextmanager
def running(kinds: tuple[str, ...]) -> Iterator[tuple[dict[str, Server], Generator, Path]]:
    """Servers of these kinds, listening, a load generator, and the folder of the servers' data."""
    with tempfile.TemporaryDirectory(prefix="greenlane-bench-", dir=disk(), ignore_cleanup_errors=True) as name:
        servers: dict[str, Server] = {}
        generator = Generator()
        try:
            for kind in kinds:
                servers[kind] = Server(kind, Path(name, kind))
            for server in servers.values():
                server.wait("/healthz")
            yield servers, generator, Path(name)
        finally:
            generator.stop()
            for server in servers.values():
                server.stop()


def disk() -> Path:
    """A folder that is on a disk, not in memory."""
    for folder in (Path(tempfile.gettempdir()), Path("/var/tmp"), ROOT / "build"):
        if folder.is_dir() and os.access(folder, os.W_OK) and file_system(folder) not in ("tmpfs", "ramfs"):
            return folder
    raise RuntimeError("no folder on a disk to store in: set TMPDIR to one")


def file_system(folder: Path) -> str:
    """The type of the file system a folder is on."""
    best, found = "", "unknown"
    for line in Path("/proc/mounts").read_text("utf-8").splitlines():
        _, point, kind = line.split()[:3]
        if folder.resolve().is_relative_to(point) and len(point) >= len(best):
            best, found = point, kind
    return found


def free_port() -> int:
    """A port below those that the system hands out."""
    for port in random.sample(range(20000, 32000), 200):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port between 20000 and 32000")


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GREENLANE_")}
    return kept | {"GREENLANE_DATA_DIR": str(folder)}
