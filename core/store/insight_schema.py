"""The tables for search and charts, built from the decisions afterwards, and the history of entries.

All of it can be made again from `decisions` and `rule_sets`. A day is its number since 1970-01-01 (UTC).
"""

import sqlalchemy as sa

from greenlane.core.store.console_schema import metadata as metadata

#: SQLite: the row's own number, without an index beside it.
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
#: Compared by code points on both, so that a prefix is a range.
PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

filing = sa.Table(
    "filing",
    metadata,
    # decisions: how far they are filed; ranks: as of which filed decision the rules are ranked.
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    # The last decision that was filed.
    sa.Column("decision_id", sa.Text),
    sa.Column("filed_at", sa.BigInteger),
    sa.Column("leased_by", sa.Text),
    sa.Column("leased_until", sa.BigInteger),
)

filed_decisions = sa.Table(
    "filed_decisions",
    metadata,
    # In the order in which they were stored.
    sa.Column("number", NUMBER, primary_key=True, autoincrement=False),
    sa.Column("decision_id", sa.Text, nullable=False, unique=True),
    # When it was decided.
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("verdict", sa.Text, nullable=False),
    sa.Column("rule_set", sa.Integer, nullable=False),
    sa.Column("owner", sa.Text),
    sa.Column("reference", PLAIN),
    sa.Column("economies", sa.Text, nullable=False),
    # All that were declared, digits only, separated by spaces; empty when the declaration was erased.
    sa.Column("codes", sa.Text, nullable=False),
    sa.Index(None, "at", "number"),
    sa.Index(None, "verdict", "at", "number"),
    sa.Index(None, "owner", "at", "number"),
    sa.Index(None, "reference"),
)

filed_economies = sa.Table(
    "filed_economies",
    metadata,
    sa.Column("economy", sa.Text, primary_key=True),
    sa.Column("at", sa.BigInteger, primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True),
    sqlite_with_rowid=False,
)

filed_rules = sa.Table(
    "filed_rules",
    metadata,
    sa.Column("rule", sa.Text, primary_key=True),
    sa.Column("at", sa.BigInteger, primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True),
    # The worst finding that the rule left; empty where the declaration was erased before it was filed.
    sa.Column("verdict", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

filed_codes = sa.Table(
    "filed_codes",
    metadata,
    # The first 2, 4 and 6 digits of a code: a row for each.
    sa.Column("head", sa.Text, primary_key=True),
    sa.Column("at", sa.BigInteger, primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True),
    sa.Column("code", PLAIN, primary_key=True),
    sqlite_with_rowid=False,
)

verdict_counts = sa.Table(
    "verdict_counts",
    metadata,
    # "*": each decision once, whatever economies it asked.
    sa.Column("economy", sa.Text, primary_key=True),
    sa.Column("day", sa.Integer, primary_key=True),
    sa.Column("verdict", sa.Text, primary_key=True),
    sa.Column("decisions", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

rule_hits = sa.Table(
    "rule_hits",
    metadata,
    sa.Column("rule", sa.Text, primary_key=True),
    sa.Column("day", sa.Integer, primary_key=True),
    sa.Column("verdict", sa.Text, primary_key=True),
    sa.Column("decisions", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

rule_ranks = sa.Table(
    "rule_ranks",
    metadata,
    # Of the last so many days; of one economy's rules, or of all ("*").
    sa.Column("days", sa.Integer, primary_key=True),
    sa.Column("economy", sa.Text, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("decisions", sa.BigInteger, nullable=False),
    # Those in which what it found was not clear.
    sa.Column("against", sa.BigInteger, nullable=False),
)

entry_history = sa.Table(
    "entry_history",
    metadata,
    sa.Column("address", PLAIN, primary_key=True),
    # The rule set in which it is otherwise than in the one that this follows.
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    # JSON; null for none.
    sa.Column("before", sa.Text),
    sa.Column("after", sa.Text),
)

history_sets = sa.Table(
    "history_sets",
    metadata,
    sa.Column("version", sa.Integer, sa.ForeignKey("rule_sets.version"), primary_key=True, autoincrement=False),
    sa.Column("follows", sa.Integer),
)
