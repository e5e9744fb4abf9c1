"""An entry as it is being typed, tried out: its faults, what lint says of it, and the cases it must answer.

Nothing is stored. Of a content of many thousand rules only those are built that the question can touch: what an
answer to a case depends on is chosen by the codes of its goods, generously, so that nothing that matters is left out.
"""

import json
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from greenlane.core.declaration import NotADeclaration
from greenlane.core.draft import check
from greenlane.core.draft.check import Fault
from greenlane.core.draft.entries import Entries, agreement_of, join, parts
from greenlane.core.draft.merge import patched
from greenlane.core.extension import Services
from greenlane.core.model import Pack
from greenlane.core.pack.cases import cases_of, differences
from greenlane.core.pack.problems import PackError
from greenlane.core.proof.answers import Answers, refused
from greenlane.core.proof.cases import CaseResult
from greenlane.core.proof.lint import Remark, lint
from greenlane.core.ruleset import RuleSet
from greenlane.core.service.drafts_reading import Draft
from greenlane.core.service.rehearsal_index import SHARED, Index, beginnings_of, declared_by, named_by

CASES: Final = 40
"""Cases that are run while somebody types."""
NEIGHBOURS: Final = 60
"""Rules of the same goods with which a rule is compared while somebody types."""


AGREED: Final = ("agreements", "product_rules")
OTHERS: Final = Fault("", "", "other entries of the draft have faults", "mend those first: the draft's lint says where")


@dataclass(frozen=True, slots=True)
class Tried:
    """What trying an entry found. `left_out`: cases that were not run, and rules it was not compared with."""

    faults: tuple[Fault, ...]
    remarks: tuple[Remark, ...] = ()
    cases: tuple[CaseResult, ...] = ()
    left_out: tuple[int, int] = (0, 0)


class Rehearsals:
    """Tries entries over drafts. One a process; threads share it."""

    def __init__(
        self,
        services: Callable[[], Services],
        nomenclatures: Callable[[], Mapping[str, Collection[str]]] = dict,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._services = services
        self._nomenclatures = nomenclatures
        self._today = today
        self._kept: OrderedDict[tuple[str, int], Index] = OrderedDict()
        self._lock = threading.Lock()

    def pack(self, draft: Draft, economy: str) -> Pack | None:
        """An economy's pack without rules and agreements, as it stands in the draft; None where it has faults."""
        terms = self._built_with(draft, economy)
        if check.faults(terms, [economy]) or not terms:
            return None
        return check.ruleset(terms).packs[economy]

    def faults(self, draft: Draft, place: str, entry: Any) -> list[Fault]:
        """The faults of one entry as it is typed, those of what it is built with aside.

        Of a rule or a case none but itself is read; anything else is built with all of its economy's terms, what is of
        an agreement with that agreement and its product rules.
        """
        wrong = list(check.form(place, entry))
        if wrong:
            return wrong
        code, part, _ = parts(place)
        if part == "cases":
            return []
        terms = self._built_with(draft, code, agreement_of(place, entry))
        return [fault for fault in check.faults({**terms, place: entry}, [code]) if fault.address == place]

    def rule(self, draft: Draft, place: str, patch: Mapping[str, Any], instead: str = "") -> Tried:
        """A rule as it is typed: its faults; without any, what lint says of it and how its cases do.

        `patch`: the rule at its place, and whatever else changes with it; None takes an entry out. `instead`: the
        address of the rule that it succeeds, whose cases it must answer too.
        """
        wrong = self.faults(draft, place, patch[place])
        if wrong:
            return Tried(tuple(wrong))
        entries = patched(draft.entries, patch)
        named = self.cases_of(draft, parts(place).name, parts(instead).name if instead else "")
        # What was published is of its form; what the draft holds may wait to be mended.
        sound = [one for one in named if one not in draft.patch or not any(check.form(one, entries[one]))]
        try:
            remarks, apart = self._lint(draft, entries, place)
            results = tuple(self._run(draft, entries, sound[:CASES], patch))
        except PackError:
            return Tried((OTHERS,))
        return Tried((), remarks, results, (len(named) - len(results), apart))

    def terms(self, draft: Draft) -> list[str]:
        """The addresses of all that is neither rule nor case, in the draft."""
        return self._terms(draft)

    def case(self, draft: Draft, place: str, entry: Mapping[str, Any]) -> Tried:
        """A case as it is typed: its faults; without any, how it does in the draft."""
        wrong = self.faults(draft, place, entry)
        if wrong:
            return Tried(tuple(wrong))
        try:
            return Tried((), (), tuple(self._run(draft, {**draft.entries, place: entry}, [place])))
        except PackError:
            return Tried((OTHERS,))

    def cases_of(self, draft: Draft, *rules: str) -> list[str]:
        """The addresses of the cases that name one of these rules, in the draft."""
        base = self._index(draft)
        found = {place for rule in rules if rule for place in base.cases.get(rule, ())}
        found = {place for place in found if draft.entries.get(place) is not None}
        for place, entry in draft.patch.items():
            if parts(place).part == "cases":
                (found.add if named_by(entry).intersection(rules) else found.discard)(place)
        return sorted(found)

    def _index(self, draft: Draft) -> Index:
        """The index of the draft's base: made once, a draft's patch is small and is laid over it."""
        key = (draft.base_digest, draft.base)
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                found = self._kept[key] = Index(draft.base_entries)
                while len(self._kept) > 2:
                    self._kept.popitem(last=False)
            return found

    def _terms(self, draft: Draft) -> list[str]:
        """The addresses of all that rules are built with: economies, facts, documents, series."""
        patched = [place for place in draft.patch if parts(place).part not in ("rules", "cases")]
        return sorted(place for place in {*self._index(draft).terms, *patched} if place in draft.entries)

    def _built_with(self, draft: Draft, economy: str, agreement: str = "") -> Entries:
        """The terms of an economy; of its agreements and their product rules, which are many, those of one or none."""
        places = [one for one in self._terms(draft) if parts(one).economy == economy]
        terms = {one: draft.entries[one] for one in places}
        return {
            one: entry
            for one, entry in terms.items()
            if parts(one).part not in AGREED or agreement_of(one, entry) == agreement != ""
        }

    def _rules(self, draft: Draft, entries: Mapping[str, Any], beginnings: Collection[tuple[str, str]]) -> set[str]:
        """The rules of an economy that can touch goods of such codes: shorter ones, longer ones, and of any goods."""
        base = self._index(draft)
        found: set[str] = set()
        for code, beginning in set(beginnings):
            for length in range(len(beginning) + 1):
                found.update(base.rules.get((code, beginning[:length]), ()))
            if len(beginning) < SHARED:  # all below it may be meant; below nothing at all stand all that there are
                keys = [key for key in base.rules if key[0] == code and key[1].startswith(beginning)]
                found.update(place for key in keys for place in base.rules[key])
        # What the draft has changed is found by the goods that it is of now.
        for place in draft.patch:
            code, part, _ = parts(place)
            if part == "rules" and any(
                one.startswith(other) or other.startswith(one)
                for one in beginnings_of(entries.get(place))
                for owner, other in beginnings
                if owner == code
            ):
                found.add(place)
        return {place for place in found if place in entries}

    def _small(self, draft: Draft, entries: Mapping[str, Any], rules: Iterable[str]) -> Entries:
        """The terms and some rules. Raises PackError where one that the draft holds has not the form of its part."""
        small = {one: entries[one] for one in (*self._terms(draft), *rules) if one in entries}
        if any(one in draft.patch and any(check.form(one, entry)) for one, entry in small.items()):
            raise PackError([])
        return small

    def _run(
        self, draft: Draft, entries: Mapping[str, Any], places: list[str], typed: Collection[str] = ()
    ) -> Iterator[CaseResult]:
        """The cases run, in the draft with what is typed in its place. `typed`: the rules that are, whatever goods."""
        if not places:
            return
        economies = self._index(draft).economies
        beginnings = {
            (code, beginning) for place in places for beginning in declared_by(entries[place]) for code in economies
        }
        rules = self._rules(draft, entries, beginnings).union(typed)
        ruleset = check.ruleset(self._small(draft, entries, sorted(rules)))
        answers = Answers(ruleset, self._services())
        for place in places:
            yield _answered(place, entries[place], ruleset, answers)

    def _lint(self, draft: Draft, entries: Mapping[str, Any], place: str) -> tuple[tuple[Remark, ...], int]:
        """What lint says of one rule, alone and beside the rules of the same goods; how many of these are left out."""
        code, _, name = parts(place)
        beside = self._rules(draft, entries, [(code, beginning) for beginning in beginnings_of(entries[place])])
        near = sorted(one for one in beside if one != place and parts(one).economy == code)
        small = self._small(draft, entries, [place, *near[:NEIGHBOURS]])
        cases = [one for one in self.cases_of(draft, name) if parts(one).economy == code]
        small |= {one: entries[one] for one in cases}
        documents = {code: join(small)[code]}
        mine = {one: entry for one, entry in small.items() if parts(one).economy == code}
        known = _near(self._nomenclatures(), entries[place])
        found = lint(documents, check.ruleset(mine), self._today(), known, {code})
        said = tuple(one for one in found if one.address == place or place in one.also)
        return said, max(len(near) - NEIGHBOURS, 0)


def _answered(place: str, entry: Mapping[str, Any], ruleset: RuleSet, answers: Answers) -> CaseResult:
    (case,) = cases_of({"cases": [entry]}, ruleset.facts)
    try:
        answer = answers.answer(case.declaration).answer
    except NotADeclaration as error:
        return CaseResult(place, case.name, case.file, None, (), (refused(error),))
    found = sorted({finding["rule"] for item in answer["items"] for finding in item["findings"]})
    return CaseResult(place, case.name, case.file, answer["verdict"], tuple(found), tuple(differences(answer, case)))


def _near(nomenclatures: Mapping[str, Collection[str]], rule: Mapping[str, Any]) -> dict[str, list[str]]:
    """Of each nomenclature the chapters of all codes in a rule, and a code of its greatest length."""
    chapters = set(re.findall(r'"(\d\d)\d{0,10}"', json.dumps(rule)))
    return {
        name: [*(code for code in codes if code[:2] in chapters), max(codes, key=len)]
        for name, codes in nomenclatures.items()
        if codes and chapters
    }


__all__ = ["CASES", "NEIGHBOURS", "Rehearsals", "Tried"]
