"""The closed lists of the contract, and their order. One word per idea."""

from typing import Final

FLOWS: Final = ("import", "export", "transit")
REGIMES: Final = ("release", "temporary_import", "re_export", "processing", "free_zone", "merchanting")
KINDS: Final = ("prohibition", "restriction", "charge", "preference", "simplification", "risk", "notice")
EVIDENCE: Final = ("unverified", "workshop", "secondary", "legal_text")
"""Weakest first."""

VERDICTS: Final = ("clear", "not_covered", "referred", "incomplete", "restricted", "prohibited")
"""Best first: the index is the severity."""
SEVERITY: Final = {verdict: index for index, verdict in enumerate(VERDICTS)}

API_VERSIONS: Final = (1,)
"""Of the contract with plugins (pack format, hooks, names of `greenlane`): those that are read, the newest last."""

COVERAGE: Final = ("covered", "partial", "not_covered", "unavailable")

FALSE: Final = 0
UNKNOWN: Final = 1
TRUE: Final = 2
PRESUMED: Final = 4
"""Flag on a test's value: a presumption stood in for a fact that nobody declared."""


def worst(verdicts: "list[str] | tuple[str, ...]") -> str:
    """The worst of some verdicts; `clear` of none."""
    return max(verdicts, key=SEVERITY.__getitem__, default="clear")


def weakest(levels: "list[str] | tuple[str, ...]") -> str:
    """The weakest of some evidence levels; `legal_text` of none."""
    return min(levels, key=EVIDENCE.index, default="legal_text")
