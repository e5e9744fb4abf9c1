"""A rule set → one flat image that the compiled matcher reads, and that processes may share by mmap.

The layout is the matcher's (ext/_matcher.pyx): packed little-endian records, sections 8-byte aligned, no pointers.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from struct import Struct
from typing import Any

from greenlane.core.image import bound, ends
from greenlane.core.keywords import pattern
from greenlane.core.model import All, Condition, Fact, Not, Presumption, Rule, Test
from greenlane.core.units import UNITS
from greenlane.core.uses import by_words_alone
from greenlane.core.vocabulary import FLOWS, KINDS, REGIMES, SEVERITY
from greenlane.ext import _matcher

RULE = Struct("<iiHBBBBHiIIIIIHHI")
NODE = Struct("<BBHIIq")
REQUIREMENT = Struct("<HBB")
CODE = Struct("<QQ")
LONGER = Struct("<QII")
KEYWORD = Struct("<II")
PRESUMPTION = Struct("<qiIII")

NOT, ALL, ANY, BOOLEAN, NUMBER, SYMBOL, LIST, UNDER = 1, 2, 3, 4, 5, 6, 7, 8
ORIGIN, PARTNER, REGIME, PRESENTED, ISSUED, QUANTITY, KEYWORD_TEST = 9, 10, 11, 12, 13, 14, 15
KIND_OF = {"boolean": BOOLEAN, "decimal": NUMBER, "integer": NUMBER, "list": LIST}
COMPARED = {"<": 0, "<=": 1, ">": 2, ">=": 3, "=": 4, "!=": 5}
LISTED = {"any": 0, "all": 1, "only": 2}
MEASURES = ("mass", "volume", "count")
EVER, NEVER_ENDS = -(2**31) + 1, 2**31 - 1
CAPPED, LOOKS_FACTS, LOOKS_PAPERS, LOOKS_TEXT, LOOKS_QUANTITY = 1, 2, 4, 8, 16
DEEPEST = 60
FLOW_BIT = {flow: 1 << index for index, flow in enumerate(FLOWS)}
REGIME_BIT = {regime: 1 << index for index, regime in enumerate(REGIMES)}
ANY_REGIME = (1 << len(REGIMES)) - 1
KIND_NUMBER = {kind: index for index, kind in enumerate(KINDS)}


class TooLarge(ValueError):
    """A rule set that the image cannot hold: the message says which rule and which bound."""


def compile_rules(
    rules: Sequence[Rule], facts: Mapping[str, Fact], presumptions: Mapping[tuple[str, str], Presumption]
) -> bytes:
    """The image of these rules, in their order. Raises TooLarge."""
    return _Writer(facts).write(rules, presumptions)


class _Writer:
    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self.types = facts
        self.nodes = bytearray()
        self.node_count = 0
        self.codes = bytearray()
        self.code_count = 0
        self.sets = bytearray()
        self.set_of: dict[frozenset[str], int] = {}
        self.keywords = bytearray()
        self.keyword_of: dict[tuple[str, ...], int] = {}
        self.text = bytearray()
        self.symbols: list[int] = []
        #: Bits of list facts are an economy's own, so one economy's rules never crowd out another's.
        self.economy = 0
        #: What the conditions written since it was last cleared look at.
        self.looks = 0
        self.tested_slots: set[int] = set()
        self.economies: dict[str, int] = {}
        #: Fact → its slot, its kind, and its symbols; of a list those by economy.
        self.slots: dict[str, tuple[int, int, dict[str, Any]]] = {}
        self.documents: dict[str, int] = {}
        self.names: dict[str, int] = {}

    def write(self, rules: Sequence[Rule], presumptions: Mapping[tuple[str, str], Presumption]) -> bytes:
        records = bytearray()
        requirements = bytearray()
        requirement_count = 0
        postings: dict[int, list[int]] = {}
        longer: list[tuple[int, int, int, int]] = []
        lengths: dict[int, int] = {}
        pack, economies = RULE.pack, self.economies
        for index, rule in enumerate(rules):
            economy = self.economy = economies.setdefault(rule.economy, len(economies))
            key_base = economy << 52
            for code in antichain(rule.codes) if len(rule.codes) > 1 else rule.codes or ("",):
                size = len(code)
                digits = int(code or "0", 16)  # four bits a digit
                key = key_base | size << 48 | digits
                if key in postings:
                    postings[key].append(index)
                else:
                    postings[key] = [index]
                lengths[economy] = lengths.get(economy, 0) | 1 << size
                if size > 2:
                    longer.append((economy, digits << 4 * (12 - size), size, index))
            excluded = self.code_count
            if rule.exclude:
                self._codes(rule.exclude)
            excludes = self.code_count - excluded  # before conditions add codes of their own
            keyword = self._keywords(rule.keywords) if rule.keywords else 0
            node = self.node_count
            self.looks = LOOKS_TEXT if rule.keywords else 0
            when = self._condition(rule.when, rule) if rule.when is not None else 0
            first_requirement = requirement_count
            for requirement in rule.requires:
                requirements += REQUIREMENT.pack(
                    self._condition(requirement.that, rule), SEVERITY[requirement.otherwise], 0
                )
                requirement_count += 1
            flows = 0
            for flow in rule.flows:
                flows |= FLOW_BIT[flow]
            regimes = ANY_REGIME
            if rule.regimes:
                regimes = sum(REGIME_BIT[regime] for regime in set(rule.regimes))
            records += pack(
                rule.valid_from.toordinal() if rule.valid_from else EVER,
                rule.valid_to.toordinal() if rule.valid_to else NEVER_ENDS,
                economy,
                flows,
                regimes,
                KIND_NUMBER[rule.kind],
                self.looks | (CAPPED if rule.evidence == "unverified" or by_words_alone(rule) else 0),
                len(rule.requires),
                self._set(rule.partners) if rule.partners else -1,
                excluded,
                excludes,
                keyword,
                len(rule.keywords),
                node,
                when,
                self.node_count - node,
                first_requirement,
            )
        self.looks = 0
        self.tested_slots.clear()
        presumed, presumption_records = self._presumptions(presumptions)
        buckets, posted, filtered = _matcher.index(postings)
        longer.sort()
        longer_of = ends([entry[0] for entry in longer], len(economies))
        return bound(
            {
                "rules": bytes(records),
                "nodes": bytes(self.nodes),
                "requirements": bytes(requirements),
                "codes": bytes(self.codes),
                "buckets": buckets,
                "filter": filtered,
                "postings": posted,
                "longer": b"".join([LONGER.pack(value, rule, size) for _, value, size, rule in longer]),
                "longer_of": Struct(f"<{len(longer_of)}I").pack(*longer_of),
                "lengths": Struct(f"<{len(economies)}H").pack(*(lengths[e] for e in range(len(economies)))),
                "sets": bytes(self.sets),
                "keywords": bytes(self.keywords),
                "text": bytes(self.text),
                "symbols": Struct(f"<{len(self.symbols)}I").pack(*self.symbols),
                "presumed": presumed,
                "presumptions": presumption_records,
                "meta": json.dumps(
                    {
                        "economies": self.economies,
                        "facts": self.slots,
                        "documents": self.documents,
                        "slots": len(self.slots),
                        "presumptions_look": self.looks,
                        "presumption_slots": sorted(self.tested_slots),
                        "units": {unit: (MEASURES.index(m), f.adjusted()) for unit, (m, f) in UNITS.items()},
                    }
                ).encode(),
            }
        )

    def _condition(self, condition: Condition, rule: Rule | None, depth: int = 0) -> int:
        """Write the nodes of a condition, parts before their whole; how many there are."""
        if isinstance(condition, Test):
            self._test(condition, rule)
            return 1
        if depth > DEEPEST:
            raise TooLarge(f"{rule.id if rule else 'a presumption'}: a condition nested more than {DEEPEST} deep")
        if isinstance(condition, Not):
            count = self._condition(condition.part, rule, depth + 1)
            self._node(NOT)
            return count + 1
        if depth + len(condition.parts) > DEEPEST:  # so many values at most wait on the matcher's stack
            raise TooLarge(
                f"{rule.id if rule else 'a presumption'}: more than {DEEPEST} parts in one `all` or `any`, "
                "counting those before it in the conditions around it"
            )
        count = 0
        for place, part in enumerate(condition.parts):
            count += self._condition(part, rule, depth + 1 + place)
        self._node(ALL if isinstance(condition, All) else ANY, slot=len(condition.parts))
        return count + 1

    def _node(self, kind: int, op: int = 0, slot: int = 0, start: int = 0, count: int = 0, value: int = 0) -> None:
        self.nodes += NODE.pack(kind, op, slot, start, count, value)
        self.node_count += 1

    def _test(self, test: Test, rule: Rule | None) -> None:
        subject, op, wanted = test.subject, test.op, test.value
        if subject == "commodity_code":
            start = self.code_count
            self._codes(wanted)  # type: ignore[arg-type]
            self._node(UNDER, start=start, count=self.code_count - start)
        elif subject in ("origin", "partner"):
            self._node(ORIGIN if subject == "origin" else PARTNER, value=self._set(wanted))  # type: ignore[arg-type]
        elif subject == "regime":
            self._node(REGIME, value=sum(REGIME_BIT[str(r)] for r in wanted))  # type: ignore[union-attr, misc]
        elif subject == "keyword":
            self.looks |= LOOKS_TEXT
            words = tuple(sorted(wanted))  # type: ignore[arg-type]
            self._node(KEYWORD_TEST, start=self._keywords(words), count=len(words))
        elif subject.startswith("document:"):
            self.looks |= LOOKS_PAPERS
            document = self.documents.setdefault(subject[9:], len(self.documents))
            if op == "presented":
                self._node(PRESENTED, start=document)
            else:
                assert isinstance(wanted, date)
                self._node(ISSUED, COMPARED[op.removeprefix("issued ")], start=document, value=wanted.toordinal())
        elif subject.startswith("quantity:"):
            self.looks |= LOOKS_QUANTITY
            measure, factor = UNITS[subject[9:]]
            base = factor * wanted  # type: ignore[operator]
            self._node(QUANTITY, COMPARED[op], MEASURES.index(measure), value=_matcher.number_key(base))
        else:
            self._fact(subject, op, wanted, rule)

    def _fact(self, name: str, op: str, wanted: object, rule: Rule | None) -> None:
        self.looks |= LOOKS_FACTS
        slot, kind, symbols = self._slot(name)
        self.tested_slots.add(slot)
        if kind == BOOLEAN:
            self._node(BOOLEAN, slot=slot, value=int(bool(wanted)))
        elif kind == NUMBER:
            self._node(NUMBER, COMPARED[op], slot, value=_matcher.number_key(wanted))
        elif kind == SYMBOL:
            start = len(self.symbols)
            self.symbols.extend(self._symbol(one, symbols) for one in sorted(wanted))  # type: ignore[call-overload]
            self._node(SYMBOL, slot=slot, start=start, count=len(self.symbols) - start)
        else:
            self._node(LIST, LISTED[op], slot, value=self._bits(name, wanted, symbols))  # type: ignore[arg-type]

    def _slot(self, name: str) -> tuple[int, int, dict[str, Any]]:
        slot = self.slots.get(name)
        if slot is None:
            slot = self.slots[name] = (len(self.slots), KIND_OF.get(self.types[name].type, SYMBOL), {})
        return slot

    def _symbol(self, word: str, symbols: dict[str, int]) -> int:
        number = self.names.setdefault(word, len(self.names))
        symbols[word] = number
        return number

    def _bits(self, name: str, words: Iterable[str], lists: dict[str, Any]) -> int:
        symbols: dict[str, int] = lists.setdefault(str(self.economy), {})
        bits = 0
        for word in sorted(words):
            place = symbols.setdefault(word, len(symbols))
            if place > 61:
                raise TooLarge(f"the rules test more than 62 different values of {name}")
            bits |= 1 << place
        return bits

    def _codes(self, codes: Iterable[str]) -> None:
        for code in sorted(codes):
            self.codes += CODE.pack(int(code, 16) << 4 * (12 - len(code)), len(code))
            self.code_count += 1

    def _set(self, economies: frozenset[str]) -> int:
        index = self.set_of.get(economies)
        if index is None:
            bits = 0
            for code in economies:
                bits |= 1 << (ord(code[0]) - 65) * 26 + ord(code[1]) - 65
            index = self.set_of[economies] = len(self.set_of)
            self.sets += bits.to_bytes(88, "little")
        return index

    def _keywords(self, words: tuple[str, ...]) -> int:
        start = self.keyword_of.get(words)
        if start is None:
            start = self.keyword_of[words] = len(self.keywords) // KEYWORD.size
            for word in words:
                form = pattern(word).encode()
                self.keywords += KEYWORD.pack(len(self.text), len(form))
                self.text += form
        return start

    def _presumptions(self, presumptions: Mapping[tuple[str, str], Presumption]) -> tuple[bytes, bytes]:
        """By economy and slot, the index of a presumption or -1; and the presumptions. Of facts that rules test."""
        records: list[tuple[int, int, int, int, int]] = []
        at: dict[tuple[int, int], int] = {}
        waiting = dict(presumptions)
        while True:  # the `unless` of one presumption may test a fact that no rule tests
            ready = [key for key in waiting if key[0] in self.economies and key[1] in self.slots]
            if not ready:
                break
            for economy, fact in ready:
                presumption = waiting.pop((economy, fact))
                slot, kind, symbols = self.slots[fact]
                self.economy = self.economies[economy]
                value, other = 0, -1
                if isinstance(presumption.value, str):
                    other = self._symbol(presumption.value.removeprefix("not "), symbols)
                elif isinstance(presumption.value, bool):
                    value = int(presumption.value)
                else:
                    value = self._bits(fact, presumption.value, symbols)
                node = self.node_count
                nodes = self._condition(presumption.unless, None) if presumption.unless is not None else 0
                at[self.economies[economy], slot] = len(records)
                records.append((value, other, node, nodes, 0))
        width = len(self.slots)
        presumed = [-1] * (width * len(self.economies))
        for (economy_number, slot), index in at.items():
            presumed[economy_number * width + slot] = index
        return Struct(f"<{len(presumed)}i").pack(*presumed), b"".join(PRESUMPTION.pack(*r) for r in records)


def antichain(codes: Iterable[str]) -> list[str]:
    """The codes without those that lie under another of them."""
    kept: list[str] = []
    for code in sorted(set(codes)):
        if not kept or not code.startswith(kept[-1]):
            kept.append(code)
    return kept
