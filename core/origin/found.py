"""What was found of a part of a product rule, and of a whole made of parts."""

from collections.abc import Sequence
from typing import TypeVar

from greenlane.core.origin.agreement import Said
from greenlane.core.origin.outcome import Figure, Phrase
from greenlane.core.vocabulary import FALSE, TRUE

_T = TypeVar("_T")


class Found:
    """`value`: FALSE, UNKNOWN or TRUE. `met`: the alternative that was met. `said`: the terms it rests on.

    `documents`: what presenting would tell. `unsaid`: the process that would do, where nobody said what was done.
    `criterion` and `lines` (of the annex), of a whole good: the rule it was held against.
    """

    # Many are made for every good, and most say little: what is not said stays with the class.
    met: str = ""
    because: tuple[Phrase, ...] = ()
    figures: tuple[Figure, ...] = ()
    facts: tuple[str, ...] = ()
    advice: tuple[Phrase, ...] = ()
    conditions: tuple[Phrase, ...] = ()
    gaps: tuple[Phrase, ...] = ()
    said: tuple[Said, ...] = ()
    criterion: str = ""
    lines: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    unsaid: str = ""

    def __init__(
        self,
        value: int,
        met: str = "",
        because: tuple[Phrase, ...] = (),
        figures: tuple[Figure, ...] = (),
        facts: tuple[str, ...] = (),
        advice: tuple[Phrase, ...] = (),
        *,
        gaps: tuple[Phrase, ...] = (),
        said: tuple[Said, ...] = (),
        unsaid: str = "",
    ) -> None:
        self.value = value
        if met:
            self.met = met
        if because:
            self.because = because
        if figures:
            self.figures = figures
        if facts:
            self.facts = facts
        if advice:
            self.advice = advice
        if gaps:
            self.gaps = gaps
        if said:
            self.said = said
        if unsaid:
            self.unsaid = unsaid

    def take(self, other: "Found") -> None:
        """All that another found, but its value and the rule."""
        self.because += other.because
        self.figures += other.figures
        self.facts += other.facts
        self.documents += other.documents
        self.advice += other.advice
        self.conditions += other.conditions
        self.gaps += other.gaps
        self.said += other.said


def both(parts: Sequence[Found], written: str) -> Found:
    """All parts are met (Kleene). Of what fails, what the failing parts lack; of what is unknown, what would tell."""
    value = min([part.value for part in parts])
    whole = Found(value, written if value == TRUE else "")
    for part in parts:
        if part.value == value:
            whole.take(part)
        else:
            whole.because += part.because
            whole.figures += part.figures
    return whole


def lacking(tried: Sequence[Found]) -> Found:
    """All that some alternatives lack of which none is met."""
    whole = Found(max((part.value for part in tried), default=FALSE))
    for part in tried:
        if part.value == whole.value:
            whole.take(part)
        else:
            whole.because += part.because
            whole.figures += part.figures
            whole.advice += part.advice
    return whole


def once(said: tuple[_T, ...]) -> tuple[_T, ...]:
    """Each once, in order: two alternatives often lack the same."""
    kept: list[_T] = []
    for one in said:
        if one not in kept:
            kept.append(one)
    return tuple(kept) if len(kept) < len(said) else said
