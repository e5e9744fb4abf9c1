"""The tables of a pack's trade agreements and of the lines of their product annexes."""

from collections.abc import Iterable, Iterator
from typing import Final

from greenlane.core.model import Pack
from greenlane.core.origin.agreement import Agreement, ProductLine
from greenlane.core.origin.written import write_span
from greenlane.web.tables import Code, Column, Mark, Row, Several, Table, Value

SHOWN: Final = 100
"""Rows of a page; the files have all."""
TONES: Final = {"legal_text": "good", "secondary": "plain", "workshop": "plain", "unverified": "bad"}


def agreements(pack: Pack) -> Table:
    """The agreements, each with how much of its rules of origin is known."""
    columns = [Column("id", "Agreement", head=True), Column("name", "Name"), Column("partners", "Partners"),
               Column("force", "In force"), Column("proof", "Proof by"), Column("edition", "HS edition"),
               Column("lines", "Product rules", number=True), Column("terms", "Terms known"),
               Column("gaps", "Not found")]  # fmt: skip
    rows: list[Row] = [
        {
            "id": Code(one.id),
            "name": one.name.get("en", ""),
            "partners": ", ".join(sorted(one.partners)),
            "force": Several(tuple(_in_force(one))),
            "proof": _proof(one),
            "edition": one.edition or None,
            "lines": len(one.lines),
            "terms": ", ".join(_terms(one)) or None,
            "gaps": Several(tuple(gap.get("en", "") for gap in one.gaps)) if one.gaps else None,
        }
        for one in pack.agreements
    ]
    return Table("agreements", "Trade agreements", columns, rows, nothing="It registers no agreement.", total=len(rows))


def product_rules(pack: Pack) -> Table:
    """The lines of all annexes; the page has some of them, the files have all."""
    columns = [Column("agreement", "Agreement"), Column("codes", "Codes", head=True), Column("goods", "Goods"),
               Column("rule", "Rule"), Column("evidence", "Evidence"), Column("provision", "Provision"),
               Column("source", "Source")]  # fmt: skip
    total = sum(len(one.lines) for one in pack.agreements)
    return Table(
        "product_rules", "Product rules", columns, [row for row, _ in zip(_lines(pack), range(SHOWN), strict=False)],
        every=lambda: _lines(pack), nothing="It has no product rules.", total=total,
    )  # fmt: skip


def _lines(pack: Pack) -> Iterator[Row]:
    for agreement in pack.agreements:
        for line in agreement.lines:
            yield _line(agreement, line)


def _line(agreement: Agreement, line: ProductLine) -> Row:
    return {
        "agreement": Code(agreement.id),
        "codes": Code(" ".join(map(write_span, line.codes))),
        "goods": line.goods.get("en") or None,
        "rule": line.written,
        "evidence": Mark(line.said.evidence.replace("_", " "), TONES.get(line.said.evidence, "plain")),
        "provision": line.said.provision or None,
        "source": line.said.source,
    }


def _in_force(one: Agreement) -> Iterable[Value]:
    for entry in sorted(one.in_force, key=lambda entry: (entry.day, sorted(entry.partners))):
        yield f"{', '.join(sorted(entry.partners))} from {entry.day.isoformat()} ({entry.evidence.replace('_', ' ')})"


def _proof(one: Agreement) -> str:
    kind = f"{one.proof_kind}: " if one.proof_kind and not one.proof.startswith(one.proof_kind) else ""
    return f"{kind}{one.proof}" + (f"; {one.proof_validity}" if one.proof_validity else "")


def _terms(one: Agreement) -> Iterator[str]:
    """The terms that were found, in a word each."""
    terms = {
        "value": one.value, "tolerance": one.tolerance, "cumulation": one.cumulation,
        "wholly obtained": one.obtained, "insufficient operations": one.insufficient, "transport": one.transport,
        "general rule": one.general, "allowance": one.fallback, "denial": one.denied, "form": one.form,
    }  # fmt: skip
    yield from (name for name, term in terms.items() if term)


