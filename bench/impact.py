"""Impact: stored one-item decisions replayed against drafts, and against the slow way on a sample."""

import json
import os
import random
import resource
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from bench.drafts import drafts
from bench.processes import disk
from bench.servers import desk
from bench.table import Goal, Table, figure
from bench.timing import Spread, interleaved, quiet, ratio
from greenlane.core.check import Checker
from greenlane.core.engine import CompiledEngine
from greenlane.core.pack.cases import load_cases
from greenlane.core.ruleset import RuleSet
from greenlane.core.service import records
from greenlane.core.service.impact import Impact
from greenlane.core.vocabulary import VERDICTS
from greenlane.web.wiring import Desk

DECISIONS = 100_000
SAMPLE = 2_000
ROUNDS = 3
PAIRS = 5
PROCESSES = min(2, os.cpu_count() or 1)
SECONDS, AIM = 5, 2
ROOT = Path(__file__).resolve().parents[1]
EVER = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
Json = dict[str, Any]


def measure(say: Callable[[str], None], decisions: int = DECISIONS, sample: int = SAMPLE) -> list[Table]:
    """The tables of this part."""
    with tempfile.TemporaryDirectory(prefix="greenlane-bench-", dir=disk()) as name:
        made = desk(Path(name))
        try:
            say(f"impact: storing {decisions:,} decisions")
            fill(made, decisions)
            return [_whole(made, decisions, say), _slowly(made, sample, say)]
        finally:
            made.store.close()


def _whole(made: Desk, decisions: int, say: Callable[[str], None]) -> Table:
    ruleset = made.book.current().ruleset
    table = Table(
        f"impact: {decisions:,} stored one-item decisions replayed against a draft, {PROCESSES} processes, SQLite;"
        f" median of {ROUNDS} (quartiles)",
        ("draft", "seconds", "CPU seconds", "flipped", "goal"),
    )
    impact = Impact(made.store, made.book.plugins, PROCESSES)
    for title, draft in drafts(ruleset, busiest(made)):
        say(f"impact: {title}")
        clock, cpu, found = [], [], {}
        with quiet():
            for number in range(-1, ROUNDS):
                began, spent = perf_counter(), _cpu()
                found = impact.run(ruleset, draft, *EVER)["decisions"]
                if number >= 0:
                    clock.append(perf_counter() - began)
                    cpu.append(_cpu() - spent)
        if found["replayed"] != decisions:
            raise RuntimeError(f"{found['replayed']:,} of {decisions:,} decisions were replayed")
        seconds = Spread.of(clock)
        goal = Goal(SECONDS, at_least=False, unit=" s")
        judged = table.judge(f"impact of a draft in which {title}", goal, seconds.median)
        table.add(title, figure(seconds), figure(Spread.of(cpu)), f"{found['flipped']:,}", judged)
    table.notes.append(f"Aimed at: {AIM} s. Rule set and drafts are in memory; decisions are of the packs' own cases.")
    return table


def _slowly(made: Desk, sample: int, say: Callable[[str], None]) -> Table:
    """The same of a sample, in one process, and by deciding each again as `doctor --replay` does."""
    say(f"impact: a sample of {sample:,} the slow way")
    kept = list(made.store.decisions(limit=sample))
    until = kept[-1].created_at + timedelta(microseconds=1)
    edition = made.book.current()
    impact = Impact(made.store, made.book.plugins, 1)
    table = Table(
        f"impact: the same of {sample:,} decisions in one process, and each decided by both rule sets from its record;"
        f" µs a decision, median of {PAIRS} pairs (quartiles)",
        ("draft", "impact µs", "slow way µs", "slow ÷ impact"),
    )

    def quickly(draft: RuleSet) -> Callable[[], float]:
        def run() -> float:
            began = process_time()
            impact.run(edition.ruleset, draft, EVER[0], until)
            return process_time() - began

        return run

    def slowly(draft: RuleSet) -> tuple[Callable[[], float], Counter[tuple[str, str]]]:
        services = made.book.plugins.services
        checkers = [Checker(one, CompiledEngine(one), services, {}) for one in (edition.ruleset, draft)]
        flips: Counter[tuple[str, str]] = Counter()

        def run() -> float:
            flips.clear()
            began = process_time()
            for one in made.store.decisions(limit=sample):
                record = records.read(one.body)
                declaration = edition.reader.kept(record["input"], one.created_at)
                before, after = (VERDICTS[checker.check(declaration).verdict] for checker in checkers)
                if before != after:
                    flips[before, after] += 1
            return process_time() - began

        return run, flips

    per = 1e6 / len(kept)
    for title, draft in drafts(edition.ruleset, busiest(made)):
        slow, flips = slowly(draft)
        ours, theirs = interleaved(quickly(draft), slow, rounds=PAIRS)
        told = impact.run(edition.ruleset, draft, EVER[0], until)["decisions"]["flips"]
        if {(one["before"], one["after"]): one["count"] for one in told} != flips:
            raise RuntimeError(f"{title}: the impact and the slow way do not agree")
        table.add(
            title, figure(Spread.of(ours).times(per)), figure(Spread.of(theirs).times(per)), figure(ratio(theirs, ours))
        )
    table.notes.append("Both told the same flips. The first column holds reading and comparing the rule sets as well.")
    return table


def fill(made: Desk, decisions: int) -> None:
    """Decide and store so many declarations of one item: the packs' cases, with goods of other weight and value."""
    chance = random.Random(11)
    cases = list(_cases(made))
    for start in range(0, decisions, 500):
        sent = []
        for number in range(start, min(start + 500, decisions)):
            case = chance.choice(cases)
            item = {
                "description": "Sorted scrap of mixed grades in bales of fifty kilograms",
                "origin": chance.choice(("JP", "US", "DE")),
                "quantity": {"value": f"{chance.randint(1, 10**6) / 100}", "unit": "KGM"},
                "value": {"amount": str(chance.randint(100, 10**6)), "currency": "USD"},
                **case["items"][0],
            }
            sent.append(json.dumps({**case, "reference": f"INV-{number}", "items": [item]}, default=str).encode())
        for one in made.checks.check_many(sent):
            if not isinstance(one, dict):
                raise RuntimeError(f"a declaration was refused: {one}")


def _cases(made: Desk) -> Iterator[Json]:
    facts = made.book.current().ruleset.facts
    for folder in sorted((ROOT / "jurisdictions").iterdir()):
        if (folder / "cases").is_dir():
            yield from (case.declaration for case in load_cases(folder, facts) if len(case.declaration["items"]) == 1)


def busiest(made: Desk) -> str:
    """The rule that most of the first decisions hit."""
    counted: Counter[str] = Counter()
    for one in made.store.decisions(limit=SAMPLE):
        counted.update({hit[1] for item in records.read(one.body)["items"] for hit in item["hits"]})
    return counted.most_common(1)[0][0]


def _cpu() -> float:
    """Seconds of CPU of this process and of those it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
