"""What a question to a plugin's code costs, in the server's process and in one of its own; and a fault's end."""

import logging
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import perf_counter

from bench.table import Goal, Table, figure
from bench.timing import PAIRS, Spread, interleaved
from greenlane import CheckContext, ItemView
from greenlane.core.extension import Fault
from greenlane.plugins.host import Host
from greenlane.plugins.seal import Seals
from greenlane.plugins.services import PluginServices

CALLS = 500
"""Questions of which a mean is taken."""
DEADLINE = 0.25
FILES = {
    "greenlane_bench_nr/__init__.py": '''
import ctypes
import os
import time

from greenlane import RiskSignal, hookimpl


@hookimpl
def greenlane_risk(item):
    if item.description == "raises":
        raise ValueError
    if item.description == "exits":
        os._exit(1)
    if item.description == "crashes":
        ctypes.string_at(0)
    if item.description == "sleeps":
        time.sleep(60)
    if "mixed" in item.description:
        return (RiskSignal("NR-MIXED", "Mixed goods", "Mixed loads are looked at."),)
    return ()
''',
    "greenlane_bench_nr/economy.yaml": '''economy: NR
names: {en: Nauru}
languages: [en]
time_zone: UTC
currency: AUD
version: 1
api: 1
nomenclature: {name: HS, family: HS, shared_digits: 6, lengths: [8]}
coverage:
  - {flow: import, from: 2025-01-01, status: covered, scope: "all"}
''',
    "greenlane_bench_nr/rules/act.yaml": '''instrument: {name: Act, in_force_from: 2025-01-01,
  source: "a bench", evidence: unverified, verified_on: 2026-11-22, review_by: 2027-05-22}
rules:
  - {id: NR-NOTE, title: A notice, kind: notice, flows: [import], codes: ["3915"], message: A notice.}
''',
    "acme_bench-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: acme-bench\nVersion: 1\n",
    "acme_bench-1.dist-info/entry_points.txt": "[greenlane]\nNR = greenlane_bench_nr\n",
}  # fmt: skip
CONTEXT = CheckContext("NR", "import", date(2026, 11, 22), partner="KR")
ITEM = ItemView(
    1, "39151000", "mixed scrap", "KR", (Decimal("12.5"), "TNE"), (Decimal("10500.00"), "USD"),
    {"used": True, "purpose": "own_production", "polymers": frozenset({"PE", "PET"})}, ("NR-LICENCE",),
)  # fmt: skip


def measure(say: Callable[[str], None]) -> list[Table]:
    """The tables of this part."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in FILES.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        sys.path.insert(0, folder)
        logging.disable(logging.WARNING)  # each fault is said
        try:
            here, apart = hosts(folder)
            try:
                return [_calls(say, PluginServices(here), PluginServices(apart)), _faults(say, apart)]
            finally:
                apart.rest()
        finally:
            logging.disable(logging.NOTSET)
            sys.path.remove(folder)


def hosts(folder: str) -> tuple[Host, Host]:
    """One whose plugin is trusted, and one to which it is a stranger's."""
    facts = {}
    here = Host.load(facts, lambda _: True, named=["acme-bench"], path=[folder], deadline=DEADLINE)
    apart = Host.load(facts, lambda _: True, path=[folder], deadline=DEADLINE, seals=Seals(unsigned=["all"]))
    for host, isolated in ((here, False), (apart, True)):
        plugin = host.plugins["NR"]
        assert (plugin.status, plugin.isolated) == ("loaded", isolated), plugin.reasons
    return here, apart


def _calls(say: Callable[[str], None], here: PluginServices, apart: PluginServices) -> Table:
    table = Table(
        f"plugins: a question about one item, µs a call of {CALLS}, median of {PAIRS} (quartiles)",
        ("asked and answered", "in process", "isolated", "goal", "more"),
    )
    long = ItemView(1, "39151000", "x" * 10_000)
    for said, item in (("an item with facts, a signal", ITEM), ("10,000 characters, nothing", long)):
        say(f"plugins: {said}")

        def asking(services: PluginServices) -> Callable[[], float]:
            def run() -> float:
                began = perf_counter()
                for _ in range(CALLS):
                    found = services.risks("NR", item, CONTEXT)  # noqa: B023
                seconds = perf_counter() - began
                assert not isinstance(found, Fault), found
                return seconds / CALLS * 1e6

            return run

        one, other = map(Spread.of, interleaved(asking(here), asking(apart)))
        goal = table.judge(f"isolated call, {said}", Goal(250, at_least=False, unit=" µs"), other.median)
        table.add(said, figure(one), figure(other), goal, f"{other.median - one.median:,.0f} µs")
    return table


def _faults(say: Callable[[str], None], host: Host) -> Table:
    table = Table(
        f"plugins: from asking until the fault is known, and from then until a good answer, ms, median of {PAIRS}"
        " (quartiles)",
        ("its code", "until the fault", "goal", "until a good answer", "goal"),
    )
    services = PluginServices(host)
    for deed, most in (("raises", 50), ("exits", 50), ("crashes", 50), ("sleeps", DEADLINE * 1000 + 50)):
        say(f"plugins: {deed}")
        pairs = [fault(services, deed) for _ in range(PAIRS)]
        host.resume("NR")
        until, good = (Spread.of([1000 * pair[k] for pair in pairs]) for k in (0, 1))
        table.add(
            deed,
            figure(until),
            table.judge(f"{deed}: until the fault", Goal(most, at_least=False, unit=" ms"), until.median),
            figure(good),
            table.judge(f"{deed}: until a good answer", Goal(50, at_least=False, unit=" ms"), good.median),
        )
    return table


def fault(services: PluginServices, deed: str) -> tuple[float, float]:
    """Seconds until a fault was known, and from then until the next good answer."""
    began = perf_counter()
    found = services.risks("NR", ItemView(1, "39151000", deed), CONTEXT)
    known = perf_counter()
    assert isinstance(found, Fault) and found.kind != "suspended", found
    while isinstance(services.risks("NR", ItemView(1, "39151000"), CONTEXT), Fault):
        assert perf_counter() - known < 30
    return known - began, perf_counter() - known
