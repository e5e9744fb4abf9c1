"""The tables of the person's side of the console: second factors, set-up links, unsaved work, reports of the CSP."""

import sqlalchemy as sa

from greenlane.core.store.control_schema import metadata as metadata

second_factors = sa.Table(
    "second_factors",
    metadata,
    sa.Column("user_id", sa.Text, sa.ForeignKey("users.user_id"), primary_key=True),
    sa.Column("secret", sa.Text, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    # Not asked for before.
    sa.Column("confirmed_at", sa.BigInteger),
    # The newest time step whose code was taken: neither it nor an older one is taken again.
    sa.Column("last_step", sa.BigInteger),
)

recovery_codes = sa.Table(
    "recovery_codes",
    metadata,
    sa.Column("user_id", sa.Text, sa.ForeignKey("users.user_id"), primary_key=True),
    sa.Column("code_hash", sa.Text, primary_key=True),
    sa.Column("used_at", sa.BigInteger),
)

set_up_links = sa.Table(
    "set_up_links",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
    sa.Column("used_at", sa.BigInteger),
)

unsaved_work = sa.Table(
    "unsaved_work",
    metadata,
    sa.Column("user_id", sa.Text, sa.ForeignKey("users.user_id"), primary_key=True),
    sa.Column("place", sa.Text, primary_key=True),
    sa.Column("saved_at", sa.BigInteger, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)

csp_reports = sa.Table(
    "csp_reports",
    metadata,
    sa.Column("directive", sa.Text, primary_key=True),
    sa.Column("blocked", sa.Text, primary_key=True),
    sa.Column("page", sa.Text, primary_key=True),
    sa.Column("times", sa.BigInteger, nullable=False),
    sa.Column("first_at", sa.BigInteger, nullable=False),
    sa.Column("last_at", sa.BigInteger, nullable=False),
)
