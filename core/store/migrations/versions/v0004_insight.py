"""Search, charts and the history of entries: tables built from what is stored."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables, empty: `greenlane work` fills them from the first decision on."""
    if op.get_bind().dialect.name == "postgresql":
        # In SQLite a row's own number tells the order in which decisions were stored.
        op.execute("ALTER TABLE decisions ADD COLUMN entered bigint GENERATED ALWAYS AS IDENTITY")
        op.execute("CREATE UNIQUE INDEX ix_decisions_entered ON decisions (entered)")
    filing = op.create_table(
        "filing",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("decision_id", sa.Text(), nullable=True),
        sa.Column("filed_at", sa.BigInteger(), nullable=True),
        sa.Column("leased_by", sa.Text(), nullable=True),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_filing")),
    )
    op.bulk_insert(filing, [{"name": name, "position": 0} for name in ("decisions", "ranks")])
    op.create_table(
        "filed_decisions",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("decision_id", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("rule_set", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("reference", PLAIN, nullable=True),
        sa.Column("economies", sa.Text(), nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_filed_decisions")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_filed_decisions_decision_id")),
    )
    for columns in (("at", "number"), ("verdict", "at", "number"), ("owner", "at", "number"), ("reference",)):
        op.create_index(op.f(f"ix_filed_decisions_{'_'.join(columns)}"), "filed_decisions", list(columns))
    _postings("filed_economies", "economy")
    _postings("filed_rules", "rule", sa.Column("verdict", sa.Text(), nullable=False))
    _postings("filed_codes", "head", sa.Column("code", PLAIN, nullable=False), "code")
    for table, of in (("verdict_counts", "economy"), ("rule_hits", "rule")):
        op.create_table(
            table,
            sa.Column(of, sa.Text(), nullable=False),
            sa.Column("day", sa.Integer(), nullable=False),
            sa.Column("verdict", sa.Text(), nullable=False),
            sa.Column("decisions", sa.BigInteger(), nullable=False),
            sa.PrimaryKeyConstraint(of, "day", "verdict", name=op.f(f"pk_{table}")),
            sqlite_with_rowid=False,
        )
    op.create_table(
        "rule_ranks",
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("economy", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("decisions", sa.BigInteger(), nullable=False),
        sa.Column("against", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("days", "economy", "place", name=op.f("pk_rule_ranks")),
    )
    op.create_table(
        "entry_history",
        sa.Column("address", PLAIN, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("address", "version", name=op.f("pk_entry_history")),
    )
    op.create_table(
        "history_sets",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("follows", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_history_sets")),
        sa.ForeignKeyConstraint(["version"], ["rule_sets.version"], name=op.f("fk_history_sets_version_rule_sets")),
    )


def _postings(table: str, of: str, more: "sa.Column[str] | None" = None, *key: str) -> None:
    """Decisions by something, in the order in which they were decided. The columns of the key come first: else the
    integrity check of older SQLites takes one for another.
    """
    op.create_table(
        table,
        sa.Column(of, sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        *([] if more is None else [more]),
        sa.PrimaryKeyConstraint(of, "at", "number", *key, name=op.f(f"pk_{table}")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them: nothing is lost that could not be built again."""
    for table in (
        "history_sets", "entry_history", "rule_ranks", "rule_hits", "verdict_counts", "filed_codes", "filed_rules",
        "filed_economies", "filed_decisions", "filing",
    ):  # fmt: skip
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_decisions_entered")
        op.execute("ALTER TABLE decisions DROP COLUMN entered")
