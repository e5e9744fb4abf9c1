"""Every broken plugin that we could think of, installed at once: the server starts, says what is wrong with each, and
answers for the others.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from greenlane.core.terms.codes import ECONOMIES, UNIONS
from greenlane.plugins.discovery import ours
from tests.plugins.conformance.faults import EVERY, SCHEMA, code, written
from tests.plugins.conformance.made import make
from tests.system.serving import Client, Server

PRINTS = "print('x' * 10**6)\n\n\n"
HANGS = {
    "import that hangs": (written("__init__.py", "import time\n\ntime.sleep(3600)\n"), "hooks"),
    "import that eats memory": (written("__init__.py", "HELD = 'x' * 2**33\n"), "hooks"),
    "import that forks": (written("__init__.py", "import os\n\nos.fork()\nos.fork()\n"), "hooks"),
    "import that prints": (
        code("@hookimpl\ndef greenlane_fact", "print('x' * 10**6)\n\n\n@hookimpl\ndef greenlane_fact"),
        "hooks",
    ),
}
"""What takes its time to find out: only here."""
FAULTS = {**EVERY, **HANGS}
UNREADABLE = {name for name, _ in SCHEMA.items() if name != "fact redefined"}
TEXT = (".yaml", ".csv", ".py", ".md", ".yml")
DECLARATION = {"date": "2026-11-22", "items": [{"commodity_code": "391510", "facts": {"used": True}}]}


@dataclass(frozen=True)
class Broken:
    """A running server. `economies`: of each fault, which one its plugin would answer for."""

    server: Server
    economies: dict[str, str]


def install(site: Path, folder: Path, number: int, fault: str, economy: str) -> None:
    """The plugin with the fault, as pip would leave it, for an economy of its own."""
    made = make(folder)
    FAULTS[fault][0](made)
    package = f"fault_{number}"
    shutil.copytree(made.pack, site / package, symlinks=True, copy_function=_copied)
    for path in (site / package).rglob("*"):
        if path.is_file() and not path.is_symlink() and path.suffix in TEXT:
            content = path.read_bytes().replace(b"FJ", economy.encode()).replace(b"acme_fj", package.encode())
            path.write_bytes(content)
    info = site / f"{package}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[greenlane]\n{economy} = {package}\n")


def _copied(source: str, target: str) -> None:
    if Path(source).is_fifo():
        os.mkfifo(target)
    else:
        shutil.copy2(source, target, follow_symlinks=False)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broken]:
    base = tmp_path_factory.mktemp("broken")
    site = base / "site"
    site.mkdir()
    taken = {*ours(), "EU", *UNIONS["EU"], "FJ"}
    free = sorted(ECONOMIES - taken)
    economies = dict(zip(FAULTS, free, strict=False))
    assert len(economies) == len(FAULTS), "more faults than economies"
    for number, (fault, economy) in enumerate(economies.items()):
        install(site, base / f"{number}", number, fault, economy)
    shutil.unpack_archive(make(base / "good").wheel(base), site, "zip")
    server = Server(
        base / "data",
        base,
        workers=1,
        PYTHONPATH=str(site),
        GREENLANE_UNSIGNED_PLUGINS="all",
        PYTHONDONTWRITEBYTECODE="1",
    )
    try:
        server.launch()
        server.wait_until_ready(240)
        yield Broken(server, economies)
    finally:
        server.stop()


def answer(broken: Broken, economy: str, **more: Any) -> dict[str, Any]:
    with Client(broken.server.port) as client:
        said = client.check({**DECLARATION, "route": {"import": economy}, **more})
    assert said.status == 200, said.body
    return said.document


@pytest.mark.slow
def test_the_server_answers_for_all_others(broken: Broken) -> None:
    for economy in ours():
        if economy != "XT":
            assert answer(broken, economy)["coverage"][economy]["status"] in ("covered", "partial", "not_covered")
    assert answer(broken, "FJ")["verdict"] == "prohibited"
    clean = {"items": [{"commodity_code": "610910"}]}
    assert answer(broken, "VN", **clean)["verdict"] == "clear"


@pytest.mark.slow
def test_no_broken_plugin_lets_goods_pass(broken: Broken) -> None:
    """Used plastic scrap is prohibited by the pack; where that cannot be read, it is referred or not covered."""
    for fault, economy in broken.economies.items():
        verdict = answer(broken, economy)["verdict"]
        if fault in UNREADABLE:
            assert verdict == "referred", (fault, economy, verdict)


@pytest.mark.slow
def test_the_operator_is_told_of_each_with_its_reason(broken: Broken) -> None:
    told = broken.server.run("plugin", "list").stdout
    for fault in UNREADABLE:
        number = list(broken.economies).index(fault)
        assert f"fault_{number}" in told, f"{fault}: {broken.economies[fault]}"


@pytest.mark.slow
def test_nothing_of_it_reaches_the_log_as_a_traceback(broken: Broken) -> None:
    log = broken.server.log.read_text("utf-8", "replace")
    assert "Traceback" not in log, log[-4000:]
