"""What the scaffold wrote as an example is replaced before a pack is published."""

import re
from collections.abc import Iterator
from typing import Final

from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import passed, some, warned

TITLE = "No example left"
MARK: Final = re.compile(r"EXAMPLE|\bexample\.(?:org|com|net)\b")
"""In an id, a name or an address: what `greenlane plugin new` writes, and domains that nobody can own."""
REMEDY: Final = "replace it by the law's own, or take it out"
FILES: Final = ("*.yaml", "rules/*.yaml", "rules/*.csv", "cases/*.yaml", "agreements/*.yaml", "agreements/*.csv")


def look(one: Examined) -> Iterator[Result]:
    """Every file of the pack."""
    folder = one.folder
    assert folder is not None
    for path in sorted({path for pattern in FILES for path in folder.glob(pattern)}):
        lines = [
            number
            for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
            if MARK.search(line.partition(" #")[0] if not line.lstrip().startswith("#") else "")
        ]
        if lines:
            name = path.relative_to(folder).as_posix()
            message = f"an example of the scaffold stands in {len(lines)} lines: {some(lines)}"
            yield warned(message, f"{name}:{lines[0]}", REMEDY)
    yield passed("nothing is called an example")
