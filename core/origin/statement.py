"""A statement of origin that a person can sign: what was declared, by what it originates, and how that was computed.

It is in English, as the proofs of the agreements are. It is never the official form.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from greenlane.core.because import plain as written
from greenlane.core.model import Fact
from greenlane.core.origin import criterion
from greenlane.core.origin.agreement import Agreement
from greenlane.core.origin.bound import Bound
from greenlane.core.origin.outcome import QUALIFIES
from greenlane.core.origin.statement_words import (
    DECLARED,
    EXPLAINED,
    NOT_SEEN,
    NOTICE,
    PROOFS,
    RESTS,
    TITLE,
    computed,
    economy_named,
)
from greenlane.core.terms.codes import UNION_OF
from greenlane.core.vocabulary import weakest

Json = dict[str, Any]
PARTIES: Final = ("exporter", "importer", "declarant")


class NoSuchAgreement(LookupError):
    """The agreement is none of those that were looked at for this decision's route."""


class NothingQualifies(Exception):
    """No item qualifies under the agreement, so that there is nothing to sign. `items`: number, status and reasons."""

    def __init__(self, agreement: str, items: list[Json]) -> None:
        self.agreement, self.items = agreement, items
        said = ", ".join(f"item {one['number']}: {one['status'].replace('_', ' ')}" for one in items)
        super().__init__(f"no item qualifies under {agreement} ({said})")


@dataclass(frozen=True, slots=True)
class Declarant:
    """Who asked for the decision, as far as the store knows them. `owner`: as it is kept; None: nobody need say so."""

    owner: str | None
    name: str = ""
    key: str = ""


def statement(
    declared: Json,
    answer: Json,
    bound: Bound,
    facts: Mapping[str, Fact],
    declarant: Declarant,
    decided_at: datetime,
) -> Json:
    """The document, ready for JSON. `declared`: the declaration as it was kept; `answer`: the decision, in English.

    Raises NoSuchAgreement, NothingQualifies.
    """
    agreement = bound.agreement
    items, excluded = [], []
    parties = _cumulating(bound, declared["route"].get("export", ""), date.fromisoformat(answer["date"]))
    for source, item in zip(declared["items"], answer["items"], strict=True):
        found = next((one for one in item["origin"] if one["agreement"] == agreement.id), None)
        if found is None:
            continue
        if found["status"] == QUALIFIES:
            items.append(_item(source, item, found, agreement, facts, parties))
        else:
            excluded.append(_excluded(source, item, found))
    if not items and not excluded:
        raise NoSuchAgreement(agreement.id)
    if not items:
        raise NothingQualifies(agreement.id, excluded)
    evidence = weakest([one["evidence"] for one in items])
    route = declared["route"]
    exporting = route.get("export", "")
    form = agreement.form
    return {
        "title": TITLE,
        "notice": NOTICE,
        "agreement": {
            "id": agreement.id,
            "name": agreement.name.get("en", agreement.id),
            "form": {"name": form.name, "box": form.box} if form is not None else None,
            "proof": agreement.proof,
            "proof_kind": agreement.proof_kind,
            "proof_validity": agreement.proof_validity,
            "issued": PROOFS.get(agreement.proof_kind, PROOFS["unknown"]),
            "source": agreement.source,
        },
        "decision": {
            "decision_id": answer["decision_id"],
            "decided_at": decided_at.isoformat(),
            "known_at": answer["known_at"],
            "ruleset": answer["ruleset"],
        },
        "reference": answer["reference"],
        "date": answer["date"],
        "route": {
            "export": route.get("export"),
            "import": route.get("import"),
            "transit": list(route.get("transit", ())),
        },
        "parties": {role: _party(declared.get("parties", {}).get(role)) for role in PARTIES},
        "declared_by": {"owner": declarant.owner, "name": declarant.name, "key": declarant.key},
        "items": items,
        "excluded": excluded,
        "evidence": evidence,
        "rests_on": RESTS[evidence],
        "declaration": {
            "text": DECLARED.format(
                goods=_numbers([one["number"] for one in items]),
                economy=economy_named(exporting),
                agreement=agreement.name.get("en", agreement.id),
            ),
            "place": "",
            "date": "",
            "name": "",
            "signature": "",
        },
    }


def _cumulating(bound: Bound, exporting: str, day: date) -> frozenset[str]:
    """The economies whose materials may count as originating, as the engine has it."""
    if bound.agreement.cumulation is not None:
        return bound.parties(day)
    return frozenset({UNION_OF.get(exporting, exporting)})


def _item(
    source: Json, item: Json, found: Json, agreement: Agreement, facts: Mapping[str, Fact], parties: frozenset[str]
) -> Json:
    """One item that qualifies."""
    rule, limb = found["criterion"], found.get("satisfied_by") or found["criterion"]
    printed = criterion.printed(agreement.form, rule, limb, found["figures"])
    return {
        "number": item["number"],
        "commodity_code": item["commodity_code"],
        "description": source.get("description", ""),
        "quantity": _amount(source.get("quantity"), "value"),
        "value": _amount(source.get("value"), "amount"),
        "exchange_rates": {code: _digits(rate) for code, rate in source.get("exchange_rates", {}).items()},
        "criterion": {
            "printed": printed,
            "rule": rule,
            "satisfied_by": limb,
            "meaning": criterion.plain(limb),
            "remark": "" if printed is not None else NOT_SEEN,
        },
        "materials": [_material(number, one, parties) for number, one in enumerate(source.get("materials", ()), 1)],
        "calculation": [{**one, "computed": computed(one)} for one in found["figures"]],
        "because": found["because"],
        "facts": [_fact(name, value, facts) for name, value in source.get("facts", {}).items()],
        "documents": [dict(one) for one in source.get("documents", ())],
        "conditions": found["conditions"],
        "gaps": found["gaps"],
        "legal_basis": found["legal_basis"],
        "evidence": found["evidence"],
    }


def _excluded(source: Json, item: Json, found: Json) -> Json:
    """One item that the statement does not cover, and why."""
    return {
        "number": item["number"],
        "commodity_code": item["commodity_code"],
        "description": source.get("description", ""),
        "status": found["status"],
        "reason": EXPLAINED[found["status"]],
        "because": found["because"],
        "missing": found["missing"],
    }


def _material(number: int, source: Json, parties: frozenset[str]) -> Json:
    """A line of the bill, with how it counts: by what is declared of it, and whether its origin is a party's."""
    origin = source.get("origin")
    party = origin is None or UNION_OF.get(origin, origin) in parties
    return {
        "number": number,
        "commodity_code": source["commodity_code"],
        "description": source.get("description", ""),
        "origin": origin,
        "originating": bool(source.get("originating")) and party,
        "value": _amount(source.get("value"), "amount"),
    }


def _party(source: Json | None) -> Json | None:
    return None if source is None else {name: source[name] for name in ("id", "name", "size") if name in source}


def _amount(source: Json | None, name: str) -> Json | None:
    """An amount or a quantity, its digits as text."""
    return None if source is None else {**source, name: _digits(source[name])}


def _digits(value: object) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _fact(name: str, value: object, facts: Mapping[str, Fact]) -> Json:
    fact = facts.get(name)
    label = fact.label.get("en", name) if fact is not None else name.replace("_", " ")
    return {"name": name, "label": label, "value": _said(value), "unit": fact.unit if fact is not None else ""}


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(one).replace("_", " ") for one in value) or "none"
    return written(value) if isinstance(value, Decimal) else str(value)


def _numbers(numbers: list[int]) -> str:
    said = ", ".join(map(str, numbers[:-1]))
    return f"items {said} and {numbers[-1]}" if said else f"item {numbers[0]}"
