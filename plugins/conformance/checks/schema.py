"""The pack is read as a server reads it: every fault of its files, at file and line."""

from collections.abc import Iterator
from typing import Final

from greenlane.core.pack.renamed import notices
from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import failed, passed, warned

TITLE = "Schema"
ADVICE: Final = (
    ("is no fact this pack knows", "mend the name, or declare the fact in facts.yaml"),
    ("is no document this pack knows", "mend the code, or declare the document in documents.yaml"),
    ("is no decimal fact", "name a decimal fact of docs/pack-format.md or facts.yaml"),
    ("is no commodity code", 'write digits alone, in a list: ["391510", "7204"]'),
    ("must be of ['list', 'dict'] type", 'write a list: ["391510", "7204"], or {list: codes.csv}'),
    ("is no number", 'write a comparison and a number: "<= 12"'),
    ('is "true" or "false"', 'write "true" or "false", in quotes'),
    ("a charge has one of", 'write percent: "5", or a scale, or the name of a formula'),
    ("needs `charge`", "say its kind, its base, and one of percent, scale or formula"),
    ("starts with", "begin it with the economy's code and a dash"),
    ("", "docs/pack-format.md says what may stand here"),
)
"""What to do, by a part of what is wrong, where the loader does not say it itself."""


def look(one: Examined) -> Iterator[Result]:
    """Every fault that would make a server refuse the pack, and every key that goes away."""
    for problem in dict.fromkeys(one.problems):  # A list that several rules name is read for each.
        where = f"{problem.file}:{problem.line}" if problem.line else problem.file
        remedy = problem.remedy or next(words for part, words in ADVICE if part in problem.message)
        yield failed(problem.message, where, remedy)
    assert one.folder is not None
    for problem in notices(one.folder):
        yield warned(problem.message, f"{problem.file}:{problem.line}", problem.remedy)
    if one.found:
        pack = one.pack
        yield passed(f"{len(pack.rules)} rules, {len(one.document['cases'])} cases, {len(pack.agreements)} agreements")
