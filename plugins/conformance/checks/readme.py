"""The README says what is covered, where it was read, and what is not known."""

import re
from collections.abc import Iterator
from typing import Final

from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import passed, warned

TITLE = "README"
WANTED: Final = {
    "coverage": ("coverage|scope|what .*(answers|covers)", "for which flows and days, and for what goods"),
    "sources": ("sources?|instruments?|law|read", "what was read, where and when"),
    "gaps": ("gaps?|not known|not covered|limits|limitations", "what is not held or not known"),
}
FEW: Final = 8
"""Words of a section below which it says nothing."""


def look(one: Examined) -> Iterator[Result]:
    """The README beside the pack, or the distribution's."""
    text, where = one.subject.readme, "README.md"
    assert one.folder is not None
    file = one.folder / "README.md"
    if file.is_file():
        text += "\n" + file.read_text("utf-8", errors="replace")
    if not text.strip():
        remedy = "write README.md with Coverage, Sources and Known gaps"
        yield warned("there is no README", where, remedy)
        return
    sections = re.split(r"^#+\s*", text, flags=re.MULTILINE)[1:]
    for name, (pattern, meaning) in WANTED.items():
        titled = [one for one in sections if re.search(rf"\b({pattern})\b", one.partition("\n")[0], re.IGNORECASE)]
        if not titled:
            yield warned(f"the README has no section on {name}", where, f"say {meaning}")
        elif all(len(one.partition("\n")[2].split()) < FEW for one in titled):
            yield warned(f"the README's section on {name} says nothing", where, f"say {meaning}")
    yield passed("coverage, sources and gaps are told")
