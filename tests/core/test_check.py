"""What a declaration comes to: verdicts, coverage, facts and charges. Both engines answer every question."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from greenlane.core.check import Checker
from greenlane.core.engine import CompiledEngine
from greenlane.core.extension import ChargeResult, Fault, RiskSignal
from greenlane.core.keywords import canonical
from greenlane.core.model import Rule
from greenlane.core.reference import apply
from greenlane.core.vocabulary import SEVERITY, VERDICTS, worst
from tests.core.making import Desk, Json, Plugins, charge, item, money, pack, quantity, restriction, rule, ruleset

PAPER = {"document": "TH-DIW"}
USED = {"used": "true"}
FAULT = Fault("greenlane-fj", "greenlane_fact", "raised", "it raised an error")
PRICE = {
    "price": {
        "title": "Price",
        "unit": "USD/TNE",
        "period": "month",
        "values": [{"period": "2025-02", "value": "100", "evidence": "secondary", "source": "gazette"}],
    }
}
PROVIDED = {"reference_price": {"provider": "price"}}


def scale_of(kind: str, **more: Any) -> Desk:
    """A desk of one rule of a kind, that matches used goods of chapter 39."""
    more = {"codes": ["39"], "when": USED, **more}
    if kind == "charge":
        return Desk(pack("FJ", charge("FJ-A", {"base": "value", "percent": "5"}, **more)))
    return Desk(pack("FJ", rule("FJ-A", kind, **more)))


NONE = None
TABLE = [
    # kind, match unknown, match true: the finding's verdict without requirements
    ("prohibition", "incomplete", "prohibited"),
    ("risk", "referred", "referred"),
    ("notice", "clear", "clear"),
    ("preference", "clear", "clear"),
    ("simplification", NONE, "clear"),
    ("charge", "incomplete", "clear"),
]


@pytest.mark.parametrize(("kind", "unknown", "true"), TABLE)
def test_a_kind_that_requires_nothing(kind: str, unknown: str | None, true: str) -> None:
    desk = scale_of(kind)

    def said(**facts: bool) -> str | None:
        findings = desk.item(facts=facts, value=money("100"))["findings"]
        return findings[0]["verdict"] if findings else None

    assert said(used=False) is None
    assert said() == unknown
    assert said(used=True) == true


REQUIRED = [
    # match, requirement, otherwise, verdict of a restriction
    ("T", "T", "restricted", "clear"),
    ("T", "U", "restricted", "incomplete"),
    ("T", "F", "restricted", "restricted"),
    ("T", "T", "prohibited", "clear"),
    ("T", "U", "prohibited", "incomplete"),
    ("T", "F", "prohibited", "prohibited"),
    ("U", "T", "restricted", "clear"),
    ("U", "U", "restricted", "incomplete"),
    ("U", "F", "restricted", "incomplete"),
    ("U", "T", "prohibited", "clear"),
    ("U", "U", "prohibited", "incomplete"),
    ("U", "F", "prohibited", "incomplete"),
]
FACT = {"T": True, "F": False}


@pytest.mark.parametrize(("match", "required", "otherwise", "verdict"), REQUIRED)
def test_a_restriction_by_match_and_requirement(match: str, required: str, otherwise: str, verdict: str) -> None:
    desk = scale_of("restriction", requires=[{"that": {"works": "true"}, "otherwise": otherwise}])
    facts = {name: FACT[value] for name, value in (("used", match), ("works", required)) if value in FACT}

    found = desk.item(facts=facts)

    assert found["findings"][0]["verdict"] == verdict
    assert found["verdict"] == verdict


@pytest.mark.parametrize(("match", "required", "otherwise", "verdict"), REQUIRED)
def test_a_charge_that_requires(match: str, required: str, otherwise: str, verdict: str) -> None:
    desk = scale_of("charge", requires=[{"that": {"works": "true"}, "otherwise": otherwise}])
    facts = {name: FACT[value] for name, value in (("used", match), ("works", required)) if value in FACT}

    found = desk.item(facts=facts, value=money("100"))

    assert found["verdict"] == ("incomplete" if match == "U" else verdict)


@pytest.mark.parametrize("match", ["T", "U"])
@pytest.mark.parametrize("required", ["T", "U", "F"])
def test_a_simplification_is_shown_only_when_it_is_open(match: str, required: str) -> None:
    desk = scale_of("simplification", requires=[{"that": {"works": "true"}}])
    facts = {name: FACT[value] for name, value in (("used", match), ("works", required)) if value in FACT}

    found = desk.item(facts=facts)

    assert found["verdict"] == "clear"
    assert [one["rule"] for one in found["findings"]] == (["FJ-A"] if match + required == "TT" else [])


@pytest.mark.parametrize("required", ["T", "U", "F"])
def test_a_preference_never_changes_the_verdict(required: str) -> None:
    desk = scale_of("preference", requires=[{"that": {"works": "true"}, "otherwise": "prohibited"}])
    facts = {"used": True} | ({"works": FACT[required]} if required in FACT else {})

    assert desk.finding(facts=facts)["verdict"] == "clear"


def test_an_absent_document_restricts() -> None:
    desk = Desk(pack("FJ", restriction("FJ-A", PAPER, codes=["39"])))

    assert desk.item()["verdict"] == "restricted"
    assert desk.item(documents=[{"code": "VN-QCVN"}])["verdict"] == "restricted"
    assert desk.item(documents=[{"code": "TH-DIW"}])["verdict"] == "clear"


def test_the_worst_of_several_requirements_counts() -> None:
    desk = Desk(
        pack(
            "FJ",
            rule(
                "FJ-A",
                "restriction",
                requires=[{"that": PAPER}, {"that": {"works": "true"}, "otherwise": "prohibited"}],
            ),
        )
    )

    assert desk.item(facts={"works": True})["verdict"] == "restricted"
    assert desk.item(facts={"works": False})["verdict"] == "prohibited"
    assert desk.item(facts={"works": False}, documents=[{"code": "TH-DIW"}])["verdict"] == "prohibited"
    assert desk.item(documents=[{"code": "TH-DIW"}])["verdict"] == "incomplete"
    assert desk.item()["verdict"] == "restricted", "restricted is worse than incomplete"


@pytest.mark.parametrize("kind", ["prohibition", "restriction", "charge", "risk", "notice"])
def test_an_unverified_rule_refers_at_worst(kind: str) -> None:
    more = {"requires": [{"that": {"works": "true"}, "otherwise": "prohibited"}]} if kind == "restriction" else {}
    desk = scale_of(kind, evidence="unverified", **more)
    verdicts = {
        desk.item(facts=facts)["verdict"]
        for facts in ({}, {"used": True}, {"used": True, "works": False}, {"used": True, "works": True})
    }

    assert max(SEVERITY[verdict] for verdict in verdicts) == SEVERITY["clear" if kind == "notice" else "referred"]


@pytest.mark.parametrize("evidence", ["workshop", "secondary", "legal_text"])
def test_verified_rules_may_prohibit(evidence: str) -> None:
    assert scale_of("prohibition", evidence=evidence).item(facts={"used": True})["verdict"] == "prohibited"


@pytest.mark.parametrize("said", [{"keywords": {"en": ["kraft"]}}, {"when": {"keyword": ["kraft"]}}])
def test_a_keyword_alone_refers_at_worst(said: Json) -> None:
    alone = Desk(pack("FJ", rule("FJ-A", **said)))
    with_code = Desk(pack("FJ", rule("FJ-A", codes=["48"], **said)))
    required = Desk(pack("FJ", restriction("FJ-A", {"works": "true"}, **said)))
    charged = Desk(pack("FJ", charge("FJ-A", {"base": "value", "percent": "5"}, **said)))

    kraft = {"description": "Recycled KRAFT board"}
    assert alone.item("4804", **kraft)["verdict"] == "referred"
    assert with_code.item("4804", **kraft)["verdict"] == "prohibited"
    assert required.item("4804", facts={"works": False}, **kraft)["verdict"] == "referred"
    assert charged.item("4804", **kraft)["verdict"] == "referred"
    for desk in (alone, with_code, required, charged):
        assert desk.item("4804", description="krafty board")["verdict"] == "clear"
        assert desk.item("4804")["findings"] == []


@pytest.mark.parametrize(
    ("declared", "verdict"),
    [
        ("39", "incomplete"),
        ("3915", "incomplete"),
        ("391510", "prohibited"),
        ("39151010", "prohibited"),
        ("3915.10.10", "prohibited"),
        ("391520", "clear"),
        ("40", "clear"),
    ],
)
def test_a_code_shorter_than_the_rules_may_be_meant(declared: str, verdict: str) -> None:
    assert Desk(pack("FJ", rule("FJ-A", codes=["391510"]))).item(declared)["verdict"] == verdict


@pytest.mark.parametrize(
    ("declared", "verdict"),
    [("3915", "incomplete"), ("391510", "incomplete"), ("39151010", "clear"), ("39151090", "prohibited")],
)
def test_a_code_shorter_than_an_excluded_one_may_be_excluded(declared: str, verdict: str) -> None:
    assert Desk(pack("FJ", rule("FJ-A", codes=["3915"], exclude=["39151010"]))).item(declared)["verdict"] == verdict


@pytest.mark.parametrize(
    ("day", "verdict"),
    [
        ("2023-05-31", "clear"),
        ("2023-06-01", "prohibited"),
        ("2024-12-31", "prohibited"),
        ("2025-01-01", "clear"),
    ],
)
def test_a_rule_is_law_on_both_its_days(day: str, verdict: str) -> None:
    desk = Desk(pack("FJ", rule("FJ-A", valid={"from": "2023-06-01", "to": "2024-12-31"})))

    assert desk.item(date=day)["verdict"] == verdict


@pytest.mark.parametrize(
    ("flow", "route", "declared", "verdict"),
    [
        ("import", {"import": "FJ"}, {"origin": "US"}, "prohibited"),
        ("import", {"import": "FJ"}, {"origin": "NO"}, "clear"),
        ("import", {"import": "FJ"}, {}, "incomplete"),
        ("import", {"export": "US", "import": "FJ"}, {}, "incomplete"),
        ("transit", {"transit": ["FJ"]}, {"origin": "US"}, "prohibited"),
        ("transit", {"transit": ["FJ"]}, {"origin": "NO"}, "clear"),
        ("export", {"export": "FJ", "import": "US"}, {"origin": "NO"}, "prohibited"),
        ("export", {"export": "FJ", "import": "NO"}, {"origin": "US"}, "clear"),
        ("export", {"export": "FJ"}, {}, "incomplete"),
    ],
)
def test_partners_are_origins_on_import_and_destinations_on_export(
    flow: str, route: Json, declared: Json, verdict: str
) -> None:
    desk = Desk(pack("FJ", rule("FJ-A", flows=[flow], partners=["US"])))

    found = desk.item(route=route, **declared)

    assert [one["verdict"] for one in found["findings"]] == ([] if verdict == "clear" else [verdict])


@pytest.mark.parametrize(("regime", "verdict"), [(None, "clear"), ("release", "clear"), ("free_zone", "prohibited")])
def test_a_rule_of_a_regime_applies_to_no_other(regime: str | None, verdict: str) -> None:
    desk = Desk(pack("FJ", rule("FJ-A", regimes=["free_zone"])))

    assert desk.item(**({"regime": regime} if regime else {}))["verdict"] == verdict


def test_a_declaration_has_the_worst_of_its_items() -> None:
    desk = Desk(pack("FJ", rule("FJ-A", codes=["39"]), restriction("FJ-B", PAPER, codes=["40"])))

    found = desk.answer({"route": {"import": "FJ"}, "items": [item("40"), item("39"), item("41")]})

    assert [one["verdict"] for one in found["items"]] == ["restricted", "prohibited", "clear"]
    assert found["verdict"] == "prohibited"


def test_verdicts_are_ordered_worst_last() -> None:
    assert VERDICTS == ("clear", "not_covered", "referred", "incomplete", "restricted", "prohibited")
    assert worst([]) == "clear"
    assert [worst([one, two]) for one, two in zip(VERDICTS, VERDICTS[1:], strict=False)] == list(VERDICTS[1:])


# Presumptions


PRESUMED = {
    "used": {"presume": "false"},
    "condition_flags": {"presume": []},
    "statistical_code": {"presume": {"not": "899", "unless": {"any": [USED, {"works": "false"}]}}},
}


@pytest.mark.parametrize(
    ("when", "facts", "verdict"),
    [
        (USED, {}, "clear"),
        (USED, {"used": True}, "prohibited"),
        ({"not": USED}, {}, "prohibited"),
        ({"condition_flags": {"any": ["dirty"]}}, {}, "clear"),
        ({"condition_flags": {"any": ["dirty"]}}, {"condition_flags": ["dirty", "damaged"]}, "prohibited"),
        ({"condition_flags": {"only": ["dirty"]}}, {}, "clear"),
        ({"statistical_code": "899"}, {}, "clear"),
        ({"statistical_code": "899"}, {"used": True}, "incomplete"),
        ({"statistical_code": "899"}, {"works": False}, "incomplete"),
        ({"statistical_code": "899"}, {"works": True}, "clear"),
        ({"statistical_code": "899"}, {"used": True, "statistical_code": "000"}, "clear"),
        ({"statistical_code": "899"}, {"statistical_code": "899"}, "prohibited"),
        ({"statistical_code": ["899", "001"]}, {}, "incomplete"),
        ({"statistical_code": "001"}, {}, "incomplete"),
    ],
)
def test_a_presumption_stands_in_for_a_fact_nobody_declared(when: Json, facts: Json, verdict: str) -> None:
    desk = Desk(pack("FJ", rule("FJ-A", when=when), facts=PRESUMED))

    assert desk.item(facts=facts)["verdict"] == verdict


def test_a_presumption_is_of_the_economy_that_makes_it() -> None:
    desk = Desk(pack("FJ", rule("FJ-A", when=USED), facts=PRESUMED), pack("WS", rule("WS-A", when=USED)))

    assert desk.item(route={"import": "FJ"})["verdict"] == "clear"
    assert desk.item(route={"import": "WS"})["verdict"] == "incomplete"


# Documents


@pytest.mark.parametrize(
    ("paper", "verdict"),
    [
        ({}, "clear"),
        ({"issued": "2025-02-24"}, "clear"),
        ({"issued": "2025-02-25"}, "restricted"),
        ({"expires": "2025-02-24"}, "clear"),
        ({"expires": "2025-02-23"}, "restricted"),
        ({"issued": "2025-02-24", "expires": "2025-02-24"}, "clear"),
        ({"issued": "2024-01-01", "expires": "2024-12-31"}, "restricted"),
    ],
)
def test_a_document_counts_on_the_days_it_covers(paper: Json, verdict: str) -> None:
    desk = Desk(pack("FJ", restriction("FJ-A", PAPER)))

    assert desk.item(documents=[{"code": "TH-DIW", **paper}])["verdict"] == verdict


def test_one_valid_document_of_two_is_enough() -> None:
    desk = Desk(pack("FJ", restriction("FJ-A", PAPER)))
    papers = [{"code": "TH-DIW", "expires": "2025-01-01"}, {"code": "TH-DIW", "reference": "2"}]

    assert desk.item(documents=papers)["verdict"] == "clear"


@pytest.mark.parametrize(
    ("papers", "verdict"),
    [
        ([], "restricted"),
        ([{"code": "TH-DIW"}], "incomplete"),
        ([{"code": "TH-DIW", "issued": "2023-05-31"}], "clear"),
        ([{"code": "TH-DIW", "issued": "2023-06-01"}], "restricted"),
        ([{"code": "TH-DIW", "issued": "2023-05-31", "expires": "2024-12-31"}], "restricted"),
        ([{"code": "TH-DIW", "issued": "2023-06-01"}, {"code": "TH-DIW", "issued": "2023-05-31"}], "clear"),
    ],
)
def test_a_document_of_a_day_of_issue(papers: list[Json], verdict: str) -> None:
    desk = Desk(pack("FJ", restriction("FJ-A", {"document": {"code": "TH-DIW", "issued": "< 2023-06-01"}})))

    assert desk.item(documents=papers)["verdict"] == verdict


# Coverage


def test_an_economy_without_a_plugin_is_not_covered() -> None:
    found = Desk(pack("FJ")).answer({"route": {"export": "FJ", "import": "SG"}, "items": [item()]})

    assert found["verdict"] == "not_covered"
    assert found["coverage"] == {
        "FJ": {"status": "covered", "scope": "all export"},
        "SG": {"status": "not_covered"},
    }


PARTLY = [
    {"flow": "import", "from": "2023-06-01", "to": "2024-12-31", "status": "partial", "scope": "scrap"},
    {"flow": "import", "from": "2025-01-01", "status": "covered", "scope": "everything"},
]


@pytest.mark.parametrize(
    ("day", "route", "status", "verdict"),
    [
        ("2023-05-31", {"import": "FJ"}, "not_covered", "not_covered"),
        ("2023-06-01", {"import": "FJ"}, "partial", "clear"),
        ("2024-12-31", {"import": "FJ"}, "partial", "clear"),
        ("2025-01-01", {"import": "FJ"}, "covered", "clear"),
        ("2025-01-01", {"export": "FJ"}, "not_covered", "not_covered"),
        ("2025-01-01", {"transit": ["FJ"]}, "not_covered", "not_covered"),
    ],
)
def test_coverage_is_of_a_flow_and_a_day(day: str, route: Json, status: str, verdict: str) -> None:
    found = Desk(pack("FJ", coverage=PARTLY)).answer({"date": day, "route": route, "items": [item()]})

    assert (found["coverage"]["FJ"]["status"], found["verdict"]) == (status, verdict)


def test_an_economy_on_the_route_twice_has_the_worse_status() -> None:
    desk = Desk(pack("FJ", coverage=PARTLY))

    found = desk.answer({"date": "2025-01-01", "route": {"import": "FJ", "transit": ["FJ"]}, "items": [item()]})

    assert found["coverage"] == {"FJ": {"status": "not_covered", "scope": "everything"}}
    assert found["verdict"] == "not_covered"


def test_a_rule_speaks_also_where_coverage_has_not_begun_but_nothing_is_clear() -> None:
    desk = Desk(pack("FJ", rule("FJ-A", codes=["39"]), coverage=PARTLY))

    assert desk.item("39", date="2020-01-01")["verdict"] == "prohibited"
    assert desk.item("40", date="2020-01-01")["verdict"] == "not_covered"


def test_an_economy_whose_plugin_failed_is_referred_and_the_others_answer() -> None:
    desk = Desk(
        pack("FJ", rule("FJ-A")),
        pack("WS", rule("WS-A", codes=["39"], flows=["transit"])),
        unavailable={"FJ": "its pack is broken"},
    )

    found = desk.answer({"route": {"import": "FJ", "transit": ["WS"]}, "items": [item("39"), item("40")]})

    assert [one["verdict"] for one in found["items"]] == ["prohibited", "referred"]
    assert found["coverage"]["FJ"] == {"status": "unavailable", "scope": "all import", "reason": "its pack is broken"}
    assert found["coverage"]["WS"]["status"] == "covered"
    assert [one["rule"] for one in found["items"][1]["findings"]] == ["FJ.unavailable"]
    assert "its pack is broken" in found["items"][1]["findings"][0]["message"]


def test_an_economy_that_failed_before_it_had_rules_is_unavailable_too() -> None:
    desk = Desk(pack("WS"), unavailable={"FJ": "its pack is broken"})

    found = desk.answer({"route": {"import": "FJ"}, "items": [item()]})

    assert (found["verdict"], found["coverage"]["FJ"]) == (
        "referred",
        {"status": "unavailable", "reason": "its pack is broken"},
    )


def test_a_union_is_asked_for_its_member() -> None:
    desk = Desk(pack("EU", rule("EU-A", codes=["39"]), members=["DE", "FR"]))

    found = desk.answer({"route": {"import": "DE"}, "items": [item("39")]})

    assert found["verdict"] == "prohibited"
    assert found["coverage"] == {"EU": {"status": "covered", "scope": "all import"}}
    assert found["items"][0]["findings"][0]["economy"] == "EU"


def test_a_union_that_nobody_answers_for_is_not_covered() -> None:
    found = Desk(pack("FJ")).answer({"route": {"export": "FJ", "import": "DE"}, "items": [item("39")]})

    assert found["verdict"] == "not_covered"
    assert found["coverage"]["EU"] == {"status": "not_covered"}


def test_a_union_whose_plugin_failed_is_unavailable_for_its_member() -> None:
    found = Desk(pack("FJ"), unavailable={"EU": "its pack is broken"}).answer(
        {"route": {"import": "DE"}, "items": [item("39")]}
    )

    assert (found["verdict"], found["coverage"]["EU"]["status"]) == ("referred", "unavailable")


def test_a_union_is_the_partner_where_its_member_is() -> None:
    desk = Desk(pack("FJ", rule("FJ-A", flows=["export"], partners=["EU"])), pack("EU", members=["DE"]))

    assert desk.item(route={"export": "FJ", "import": "DE"})["verdict"] == "prohibited"
    assert desk.item(route={"export": "FJ", "import": "EU"})["verdict"] == "prohibited"
    assert desk.item(route={"export": "FJ", "import": "US"})["findings"] == []


# Nomenclatures


def tariff(economy: str, family: str, digits: str = "8") -> Json:
    return {
        "nomenclature": {
            "name": f"Tariff of {economy}",
            "family": family,
            "shared_digits": digits,
            "lengths": ["8", "10"],
        }
    }


@pytest.mark.parametrize(
    ("other", "codes", "national", "verdict"),
    [
        # Exporting from WS with the code of FJ, which imports.
        ("PACIFIC", ["391510"], {}, "prohibited"),
        ("PACIFIC", ["39151010"], {}, "prohibited"),
        ("PACIFIC", ["3915101010"], {}, "incomplete"),
        ("PACIFIC", ["39151090"], {}, "clear"),
        ("OTHER", ["391510"], {}, "prohibited"),
        ("OTHER", ["39151010"], {}, "incomplete"),
        ("OTHER", ["39151090"], {}, "incomplete"),
        ("OTHER", ["391520"], {}, "clear"),
        ("OTHER", ["39151090"], {"WS": "39151090"}, "prohibited"),
        ("OTHER", ["39151090"], {"WS": "3915.10.10"}, "clear"),
        ("OTHER", ["39151090"], {"TH": "39151090"}, "incomplete"),
    ],
)
def test_of_a_foreign_code_only_the_shared_digits_count(
    other: str, codes: list[str], national: Json, verdict: str
) -> None:
    desk = Desk(
        pack("FJ", **tariff("FJ", "PACIFIC")),
        pack("WS", rule("WS-A", flows=["export"], codes=codes), **tariff("WS", other)),
    )

    found = desk.item(
        "39151010", route={"export": "WS", "import": "FJ"}, **({"national_codes": national} if national else {})
    )

    assert found["verdict"] == verdict


def test_families_share_the_fewer_digits() -> None:
    desk = Desk(
        pack("FJ", **tariff("FJ", "PACIFIC", "8")),
        pack("WS", rule("WS-A", flows=["export"], codes=["39151010"]), **tariff("WS", "PACIFIC", "6")),
    )

    assert desk.item("39151010", route={"export": "WS", "import": "FJ"})["verdict"] == "incomplete"


def test_the_code_is_of_the_exporter_where_nobody_imports() -> None:
    desk = Desk(pack("WS", rule("WS-A", flows=["export"], codes=["39151010"]), **tariff("WS", "OTHER")))

    assert desk.item("39151010", route={"export": "WS"})["verdict"] == "prohibited"


def test_the_code_of_an_importer_nobody_answers_for_is_foreign() -> None:
    desk = Desk(pack("WS", rule("WS-A", flows=["export"], codes=["39151010"]), **tariff("WS", "OTHER")))

    assert desk.item("39151010", route={"export": "WS", "import": "SG"})["verdict"] == "incomplete"


# Charges


DUTY = {"base": "value", "percent": "5"}


def test_a_charge_is_computed_where_the_goods_are_restricted() -> None:
    desk = Desk(pack("FJ", charge("FJ-A", DUTY), restriction("FJ-B", PAPER)))

    found = desk.item(value=money("200"))

    assert found["verdict"] == "restricted"
    assert [one["amount"] for one in found["charges"]] == [{"amount": "10.00", "currency": "USD"}]


def test_a_charge_is_not_computed_where_the_goods_are_prohibited() -> None:
    desk = Desk(pack("FJ", charge("FJ-A", DUTY), rule("FJ-B")))

    found = desk.item()

    assert (found["verdict"], found["charges"]) == ("prohibited", [])
    assert [(one["rule"], one["verdict"]) for one in found["findings"]] == [("FJ-B", "prohibited"), ("FJ-A", "clear")]


def test_a_charge_is_not_computed_where_its_match_is_not_certain() -> None:
    found = Desk(pack("FJ", charge("FJ-A", DUTY, when=USED))).item(value=money("200"))

    assert (found["verdict"], found["charges"]) == ("incomplete", [])
    assert found["findings"][0]["missing"]["facts"] == ["used"]


@pytest.mark.parametrize(
    ("written", "declared", "facts", "parameters"),
    [
        (DUTY, {}, ["value"], []),
        (
            {"base": {"quantity": "TNE", "times": "reference_price"}, "currency": "USD", "percent": "5"},
            {},
            ["quantity", "reference_price"],
            [],
        ),
        (
            {"base": {"quantity": "TNE", "times": "reference_price"}, "currency": "USD", "percent": "5"},
            {"quantity": quantity("5", "MTQ"), "facts": {"reference_price": "1"}},
            ["quantity"],
            [],
        ),
        ({"base": "value", "formula": "levy"}, {"value": money("5")}, ["formula levy"], []),
    ],
    ids=["value", "quantity and price", "a quantity of another measure", "a formula nobody has"],
)
def test_a_charge_that_cannot_be_computed_is_incomplete_and_names_what_is_missing(
    written: Json, declared: Json, facts: list[str], parameters: list[str]
) -> None:
    found = Desk(pack("FJ", charge("FJ-A", written))).item(**declared)

    assert (found["verdict"], found["charges"]) == ("incomplete", [])
    assert found["findings"][0]["missing"] == {"facts": facts, "documents": [], "parameters": parameters}


def test_an_unverified_charge_that_cannot_be_computed_refers() -> None:
    assert Desk(pack("FJ", charge("FJ-A", DUTY, evidence="unverified"))).item()["verdict"] == "referred"


# Provided facts

LEVY = {"base": {"quantity": "TNE", "times": "reference_price"}, "currency": "USD", "percent": "5"}


def priced(*rules: Json) -> Desk:
    return Desk(pack("FJ", *rules, facts=PROVIDED, parameters=PRICE))


def test_a_dated_parameter_answers_for_a_fact_nobody_declared() -> None:
    found = priced(charge("FJ-A", LEVY)).item(quantity=quantity("10"))

    assert found["verdict"] == "clear"
    assert found["charges"][0]["base"] == {"amount": "1000", "currency": "USD"}
    assert found["charges"][0]["amount"] == {"amount": "50.00", "currency": "USD"}


def test_a_declared_fact_overrides_the_parameter() -> None:
    found = priced(charge("FJ-A", LEVY)).item(quantity=quantity("10"), facts={"reference_price": "200"})

    assert found["charges"][0]["amount"]["amount"] == "100.00"


@pytest.mark.parametrize(
    ("day", "missing"),
    [
        ("2025-01-31", ["price 2025-01"]),
        ("2025-02-01", []),
        ("2025-02-28", []),
        ("2025-03-01", ["price 2025-03"]),
    ],
)
def test_a_parameter_without_a_value_for_the_day_is_named_with_its_period(day: str, missing: list[str]) -> None:
    found = priced(charge("FJ-A", LEVY)).item(quantity=quantity("10"), date=day)

    assert found["verdict"] == ("incomplete" if missing else "clear")
    assert found["findings"][0]["missing"] == {"facts": [], "documents": [], "parameters": missing}
    assert len(found["charges"]) == (0 if missing else 1)


def test_a_dated_series_names_the_day() -> None:
    dated = {
        "price": {
            **PRICE["price"],
            "period": "dated",
            "values": [{"from": "2025-03-01", "value": "1", "evidence": "secondary", "source": "gazette"}],
        }
    }
    desk = Desk(pack("FJ", charge("FJ-A", LEVY), facts=PROVIDED, parameters=dated))

    assert desk.finding(quantity=quantity("1"), date="2025-02-28")["missing"]["parameters"] == ["price 2025-02-28"]
    assert desk.item(quantity=quantity("1"), date="2025-03-01")["verdict"] == "clear"


@pytest.mark.parametrize(("test", "verdict"), [("> 99", "prohibited"), ("> 100", "clear")])
def test_a_provided_fact_decides_a_condition(test: str, verdict: str) -> None:
    assert priced(rule("FJ-A", when={"reference_price": test})).item()["verdict"] == verdict


def test_a_plugin_answers_for_a_fact() -> None:
    asked = []

    def answer(name: str, one: Any, context: Any) -> bool:
        asked.append((name, one.commodity_code, context.economy, context.flow))
        return True

    desk = Desk(pack("FJ", rule("FJ-A", codes=["39"], when=USED)), plugins=Plugins({("FJ", "greenlane_fact"): answer}))

    assert desk.item("39151010")["verdict"] == "prohibited"
    assert desk.item("40")["verdict"] == "clear"
    assert desk.item("39", facts={"used": False})["verdict"] == "clear"
    assert asked == [("used", "39151010", "FJ", "import")], "only what a matching rule needs and nobody declared"


def test_a_plugin_that_cannot_tell_leaves_the_fact_unknown() -> None:
    desk = Desk(pack("FJ", rule("FJ-A", when=USED)), plugins=Plugins({("FJ", "greenlane_fact"): lambda *_: None}))

    assert desk.finding()["missing"]["facts"] == ["used"]


def test_a_provided_fact_may_make_another_wanted() -> None:
    values = {"used": True, "works": False}
    desk = Desk(
        pack("FJ", rule("FJ-A", when={"all": [USED, {"any": [{"not": USED}, {"works": "false"}]}]})),
        plugins=Plugins({("FJ", "greenlane_fact"): lambda name, *_: values.get(name)}),
    )

    assert desk.finding()["verdict"] == "prohibited"


def test_a_plugin_is_shown_facts_of_their_types() -> None:
    shown = {}

    def look(one: Any, _: Any) -> list[RiskSignal]:
        shown.update(one.facts)
        return []

    desk = Desk(pack("FJ"), plugins=Plugins({("FJ", "greenlane_risk"): look}))
    desk.item(facts={"impurity_percent": "1.50", "condition_flags": ["dirty"], "used": True, "purpose": "trade"})

    assert shown == {
        "impurity_percent": Decimal("1.50"),
        "condition_flags": frozenset({"dirty"}),
        "used": True,
        "purpose": "trade",
    }
    assert isinstance(shown["impurity_percent"], Decimal)


def test_a_plugin_is_shown_the_documents_that_count() -> None:
    shown = []
    desk = Desk(
        pack("FJ"), plugins=Plugins({("FJ", "greenlane_risk"): lambda one, _: shown.append(one.documents) or []})
    )
    desk.item(documents=[{"code": "TH-DIW"}, {"code": "BASEL-PIC", "expires": "2025-01-01"}])

    assert shown == [("TH-DIW",)]


def test_a_plugins_fault_refers_and_names_it_and_the_others_answer() -> None:
    desk = Desk(
        pack("FJ", rule("FJ-A", when=USED, codes=["39"])),
        pack("WS", restriction("WS-A", PAPER, flows=["transit"])),
        plugins=Plugins({("FJ", "greenlane_fact"): lambda *_: FAULT}),
    )

    found = desk.item(route={"import": "FJ", "transit": ["WS"]})

    assert found["verdict"] == "restricted"
    assert [(one["rule"], one["verdict"]) for one in found["findings"]] == [
        ("WS-A", "restricted"),
        ("FJ-A", "incomplete"),
        ("FJ.plugin-failed", "referred"),
    ]
    assert "greenlane-fj failed (raised in greenlane_fact): it raised an error" in found["findings"][2]["message"]
    assert desk.item("40")["verdict"] == "clear", "it was not asked"


@pytest.mark.parametrize("hook", ["greenlane_risk", "greenlane_charge"])
def test_a_fault_of_another_hook_refers_too(hook: str) -> None:
    desk = Desk(
        pack("FJ", charge("FJ-A", {"base": "value", "formula": "levy"}, codes=["39"])),
        plugins=Plugins({("FJ", hook): lambda *_: Fault("greenlane-fj", hook, "late", "it took too long")}),
    )

    found = desk.item("39", value=money("5"))

    assert "FJ.plugin-failed" in [one["rule"] for one in found["findings"]]
    assert SEVERITY[found["verdict"]] >= SEVERITY["referred"]


def test_the_same_fault_is_told_once() -> None:
    desk = Desk(
        pack("FJ", rule("FJ-A", when=USED), rule("FJ-B", when={"works": "true"})),
        plugins=Plugins({("FJ", "greenlane_fact"): lambda *_: FAULT}),
    )

    assert [one["rule"] for one in desk.item()["findings"]].count("FJ.plugin-failed") == 1


def test_a_signal_refers_at_worst() -> None:
    signal = RiskSignal("FJ-ROUTE", "An odd route", "Goods of this kind do not come this way.")
    desk = Desk(
        pack("FJ", rule("FJ-A", codes=["39"])), plugins=Plugins({("FJ", "greenlane_risk"): lambda *_: [signal]})
    )

    assert desk.item("40")["verdict"] == "referred"
    assert desk.item("39")["verdict"] == "prohibited"
    assert desk.finding("40")["rule"] == "FJ.signal.FJ-ROUTE"
    assert "did not answer" not in desk.finding("40")["remedy"]


def test_a_formula_is_a_plugins() -> None:
    answer = ChargeResult(Decimal("7.5"), Decimal(1000), Decimal("75.00"), "USD", ("7.5 % of the agreed value",))
    desk = Desk(
        pack("FJ", charge("FJ-A", {"base": "value", "formula": "levy"})),
        plugins=Plugins({("FJ", "greenlane_charge"): lambda formula, *_: answer if formula == "levy" else None}),
    )

    (found,) = desk.item()["charges"]

    assert (found["rate_percent"], found["base"]["amount"], found["amount"]["amount"]) == ("7.5", "1000", "75.00")
    assert "7.5 % of the agreed value" in found["because"]


def test_a_formula_that_cannot_tell_is_incomplete() -> None:
    desk = Desk(
        pack("FJ", charge("FJ-A", {"base": "value", "formula": "levy"})),
        plugins=Plugins({("FJ", "greenlane_charge"): lambda *_: None}),
    )

    assert desk.finding()["missing"]["facts"] == ["formula levy"]


def test_text_is_read_only_where_a_rule_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr("greenlane.core.engine.canonical", lambda text: read.append(text) or canonical(text))
    reading = CompiledEngine(ruleset(pack("FJ", rule("FJ-A", codes=["39"], keywords={"en": ["kraft"]}))))
    deaf = CompiledEngine(ruleset(pack("FJ", rule("FJ-A", codes=["39"]))))
    asked = ("FJ", "import", date(2025, 2, 24))

    for engine in (reading, deaf):
        for code in ("39", "40"):
            engine.check_item(*asked, code, "release", None, {"description": "Kraft é"})

    assert read == ["Kraft é"]


def test_a_checker_holds_no_declaration() -> None:
    desk = Desk(pack("FJ", charge("FJ-A", DUTY)))

    first = desk.item(value=money("200"))
    desk.item(value=money("999999"))

    assert desk.item(value=money("200")) == first
    assert isinstance(desk.checker, Checker)


@pytest.mark.parametrize("kind", ["prohibition", "risk", "notice"])
def test_a_rule_says_nothing_of_another_economy_or_flow(kind: str) -> None:
    desk = Desk(pack("FJ", rule("FJ-A", kind, flows=["import"])), pack("WS"))

    assert desk.item(route={"export": "FJ"})["findings"] == []
    assert desk.item(route={"import": "WS"})["findings"] == []
    assert apply(Rule("FJ-A", "FJ", kind, ("export",)), 0, {}, desk.engine.asked[-1]) is None
