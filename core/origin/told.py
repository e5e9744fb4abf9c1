"""What was found under one agreement → the JSON of an answer: figures with their formula, sentences, the law used."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from greenlane.core.because import plain
from greenlane.core.origin.agreement import Agreement, Said
from greenlane.core.origin.outcome import Figure, Origin, Phrase
from greenlane.core.origin.parts import written
from greenlane.core.origin.phrases import FORMULAS, worded
from greenlane.core.speaker import Speaker

Json = dict[str, Any]


def told(origin: Origin, agreement: Agreement, say: Speaker) -> Json:
    """The answer of one agreement, as the contract has it: its fields first, then ours. Amounts are decimal texts."""
    return {
        "agreement": agreement.id,
        "status": origin.status,
        "criterion": origin.criterion,
        "because": _sentences(origin.because, say),
        "missing": {
            "facts": list(dict.fromkeys(origin.missing_facts)),
            "documents": list(dict.fromkeys(origin.missing_documents)),
            "parameters": [],
        },
        "proof": agreement.proof,
        "evidence": origin.evidence,
        "name": say.text(agreement.name),
        "satisfied_by": origin.satisfied_by,
        "figures": [figure(one, agreement) for one in origin.figures],
        "advice": _sentences(origin.advice, say),
        "conditions": _sentences(origin.conditions, say),
        "gaps": _sentences(origin.gaps, say),
        "proof_kind": agreement.proof_kind,
        "proof_validity": agreement.proof_validity,
        "proof_presented": origin.presented,
        "legal_basis": [_basis(one, agreement, say) for one in used(origin, agreement)],
        "rank": origin.rank,
        "ranked_because": worded(origin.ranked_because, say) if origin.ranked_because else "",
    }


def figure(one: Figure, agreement: Agreement) -> Json:
    """A value test with its numbers. `shift` is in the currency of `base`."""
    return {
        "method": one.method,
        "formula": formula(one, agreement),
        "basis": one.basis,
        "base": _money(one.base, one.currency),
        "value": _money(one.part, one.currency),
        "percent": None if one.percent is None else format(one.percent, "f"),
        "limit": plain(one.limit),
        "met": one.met,
        "shift": _plain(one.shift),
    }


def formula(one: Figure, agreement: Agreement) -> str:
    """How the percentage is reckoned, the basis put in: `(FOB - VNM) / FOB x 100`."""
    shape = FORMULAS.get(one.method, "value / {base} x 100").format(base=one.basis)
    adds = agreement.value.adds if one.method == "BU" and agreement.value is not None else ()
    own = " + ".join(("VOM", *(name.replace("_", " ") for name in adds)))
    return shape.replace("VOM", f"({own})") if adds else shape


def used(origin: Origin, agreement: Agreement) -> list[Said]:
    """The terms that an answer rests on, each once: the product lines, then what figures and sentences name."""
    wanted = origin.lines
    found: list[Said | None] = [line.said for line in agreement.lines if line.id in wanted] if wanted else []
    general, methods = agreement.general, {one.method for one in origin.figures}
    if general is not None and not origin.lines and origin.criterion == written(general.rule):
        found.append(general.said)
    if origin.criterion == "PE":
        found.append(agreement.materials_alone)
    if agreement.value is not None and methods - {"weight"}:
        found.append(agreement.value.said)
    if agreement.tolerance is not None and methods & {"tolerance", "weight"}:
        found.append(agreement.tolerance.said)
    phrases = (*origin.because, *origin.conditions, *origin.gaps)
    if any(one.key == "origin_not_cumulated" for one in phrases):
        found.append(agreement.cumulation)
    named = {str(one.arguments["provision"]) for one in phrases if one.arguments.get("provision")}
    found += [one for one in _terms(agreement) if one.provision in named]
    seen: dict[tuple[str, str], Said] = {}
    for said in found:
        if said is not None and (said.provision or said.source):
            seen.setdefault((said.provision, said.source), said)
    return list(seen.values())


def _terms(agreement: Agreement) -> Iterable[Said]:
    """The terms that sentences name by their provision."""
    yield from (limb.said for limb in agreement.obtained)
    for term in (agreement.fallback, agreement.insufficient, agreement.transport, agreement.denied):
        if term is not None:
            yield term.said


def _basis(said: Said, agreement: Agreement, say: Speaker) -> Json:
    days = {one.day for one in agreement.in_force}
    return {
        "instrument": say.text(agreement.name) or agreement.id,
        "provision": said.provision,
        # One day for all partners: else it is said where the status depends on it.
        "in_force_from": days.pop().isoformat() if len(days) == 1 else None,
        "source": said.source,
        "evidence": said.evidence,
    }


def _sentences(phrases: Iterable[Phrase], say: Speaker) -> list[str]:
    return list(dict.fromkeys(worded(one, say) for one in phrases))


def _money(amount: Decimal | None, currency: str) -> Json | None:
    return None if amount is None else {"amount": plain(amount), "currency": currency}


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else plain(number)
