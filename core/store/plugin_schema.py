"""The tables of what is kept of plugins between starts."""

import sqlalchemy as sa

from greenlane.core.store.insight_schema import metadata as metadata

accepted_packs = sa.Table(
    "accepted_packs",
    metadata,
    # The newest signed pack of each economy that was ever taken in: an older one is refused from then on.
    sa.Column("economy", sa.Text, primary_key=True),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("signed_at", sa.BigInteger, nullable=False),
    sa.Column("key_id", sa.Text, nullable=False),
    # Of the manifest that was signed.
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("accepted_at", sa.BigInteger, nullable=False),
)

plugin_suspensions = sa.Table(
    "plugin_suspensions",
    metadata,
    sa.Column("plugin", sa.Text, primary_key=True),
    # Empty where the plugin is suspended whole; else the one hook that is not called.
    sa.Column("hook", sa.Text, primary_key=True),
    # As decisions record it: another distribution, pack or code is not suspended. Without one, the row says when (`at`)
    # the plugin was last resumed, and by that undoes what some process had stopped before and not yet told.
    sa.Column("version", sa.Text, primary_key=True),
    sa.Column("said", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
)
