"""The tables come from migrations, and from nothing else."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

from alembic.script import ScriptDirectory

from greenlane.core.store import Store, migrate, open_store
from greenlane.core.store.schema import HEAD


def test_a_new_database_is_not_current_until_it_is_upgraded(url: str) -> None:
    store = open_store(url)
    assert not store.is_current()
    store.upgrade()
    assert store.is_current()
    store.close()


def test_the_migrations_make_the_tables_of_the_schema(store: Store) -> None:
    migrate.check(store._database)


def test_they_go_down_and_up_again(ruled: Store) -> None:
    migrate.downgrade(ruled._database, "base")
    assert not ruled.is_current()
    ruled.upgrade()
    assert ruled.is_current()
    assert ruled.first() is None
    migrate.check(ruled._database)


def test_upgrading_twice_changes_nothing(ruled: Store) -> None:
    before = ruled.rule_sets()
    ruled.upgrade()
    assert ruled.rule_sets() == before


def test_processes_that_upgrade_at_once_do_not_collide(child: Callable[..., subprocess.Popen[str]]) -> None:
    racing = [child("upgrade") for _ in range(4)]
    assert [process.communicate(timeout=60)[0] for process in racing] == ["True\n"] * 4


def test_readiness_knows_the_newest_migration(store: Store) -> None:
    with store._database.migrating() as connection:
        scripts = ScriptDirectory.from_config(migrate.configuration(connection))
    assert scripts.get_current_head() == HEAD
