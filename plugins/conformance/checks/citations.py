"""Law is data with a source: what each rule and value rests on, where that was read, and on which day."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from greenlane.core.model import Rule
from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import failed, passed, remarked, warned

TITLE = "Citations"
REMARKS: Final = ("no-citation", "outside-its-law", "review-passed")
DAY: Final = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
TALK: Final = re.compile(r"workshop|deck", re.IGNORECASE)
"""A source of which the day is that of the meeting."""
YEAR: Final = timedelta(days=366)
READ: Final = "name the document or address, then: read 2026-11-22"
BARS: Final = ("prohibition", "restriction")


def look(one: Examined) -> Iterator[Result]:
    """Rules, exposures, values of parameters, terms and lines of agreements."""
    yield from remarked(one, REMARKS)
    cited = 0
    for rule in one.pack.rules:
        cited += len(rule.legal_basis)
        yield from _rule(one, rule)
    for name, parameter in one.document["parameters"].items():
        for index, value in enumerate(parameter["values"]):
            yield from _source(one, f"{name}: the value {value['value']}", value, ("parameters", name, "values", index))
    for agreement in one.document["agreements"]:
        for path, term in _terms(agreement, ()):
            said = f"{agreement['id']}: {'.'.join(map(str, path)) or 'the agreement'}"
            yield from _source(one, said, term, ("agreements", agreement["id"], *path))
    yield passed(f"{cited} citations of {len(one.pack.rules)} rules")


def _rule(one: Examined, rule: Rule) -> Iterator[Result]:
    for index, basis in enumerate(rule.legal_basis):
        where = one.places.of("rules", rule.id, "legal_basis", index)
        if basis.source.strip():
            said = f"{rule.id}: the source of {basis.instrument}"
            yield from _read(one, said, basis.source, rule.evidence, where)
    if rule.legal_basis and rule.evidence == "legal_text" and not any(one.provision for one in rule.legal_basis):
        message = f"{rule.id} rests on the law's own text, and says of no article or annex that it was read"
        remedy = "write provision: art. 5(2); or evidence: secondary, where the text itself was not read"
        yield warned(message, one.places.of("rules", rule.id, "legal_basis"), remedy)
    for index, exposure in enumerate(rule.exposure):
        where = one.places.of("rules", rule.id, "exposure", index)
        yield from _read(one, f"{rule.id}: the source of its exposure", exposure.source, exposure.evidence, where)
    unmet = any(requirement.otherwise == "prohibited" for requirement in rule.requires)
    if rule.evidence == "unverified" and (rule.kind == "prohibition" or unmet):
        message = f"{rule.id} prohibits, and nobody verified it: it refers at worst"
        remedy = "read the law and say which evidence there is, or make it a rule of kind risk"
        yield warned(message, one.places.of("rules", rule.id, "evidence"), remedy)
    yield from _days(one, rule)


def _days(one: Examined, rule: Rule) -> Iterator[Result]:
    verified, review = rule.verified_on, rule.review_by
    if verified is not None and verified > one.today:
        message = f"{rule.id} was verified on {verified}, which is not yet"
        remedy = "write the day on which its sources were read"
        yield failed(message, one.places.of("rules", rule.id, "verified_on"), remedy)
    if verified is not None and review is not None:
        where = one.places.of("rules", rule.id, "review_by")
        if review <= verified:
            message = f"{rule.id} is to be reviewed by {review}, not after it was verified on {verified}"
            yield failed(message, where, "half a year later is usual")
        elif review - verified > YEAR:
            message = f"{rule.id} is not to be reviewed until {review}, more than a year after {verified}"
            yield warned(message, where, "half a year later is usual")


def _terms(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
    """Every part of an agreement that says its evidence."""
    if isinstance(value, dict):
        if isinstance(value.get("evidence"), str):
            yield path, value
        for key, part in value.items():
            yield from _terms(part, (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _terms(part, (*path, index))


def _source(one: Examined, said: str, term: Mapping[str, Any], place: tuple[str | int, ...]) -> Iterator[Result]:
    where = one.places.of(str(place[0]), str(place[1]), *place[2:])
    source = str(term.get("source", ""))
    if source:
        yield from _read(one, f"{said}: its source", source, str(term["evidence"]), where)
    elif term["evidence"] != "unverified":
        yield failed(f"{said} is {term['evidence']}, and has no source", where, READ)


def _read(one: Examined, said: str, source: str, evidence: str, where: str) -> Iterator[Result]:
    """Whether a source says on which day it was read, and not one to come."""
    if evidence == "unverified":  # Only what nobody read may lack the day on which it was read.
        return
    days = list(_real(source))
    if not days and not TALK.search(source):
        yield failed(f"{said} does not say when it was read", where, READ)
    elif evidence == "legal_text" and TALK.search(source) and not days:
        yield warned(f"{said} is a talk, not the law's text", where, "write evidence: workshop, or cite the text")
    if days and min(days) > one.today:
        yield failed(f"{said} was read on {min(days)}, which is not yet", where, READ)


def _real(source: str) -> Iterator[date]:
    for match in DAY.finditer(source):
        try:
            yield date(*map(int, match.groups()))
        except ValueError:
            continue
