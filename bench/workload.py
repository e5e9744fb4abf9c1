"""A synthetic rule set and goods items of a known mix, the same on every run.

The mix is that of the findings: 21 economies, 5,991 subheadings in 96 chapters, 30 % of the items match by construction
and the others do not, conditions of 1.4 tests on average. Beyond it: codes of odd length, short declared codes,
exclusions, several codes a rule, regimes, presumptions (one with `unless`), days of issue, keywords as whole words.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any as Anything

import orjson

from greenlane.core.keywords import canonical
from greenlane.core.model import All, Any, Condition, Fact, Not, Presumption, Requirement, Rule, Test
from greenlane.core.vocabulary import REGIMES

ECONOMIES = tuple("AU BN CA CL CN HK ID JP KR MX MY NZ PE PG PH RU SG TH TW US VN".split())
PURPOSES = ("own_production", "trade", "cement", "repair", "reuse", "recycling", "disposal")
BOOLEANS = ("used", "contaminated", "identified_as_waste", "for_demolition", "works", "in_bulk", "importer_is_plant")
DECIMALS = ("impurity_percent", "purity_percent", "cross_section_mm2")
FACTS: Mapping[str, Fact] = {
    **{name: Fact(name, "boolean") for name in BOOLEANS},
    **{name: Fact(name, "decimal") for name in DECIMALS},
    "purpose": Fact("purpose", "choice", PURPOSES),
}
DOCUMENTS = tuple(f"PAPER-{letter}" for letter in "ABCDEFGHIJ")
PRESUMPTIONS: Mapping[tuple[str, str], Presumption] = {
    **{(economy, "used"): Presumption(False) for economy in ECONOMIES},
    **{(economy, "identified_as_waste"): Presumption(False) for economy in ECONOMIES},
    **{
        (economy, "contaminated"): Presumption(False, Test("identified_as_waste", "is", True))
        for economy in ECONOMIES[:7]
    },
}
WORDS = tuple(
    "steel copper board sheet scrap mixed sorted clean bales drums pallets containers grade paper plastic polymer parts"
    " machine motor cable fibre waste chips flakes pellets offcuts turnings recovered industrial assorted".split()
)
KEYWORDS = tuple("kraft municipal catalyst printed-circuit asbestos cathode sludge slag used-tyres shredded".split())
THRESHOLDS = tuple(map(Decimal, ("0.5", "1", "1.5", "2", "5", "10", "50", "99.5")))


@dataclass(frozen=True)
class Workload:
    """`bodies`: of each question the route, as a declaration gives it to all its items, and the item's JSON."""

    rules: list[Rule]
    bodies: list[tuple["Route", bytes]]

    def decoded(self) -> list[tuple["Route", dict[str, Anything]]]:
        return [(route, orjson.loads(body)) for route, body in self.bodies]


Route = tuple[str, str, int, str, str | None, str]
"""Economy, flow, day (ordinal), regime, partner, day (ISO 8601): known once a declaration, before its items."""


def workload(size: int, items: int, seed: int = 1, match: float = 0.3) -> Workload:
    """A rule set of `size` rules, and `items` questions of which the share `match` matches some rule."""
    r = random.Random(seed)
    subheadings = _subheadings(r)
    rules = [_rule(r, index, subheadings) for index in range(size)]
    return Workload(rules, _bodies(r, rules, subheadings, items, match))


def _subheadings(r: random.Random) -> list[str]:
    chapters = [f"{number:02d}" for number in range(1, 98) if number != 77]
    found: set[str] = set()
    while len(found) < 5991:
        found.add(f"{r.choice(chapters)}{r.randint(1, 20):02d}{r.choice(('10', '20', '30', '90', '11', '19', '91'))}")
    return sorted(found)


def _national(r: random.Random, digits: int) -> str:
    """Digits 7 to 10 as tariffs have them: a subheading is split into a few lines, not into a hundred."""
    return (r.choice(("00", "10", "20", "90", "11", "19", "91", "99")) + r.choice(("00", "10", "90")))[:digits]


def _code(r: random.Random, subheadings: Sequence[str]) -> str:
    """Mostly of 4, 6 and 8 digits; one in ten is of odd length."""
    length = r.choices((4, 5, 6, 7, 8, 9, 10), (20, 4, 40, 3, 24, 3, 6))[0]
    return (r.choice(subheadings) + _national(r, 4))[:length]


def _test(r: random.Random) -> Test:
    kind = r.random()
    if kind < 0.5:
        return Test(r.choice(BOOLEANS), "is", r.random() < 0.5)
    if kind < 0.75:
        return Test(r.choice(DECIMALS), r.choice(("<", "<=", ">", ">=", "=", "!=")), r.choice(THRESHOLDS))
    if kind < 0.9:
        return Test("purpose", "in", frozenset(r.sample(PURPOSES, r.randint(1, 3))))
    return _paper(r)


def _paper(r: random.Random) -> Test:
    subject = f"document:{r.choice(DOCUMENTS)}"
    if r.random() < 0.8:
        return Test(subject, "presented", None)
    return Test(subject, r.choice(("issued <", "issued >=")), date(2022, 1, 1) + timedelta(days=r.randint(0, 900)))


def _condition(r: random.Random) -> Condition:
    tests = [_test(r) for _ in range(r.choices((1, 2, 3), (66, 28, 6))[0])]
    parts = tuple(Not(test) if r.random() < 0.05 else test for test in tests)
    return parts[0] if len(parts) == 1 else All(parts) if r.random() < 0.7 else Any(parts)


def _rule(r: random.Random, index: int, subheadings: Sequence[str]) -> Rule:
    kind = r.choices(
        ("prohibition", "restriction", "charge", "preference", "simplification", "risk", "notice"),
        (15, 45, 10, 8, 5, 7, 10),
    )[0]
    codes = tuple({_code(r, subheadings): None for _ in range(r.choices((1, 2, 4), (80, 14, 6))[0])})
    keyword = r.random() < 0.05
    if keyword:  # words are sought below a heading
        codes = tuple({code[:4]: None for code in codes})
    starts = date(2018, 1, 1) + timedelta(days=r.randint(0, 2600))
    return Rule(
        id=f"R{index:06d}",
        economy=r.choice(ECONOMIES),
        kind=kind,
        flows=r.choices((("import",), ("export",), ("transit",), ("import", "export")), (70, 18, 5, 7))[0],
        codes=codes,
        exclude=(codes[0] + _national(r, 2),) if r.random() < 0.04 else (),
        partners=frozenset(r.sample(ECONOMIES, r.randint(1, 9))) if r.random() < 0.1 else frozenset(),
        regimes=tuple(r.sample(REGIMES, 2)) if r.random() < 0.06 else (),
        valid_from=starts,
        valid_to=starts + timedelta(days=r.randint(200, 2000)) if r.random() < 0.2 else None,
        keywords=tuple(w.replace("-", " ") for w in r.sample(KEYWORDS, r.randint(1, 2))) if keyword else (),
        when=_condition(r) if r.random() < 0.7 else None,
        requires=_requirements(r) if kind in ("restriction", "charge", "simplification") else (),
        evidence=r.choices(("legal_text", "secondary", "workshop", "unverified"), (70, 18, 7, 5))[0],
    )


def _requirements(r: random.Random) -> tuple[Requirement, ...]:
    return tuple(
        Requirement(_paper(r) if r.random() < 0.7 else _test(r), r.choices(("restricted", "prohibited"), (85, 15))[0])
        for _ in range(r.choices((1, 2), (75, 25))[0])
    )


def _bodies(
    r: random.Random, rules: Sequence[Rule], subheadings: Sequence[str], items: int, match: float
) -> list[tuple[Route, bytes]]:
    """Items are drawn until both quotas are full. The matcher says who matches; the bench verifies it."""
    from bench.compiled import compiled_check
    from greenlane.core.compile import compile_rules
    from greenlane.ext import _matcher

    check = compiled_check(_matcher.Matcher(compile_rules(rules, FACTS, PRESUMPTIONS), canonical))
    wanted = {True: round(items * match), False: items - round(items * match)}
    drawn: dict[bool, list[tuple[Route, bytes]]] = {True: [], False: []}
    while any(len(drawn[kind]) < wanted[kind] for kind in drawn):
        after = r.choice(rules) if len(drawn[True]) < wanted[True] and r.random() < 0.6 else None
        route, item = _item(r, subheadings, after)
        kind = bool(check(route, item))
        if len(drawn[kind]) < wanted[kind]:
            drawn[kind].append((route, orjson.dumps(item)))
    mixed = drawn[True] + drawn[False]
    r.shuffle(mixed)
    return mixed


def _item(r: random.Random, subheadings: Sequence[str], after: Rule | None) -> tuple[Route, dict[str, Anything]]:
    """An item at random, or one that may well match the rule `after`."""
    on = date(2024, 1, 1) + timedelta(days=r.randint(0, 900))
    facts: dict[str, Anything] = {name: r.random() < 0.4 for name in r.sample(BOOLEANS, r.randint(1, 3))}
    for name in r.sample(DECIMALS, r.randint(0, 2)):
        facts[name] = str(r.choice((*THRESHOLDS, Decimal(r.randint(1, 9999)) / 100)))
    if r.random() < 0.7:
        facts["purpose"] = r.choice(PURPOSES)
    papers = [
        {"code": code, "reference": f"{r.randint(10**7, 10**8)}"}
        | ({"issued": (on - timedelta(days=r.randint(-5, 900))).isoformat()} if r.random() < 0.6 else {})
        for code in r.sample(DOCUMENTS, r.randint(0, 3))
    ]
    words = [r.choice(WORDS) for _ in range(r.randint(8, 12))]
    economy, flow, code = r.choice(ECONOMIES), r.choices(("import", "export", "transit"), (75, 20, 5))[0], ""
    if after is not None:
        economy, flow, code = after.economy, r.choice(after.flows), r.choice(after.codes)
        if after.keywords:
            words[r.randrange(len(words))] = r.choice(after.keywords)
    elif r.random() < 0.05:
        words[0] = r.choice(KEYWORDS).replace("-", " ")
    length = r.choices((2, 4, 6, 8, 10), (0.1, 1, 23.9, 55, 20))[0]
    if len(code) < length:
        code = (code + r.choice(subheadings)[len(code) :] + _national(r, 4)[max(len(code) - 6, 0) :])[:length]
    item = {
        "number": r.randint(1, 99),
        "commodity_code": code[:length],
        "description": " ".join(words).capitalize(),
        "origin": r.choice(ECONOMIES),
        "quantity": {"value": str(Decimal(r.randint(1, 10**6)) / 100), "unit": r.choice(("KGM", "TNE", "NAR"))},
        "value": {"amount": str(r.randint(100, 10**6)), "currency": "USD"},
        "documents": papers,
        "facts": facts,
    }
    if r.random() < 0.1:
        del item["origin"]
    regime = "release" if r.random() < 0.92 else r.choice(REGIMES)
    partner = r.choice(ECONOMIES) if r.random() < 0.9 else None
    return (economy, flow, on.toordinal(), regime, partner, on.isoformat()), item


def candidates(rules: Sequence[Rule], bodies: Sequence[tuple[Route, bytes]]) -> tuple[float, int]:
    """How many rules of an item's economy have a code that fits, whatever else they ask: the mean and the most."""
    under: dict[tuple[str, str], list[int]] = {}
    above: dict[tuple[str, str], list[int]] = {}
    for index, rule in enumerate(rules):
        for code in rule.codes:
            under.setdefault((rule.economy, code), []).append(index)
            for size in range(2, len(code)):
                above.setdefault((rule.economy, code[:size]), []).append(index)
    counts = []
    for route, body in bodies:
        economy, code = route[0], orjson.loads(body)["commodity_code"]
        fit = {one for size in range(1, len(code) + 1) for one in under.get((economy, code[:size]), ())}
        counts.append(len(fit.union(above.get((economy, code), ()))))
    return sum(counts) / len(counts), max(counts)


def wordless(rules: Sequence[Rule], every: int) -> Iterator[Rule]:
    """The same rules, each keyword rule out of `every` without its codes: candidates for all goods of its economy."""
    seen = 0
    for rule in rules:
        if rule.keywords:
            seen += 1
            if seen % every == 0:
                yield replace(rule, codes=(), exclude=())
                continue
        yield rule
