"""Every check of one plugin, each by itself: what one of them stumbles over does not keep the others from looking."""

import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from greenlane import __version__
from greenlane.plugins.conformance.code import running
from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.find import found
from greenlane.plugins.conformance.registry import BY_NAME, CHECKS, Check
from greenlane.plugins.conformance.report import Checked, Covered, Report, Result
from greenlane.plugins.conformance.subject import Subject

WANTING = {
    "package": "the package was not found: see the check `found`",
    "folder": "there is no pack: see the check `found`",
    "pack": "the pack cannot be loaded: see the check `schema`",
}


def verify(
    what: str | Path | Subject,
    *,
    only: Collection[str] = (),
    strict: bool = False,
    trusted: bool = False,
    today: date | None = None,
    nomenclatures: Mapping[str, Collection[str]] | None = None,
) -> Report:
    """The report on the one plugin at a path, or installed under a name.

    `only`: names of checks; default all. `strict`: warnings are faults. `trusted`: its code may run in this process.
    `today`: the day that reviews are held to. `nomenclatures`: codes by name (an economy's code, or HS).
    Raises NotAPlugin where there is none; of several, the first is verified; ValueError for an unknown check.
    """
    if isinstance(what, Subject):
        return _report(what, only, strict, trusted, today, nomenclatures)
    with found(what) as subjects:
        return _report(subjects[0], only, strict, trusted, today, nomenclatures)


@contextmanager
def examining(
    subject: Subject,
    trusted: bool = False,
    today: date | None = None,
    nomenclatures: Mapping[str, Collection[str]] | None = None,
) -> Iterator[Examined]:
    """A plugin with its code running, for as long as the block runs."""
    one = Examined(subject, today, trusted, nomenclatures)
    with running(subject, one.trusted) as code:
        one.code = code
        yield one


def checked(one: Examined, check: Check) -> Checked:
    """What one check finds. It never raises: a check that does has failed."""
    begun = time.perf_counter()
    if check.needs and (wanting := _wanting(one, check.needs)):
        results: tuple[Result, ...] = (Result(check.name, "skipped", wanting),)
    elif check.asks_much and one.too_slow:
        results = (Result(check.name, "skipped", "its hooks are too slow, or at fault: see the check `hooks`"),)
    else:
        results = tuple(_looked(one, check))
    return Checked(check.name, check.title, results, time.perf_counter() - begun)


def _looked(one: Examined, check: Check) -> Iterator[Result]:
    bad = False
    try:
        for result in check.look(one):
            bad = bad or result.status in ("failed", "warned")
            if result.status != "passed" or not bad:  # What was found good is told only where all was.
                yield replace(result, check=check.name)
    except Exception as error:
        message = f"the check itself raised {type(error).__name__}: {error}"
        yield Result(check.name, "failed", message, "", "this is a fault of Greenlane: please report it")


def _wanting(one: Examined, needs: str) -> str:
    there = {"package": one.package is not None}
    if needs in ("folder", "pack"):
        there["folder"] = one.folder is not None
    if needs == "pack":
        there["pack"] = one.found
    return next((WANTING[what] for what, is_there in there.items() if not is_there), "")


def _report(
    subject: Subject,
    only: Collection[str],
    strict: bool,
    trusted: bool,
    today: date | None,
    nomenclatures: Mapping[str, Collection[str]] | None,
) -> Report:
    unknown = sorted(set(only) - set(BY_NAME))
    if unknown:
        raise ValueError(f"there is no check {unknown[0]}: they are {', '.join(BY_NAME)}")
    begun = time.perf_counter()
    with examining(subject, trusted, today, nomenclatures) as one:
        checks = tuple(checked(one, check) for check in CHECKS if not only or check.name in only)
        return Report(
            subject.said,
            one.economy,
            one.pack.economy.version if one.found else "",
            checks,
            _coverage(one) if not only or {"cases", "branches"} & set(only) else (),
            strict,
            __version__,
            time.perf_counter() - begun,
        )


def _coverage(one: Examined) -> tuple[Covered, ...]:
    if not one.found:
        return ()
    kinds = {rule.id: rule.kind for rule in one.pack.rules}
    found = []
    for rule in one.proof.rules:
        name = rule.address.rpartition("/")[2]
        seen = sum(len(branch.seen) for branch in rule.branches)
        every = seen + sum(len(branch.unseen) for branch in rule.branches)
        found.append(Covered(name, kinds[name], rule.hits, rule.misses, (seen, every), one.places.of("rules", name)))
    return tuple(found)
