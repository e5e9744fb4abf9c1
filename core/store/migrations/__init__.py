"""Alembic's scripts, run by `greenlane.core.store.migrate`."""
