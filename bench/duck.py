"""The same work in DuckDB: rules and items as tables, a join for the codes, three-valued conditions as SQL.

Loaded beforehand, as our columns are: codes as numbers, facts and documents by slot, economies, flows and days as
numbers, rules by every key they are found under. What differs between the statements is the join. Beside those in JOINS
others were tried and were slower: comparisons by CASE over their kind instead of intervals, facts in columns instead of
a list, conditions not in a materialised step of their own (ten times slower: DuckDB repeats them), one table for all
lengths.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any as Anything

import duckdb

from bench.compiled import arguments
from bench.workload import BOOLEANS, DECIMALS, DOCUMENTS, ECONOMIES, PRESUMPTIONS, PURPOSES, Workload
from greenlane.core.compile import FLOW_BIT, KIND_NUMBER, REGIME_BIT, antichain
from greenlane.core.keywords import pattern
from greenlane.core.model import All, Not, Rule, Test
from greenlane.core.vocabulary import FLOWS, SEVERITY

WHEN, REQUIRED = 3, 2
LENGTHS = tuple(range(4, 11))
"""Digits that rules are written in."""
NUMBERED = {code: number for number, code in enumerate(ECONOMIES)}
SLOTS = {
    name: place
    for place, name in enumerate(
        [*BOOLEANS, *DECIMALS, "purpose", *(f"presented {d}" for d in DOCUMENTS), *(f"issued {d}" for d in DOCUMENTS)], 1
    )
}
"""Where a fact or document stands in an item's array. Not declared: null."""
TEST = (
    ("slot", "UTINYINT"),
    ("low", "BIGINT"),
    ("high", "BIGINT"),
    ("among", "UTINYINT"),
    ("missing", "UTINYINT"),
    ("unless", "UTINYINT"),
    ("turned", "UTINYINT"),
)
"""A test: the slot; between which two values it is true (or: among which choices, as bits); what null gives, but
unknown if the slot `unless` is true; 2 if the result is turned round."""
LEAST, MOST = -(2**62), 2**62


class Duck:
    """A database with the rules and the items of a workload."""

    def __init__(self, work: Workload, threads: int) -> None:
        self.connection = duckdb.connect(":memory:", config={"threads": threads})
        self._names: dict[tuple[str, str], str] = {}
        self._rules(work.rules)
        self._items(work)
        self.connection.execute("CREATE TEMP TABLE found (row INTEGER, rule INTEGER, match TINYINT, verdict TINYINT)")

    def counts(self, join: str) -> dict[tuple[int, int], int]:
        """How many hits by (verdict, match)."""
        rows = self._prepared("SELECT verdict, match, count(*) FROM ({}) GROUP BY ALL", join).fetchall()
        return {(verdict, match): count for verdict, match, count in rows}

    def find(self, join: str) -> None:
        """Every hit, in order, into a table."""
        self.connection.execute("TRUNCATE found")
        self._prepared("INSERT INTO found SELECT row, rule, match, verdict FROM ({}) ORDER BY row, rule", join)

    def hits(self, join: str) -> list[tuple[int, int, int, int]]:
        """(row, rule, match, verdict) of every hit, in order."""
        self.find(join)
        return self.connection.execute("SELECT * FROM found").fetchall()

    def _prepared(self, statement: str, join: str) -> duckdb.DuckDBPyConnection:
        """Run a statement over the hits of a join; planned the first time."""
        name = self._names.get((statement, join))
        if name is None:
            name = self._names[statement, join] = f"prepared{len(self._names)}"
            self.connection.execute(f"PREPARE {name} AS {statement.format(_hits(JOINS[join]))}")
        return self.connection.execute(f"EXECUTE {name}")

    def _rules(self, rules: Sequence[Rule]) -> None:
        columns = [
            ("rule", "INTEGER"), ("economy", "UTINYINT"), ("kind", "UTINYINT"), ("flows", "UTINYINT"),
            ("regimes", "UTINYINT"), ("valid_from", "INTEGER"), ("valid_to", "INTEGER"), ("partners", "INTEGER"),
            ("exclude", "VARCHAR"), ("word1", "VARCHAR"), ("word2", "VARCHAR"), ("capped", "BOOLEAN"),
            ("any_of", "BOOLEAN"), ("else1", "UTINYINT"), ("else2", "UTINYINT"),
        ] + [(f"{name}{k}", type_) for k in range(1, WHEN + REQUIRED + 1) for name, type_ in TEST]
        self._table("rules", columns, (_rule_row(index, rule) for index, rule in enumerate(rules)))
        placed = [("rule", "INTEGER"), ("length", "UTINYINT"), ("prefix", "VARCHAR"), ("key", "BIGINT"), ("flow", "UTINYINT")]
        self._table("codes2", placed, _under(rules))
        self._table("codes1", placed, _above(rules))
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
        columns = [
            ("row", "INTEGER"), ("economy", "UTINYINT"), ("flow", "UTINYINT"), ("day", "INTEGER"), ("regime", "UTINYINT"),
            ("code", "VARCHAR"), ("size", "UTINYINT"), ("place", "BIGINT"), ("digits", "BIGINT"), ("other", "UTINYINT"),
            ("text", "VARCHAR"),
        ]
        columns += [(f"slot{place}", "BIGINT") for place in SLOTS.values()]
        self._table("items0", columns, (_item_row(n, arguments(*one)) for n, one in enumerate(work.decoded())))
        names = ", ".join(f"slot{place}" for place in SLOTS.values())
        self.connection.execute(
            f"CREATE TABLE items AS SELECT * EXCLUDE ({names}), [{names}]::BIGINT[] AS slots FROM items0"
        )

    def _table(self, name: str, columns: Sequence[tuple[str, str]], rows: Iterator[tuple[Anything, ...]]) -> None:
        """Made through a file: DuckDB reads CSV far faster than it takes parameters."""
        import csv
        import tempfile

        with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
            file.flush()
            types = ", ".join(f"'{column}': '{type_}'" for column, type_ in columns)
            self.connection.execute(
                f"CREATE TABLE {name} AS SELECT * FROM read_csv('{file.name}', header = false, columns = {{{types}}})"
            )


def _numbered(economy: str, flow: str, length: int, code: str) -> int:
    return (NUMBERED[economy] * 4 + FLOWS.index(flow)) << 44 | length << 40 | int(code)


def _key(length: int) -> str:
    """The same of an item's first digits. `place` holds economy and flow, `digits` the code left-aligned in ten."""
    return f"place + {length << 40} + digits // {10 ** (10 - length)}"


def _above_key() -> str:
    return f"place + {1 << 60} + (size::BIGINT << 40) + digits // (10 ** (10 - size))::BIGINT"


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


def _test(k: int) -> str:
    """The value of a rule's k-th test: 0 false, 1 unknown, 2 true; null where there is none."""
    r = {name: f"r.{name}{k}" for name, _ in TEST}
    value = f"i.slots[{r['slot']}]"
    return f"""abs({r['turned']}::TINYINT - CASE
        WHEN {r['slot']} IS NULL THEN NULL
        WHEN {value} IS NULL THEN CASE WHEN i.slots[{r['unless']}] = 1 THEN 1 ELSE {r['missing']} END
        WHEN {r['among']} IS NOT NULL THEN 2 * (({r['among']} >> {value}) & 1)
        WHEN {value} BETWEEN {r['low']} AND {r['high']} THEN 2 ELSE 0 END::TINYINT)"""


def _hits(joins: Sequence[str]) -> str:
    """Every hit: (row, rule, match, verdict). Each join gives i and r, and r.code: 2 for certain, 1 for may be."""
    tests = ", ".join(f"{_test(k)} AS t{k}" for k in range(1, WHEN + 1))
    required = ", ".join(f"{_test(WHEN + k)} AS q{k}" for k in range(1, REQUIRED + 1))
    kind = KIND_NUMBER
    needs = " ".join(
        f"CASE WHEN q{k} = 1 OR q{k} = 0 AND match = 1 THEN 3 WHEN q{k} = 0 THEN else{k} ELSE 0 END,"
        for k in range(1, REQUIRED + 1)
    )
    candidate = " UNION ALL ".join(
        f"""
      SELECT i.row, r.rule, r.kind, r.capped, r.else1, r.else2, r.any_of,
        CASE WHEN r.exclude IS NULL THEN r.code WHEN starts_with(i.code, r.exclude) THEN 0
             WHEN starts_with(r.exclude, i.code) THEN 1 ELSE r.code END AS coded,
        CASE WHEN r.partners IS NULL THEN 2 WHEN i.other IS NULL THEN 1
             WHEN (r.partners >> i.other) & 1 = 1 THEN 2 ELSE 0 END AS partnered,
        {tests}, {required}
      FROM {join}
      WHERE i.regime & r.regimes != 0 AND i.day BETWEEN r.valid_from AND r.valid_to
      AND (r.word1 IS NULL OR contains(i.text, r.word1) OR contains(i.text, r.word2))"""
        for join in joins
    )
    return f"""
    WITH candidate AS MATERIALIZED ({candidate}
    ), matched AS MATERIALIZED (
      SELECT *, least(coded, partnered, CASE
        WHEN t1 IS NULL THEN 2 WHEN any_of THEN greatest(t1, t2, t3) ELSE least(t1, t2, t3) END) AS match
      FROM candidate WHERE coded > 0 AND partnered > 0
    ), judged AS (
      SELECT row, rule, match, capped, kind, q1, q2, CASE kind
        WHEN {kind['prohibition']} THEN CASE WHEN match = 2 THEN 5 ELSE 3 END
        WHEN {kind['risk']} THEN 2
        WHEN {kind['restriction']} THEN greatest({needs} 0)
        WHEN {kind['charge']} THEN greatest({needs} CASE WHEN match = 1 THEN 3 ELSE 0 END)
        ELSE 0 END AS worst
      FROM matched
      WHERE match > 0 AND (kind != {kind['simplification']} OR match = 2 AND coalesce(least(q1, q2), 2) = 2)
    )
    SELECT row, rule, match, CASE WHEN capped THEN least(worst, 2) ELSE worst END AS verdict FROM judged"""


_KEYS = f"[{', '.join(f'CASE WHEN size >= {n} THEN {_key(n)} END' for n in LENGTHS)}, {_above_key()}]"
_PAIRS = [
    f"SELECT row, rule, 2::UTINYINT AS code FROM items JOIN under{n} ON size >= {n} AND key = {_key(n)}"
    " AND day BETWEEN valid_from AND valid_to"
    for n in LENGTHS
] + [
    f"SELECT row, rule, 1::UTINYINT AS code FROM items JOIN above ON key = {_above_key()}"
    " AND day BETWEEN valid_from AND valid_to"
]
JOINS = {
    # A union over the lengths, joined on economy, flow and the first digits as text.
    "text by length": [
        f"items i JOIN wide r ON r.code = 2 AND r.economy = i.economy AND r.flow = i.flow AND r.length = {n}"
        f" AND i.size >= {n} AND r.prefix = substr(i.code, 1, {n})"
        for n in LENGTHS
    ]
    + ["items i JOIN wide r ON r.code = 1 AND r.economy = i.economy AND r.flow = i.flow AND r.prefix = i.code"],
    # The same, all of it packed in one number.
    "number by length": [
        f"items i JOIN wide r ON r.code = 2 AND r.length = {n} AND i.size >= {n} AND r.key = {_key(n)}" for n in LENGTHS
    ]
    + [f"items i JOIN wide r ON r.code = 1 AND r.key = {_above_key()}"],
    # One join for all lengths.
    "number unnested": [f"(SELECT *, unnest({_KEYS}) AS key FROM items) i JOIN wide r USING (key)"],
    # First pairs of numbers alone, joined by length to a narrow table for each; the columns for those that are left.
    "pairs by length": [
        f"({' UNION ALL '.join(_PAIRS)}) c JOIN items i USING (row) JOIN rules_coded r ON r.rule = c.rule AND r.code = c.code"
    ],
}
"""What was tried and does all its work in the statement."""
