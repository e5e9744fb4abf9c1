"""The grammar of product rules, read part by part. `written` says what it is."""

from decimal import Decimal
from typing import Final

from greenlane.core.origin.rule import (
    LEVELS,
    METHODS,
    Allowance,
    Both,
    Change,
    Content,
    Either,
    From,
    Process,
    ProductRule,
    Share,
    WhollyObtained,
)
from greenlane.core.origin.scanner import cut, pattern
from greenlane.core.origin.spans import CodeReader

DEEPEST: Final = 20
"""Parentheses within parentheses; more is no rule of any agreement."""
JOINTS: Final = ("and", "or", "except from", "with same heading up to")
"""What may follow a part."""
NEXT: Final = '"or", "and", or the end'
_DIGITS: Final = {name: digits for digits, name in LEVELS.items()}
_PARTS: Final = (*_DIGITS, "WO", "from", "process", *METHODS, "MaxNOM", "wholly obtained")
_PART: Final = f"a condition: {', '.join(_DIGITS)}, WO, from, process, {', '.join(METHODS)}, or a fact with >="

_AND_OR: Final = pattern(r"(?:[,;]\s*)?and\s*/\s*or~")
_LINK: Final = pattern(r"([,;]?)\s*(and|or)~")
_OPEN: Final = pattern(r"\(")
_CLOSE: Final = pattern(r"\)")
_SLASH: Final = pattern(r"/")
_NUMBER: Final = pattern(r"[0-9]+(?:\.[0-9]+)?")
_COMMA: Final = pattern(r",[0-9]")
_PERCENT: Final = pattern(r"%|per\s?cent~")
_FACT: Final = pattern(r"(?!(?:and|or)~)([a-z][a-z0-9_]*)\s*(?:>=|≥)")
_WHOLLY: Final = pattern(r"(?:WO|wholly[\s-]+obtained)~")
_CHANGE: Final = pattern(r"(CC|CTH|CTSH|any heading)~")
_EXCEPT: Final = pattern(r"(?:,\s*)?except~(?: (?:from|for)~)?")
_WITH: Final = pattern(r"(\(\s*)?(?:with )?same[\s-]+(sub-?)?heading up to~")
_FROM: Final = pattern(r"from~")
_VALUE: Final = pattern(r"(RVC|BD|BU|NC|MC|Max\s?NOM)(?![a-z_])")
_PROCESS: Final = pattern(r"process~")
_NAME: Final = pattern(r"(?!(?:and|or)~)[a-z][a-z0-9_]*")


class Reader(CodeReader):
    """Reads rules and spans. Every method raises RuleError where something else stands."""

    def rule(self) -> ProductRule:
        """Parts joined by "and" and "or"."""
        either: list[ProductRule] = []
        both = [self.part()]
        loose: int | None = None
        while True:
            place = self.at
            if self.sees(_AND_OR):
                self.wrong(place, '"and/or" leaves open whether both are needed; write "and" or "or"')
            link = self.take(_LINK)
            if link is None:
                break
            if link[2].lower() == "or":
                either.append(_group(Both, both))
                both = []
            elif link[1]:
                loose = place
            both.append(self.part())
        if either and loose is not None:
            # A lawyer's comma would hold "A or B, and C" to be (A or B) and C; without the comma it is not.
            mark = self.text[loose]
            self.wrong(loose, f'found "{mark} and" beside an "or": what belongs together? Group it with parentheses')
        return _group(Either, [*either, _group(Both, both)])

    def part(self) -> ProductRule:
        """One condition, or a group in parentheses."""
        place = self.at
        if self.take(_OPEN):
            return self._grouped(place)
        if fact := self.take(_FACT):
            return Share(fact[1].lower(), self._percent())
        if self.take(_WHOLLY):
            return WhollyObtained()
        if change := self.take(_CHANGE):
            return self._change(" ".join(change[1].split()))
        if self.take(_FROM):
            return From(self.codes())
        if self.sees(_VALUE):
            values: list[ProductRule] = [self._content()]
            while self.take(_SLASH):
                values.append(self._content())
            return _group(Either, values)
        if self.take(_PROCESS):
            name = self.take(_NAME) or self.fail("the name of a process, as in process retreading")
            return Process(name[0].lower())
        if (word := self.sees(_NAME)) and "_" in word[0]:
            self.wrong(place, f'found "{cut(word[0])}" without a limit; a fact takes one, as in {cut(word[0])} >= 50')
        self.fail(_PART, _PARTS)

    def _grouped(self, place: int) -> ProductRule:
        if len(self.opened) == DEEPEST:
            self.wrong(place, f"found parentheses more than {DEEPEST} deep; write the rule with fewer")
        self.opened.append(place)
        inner = self.rule()
        if not self.take(_CLOSE):
            self.fail(f'"or", "and", or the ")" for the "(" at character {place + 1}', JOINTS)
        self.opened.pop()
        return inner

    def _change(self, name: str) -> Change:
        level = _DIGITS.get(name.upper(), 0)
        exclude = self.codes() if self.take(_EXCEPT) else ()
        place = self.at
        if allowed := self.take(_WITH):
            percent = self._percent()
            if allowed[1] and not self.take(_CLOSE):
                self.fail(f'the ")" for the "(" at character {place + 1}')
            return Change(level, exclude, Allowance(6 if allowed[2] else 4, percent))
        return Change(level, exclude)

    def _content(self) -> Content:
        found = self.take(_VALUE) or self.fail(f"a value test: {', '.join(METHODS)}", METHODS)
        method = found[1].upper()
        place = self.at
        opened = self.take(_OPEN)
        percent = self._percent()
        if opened and not self.take(_CLOSE):
            self.fail(f'the ")" for the "(" at character {place + 1}')
        return Content(method if method in METHODS else "MC", percent)

    def _percent(self) -> Decimal:
        place = self.at
        found = self.take(_NUMBER) or self.fail("a percentage such as 40 or 37.5")
        percent = Decimal(found[0].rstrip("0").rstrip(".") if "." in found[0] else found[0])
        if not 0 < percent <= 100:
            self.wrong(place, f'found "{cut(found[0])}"; a percentage is more than 0 and at most 100')
        if self.sees(_COMMA):
            self.wrong(self.at, 'found "," within a number; write decimals with a point, as in 37.5')
        self.take(_PERCENT)
        return percent


def _group(kind: type[Both] | type[Either], parts: list[ProductRule]) -> ProductRule:
    flat: list[ProductRule] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, kind) else [part])
    return flat[0] if len(flat) == 1 else kind(tuple(flat))
