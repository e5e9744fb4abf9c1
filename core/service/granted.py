"""What a decision took for granted: presumptions, and that a document which nobody named is not there.

One that alone changes nothing may change the answer together with another: what is presumed to be new and to work is
waste when it is neither. So what rules look at is decided once more with all of it unknown. Whatever then could tell is
what the answer rests on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final
from weakref import WeakKeyDictionary

from greenlane.core.ask import Ask
from greenlane.core.conditions import tests as tests_of
from greenlane.core.explain import layout, unknown
from greenlane.core.model import All, Any, Condition, Not, Rule, Test
from greenlane.core.reference import apply
from greenlane.core.ruleset import RuleSet
from greenlane.core.service.book import Compiled
from greenlane.core.service.trial import Trial
from greenlane.core.uses import subjects
from greenlane.core.vocabulary import SEVERITY

_OPEN = "?"
"""Before a document's subject: whether it is there is not known, which no declaration can say."""
_SILENT = ("notice", "preference", "simplification")
"""Kinds of rules that no verdict comes from."""


@dataclass(frozen=True, slots=True)
class _Looked:
    """A rule that the goods and their way may fall under, for one ask. `verdict`: what it says, -1 where nothing."""

    rule: Rule
    ask: Ask
    verdict: int


class Granted:
    """What the answer on the first goods item of a trial rests on, without having been told. For one request."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        ruleset, declaration = trial.ruleset, trial.declaration
        outcome, item = trial.outcome.items[0], declaration.items[0]
        self._settled = outcome.verdict == SEVERITY["prohibited"]
        self._rules: list[_Looked] = []
        said = {(place, hit.rule): hit.verdict for place, hit in outcome.hits}
        # What forbids the goods and rests on nothing.
        certain = {key for key, verdict in said.items() if verdict == SEVERITY["prohibited"]}
        for place, (economy, flow) in enumerate(declaration.asks):
            if economy not in ruleset.packs or economy in trial.compiled.unavailable:
                continue
            ask = outcome.asks[place] or trial.compiled.checker.ask(declaration, item, economy, flow)[0]
            for index, rule in _resting(trial.compiled).at(economy, ask.code):
                certain.discard((place, index))
                if apply(_bare(rule), index, {}, ask):
                    self._rules.append(_Looked(rule, ask, said.get((place, index), -1)))
        self._certain = bool(certain)

    def keys(self, untold: str = "") -> set[str]:
        """`fact:NAME` and `document:CODE` of what was taken for granted and may change the answer, of prohibited goods
        the verdict. `untold`: such a key of something that was told, as if it were not.
        """
        if self._certain:
            return set()
        looked = [one for one in self._rules if not self._settled or one.verdict == SEVERITY["prohibited"]]
        found: set[str] = set()
        for one in looked:
            keys, forbids = self._of(one, untold)
            if self._settled and forbids:
                return set()  # forbidden whatever else may be said
            found |= keys
        return found

    def _of(self, looked: _Looked, untold: str) -> tuple[set[str], bool]:
        """The keys for one rule, and whether it forbids the goods with all of them unknown."""
        ask = _without(looked.ask, untold)
        # The papers that a requirement asks for are missing, not granted; but prohibited goods are not asked for any.
        rule = _opened(looked.rule, frozenset(ask.documents), self._settled)
        hit = apply(rule, 0, {}, ask)
        if hit is None:
            return set(), False
        nodes = layout(rule)
        tests = list(unknown(nodes.when, hit.values)) if nodes.when is not None else []
        if not tests or looked.verdict >= 0:
            tests += [test for node in nodes.requires for test in unknown(node, hit.values)]
        presumed = self._trial.ruleset.presumptions
        keys = {test.subject.removeprefix(_OPEN) for test in tests if test.subject.startswith(_OPEN)}
        for name in {test.subject for test in tests if (ask.economy, test.subject) in presumed}:
            keys.add(f"fact:{name}")
            # What would take the presumption back.
            for test in tests_of(presumed[ask.economy, name].unless):
                if test.op == "is" and test.subject not in ask.facts:
                    keys.add(f"fact:{test.subject}")
                elif test.op == "presented" and test.subject[9:] not in ask.documents:
                    keys.add(test.subject)
        return keys, hit.verdict == SEVERITY["prohibited"]


class _Resting:
    """The rules of a rule set that look at a document or at a presumed fact, by economy and chapter of the goods."""

    def __init__(self, ruleset: RuleSet) -> None:
        self._rules: dict[tuple[str, str], list[tuple[int, Rule]]] = {}
        presumed = {(economy, name) for economy, name in ruleset.presumptions}
        for index, rule in enumerate(ruleset.rules):
            looked = subjects(rule)
            rests = any(one.startswith("document:") or (rule.economy, one) in presumed for one in looked)
            if rests and rule.kind not in _SILENT:
                for chapter in sorted({code[:2] for code in rule.codes}) or [""]:
                    self._rules.setdefault((rule.economy, chapter), []).append((index, rule))

    def at(self, economy: str, code: str) -> Iterator[tuple[int, Rule]]:
        """Those that goods of a code may fall under, each with its place in the rule set."""
        for chapter in ("", code[:2]):
            yield from self._rules.get((economy, chapter), ())


_KNOWN: Final[WeakKeyDictionary[Compiled, _Resting]] = WeakKeyDictionary()


def _resting(compiled: Compiled) -> _Resting:
    found = _KNOWN.get(compiled)
    if found is None:
        found = _KNOWN[compiled] = _Resting(compiled.ruleset)
    return found


def _bare(rule: Rule) -> Rule:
    """What tells whether goods and way fall under a rule, without its conditions."""
    return Rule(
        rule.id, rule.economy, "notice", rule.flows, rule.codes, rule.exclude, rule.partners, rule.regimes,
        rule.valid_from, rule.valid_to, rule.keywords,
    )  # fmt: skip


def _without(ask: Ask, key: str) -> Ask:
    """The question as if something had not been told."""
    head, _, name = key.partition(":")
    if head == "fact":
        return replace(ask, facts={one: value for one, value in ask.facts.items() if one != name})
    if head == "document":
        return replace(ask, documents={code: days for code, days in ask.documents.items() if code != name})
    return ask


def _opened(rule: Rule, there: frozenset[str], wholly: bool) -> Rule:
    """The rule, all documents that are not there unknown to it: in `when`, and if `wholly` in what it requires too."""

    def opened(condition: Condition) -> Condition:
        match condition:
            case Test(subject):
                hidden = subject.startswith("document:") and subject[9:] not in there
                return replace(condition, subject=_OPEN + subject) if hidden else condition
            case Not(part):
                return Not(opened(part))
            case All(parts):
                return All(tuple(map(opened, parts)))
            case Any(parts):
                return Any(tuple(map(opened, parts)))

    when = opened(rule.when) if rule.when is not None else None
    requires = tuple(replace(one, that=opened(one.that)) for one in rule.requires) if wholly else rule.requires
    return replace(rule, when=when, requires=requires)
