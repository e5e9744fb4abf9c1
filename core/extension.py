"""What the core needs of plugins: frozen values to show them, values to take back, and the door between.

The core knows no plugin manager. It is given `Services`, asks it by economy, and gets values back, never an
exception.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Date
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, Protocol

FactValue = bool | int | Decimal | str | frozenset[str]
"""A fact's value by its type: boolean, integer, decimal, (choice, string, economy), list."""

FaultKind = Literal["raised", "late", "malformed", "crashed", "busy", "suspended"]
"""`crashed`: its process ended. `busy`: other calls were before it, or its process is being started."""


@dataclass(frozen=True, slots=True)
class ItemView:
    """One goods item as its plugin sees it.

    `commodity_code`: digits only. `quantity`: net, with its UN/CEFACT unit. `value`: amount, with its
    currency. `facts`: those declared; read-only. `documents`: codes of those presented and valid on the day.
    """

    number: int
    commodity_code: str
    description: str = ""
    origin: str | None = None
    quantity: tuple[Decimal, str] | None = None
    value: tuple[Decimal, str] | None = None
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    documents: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))


@dataclass(frozen=True, slots=True)
class CheckContext:
    """Whose rules are asked, for which flow, day and regime. `partner`: the other end of the route."""

    economy: str
    flow: str
    date: Date
    regime: str = "release"
    partner: str | None = None


@dataclass(frozen=True, slots=True)
class ChargeResult:
    """A charge: `rate_percent` (None where there is no rate) of `base` comes to `amount`, both in `currency`.

    No amount is negative; give exact ones, the host rounds. `because` says in plain sentences how it was
    computed.
    """

    rate_percent: Decimal | None
    base: Decimal
    amount: Decimal
    currency: str
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RiskSignal:
    """A reason for an officer to look: `referred` at worst. `code` begins with the economy's code."""

    code: str
    title: str
    message: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """What one rule said of one item; `item` is the item's number."""

    item: int
    rule: str
    economy: str
    flow: str
    kind: str
    verdict: str


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision as recorded. `economies`: those asked. `findings`: to a plugin, those of its own economy."""

    decision_id: str
    date: Date
    known_at: datetime
    verdict: str
    ruleset_version: int
    ruleset_digest: str
    economies: tuple[str, ...]
    findings: tuple[FindingView, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """A plugin did not answer. `message` is fit for a finding: nothing of what its error said."""

    plugin: str
    hook: str
    kind: FaultKind
    message: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """What is not called since `at`: a plugin whole, or (`hook`) one of its notices alone.

    `said`: after what, fit for a finding. `detail`: what its error said, for the operator; never kept.
    """

    plugin: str
    hook: str
    said: str
    detail: str
    at: datetime

    @property
    def why(self) -> str:
        """All of it in a sentence."""
        more = f" ({self.detail})" if self.detail else ""
        return f"not called since {self.at:%Y-%m-%d %H:%M} UTC, after {self.said}{more}"


class Services(Protocol):
    """What plugins answer, by economy. None: the plugin has nothing to say. Nothing here raises."""

    def provides(self, economy: str) -> frozenset[str]:
        """Names of the hooks that the economy's plugin implements; empty for a plugin without code."""
        ...

    def fact(self, economy: str, name: str, item: ItemView, context: CheckContext) -> FactValue | Fault | None:
        """A fact that nobody declared, of the type its pack says."""
        ...

    def charge(self, economy: str, formula: str, item: ItemView, context: CheckContext) -> ChargeResult | Fault | None:
        """A charge by the formula that a pack names."""
        ...

    def risks(self, economy: str, item: ItemView, context: CheckContext) -> Sequence[RiskSignal] | Fault:
        """The risk signals for an item."""
        ...

    def decided(self, decision: DecisionView) -> None:
        """Tell the plugins of the economies that were asked."""
        ...
