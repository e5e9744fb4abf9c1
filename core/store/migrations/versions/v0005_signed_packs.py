"""Signed packs: the newest of each economy that was taken in, so that an older one is known for one."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, empty: until a signed pack is taken in, none is older than another."""
    op.create_table(
        "accepted_packs",
        sa.Column("economy", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.BigInteger(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("accepted_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("economy", name=op.f("pk_accepted_packs")),
    )


def downgrade() -> None:
    """Drop it: what was accepted is forgotten."""
    op.drop_table("accepted_packs")
