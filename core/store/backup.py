"""The whole database copied into a file, and back: SQLite by its backup API, PostgreSQL by pg_dump and pg_restore."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import URL

from greenlane.core.store.database import Database
from greenlane.core.store.errors import StoreError, StoreUnavailable, own_errors
from greenlane.core.store.listen import alone
from greenlane.core.store.plugin_schema import metadata
from greenlane.core.store.postgresql import PostgresqlDatabase
from greenlane.core.store.schema import HEAD
from greenlane.core.store.sqlite import SqliteDatabase

KEPT: Final = ("rule_sets", "decisions", "change_log", "users", "drafts")
"""Tables that make a database not empty."""
PAGES: Final = 4096
"""Pages that are copied at a time; writers come in between."""


class NotRestored(StoreError):
    """The backup cannot be restored, or not over this; nothing was changed. The message says why."""


def back_up(database: Database, file: Path, progress: Callable[[int, int], object] = lambda done, total: None) -> None:
    """Write a copy that is whole: as of one instant, checked, readable by its owner alone.

    FileExistsError if the file is there; StoreUnavailable; StoreError where a program is missing.
    """
    if file.exists():
        raise FileExistsError(f"{file} is there already: a backup is never written over")
    with _beside(file) as new:
        if isinstance(database, SqliteDatabase):
            _copy(database, new, progress)
        elif isinstance(database, PostgresqlDatabase):
            _run(database, "pg_dump", ["--format=custom", f"--file={new}"])
        os.link(new, file)


def restore(database: Database, file: Path, *, force: bool = False) -> None:
    """Put a backup in the place of everything in the database.

    Raises NotRestored: for what is no backup, is of a newer Greenlane, or where something stands and `force` is
    not given, or while a server runs. Raises StoreUnavailable.
    """
    if not file.is_file():
        raise NotRestored(f"{file} is no file")
    standing = _rows(database)
    if standing and not force:
        said = ", ".join(f"{count} {table}" for table, count in standing.items())
        raise NotRestored(f"the database holds {said}: back it up, then say --force to lose them")
    with alone(database) as nobody:
        if not nobody:
            # It would go on answering by the rule sets that it has read, under numbers that mean others then.
            raise NotRestored("a server runs on this database: stop it on every host first")
        if isinstance(database, SqliteDatabase):
            _restore_sqlite(database, file)
        elif isinstance(database, PostgresqlDatabase):
            _restore_postgresql(database, file)


def _copy(database: SqliteDatabase, new: Path, progress: Callable[[int, int], object]) -> None:
    with own_errors():
        try:
            with closing(database.open()) as source, closing(sqlite3.connect(new)) as target:
                # One read transaction: else each commit of another process would begin the copy anew.
                source.execute("BEGIN")
                source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
                source.backup(target, pages=PAGES, progress=lambda status, left, total: progress(total - left, total))
                source.execute("ROLLBACK")
                # A file of its own, without a log beside it.
                target.execute("PRAGMA journal_mode=DELETE")
                _assert_sound(target, new)
        except sqlite3.Error as error:
            raise StoreUnavailable(f"{database.path}: {error}") from error
    with new.open("rb") as written:
        os.fsync(written.fileno())


def _restore_sqlite(database: SqliteDatabase, file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{file.absolute().as_posix()}?mode=ro", uri=True)) as source:
            _assert_sound(source, file)
            found = source.execute("SELECT version_num FROM alembic_version").fetchall()
            _assert_known([row[0] for row in found], file)
            # Behind the gate nobody commits; the copy is one transaction, so that a crash leaves what was.
            with own_errors(), database.gate.held(database.patience), closing(database.open()) as target:
                source.backup(target)
                target.execute("PRAGMA journal_mode=WAL")
                _assert_sound(target, database.path)
    except sqlite3.Error as error:
        raise NotRestored(f"{file} cannot be restored: {error}") from error


def _restore_postgresql(database: PostgresqlDatabase, file: Path) -> None:
    listed = _run(database, "pg_restore", ["--list", str(file)], connect=False)
    if "TABLE public decisions" not in listed:
        raise NotRestored(f"{file} is no backup of a Greenlane database")
    dumped = _run(
        database, "pg_restore", ["--data-only", "--table=alembic_version", "--file=-", str(file)], connect=False
    )
    _assert_known([line for line in dumped.splitlines() if line.isdigit() and len(line) == 4], file)
    with tempfile.NamedTemporaryFile(prefix="greenlane-restore-", suffix=".sql") as script:
        made = ["--clean", "--if-exists", "--no-owner", "--no-privileges", f"--file={script.name}", str(file)]
        _run(database, "pg_restore", made, connect=False)
        # Tables that came after the backup was made are not in it, and would stand in the way of `upgrade`.
        tables = ", ".join([*metadata.tables, "alembic_version"])
        drop = f"DROP TABLE IF EXISTS {tables} CASCADE"
        _run(
            database,
            "psql",
            ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null",
             f"--command={drop}", f"--file={script.name}"],
        )  # fmt: skip


def _assert_known(revisions: list[str], file: Path) -> None:
    if len(revisions) != 1 or revisions[0] > HEAD:
        raise NotRestored(f"{file} is of tables {revisions or 'without a version'}; this version knows up to {HEAD}")


def _assert_sound(connection: sqlite3.Connection, file: Path) -> None:
    said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if said != "ok":
        raise NotRestored(f"{file} is damaged: {said}")


def _rows(database: Database) -> dict[str, int]:
    """By table, how many rows stand, where there are any."""
    found = {}
    with database.reading() as connection:
        for table in KEPT:
            there = connection.dialect.has_table(connection, table)
            count = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() if there else 0
            if count:
                found[table] = int(count)
    return found


@contextmanager
def _beside(file: Path) -> Iterator[Path]:
    """A new file's name in the same folder, which is gone afterwards. OSError where none can be made."""
    descriptor, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _run(database: PostgresqlDatabase, program: str, arguments: list[str], *, connect: bool = True) -> str:
    """What a program of PostgreSQL prints. The password goes by the environment, which other users cannot read."""
    path = _program(database, program)
    url: URL = database.engine.url
    environment = dict(os.environ)
    if connect:
        shown = url.set(drivername="postgresql", password=None)
        arguments = [f"--dbname={shown.render_as_string(hide_password=False)}", "--no-password", *arguments]
        if url.password is not None:
            environment["PGPASSWORD"] = str(url.password)
    try:
        done = subprocess.run([path, *arguments], env=environment, capture_output=True, text=True)
    except OSError as error:
        raise StoreError(f"{path}: {error}") from error
    if done.returncode:
        raise StoreError(f"{program} failed: {done.stderr.strip()[-600:]}")
    return done.stdout


def _program(database: PostgresqlDatabase, program: str) -> str:
    """The program of the server's own major version."""
    with database.reading() as connection:
        major = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
    wanted = Path(f"/usr/lib/postgresql/{major}/bin/{program}")
    if wanted.is_file():
        return str(wanted)
    there = shutil.which(program)
    if there is not None:
        said = subprocess.run([there, "--version"], capture_output=True, text=True).stdout
        if f") {major}" in said:
            return there
    raise StoreError(f"{program} of PostgreSQL {major} is wanted: apt-get install postgresql-client-{major}")
