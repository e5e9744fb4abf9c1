"""What Alembic runs for every command: on the connection that `migrate` hands it, inside its transaction."""

from alembic import context

from greenlane.core.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
