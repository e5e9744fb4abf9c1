"""What Alembic runs for every command: on the connection that `migrate` hands it, inside its transaction."""

from typing import Any

from alembic import context

from greenlane.core.store import plugin_schema


def _ours(_object: Any, name: str | None, type_: str, reflected: bool, compare_to: Any) -> bool:
    """Leave out what only PostgreSQL has: the order in which decisions were stored (see filing.py)."""
    return not (reflected and compare_to is None and name in ("entered", "ix_decisions_entered"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=plugin_schema.metadata,
    render_as_batch=True,
    compare_type=True,
    include_object=_ours,
)
context.run_migrations()
