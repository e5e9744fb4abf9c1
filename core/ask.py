"""One question to one economy about one goods item: all that matching may look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

Value = bool | int | Decimal | str | frozenset[str]


@dataclass(slots=True)
class Ask:
    """`code`: digits that count in this economy's nomenclature. `partner`: the economy at the other end.

    `text`: the canonical description. `facts`: declared and provided ones. `quantity`: net, with its unit.
    `documents`: of those presented and valid on the day, by code, the days of issue (None: not stated).
    """

    economy: str
    flow: str
    day: date
    code: str
    regime: str = "release"
    origin: str | None = None
    partner: str | None = None
    text: str = ""
    quantity: tuple[Decimal, str] | None = None
    facts: Mapping[str, Value] = field(default_factory=dict)
    documents: Mapping[str, tuple[date | None, ...]] = field(default_factory=dict)


class Hit(NamedTuple):
    """What one rule says of one ask. `code`, `partner`, `match`: UNKNOWN or TRUE. `values`: of each node, see below.

    Nodes in postfix order (parts before their whole), of `when` first, then of each requirement; a test's value
    may carry the PRESUMED flag. `verdict` indexes VERDICTS.
    """

    rule: int
    code: int
    partner: int
    match: int
    verdict: int
    values: bytes
