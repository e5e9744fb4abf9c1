"""Checks over HTTP: CPU of all server processes a request, against an empty Flask route under the same gunicorn."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from bench.processes import Generator, Server, file_system, running
from bench.servers import EMPTY_VERDICT, KINDS, THREADS, WORKERS
from bench.table import Goal, Table, figure
from bench.timing import PAIRS, Spread, ratio

PATH = "/api/v1/check"
CONNECTIONS = 16
REQUESTS = 3_000
WARM = 480
DECLARATION: Final = {
    "reference": "HPH-2025-004711",
    "date": "2025-02-24",
    "route": {"import": "VN"},
    "items": [
        {
            "commodity_code": "3915.90.10",
            "description": "PET bottle scrap, washed, sorted and baled",
            "origin": "JP",
            "quantity": {"value": "120", "unit": "TNE"},
            "value": {"amount": "60000", "currency": "USD", "basis": "CIF"},
            "documents": [
                {"code": "VN-ENV-LICENCE", "issued": "2024-05-06"},
                {"code": "VN-DEPOSIT", "reference": "VCB-7"},
                {"code": "VN-QCVN"},
            ],
            "facts": {"importer_is_plant": True, "purpose": "own_production", "polymers": ["PET"], "used": False},
        }
    ],
}
VERDICT = {"empty": EMPTY_VERDICT, "unstored": "clear", "stored": "clear"}
SAID = {
    "empty": "empty Flask JSON route",
    "unstored": "check, writer stubbed out: nothing stored",
    "stored": "check, stored before answered",
}
GOALS = {"unstored": Goal(1.3, at_least=False), "stored": Goal(2.2, at_least=False)}


def measure(say: Callable[[str], None], rounds: int = PAIRS, requests: int = REQUESTS) -> list[Table]:
    """The tables of this part."""
    bodies = list(different(500))
    cpu: dict[str, list[float]] = {kind: [] for kind in KINDS}
    rates: dict[str, list[float]] = {kind: [] for kind in KINDS}
    slow: dict[str, list[float]] = {kind: [] for kind in KINDS}
    with running(KINDS) as (servers, generator, folder):
        say(f"http: {len(KINDS)} servers listen; {rounds} rounds of {requests:,} requests to each")
        system = file_system(folder)
        for number in range(-1, rounds):
            for kind, server in servers.items():
                spent, found = one_run(server, generator, bodies, VERDICT[kind], requests)
                if number >= 0:
                    cpu[kind].append(spent / requests * 1e6)
                    rates[kind].append(requests / found["seconds"])
                    slow[kind].append(found["p99"])
            if number >= 0 and number % 5 == 4:
                say(f"http: {number + 1} of {rounds} rounds")
        for server in servers.values():
            server.stop()
        kept = stored(folder / "stored")
    sent = (rounds + 1) * (requests + WARM)
    if kept != sent:
        raise RuntimeError(f"{sent} decisions were answered, {kept} are stored")
    table = Table(
        f"http: CPU of all server processes a request; gunicorn {WORKERS} x {THREADS} threads,"
        f" {CONNECTIONS} connections, {len(bodies)} different bodies of about {len(bodies[0])} bytes,"
        f" median of {rounds} rounds of {requests:,} requests (quartiles)",
        ("route", "µs CPU", "÷ empty", "goal", "requests/s", "p99 ms"),
    )
    for kind in KINDS:
        factor = ratio(cpu[kind], cpu["empty"])
        goal = GOALS.get(kind)
        table.add(
            SAID[kind],
            figure(Spread.of(cpu[kind])),
            figure(factor, "x", 2) if goal else "",
            table.judge(f"http, {SAID[kind]}, ÷ empty", goal, factor.median) if goal else "",
            figure(Spread.of(rates[kind])),
            figure(Spread.of(slow[kind])),
        )
    table.notes.append("requests/s and p99 for information: the load generator shares the cores")
    table.notes.append(f"stored in SQLite on {system}; {kept:,} answered, {kept:,} found in the database afterwards")
    return [table]


def different(count: int) -> Iterator[str]:
    """The declaration with other references, days, codes, weights and values: no two are the same."""
    for number in range(count):
        (item,) = DECLARATION["items"]  # type: ignore[misc]
        item = {
            **item,
            "commodity_code": ("3915.90.10", "3915.10.10", "3915.10.90", "3915.90.20")[number % 4],
            "quantity": {"value": str(100 + number % 399), "unit": "TNE"},
            "value": {**item["value"], "amount": str(60000 + number)},
        }
        day = f"2025-02-{1 + number % 28:02d}"
        changed = {**DECLARATION, "reference": f"PO-{70000 + number}", "date": day, "items": [item]}
        yield json.dumps(changed, separators=(",", ":"))


def one_run(
    server: Server, generator: Generator, bodies: list[str], verdict: str, requests: int
) -> tuple[float, dict[str, float]]:
    """Seconds of CPU that all of a server's processes used for the requests, and what the load generator saw."""
    generator.ask(
        {
            "port": server.port,
            "path": PATH,
            "bodies": bodies,
            "verdict": verdict,
            "connections": CONNECTIONS,
            "warm": WARM,
        }
    )
    before = server.cpu()
    found = generator.ask({"requests": requests})
    after = server.cpu()
    generator.ask({})
    if before.keys() != after.keys() or len(after) != 1 + WORKERS:
        raise RuntimeError(f"a worker of {server.kind} was replaced: {sorted(before)}, then {sorted(after)}")
    return sum(after.values()) - sum(before.values()), found


def stored(folder: Path) -> int:
    """How many decisions a data folder's database holds."""
    with closing(sqlite3.connect(folder / "greenlane.db")) as connection:
        (count,) = connection.execute("SELECT count(*) FROM decisions").fetchone()
    return int(count)
