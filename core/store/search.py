"""Filed decisions found again: newest first, in pages by key, by bounded work whatever is asked."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

import sqlalchemy as sa

from greenlane.core.store.database import Database
from greenlane.core.store.filing import DAY
from greenlane.core.store.insight_schema import filed_codes, filed_decisions, filed_economies, filed_rules
from greenlane.core.store.records import from_microseconds

FEW: Final = 2000
"""A list as short as this is not compared with a shorter one."""
CHUNK: Final = 500
BOUND: Final = 10_000
"""Decisions looked at for one page, at the most; the next page goes on from there."""
LAST: Final = "\U0010ffff"

Key = tuple[int, int]
"""Instant in microseconds, and number: what a page is continued after."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What decisions are looked for; None for any. `since` and `until`: days (UTC), both inclusive.

    `code`: the first digits of a declared code. `prefix`: whether `reference` is the beginning of one.
    """

    reference: str | None = None
    prefix: bool = False
    code: str | None = None
    verdict: str | None = None
    rule: str | None = None
    economy: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Readable:
    """Which decisions somebody may read: those that asked one of `economies` (None: all), or are of `owners`."""

    economies: frozenset[str] | None = None
    owners: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """A decision in a list. `codes` is empty when its declaration was erased, as `reference` is then."""

    decision_id: str
    at: datetime
    verdict: str
    rule_set: int
    owner: str | None
    reference: str | None
    economies: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Decisions, newest first. `after`: for the next page, None where there is none.

    `looked_back_to`: where there may be more that were not looked at yet, though the page is not full.
    """

    found: Sequence[Found]
    after: Key | None
    looked_back_to: datetime | None


class Search:
    """Looks in what is filed. Every method can raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, wanted: Wanted, readable: Readable, after: Key | None = None, limit: int = 50) -> Page:
        """At most `limit` decisions that are wanted and readable, those after a key."""
        conditions = [*_wanted(wanted), *_readable(readable)]
        found: list[Any] = []
        looked = 0
        with self._database.reading() as connection:
            lists = self._shortest(connection, wanted, readable)
            while True:
                keys = _next(connection, lists, after, CHUNK)
                if not keys:
                    return Page([_found(row) for row in found], None, None)
                numbers = [number for _, number in keys]
                rows = connection.execute(
                    sa.select(filed_decisions)
                    .where(filed_decisions.c.number.in_(numbers), *conditions)
                    .order_by(filed_decisions.c.at.desc(), filed_decisions.c.number.desc())
                    .limit(limit + 1 - len(found))
                ).all()
                found += rows
                if len(found) > limit:
                    last = found[limit - 1]
                    return Page([_found(row) for row in found[:limit]], (last.at, last.number), None)
                looked += len(keys)
                after = keys[-1]
                if looked >= BOUND:
                    return Page([_found(row) for row in found], after, from_microseconds(after[0]))

    def _shortest(self, connection: sa.Connection, wanted: Wanted, readable: Readable) -> "list[_List]":
        """The lists to go through: together they hold all that is wanted, and little else."""
        best, least = [_List(filed_decisions, _days(filed_decisions, wanted))], FEW + 1
        for lists in _lists(wanted, readable):
            size = 0
            for one in lists:
                some = one.select().limit(least).subquery()
                size += connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one()
                if size >= least:
                    break
            else:
                best, least = lists, max(size, 1)
        if least <= FEW:
            return best
        # All are long: one that is in the order of time is gone through, as far as the bound allows.
        ordered = [lists for lists in _lists(wanted, readable) if all(one.ordered for one in lists)]
        return ordered[0] if ordered else best


@dataclass(frozen=True, slots=True)
class _List:
    """Decisions of one kind. `ordered`: an index has them in the order of time."""

    table: sa.Table
    where: Sequence[sa.ColumnElement[bool]]
    ordered: bool = True

    def select(self) -> "sa.Select[Any]":
        return sa.select(self.table.c.at, self.table.c.number).where(*self.where)

    def after(self, after: Key | None, limit: int) -> "sa.Select[Any]":
        at, number = self.table.c.at, self.table.c.number
        query = self.select()
        if after is not None:
            query = query.where(at <= after[0], sa.or_(at < after[0], number < after[1]))
        if self.table is filed_codes:
            query = query.distinct()
        return query.order_by(at.desc(), number.desc()).limit(limit)


def _next(connection: sa.Connection, lists: Sequence[_List], after: Key | None, limit: int) -> list[Key]:
    """The next keys of several lists together, each once."""
    keys = {(row.at, row.number) for one in lists for row in connection.execute(one.after(after, limit))}
    return sorted(keys, reverse=True)[:limit]


def _lists(wanted: Wanted, readable: Readable) -> Iterator[list[_List]]:
    """Each way to go through what is wanted: one list, or several that hold it together."""
    table = filed_decisions
    days = _days(table, wanted)
    if wanted.rule is not None:
        yield [_List(filed_rules, [filed_rules.c.rule == wanted.rule, *_days(filed_rules, wanted)])]
    if wanted.code is not None:
        yield [_List(filed_codes, [*_coded(wanted.code), *_days(filed_codes, wanted)])]
    if wanted.economy is not None:
        of = [filed_economies.c.economy == wanted.economy]
        yield [_List(filed_economies, [*of, *_days(filed_economies, wanted)])]
    if wanted.verdict is not None:
        yield [_List(table, [table.c.verdict == wanted.verdict, *days])]
    if wanted.reference is not None:
        # Without the days, which its index does not have: where it is short it is sorted, where it is long not used.
        yield [_List(table, [_referred(wanted)], ordered=False)]
    if readable.economies is not None:
        yield [
            *(
                _List(filed_economies, [filed_economies.c.economy == economy, *_days(filed_economies, wanted)])
                for economy in sorted(readable.economies)
            ),
            *(_List(table, [table.c.owner == owner, *days]) for owner in sorted(readable.owners)),
        ]


def _days(table: sa.Table, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    where = []
    if wanted.since is not None:
        where.append(table.c.at >= _midnight(wanted.since))
    if wanted.until is not None:
        where.append(table.c.at < _midnight(wanted.until) + DAY)
    return where


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1_000_000


def _coded(code: str) -> list[sa.ColumnElement[bool]]:
    """The rows of `filed_codes` whose code begins so; `code` has two digits at the least."""
    head = code[: 6 if len(code) >= 6 else 4 if len(code) >= 4 else 2]
    where = [filed_codes.c.head == head]
    if head != code:
        where += [filed_codes.c.code >= code, filed_codes.c.code < code + LAST]
    return where


def _referred(wanted: Wanted) -> sa.ColumnElement[bool]:
    reference = filed_decisions.c.reference
    if not wanted.prefix:
        return reference == wanted.reference
    assert wanted.reference is not None
    return sa.and_(reference >= wanted.reference, reference < wanted.reference + LAST)


def _asked(economies: Collection[str]) -> sa.ColumnElement[bool]:
    spaced = sa.literal(" ").concat(filed_decisions.c.economies).concat(" ")
    return sa.or_(sa.false(), *(spaced.contains(f" {one} ", autoescape=True) for one in sorted(economies)))


def _wanted(wanted: Wanted) -> Iterator[sa.ColumnElement[bool]]:
    """What is wanted, asked of a row of `filed_decisions`."""
    table = filed_decisions.c
    yield from _days(filed_decisions, wanted)
    if wanted.reference is not None:
        yield _referred(wanted)
    if wanted.verdict is not None:
        yield table.verdict == wanted.verdict
    if wanted.economy is not None:
        yield _asked([wanted.economy])
    if wanted.rule is not None:
        same = sa.and_(filed_rules.c.at == table.at, filed_rules.c.number == table.number)
        yield sa.exists().where(filed_rules.c.rule == wanted.rule, same)
    if wanted.code is not None:
        same = sa.and_(filed_codes.c.at == table.at, filed_codes.c.number == table.number)
        yield sa.exists().where(*_coded(wanted.code), same)


def _readable(readable: Readable) -> Iterator[sa.ColumnElement[bool]]:
    if readable.economies is not None:
        yield sa.or_(_asked(readable.economies), filed_decisions.c.owner.in_(sorted(readable.owners)))


def _found(row: Any) -> Found:
    return Found(
        row.decision_id,
        from_microseconds(row.at),
        row.verdict,
        row.rule_set,
        row.owner,
        row.reference,
        tuple(row.economies.split()),
        tuple(row.codes.split()),
    )
