"""The bench measures what it says: rival, matcher, reference and DuckDB give the same answers on its workload."""

from collections import Counter
from datetime import date

import pytest

from bench import batch, matcher
from bench.compiled import arguments, compiled_check
from bench.duck import Duck
from bench.rival import Rival
from bench.workload import FACTS, PRESUMPTIONS, candidates, wordless, workload
from greenlane.core.compile import compile_rules
from greenlane.core.model import All, Any, Not, Rule, Test
from greenlane.ext import _matcher

ITEMS = 300


@pytest.fixture(scope="module")
def work():
    return workload(600, ITEMS, seed=7, match=0.6)


@pytest.fixture(scope="module")
def compiled(work):
    return _matcher.Matcher(compile_rules(work.rules, FACTS, PRESUMPTIONS))


def test_the_rival_agrees_with_the_matcher_and_the_reference(work, compiled):
    assert matcher.agree(work, compiled, Rival(work.rules, PRESUMPTIONS), sample=ITEMS) >= 0.6


def test_the_rival_agrees_where_rules_have_keywords_and_no_code(work):
    work = type(work)(list(wordless(work.rules, 2)), work.bodies)
    compiled = _matcher.Matcher(compile_rules(work.rules, FACTS, PRESUMPTIONS))
    assert any(not rule.codes for rule in work.rules)
    matcher.agree(work, compiled, Rival(work.rules, PRESUMPTIONS), sample=ITEMS)


def test_a_difference_is_not_passed_over(work, compiled):
    with pytest.raises(matcher.Disagreement):
        matcher.agree(work, compiled, Rival(work.rules[1:], PRESUMPTIONS), sample=0)
    with pytest.raises(matcher.Disagreement):
        matcher.agree(work, compiled, Rival(work.rules, {}), sample=0)


def test_duckdb_finds_the_hits_of_the_matcher(work, compiled):
    pytest.importorskip("duckdb")
    columns = compiled.columns(ITEMS)
    for one in work.decoded():
        columns.append(*arguments(*one))
    assert batch.verify(Duck(work, 1), compiled, columns) > 0


def test_the_workload_is_the_same_on_every_run_and_has_the_mix_it_says(work):
    again = workload(600, ITEMS, seed=7, match=0.6)
    assert (again.rules, again.bodies) == (work.rules, work.bodies)
    rules = workload(4000, 0).rules
    kinds = Counter(type(rule.when) for rule in rules)
    assert set(kinds) == {type(None), Test, Not, All, Any}
    tests = [len(getattr(rule.when, "parts", [0])) for rule in rules if rule.when is not None]
    assert sum(tests) / len(tests) == pytest.approx(1.4, abs=0.05)
    assert sum(bool(rule.keywords) for rule in rules) / len(rules) == pytest.approx(0.05, abs=0.01)
    assert {len(code) for rule in rules for code in rule.codes} == {4, 5, 6, 7, 8, 9, 10}


def test_as_many_items_match_as_were_asked_for(work, compiled):
    check = compiled_check(compiled)
    assert sum(bool(check(*one)) for one in work.decoded()) == round(0.6 * ITEMS)


def test_candidates_are_rules_of_the_economy_whose_code_fits_either_way():
    rules = [
        Rule("A", "TH", "notice", ("import",), codes=("3915", "39")),
        Rule("B", "TH", "notice", ("export",), codes=("391510", "391590")),
        Rule("C", "VN", "notice", ("import",), codes=("3915",)),
    ]
    route = ("TH", "import", date(2025, 1, 1).toordinal(), "release", None, "2025-01-01")
    bodies = [
        (route, b'{"commodity_code":"3915"}'),
        (route, b'{"commodity_code":"39159010"}'),
        (route, b'{"commodity_code":"01"}'),
    ]
    assert candidates(rules, bodies) == (4 / 3, 2)
