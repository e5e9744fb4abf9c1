"""Goods nomenclatures that were imported: each replaced whole, so nobody reads half of one and half of another."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from greenlane.core.store.change_log import Entry, append
from greenlane.core.store.control_schema import nomenclature_codes, nomenclatures
from greenlane.core.store.database import Database
from greenlane.core.store.records import from_microseconds

AT_ONCE = 5000
"""Rows written by one statement."""


@dataclass(frozen=True, slots=True)
class ImportedNomenclature:
    """A nomenclature without its codes: an economy's (by its code) or `HS`; where it came from, and how many codes."""

    name: str
    source: str
    imported_at: datetime.datetime
    imported_by: str
    codes: int


class Nomenclatures:
    """Reads and replaces nomenclatures. Every method can raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    def replace(self, name: str, texts: Mapping[str, str], *, source: str, by: str, entry: Entry) -> None:
        """Keep these codes with their texts as all of a nomenclature, and log the entry with it."""
        rows = [{"name": name, "code": code, "text": text} for code, text in texts.items()]
        with self._database.writing() as connection:
            now = self._database.now(connection)
            head = {"source": source, "imported_at": now, "imported_by": by}
            # The row of the name first: who imports the same name meanwhile waits here, then replaces this.
            connection.execute(_put(connection.dialect.name, {"name": name, **head}))
            connection.execute(nomenclature_codes.delete().where(nomenclature_codes.c.name == name))
            for start in range(0, len(rows), AT_ONCE):
                connection.execute(nomenclature_codes.insert(), rows[start : start + AT_ONCE])
            append(connection, now, entry)

    def all(self) -> list[ImportedNomenclature]:
        """Every nomenclature, by name."""
        count = sa.func.count(nomenclature_codes.c.code)
        query = (
            sa.select(nomenclatures, count.label("codes"))
            .outerjoin(nomenclature_codes, nomenclature_codes.c.name == nomenclatures.c.name)
            .group_by(*nomenclatures.c)
            .order_by(nomenclatures.c.name)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [
            ImportedNomenclature(row.name, row.source, from_microseconds(row.imported_at), row.imported_by, row.codes)
            for row in rows
        ]

    def codes(self, name: str) -> frozenset[str]:
        """The codes of a nomenclature; empty where none of this name was imported."""
        query = sa.select(nomenclature_codes.c.code).where(nomenclature_codes.c.name == name)
        with self._database.reading() as connection:
            return frozenset(connection.execute(query).scalars())

    def every(self, name: str) -> dict[str, str]:
        """All codes of a nomenclature with their texts, sorted; empty where none of this name was imported."""
        query = (
            sa.select(nomenclature_codes.c.code, nomenclature_codes.c.text)
            .where(nomenclature_codes.c.name == name)
            .order_by(nomenclature_codes.c.code)
        )
        with self._database.reading() as connection:
            return {row.code: row.text for row in connection.execute(query)}

    def texts(self, name: str, codes: Collection[str]) -> dict[str, str]:
        """What the nomenclature calls these codes; those that it does not have are left out."""
        query = sa.select(nomenclature_codes.c.code, nomenclature_codes.c.text).where(
            nomenclature_codes.c.name == name, nomenclature_codes.c.code.in_(list(codes))
        )
        with self._database.reading() as connection:
            return {row.code: row.text for row in connection.execute(query)}


def _put(dialect: str, head: Mapping[str, object]) -> sa.Executable:
    """Insert a nomenclature's row, or update the one that is there: as one statement, which the two databases share
    in all but the class it is of.
    """
    if dialect == "postgresql":
        return postgresql.insert(nomenclatures).values(head).on_conflict_do_update(index_elements=["name"], set_=head)
    return sqlite.insert(nomenclatures).values(head).on_conflict_do_update(index_elements=["name"], set_=head)
