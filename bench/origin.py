"""A bill of materials against every agreement of a route: statuses and numbers, texts apart."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from time import process_time
from typing import Any

from bench.table import Goal, Table, figure
from bench.timing import PAIRS, Spread, interleaved
from greenlane.core.ask import Ask
from greenlane.core.origin.agreement import (
    Agreement,
    Exemption,
    InForce,
    Insufficient,
    ProductLine,
    Said,
    Textiles,
    Tolerance,
    ValueTerms,
)
from greenlane.core.origin.bill import Bill
from greenlane.core.origin.compare import Agreements
from greenlane.core.origin.editions import EDITIONS, editions
from greenlane.core.origin.good import Good
from greenlane.core.origin.price import Price
from greenlane.core.origin.written import parse, spans

RULES = (
    "CTH or RVC40",
    "CTSH or RVC40",
    "CTH",
    "CTSH",
    "RVC45",
    "CTH or MC45",
    "MC45",
    "CTH and RVC35",
    "BU35 or BD55 or NC35",
    "CC except from 5106-5113, 5204-5212 or RVC40",
    "CTH with same heading up to 20% or MC40",
)
"""The forms of rule that the real annexes hold; each of the 22 synthetic agreements has one of them for every good."""
AGREEMENTS = 22
MATERIALS = 50
RUNS = 200
_SAID = Said("art. 3", "legal_text", "synthetic")


def agreements() -> list[Agreement]:
    """22 complete agreements between KR and VN, their annexes of a line for each chapter, heading and battery."""
    made = []
    for number in range(AGREEMENTS):
        rule = RULES[number % len(RULES)]
        lines = {"01-97": "CTH", **{f"{chapter:02d}": "CTH or RVC40" for chapter in range(1, 98)}, "8507": "CTSH"}
        lines["8507.60"] = rule
        basis = "EXW" if "MC" in rule else "FOB"
        made.append(
            Agreement(
                id=f"A{number:02d}",
                economy="KR",
                name={"en": f"Agreement {number}"},
                partners=frozenset({"VN", *(("CN", "JP", "TH")[: number % 4])}),
                in_force=(
                    InForce(frozenset({"VN", "CN", "JP", "TH"}), date(2015, 1, 1), "legal_text", "legal_text", ""),
                ),
                proof="self",
                proof_kind=("self", "either", "authority")[number % 3],
                proof_evidence="legal_text",
                proof_validity="",
                source="synthetic",
                edition=list(EDITIONS)[number % len(EDITIONS)],
                value=ValueTerms((basis,), {}, ("BD", "BU"), (), _SAID),
                tolerance=Tolerance(
                    Decimal(10),
                    "change",
                    (Exemption(spans(["01-14"]), "never"), Exemption(spans(["15-24"]), "CTSH")),
                    Textiles(spans(["50-63"]), Decimal(10), ("weight", "value")),
                    _SAID,
                ),
                cumulation=_SAID,
                materials_alone=_SAID,
                insufficient=Insufficient(frozenset({"disassembly", "cleaning", "testing"}), _SAID),
                lines=tuple(
                    ProductLine(f"A{number} {codes}", spans([codes]), {}, parse(written), written, _SAID)
                    for codes, written in lines.items()
                ),
            )
        )
    return made


def materials(seed: int = 7) -> list[dict[str, Any]]:
    """50 materials of many headings and five economies, one in three originating, three of unknown origin."""
    random = Random(seed)
    found: list[dict[str, Any]] = []
    for _ in range(MATERIALS):
        code = (
            f"{random.choice((39, 72, 73, 74, 76, 84, 85, 90)):02d}{random.randint(1, 12):02d}{random.randint(10, 90)}"
        )
        one: dict[str, Any] = {
            "commodity_code": code,
            "value": {"amount": f"{random.randint(1, 20000) / 100:.2f}", "currency": "USD"},
        }
        if random.random() < 0.94:
            one["origin"] = random.choice(("KR", "CN", "JP", "VN", "DE"))
            one["originating"] = random.random() < 0.33
        found.append(one)
    found[0]["commodity_code"] = "850790"
    return found


def measure(say: Callable[[str], None]) -> list[Table]:
    """The tables of this part."""
    table = Table(
        f"origin: a bill of {MATERIALS} materials against {AGREEMENTS} complete synthetic agreements,"
        f" µs, median of {PAIRS} (quartiles) of {RUNS} each",
        ("what", "µs", "goal"),
    )
    say(f"origin: {MATERIALS} materials × {AGREEMENTS} agreements")
    scheme = Agreements(agreements(), editions())
    sent = materials()
    value = {"amount": "10000.00", "currency": "USD", "basis": "FOB"}
    facts = {"ex_works_price": "9600.00", "net_cost": "9000.00"}
    day = date(2025, 2, 24)
    ask = Ask("KR", "export", day, "850760", partner="VN", facts=facts)

    def read() -> Good:
        return Good("850760", day, "KR", "VN", Price.of(value, facts), Bill.of(sent, "USD"), ask)

    whole = read()

    def reading() -> float:
        began = process_time()
        for _ in range(RUNS):
            read()
        return (process_time() - began) / RUNS

    def running() -> float:
        goods = [read() for _ in range(RUNS)]  # Each anew: a bill keeps what was sorted of it.
        began = process_time()
        for good in goods:
            scheme.compare(good)
        return (process_time() - began) / RUNS

    def both() -> float:
        began = process_time()
        for _ in range(RUNS):
            scheme.compare(read())
        return (process_time() - began) / RUNS

    def without() -> float:
        good = replace(whole, bill=None)
        began = process_time()
        for _ in range(RUNS):
            scheme.compare(good)
        return (process_time() - began) / RUNS

    found = scheme.compare(whole)
    assert len(found) == AGREEMENTS
    taken = [Spread.of(values) for values in interleaved(running, reading, both, without)]
    goal = Goal(200.0, at_least=False, unit=" µs")
    run, bill, all_in, none = (spread.times(1e6) for spread in taken)
    table.add(
        "a bill sorted and run: statuses and figures",
        figure(run),
        table.judge("50 materials against 22 agreements", goal, run.median),
    )
    table.add("reading the bill out of a declaration", figure(bill), "")
    table.add("both, one good after the other", figure(all_in), "")
    table.add("no bill of materials: what is missing", figure(none), "")
    counts = {status: sum(one.status == status for one in found) for status in ("qualifies", "fails", "undetermined")}
    table.notes.append(", ".join(f"{status}: {count}" for status, count in counts.items()))
    return [table]
