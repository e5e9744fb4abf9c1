"""DuckDB's statements: conditions, matches and verdicts in SQL, once, over several ways to join items with rules."""

from collections.abc import Sequence

from greenlane.core.compile import KIND_NUMBER

WHEN, REQUIRED = 3, 2
LENGTHS = tuple(range(4, 11))
"""Digits that rules are written in."""
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


def _key(length: int) -> str:
    """The same of an item's first digits. `place` holds economy and flow, `digits` the code left-aligned in ten."""
    return f"place + {length << 40} + digits // {10 ** (10 - length)}"


def _above_key() -> str:
    return f"place + {1 << 60} + (size::BIGINT << 40) + digits // (10 ** (10 - size))::BIGINT"


def _test(k: int) -> str:
    """The value of a rule's k-th test: 0 false, 1 unknown, 2 true; null where there is none."""
    r = {name: f"r.{name}{k}" for name, _ in TEST}
    value = f"i.slots[{r['slot']}]"
    return f"""abs({r["turned"]}::TINYINT - CASE
        WHEN {r["slot"]} IS NULL THEN NULL
        WHEN {value} IS NULL THEN CASE WHEN i.slots[{r["unless"]}] = 1 THEN 1 ELSE {r["missing"]} END
        WHEN {r["among"]} IS NOT NULL THEN 2 * (({r["among"]} >> {value}) & 1)
        WHEN {value} BETWEEN {r["low"]} AND {r["high"]} THEN 2 ELSE 0 END::TINYINT)"""


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
        WHEN {kind["prohibition"]} THEN CASE WHEN match = 2 THEN 5 ELSE 3 END
        WHEN {kind["risk"]} THEN 2
        WHEN {kind["restriction"]} THEN greatest({needs} 0)
        WHEN {kind["charge"]} THEN greatest({needs} CASE WHEN match = 1 THEN 3 ELSE 0 END)
        ELSE 0 END AS worst
      FROM matched
      WHERE match > 0 AND (kind != {kind["simplification"]} OR match = 2 AND coalesce(least(q1, q2), 2) = 2)
    )
    SELECT row, rule, match, CASE WHEN capped THEN least(worst, 2) ELSE worst END AS verdict FROM judged"""


def hits_in_order(join: str) -> str:
    """(row, rule, match, verdict) of every hit, by row and rule."""
    return f"SELECT row, rule, match, verdict FROM ({_hits(JOINS[join])}) ORDER BY row, rule"


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
        f"({' UNION ALL '.join(_PAIRS)}) c JOIN items i USING (row)"
        " JOIN rules_coded r ON r.rule = c.rule AND r.code = c.code"
    ],
}
"""What was tried and does all its work in the statement."""
