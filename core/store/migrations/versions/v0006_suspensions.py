"""Suspended plugins: in all processes and over a restart, until somebody resumes them or their code is another."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, empty: nothing is suspended."""
    op.create_table(
        "plugin_suspensions",
        sa.Column("plugin", sa.Text(), nullable=False),
        sa.Column("hook", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("plugin", "hook", "version", name=op.f("pk_plugin_suspensions")),
    )


def downgrade() -> None:
    """Drop it: all are called again."""
    op.drop_table("plugin_suspensions")
