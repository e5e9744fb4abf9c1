"""Whether every rule has a case that says it hits and one that says it misses; whether they are so, running tells."""

from collections.abc import Iterator

from greenlane.core.draft.entries import address
from greenlane.core.proof.looks import Looked
from greenlane.core.proof.remark import Remark
from greenlane.core.terms.codes import ECONOMIES, PLACELESS


def remarks(looked: Looked) -> Iterator[Remark]:
    """Of every rule and case of the economy. A case may name rules of any economy."""
    cases = looked.document.get("cases", ())
    named = {say: {name for case in cases for name in case.get(say, ())} for say in ("hits", "misses")}
    for scope in looked.scopes:
        rule = scope.rule
        for say, code, verb in (("hits", "no-hitting-case", "hits"), ("misses", "no-missing-case", "misses")):
            if rule.id not in named[say]:
                message = f"no case of {rule.economy} says that it {verb} {rule.id}"
                remedy = f"write a case with {rule.id} in its `{say}`; at a threshold, one on each side"
                yield looked.about(code, rule, "", message, remedy)
    known = {rule.id for rule in looked.ruleset.rules}
    # Rules of an economy that is not looked at here are not known here.
    elsewhere = ECONOMIES | PLACELESS
    elsewhere -= set(looked.ruleset.packs)
    for case in cases:
        for say in ("hits", "misses"):
            for index, name in enumerate(case.get(say, ())):
                if name not in known and name.partition("-")[0] not in elsewhere:
                    yield Remark(
                        "unknown-rule",
                        address(looked.economy, "cases", case["name"]),
                        f"/{say}/{index}",
                        f"the case {case['name']!r} names {name}, which is no rule",
                        "is the id misspelt? or take it out with the rule",
                    )
