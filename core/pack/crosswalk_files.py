"""A pack's crosswalk on disk: `crosswalk.csv` (streams), `groups.yaml`, `regimes.yaml`, each where there is one."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from greenlane.core.pack.check import misfits
from greenlane.core.pack.crosswalk_schema import COLUMNS, GROUPS_FILE, REGIMES_FILE, STREAM
from greenlane.core.pack.problems import PackError, Problem
from greenlane.core.pack.reading import text
from greenlane.core.pack.yamltext import Source

NAME: Final = "crosswalk.csv"
Take = Callable[[Path, dict[str, Any]], Source | None]
Where = Callable[[tuple[str | int, ...]], tuple[str, int]]
"""A path into a part of the document → file and line."""


def read(folder: Path, take: Take, problems: list[Problem]) -> dict[str, tuple[Any, Where]]:
    """The parts of a pack's document that its crosswalk makes, with where each stands. `take` reads a YAML file
    against a schema, and keeps what is wrong; what is wrong with the CSV goes to `problems`.
    """
    found: dict[str, tuple[Any, Where]] = {}
    if (folder / NAME).is_file():
        rows = sorted(_rows(folder / NAME, problems), key=lambda one: str(one[0]["id"]))
        lines = [line for _, line in rows]
        found["streams"] = [entry for entry, _ in rows], lambda path: (NAME, lines[int(path[0])] if path else 1)
    for part, schema in (("groups", GROUPS_FILE), ("regimes", REGIMES_FILE)):
        path = folder / f"{part}.yaml"
        if path.is_file() and (source := take(path, schema)):
            found[part] = _in_yaml(part, source)
    return found


def _in_yaml(part: str, source: Source) -> tuple[Any, Where]:
    assert isinstance(source.content, dict)
    content = source.content[part]
    if isinstance(content, dict):
        return content, lambda path: (source.file, source.line((part, *path)))
    # A content keeps what is listed in the order of its ids.
    order = sorted(range(len(content)), key=lambda index: str(content[index]["id"]))

    def where(path: tuple[str | int, ...]) -> tuple[str, int]:
        placed = (order[int(path[0])], *path[1:]) if path else path
        return source.file, source.line((part, *placed))

    return [content[index] for index in order], where


def _rows(path: Path, problems: list[Problem]) -> Iterator[tuple[dict[str, Any], int]]:
    """Each stream with its line; empty cells say nothing."""
    try:
        content = text(path, NAME)
    except PackError as error:
        problems.extend(error.problems)
        return
    rows = csv.DictReader(io.StringIO(content, newline=""), strict=True)
    begins = 2
    try:
        columns = list(rows.fieldnames or [])
        if wrong := [one for one in columns if one not in COLUMNS or columns.count(one) > 1]:
            problems.append(Problem(NAME, 1, f"no such column: {wrong[0]!r}", f"columns are {', '.join(COLUMNS)}"))
            return
        for row in rows:
            line, begins = begins, rows.line_num + 1
            if None in row or None in row.values():
                problems.append(Problem(NAME, line, "columns do not match the header", "quote texts with commas"))
                continue
            cells: dict[str, Any] = {name: cell.strip() for name, cell in row.items() if cell.strip()}
            entry = {**cells, "codes": cells.get("codes", "").split()}
            faults = [
                Problem(NAME, line, f"{'.'.join(map(str, where))}: {message}", remedy)
                for where, message, remedy in misfits(entry, STREAM)
            ]
            problems += faults
            if not faults:
                yield entry, line
    except csv.Error as error:
        problems.append(Problem(NAME, rows.line_num + 1, f"not CSV: {error}", "quote texts with commas or quotes"))
