"""What Alembic runs for every command: on the connection that `migrate` hands it, inside its transaction."""

from alembic import context

from greenlane.core.store import control_schema

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=control_schema.metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
