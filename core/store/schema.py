"""The tables. Instants are microseconds since 1970 UTC: they sort, and are the same on both databases."""

import sqlalchemy as sa

#: The newest migration, said here so that readiness needs no Alembic; a test holds it to the folder.
HEAD = "0006"

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

rule_sets = sa.Table(
    "rule_sets",
    metadata,
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("published_at", sa.BigInteger, nullable=False),
    sa.Column("effective_at", sa.BigInteger, nullable=False),
    sa.Column("published_by", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    # packs, draft, rollback or cancellation; what it came from: a draft, or an earlier number.
    sa.Column("origin", sa.Text, nullable=False, server_default="packs"),
    sa.Column("draft_id", sa.Text),
    sa.Column("source", sa.Integer),
    # Last: SQLite reads the columns before it without walking the pages of a large content.
    sa.Column("content", sa.LargeBinary, nullable=False),
)

decisions = sa.Table(
    "decisions",
    metadata,
    sa.Column("decision_id", sa.Text, primary_key=True),
    sa.Column("reference", sa.Text),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("date", sa.Text, nullable=False),
    sa.Column("verdict", sa.Text, nullable=False),
    sa.Column("rule_set", sa.Integer, sa.ForeignKey("rule_sets.version"), nullable=False),
    sa.Column("owner", sa.Text),
    sa.Column("economies", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    # Of a declaration that was erased; its body then holds what is left of it.
    sa.Column("erased_at", sa.BigInteger),
    sa.Index(None, "created_at", "reference"),
)

WRITTEN = tuple(column.name for column in decisions.columns if column.name != "erased_at")
"""The columns of a decision that is stored, in their order."""

idempotency = sa.Table(
    "idempotency",
    metadata,
    sa.Column("key_hash", sa.Text, primary_key=True),
    sa.Column("body_digest", sa.Text, nullable=False),
    sa.Column("decision_id", sa.Text, sa.ForeignKey("decisions.decision_id"), nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
)
