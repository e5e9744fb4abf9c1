"""The pack is read as a server reads it: every fault of its files, at file and line."""

from collections.abc import Iterator

from greenlane.core.pack.renamed import notices
from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import failed, passed, warned

TITLE = "Schema"
GENERAL = "see docs/pack-format.md for what may stand here"


def look(one: Examined) -> Iterator[Result]:
    """Every fault that would make a server refuse the pack, and every key that goes away."""
    for problem in one.problems:
        where = f"{problem.file}:{problem.line}" if problem.line else problem.file
        yield failed(problem.message, where, problem.remedy or GENERAL)
    assert one.folder is not None
    for problem in notices(one.folder):
        yield warned(problem.message, f"{problem.file}:{problem.line}", problem.remedy)
    if one.found:
        pack = one.pack
        yield passed(f"{len(pack.rules)} rules, {len(one.document['cases'])} cases, {len(pack.agreements)} agreements")
