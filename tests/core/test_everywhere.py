"""A pack without an economy: notices on every route, and no say in anything else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlane.core import reference
from greenlane.core.asking import ask_of
from greenlane.core.declaration import NotADeclaration
from greenlane.core.everywhere import Reach
from greenlane.core.extension import RiskSignal
from greenlane.core.pack import PackError, build
from greenlane.core.terms import shared_facts
from tests.core.making import DAY, Desk, Json, Plugins, item, known, pack, restriction, rule

SIX = {"name": "HS 2022", "family": "HS", "shared_digits": "6", "lengths": ["6"]}
BOTH = {"export": "FJ", "import": "TH"}


def treaties(*rules: Json, code: str = "XT", facts: Json | None = None, **more: Any) -> Json:
    """A pack without an economy."""
    return pack(code, *rules, facts=facts, **{"everywhere": "true", "nomenclature": SIX, **more})


def notice(name: str = "XT-A", **more: Any) -> Json:
    flows = ["import", "export", "transit"]
    return rule(name, **{"kind": "notice", "flows": flows, "codes": ["3915"], **more})


def found(answer: Json) -> list[tuple[str, str]]:
    """Rule and flow of what packs without an economy say."""
    return [(one["rule"], one["flow"]) for one in answer["items"][0]["findings"] if one["economy"].startswith("X")]


def test_it_is_asked_once_for_each_flow_of_any_route() -> None:
    desk = Desk(pack("TH"), treaties(notice()))

    def said(**route: Any) -> list[tuple[str, str]]:
        return found(desk.answer({"route": route, "items": [item("391510")]}))

    assert said(**{"import": "TH"}) == [("XT-A", "import")]
    assert said(**{"import": "US"}) == [("XT-A", "import")]
    assert said(export="US") == [("XT-A", "export")]
    assert said(transit=["SG", "TH"]) == [("XT-A", "transit")]
    assert said(**BOTH, transit=["SG", "TH"]) == [("XT-A", "export"), ("XT-A", "import"), ("XT-A", "transit")]


def test_it_says_nothing_of_a_flow_or_a_day_that_it_does_not_cover() -> None:
    spans = [{"flow": "import", "from": "2021-01-01", "status": "partial", "scope": "waste"}]
    desk = Desk(pack("TH"), treaties(notice(), coverage=spans))

    def said(**more: Any) -> Json:
        return desk.answer({"route": BOTH, "items": [item("391510")], **more})

    assert found(said()) == [("XT-A", "import")]
    assert said()["everywhere"] == {"XT": {"status": "partial", "scope": "waste"}}
    before = said(date="2020-12-31")
    assert found(before) == []
    assert "everywhere" not in before
    assert before["verdict"] == said()["verdict"] == "not_covered"  # by Fiji alone


def test_it_is_no_economy_of_the_route() -> None:
    desk = Desk(pack("TH"), treaties(notice()))
    declaration = desk.read({"route": {"import": "TH"}, "items": [item("391510")]})

    answer = desk.answer({"route": {"import": "TH"}, "items": [item("391510")]})

    assert declaration.economies == ("TH",)
    assert list(answer["coverage"]) == ["TH"]
    assert answer["everywhere"] == {"XT": {"status": "covered", "scope": "all import"}}
    assert answer["verdict"] == "clear"
    assert desk.ruleset.economies == ["TH"]


@pytest.mark.parametrize(
    ("declared", "pointer"),
    [
        ({"route": {"import": "XT"}}, "/route/import"),
        ({"route": {"import": "TH", "transit": ["XT"]}}, "/route/transit/0"),
        ({"items": [item("391510", origin="XT")]}, "/items/0/origin"),
        ({"items": [item("391510", national_codes={"XT": "391510"})]}, "/items/0/national_codes/XT"),
    ],
)
def test_nobody_can_name_it_in_a_declaration(declared: Json, pointer: str) -> None:
    desk = Desk(pack("TH"), treaties(notice()))

    with pytest.raises(NotADeclaration) as refused:
        desk.read({"route": {"import": "TH"}, "items": [item("391510")], **declared})

    assert [fault.pointer for fault in refused.value.faults] == [pointer]


def test_it_sees_six_digits_and_knows_no_other_nomenclature() -> None:
    desk = Desk(pack("TH"), treaties(notice(codes=["391510"])))

    answer = desk.answer({"route": {"import": "TH"}, "items": [item("39151010")]})

    (finding,) = answer["items"][0]["findings"]
    assert finding["because"] == ["commodity code 391510 is under 391510"]
    assert finding["missing"]["facts"] == []


def test_a_code_that_is_shorter_than_its_rule_may_fall_under_it() -> None:
    desk = Desk(pack("TH"), treaties(notice(codes=["391510"])))

    def said(code: str) -> Json:
        (finding,) = desk.answer({"route": {"import": "TH"}, "items": [item(code)]})["items"][0]["findings"]
        assert isinstance(finding, dict)
        return finding

    assert said("3915")["missing"]["facts"] == ["commodity_code"]
    assert said("39")["verdict"] == "clear"


def test_its_failure_makes_nobody_unavailable() -> None:
    desk = Desk(pack("TH"), treaties(notice()), unavailable={"XT": "its pack is broken"})

    answer = desk.answer({"route": {"import": "TH"}, "items": [item("391510")]})

    assert answer["verdict"] == "clear"
    assert answer["items"][0]["findings"] == []
    assert answer["coverage"]["TH"]["status"] == "covered"
    assert answer["everywhere"]["XT"]["status"] == "unavailable"
    assert answer["everywhere"]["XT"]["reason"] == "its pack is broken"


def test_its_code_has_no_say() -> None:
    """Code can refer, and be late; so it is not asked, whatever the pack brings."""
    asked: list[object] = []

    def risk(*args: object) -> list[RiskSignal]:
        asked.append(args)
        return [RiskSignal("S", "t", "m")]

    plugins = Plugins({("XT", "greenlane_risk"): risk, ("XT", "greenlane_fact"): risk})
    desk = Desk(pack("TH"), treaties(notice(when={"used": "true"})), plugins=plugins)

    answer = desk.answer({"route": {"import": "TH"}, "items": [item("391510")]})

    assert answer["verdict"] == "clear"
    assert asked == []


def test_a_notice_changes_no_verdict_and_contradicts_nobody_who_enforces() -> None:
    paper = {"document": "TH-DIW"}
    own = pack("TH", restriction("TH-A", paper, codes=["3915"]))
    without, with_it = Desk(own), Desk(own, treaties(notice(evidence="unverified")))
    for papers, verdict in (([], "restricted"), ([{"code": "TH-DIW"}], "clear")):
        declared = {"route": {"import": "TH"}, "items": [item("391510", documents=papers)]}
        alone, together = without.answer(declared), with_it.answer(declared)
        assert alone["verdict"] == together["verdict"] == verdict
        others = [one for one in together["items"][0]["findings"] if one["economy"] != "XT"]
        assert others == alone["items"][0]["findings"]


def test_several_such_packs_speak_side_by_side() -> None:
    desk = Desk(pack("TH"), treaties(notice()), treaties(notice("XW-A"), code="XW"))

    answer = desk.answer({"route": {"import": "TH"}, "items": [item("391510")]})

    assert found(answer) == [("XT-A", "import"), ("XW-A", "import")]
    assert list(answer["everywhere"]) == ["XT", "XW"]


REFUSED = [
    ({"kind": "restriction", "requires": [{"that": {"document": "TH-DIW"}}]}, {}, "a restriction needs an economy"),
    ({"kind": "risk"}, {}, "a risk needs an economy"),
    ({"kind": "prohibition"}, {}, "a prohibition needs an economy"),
    ({"codes": ["39151010"]}, {}, "39151010 is longer than the six digits"),
    ({}, {"members": ["DE"]}, "answers for no members"),
    ({}, {"nomenclature": {**SIX, "lengths": ["8"]}}, "every route shares six digits"),
    ({}, {"everywhere": "false"}, "XT is no economy's code"),
]


@pytest.mark.parametrize(("of_rule", "of_economy", "message"), REFUSED)
def test_what_such_a_pack_may_not_be_is_refused(of_rule: Json, of_economy: Json, message: str) -> None:
    with pytest.raises(PackError) as refused:
        build(treaties(notice(**of_rule), **of_economy), shared_facts(), known)

    assert message in str(refused.value)


def test_an_economy_is_not_asked_everywhere() -> None:
    with pytest.raises(PackError, match="TH is an economy's code"):
        build(treaties(notice("TH-A"), code="TH"), shared_facts(), known)


def test_it_binds_nobody_by_an_agreement() -> None:
    document = treaties(notice())
    agreement = {"id": "RCEP", "name": "R", "partners": ["TH"], "in_force": [], "proof": "none",
                          "proof_evidence": "secondary", "source": "read 2026-11-22"}  # fmt: skip
    with pytest.raises(PackError, match="RCEP binds economies"):
        build({**document, "agreements": [agreement]}, shared_facts(), known)


CODES = st.text("0123", min_size=2, max_size=6)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.lists(CODES, max_size=4), max_size=3), st.text("0123", min_size=2, max_size=8))
def test_goods_that_are_not_asked_about_match_no_rule(named: list[list[str]], code: str) -> None:
    """And the other way about: where it is asked, a rule's codes may hold the goods."""
    rules = [build_one(f"XT-{place}", codes) for place, codes in enumerate(named)]
    reach = Reach(rules)
    ask = ask_of("XT", "import", date.fromisoformat(DAY), code[:6], "release", None, item(code))

    hits = [one for one in rules if reference.apply(one, 0, {}, ask) is not None]

    assert reach.has("import", code) is bool(hits)
    assert not reach.has("transit", code)


def build_one(name: str, codes: list[str]) -> Any:
    (made,) = build(treaties(notice(name, codes=codes, flows=["import"])), shared_facts(), known).rules  # type: ignore[union-attr]
    return made
