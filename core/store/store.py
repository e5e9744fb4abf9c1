"""The face of the store: one object a process holds."""

import datetime
import os
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from greenlane.core.store.accepted import AcceptedPacks
from greenlane.core.store.change_log import ChangeLog
from greenlane.core.store.csp import CspStore
from greenlane.core.store.database import Database
from greenlane.core.store.decisions import Decisions
from greenlane.core.store.drafts import DraftStore
from greenlane.core.store.entry_history import EntryHistory
from greenlane.core.store.erasure import Erasure
from greenlane.core.store.errors import StoreUnavailable
from greenlane.core.store.filing import Filing
from greenlane.core.store.insight import InsightStore
from greenlane.core.store.jobs import JobStore
from greenlane.core.store.leases import Leases
from greenlane.core.store.listen import notices
from greenlane.core.store.nomenclatures import Nomenclatures
from greenlane.core.store.people import PeopleStore
from greenlane.core.store.postgresql import PostgresqlDatabase
from greenlane.core.store.records import DecisionRecord, RuleSetHeader, to_microseconds
from greenlane.core.store.rule_sets import RuleSets
from greenlane.core.store.schema import HEAD
from greenlane.core.store.search import Search
from greenlane.core.store.sqlite import SqliteDatabase
from greenlane.core.store.suspensions import SuspensionStore
from greenlane.core.store.traffic import Traffic
from greenlane.core.store.unsaved import UnsavedStore
from greenlane.core.store.writer import Writer

_open: "weakref.WeakSet[Store]" = weakref.WeakSet()


class Store:
    """Rule sets, decisions and the writer of one database. Safe to share between threads, and across a fork.

    Every method but `is_current` raises StoreUnavailable when the database does not answer in time.
    """

    def __init__(self, database: Database) -> None:
        """Use `open_store` instead."""
        self._database = database
        self._rule_sets = RuleSets(database)
        self._decisions = Decisions(database)
        #: Stores decisions: `store.writer.record(records, rule_set)`.
        self.writer = Writer(database.committer, database.patience)
        #: Who did what, when and why.
        self.change_log = ChangeLog(database)
        #: Accounts, sessions and keys.
        self.people = PeopleStore(database)
        self.publish = self._rule_sets.publish
        self.publish_first = self._rule_sets.publish_first
        self.publish_all = self._rule_sets.publish_all
        self.baselines = self._rule_sets.baselines
        self.baseline_digests = self._rule_sets.baseline_digests
        #: Plugins that are not called any more.
        self.suspensions = SuspensionStore(database)
        #: The newest signed pack of each economy.
        self.accepted_packs = AcceptedPacks(database)
        #: Puts a salted digest in the place of declarations.
        self.erasure = Erasure(database)
        #: Sets of edits on their way to being published.
        self.drafts = DraftStore(database)
        #: Work that waits, is being done or is over; and who does it.
        self.jobs = JobStore(database)
        self.leases = Leases(database)
        #: Decisions by when they were made.
        self.traffic = Traffic(database)
        #: Codes of tariffs that were imported.
        self.nomenclatures = Nomenclatures(database)
        #: What people typed and did not save.
        self.unsaved = UnsavedStore(database)
        #: What browsers report that pages were refused.
        self.csp = CspStore(database)
        #: Decisions filed afterwards, found again, and counted; what each rule set changed in each entry.
        self.filing = Filing(database)
        self.search = Search(database)
        self.insight = InsightStore(database)
        self.entry_history = EntryHistory(database)
        _open.add(self)

    def upgrade(self) -> None:
        """Bring the tables to the newest migration, under a lock; safe to call from several processes."""
        from greenlane.core.store import migrate  # Alembic is slow to import, and only this needs it

        migrate.upgrade(self._database)

    def back_up(self, file: Path) -> None:
        """Copy the whole database into a new file. FileExistsError, StoreError. See backup.py."""
        from greenlane.core.store import backup

        backup.back_up(self._database, file)

    def restore(self, file: Path, *, force: bool = False) -> None:
        """Put a backup in the place of the whole database; it may need `upgrade` then. StoreError. See backup.py."""
        from greenlane.core.store import backup

        backup.restore(self._database, file, force=force)

    def is_current(self) -> bool:
        """Whether the database answers and has the newest tables; for readiness."""
        try:
            with self._database.reading() as connection:
                found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
        except StoreUnavailable:
            return False
        return found == [HEAD]

    def ping(self) -> None:
        """Return if the database answers."""
        self._database.ping()

    def in_force(self, at: datetime.datetime | None = None) -> RuleSetHeader | None:
        """The highest numbered rule set whose `effective_at` has come at the instant `at` (default: now)."""
        return self._rule_sets.in_force(at)

    def first(self) -> RuleSetHeader | None:
        """Rule set 1; None before the first publication."""
        return self._rule_sets.first()

    def rule_sets(self) -> list[RuleSetHeader]:
        """All published rule sets without their content, lowest number first."""
        return self._rule_sets.all()

    def content(self, version: int) -> bytes:
        """The bytes published as `version`. UnknownRuleSet if there is none."""
        return self._rule_sets.content(version)

    def decision(self, decision_id: str) -> DecisionRecord | None:
        """The decision with this id."""
        return self._decisions.one(decision_id)

    def decisions(self, after: str | None = None, limit: int = 1000) -> Iterator[DecisionRecord]:
        """At most `limit` decisions in the order of their ids; the next page is `after` the last of these."""
        return self._decisions.some(after, limit)

    def remembered(self, key_hash: str) -> tuple[str, str] | None:
        """(body_digest, decision_id) that stand under an idempotency key."""
        return self._decisions.remembered(key_hash)

    def notices(self, stop: threading.Event) -> Iterator[bool]:
        """Each second until `stop` is set: whether there may be a new rule set. See listen.py; raises nothing."""
        return notices(self._database, stop)

    @contextmanager
    def as_if_it_were(self, instant: datetime.datetime) -> Iterator[None]:
        """For `greenlane demo` alone, which makes up a past: in this process, what the block writes is dated so.

        Never where anything real is kept: dates in the change log are what people rely on.
        """
        self._database.pretended = to_microseconds(instant)
        try:
            yield
        finally:
            self._database.pretended = None

    def close(self) -> None:
        """Store what is queued, then close every connection."""
        _open.discard(self)
        self.writer.close()
        self._database.release()

    def before_fork(self) -> None:
        """Leave no connection open: SQLite's locks and PostgreSQL's sockets do not survive being copied."""
        self.writer.before_fork()
        self._database.release()

    def after_fork(self, *, child: bool) -> None:
        """Go on with new connections; in the child also with a new writer."""
        if child:
            self.writer.in_child()
            # What another thread of the parent was using is not ours to close.
            self._database.engine.dispose(close=False)
        else:
            self.writer.after_fork()


def open_store(url: str, *, patience: float = 10.0) -> Store:
    """The store at a SQLAlchemy URL: `sqlite:////folder/greenlane.db` (made if missing) or `postgresql://…`.

    `patience` bounds each wait, in seconds. ValueError for any other URL; UnsafeDatabase if it could lose
    what it acknowledges; StoreUnavailable if a SQLite file cannot be made. A PostgreSQL that is away may come
    later.
    """
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise ValueError(f"not a database URL: {url!r}") from error
    if parsed.drivername == "sqlite":
        if not parsed.database or parsed.database.startswith((":memory:", "file:")):
            raise ValueError("decisions must outlive the process: give a file, as in sqlite:////folder/greenlane.db")
        store = Store(SqliteDatabase(Path(parsed.database).absolute(), patience))
        store.ping()
    elif parsed.get_backend_name() == "postgresql":
        try:
            store = Store(PostgresqlDatabase(parsed, patience))
        except ModuleNotFoundError as error:
            raise ValueError("PostgreSQL needs its driver: pip install 'greenlane[postgres]'") from error
        try:
            store.ping()
        except StoreUnavailable:
            pass
    else:
        raise ValueError(f"{parsed.drivername} is not supported: use sqlite or postgresql")
    return store


def _before_fork() -> None:
    for store in list(_open):
        store.before_fork()


def _in_parent() -> None:
    for store in list(_open):
        store.after_fork(child=False)


def _in_child() -> None:
    for store in list(_open):
        store.after_fork(child=True)


os.register_at_fork(before=_before_fork, after_in_parent=_in_parent, after_in_child=_in_child)
