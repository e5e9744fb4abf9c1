"""The change log, and all else that is append-only: the database itself refuses to change what was written."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from greenlane.core.store import Store, StoreError
from greenlane.core.store.change_log import Entry
from greenlane.core.store.drafts import NewReview, NewRevision

ENTRY = Entry("ana", "session", "draft edited", "draft:1", "a reason", ("VN", "KR"), {"changes": ["é", 1]})


def test_what_was_logged_is_read_back_newest_first(store: Store) -> None:
    store.change_log.add(ENTRY, Entry("ben", "key", "draft approved", "draft:2", economies=("TH",)))

    ben, ana = store.change_log.read()

    assert (ben.actor, ana.actor, ana.via) == ("ben", "ana", "session")
    assert (ana.action, ana.subject) == ("draft edited", "draft:1")
    assert (ana.reason, ana.economies, ana.detail) == ("a reason", ("KR", "VN"), {"changes": ["é", 1]})
    assert ben.number > ana.number and ben.at >= ana.at


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"actor": "ana"}, ["draft:1"]),
        ({"action": "draft approved"}, ["draft:2"]),
        ({"subject": "draft:2"}, ["draft:2"]),
        ({"economy": "KR"}, ["draft:1"]),
        ({"economy": "K"}, []),
        ({"limit": 1}, ["draft:2"]),
    ],
)
def test_the_log_is_searched(store: Store, asked: dict[str, object], found: list[str]) -> None:
    store.change_log.add(ENTRY, Entry("ben", "key", "draft approved", "draft:2", economies=("TH",)))

    assert [one.subject for one in store.change_log.read(**asked)] == found  # type: ignore[arg-type]


def test_the_next_page_begins_before_the_last_entry_of_this_one(store: Store) -> None:
    store.change_log.add(*[Entry("ana", "key", "edit", f"draft:{number}") for number in range(5)])

    first = list(store.change_log.read(limit=2))
    second = list(store.change_log.read(limit=9, before=first[-1].number))

    assert [one.subject for one in first + second] == [f"draft:{number}" for number in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize("table", ["change_log", "draft_edits", "draft_reviews", "rule_sets"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET reason_or = reason_or", "DELETE FROM {}"])
def test_nobody_changes_or_deletes_what_was_written(ruled: Store, table: str, statement: str) -> None:
    ruled.change_log.add(ENTRY)
    ruled.drafts.create("D1", "A title", NewRevision("ana", "began", "a reason", 1, [], {"entries": {}}), ENTRY)
    header = ruled.drafts.header("D1")
    assert header is not None
    ruled.drafts.review(header, NewReview("ben", "sent back", "sha256:0", "no"), "open", ENTRY, lambda *_: None)
    column = {"draft_reviews": "comment"}.get(table, "reason")
    before = rows(ruled, table)

    with pytest.raises(StoreError, match="append-only"), ruled._database.writing() as connection:
        connection.execute(sa.text(statement.replace("reason_or", column).format(table)))

    assert before >= 1
    assert rows(ruled, table) == before


def rows(store: Store, table: str) -> int:
    """How many rows a table has."""
    with store._database.reading() as connection:
        return int(connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one())
