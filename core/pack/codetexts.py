"""What the code lists beside a pack's rules call the goods: texts to search by, which decide nothing.

They are no part of a rule set's content: a list is read for its codes, and its texts stay in the folder.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from greenlane.core.digits import is_code
from greenlane.core.pack.problems import PackError
from greenlane.core.pack.reading import text

PLAIN: Final = ("name", "text")
"""Columns of an English text."""
_IN: Final = re.compile("(?:name|text)_([a-z]{2,3})")
"""Columns of a text in another language: `name_ko`."""


class CodeText(NamedTuple):
    """What goods of a code are called in a language."""

    code: str
    text: str
    language: str


def code_texts(folder: Path) -> tuple[CodeText, ...]:
    """The texts of every code list of a pack's folder, sorted, each once. What cannot be read is left out."""
    found: set[CodeText] = set()
    for path in sorted((folder / "rules").glob("*.csv")):
        try:
            found.update(texts_of(io.StringIO(text(path, path.name), newline="")))
        except (PackError, csv.Error):
            continue
    return tuple(sorted(found))


def texts_of(lines: Iterable[str]) -> Iterator[CodeText]:
    """The texts of one list: of its columns `name`, `text` (English) and `name_ko` (another language).

    Raises csv.Error.
    """
    rows = csv.DictReader(lines)
    columns = {name: language for name in rows.fieldnames or () if (language := _language(name))}
    for row in rows:
        code = (row.get("code") or "").strip()
        if not is_code(code):
            continue
        for name, language in columns.items():
            text = (row[name] or "").strip()
            if text:
                yield CodeText(code, text, language)


def _language(column: str) -> str | None:
    if column in PLAIN:
        return "en"
    match = _IN.fullmatch(column)
    return match[1] if match else None
