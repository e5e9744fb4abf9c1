"""The same work in DuckDB: rules and items as tables, a join for the codes, three-valued conditions as SQL.

Loaded beforehand, as our columns are: codes as numbers, facts as bits and columns, economies, flows and days as
numbers. Each statement answers with the number of hits by verdict and match, which spares DuckDB the handing over of
its hits. What differs between the formulations is the join alone.
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
BOOLEAN, NUMBER, CHOICE, PRESENTED, ISSUED = 1, 2, 3, 4, 5
COMPARED = ("<", "<=", ">", ">=", "=", "!=")
LENGTHS = tuple(range(4, 11))
"""Digits that rules are written in."""
NUMBERED = {code: number for number, code in enumerate(ECONOMIES)}
TEST = (("kind", "UTINYINT"), ("slot", "UTINYINT"), ("op", "UTINYINT"), ("number", "DECIMAL(18,6)"), ("want", "INTEGER"),
        ("taken", "UTINYINT"), ("unless", "UTINYINT"), ("negated", "BOOLEAN"))


class Duck:
    """A database with the rules and the items of a workload."""

    def __init__(self, work: Workload, threads: int) -> None:
        self.connection = duckdb.connect(":memory:", config={"threads": threads})
        self._rules(work.rules)
        self._items(work)
        for name, join in JOINS.items():
            self.connection.execute(f"PREPARE {name} AS {_counted(join)}")

    def counts(self, join: str) -> dict[tuple[int, int], int]:
        """How many hits by (verdict, match)."""
        rows = self.connection.execute(f"EXECUTE {join}").fetchall()
        return {(verdict, match): count for verdict, match, count in rows}

    def hits(self, join: str) -> list[tuple[int, int, int, int]]:
        """(row, rule, match, verdict) of every hit, in order."""
        statement = f"SELECT row, rule, match, verdict FROM ({_hits(JOINS[join])}) ORDER BY row, rule"
        return self.connection.execute(statement).fetchall()

    def _rules(self, rules: Sequence[Rule]) -> None:
        columns = [
            ("rule", "INTEGER"), ("economy", "UTINYINT"), ("kind", "UTINYINT"), ("flows", "UTINYINT"),
            ("regimes", "UTINYINT"), ("valid_from", "INTEGER"), ("valid_to", "INTEGER"), ("partners", "INTEGER"),
            ("exclude", "VARCHAR"), ("word1", "VARCHAR"), ("word2", "VARCHAR"), ("capped", "BOOLEAN"),
            ("any_of", "BOOLEAN"), ("else1", "UTINYINT"), ("else2", "UTINYINT"),
        ] + [(f"{name}{k}", type_) for k in range(1, WHEN + REQUIRED + 1) for name, type_ in TEST]
        self._table("rules", columns, (_rule_row(index, rule) for index, rule in enumerate(rules)))
        # One row a rule, flow and code, and a second table with each shorter prefix of a code.
        self._table("under0", [("rule", "INTEGER"), ("length", "UTINYINT"), ("prefix", "VARCHAR"), ("key", "BIGINT"),
                               ("flow", "UTINYINT")], _under(rules))
        self._table("above0", [("rule", "INTEGER"), ("length", "UTINYINT"), ("prefix", "VARCHAR"), ("key", "BIGINT"),
                               ("flow", "UTINYINT")], _above(rules))
        for name, code in (("under", 2), ("above", 1)):
            self.connection.execute(
                f"CREATE TABLE {name} AS SELECT {name}0.length, prefix, key, flow, {code}::UTINYINT AS code, rules.*"
                f" FROM {name}0 JOIN rules USING (rule) ORDER BY key"
            )
        self.connection.execute("CREATE TABLE both_ways AS SELECT * FROM under UNION ALL SELECT * FROM above")

    def _items(self, work: Workload) -> None:
        columns = [
            ("row", "INTEGER"), ("economy", "UTINYINT"), ("flow", "UTINYINT"), ("day", "INTEGER"), ("regime", "UTINYINT"),
            ("code", "VARCHAR"), ("size", "UTINYINT"), ("place", "BIGINT"), ("digits", "BIGINT"), ("other", "UTINYINT"),
            ("text", "VARCHAR"), ("known", "UINTEGER"), ("truth", "UINTEGER"), ("purpose", "UTINYINT"),
        ]
        columns += [(name, "DECIMAL(18,6)") for name in DECIMALS] + [(f"paper{k}", "INTEGER") for k in range(len(DOCUMENTS))]
        self._table("items", columns, (_item_row(n, arguments(*one)) for n, one in enumerate(work.decoded())))
        self.connection.execute(f"CREATE TABLE ready AS SELECT *, {_KEYS} AS keys FROM items")
        self.connection.execute(
            "CREATE TABLE unfolded AS SELECT row, key FROM (SELECT row, unnest(keys) AS key FROM ready)"
            " WHERE key IS NOT NULL"
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
    """Kind, slot, comparison, number, wanted, what is presumed, unless which fact, whether negated."""
    if condition is None:
        return (0, None, None, None, None, None, None, None)
    negated = isinstance(condition, Not)
    test = condition.part if negated else condition
    if test.op == "is":
        presumption = PRESUMPTIONS.get((economy, test.subject))
        unless = presumption.unless if presumption else None
        assert unless is None or isinstance(unless, Test) and unless.value is True
        return (
            BOOLEAN,
            BOOLEANS.index(test.subject),
            None,
            None,
            int(test.value),
            int(presumption.value) if presumption else None,
            BOOLEANS.index(unless.subject) if unless else None,
            negated,
        )
    if test.op == "in":
        wanted = sum(1 << PURPOSES.index(one) for one in test.value)
        return (CHOICE, None, None, None, wanted, None, None, negated)
    if test.op == "presented":
        return (PRESENTED, DOCUMENTS.index(test.subject[9:]), None, None, None, None, None, negated)
    if isinstance(test.value, date):
        op = COMPARED.index(test.op.removeprefix("issued "))
        return (ISSUED, DOCUMENTS.index(test.subject[9:]), op, None, test.value.toordinal(), None, None, negated)
    return (NUMBER, DECIMALS.index(test.subject), COMPARED.index(test.op), test.value, None, None, None, negated)


def _item_row(row: int, asked: tuple[Anything, ...]) -> tuple[Anything, ...]:
    economy, flow, day, code, regime, origin, partner, text, _, facts, documents = asked
    known = sum(1 << slot for slot, name in enumerate(BOOLEANS) if name in facts)
    truth = sum(1 << slot for slot, name in enumerate(BOOLEANS) if facts.get(name) is True)
    other = partner if flow == "export" else origin
    papers = []
    for document in DOCUMENTS:
        days = documents.get(document)
        assert days is None or len(days) == 1
        papers.append(None if days is None else -1 if days[0] is None else days[0])
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
        known,
        truth,
        PURPOSES.index(facts["purpose"]) if "purpose" in facts else None,
        *[Decimal(facts[name]) if name in facts else None for name in DECIMALS],
        *papers,
    )


def _choose(what: str, values: Sequence[str]) -> str:
    return f"CASE {what} " + " ".join(f"WHEN {n} THEN {value}" for n, value in enumerate(values)) + " END"


def _compare(op: str, left: str, right: str) -> str:
    return _choose(op, [f"{left} {sign} {right}" for sign in COMPARED])


def _test(k: int) -> str:
    """The value of a rule's k-th test: 0 false, 1 unknown, 2 true; null where there is none."""
    r = {name: f"r.{name}{k}" for name, _ in TEST}
    number = _choose(r["slot"], [f"i.{name}" for name in DECIMALS])
    paper = _choose(r["slot"], [f"i.paper{n}" for n in range(len(DOCUMENTS))])
    unless = f"(i.truth >> coalesce({r['unless']}, 31)) & 1 = 1"
    value = f"""CASE {r['kind']}
      WHEN {BOOLEAN} THEN CASE
        WHEN (i.known >> {r['slot']}) & 1 = 1 THEN CASE WHEN (i.truth >> {r['slot']}) & 1 = {r['want']} THEN 2 ELSE 0 END
        WHEN {r['taken']} IS NULL OR {unless} THEN 1
        WHEN {r['taken']} = {r['want']} THEN 2 ELSE 0 END
      WHEN {NUMBER} THEN CASE WHEN {number} IS NULL THEN 1 WHEN {_compare(r['op'], number, r['number'])} THEN 2 ELSE 0 END
      WHEN {CHOICE} THEN CASE WHEN i.purpose IS NULL THEN 1 WHEN ({r['want']} >> i.purpose) & 1 = 1 THEN 2 ELSE 0 END
      WHEN {PRESENTED} THEN CASE WHEN {paper} IS NULL THEN 0 ELSE 2 END
      WHEN {ISSUED} THEN CASE WHEN {paper} IS NULL THEN 0 WHEN {paper} = -1 THEN 1
                              WHEN {_compare(r['op'], paper, r['want'])} THEN 2 ELSE 0 END
    END"""
    return f"CASE WHEN {r['negated']} THEN 2 - {value} ELSE {value} END"


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
    WITH candidate AS ({candidate}
    ), matched AS (
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


def _counted(joins: Sequence[str]) -> str:
    return f"SELECT verdict, match, count(*) FROM ({_hits(joins)}) GROUP BY ALL"


_KEYS = f"[{', '.join(f'CASE WHEN size >= {n} THEN {_key(n)} END' for n in LENGTHS)}, {_above_key()}]"
JOINS = {
    # A union over the lengths, joined on economy, flow and the first digits as text.
    "union_text": [
        f"items i JOIN under r ON r.economy = i.economy AND r.flow = i.flow AND r.length = {n}"
        f" AND i.size >= {n} AND r.prefix = substr(i.code, 1, {n})"
        for n in LENGTHS
    ]
    + ["items i JOIN above r ON r.economy = i.economy AND r.flow = i.flow AND r.prefix = i.code"],
    # The same, all of it packed in one number.
    "union_number": [f"items i JOIN under r ON i.size >= {n} AND r.key = {_key(n)}" for n in LENGTHS]
    + [f"items i JOIN above r ON r.key = {_above_key()}"],
    # One join for all lengths.
    "one_join": [f"(SELECT *, unnest({_KEYS}) AS key FROM items) i JOIN both_ways r USING (key)"],
    # The same, an item's keys made before.
    "one_join_made": ["(SELECT * EXCLUDE keys, unnest(keys) AS key FROM ready) i JOIN both_ways r USING (key)"],
    # The same, the join over rows and keys alone, the other columns fetched for what it leaves.
    "narrow_made": [
        "(SELECT row, unnest(keys) AS key FROM ready) k JOIN both_ways r USING (key) JOIN items i ON i.row = k.row"
    ],
    # The keys unfolded before: a table with one line an item and key.
    "unfolded_made": ["unfolded k JOIN both_ways r USING (key) JOIN items i ON i.row = k.row"],
}
"""What was tried. `…_made`: part of the work is done before, in DuckDB's favour."""
