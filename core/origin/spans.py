"""Codes and ranges of codes: how they are read, and written."""

import re
from typing import Final

from greenlane.core.origin.rule import LEVELS, Span
from greenlane.core.origin.scanner import Scanner, cut, pattern

_KINDS: Final = {"chapter": 2, "heading": 4, "subheading": 6}
_CODES: Final = "a code such as 72, 7219 or 8507.60"
_KIND: Final = r"(chapter|heading|sub-?heading)s? "
_NEXT: Final = pattern(rf"(?:[,;]\s*(?:(?:and|or) )?|(?:and|or) )(?=(?:{_KIND})?[0-9])")
_KIND_OF: Final = pattern(rf"{_KIND}(?=[0-9])")
_CODE: Final = pattern(r"[0-9][0-9.]*")
_TO: Final = pattern(r"-|(?:to|through)~")


def write(span: Span) -> str:
    """The canonical text of a span: `72`, `7219`, `8507.60`, `5201-5203`."""
    ends = [span.first] if span.first == span.last else [span.first, span.last]
    return "-".join(f"{end[:4]}.{end[4:]}" if len(end) > 4 else end for end in ends)


class CodeReader(Scanner):
    """Reads spans. Every method raises RuleError where something else stands."""

    def codes(self) -> tuple[Span, ...]:
        """Spans with commas between them, or "and", or "or"."""
        codes = [self.span()]
        while self.take(_NEXT):
            codes.append(self.span())
        return tuple(codes)

    def span(self) -> Span:
        """A code, or two that stand for all between them."""
        place = self.at
        first = self._code()
        if not self.take(_TO):
            return Span(first, first)
        last = self._code()
        if len(first) != len(last):
            self.wrong(
                place,
                f"found a range from {first} to {last}; both ends are equally long; split it, as in "
                "5403.42-5403.49, 5404-5405",
            )
        if first > last:
            right = write(Span(last, first))
            self.wrong(place, f"found a range that runs backwards, from {first} to {last}; write {right}")
        return Span(first, last)

    def _code(self) -> str:
        kind = self.take(_KIND_OF)
        place = self.at
        found = self.take(_CODE) or self.fail(_CODES, ("from", *_KINDS))
        code = found[0].replace(".", "")
        shown = cut(found[0])
        if len(code) not in LEVELS:
            count = f"{len(code)} digit{'s' if len(code) > 1 else ''}"
            self.wrong(place, f'found "{shown}" of {count}; a code has 2, 4 or 6, as in 72, 7219 or 8507.60')
        if not re.fullmatch(r"[0-9]{2}(\.?[0-9]{2}){0,2}", found[0]):
            self.wrong(place, f'found "{shown}", its points out of place; write {write(Span(code, code))}')
        if code.startswith("00"):
            self.wrong(place, f'found "{shown}"; there is no chapter 00: chapters run from 01')
        if kind and _KINDS[kind[1].lower().replace("-", "")] != len(code):
            right = {digits: name for name, digits in _KINDS.items()}[len(code)]
            self.wrong(place, f'found "{shown}" as a {kind[1].lower()}; it is a {right}: correct the word or the code')
        return code
