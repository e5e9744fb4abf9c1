"""Which lines of a product annex speak of a good: the narrowest that cover its code."""

from collections.abc import Sequence

from greenlane.core.origin.agreement import ProductLine
from greenlane.core.origin.rule import Span

REMEMBERED = 4096


class Annex:
    """The product lines of an agreement, by code. Threads may share it."""

    def __init__(self, lines: Sequence[ProductLine]) -> None:
        self._by_chapter: dict[str, list[tuple[Span, ProductLine]]] = {}
        for line in lines:
            for span in line.codes:
                for chapter in range(int(span.first[:2]), int(span.last[:2]) + 1):
                    self._by_chapter.setdefault(f"{chapter:02d}", []).append((span, line))
        self._found: dict[str, tuple[ProductLine, ...]] = {}

    def lines(self, code: str) -> tuple[ProductLine, ...]:
        """The lines for a code of six (or four) digits: those of the narrowest span, which may tell goods apart."""
        found = self._found.get(code)
        if found is None:
            found = self._narrowest(code)
            if len(self._found) >= REMEMBERED:
                self._found.clear()
            self._found[code] = found
        return found

    def _narrowest(self, code: str) -> tuple[ProductLine, ...]:
        lines = self._by_chapter.get(code[:2], ())
        covering = [(_width(span), line) for span, line in lines if span.covers(code)]
        least = min((width for width, _ in covering), default=None)
        found = {line.id: line for width, line in covering if width == least}
        # A heading in the place of a code that became part of it: whichever of its lines it was.
        found |= {line.id: line for span, line in lines if span.touches(code)}
        return tuple(found.values())


def _width(span: Span) -> tuple[int, int]:
    """Longer codes are narrower, then shorter ranges."""
    return -len(span.first), int(span.last) - int(span.first)
