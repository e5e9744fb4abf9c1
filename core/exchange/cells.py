"""One value ↔ the text of one cell, so that what is read back is what was written.

A cell holds a text as it is. A text that a sheet would not keep as it is (empty, with white space at its ends,
with control characters, or beginning with a quotation mark) stands as a JSON string; a structure as a line of YAML;
a list of words as words between semicolons.
"""

import datetime
import json
import re
from decimal import Decimal
from typing import Any, Final

from greenlane.core.exchange.imported import ImportRefused
from greenlane.core.exchange.yamlfile import flow, parsed

LONGEST: Final = 32_767
"""Characters that a cell can hold."""
_UNKEPT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")


class BadCell(ValueError):
    """A cell that cannot be read: the message says why."""


def written(text: str) -> str:
    """A text as a cell holds it."""
    if not text or text != text.strip() or text.startswith('"') or _UNKEPT.search(text):
        # In JSON everything outside of ASCII may be escaped, and `_x` as well.
        return json.dumps(text).replace("_x", "\\u005fx")
    return text


def plain(cell: str) -> str:
    """The text that a cell holds. Raises BadCell."""
    if len(cell) > 1 and cell.startswith('"') and cell.endswith('"'):
        try:
            said = json.loads(cell)
        except ValueError:
            return cell
        return str(said)
    return cell


def structure(value: object) -> str:
    """A structure of texts as a cell holds it."""
    return written(flow(value))


def structured(cell: str) -> Any:
    """The structure that a cell holds. Raises BadCell."""
    try:
        sources = parsed(plain(cell), "")
    except ImportRefused as error:
        raise BadCell(error.faults[0].message) from None
    if len(sources) != 1:
        raise BadCell("not one line of YAML, such as {used: 'true'}")
    return sources[0].content


def words(value: list[Any]) -> str:
    """A list of words as a cell holds it; as YAML, where semicolons could not be told apart."""
    joined = "; ".join(map(str, value))
    simple = all(isinstance(one, str) and one and one == one.strip() and ";" not in one for one in value)
    if not value or not simple or joined[0] in '["' or _UNKEPT.search(joined) or "\n" in joined:
        return structure(value)
    return joined


def split_words(cell: str) -> Any:
    """The list that a cell holds. Raises BadCell."""
    if cell.startswith(("[", '"')):
        return structured(cell)
    return [one for part in cell.split(";") if (one := part.strip())]


def text_of(cell: Any) -> str:
    """What a person sees in a cell, whichever type the sheet gave it; without white space at its ends."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float | int):
        # A sheet keeps 15 significant digits; within them the shortest form is what was typed.
        return f"{cell:.0f}" if float(cell).is_integer() else format(Decimal(f"{cell:.15g}"), "f")
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat()
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return "" if cell is None else str(cell).strip()
