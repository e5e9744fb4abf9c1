"""The words of the field as frozen values. No behaviour beyond what follows from the values themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # An agreement's conditions are of this module.
    from greenlane.core.crosswalk.model import Crosswalk
    from greenlane.core.origin.agreement import Agreement

Text = Mapping[str, str]
"""A text by language (BCP 47); `en` is always there."""


@dataclass(frozen=True, slots=True)
class Test:
    """A leaf of a condition: one subject compared with one value.

    `subject` is a fact's name, `document:CODE`, or an input: `commodity_code`, `origin`, `partner`,
    `regime`, `quantity:UNIT`. `op` is one of:
    `is` (boolean); `< <= > >= = !=` (decimal); `in` (choice, string, economy: any of a set);
    `any`, `all`, `only` (lists of strings against a set); `under` (commodity code below any of a set of
    prefixes); `presented`, `issued <`, `issued >=` … (documents; the value is a date).
    """

    __test__ = False  # not a test class, whatever pytest thinks of the name

    subject: str
    op: str
    value: bool | Decimal | date | frozenset[str] | None


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is true (Kleene)."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """True when at least one part is true (Kleene)."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True when its part is false (Kleene)."""

    part: "Condition"


Condition = Test | All | Any | Not


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """Where a rule stands in the law. Dates inclusive; `source` is an address and the day it was read."""

    instrument: str
    provision: str
    in_force_from: date | None
    in_force_to: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """What must be met; `otherwise` is the verdict when it is false: `restricted` or `prohibited`."""

    that: Condition
    otherwise: str = "restricted"
    message: Text = field(default_factory=dict)
    remedy: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bracket:
    """One row of a scale: from (or None) to (or None), and its rate in percent. `printed` as the law prints it."""

    lower: Decimal | None
    upper: Decimal | None
    percent: Decimal
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """An open interval (above, below) of the scale that the printed law leaves undefined, and what is said of it."""

    above: Decimal
    below: Decimal
    note: Text


@dataclass(frozen=True, slots=True)
class Scale:
    """Brackets over a measure, half-open: `includes` says which edge belongs to a row (`lower` or `upper`).

    `by` is `quantity:UNIT` or a decimal fact.
    """

    by: str
    includes: str
    rows: tuple[Bracket, ...]
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Charge:
    """A duty, deposit or fee: a rate in percent (or a scale of rates) of a base, or a plugin's formula.

    `base` is `value` (the item's value, in its currency) or `quantity:UNIT*FACT` (quantity in the unit times
    a price fact, in `currency`).
    """

    kind: str
    base: str
    percent: Decimal | None = None
    scale: Scale | None = None
    currency: str = ""
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a breach may cost, in words, with its instrument and evidence. Shown, never decided upon."""

    text: Text
    instrument: str
    provision: str
    evidence: str
    source: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of one economy. Validity inclusive on both days; empty `codes` means any goods;
    empty `partners` means any; empty `regimes` means any.

    `partners` are compared with the item's origin on import and transit, and with the destination on export
    (as TARIC's geographical area).
    """

    id: str
    economy: str
    kind: str
    flows: tuple[str, ...]
    codes: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    partners: frozenset[str] = frozenset()
    regimes: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    keywords: tuple[str, ...] = ()
    when: Condition | None = None
    requires: tuple[Requirement, ...] = ()
    charge: Charge | None = None
    evidence: str = "legal_text"
    title: Text = field(default_factory=dict)
    message: Text = field(default_factory=dict)
    remedy: Text = field(default_factory=dict)
    codes_title: Text = field(default_factory=dict)
    legal_basis: tuple[LegalBasis, ...] = ()
    exposure: tuple[Exposure, ...] = ()
    verified_on: date | None = None
    review_by: date | None = None


@dataclass(frozen=True, slots=True)
class Presumption:
    """The value taken for a fact that nobody declared, unless `unless` is true."""

    value: bool | str | frozenset[str]
    unless: Condition | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that a declaration may state of an item.

    `type`: `boolean`, `decimal`, `integer`, `choice`, `string`, `economy`, `list` (of strings; `values` closes it).
    `provider` names the dated parameter that answers when nobody declared it.
    """

    name: str
    type: str
    values: tuple[str, ...] = ()
    pattern: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    unit: str = ""
    label: Text = field(default_factory=dict)
    help: Text = field(default_factory=dict)
    presumption: Presumption | None = None
    provider: str = ""


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A document that a declaration may present."""

    code: str
    label: Text
    help: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """One value of a dated series, valid on both days inclusive, with its source."""

    valid_from: date
    valid_to: date | None
    value: Decimal
    evidence: str
    source: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated series. `period` is `month` or `dated`."""

    name: str
    title: Text
    unit: str
    period: str
    values: tuple[ParameterValue, ...]


@dataclass(frozen=True, slots=True)
class Nomenclature:
    """An economy's goods nomenclature. `lengths` are the digits a code may have, beside 2, 4 and 6.

    Economies of one `family` share the first `shared_digits` digits.
    """

    name: str
    family: str
    shared_digits: int
    lengths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """For which flow and days an economy's pack answers, how completely, and for what."""

    flow: str
    valid_from: date
    valid_to: date | None
    status: str
    scope: Text


@dataclass(frozen=True, slots=True)
class Economy:
    """Who answers: an economy, a customs union with `members`; `everywhere`: nobody, who is asked on every route."""

    code: str
    names: Text
    languages: tuple[str, ...]
    time_zone: str
    currency: str
    nomenclature: Nomenclature
    coverage: tuple[Coverage, ...]
    members: tuple[str, ...] = ()
    version: str = "0"
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Pack:
    """All that one plugin brings, read and checked."""

    economy: Economy
    facts: Mapping[str, Fact]
    documents: Mapping[str, DocumentType]
    parameters: Mapping[str, Parameter]
    rules: tuple[Rule, ...]
    agreements: "tuple[Agreement, ...]" = ()
    crosswalk: "Crosswalk | None" = None
