"""The checks, in the order in which an author reads them: what the others stand on comes first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from greenlane.plugins.conformance.checks import (
    answers,
    api,
    brackets,
    branches,
    cases,
    citations,
    codes,
    conditions,
    dates,
    determinism,
    files,
    found,
    fuzz,
    hooks,
    leftovers,
    names,
    readme,
    schema,
    signature,
    texts,
    timing,
    top_level,
    translations,
)
from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.report import Result

Look = Callable[[Examined], Iterator[Result]]


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `needs`: what must be there for it: nothing, a package, a folder of a pack, or a pack that loads."""

    name: str
    title: str
    look: Look
    needs: str = "pack"
    asks_much: bool = False
    """Whether it puts hundreds of questions to the plugin's code."""


CHECKS: Final[tuple[Check, ...]] = (
    Check("found", found.TITLE, found.look, ""),
    Check("top-level", top_level.TITLE, top_level.look, ""),
    Check("files", files.TITLE, files.look, "folder"),
    Check("schema", schema.TITLE, schema.look, "folder"),
    Check("api", api.TITLE, api.look, "folder"),
    Check("hooks", hooks.TITLE, hooks.look, "package"),
    Check("names", names.TITLE, names.look),
    Check("citations", citations.TITLE, citations.look),
    Check("dates", dates.TITLE, dates.look),
    Check("codes", codes.TITLE, codes.look),
    Check("conditions", conditions.TITLE, conditions.look),
    Check("brackets", brackets.TITLE, brackets.look),
    Check("cases", cases.TITLE, cases.look),
    Check("answers", answers.TITLE, answers.look),
    Check("branches", branches.TITLE, branches.look),
    Check("determinism", determinism.TITLE, determinism.look, asks_much=True),
    Check("fuzz", fuzz.TITLE, fuzz.look, asks_much=True),
    Check("time", timing.TITLE, timing.look, asks_much=True),
    Check("translations", translations.TITLE, translations.look),
    Check("texts", texts.TITLE, texts.look),
    Check("leftovers", leftovers.TITLE, leftovers.look, "folder"),
    Check("readme", readme.TITLE, readme.look, "folder"),
    Check("signature", signature.TITLE, signature.look, "folder"),
)
BY_NAME: Final = {one.name: one for one in CHECKS}
