"""What an agreement has for a code: the narrowest lines of its annex that cover it, and the terms open to it."""

from collections.abc import Sequence
from typing import NamedTuple

from greenlane.core.origin.agreement import Agreement, Exemption, Fallback, ProductLine, Textiles
from greenlane.core.origin.rule import Span

REMEMBERED = 4096


class Entry(NamedTuple):
    """What there is for a `code`. `exceptions`: those of the tolerance that name it; `textiles`: where it is one.

    `fallback`: None where there is none, or it is not open to these goods.
    """

    code: str
    lines: tuple[ProductLine, ...]
    exceptions: tuple[Exemption, ...]
    textiles: Textiles | None
    fallback: Fallback | None


class Annex:
    """An agreement by code. Threads may share it."""

    def __init__(self, agreement: Agreement) -> None:
        self._agreement = agreement
        self._by_chapter: dict[str, list[tuple[Span, ProductLine]]] = {}
        for line in agreement.lines:
            for span in line.codes:
                for chapter in range(int(span.first[:2]), int(span.last[:2]) + 1):
                    self._by_chapter.setdefault(f"{chapter:02d}", []).append((span, line))
        self._found: dict[str, Entry] = {}

    def at(self, code: str) -> Entry:
        """What there is for a code of six (or four) digits."""
        found = self._found.get(code)
        if found is None:
            found = self._entry(code)
            if len(self._found) >= REMEMBERED:
                self._found.clear()
            self._found[code] = found
        return found

    def _entry(self, code: str) -> Entry:
        tolerance, fallback = self._agreement.tolerance, self._agreement.fallback
        exceptions: tuple[Exemption, ...] = ()
        textiles = None
        if tolerance is not None:
            exceptions = tuple(one for one in tolerance.exceptions if covered(one.codes, code))
            if tolerance.textiles is not None and covered(tolerance.textiles.codes, code):
                textiles = tolerance.textiles
        if fallback is not None and covered(fallback.exclude, code):
            fallback = None
        return Entry(code, self.lines(code), exceptions, textiles, fallback)

    def lines(self, code: str) -> tuple[ProductLine, ...]:
        """The lines for a code: those of the narrowest span, which may tell goods apart."""
        lines = self._by_chapter.get(code[:2], ())
        covering = [(_width(span), line) for span, line in lines if span.covers(code)]
        least = min((width for width, _ in covering), default=None)
        found = {line.id: line for width, line in covering if width == least}
        # A heading in the place of a code that became part of it: whichever of its lines it was.
        found |= {line.id: line for span, line in lines if span.touches(code)}
        return tuple(found.values())


def covered(codes: Sequence[Span], code: str) -> bool:
    """Whether a code lies in one of some spans."""
    return any(span.covers(code) for span in codes)


def _width(span: Span) -> tuple[int, int]:
    """Longer codes are narrower, then shorter ranges."""
    return -len(span.first), int(span.last) - int(span.first)
