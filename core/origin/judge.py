"""A good against one agreement: in force, wholly obtained, of originating materials alone, by its product rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from greenlane.core.origin.agreement import Agreement, InForce, ObtainedLimb, ProductLine, Said
from greenlane.core.origin.annex import Annex
from greenlane.core.origin.bill import Foreign
from greenlane.core.origin.editions import Editions
from greenlane.core.origin.found import Found
from greenlane.core.origin.good import Good
from greenlane.core.origin.holds import Held, holds
from greenlane.core.origin.outcome import FAILS, NOT_IN_FORCE, QUALIFIES, UNDETERMINED, Origin, Phrase
from greenlane.core.origin.parts import Trial, decide, open_to, relaxed, written
from greenlane.core.origin.rule import Change, ProductRule
from greenlane.core.vocabulary import EVIDENCE, FALSE, TRUE, UNKNOWN, weakest

_T = TypeVar("_T")
STATUS: Final = {TRUE: QUALIFIES, UNKNOWN: UNDETERMINED, FALSE: FAILS}
ANY_CHANGE: Final = Change(6)
"""Stands for a product rule that was not found, where a fallback may be met without it: no change is too little."""


@dataclass(frozen=True, slots=True)
class Bound:
    """An agreement ready to be asked: its terms and its annex."""

    agreement: Agreement
    annex: Annex


def bind(agreement: Agreement) -> Bound:
    """An agreement made ready."""
    return Bound(agreement, Annex(agreement.lines))


def judge(bound: Bound, good: Good, editions: Editions, declared: str) -> Origin:
    """What one agreement says of a good. `declared`: the HS edition its codes are declared in. Never raises."""
    agreement = bound.agreement
    partner = good.importer if good.exporter == agreement.economy else good.exporter
    since = _since(agreement, partner, good.day)
    proof = f"CO-{agreement.id}"
    origin = Origin(agreement.id, UNDETERMINED, presented=proof in good.ask.documents)
    if since is None:
        _not_in_force(agreement, partner, good.day, origin)
        return origin
    levels = [since.evidence if _same_month(since.day, good.day) else since.month_evidence]
    found = _found(bound, good, editions, declared, origin, levels)
    if found.value == TRUE:
        _on_the_way(agreement, good, found, levels)
        _denied(agreement, good, found, levels)
    origin.status = STATUS[found.value]
    _tell(origin, found, levels)
    if not origin.presented and origin.status != FAILS:
        origin.missing_documents.append(proof)
    return origin


def _since(agreement: Agreement, partner: str, day: date) -> InForce | None:
    for one in agreement.in_force:
        if partner in one.partners and one.day <= day:
            return one
    return None


def _same_month(first: date, day: date) -> bool:
    return (first.year, first.month) == (day.year, day.month)


def _not_in_force(agreement: Agreement, partner: str, day: date, origin: Origin) -> None:
    dates = [one for one in agreement.in_force if partner in one.partners]
    if not dates:
        origin.gaps.append(Phrase("origin_gap_in_force", {"economy": partner}))
        return
    first = min(dates, key=lambda one: one.day)
    origin.status, origin.evidence = NOT_IN_FORCE, first.evidence
    origin.because.append(Phrase("origin_not_in_force", {"economy": partner, "day": first.day, "on": day}))


def parties_on(agreement: Agreement, day: date) -> frozenset[str]:
    """The economies for which an agreement was in force on a day: whose materials may be cumulated."""
    bound = {partner for one in agreement.in_force if one.day <= day for partner in one.partners}
    return frozenset({*bound, agreement.economy})


def _found(
    bound: Bound, good: Good, editions: Editions, declared: str, origin: Origin, levels: list[str]
) -> Found:
    agreement = bound.agreement
    foreign = None
    edition = agreement.edition or declared
    if good.bill is not None:
        parties = parties_on(agreement, good.day) if agreement.cumulation else frozenset({good.exporter})
        foreign = good.bill.foreign(parties, editions, declared, edition)
    claims = _obtained(agreement, good, foreign, levels)
    if claims is not None and claims.value == TRUE:
        origin.criterion = claims.met
        return claims
    if foreign is not None and not foreign.materials:
        alone = agreement.materials_alone
        if alone is not None:
            levels.append(alone.evidence)
            origin.criterion = "PE"
            return Found(
                TRUE, "PE", [Phrase("origin_alone", {})], conditions=[Phrase("origin_if_suppliers", {})], said=[alone]
            )
    found = _by_line(bound, good, editions, declared, edition, foreign, origin, levels)
    if good.bill is not None and good.bill.worth is not None:
        _too_dear(good, found)
    _of_materials(agreement, good, foreign, found)
    if found.value == TRUE:
        _sufficient(agreement, good, found, levels)
    if claims is not None and found.value != TRUE:
        found.because[:0] = claims.because
        found.value = max(found.value, claims.value)
        if claims.value == UNKNOWN:
            found.facts += claims.facts
    return found


def _obtained(agreement: Agreement, good: Good, foreign: Foreign | None, levels: list[str]) -> Found | None:
    """The limbs of wholly obtained goods that are claimed; None where none is."""
    claimed = Found(FALSE)
    any_claimed = False
    for limb in agreement.obtained:
        held = _limb(limb, good, foreign)
        if held is None:
            continue
        any_claimed = True
        if held.value == TRUE:
            levels.append(limb.said.evidence)
            named = Phrase("origin_obtained", {"limb": limb.title, "provision": limb.said.provision})
            noted = [Phrase("origin_note", {"text": limb.said.note})] if limb.said.note else []
            return Found(TRUE, limb.criterion, [named, *held.because, *noted], said=[limb.said])
        key = "origin_obtained_not" if held.value == FALSE else "origin_obtained_open"
        claimed.because.append(Phrase(key, {"limb": limb.title, "provision": limb.said.provision}))
        claimed.because += held.because
        claimed.value = max(claimed.value, held.value)
        if held.value == UNKNOWN:
            claimed.facts += held.facts
        elif held.documents:
            claimed.advice.append(Phrase("origin_document", {"documents": list(held.documents)}))
    if not any_claimed:
        return None
    claimed.because = list({repr(one): one for one in claimed.because}.values())
    return claimed


def _limb(limb: ObtainedLimb, good: Good, foreign: Foreign | None) -> Held | None:
    """Whether a limb is met; None where nobody claims it."""
    if limb.of and good.facts.get(limb.of) != good.exporter:
        return None
    if limb.partners and good.exporter not in limb.partners:
        return None
    if limb.valid_from is not None and good.day < limb.valid_from:
        return None
    if limb.codes and not any(span.covers(good.code) for span in limb.codes):
        return None
    if limb.alone and foreign is not None and foreign.materials:
        return None
    if limb.when is None:
        return Held(TRUE, (), (), ())
    held = holds(limb.when, good.ask)
    if not limb.of and held.value != TRUE and not _spoken_of(held):
        return None
    return held


def _spoken_of(held: Held) -> bool:
    """Whether something was declared that the condition looks at."""
    return any(phrase.key in ("fact", "document") for phrase in held.because) and held.value == UNKNOWN


def _by_line(
    bound: Bound,
    good: Good,
    editions: Editions,
    declared: str,
    edition: str,
    foreign: Foreign | None,
    origin: Origin,
    levels: list[str],
) -> Found:
    """By the product rule, whichever lines may speak of the good: all must say the same."""
    agreement = bound.agreement
    if len(good.code) < 6:
        return Found(UNKNOWN, facts=["commodity_code"], because=[Phrase("origin_code_short", {"code": good.code})])
    moved = editions.ancestors(good.code[:6], declared, edition)
    if not moved.known:
        gap = Phrase("origin_gap_edition", {"code": good.code[:6], "edition": edition})
        return Found(UNKNOWN, gaps=[gap], facts=[] if good.bill else ["materials"])
    tried: list[tuple[Found, ProductRule | None, ProductLine | None]] = []
    for code in moved.codes:
        trial = Trial(agreement, code, good.price, good.bill, foreign, good.facts)  # type: ignore[arg-type]
        lines = bound.annex.lines(code)
        if lines:
            tried += [(_ruled(line.rule, trial), line.rule, line) for line in lines]
        else:
            tried.append(_unlisted(trial, levels))
    found, rule, line = tried[0]
    origin.lines = tuple(dict.fromkeys(one.id for _, _, one in tried if one is not None))
    rules = list(dict.fromkeys(one.written for _, _, one in tried if one is not None))
    if rule is not None:
        origin.criterion = " / ".join(rules) or written(rule)
    for _, _, one in tried:
        if one is not None:
            levels.append(one.said.evidence)
    if len(tried) > 1:
        values = {one.value for one, _, _ in tried}
        if len(values) > 1:
            key = "origin_gap_transposed" if len(moved.codes) > 1 else "origin_gap_lines"
            mixed = Found(UNKNOWN, gaps=[Phrase(key, _ambiguous(good, moved.codes, edition, tried))])
            for one, _, _ in tried:
                mixed.because += one.because
                mixed.figures += one.figures
                mixed.facts += one.facts
                mixed.advice += one.advice
                mixed.said += one.said
            return mixed
        for one, _, _ in tried[1:]:
            found.take(one)
    if edition != declared:
        found.conditions.append(Phrase("origin_if_edition", {"edition": edition, "codes": list(moved.codes)}))
    elif not agreement.edition:
        found.conditions.append(Phrase("origin_if_declared_edition", {}))
    return found


def _ambiguous(
    good: Good, codes: tuple[str, ...], edition: str, tried: list[tuple[Found, ProductRule | None, ProductLine | None]]
) -> dict[str, object]:
    return {
        "code": good.code[:6],
        "codes": list(codes),
        "edition": edition,
        "goods": [line.goods for _, _, line in tried if line is not None and line.goods],
        "rules": [line.written for _, _, line in tried if line is not None],
    }


def _ruled(rule: ProductRule, trial: Trial) -> Found:
    """By the product rule; where it is not met, by the fallback the agreement sets beside it, and its wider tolerance."""
    found = decide(rule, trial)
    fallback = trial.agreement.fallback
    if found.value != TRUE and fallback is not None and open_to(fallback, trial.code) and trial.foreign is not None:
        again = decide(relaxed(rule, (fallback.level, fallback.percent)), trial)
        if again.value > found.value:
            again.said.append(fallback.said)
            again.because.append(Phrase("origin_fallback", {"provision": fallback.said.provision}))
            return again
        found.figures += [one for one in again.figures if one.method == "allowance"]
        found.advice += [one for one in again.advice if one not in found.advice]
    return found


def _unlisted(trial: Trial, levels: list[str]) -> tuple[Found, ProductRule | None, ProductLine | None]:
    """No line was found: the general rule where the whole annex is held, else what it would say, and the gap."""
    agreement = trial.agreement
    general = agreement.general
    if general is not None and general.annex_known:
        found = decide(general.rule, trial)
        found.said.append(general.said)
        levels.append(general.said.evidence)
        return found, general.rule, None
    fallback = agreement.fallback
    if fallback is not None and open_to(fallback, trial.code) and trial.foreign is not None:
        alike = all(set(codes) == {trial.code} for codes in trial.foreign.codes)
        again = decide(relaxed(ANY_CHANGE, (fallback.level, fallback.percent)), trial) if alike else None
        if again is not None and again.value == TRUE:
            levels.append(fallback.said.evidence)
            again.met = fallback.said.provision
            again.because.append(Phrase("origin_fallback", {"provision": fallback.said.provision}))
            return again, None, None
    found = Found(UNKNOWN, gaps=[Phrase("origin_gap_line", {"code": trial.code})])
    if trial.bill is None:
        found.facts.append("materials")
    if general is not None:
        would = decide(general.rule, trial)
        found.figures += would.figures
        found.facts += would.facts
        found.gaps.append(
            Phrase("origin_gap_general", {"rule": general.written, "value": would.value, "note": general.said.note})
        )
    found.gaps += [Phrase("origin_note", {"text": gap}) for gap in agreement.gaps]
    return found, None, None


def _too_dear(good: Good, found: Found) -> None:
    """Materials worth more than the good: one of the two figures is wrong, so nothing built on them stands."""
    bill = good.bill
    assert bill is not None and bill.worth is not None
    prices = [*good.price.amounts.values(), *([good.price.unnamed] if good.price.unnamed is not None else [])]
    if prices and bill.worth > max(prices):
        found.value = UNKNOWN
        found.met = ""
        found.facts += ["value", "materials.value"]
        found.because.append(
            Phrase("origin_too_dear", {"worth": bill.worth, "price": max(prices), "currency": good.price.currency})
        )


def _of_materials(agreement: Agreement, good: Good, foreign: Foreign | None, found: Found) -> None:
    """What was taken of materials whose origin is not shown."""
    if foreign is None or good.bill is None:
        return
    silent, outside = foreign.silent, foreign.outside
    if silent:
        found.because.append(Phrase("origin_unknown_origin", {"materials": silent}))
        if found.value == FALSE:
            found.advice.append(Phrase("origin_prove_materials", {"materials": silent}))
    if outside:
        key = "origin_not_cumulated" if agreement.cumulation else "origin_gap_cumulation"
        found.because.append(Phrase(key, {"materials": outside}))
        if not agreement.cumulation and found.value == FALSE:
            found.value = UNKNOWN
    if found.value == TRUE and len(foreign.materials) < len(good.bill.materials):
        found.conditions.append(Phrase("origin_if_suppliers", {}))


def _sufficient(agreement: Agreement, good: Good, found: Found, levels: list[str]) -> None:
    """Operations that never give origin, whatever they change."""
    done = good.facts.get("processes")
    barred = agreement.insufficient
    if barred is None:
        found.conditions.append(Phrase("origin_if_sufficient_unknown", {}))
    elif not done:
        found.conditions.append(Phrase("origin_if_sufficient", {"provision": barred.said.provision}))
    elif set(done) <= barred.processes and not good.facts.get("origin_processes"):
        levels.append(barred.said.evidence)
        found.value, found.met = FALSE, ""
        found.because.append(
            Phrase("origin_insufficient", {"processes": sorted(done), "provision": barred.said.provision})
        )
        found.advice.append(Phrase("origin_do_more", {"provision": barred.said.provision}))


def _on_the_way(agreement: Agreement, good: Good, found: Found, levels: list[str]) -> None:
    """Transport through an economy on the way."""
    transport = agreement.transport
    if not good.transit:
        found.conditions.append(
            Phrase("origin_if_direct", {"provision": transport.said.provision if transport else ""})
        )
        return
    if transport is None:
        found.value, found.met = UNKNOWN, ""
        found.gaps.append(Phrase("origin_gap_transport", {"transit": list(good.transit)}))
        return
    levels.append(transport.said.evidence)
    held = holds(transport.requires, good.ask)
    key = {TRUE: "origin_transport_met", UNKNOWN: "origin_transport_open", FALSE: "origin_transport_failed"}[held.value]
    found.because.append(
        Phrase(key, {"transit": list(good.transit), "provision": transport.said.provision})
    )
    found.because += held.because
    if held.value != TRUE:
        found.value, found.met = held.value, ""
        found.facts += held.facts
        if held.value == FALSE:
            found.advice.append(Phrase("origin_go_direct", {"provision": transport.said.provision}))


def _denied(agreement: Agreement, good: Good, found: Found, levels: list[str]) -> None:
    """Goods that originate and may be denied preference all the same."""
    denied = agreement.denied
    if denied is None or found.value != TRUE or any(span.covers(good.code) for span in denied.exclude):
        return
    if holds(denied.when, good.ask).value == TRUE:
        levels.append(denied.said.evidence)
        found.value, found.met = UNKNOWN, ""
        found.gaps.append(Phrase("origin_gap_denied", {"provision": denied.said.provision, "note": denied.said.note}))


def _tell(origin: Origin, found: Found, levels: list[str]) -> None:
    origin.satisfied_by = found.met
    origin.because += _once(found.because)
    origin.figures = _once(found.figures)
    origin.missing_facts = list(dict.fromkeys(found.facts)) if found.value == UNKNOWN else []
    origin.missing_parameters = list(dict.fromkeys(found.parameters))
    origin.advice = _once(found.advice)
    origin.conditions = found.conditions if found.value == TRUE else []
    origin.gaps += _once(found.gaps)
    levels += [one.evidence for one in found.said]
    origin.evidence = weakest([level for level in levels if level in EVIDENCE]) if levels else "unverified"


def _once(said: list[_T]) -> list[_T]:
    """Each once, in order: two alternatives often lack the same."""
    if len(said) < 2:
        return said
    kept: list[_T] = []
    for one in said:
        if one not in kept:
            kept.append(one)
    return kept


def terms_used(found: Found) -> list[Said]:
    """The terms a finding rests on, each once."""
    return list({id(one): one for one in found.said}.values())
