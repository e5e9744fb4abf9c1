"""One rule's finding on one item, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from greenlane.core.ask import Ask, Hit
from greenlane.core.because import Papers, of_match, of_test
from greenlane.core.charges import Computed
from greenlane.core.explain import absent, deciding, unknown
from greenlane.core.model import Rule, Test
from greenlane.core.ruleset import RuleSet
from greenlane.core.speaker import Speaker
from greenlane.core.sums import told
from greenlane.core.uses import subjects
from greenlane.core.vocabulary import FALSE, TRUE, UNKNOWN, VERDICTS, weakest

Json = dict[str, Any]


@dataclass(slots=True)
class Notes:
    """What is gathered while a finding is worded; each list keeps its order and drops repeats when it is read."""

    because: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)
    remedies: list[str] = field(default_factory=list)

    def missing(self) -> dict[str, list[str]]:
        """The contract's `missing`."""
        return {
            "facts": list(dict.fromkeys(self.facts)),
            "documents": list(dict.fromkeys(self.documents)),
            "parameters": list(dict.fromkeys(self.parameters)),
        }


class FindingWriter:
    """Words findings of one rule set in one language."""

    def __init__(self, ruleset: RuleSet, say: Speaker) -> None:
        self.ruleset = ruleset
        self.say = say
        self._frames: dict[int, Json] = {}

    def write(
        self,
        hit: Hit,
        ask: Ask,
        foreign: bool,
        papers: Papers,
        charge: Computed | None,
        provided: Mapping[str, object],
    ) -> Json:
        """The finding of the contract. `foreign`: the code is of another nomenclature; `provided`: facts by name."""
        rule, say = self.ruleset.rules[hit.rule], self.say
        notes = Notes(list(of_match(rule, hit, ask, foreign, self.ruleset.layouts[hit.rule], papers, say, provided)))
        if hit.verdict or rule.kind == "notice":
            self._match(hit, ask, foreign, notes)
        self._requirements(rule, hit, ask, papers, provided, notes)
        if charge is not None:
            for name in charge.needs:
                if not self._series(name, ask, notes):
                    notes.facts.append(name)
                    notes.because.append(say("charge_missing", name=name))
        if hit.verdict or rule.kind in ("notice", "simplification", "charge"):
            notes.remedies.append(say.text(rule.remedy))
        if rule.evidence == "unverified":
            notes.because.append(say("unverified"))
        if charge is not None:
            notes.because.extend(told(charge, rule, say))
        finding = {
            **self._frame(hit.rule),
            "flow": ask.flow,
            "verdict": VERDICTS[hit.verdict],
            "evidence": self.evidence(rule, ask, provided),
            "because": list(dict.fromkeys(notes.because)),
            "missing": notes.missing(),
            "remedy": " ".join(filter(None, dict.fromkeys(notes.remedies))),
        }
        exposure = self._exposure(rule, ask.day)
        if exposure:
            finding["exposure"] = exposure
        return finding

    def evidence(self, rule: Rule, ask: Ask, provided: Mapping[str, object]) -> str:
        """The rule's, weakened by the values of dated series that decided with it."""
        if not provided:
            return rule.evidence
        levels = [rule.evidence]
        for fact in subjects(rule) & set(provided):
            parameter = self.ruleset.parameter(ask.economy, fact)
            for value in parameter.values if parameter else ():
                if value.valid_from <= ask.day and (value.valid_to is None or ask.day <= value.valid_to):
                    levels.append(value.evidence)
        return weakest(levels)

    def _match(self, hit: Hit, ask: Ask, foreign: bool, notes: Notes) -> None:
        """What would tell whether the rule matches."""
        when = self.ruleset.layouts[hit.rule].when
        if hit.code == UNKNOWN:
            if foreign:
                notes.facts.append(f"national_codes.{ask.economy}")
            if not foreign or len(ask.code) < 6:  # six digits are common to all nomenclatures
                notes.facts.append("commodity_code")
        if hit.partner == UNKNOWN:
            notes.facts.append("route.import" if ask.flow == "export" else "origin")
        if when is not None:
            for test in unknown(when, hit.values):
                self._missing(test, ask, notes)

    def _requirements(
        self, rule: Rule, hit: Hit, ask: Ask, papers: Papers, provided: Mapping[str, object], notes: Notes
    ) -> None:
        """Why each requirement is met or not, what is missing for it, and what to do."""
        for requirement, node in zip(rule.requires, self.ruleset.layouts[hit.rule].requires, strict=True):
            value = hit.values[node.place] & 3
            for test, state in deciding(node, hit.values):
                notes.because.append(of_test(test, state, ask, papers, self.say, provided))
            if value == TRUE:
                continue
            for test in unknown(node, hit.values):
                self._missing(test, ask, notes)
            if value == FALSE:
                notes.documents.extend(test.subject[9:] for test in absent(node, hit.values))
                notes.because.extend(filter(None, [self.say.text(requirement.message)]))
            notes.remedies.append(self.say.text(requirement.remedy))

    def _missing(self, test: Test, ask: Ask, notes: Notes) -> None:
        """Name what would settle an unknown test."""
        subject = test.subject
        if subject.startswith("document:"):
            if test.op == "presented":
                notes.documents.append(subject[9:])
            else:
                notes.facts.append(f"documents.{subject[9:]}.issued")
        elif subject.startswith("quantity:"):
            notes.facts.append("quantity")
        elif subject == "partner":
            notes.facts.append("route.import" if ask.flow == "export" else "route.export")
        elif not self._series(subject, ask, notes):
            notes.facts.append(subject)

    def _series(self, fact: str, ask: Ask, notes: Notes) -> bool:
        """Note the value of a dated series that is not held for the day; False where no series provides the fact."""
        parameter = self.ruleset.parameter(ask.economy, fact)
        if parameter is None:
            return False
        period = ask.day.strftime("%Y-%m") if parameter.period == "month" else ask.day.isoformat()
        notes.parameters.append(f"{parameter.name} {period}")
        notes.because.append(self.say("no_value", name=parameter.name, period=period))
        return True

    def _exposure(self, rule: Rule, on: date) -> list[Json]:
        """What a breach may cost on a day."""
        return [
            {
                "text": self.say.text(one.text),
                "instrument": one.instrument,
                "provision": one.provision,
                "evidence": one.evidence,
                "source": one.source,
            }
            for one in rule.exposure
            if (one.valid_from is None or one.valid_from <= on) and (one.valid_to is None or on <= one.valid_to)
        ]

    def _frame(self, index: int) -> Json:
        """What every finding of a rule has in common."""
        frame = self._frames.get(index)
        if frame is None:
            rule = self.ruleset.rules[index]
            frame = {
                "rule": rule.id,
                "economy": rule.economy,
                "flow": "",
                "kind": rule.kind,
                "verdict": "",
                "title": self.say.text(rule.title),
                "message": self.say.text(rule.message),
                "because": [],
                "missing": {},
                "remedy": "",
                "legal_basis": [
                    {
                        "instrument": basis.instrument,
                        "provision": basis.provision,
                        "in_force_from": _day(basis.in_force_from),
                        **({"in_force_to": _day(basis.in_force_to)} if basis.in_force_to else {}),
                        "source": basis.source,
                    }
                    for basis in rule.legal_basis
                ],
                "evidence": rule.evidence,
                "verified_on": _day(rule.verified_on),
            }
            self._frames[index] = frame
        return frame


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
