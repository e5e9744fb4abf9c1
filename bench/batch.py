"""Bulk: columns matched by the compiled matcher against DuckDB's join on the same rules and items."""

import statistics
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import perf_counter, process_time
from typing import Any

from bench.compiled import arguments
from bench.duck import Duck
from bench.duck_sql import JOINS
from bench.matcher import Disagreement
from bench.table import Goal, Table, figure
from bench.timing import PAIRS, Spread, interleaved, ratio
from bench.workload import FACTS, PRESUMPTIONS, workload
from greenlane.core.compile import compile_rules
from greenlane.core.keywords import canonical
from greenlane.ext import _matcher

RULES = 20_000
ROWS = 100_000
PLAIN = "text by length"
"""The join that a user of DuckDB writes, and that the goal was set against; the others are what tuning made of it."""


def measure(say: Callable[[str], None], rules: int = RULES, rows: int = ROWS) -> list[Table]:
    """The tables of this part."""
    import duckdb

    say(f"batch: {rules:,} rules, {rows:,} items")
    work = workload(rules, rows, seed=2)
    matcher = _matcher.Matcher(compile_rules(work.rules, FACTS, PRESUMPTIONS), canonical)
    columns = matcher.columns(rows)
    decoded = work.decoded()
    filling = process_time()
    for one in decoded:
        columns.append(*arguments(*one))
    filling = process_time() - filling
    del decoded
    table = Table(
        f"batch: {rows:,} items in columns, {rules:,} rules, DuckDB {duckdb.__version__}; ns an item,"
        f" median of {PAIRS} pairs (quartiles)",
        ("DuckDB's statement", "threads", "clock", "compiled ns", "DuckDB ns", "DuckDB ÷ compiled", "goal"),
    )
    per = 1e9 / rows
    statements = list(JOINS)
    for threads in (1, 2):
        duck = Duck(work, threads)
        hits = verify(duck, matcher, columns)
        say(f"batch: {threads} thread(s): DuckDB and the matcher agree on {hits:,} hits; measuring")
        ours, *theirs = interleaved(
            _columns(matcher, columns, threads),
            *[_timed(partial(duck.find, statement), threads) for statement in statements],
        )
        fastest = min(theirs, key=statistics.median)
        for statement, values in zip(statements, theirs, strict=True):
            factor = ratio(values, ours)
            judged = threads == 1 and statement == PLAIN
            table.add(
                statement + (" (fastest)" if values is fastest and threads == 1 else ""),
                str(threads),
                "CPU" if threads == 1 else "wall",
                figure(Spread.of(ours).times(per)),
                figure(Spread.of(values).times(per)),
                figure(factor, "x"),
                table.judge(f"columns on one thread, DuckDB ({statement}) ÷ compiled", Goal(20), factor.median)
                if judged
                else "",
            )
        statements = [statements[theirs.index(fastest)]]
    table.notes.append(
        f"{hits / rows:.2f} hits an item; the same rows, rules, matches and verdicts verified before timing, for every"
        " statement. Each side hands over every hit in order: the matcher in arrays, DuckDB in a table."
    )
    table.notes.append(
        "both loaded beforehand, DuckDB's statements prepared;"
        f" filling our columns from decoded items took {filling * per:,.0f} ns an item"
    )
    return [table]


def verify(duck: Duck, matcher: _matcher.Matcher, columns: Any) -> int:
    """How many hits there are, when all of DuckDB's statements find the matcher's. Disagreement."""
    ends, rules, verdicts, matches = matcher.check_columns(columns)
    found = list(zip(memoryview(rules).cast("I"), matches, verdicts, strict=True))
    wanted: list[tuple[int, int, int, int]] = []
    start = 0
    for row, end in enumerate(memoryview(ends).cast("I")):
        wanted += [(row, *one) for one in found[start:end]]
        start = end
    for join in JOINS:
        if duck.hits(join) != wanted:
            raise Disagreement(f"{join}: DuckDB finds other hits than the matcher")
    return len(wanted)


def _columns(matcher: _matcher.Matcher, columns: Any, threads: int) -> Callable[[], float]:
    if threads == 1:
        return _timed(lambda: matcher.check_columns(columns), 1)
    pool = ThreadPoolExecutor(threads)
    edges = [len(columns) * k // threads for k in range(threads + 1)]

    def run() -> None:
        parts = [pool.submit(matcher.check_columns, columns, a, b) for a, b in zip(edges, edges[1:], strict=False)]
        for part in parts:
            part.result()

    return _timed(run, threads)


def _timed(work: Callable[[], object], threads: int) -> Callable[[], float]:
    """Seconds: of CPU on one thread, of the wall on several."""
    clock = process_time if threads == 1 else perf_counter

    def run() -> float:
        began = clock()
        work()
        return clock() - began

    return run
