"""What every test may ask for: the files of the checkout, and a PostgreSQL server of the tests' own."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from tests.shipped import Built, Once


ROOT = Path(__file__).resolve().parents[1]
NO_SKIP = "GREENLANE_NO_SKIP"


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if os.environ.get(NO_SKIP) and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{NO_SKIP} is set, so nothing may be skipped. {reason}"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: Any) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report(collector: Any) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.fixture(scope="session")
def checkout_files() -> list[str]:
    """What a commit of everything would hold, as paths from the repository's root."""
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    # A file removed but not yet committed so is still listed.
    return sorted(name for name in set(listed.split("\0")) if name and os.path.lexists(ROOT / name))


@pytest.fixture(scope="session")
def once(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Fill a folder that all workers of this run share: the first to come does it, the others wait."""
    base = tmp_path_factory.getbasetemp()
    from tests import shipped  # A copy of this file may stand where there is no such package.

    return shipped.filling(base.parent if hasattr(request.config, "workerinput") else base)


@pytest.fixture(scope="session")
def built(checkout_files: list[str], once: Once) -> Built:
    """An sdist and a wheel of what a commit would hold, so that a file that Git ignores is missed here."""
    from tests import shipped  # A copy of this file may stand where there is no such package.

    made = once("built", lambda folder: shipped.build(checkout_files, folder)) / "dist"
    (sdist,) = made.glob("*.tar.gz")
    (wheel,) = made.glob("*.whl")
    return shipped.Built(sdist, wheel)


@pytest.fixture(scope="session")
def installed(built: Built, once: Once) -> Path:
    """The programs of an environment that holds the wheel and the locked dependencies, nothing else."""
    from tests import shipped  # A copy of this file may stand where there is no such package.

    return once("installed", lambda folder: shipped.install(built, folder)) / "bin"


def _free_port() -> int:
    # Below 32768, where the system hands out no ports of its own.
    for port in random.sample(range(20000, 32000), 200):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port between 20000 and 32000")


def _postgresql_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        pytest.skip("no initdb below /usr/lib/postgresql: apt-get install postgresql")
    return found[-1].parent


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL, less the database, of a cluster that lives as long as the test run."""
    programs = _postgresql_programs()
    # PostgreSQL refuses to run as root, and its user can't enter pytest's own folders.
    owner: dict[str, Any] = {}
    if os.geteuid() == 0:
        owner = {"user": "postgres", "group": "postgres", "extra_groups": []}
    with tempfile.TemporaryDirectory(prefix="greenlane-postgresql-", ignore_cleanup_errors=True) as folder:
        if owner:
            os.chmod(folder, 0o700)
            subprocess.run(["chown", "postgres:postgres", folder], check=True)
        data = Path(folder, "data")
        initdb: list[str | Path] = [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
        subprocess.run([*initdb, "--auth=trust", "-N"], check=True, capture_output=True, cwd=folder, **owner)
        port = _free_port()
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", folder],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **owner,
        )
        try:
            url = f"postgresql://postgres@127.0.0.1:{port}"
            deadline = time.monotonic() + 60
            while True:
                try:
                    psycopg.connect(f"{url}/postgres").close()
                    break
                except psycopg.OperationalError:
                    if server.poll() is not None or time.monotonic() > deadline:
                        raise
                    time.sleep(0.05)
            yield url
        finally:
            # A fast shutdown: open sessions are ended.
            server.send_signal(signal.SIGINT)
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The URL of an empty database, for one test."""
    name = f"test_{random.randrange(2**48):012x}"
    with psycopg.connect(f"{postgresql_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield f"{postgresql_server}/{name}"
    with psycopg.connect(f"{postgresql_server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
