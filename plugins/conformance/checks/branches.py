"""Every test of every condition was seen true and false by some case, and unknown where it can be."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from greenlane.core.proof.coverage import RuleCoverage
from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import failed, passed, some, warned

TITLE = "Coverage of branches"


def look(one: Examined) -> Iterator[Result]:
    """What the cases have seen of each rule."""
    for rule in one.proof.rules:
        if rule.branches:
            yield from _rule(one, rule)
    seen, every = one.proof.branches_covered
    yield passed(f"{seen} of {every} outcomes of tests are seen by cases")


def _rule(one: Examined, rule: RuleCoverage) -> Iterator[Result]:
    name = rule.address.rpartition("/")[2]
    where = one.places.at(rule.address, rule.branches[0].pointer)
    if not any(branch.seen for branch in rule.branches):
        message = f"no case ever comes to the condition of {name}"
        yield failed(message, where, "write a case with goods of its codes, on a day on which it holds")
        return
    lost = [f"{written(branch.test)} {outcome}" for branch in rule.branches for outcome in branch.unseen]
    if lost:
        message = f"no case of {name} makes {some(lost)}"
        yield warned(message, where, "write a case for each; leave a fact out to make it unknown")


def written(test: Mapping[str, Any]) -> str:
    """A test on one line, as a pack has it."""
    return json.dumps(test, ensure_ascii=False, default=str).replace('"', "")
