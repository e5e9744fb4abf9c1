"""From a decision in progress to the next questions: what its findings miss, and only as far as its rules need it.

A question is worth asking while an answer to it changes what is found: a match, a verdict, a charge, or what else is
missing. Where false decides alone, nothing more is asked; where the goods are prohibited for certain, nothing is.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from greenlane.core.conditions import tests
from greenlane.core.model import LegalBasis, Parameter, Rule, Text
from greenlane.core.ruleset import RuleSet
from greenlane.core.service.granted import Granted
from greenlane.core.service.probing import Probing
from greenlane.core.service.trial import Trial
from greenlane.core.units import UNITS
from greenlane.core.vocabulary import SEVERITY

Json = dict[str, Any]
SCOPE, FACTS, PAPERS, AMOUNTS = range(4)
"""Stages: what tells which rules apply, what decides them, what papers they ask for, what a charge is computed from."""
_REACH: Final = {"prohibition": "prohibited", "restriction": "restricted", "risk": "referred", "charge": "incomplete"}


@dataclass(frozen=True, slots=True)
class Asker:
    """A rule that needs an answer, for a flow: who asks, and by what law."""

    rule: str
    economy: str
    flow: str
    title: Text
    legal_basis: tuple[LegalBasis, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to be told. `key` names it in the state of a form:

    `code`, `national:XX` (a longer code), `origin`, `from`, `to`, `quantity`, `value`, `fact:NAME`, `document:CODE`
    (is it there?), `issued:CODE` (its day of issue). `kind` says how it is answered: code, economy, quantity, value,
    document, date, or the type of a fact. `name`: of the fact, document or economy. `values`: those that are taken,
    of a quantity the units, of a code the longer ones that rules name. `presumed`: what is taken for granted while
    nobody says. `parameter`, `period`: the dated series of which no value is held, which the fact would take the place
    of.
    """

    key: str
    kind: str
    name: str = ""
    label: Text | None = None
    help: Text | None = None
    values: tuple[str, ...] = ()
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    pattern: str = ""
    presumed: object = None
    parameter: Parameter | None = None
    period: str = ""
    stage: int = FACTS
    reach: int = 0
    asked_by: tuple[Asker, ...] = ()


@dataclass(frozen=True, slots=True)
class Enquiry:
    """`open`: to be asked next, what decides most first. `unsure`: those of them that the person cannot answer.

    `answered`: keys of what was told and still matters; `presumed`: what was taken for granted and would change the
    answer if it were otherwise. `settled`: prohibited for certain, so that nothing is left to be asked.
    """

    open: tuple[Question, ...]
    unsure: tuple[Question, ...]
    answered: tuple[Question, ...]
    presumed: tuple[Question, ...]
    settled: bool


def enquire(trial: Trial, unsure: Collection[str] = (), without: Collection[str] = ()) -> Enquiry:
    """What to ask next about the first goods item of a trial.

    `unsure`: keys to which the person answered that they do not know; `without`: documents (`document:CODE`) that they
    said they do not have, which are asked for no more.
    """
    answer = trial.answer
    item = answer["items"][0]
    settled = item["verdict"] == "prohibited"
    asked = {} if settled else _asked(trial, item["findings"])
    ordered = sorted(asked.values(), key=lambda one: (one.stage, -one.reach, -len(one.asked_by), one.key))
    granted = Granted(trial)
    described = _Described(trial)
    told = [described(key) for key in Probing(trial).kept(granted)]
    told += [one for one in ordered if one.key in without]
    return Enquiry(
        tuple(one for one in ordered if one.key not in unsure and one.key not in without),
        tuple(one for one in ordered if one.key in unsure),
        tuple(told),
        tuple(one for one in _presumed(trial, granted, described) if one.key not in asked),
        settled,
    )


def _asked(trial: Trial, findings: Iterable[Json]) -> dict[str, Question]:
    """By key, what the findings miss, with all the rules that miss it."""
    ruleset, code = trial.ruleset, trial.declaration.items[0].code
    rules = {rule.id: rule for rule in ruleset.rules}
    found: dict[str, Question] = {}
    for finding in findings:
        rule = rules.get(finding["rule"])
        if rule is None or rule.kind == "notice":  # a plugin's word, and what changes no verdict
            continue
        asker = Asker(rule.id, rule.economy, finding["flow"], rule.title, rule.legal_basis)
        reach = _reach(rule)
        for question in _missed(ruleset, rule, finding["missing"]):
            before = found.get(question.key)
            if before is None:
                found[question.key] = replace(question, reach=reach, asked_by=(asker,))
            else:
                found[question.key] = replace(
                    before,
                    reach=max(before.reach, reach),
                    stage=min(before.stage, question.stage),
                    values=tuple(dict.fromkeys((*before.values, *question.values))),
                    asked_by=before.asked_by if asker in before.asked_by else (*before.asked_by, asker),
                )
    for key, question in found.items():
        if question.kind == "code":
            # The six first digits are common to all nomenclatures.
            known = code if key == "code" else code[:6]
            longer = sorted({one for one in question.values if one.startswith(known) and one != known})
            found[key] = replace(question, values=tuple(longer))
    return found


def _reach(rule: Rule) -> int:
    """The worst that a rule can say."""
    worst = [SEVERITY[_REACH.get(rule.kind, "clear")], *(SEVERITY[one.otherwise] for one in rule.requires)]
    return SEVERITY["referred"] if rule.evidence == "unverified" else max(worst)


def _missed(ruleset: RuleSet, rule: Rule, missing: Mapping[str, list[str]]) -> Iterator[Question]:
    for name in missing["facts"]:
        question = question_of(ruleset, rule.economy, name, rule)
        if question is not None:
            yield question
    for code in missing["documents"]:
        yield document(ruleset, code)
    for name in missing["parameters"]:
        series, _, period = name.partition(" ")
        pack = ruleset.packs[rule.economy]
        for fact in pack.facts.values():
            if fact.provider == series:
                yield replace(
                    of_fact(ruleset, rule.economy, fact.name),
                    parameter=pack.parameters[series],
                    period=period,
                    stage=AMOUNTS,
                )


def question_of(ruleset: RuleSet, economy: str, name: str, rule: Rule | None = None) -> Question | None:
    """The question of a name that stands in a finding's `missing.facts`; None for what nobody could answer.

    `rule`: the one that misses it, for the units or codes that it looks at.
    """
    head, _, rest = name.partition(".")
    if name == "commodity_code":
        return Question("code", "code", economy, values=_codes(rule), stage=SCOPE)
    if head == "national_codes":
        return Question(f"national:{rest}", "code", rest, values=_codes(rule), stage=SCOPE)
    if head == "route":
        return Question("to" if rest == "import" else "from", "economy", stage=SCOPE)
    if name == "origin":
        return Question("origin", "economy", stage=SCOPE)
    if name == "quantity":
        return Question("quantity", "quantity", values=_units(rule), stage=AMOUNTS)
    if name == "value":
        pack = ruleset.packs.get(economy)
        return Question("value", "value", unit=pack.economy.currency if pack else "", stage=AMOUNTS)
    if head == "documents":
        return issued(ruleset, rest.rpartition(".")[0])
    return of_fact(ruleset, economy, name) if name in ruleset.facts else None


def of_fact(ruleset: RuleSet, economy: str, name: str) -> Question:
    """The question of a fact, in the words of an economy's pack where it has its own."""
    pack = ruleset.packs.get(economy)
    fact = (pack.facts.get(name) if pack else None) or ruleset.facts[name]
    general = ruleset.facts[name]
    return Question(
        f"fact:{name}",
        fact.type,
        name,
        fact.label or general.label,
        fact.help or general.help,
        fact.values,
        fact.unit,
        fact.minimum,
        fact.maximum,
        fact.pattern,
    )


def document(ruleset: RuleSet, code: str) -> Question:
    """Whether a document is there."""
    known = ruleset.documents.get(code)
    label, text = (known.label, known.help) if known else ({"en": code}, {})
    return Question(f"document:{code}", "document", code, label, text, stage=PAPERS)


def issued(ruleset: RuleSet, code: str) -> Question:
    """On what day a document was issued."""
    paper = document(ruleset, code)
    return replace(paper, key=f"issued:{code}", kind="date")


def _codes(rule: Rule | None) -> tuple[str, ...]:
    return tuple(sorted((*rule.codes, *rule.exclude))) if rule is not None else ()


def _units(rule: Rule | None) -> tuple[str, ...]:
    """The units that a rule measures in, and those that can be converted to them."""
    named = set()
    if rule is not None:
        conditions = (rule.when, *(one.that for one in rule.requires))
        subjects = {test.subject for condition in conditions for test in tests(condition)}
        if rule.charge is not None:
            subjects.add(rule.charge.base.partition("*")[0])
            subjects.add(rule.charge.scale.by if rule.charge.scale is not None else "")
        named = {subject[9:] for subject in subjects if subject.startswith("quantity:")}
    measures = {UNITS[unit][0] for unit in named}
    return tuple([*sorted(named), *(unit for unit in UNITS if unit not in named and UNITS[unit][0] in measures)])


class _Described:
    """Words the question of a key that was told already."""

    def __init__(self, trial: Trial) -> None:
        self._ruleset = trial.ruleset
        self._economies = tuple(dict.fromkeys(economy for economy, _ in trial.declaration.asks))

    def __call__(self, key: str) -> Question:
        head, _, name = key.partition(":")
        if head == "fact":
            return of_fact(self._ruleset, self.economy_of(name), name)
        if head == "document":
            return document(self._ruleset, name)
        if head == "issued":
            return issued(self._ruleset, name)
        if head == "national":
            return Question(key, "code", name, stage=SCOPE)
        if head == "quantity":
            return Question(key, "quantity", values=tuple(UNITS), stage=AMOUNTS)
        return Question(key, "value" if head == "value" else "economy", stage=AMOUNTS if head == "value" else SCOPE)

    def economy_of(self, name: str) -> str:
        """The first economy on the route that says something of a fact of its own."""
        packs = self._ruleset.packs
        return next((one for one in self._economies if one in packs and name in packs[one].facts), "")


def _presumed(trial: Trial, granted: Granted, described: _Described) -> Iterator[Question]:
    """What was taken for granted on the route and may change the answer: facts first, then documents."""
    declared = trial.declaration.items[0].source.get("facts") or {}
    values: dict[str, object] = {}
    unless: dict[str, object] = {}
    for economy in dict.fromkeys(economy for economy, _ in trial.declaration.asks):
        for (other, name), presumption in trial.ruleset.presumptions.items():
            if other == economy:
                values.setdefault(name, presumption.value)
                for test in tests(presumption.unless):
                    if test.op == "is":
                        unless.setdefault(test.subject, not test.value)
    for key in sorted(granted.keys(), key=lambda key: (key.startswith("document:"), key)):
        head, _, name = key.partition(":")
        if head == "document":
            yield replace(described(key), presumed=False)
        elif name not in declared:
            yield replace(described(key), presumed=values.get(name, unless.get(name)))
