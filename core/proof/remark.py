"""What lint can say: one table of codes, whether each blocks a draft, and a remark."""

from dataclasses import dataclass
from typing import Any, Final

REMARKS: Final[dict[str, tuple[str, str]]] = {
    # What a rule says by itself.
    "no-citation": ("error", "a rule cites no instrument, or not where that was read"),
    "no-hitting-case": ("error", "no case says that it hits a rule"),
    "no-missing-case": ("error", "no case says that it misses a rule"),
    "unknown-rule": ("error", "a case names a rule that does not exist"),
    "all-excluded": ("error", "every code of a rule is taken out again"),
    "never-true": ("error", "no goods can fulfil a rule's condition, together with its codes and the rest"),
    "code-too-long": ("error", "a code is longer than any of the economy's nomenclature"),
    "never-met": ("error", "no goods that a rule applies to can meet one of its requirements"),
    "always-met": ("warning", "all goods that a rule applies to meet one of its requirements"),
    "idle-exclusion": ("warning", "an excluded code is none of the rule's"),
    "unknown-code": ("warning", "a code is not in the nomenclature that was imported"),
    "outside-its-law": ("warning", "a rule holds on days on which none of the instruments it cites is in force"),
    "review-passed": ("warning", "the day by which a rule in force was to be reviewed has passed"),
    # What two rules say together.
    "contradiction": ("error", "goods are prohibited, and all of the same goods are let in more easily"),
    "contradiction-in-part": ("warning", "goods are prohibited, and some of the same goods are let in more easily"),
    "not-both": ("error", "no goods can meet the requirements of two restrictions that some goods fall under"),
    "charged-twice": ("error", "two charges of one kind fall on the same goods"),
    "overlap": ("warning", "a rule says nothing that another of its kind does not say of the same goods and days"),
    "two-versions": ("warning", "two rules whose ids differ by the year only are law for the same goods at once"),
    "shadowed": ("warning", "all goods of a rule are prohibited by another on all its days"),
    "gap-in-dates": ("warning", "a rule ends, and the next on its goods begins later than the day after"),
    # Dated series and scales.
    "gap-in-series": ("warning", "a dated series has no value for days on which a rule looks at it"),
    "series-ended": ("warning", "a series that rules in force look at has no value for today"),
    "scale-open": ("error", "a scale has no rate for some measures that can be declared"),
    "edge-not-cited": ("warning", "an edge of a scale is not one that its rows print"),
    "jump-in-scale": ("warning", "printed rows of a scale leave a span between them of which nothing is said"),
}
"""Code → (severity, what it is of). An error blocks submission; a warning needs a word of reason."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing lint found: at `address` and `pointer` (RFC 6901, in that entry); `also`: other entries involved."""

    code: str
    address: str
    pointer: str
    message: str
    remedy: str
    also: tuple[str, ...] = ()

    @property
    def severity(self) -> str:
        """`error` or `warning`, as the table says."""
        return REMARKS[self.code][0]

    @property
    def key(self) -> str:
        """What it is known by when a reason is given for it: the same however its message is worded."""
        return " ".join((self.code, self.address + self.pointer, *self.also))

    def as_json(self) -> dict[str, Any]:
        """All of it, for an answer."""
        return {
            "key": self.key,
            "code": self.code,
            "severity": self.severity,
            "address": self.address,
            "pointer": self.pointer,
            "message": self.message,
            "remedy": self.remedy,
            "also": list(self.also),
        }
