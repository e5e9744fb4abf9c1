"""What to do next: questions, documents, remedies, and whom to ask, as an ordered list."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from greenlane.core.model import Any as Any_
from greenlane.core.model import Rule, Test
from greenlane.core.ruleset import RuleSet
from greenlane.core.service.enquiry import Enquiry, document
from greenlane.core.vocabulary import SEVERITY
from greenlane.web.checker import facts, wording
from greenlane.web.checker.questions import AT_ONCE
from greenlane.web.checker.tongue import _, ngettext
from greenlane.web.checker.wording import Said
from greenlane.web.languages import economy_name, language

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do. `papers`: documents to get, of each group one; `place`: whose rule asks for it."""

    text: Said
    place: str = ""
    papers: tuple[tuple[Said, ...], ...] = ()


def steps_of(
    item: Json, ruleset: RuleSet, statuses: Mapping[str, str], enquiry: Enquiry | None, kept: bool
) -> Iterator[Step]:
    """What to do next, in the order in which it helps. `statuses`: by economy, how its rules are known.

    `kept`: nobody can answer a question any more, so each that is open is to be found out.
    """
    rules = {rule.id: rule for rule in ruleset.rules}
    if enquiry is not None and enquiry.open and not kept:
        count = min(len(enquiry.open), AT_ONCE)
        yield Step(
            Said(
                ngettext(
                    "Answer the question that is open above, as far as you can.",
                    "Answer the %(num)d questions that are open above, as far as you can.",
                    count,
                )
            )
        )
    # A document that is missing for certain is to be got, see below.
    sure = {
        code for one in item["findings"] if one["verdict"] != "incomplete" for code in one["missing"]["documents"]
    }
    if enquiry is not None:
        for question in (*enquiry.unsure, *(enquiry.open if kept else ())):
            said = facts.heading(question).text
            if question.kind in ("document", "date"):
                said = f"{said} {facts.paper(question).text}"
            if question.kind != "document" or (kept and question.name not in sure):
                yield Step(Said(_("Find out: %(question)s", question=said)))
    findings = [one for one in item["findings"] if SEVERITY[one["verdict"]] > 0]
    if item["verdict"] == "prohibited":  # papers for what is forbidden anyway help nobody
        findings = [one for one in findings if one["verdict"] == "prohibited"]
    elif enquiry is not None and enquiry.open:  # what may turn out not to apply can wait
        findings = [one for one in findings if one["verdict"] != "incomplete"]
    told: set[object] = set()
    for finding in findings:
        rule = rules.get(finding["rule"])
        papers = [group for group in _papers(finding, rule) if group not in told]
        told.update(papers)
        remedy: str = finding["remedy"] if finding["remedy"] not in told else ""
        told.add(remedy)
        if papers or remedy:
            place = wording.flow(finding["economy"], finding["flow"])
            groups = tuple(tuple(facts.paper(document(ruleset, code)) for code in group) for group in papers)
            yield Step(Said(remedy, _language_of(rule)), place, groups)
    for economy, status in statuses.items() if item["verdict"] != "prohibited" else ():
        named = economy_name(economy)
        if status == "unavailable":
            yield Step(Said(_("Ask again later, or ask the customs of %(economy)s.", economy=named)))
        elif status == "not_covered":
            yield Step(Said(_("Ask the customs of %(economy)s: its rules for this are not known here.", economy=named)))
        elif status == "partial":
            yield Step(
                Said(_("Ask the customs of %(economy)s about what is not known here (see below).", economy=named))
            )


def _papers(finding: Json, rule: Rule | None) -> Iterable[tuple[str, ...]]:
    """The documents that a finding misses, in groups: of each group one is enough."""
    missing = list(finding["missing"]["documents"])
    for requirement in rule.requires if rule is not None else ():
        if isinstance(requirement.that, Any_):
            subjects = [part.subject for part in requirement.that.parts if isinstance(part, Test)]
            group = tuple(code for code in missing if f"document:{code}" in subjects)
            if len(group) > 1:
                yield group
                missing = [code for code in missing if code not in group]
    for code in missing:
        yield (code,)


def _language_of(rule: Rule | None) -> str:
    """The language of a finding's remedy, which is made of several texts; empty for that of the page."""
    own = language()
    if own == "en":
        return ""
    texts = [rule.remedy, *(one.remedy for one in rule.requires)] if rule is not None else []
    return "" if texts and all(own in text for text in texts if text) else "en"
