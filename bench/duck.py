"""The same work in DuckDB: rules and items as tables, a join for the codes, three-valued conditions as SQL.

Loaded beforehand, as our columns are: codes as numbers, facts and documents by slot, economies, flows and days as
numbers, rules by every key they are found under. What differs between the statements in JOINS is the join. Slower, and
no longer here: comparisons by CASE over the kind of test with facts in columns, conditions not in a materialised step
(DuckDB repeats their expressions), pairs found through one table for all lengths.
"""

import csv
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any as Anything

import duckdb

from bench.compiled import arguments
from bench.duck_sql import LENGTHS, REQUIRED, TEST, WHEN, hits_in_order
from bench.workload import BOOLEANS, DECIMALS, DOCUMENTS, ECONOMIES, PRESUMPTIONS, PURPOSES, Workload
from greenlane.core.compile import FLOW_BIT, KIND_NUMBER, REGIME_BIT, antichain
from greenlane.core.keywords import pattern
from greenlane.core.model import All, Not, Rule, Test
from greenlane.core.vocabulary import FLOWS, SEVERITY

NUMBERED = {code: number for number, code in enumerate(ECONOMIES)}
SLOTS = {
    name: place
    for place, name in enumerate(
        [*BOOLEANS, *DECIMALS, "purpose", *(f"presented {d}" for d in DOCUMENTS), *(f"issued {d}" for d in DOCUMENTS)],
        1,
    )
}
"""Where a fact or document stands in an item's array. Not declared: null."""
LEAST, MOST = -(2**62), 2**62

RULE = (
    ("rule", "INTEGER"),
    ("economy", "UTINYINT"),
    ("kind", "UTINYINT"),
    ("flows", "UTINYINT"),
    ("regimes", "UTINYINT"),
    ("valid_from", "INTEGER"),
    ("valid_to", "INTEGER"),
    ("partners", "INTEGER"),
    ("exclude", "VARCHAR"),
    ("word1", "VARCHAR"),
    ("word2", "VARCHAR"),
    ("capped", "BOOLEAN"),
    ("any_of", "BOOLEAN"),
    ("else1", "UTINYINT"),
    ("else2", "UTINYINT"),
)
PLACED = (
    ("rule", "INTEGER"),
    ("length", "UTINYINT"),
    ("prefix", "VARCHAR"),
    ("key", "BIGINT"),
    ("flow", "UTINYINT"),
)
ITEM = (
    ("row", "INTEGER"),
    ("economy", "UTINYINT"),
    ("flow", "UTINYINT"),
    ("day", "INTEGER"),
    ("regime", "UTINYINT"),
    ("code", "VARCHAR"),
    ("size", "UTINYINT"),
    ("place", "BIGINT"),
    ("digits", "BIGINT"),
    ("other", "UTINYINT"),
    ("text", "VARCHAR"),
)


class Duck:
    """A database with the rules and the items of a workload."""

    def __init__(self, work: Workload, threads: int) -> None:
        self.connection = duckdb.connect(":memory:", config={"threads": threads})
        self._prepared: dict[str, str] = {}
        self._rules(work.rules)
        self._items(work)
        self.connection.execute("CREATE TEMP TABLE found (row INTEGER, rule INTEGER, match TINYINT, verdict TINYINT)")

    def find(self, join: str) -> None:
        """Every hit, in order, into a table."""
        self.connection.execute("TRUNCATE found")
        if join not in self._prepared:
            self._prepared[join] = f"prepared{len(self._prepared)}"
            self.connection.execute(f"PREPARE {self._prepared[join]} AS INSERT INTO found {hits_in_order(join)}")
        self.connection.execute(f"EXECUTE {self._prepared[join]}")

    def hits(self, join: str) -> list[tuple[int, int, int, int]]:
        """(row, rule, match, verdict) of every hit, in order."""
        self.find(join)
        return self.connection.execute("SELECT * FROM found").fetchall()

    def _rules(self, rules: Sequence[Rule]) -> None:
        columns = [*RULE, *((f"{name}{k}", kind) for k in range(1, WHEN + REQUIRED + 1) for name, kind in TEST)]
        self._table("rules", columns, (_rule_row(index, rule) for index, rule in enumerate(rules)))
        self._table("codes2", PLACED, _under(rules))
        self._table("codes1", PLACED, _above(rules))
        run = self.connection.execute
        run(
            "CREATE TABLE wide AS SELECT length, prefix, key, flow, code::UTINYINT AS code, rules.* FROM"
            " (SELECT *, 2 AS code FROM codes2 UNION ALL SELECT *, 1 FROM codes1) JOIN rules USING (rule) ORDER BY key"
        )
        narrow = "SELECT key, rule, valid_from, valid_to FROM wide"
        for length in LENGTHS:
            run(f"CREATE TABLE under{length} AS {narrow} WHERE code = 2 AND length = {length}")
        run(f"CREATE TABLE above AS {narrow} WHERE code = 1")
        run("CREATE TABLE rules_coded AS SELECT code, rules.* FROM rules, (SELECT unnest([1, 2])::UTINYINT AS code)")

    def _items(self, work: Workload) -> None:
        columns = [*ITEM, *((f"slot{place}", "BIGINT") for place in SLOTS.values())]
        self._table("items0", columns, (_item_row(n, arguments(*one)) for n, one in enumerate(work.decoded())))
        names = ", ".join(f"slot{place}" for place in SLOTS.values())
        self.connection.execute(
            f"CREATE TABLE items AS SELECT * EXCLUDE ({names}), [{names}]::BIGINT[] AS slots FROM items0"
        )

    def _table(self, name: str, columns: Sequence[tuple[str, str]], rows: Iterator[tuple[Anything, ...]]) -> None:
        """Made through a file: DuckDB reads CSV far faster than it takes parameters."""
        with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
            file.flush()
            types = ", ".join(f"'{column}': '{type_}'" for column, type_ in columns)
            self.connection.execute(
                f"CREATE TABLE {name} AS SELECT * FROM read_csv('{file.name}', header = false, columns = {{{types}}})"
            )


def _numbered(economy: str, flow: str, length: int, code: str) -> int:
    return (NUMBERED[economy] * 4 + FLOWS.index(flow)) << 44 | length << 40 | int(code)


def _under(rules: Sequence[Rule]) -> Iterator[tuple[Anything, ...]]:
    for index, rule in enumerate(rules):
        for code in antichain(rule.codes):
            for flow in rule.flows:
                yield index, len(code), code, _numbered(rule.economy, flow, len(code), code), FLOW_BIT[flow]


def _above(rules: Sequence[Rule]) -> Iterator[tuple[Anything, ...]]:
    for index, rule in enumerate(rules):
        shorter = {code[:size] for code in antichain(rule.codes) for size in range(2, len(code))}
        for code in sorted(shorter):
            for flow in rule.flows:
                key = _numbered(rule.economy, flow, len(code), code) + (1 << 60)
                yield index, len(code), code, key, FLOW_BIT[flow]


def _rule_row(index: int, rule: Rule) -> tuple[Anything, ...]:
    assert len(rule.exclude) <= 1 and len(rule.keywords) <= 2 and len(rule.requires) <= REQUIRED and rule.codes
    when = rule.when
    parts = () if when is None else (when,) if isinstance(when, Test | Not) else when.parts
    tests = [*parts, *[None] * (WHEN - len(parts)), *(one.that for one in rule.requires)]
    tests += [None] * (WHEN + REQUIRED - len(tests))
    words = [pattern(word) for word in rule.keywords]
    return (
        index,
        NUMBERED[rule.economy],
        KIND_NUMBER[rule.kind],
        sum(FLOW_BIT[flow] for flow in rule.flows),
        sum(REGIME_BIT[regime] for regime in rule.regimes) if rule.regimes else 63,
        rule.valid_from.toordinal() if rule.valid_from else 0,
        rule.valid_to.toordinal() if rule.valid_to else 10**8,
        sum(1 << NUMBERED[code] for code in rule.partners) if rule.partners else None,
        rule.exclude[0] if rule.exclude else None,
        words[0] if words else None,
        words[-1] if words else None,
        rule.evidence == "unverified",
        when is not None and not isinstance(when, Test | Not | All),
        *[SEVERITY[one.otherwise] for one in rule.requires],
        *[None] * (REQUIRED - len(rule.requires)),
        *[cell for test in tests for cell in _test_cells(rule.economy, test)],
    )


def _test_cells(economy: str, condition: Anything) -> tuple[Anything, ...]:
    """The columns of TEST."""
    if condition is None:
        return (None,) * len(TEST)
    turned = isinstance(condition, Not)
    test = condition.part if turned else condition
    low, high, among, missing, unless = LEAST, MOST, None, 1, None
    slot = SLOTS.get(test.subject, 0)
    if test.op == "is":
        low = high = int(test.value)
        presumption = PRESUMPTIONS.get((economy, test.subject))
        if presumption is not None:
            missing = 2 if presumption.value is test.value else 0
            if presumption.unless is not None:
                assert isinstance(presumption.unless, Test) and presumption.unless.value is True
                unless = SLOTS[presumption.unless.subject]
    elif test.op == "in":
        among = sum(1 << PURPOSES.index(one) for one in test.value)
    elif test.op == "presented":
        slot, low = SLOTS[f"presented {test.subject[9:]}"], 1
    else:
        if isinstance(test.value, date):
            slot, wanted, low = SLOTS[f"issued {test.subject[9:]}"], test.value.toordinal(), 1
        else:
            wanted = int(test.value * 1_000_000)
        op = test.op.removeprefix("issued ")
        if op == "!=":
            turned, op = not turned, "="
        low = {">": wanted + 1, ">=": wanted, "=": wanted}.get(op, low)
        high = {"<": wanted - 1, "<=": wanted, "=": wanted}.get(op, high)
    return (slot, low, high, among, missing, unless, 2 if turned else 0)


def _item_row(row: int, asked: tuple[Anything, ...]) -> tuple[Anything, ...]:
    economy, flow, day, code, regime, origin, partner, text, _, facts, documents = asked
    other = partner if flow == "export" else origin
    slots: list[int | None] = [int(facts[name]) if name in facts else None for name in BOOLEANS]
    slots += [int(Decimal(facts[name]) * 1_000_000) if name in facts else None for name in DECIMALS]
    slots.append(PURPOSES.index(facts["purpose"]) if "purpose" in facts else None)
    slots += [int(document in documents) for document in DOCUMENTS]
    for document in DOCUMENTS:
        days = documents.get(document, (0,))  # absent: issued on no day
        assert len(days) == 1
        slots.append(days[0])
    return (
        row,
        NUMBERED[economy],
        FLOW_BIT[flow],
        day,
        REGIME_BIT[regime],
        code,
        len(code),
        (NUMBERED[economy] * 4 + FLOWS.index(flow)) << 44,
        int(code.ljust(10, "0")),
        None if other is None else NUMBERED[other],
        text,
        *slots,
    )
