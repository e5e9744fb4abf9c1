"""`agreements/`: a YAML file an agreement, and beside it a CSV with the lines of its product annex."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from greenlane.core.origin.build_lines import line_id
from greenlane.core.pack.agreement_schema import AGREEMENTS_FILE, COLUMNS, PRODUCT_RULE
from greenlane.core.pack.check import misfits
from greenlane.core.pack.problems import PackError, Problem
from greenlane.core.pack.reading import text
from greenlane.core.pack.yamltext import Source

FOLDER = "agreements"
Entry = dict[str, Any]
Where = Callable[[tuple[str | int, ...]], tuple[str, int]]
"""A path into an entry → file and line."""
Placed = tuple[Entry, Where]


def agreements(folder: Path, take: Callable[[Path, Entry], Source | None]) -> Iterator[Placed]:
    """Each agreement of the pack. `take` reads a file against a schema, and keeps what is wrong."""
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        source = take(path, AGREEMENTS_FILE)
        if source is not None:
            assert isinstance(source.content, dict)
            for index, one in enumerate(source.content["agreements"]):
                yield one, _in_yaml(source, ("agreements", index))


def product_rules(folder: Path, problems: list[Problem]) -> Iterator[Placed]:
    """Each line of each annex; the name of its file is the agreement's id. What is wrong goes to `problems`."""
    for path in sorted((folder / FOLDER).glob("*.csv")):
        name = f"{FOLDER}/{path.name}"
        try:
            content = text(path, name)
        except PackError as error:
            problems.extend(error.problems)
            continue
        yield from _lines(path.stem, name, content, problems)


def strays(folder: Path) -> Iterator[Problem]:
    """What stands where nobody reads it."""
    if (folder / f"{FOLDER}.yaml").is_file():
        yield Problem(f"{FOLDER}.yaml", 0, "agreements are not read from here", f"one file each, in {FOLDER}/")
    for path in sorted((folder / FOLDER).glob("*")):
        if path.suffix not in (".yaml", ".csv") and not path.name.startswith("."):
            yield Problem(f"{FOLDER}/{path.name}", 0, "is neither an agreement nor its annex", "ID.yaml and ID.csv")


def _in_yaml(source: Source, prefix: tuple[str | int, ...]) -> Where:
    return lambda path: (source.file, source.line((*prefix, *path)))


def _lines(agreement: str, name: str, content: str, problems: list[Problem]) -> Iterator[Placed]:
    rows = csv.DictReader(io.StringIO(content, newline=""), strict=True)
    try:
        columns = rows.fieldnames or []
    except csv.Error as error:
        problems.append(Problem(name, 1, f"not CSV: {error}", "quote texts with commas or quotes"))
        return
    if wrong := [*_misnamed(columns)]:
        problems += [Problem(name, 1, *one) for one in wrong]
        return
    begins = 2
    try:
        for row in rows:
            line, begins = begins, rows.line_num + 1
            if None in row or None in row.values():
                problems.append(Problem(name, line, "columns do not match the header", "quote texts with commas"))
                continue
            entry = _entry(agreement, row)
            faults = [
                Problem(name, line, f"{'.'.join(map(str, path))}: {message}", remedy)
                for path, message, remedy in misfits(entry, PRODUCT_RULE)
                if path[0] != "id"  # which is made of the others
            ]
            problems += faults
            if not faults:
                yield entry, _in_csv(name, line)
    except csv.Error as error:
        problems.append(Problem(name, rows.line_num + 1, f"not CSV: {error}", "quote texts with commas or quotes"))


def _in_csv(name: str, line: int) -> Where:
    return lambda path: (name, line)


def _misnamed(columns: Any) -> Iterator[tuple[str, str]]:
    for column in columns:
        if column not in COLUMNS:
            yield f"no such column: {column!r}", f"columns are {', '.join(COLUMNS)}"
        elif list(columns).count(column) > 1:
            yield f"the column {column} stands twice", "keep one"
    for column in COLUMNS:
        if PRODUCT_RULE[column].get("required") and column not in columns:
            yield f"no column {column}", f"columns are {', '.join(COLUMNS)}"


def _entry(agreement: str, row: dict[str, str]) -> Entry:
    """The line that a row says; empty cells say nothing."""
    cells = {column: cell.strip() for column, cell in row.items() if cell.strip()}
    codes = cells.get("codes", "").split()
    entry: Entry = {"agreement": agreement, **cells, "codes": codes}
    return {"id": line_id(entry), **entry}
