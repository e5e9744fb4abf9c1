"""What was found of one good under one agreement: codes and arguments. Texts come when it is read."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NamedTuple

QUALIFIES: Final = "qualifies"
FAILS: Final = "fails"
UNDETERMINED: Final = "undetermined"
NOT_IN_FORCE: Final = "not_in_force"
STATUSES: Final = (QUALIFIES, UNDETERMINED, FAILS, NOT_IN_FORCE)
"""Best first."""


class Phrase(NamedTuple):
    """A sentence to be said: its key among the phrases (`origin_…`), and what it is said of."""

    key: str
    arguments: dict[str, Any]


class Figure(NamedTuple):
    """A value test with its numbers, all in `currency`. `percent`: two places, rounded against the exporter.

    `method`: BD, BU, NC, MC, tolerance or allowance. `part`: VNM or VOM, or the value that stays unchanged.
    `met`: None where it cannot be told. `shift`: the value to move so that it is met; None where it is met or unknown.
    """

    method: str
    basis: str
    base: Decimal | None
    part: Decimal | None
    currency: str
    percent: Decimal | None
    limit: Decimal
    met: bool | None
    shift: Decimal | None = None


class Shares(NamedTuple):
    """Shares of the price. `unsure`: whether one cannot be told; `facts`: what would tell it.

    `stands`: what is said where one price stood for another. `said`: the figures as sentences, without a rule.
    """

    figures: tuple[Figure, ...]
    unsure: bool
    facts: tuple[str, ...]
    stands: tuple[Phrase, ...]
    said: tuple[Phrase, ...]


@dataclass(slots=True)
class Origin:
    """The answer of one agreement.

    `criterion`: the product rule as written, or WO, or PE. `satisfied_by`: the alternative that was met.
    `missing_*`: what would tell. `advice`: what would make it pass. `conditions`: what the answer takes as given.
    `gaps`: what of the law was not found. `presented`: whether its proof of origin is among the documents.
    """

    agreement: str
    status: str
    criterion: str = ""
    satisfied_by: str = ""
    lines: tuple[str, ...] = ()
    because: tuple[Phrase, ...] = ()
    missing_facts: tuple[str, ...] = ()
    missing_documents: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    advice: tuple[Phrase, ...] = ()
    conditions: tuple[Phrase, ...] = ()
    gaps: tuple[Phrase, ...] = ()
    evidence: str = "unverified"
    presented: bool = False
    rank: int = 0
    ranked_because: Phrase | None = None
