"""An agreement's terms of origin as frozen values: what its chapter on origin says, as far as it was read.

Whatever was not found is None or empty: then nothing that needs it is decided.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from greenlane.core.model import Condition, Text
from greenlane.core.origin.rule import ProductRule, Span

BASES: Final = ("FOB", "EXW", "AV", "TV", "CV", "NC")
"""Value bases: free on board, ex-works price, adjusted value, transaction value, customs value, net cost."""
STATED_BASES: Final = ("FOB", "CIF", "EXW")
"""What a declaration may state its value on."""


@dataclass(frozen=True, slots=True)
class Said:
    """Where a term stands, and how far it was verified."""

    provision: str = ""
    evidence: str = "unverified"
    source: str = ""
    note: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InForce:
    """Since when the agreement binds some partners. `month_evidence`: of the month alone, where the day is weaker."""

    partners: frozenset[str]
    day: date
    evidence: str
    month_evidence: str
    source: str


@dataclass(frozen=True, slots=True)
class ValueTerms:
    """How value content is reckoned. `bases`: any of them, at the exporter's choice (mostly one).

    `stands`: for a basis, the declared bases that may stand in its place. `methods`: by which `RVC n` may be shown.
    `adds`: decimal facts, in the currency of the price, that build-up adds to the originating materials.
    """

    bases: tuple[str, ...]
    stands: dict[str, tuple[str, ...]]
    methods: tuple[str, ...]
    adds: tuple[str, ...]
    said: Said


@dataclass(frozen=True, slots=True)
class Exemption:
    """Goods for which the tolerance is narrower. `rule`: `never`, `CTSH` (the material must still change its
    subheading) or the name of a boolean fact that must be true."""

    codes: tuple[Span, ...]
    rule: str
    materials: tuple[Span, ...] = ()
    """Where given, only materials of these codes are excepted."""


@dataclass(frozen=True, slots=True)
class Textiles:
    """The tolerance of textiles: `by` weight (the fact `unchanged_weight_percent`), value, or either."""

    codes: tuple[Span, ...]
    percent: Decimal
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Materials that do not change may stay, to `percent` of the value basis, both sides of the limit inclusive.

    `cures`: `change` (only a change of classification) or `any` (also other conditions of the product rule).
    """

    percent: Decimal
    cures: str
    exceptions: tuple[Exemption, ...]
    textiles: Textiles | None
    said: Said


@dataclass(frozen=True, slots=True)
class ObtainedLimb:
    """One way to be wholly obtained. `of`: the economy fact that must name the exporting party
    (`collected_in`, `produced_in`), or empty. `codes`: goods it is open to; empty: any. `when`: what else must be so.

    `anywhere`: in the territory of any party. `alone`: only without non-originating materials. `partners`: exporting
    parties; empty: any.
    """

    name: str
    title: Text
    of: str
    codes: tuple[Span, ...]
    when: Condition | None
    alone: bool
    valid_from: date | None
    partners: frozenset[str]
    criterion: str
    said: Said
    anywhere: bool = False


@dataclass(frozen=True, slots=True)
class Insufficient:
    """Processes of the fact `processes` that give no origin, alone or together; none where the text bars none."""

    processes: frozenset[str]
    said: Said


@dataclass(frozen=True, slots=True)
class Transport:
    """What must be so when the goods cross an economy on the way."""

    requires: Condition
    said: Said


@dataclass(frozen=True, slots=True)
class GeneralRule:
    """The rule for goods that the product annex does not name. `annex_known`: whether we hold the whole annex."""

    rule: ProductRule
    written: str
    annex_known: bool
    said: Said


@dataclass(frozen=True, slots=True)
class Fallback:
    """An allowance beside the product rule: materials of the good's own `level` to `percent`; not for `exclude`."""

    level: int
    percent: Decimal
    exclude: tuple[Span, ...]
    said: Said


@dataclass(frozen=True, slots=True)
class Denied:
    """Goods for which a party may deny preference although they originate."""

    when: Condition
    exclude: tuple[Span, ...]
    said: Said


@dataclass(frozen=True, slots=True)
class Form:
    """How a criterion is printed on the proof. `criteria`: WO, PE, change, content, process, other → the text.

    `{percent}` and `{rule}` stand for the figure and the product rule.
    """

    name: str
    box: str
    criteria: dict[str, str]
    said: Said


@dataclass(frozen=True, slots=True)
class ProductLine:
    """One line of a product annex. `goods`: words that narrow the codes (an `ex` line); empty: all their goods."""

    id: str
    codes: tuple[Span, ...]
    goods: Text
    rule: ProductRule
    written: str
    said: Said
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A trade agreement of `economy` with its `partners`, and its terms of origin."""

    id: str
    economy: str
    name: Text
    partners: frozenset[str]
    in_force: tuple[InForce, ...]
    proof: str
    proof_kind: str
    proof_evidence: str
    proof_validity: str
    source: str
    edition: str = ""
    edition_said: Said = field(default_factory=Said)
    value: ValueTerms | None = None
    tolerance: Tolerance | None = None
    cumulation: Said | None = None
    cumulation_covers: tuple[str, ...] = ()
    materials_alone: Said | None = None
    """Goods made only of originating materials originate."""
    obtained: tuple[ObtainedLimb, ...] = ()
    insufficient: Insufficient | None = None
    transport: Transport | None = None
    general: GeneralRule | None = None
    fallback: Fallback | None = None
    denied: Denied | None = None
    form: Form | None = None
    gaps: tuple[Text, ...] = ()
    lines: tuple[ProductLine, ...] = ()

    @property
    def parties(self) -> frozenset[str]:
        """All economies that are bound."""
        return self.partners | {self.economy}

    def parties_on(self, day: date) -> frozenset[str]:
        """The economies for which it was in force on a day: whose materials may be cumulated."""
        bound = {partner for one in self.in_force if one.day <= day for partner in one.partners}
        return frozenset({*bound, self.economy})

    def conditions(self) -> Iterator[Condition]:
        """Every condition of its terms."""
        yield from (limb.when for limb in self.obtained if limb.when is not None)
        if self.transport is not None:
            yield self.transport.requires
        if self.denied is not None:
            yield self.denied.when
