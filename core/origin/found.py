"""What was found of a part of a product rule, and of a whole made of parts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from greenlane.core.origin.agreement import Said
from greenlane.core.origin.outcome import Figure, Phrase
from greenlane.core.vocabulary import FALSE, TRUE


@dataclass(slots=True)
class Found:
    """`value`: FALSE, UNKNOWN or TRUE. `met`: the alternative that was met. `said`: the terms it rests on."""

    value: int
    met: str = ""
    because: list[Phrase] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)
    advice: list[Phrase] = field(default_factory=list)
    conditions: list[Phrase] = field(default_factory=list)
    gaps: list[Phrase] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)

    def take(self, other: "Found") -> None:
        """All that another found, but its value."""
        self.because += other.because
        self.figures += other.figures
        self.facts += other.facts
        self.parameters += other.parameters
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
    tried = []
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
