"""What was found of a part of a product rule, and of a whole made of parts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from greenlane.core.origin.agreement import Said
from greenlane.core.origin.outcome import Figure, Phrase
from greenlane.core.vocabulary import FALSE, TRUE


@dataclass(slots=True)
class Found:
    """`value`: FALSE, UNKNOWN or TRUE. `met`: the alternative that was met. `said`: the terms it rests on."""

    value: int
    met: str = ""
    because: tuple[Phrase, ...] = ()
    figures: tuple[Figure, ...] = ()
    facts: tuple[str, ...] = ()
    advice: tuple[Phrase, ...] = ()
    conditions: tuple[Phrase, ...] = ()
    gaps: tuple[Phrase, ...] = ()
    said: tuple[Said, ...] = ()

    def take(self, other: "Found") -> None:
        """All that another found, but its value."""
        self.because += other.because
        self.figures += other.figures
        self.facts += other.facts
        self.advice += other.advice
        self.conditions += other.conditions
        self.gaps += other.gaps
        self.said += other.said


def both(parts: Sequence[Found], written: str) -> Found:
    """All parts are met (Kleene). Of what fails, what the failing parts lack; of what is unknown, what would tell."""
    value = min(part.value for part in parts)
    whole = Found(value, written if value == TRUE else "")
    for part in parts:
        if part.value == value:
            whole.take(part)
        else:
            whole.because += part.because
            whole.figures += part.figures
    return whole


def either(parts: Iterable[Found]) -> Found:
    """The first part that is met; else all that they lack."""
    tried: list[Found] = []
    for part in parts:
        if part.value == TRUE:
            for other in tried:
                part.figures += other.figures
            return part
        tried.append(part)
    whole = Found(max((part.value for part in tried), default=FALSE))
    for part in tried:
        if part.value == whole.value:
            whole.take(part)
        else:
            whole.because += part.because
            whole.figures += part.figures
            whole.advice += part.advice
    return whole
