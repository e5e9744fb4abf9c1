"""Single checks: the compiled matcher against the rival, from a decoded item to what every matching rule says of it."""

from collections.abc import Callable, Sequence
from datetime import date
from time import thread_time_ns
from typing import Any

import orjson

from bench.compiled import arguments, compiled_check
from bench.rival import Rival
from bench.server_path import server_check
from bench.table import Goal, Table, figure
from bench.timing import PAIRS, Spread, quiet, ratio
from bench.workload import FACTS, PRESUMPTIONS, Route, Workload, candidates, wordless, workload
from greenlane.core import reference
from greenlane.core.ask import Ask
from greenlane.core.compile import compile_rules
from greenlane.core.keywords import canonical
from greenlane.ext import _matcher

SIZES = (200, 2_000, 20_000, 200_000)
ITEMS = 20_000
SAMPLE = 300
CHUNK = 50

Prepare = Callable[[Route, dict[str, Any]], Any]
Run = Callable[[Sequence[Any]], None]


def measure(say: Callable[[str], None], sizes: Sequence[int] = SIZES, items: int = ITEMS) -> list[Table]:
    """The tables of this part."""
    table = Table(
        f"matcher: one check, from an item just decoded to its hits; {items:,} items, ns of CPU,"
        f" median of {PAIRS} pairs (quartiles)",
        (
            "rules",
            "candidates/item",
            "hits/item",
            "compiled ns",
            "rival ns",
            "rival ÷ compiled",
            "goal",
            "ns/further candidate",
        ),
    )
    rows = Table(
        f"matcher: other ways to ask, ns a check, median of {PAIRS} pairs",
        ("what", "ns", "÷ rival's", "rival's ns"),
    )
    fitting: list[float] = []
    times: list[Spread] = []
    for size in sizes:
        say(f"matcher: {size:,} rules")
        work = workload(size, items)
        matcher = _matcher.Matcher(compile_rules(work.rules, FACTS, PRESUMPTIONS), canonical)
        rival = Rival(work.rules, PRESUMPTIONS)
        hits = agree(work, matcher, rival)
        fit, _ = candidates(work.rules, work.bodies)
        say(f"matcher: {size:,} rules: compiled, rival and reference agree; measuring")
        ours, theirs = hot(work, compiled_calls(matcher), calls(rival.check))
        mine, factor = Spread.of(ours), ratio(theirs, ours)
        fitting.append(fit)
        times.append(mine)
        goal = table.judge("check at 20,000 rules, rival ÷ compiled", Goal(4), factor.median) if size == 20_000 else ""
        further = fit - fitting[0]
        each = f"{(mine.median - times[0].median) / further:,.0f}" if further > 0.1 else ""
        table.add(
            f"{size:,}",
            f"{fit:.2f}",
            f"{hits:.2f}",
            figure(mine),
            figure(Spread.of(theirs)),
            figure(factor, "x"),
            goal,
            each,
        )
        if size == 20_000:
            _others(rows, work, matcher, rival)
    if len(sizes) > 1:
        growth = times[-1].median / times[0].median
        words = f"growth, {sizes[0]:,} to {sizes[-1]:,} rules"
        table.add(words, "", "", f"{growth:.2f}x", "", "", table.judge(words, Goal(4, at_least=False), growth))
    table.notes.append(
        "ns/further candidate: what was added since the first row, by the candidates added (cold caches too)"
    )
    table.notes.append(
        "verified before timing, rule, match, verdict and node values:"
        f" compiled = rival in all items, = reference in {SAMPLE}"
    )
    return [table, rows] if rows.rows else [table]


def _others(rows: Table, work: Workload, matcher: _matcher.Matcher, rival: Rival) -> None:
    """The same at 20,000 rules by other doors; each against the rival in the same rounds."""
    check = matcher.check

    def bare(chunk: Sequence[Any]) -> None:
        for one in chunk:
            check(*one)

    prepare, run = server_check(work.rules)
    for what, found in (
        ("Matcher.check, its arguments made before", hot(work, (arguments_of, bare), calls(rival.check))),
        ("making its arguments alone (Python)", hot(work, calls(arguments), calls(rival.check))),
        (
            "server's own: Checker.check of one item, normalised before",
            hot(work, (prepare, run), calls(rival.check)),
        ),
        ("compiled, decoded long before (cold)", cold(work, compiled_calls(matcher), calls(rival.check))),
    ):
        ours, theirs = found
        rows.add(what, figure(Spread.of(ours)), figure(ratio(ours, theirs), "x"), figure(Spread.of(theirs)))
    every = list(wordless(work.rules, 10))
    lost = _matcher.Matcher(compile_rules(every, FACTS, PRESUMPTIONS), canonical)
    ours, theirs = hot(work, compiled_calls(lost), calls(Rival(every, PRESUMPTIONS).check))
    count = sum(not rule.codes for rule in every)
    rows.add(
        f"compiled, {count} of the rules with keywords and no code",
        figure(Spread.of(ours)),
        figure(ratio(ours, theirs), "x"),
        figure(Spread.of(theirs)),
    )


def arguments_of(route: Route, item: dict[str, Any]) -> Any:
    return arguments(route, item)


def calls(check: Callable[[Route, dict[str, Any]], Any]) -> tuple[Prepare, Run]:
    """A check of one item, called for one after the other."""

    def run(chunk: Sequence[Any]) -> None:
        for route, item in chunk:
            check(route, item)

    return (lambda route, item: (route, item)), run


def compiled_calls(matcher: _matcher.Matcher) -> tuple[Prepare, Run]:
    """As `calls`, of the compiled matcher itself: one call an item on either side, with the route taken apart."""
    check_item = matcher.check_item

    def run(chunk: Sequence[Any]) -> None:
        for (economy, flow, day, regime, partner, _), item in chunk:
            check_item(economy, flow, day, item["commodity_code"], regime, partner, item)

    return (lambda route, item: (route, item)), run


def hot(work: Workload, *sides: tuple[Prepare, Run], rounds: int = PAIRS) -> list[list[float]]:
    """Nanoseconds of CPU a check of each side, by round. Items are decoded just before, for each side anew.

    That is what a server does. The sides take turns chunk by chunk, so that what disturbs the machine disturbs both.
    """
    bodies = work.bodies
    loads = orjson.loads
    result: list[list[float]] = [[] for _ in sides]
    with quiet():
        for number in range(-1, rounds):
            spent = [0] * len(sides)
            for start in range(0, len(bodies), CHUNK):
                chunk = bodies[start : start + CHUNK]
                for turn in range(len(sides)):
                    side = (turn + start // CHUNK) % len(sides)
                    prepare, run = sides[side]
                    ready = [prepare(route, loads(body)) for route, body in chunk]
                    began = thread_time_ns()
                    run(ready)
                    spent[side] += thread_time_ns() - began
            if number >= 0:
                for side, nanoseconds in enumerate(spent):
                    result[side].append(nanoseconds / len(bodies))
    return result


def cold(work: Workload, *sides: tuple[Prepare, Run], rounds: int = PAIRS) -> list[list[float]]:
    """The same, all items decoded before the first round."""
    ready = [[prepare(route, item) for route, item in work.decoded()] for prepare, _ in sides]
    result: list[list[float]] = [[] for _ in sides]
    with quiet():
        for number in range(-1, rounds):
            for side, (_, run) in enumerate(sides):
                began = thread_time_ns()
                run(ready[side])
                if number >= 0:
                    result[side].append((thread_time_ns() - began) / len(work.bodies))
    return result


class Disagreement(AssertionError):
    """Two engines gave different answers: no figure is worth printing."""


def agree(work: Workload, matcher: _matcher.Matcher, rival: Rival, sample: int = SAMPLE) -> float:
    """Hits an item; Disagreement unless matcher and rival agree on every item, the reference with both on a sample."""
    check = compiled_check(matcher)
    count = 0
    by_economy: dict[str, list[int]] = {}
    for index, rule in enumerate(work.rules):
        by_economy.setdefault(rule.economy, []).append(index)
    for number, (route, item) in enumerate(work.decoded()):
        ours = check(route, item)
        if rival.check(route, item) != ours:
            raise Disagreement(f"matcher {ours}, rival {rival.check(route, item)}: {route} {item}")
        if number < sample:
            ask = ask_of(route, item)
            said = [reference.apply(work.rules[n], n, PRESUMPTIONS, ask) for n in by_economy.get(route[0], ())]
            wanted = [(h.rule, h.code, h.partner, h.match, h.verdict, h.values) for h in said if h is not None]
            if wanted != ours:
                raise Disagreement(f"matcher {ours}, reference {wanted}: {route} {item}")
        count += len(ours)
    return count / len(work.bodies)


def ask_of(route: Route, item: dict[str, Any]) -> Ask:
    """The question in the reference's words."""
    economy, flow, day, code, regime, origin, partner, text, quantity, facts, documents = arguments(route, item)
    on = date.fromordinal
    return Ask(
        economy,
        flow,
        on(day),
        code,
        regime,
        origin,
        partner,
        text,
        quantity,
        facts,
        {code: tuple(None if day is None else on(day) for day in days) for code, days in documents.items()},
    )
