"""Every rule has a case that says it hits, and one that says it misses; and no case names a rule that is not there."""

from collections.abc import Iterator
from typing import Final

from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import failed, passed, remarked

TITLE = "Cases for every rule"
REMARKS: Final = ("no-hitting-case", "no-missing-case", "unknown-rule")


def look(one: Examined) -> Iterator[Result]:
    """What lint says of cases."""
    yield from remarked(one, REMARKS)
    cases = one.document["cases"]
    if not cases:
        yield failed("the pack has no case", "cases/", "write one that hits each rule and one that misses it")
    for case in cases:
        both = set(case.get("hits", ())) & set(case.get("misses", ()))
        if both:
            message = f"{case['name']!r} says that it hits and misses {', '.join(sorted(both))}"
            yield failed(message, one.places.of("cases", case["name"]), "keep one of the two")
        if not (case.get("hits") or case.get("misses") or case["expect"]):
            message = f"{case['name']!r} expects nothing"
            yield failed(message, one.places.of("cases", case["name"]), "say in `expect` what must be so")
    yield passed(f"{len(cases)} cases for {len(one.pack.rules)} rules")
