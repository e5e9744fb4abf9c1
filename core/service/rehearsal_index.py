"""Which rules of a content may touch which goods, and which cases name which rule: read off its entries."""

from collections.abc import Mapping
from typing import Any, Final

from greenlane.core.draft.entries import parts

SHARED: Final = 6
"""Digits by which rules are found: those of the HS, which every nomenclature shares."""


class Index:
    """A content's rules by economy and the beginning of their codes, and its cases by the rules they name."""

    def __init__(self, entries: Mapping[str, Any]) -> None:
        self.rules: dict[tuple[str, str], list[str]] = {}
        self.cases: dict[str, list[str]] = {}
        self.terms: list[str] = []
        for place, entry in entries.items():
            code, part, name = parts(place)
            if part == "rules":
                for beginning in beginnings_of(entry):
                    self.rules.setdefault((code, beginning), []).append(place)
            elif part == "cases":
                for one in named_by(entry):
                    self.cases.setdefault(one, []).append(place)
            else:
                self.terms.append(place)
        self.economies = sorted({parts(place).economy for place in entries})


def beginnings_of(rule: Any) -> set[str]:
    """The beginnings of a rule's codes; the empty one where it is of any goods."""
    codes = rule.get("codes") if isinstance(rule, Mapping) else None
    return {str(code)[:SHARED] for code in codes} if isinstance(codes, list) and codes else {""}


def named_by(case: Any) -> set[str]:
    """The rules that a case names, whether or not it has the form of one."""
    lists = [case.get(say) for say in ("hits", "misses")] if isinstance(case, Mapping) else []
    return {one for names in lists if isinstance(names, list) for one in names if isinstance(one, str)}


def declared_by(case: Mapping[str, Any]) -> set[str]:
    """The beginnings of all codes that a case declares, whichever economy's they are."""
    found = set()
    declaration = case.get("declaration", {})
    for item in declaration.get("items", ()) if isinstance(declaration, Mapping) else ():
        national = item.get("national_codes")
        codes = [item.get("commodity_code"), *(national.values() if isinstance(national, Mapping) else ())]
        found |= {"".join(one for one in str(code) if one.isdigit())[:SHARED] for code in codes if code}
    return found
