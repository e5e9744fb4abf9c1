"""Reads a rule set as a careful colleague would, and says what is wrong or odd in it: docs/lint.md."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from greenlane.core.proof import alone, between, proven, series
from greenlane.core.proof.looks import Looked
from greenlane.core.proof.remark import REMARKS, Remark
from greenlane.core.ruleset import RuleSet

LOOKS = (alone, proven, between, series)
__all__ = ["REMARKS", "Remark", "lint"]


def lint(
    documents: Mapping[str, Mapping[str, Any]],
    ruleset: RuleSet,
    on: date,
    nomenclatures: Mapping[str, Collection[str]] | None = None,
    only: Collection[str] | None = None,
) -> list[Remark]:
    """Every remark on these economies (default: all), errors first, then by address.

    `documents`: the content of `ruleset`, of which the cases are read. `on`: the day that reviews and series are
    held to. `nomenclatures`: the codes of those imported, by name (an economy's code, or HS).
    """
    found: list[Remark] = []
    known = {name: _known(codes) for name, codes in (nomenclatures or {}).items() if codes}
    for economy in sorted(ruleset.packs):
        if only is None or economy in only:
            looked = Looked(economy, documents.get(economy, {}), ruleset, on, known)
            for look in LOOKS:
                found += look.remarks(looked)
    found.sort(key=lambda one: (one.severity != "error", one.address, one.code, one.pointer, one.also))
    return found


def _known(codes: Collection[str]) -> tuple[frozenset[str], int]:
    return frozenset(code[:length] for code in codes for length in range(1, len(code) + 1)), max(map(len, codes))
