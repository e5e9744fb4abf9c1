"""One goods item a row, as CSV; rows with the same reference are one declaration. See core/service/rows.py."""

from collections.abc import Iterator
from typing import IO, Final

from greenlane.core.declaration import Fault, NotADeclaration
from greenlane.core.rights import Actor, Forbidden
from greenlane.core.service.rows import RESULT_COLUMNS, BadColumns, Grouped, RowReader, result_rows
from greenlane.web.api.failures import logged
from greenlane.web.api.theirs import confined
from greenlane.web.csvtext import NotCSV, Table, written
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk

DECLARATIONS: Final = 256
ITEMS: Final = 2000
"""What is stored together, at most; a single declaration may have more items."""


def answers(desk: Desk, spool: IO[bytes], language: str, actor: Actor | None = None) -> Iterator[bytes]:
    """The answers as CSV, some rows at a time, each of them stored.

    What is wrong with the whole file, and a failure before the first row, is raised; a later one is the last row.
    """
    try:
        rows = Table(spool)  # type: ignore[arg-type]
        if not rows.columns:
            return
        reader = RowReader(rows.columns, desk.book.current().ruleset.facts)
        started = False
        # The file is read once before its first declaration comes, so a fault in the form of any row is found first.
        for batch in _batches(reader.declarations(rows)):
            try:
                part = _answered(desk, batch, language, actor)
            except Exception as error:
                if not started:
                    raise
                yield written([_last(batch[0].rows[0], error)])
                return
            yield (b"" if started else written([RESULT_COLUMNS])) + part
            started = True
    except NotCSV as error:
        entry = {"pointer": "", "code": "not_csv", "message": str(error), "line": error.line}
        raise Problem("not-csv", f"Not CSV, {error}.", [entry]) from None
    except BadColumns as error:
        raise Problem("bad-columns", errors=error.faults) from None


def _answered(desk: Desk, batch: list[Grouped], language: str, actor: Actor | None) -> bytes:
    documents = [one.document for one in batch if isinstance(one.document, dict)]
    found = iter(confined(desk, actor, documents, language))
    rows = []
    for one in batch:
        result = next(found) if isinstance(one.document, dict) else one.document
        if isinstance(result, NotADeclaration):
            rows += result_rows(one, result.faults)
        elif isinstance(result, dict):
            rows += result_rows(one, result)
        elif isinstance(result, Forbidden):
            rows += result_rows(one, [Fault("", "forbidden", f"{result}.")])
        else:
            rows += result_rows(one, [Fault("", "not_json", str(result))])
    return written([row[column] for column in RESULT_COLUMNS] for row in rows)


def _last(row: int, error: Exception) -> list[str]:
    problem = logged(error).document
    said = f"{problem['title']}: the declaration that begins in row {row} and all after it were not answered."
    return [{"error": said, "row": str(row)}.get(column, "") for column in RESULT_COLUMNS]


def _batches(declarations: Iterator[Grouped]) -> Iterator[list[Grouped]]:
    batch: list[Grouped] = []
    items = 0
    for one in declarations:
        if batch and (len(batch) == DECLARATIONS or items + len(one.rows) > ITEMS):
            yield batch
            batch, items = [], 0
        batch.append(one)
        items += len(one.rows)
    if batch:
        yield batch
