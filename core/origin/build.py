"""An agreement of a pack's document → an `Agreement` with its product lines, every fault reported where it stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from greenlane.core.conditions import with_members
from greenlane.core.model import Fact
from greenlane.core.origin.agreement import Agreement, InForce, ProductLine
from greenlane.core.origin.build_common import Path, Writing, said, text
from greenlane.core.origin.build_lines import build_lines
from greenlane.core.origin.build_terms import TERMS


class Report(Protocol):
    """Takes one fault: where in the document, what is wrong, what would be right."""

    def __call__(self, path: Path, message: str, remedy: str = "") -> None:
        """Take it."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a pack may speak of: its economy, its facts by name, and whether a document's code is known."""

    economy: str
    facts: Mapping[str, Fact]
    is_document: Callable[[str], bool]


def build_agreements(
    agreements: Sequence[Mapping[str, Any]], rules: Sequence[Mapping[str, Any]], known: Known, report: Report
) -> tuple[Agreement, ...]:
    """The agreements that entries of the schema's form say, in their order; what has a fault is reported.

    `rules`: the lines of all product annexes. Paths begin with `agreements` or `product_rules` and a number.
    """
    at = Writing(known.facts, known.is_document, report)
    lines = build_lines(rules, at)
    found: dict[str, Agreement] = {}
    for index, one in enumerate(agreements):
        path: Path = ("agreements", index)
        if one["id"] in found:
            report((*path, "id"), f"the agreement {one['id']} stands twice", "give each its own id, in one place")
            continue
        found[one["id"]] = _agreement(one, known.economy, lines.get(one["id"], ()), path, at)
    for index, rule in enumerate(rules):
        if rule["agreement"] not in found:
            remedy = f"one of {', '.join(found)}" if found else "add the agreement first"
            report(("product_rules", index, "agreement"), f"there is no agreement {rule['agreement']}", remedy)
    return tuple(found.values())


def _agreement(
    one: Mapping[str, Any], economy: str, lines: Sequence[ProductLine], path: Path, at: Writing
) -> Agreement:
    partners = with_members(frozenset(one["partners"]))
    if economy in partners:
        at.report((*path, "partners"), f"{economy} is no partner of its own", "name the others")
    agreement = Agreement(
        id=one["id"],
        economy=economy,
        name=text(one["name"]),
        partners=partners,
        in_force=_in_force(one, partners, path, at),
        proof=one["proof"],
        proof_kind=one.get("proof_kind", ""),
        proof_evidence=one.get("proof_evidence", "unverified"),
        proof_validity=one.get("proof_validity", ""),
        source=one["source"],
        lines=tuple(lines),
    )
    origin = one.get("origin", {})
    terms = {name: build(origin, (*path, "origin"), at) for name, build in TERMS.items()}
    agreement = replace(agreement, **terms)
    if "edition" in origin:
        edition = origin["edition"]
        stands = said(edition, (*path, "origin", "edition"), at)
        agreement = replace(agreement, edition=edition["hs"], edition_said=stands)
    for index, limb in enumerate(agreement.obtained):
        if strange := sorted(limb.partners - agreement.parties):
            where = (*path, "origin", "obtained", index, "partners")
            at.report(where, f"{', '.join(strange)} is no party", f"one of {', '.join(sorted(agreement.parties))}")
    return agreement


def _in_force(one: Mapping[str, Any], partners: frozenset[str], path: Path, at: Writing) -> tuple[InForce, ...]:
    found = []
    seen: dict[str, int] = {}
    by_name = [frozenset(entry.get("partners", partners)) for entry in one["in_force"]]
    for index, entry in enumerate(one["in_force"]):
        where = (*path, "in_force", index)
        bound = by_name[index]
        if strange := sorted(bound - partners):
            at.report((*where, "partners"), f"{', '.join(strange)} is no partner of {one['id']}", "add it to partners")
        for partner in sorted(bound):
            if partner in seen:
                message = f"{partner} is bound twice: entry {seen[partner] + 1} says it already"
                at.report((*where, "partners"), message, "keep one day a partner")
            seen.setdefault(partner, index)
        # A union's members are bound with it, but one that joined later has an entry of its own.
        apart = frozenset().union(*by_name[:index], *by_name[index + 1 :])
        bound |= with_members(bound) - apart
        begins = at.day(entry["from"], (*where, "from"))
        if begins:
            evidence = entry["evidence"]
            month = entry.get("month_evidence", evidence)
            found.append(InForce(bound, begins, evidence, month, entry["source"]))
    return tuple(found)
