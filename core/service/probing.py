"""Whether a declaration would be answered otherwise if one thing in it were otherwise."""

import copy
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from greenlane.core.check import ItemOutcome
from greenlane.core.declaration import NotADeclaration
from greenlane.core.finding import FindingWriter
from greenlane.core.model import Fact
from greenlane.core.papers import not_covering
from greenlane.core.service.granted import Granted
from greenlane.core.service.trial import Trial
from greenlane.core.speaker import Speaker

Signature = tuple[object, ...]
LEFT_OUT = None
"""In the place of a value: nothing is declared."""


class Probing:
    """Asks what the first goods item of a trial would be told if one thing were otherwise. For one request."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self._document = trial.declaration.document
        self._writer = FindingWriter(trial.ruleset, Speaker("en"))
        self._now = datetime.now(UTC)
        self._told: Signature | None = None

    def kept(self, granted: Granted) -> list[str]:
        """The keys (see enquiry.Question) of what the item says beside its code, without what changes nothing, and may
        change nothing together with what was taken for granted.

        Of two things that each make the other needless one is kept: what is left, alone, is answered the same.
        """
        kept = []
        for key in _told(self._item(self._document)):
            if self._matters(key) or key in granted.keys(untold=key):
                kept.append(key)
            else:
                self._document = self._with(key, LEFT_OUT)
        return kept

    def _matters(self, key: str) -> bool:
        """Whether the answer would be another if this were left out, or a fact of it were declared otherwise."""
        if self.changes(key, LEFT_OUT):
            return True
        head, _, name = key.partition(":")
        if head != "fact":
            return False
        fact = self._trial.ruleset.facts[name]
        return any(self.changes(key, value) for value in alternatives(fact, self._item(self._document)["facts"][name]))

    def changes(self, key: str, value: object) -> bool:
        """Whether the answer would be another with this value under a key."""
        compiled = self._trial.compiled
        try:
            declaration = compiled.reader.accept(self._with(key, value), self._now)
        except NotADeclaration:
            return False
        before, after = self._trial.outcome.items[0], compiled.checker.check(declaration).items[0]
        if self._told is None:
            self._told = self._signature(before)
        return self._signature(after) != self._told

    def _with(self, key: str, value: object) -> dict[str, Any]:
        document = copy.deepcopy(self._document)
        # Without a day a declaration is of today: it must stay the same day.
        document["date"] = self._trial.declaration.date.isoformat()
        _put(self._item(document), key, value)
        return document

    def _signature(self, outcome: ItemOutcome) -> Signature:
        """What a person would notice of an outcome: matches, verdicts, sums, and what is missing."""
        ruleset = self._trial.ruleset
        computed = {(place, rule): charge for place, rule, charge in outcome.charges}
        papers = not_covering(self._trial.declaration.items[0].documents, self._trial.declaration.date)
        found: list[object] = [outcome.verdict]
        for place, hit in outcome.hits:
            ask = outcome.asks[place]
            assert ask is not None
            charge = computed.get((place, hit.rule))
            provided = outcome.provided.get(ask.economy, {})
            said = self._writer.write(hit, ask, outcome.foreign[place], papers, charge, provided)
            missing = said["missing"] if ruleset.rules[hit.rule].kind != "notice" else {}
            amount = None if charge is None else (charge.amount, charge.currency)
            needs = tuple((name, *sorted(missing[name])) for name in sorted(missing))
            found.append((place, hit.rule, hit.match, hit.verdict, amount, needs))
        found += [(place, signal.code) for place, signal in outcome.signals]
        found += [(place, fault.hook, fault.kind) for place, fault in outcome.faults]
        return tuple(found)

    @staticmethod
    def _item(document: dict[str, Any]) -> dict[str, Any]:
        item: dict[str, Any] = document["items"][0]
        return item


def _told(item: dict[str, Any]) -> list[str]:
    """The keys of what an item says beside its code."""
    keys = [f"fact:{name}" for name in item.get("facts") or ()]
    for paper in item.get("documents") or ():
        keys.append(f"document:{paper['code']}")
        if "issued" in paper:
            keys.append(f"issued:{paper['code']}")
    keys += [f"national:{economy}" for economy in item.get("national_codes") or ()]
    keys += [name for name in ("origin", "quantity", "value") if name in item]
    return sorted(dict.fromkeys(keys))


def alternatives(fact: Fact, value: object) -> Iterator[object]:
    """Other values a fact could be declared with than it is, or is presumed to have; none where it has too many."""
    if fact.type == "boolean":
        yield not value
    elif fact.type == "choice":
        yield from (one for one in fact.values if one != value)
    elif fact.type == "list" and fact.values:
        held = set(value) if isinstance(value, list | frozenset) else set()
        for other in ([], list(fact.values), *([one] for one in fact.values)):
            if set(other) != held:
                yield other
    elif isinstance(value, str) and value.startswith("not "):
        yield value[4:]


def _put(item: dict[str, Any], key: str, value: object) -> None:
    """Put a value where a key says, or take out what stands there."""
    head, _, name = key.partition(":")
    if head in ("origin", "quantity", "value"):
        place, name = item, head
    elif head in ("fact", "national"):
        place = item.setdefault("facts" if head == "fact" else "national_codes", {})
    else:
        papers = item.get("documents") or []
        if head == "document":
            item["documents"] = [one for one in papers if one["code"] != name]
        for one in papers:
            if head == "issued" and one["code"] == name:
                one.pop("issued", None)
        return
    if value is LEFT_OUT:
        place.pop(name, None)
    else:
        place[name] = value
