"""The tables of change control: people, keys, drafts, the change log, jobs, packs, nomenclatures."""

import sqlalchemy as sa

from greenlane.core.store.schema import metadata as metadata

users = sa.Table(
    "users",
    metadata,
    sa.Column("user_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("password_hash", sa.Text),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("disabled_at", sa.BigInteger),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("locked_until", sa.BigInteger),
)

roles = sa.Table(
    "roles",
    metadata,
    sa.Column("user_id", sa.Text, sa.ForeignKey("users.user_id"), primary_key=True),
    sa.Column("role", sa.Text, primary_key=True),
    sa.Column("economy", sa.Text, primary_key=True),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("session_id", sa.Text, nullable=False, unique=True),
    sa.Column("user_id", sa.Text, sa.ForeignKey("users.user_id"), nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("seen_at", sa.BigInteger, nullable=False),
    sa.Column("ended_at", sa.BigInteger),
    sa.Column("agent", sa.Text, nullable=False),
    sa.Index(None, "user_id"),
)

keys = sa.Table(
    "keys",
    metadata,
    sa.Column("key_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("secret_hash", sa.Text, nullable=False, unique=True),
    sa.Column("user_id", sa.Text, sa.ForeignKey("users.user_id"), nullable=False),
    sa.Column("scopes", sa.Text, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
    sa.Column("revoked_at", sa.BigInteger),
)

change_log = sa.Table(
    "change_log",
    metadata,
    sa.Column("number", sa.Integer, sa.Identity(always=True), primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("via", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("economies", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Index(None, "subject"),
)

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("draft_id", sa.Text, primary_key=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("updated_at", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("published_as", sa.Integer),
)

draft_edits = sa.Table(
    "draft_edits",
    metadata,
    sa.Column("draft_id", sa.Text, sa.ForeignKey("drafts.draft_id"), primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("base", sa.Integer, nullable=False),
    sa.Column("changes", sa.LargeBinary, nullable=False),
    sa.Column("patch", sa.LargeBinary, nullable=False),
)

draft_reviews = sa.Table(
    "draft_reviews",
    metadata,
    sa.Column("draft_id", sa.Text, sa.ForeignKey("drafts.draft_id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("comment", sa.Text, nullable=False),
)

packs = sa.Table(
    "packs",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("economy", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("seen_at", sa.BigInteger, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

baselines = sa.Table(
    "baselines",
    metadata,
    sa.Column("economy", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, sa.ForeignKey("packs.digest"), nullable=False),
)

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("job_id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("request", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("done", sa.BigInteger, nullable=False),
    sa.Column("total", sa.BigInteger, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("updated_at", sa.BigInteger, nullable=False),
    sa.Column("leased_by", sa.Text),
    sa.Column("leased_until", sa.BigInteger),
    sa.Column("cancelled_at", sa.BigInteger),
    sa.Column("error", sa.Text),
    sa.Column("result", sa.LargeBinary),
    sa.Index(None, "state", "created_at"),
)

nomenclatures = sa.Table(
    "nomenclatures",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("imported_at", sa.BigInteger, nullable=False),
    sa.Column("imported_by", sa.Text, nullable=False),
)

nomenclature_codes = sa.Table(
    "nomenclature_codes",
    metadata,
    sa.Column("name", sa.Text, sa.ForeignKey("nomenclatures.name"), primary_key=True),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
)
