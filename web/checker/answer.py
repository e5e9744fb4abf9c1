"""An answer in plain words: may it go, what it costs, what to do next, and the law behind it.

Nothing that is unknown, partly known or for an officer to decide is ever worded as a yes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from greenlane.core.model import Rule, Text
from greenlane.core.ruleset import RuleSet
from greenlane.core.service.enquiry import Enquiry
from greenlane.core.terms.codes import PLACELESS
from greenlane.core.vocabulary import SEVERITY
from greenlane.web.checker import questions, wording
from greenlane.web.checker.agreements import Agreed, compared
from greenlane.web.checker.laws import Law, day_of, law_of
from greenlane.web.checker.steps import Step, steps_of
from greenlane.web.checker.verdicts import said_of
from greenlane.web.checker.wording import Said, spoken
from greenlane.web.languages import language

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """What one rule says."""

    rule: str
    place: str
    verdict: str
    kind: str
    title: Said
    message: Said
    because: tuple[str, ...]
    because_lang: str
    laws: tuple[Law, ...]
    evidence: str
    verified: date | None
    exposure: tuple[tuple[Said, str], ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """One charge, and how it is computed."""

    kind: str
    place: str
    rule: Said
    amount: str
    rate: str
    base: str
    evidence: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What this server knows of one economy on the route."""

    economy: str
    status: str
    words: str
    scope: str
    lang: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plain:
    """The whole answer, ready to be shown. `tone`: a class of the stylesheet. `granted`: what was taken for granted and
    may change the answer, each as a question, the document it is about, and the answer that was assumed.
    """

    verdict: str
    tone: str
    head: str
    text: str
    reasons: tuple[Found, ...]
    steps: tuple[Step, ...]
    costs: tuple[Cost, ...]
    uncosted: tuple[Said, ...]
    found: tuple[Found, ...]
    satisfied: tuple[Found, ...]
    notes: tuple[Found, ...]
    known: tuple[Known, ...]
    date: date
    rule_set: int
    digest: str
    decision_id: str = ""
    exposure: tuple[tuple[Said, str], ...] = ()
    granted: tuple[tuple[Said, Said, str], ...] = ()
    agreements: tuple[Agreed, ...] = ()


def plain(answer: Json, ruleset: RuleSet, enquiry: Enquiry | None = None, kept: bool = False) -> Plain:
    """The first item of an answer in plain words. `enquiry`: what is still open; `kept`: it is in progress no more."""
    item = answer["items"][0]
    rules = {rule.id: rule for rule in ruleset.rules}
    said = [_found(one, rules.get(one["rule"])) for one in item["findings"]]
    known = [_known(economy, one, ruleset) for economy, one in answer["coverage"].items()]
    statuses = {one.economy: one.status for one in known}
    granted = () if enquiry is None else tuple(map(questions.granted, enquiry.presumed))
    head, text = said_of(item["verdict"], statuses, enquiry if not kept else None, bool(granted))
    worst = SEVERITY[item["verdict"]]
    open_ = [one for one in said if SEVERITY[one.verdict] > 0]
    return Plain(
        verdict=item["verdict"],
        tone=item["verdict"].replace("_", "-"),
        head=head,
        text=text,
        reasons=tuple(one for one in open_ if SEVERITY[one.verdict] == worst),
        steps=tuple(steps_of(item, ruleset, statuses, enquiry, kept)),
        costs=tuple(_cost(one, rules, item["findings"]) for one in item["charges"]),
        uncosted=tuple(
            one.title
            for one, finding in zip(said, item["findings"], strict=True)
            if one.kind == "charge" and not any(sum_["rule"] == one.rule for sum_ in item["charges"])
            and finding["verdict"] != "clear"
        ),
        found=tuple(open_),
        satisfied=tuple(one for one in said if SEVERITY[one.verdict] == 0 and one.kind != "notice"),
        notes=tuple(_once(zip(said, item["findings"], strict=True))),
        known=(*known, *(_known(one, what, ruleset) for one, what in answer.get("everywhere", {}).items())),
        date=date.fromisoformat(answer["date"]),
        rule_set=answer["ruleset"]["version"],
        digest=answer["ruleset"]["digest"],
        decision_id=answer.get("decision_id", ""),
        exposure=tuple(dict.fromkeys(line for one in open_ for line in one.exposure)),
        granted=granted,
        agreements=compared(item["origin"], ruleset),
    )


def _found(finding: Json, rule: Rule | None) -> Found:
    lang = "" if language() == "en" else "en"
    exposure: tuple[tuple[Said, str], ...] = ()
    if rule is not None:
        spoken_ = {one.text.get("en", ""): one.text for one in rule.exposure}
        exposure = tuple(
            (_either(one["text"], spoken_.values()), f"{one['instrument']} {one['provision']}".strip())
            for one in finding.get("exposure", ())
        )
    return Found(
        rule=finding["rule"],
        place=wording.flow(finding["economy"], finding["flow"]),
        verdict=finding["verdict"],
        kind=finding["kind"],
        title=spoken(rule.title) if rule else Said(finding["title"], lang),
        message=spoken(rule.message) if rule else Said(finding["message"], lang),
        because=tuple(finding["because"]),
        because_lang=lang,
        laws=tuple(law_of(one) for one in finding["legal_basis"]),
        evidence=str(wording.EVIDENCE[finding["evidence"]]),
        verified=day_of(finding["verified_on"]),
        exposure=exposure,
    )


def _once(said: Iterable[tuple[Found, Json]]) -> Iterable[Found]:
    """The notices; what a pack without an economy says on both ends of the route stands once."""
    seen: set[str] = set()
    for one, finding in said:
        if one.kind == "notice" and one.rule not in seen:
            yield one
            if finding["economy"] in PLACELESS:
                seen.add(one.rule)


def _either(text: str, texts: Iterable[Text]) -> Said:
    """A text of an answer with the language it is in."""
    own = language()
    known = any(one.get(own) == text for one in texts)
    return Said(text, "" if known or own == "en" else "en")


def _known(economy: str, one: Json, ruleset: RuleSet) -> Known:
    pack = ruleset.packs.get(economy)
    texts = [entry.scope for entry in pack.economy.coverage] if pack else []
    own = language()
    translated = bool(texts) and all(text.get(own) for text in texts)
    return Known(
        economy,
        one["status"],
        str(wording.COVERAGE[one["status"]]),
        one.get("scope", ""),
        "" if own == "en" or translated else "en",
        one.get("reason", ""),
    )


def _cost(charge: Json, rules: Mapping[str, Rule], findings: Iterable[Json]) -> Cost:
    rule = rules[charge["rule"]]
    flow = next((one["flow"] for one in findings if one["rule"] == charge["rule"]), rule.flows[0])
    amount, base = charge["amount"], charge["base"]
    return Cost(
        wording.charge_kind(charge["kind"]),
        wording.flow(charge["economy"], flow),
        spoken(rule.title),
        wording.money(amount["amount"], amount["currency"]),
        wording.percent(charge["rate_percent"]) if charge["rate_percent"] is not None else "",
        wording.money(base["amount"], base["currency"]) if base else "",
        str(wording.EVIDENCE[charge["evidence"]]),
        tuple(charge["because"]),
    )
