"""Every installed pack: its cases hold by both engines, its rules are cited and reviewed, ordinary goods are clear."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime

import pytest

from greenlane.core import reference
from greenlane.core.model import Rule
from greenlane.core.pack import load
from greenlane.core.pack.cases import differences
from greenlane.core.service import Checks
from greenlane.core.terms import is_document, shared_documents, shared_facts
from greenlane.core.terms.codes import PLACELESS
from tests import installed

ECONOMIES = sorted(installed.FOLDERS)
"""Every pack: also one without an economy, which no route names."""
PLACES = [code for code in ECONOMIES if code not in PLACELESS]
CASES = [
    pytest.param(economy, index, id=f"{economy}: {case.name}")
    for economy in ECONOMIES
    for index, case in enumerate(installed.cases(economy))
]
TODAY = date(2026, 11, 23)
ORDINARY = {
    "T-shirts of cotton": "610910",
    "laptops": "847130",
    "new cars": "870323",
    "hot-rolled steel coil": "720839",
    "kraft paper": "480411",
    "fresh apples": "080810",
    "crude oil": "270900",
    "smartphones": "851713",
    "toys": "950300",
    "coffee": "090111",
    "wooden furniture": "940360",
    "copper cathodes": "740311",
    "polyethylene granules": "390110",
    "new tyres": "401110",
    "medicine": "300490",
    "wheat": "100199",
    "cement": "252329",
    "ball bearings": "848210",
    "cotton fabric": "520811",
    "books": "490199",
}

ANSWERS_ONE_QUESTION = {"CL"}
"""They hold no border measure: test_chile.py says what becomes of ordinary goods."""
ASKED = {"EU": {"720839", "252329", "480411", "940360"}}
"""Goods that are ordinary elsewhere, of which an economy asks something: CBAM; are paper and furniture Indonesian?"""


@pytest.mark.parametrize("economy", ECONOMIES)
def test_a_pack_is_read_without_a_fault(economy: str) -> None:
    pack, document = load(
        installed.FOLDERS[economy], shared_facts(), lambda code: is_document(code, shared_documents())
    )

    assert pack.economy.code == document["economy"]["economy"] == economy
    assert pack.rules
    assert installed.host().packs[economy].rules == pack.rules


@pytest.mark.parametrize(("economy", "index"), CASES)
def test_a_case_holds(installed_checks: Checks, economy: str, index: int) -> None:
    case = installed.cases(economy)[index]

    answer = installed_checks.check(json.dumps(case.declaration).encode()).decision

    assert list(differences(answer, case)) == [], f"{installed.FOLDERS[economy].name}/{case.file}:{case.line}"


@pytest.mark.parametrize(("economy", "index"), CASES)
def test_both_engines_say_the_same_of_a_case(installed_checks: Checks, economy: str, index: int) -> None:
    case = installed.cases(economy)[index]
    edition = installed_checks.book.current()
    rules = edition.ruleset
    declaration = edition.reader.accept(case.declaration, datetime(2026, 11, 22, tzinfo=UTC))

    asked = [
        (edition.checker.ask(declaration, item, *one)[0], item.source)
        for item in declaration.items
        for one in declaration.asks
        if one[0] in rules.packs
    ]

    assert asked
    for ask, source in asked:
        hits = edition.engine.check(ask)
        assert hits == reference.check(rules.rules, rules.presumptions, ask)
        question = (ask.economy, ask.flow, ask.day, ask.code, ask.regime, ask.partner)
        assert hits == edition.engine.check_item(*question, source)
        assert edition.engine.check_many([ask]) == [[(hit.rule, hit.verdict, hit.match) for hit in hits]]


@pytest.mark.parametrize("economy", ECONOMIES)
def test_every_rule_has_a_case_that_hits_it_and_one_that_misses_it(economy: str) -> None:
    """Both are held to by the test above."""
    rules = {rule.id for rule in installed.host().packs[economy].rules}
    cases = installed.cases(economy)

    assert rules - {name for case in cases for name in case.hits} == set(), "no case hits these"
    assert rules - {name for case in cases for name in case.misses} == set(), "no case misses these"
    assert {name for case in cases for name in (*case.hits, *case.misses)} <= rules, "these do not exist"


@pytest.mark.parametrize("economy", ECONOMIES)
def test_no_two_cases_of_a_pack_have_one_name(economy: str) -> None:
    names = [case.name for case in installed.cases(economy)]

    assert sorted(set(names)) == sorted(names)


RULES = [pytest.param(rule, id=rule.id) for economy in ECONOMIES for rule in installed.host().packs[economy].rules]
UNDATED = {
    "KR-ALLBARO-MANIFEST",
    "KR-WASTE-IMPURITY",
    "KR-WASTE-WIRE",
    "MY-EWASTE-APPROVAL",
    "TH-PLASTIC-APPROVAL",
}
"""Restrictions whose first day was not found in any source: they speak as far back as they are asked."""


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_says_what_it_is_and_what_to_do(rule: Rule) -> None:
    assert rule.title["en"] and rule.message["en"]
    remedies = [rule.remedy.get("en")] + [one.remedy.get("en") for one in rule.requires]
    assert rule.remedy or rule.kind == "notice" or (rule.requires and all(remedies[1:])), "nobody is told what to do"


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_cited_with_a_source_and_the_day_it_was_read(rule: Rule) -> None:
    assert rule.legal_basis
    assert all(one.instrument and one.source for one in rule.legal_basis)
    sources = [one.source for one in (*rule.legal_basis, *rule.exposure)]
    assert all(re.search(r"read 2026-\d\d-\d\d|[Ww]orkshop|deck", source) for source in sources), sources


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_a_period(rule: Rule) -> None:
    if rule.kind in ("prohibition", "restriction", "charge", "simplification", "preference"):
        assert (rule.valid_from is None) == (rule.id in UNDATED)
    spans = [(rule.valid_from, rule.valid_to), *((one.in_force_from, one.in_force_to) for one in rule.legal_basis)]
    assert all(start <= end for start, end in spans if start and end)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_was_verified_and_is_reviewed_within_a_year(rule: Rule) -> None:
    assert rule.verified_on is not None and rule.review_by is not None
    assert rule.verified_on <= TODAY < rule.review_by <= TODAY.replace(year=TODAY.year + 1)


@pytest.mark.parametrize("economy", ECONOMIES)
def test_a_parameters_value_says_where_it_was_seen(economy: str) -> None:
    values = [value for one in installed.host().packs[economy].parameters.values() for value in one.values]

    assert [value for value in values if not value.source or value.evidence == "unverified"] == []
    assert bool(values) == (economy in ("ID", "MY"))


@pytest.mark.parametrize("economy", ECONOMIES)
def test_a_readme_names_what_is_not_known(economy: str) -> None:
    readme = (installed.FOLDERS[economy] / "README.md").read_text("utf-8")

    sections = re.split(r"^#+ ", readme, flags=re.MULTILINE)
    gaps = [section for section in sections if re.match("known gaps", section, re.IGNORECASE)]
    assert len(gaps) == 1
    assert len(gaps[0].split()) > 20, "the section is empty"


@pytest.mark.parametrize("economy", ECONOMIES)
def test_imports_are_answered_for_without_an_end(economy: str) -> None:
    pack = installed.host().packs[economy]

    assert [one for one in pack.economy.coverage if one.flow == "import" and one.valid_to is None]


@pytest.mark.parametrize("economy", [code for code in PLACES if code not in ANSWERS_ONE_QUESTION])
@pytest.mark.parametrize("code", ORDINARY.values(), ids=ORDINARY)
def test_ordinary_goods_may_enter_and_nothing_is_asked_of_them(
    installed_checks: Checks, economy: str, code: str
) -> None:
    if code in ASKED.get(economy, ()):
        return
    body = {"date": TODAY.isoformat(), "route": {"import": economy}, "items": [{"commodity_code": code}]}

    answer = installed_checks.check(json.dumps(body).encode()).decision

    assert answer["verdict"] == "clear", [
        (one["rule"], one["verdict"], one["missing"]) for one in answer["items"][0]["findings"]
    ]
    assert answer["coverage"][economy]["status"] in ("covered", "partial")


@pytest.mark.parametrize("economy", PLACES)
def test_a_day_before_coverage_is_never_clear(installed_checks: Checks, economy: str) -> None:
    begins = min(one.valid_from for one in installed.host().packs[economy].economy.coverage if one.flow == "import")
    body = {
        "date": begins.replace(year=begins.year - 1).isoformat(),
        "route": {"import": economy},
        "items": [{"commodity_code": "610910"}],
    }

    answer = installed_checks.check(json.dumps(body).encode()).decision

    assert answer["verdict"] == "not_covered"
    assert answer["coverage"][economy]["status"] == "not_covered"
