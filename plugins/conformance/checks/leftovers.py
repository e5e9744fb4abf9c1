"""What the scaffold wrote as an example is replaced before a pack is published."""

import re
from collections.abc import Iterator
from typing import Final

from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import passed, some, warned

TITLE = "No example left"
MARK: Final = re.compile(r"EXAMPLE|\bexample\.(?:org|com|net|invalid)\b")
"""In an id, a name or an address: what `greenlane plugin new` writes, and domains that nobody can own."""
FILES: Final = ("*.yaml", "rules/*.yaml", "rules/*.csv", "cases/*.yaml", "agreements/*.yaml", "agreements/*.csv")


def look(one: Examined) -> Iterator[Result]:
    """Every file of the pack."""
    folder = one.folder
    assert folder is not None
    found: list[str] = []
    for path in sorted({path for pattern in FILES for path in folder.glob(pattern) if path.is_file()}):
        lines = [
            number
            for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1)
            if not line.lstrip().startswith("#") and MARK.search(line)
        ]
        if lines:
            found.append(f"{path.relative_to(folder).as_posix()}:{lines[0]}")
    if found:
        message = f"examples of the scaffold are left: {some(found)}"
        yield warned(message, found[0], "replace each by the law's own, or take it out")
    yield passed("nothing is called an example")
