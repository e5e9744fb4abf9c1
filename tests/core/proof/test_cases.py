"""Cases run against a rule set: which hold, how others differ, and what they cover."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from greenlane.core.proof.cases import CaseResult, Proof, run
from greenlane.core.proof.coverage import Branch
from greenlane.plugins.services import PluginServices
from tests import installed
from tests.core.making import Plugins, pack, restriction, rule, ruleset
from tests.core.proof.test_lint import real

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
Json = dict[str, Any]


def case(name: str, expect: Json, *, hits: tuple[str, ...] = (), misses: tuple[str, ...] = (), **item: Any) -> Json:
    """A case of one item of heading 3915 into MY, its scalars texts as in a pack."""
    declaration = {"date": "2025-02-24", "route": {"import": "MY"}, "items": [{"commodity_code": "39151010", **item}]}
    return {
        "name": name,
        "file": "cases/scrap.yaml",
        "hits": list(hits),
        "misses": list(misses),
        "declaration": declaration,
        "expect": expect,
    }


def proof(*cases: Json, rules: list[Json], only: set[str] | None = None, **more: Any) -> Proof:
    document = {**pack("MY", *rules, **more), "cases": list(cases)}
    return run(ruleset(document), {"MY": document}, only, now=NOW)


def one(written: Json, *rules: Json, **more: Any) -> CaseResult:
    (result,) = proof(written, rules=list(rules), **more).results
    return result


BAN = rule("MY-BAN", codes=["3915"], when={"used": "true"})


def test_a_case_holds_where_the_answer_is_as_expected() -> None:
    result = one(case("used scrap", {"verdict": "prohibited"}, hits=("MY-BAN",), facts={"used": "true"}), BAN)

    assert result.holds
    assert (result.address, result.file, result.verdict) == ("MY/cases/used scrap", "cases/scrap.yaml", "prohibited")
    assert result.found == ("MY-BAN",)


def test_a_case_that_fails_says_how_in_sentences() -> None:
    written = case("new scrap", {"verdict": "prohibited"}, hits=("MY-BAN",), facts={"used": "false"})

    result = one(written, BAN)

    assert not result.holds
    assert result.differences == ("verdict clear, wanted prohibited", "MY-BAN does not hit")
    assert proof(written, rules=[BAN]).failing == (result,)


def test_a_case_that_is_no_declaration_fails_and_says_where() -> None:
    result = one(case("mispelt", {"verdict": "clear"}, misses=("MY-BAN",), facts={"usedd": "true"}), BAN)

    assert (result.holds, result.verdict) == (False, None)
    assert result.differences[0].startswith("no declaration: /items/0/facts/usedd: ")


def test_a_case_without_a_day_is_of_the_day_it_is_run() -> None:
    written = case("today", {"verdict": "prohibited"})
    del written["declaration"]["date"]

    assert one(written, rule("MY-BAN", valid={"from": "2026-11-22", "to": "2026-11-22"})).holds
    assert not one(written, rule("MY-BAN", valid={"from": "2026-11-23"})).holds


def test_only_the_cases_of_the_economies_asked_for_are_run() -> None:
    held = case("used scrap", {"verdict": "prohibited"}, facts={"used": "true"})

    assert proof(held, rules=[BAN], only={"VN"}) == Proof((), ())
    assert len(proof(held, rules=[BAN], only={"MY"}).results) == 1


def test_a_rule_counts_the_cases_that_rightly_say_it_hits_or_misses() -> None:
    found = proof(
        case("used", {}, hits=("MY-BAN",), facts={"used": "true"}),
        case("wrongly said to miss", {}, misses=("MY-BAN",), facts={"used": "true"}),
        case("new", {}, misses=("MY-BAN",), facts={"used": "false"}),
        case("wrongly said to hit", {}, hits=("MY-BAN",), facts={"used": "false"}),
        case("no declaration", {}, misses=("MY-BAN",), quantity="much"),
        rules=[BAN],
    )

    (covered,) = found.rules
    assert (covered.address, covered.hits, covered.misses, covered.found) == ("MY/rules/MY-BAN", 1, 1, 2)
    assert found.rules_covered == (1, 1)


def test_each_test_of_a_rule_shows_the_outcomes_that_no_case_has_seen() -> None:
    rules = [restriction("MY-A", {"impurity_percent": "<= 2"}, {"document": "MY-L"}, when={"used": "true"})]
    found = proof(
        case("pure and papered", {}, facts={"used": "true", "impurity_percent": "1"}, documents=[{"code": "MY-L"}]),
        case("new", {}, facts={"used": "false"}),
        rules=rules,
        documents={"MY-L": {"label": "licence"}},
    )

    (covered,) = found.rules
    assert covered.branches == (
        Branch("/when", {"used": "true"}, ("true", "false"), ("unknown",)),
        # Of new goods nothing is required, so nothing was seen of it.
        Branch("/requires/0/that", {"impurity_percent": "<= 2"}, ("true",), ("false", "unknown")),
        Branch("/requires/1/that", {"document": "MY-L"}, ("true",), ("false",)),
    )
    assert found.branches_covered == (4, 8)
    assert found.share == 0.5


def test_what_is_presumed_is_never_unknown() -> None:
    found = proof(case("silent", {}), rules=[BAN], facts={"used": {"presume": "false"}})

    assert found.rules[0].branches == (Branch("/when", {"used": "true"}, ("false",), ("true",)),)


def test_goods_that_a_rule_is_not_of_show_nothing_of_its_tests() -> None:
    elsewhere = case("new paper", {}, facts={"used": "false"})
    elsewhere["declaration"]["items"][0]["commodity_code"] = "48041100"

    assert proof(elsewhere, rules=[BAN]).rules[0].branches[0].seen == ()


def test_a_rule_set_without_tests_is_covered_whole() -> None:
    assert proof(rules=[rule("MY-A")]).share == 1.0


def test_plugins_answer_where_they_are_given() -> None:
    document = {**pack("MY", BAN), "cases": [case("used scrap", {"verdict": "prohibited"})]}
    told = Plugins({("MY", "greenlane_fact"): lambda name, item, context: True})

    held = [run(ruleset(document), {"MY": document}, services=some, now=NOW).results[0].holds for some in (None, told)]

    assert held == [False, True]


def test_every_case_of_the_installed_packs_holds_and_every_rule_is_hit_and_missed() -> None:
    documents, rules = real()

    begun = time.process_time()
    found = run(rules, documents, services=PluginServices(installed.host()))
    taken = time.process_time() - begun

    assert found.failing == ()
    assert len(found.results) == sum(len(document["cases"]) for document in documents.values()) > 700
    covered, every = found.rules_covered
    assert covered == every == len(rules.rules)
    assert found.share > 0.7
    assert taken < 2 * len(found.results) / 773, "no slower a case than when they were 773 in two seconds"
