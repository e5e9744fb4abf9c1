"""How an answer is worded: why, what is missing, what to do, in which order. Every answer is also worded afresh."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest

from greenlane.core.phrases import PHRASES, phrase
from greenlane.core.speaker import Speaker
from tests.core.making import Desk, Json, Plugins, charge, item, money, pack, quantity, restriction, rule

PAPER = {"document": "TH-DIW"}
USED = {"used": "true"}
FINDING = {
    "rule",
    "economy",
    "flow",
    "kind",
    "verdict",
    "title",
    "message",
    "because",
    "missing",
    "remedy",
    "legal_basis",
    "evidence",
    "verified_on",
}


def because(desk: Desk, code: str = "39151010", **more: Any) -> list[str]:
    said: list[str] = desk.finding(code, **more)["because"]
    return said


def missing(desk: Desk, code: str = "39151010", **more: Any) -> Json:
    found: Json = desk.finding(code, **more)["missing"]
    return found


# The whole answer


def test_a_decision_has_the_fields_of_the_contract() -> None:
    desk = Desk(pack("FJ", rule("FJ-A", codes=["39"])))

    answer = desk.answer({"reference": "INV-7", "route": {"import": "FJ"}, "items": [item("3915.10.10")]})

    assert {key: answer[key] for key in ("decision_id", "reference", "date", "known_at", "verdict")} == {
        "decision_id": "D-1",
        "reference": "INV-7",
        "date": "2025-02-24",
        "known_at": "2026-11-22T09:30:00+00:00",
        "verdict": "prohibited",
    }
    assert answer["ruleset"] == {"version": 1, "digest": desk.ruleset.digest}
    (found,) = answer["items"]
    assert set(found) == {"number", "commodity_code", "verdict", "findings", "charges", "origin"}
    assert (found["number"], found["commodity_code"], found["origin"]) == (1, "39151010", [])
    assert set(found["findings"][0]) == FINDING


def test_a_finding_says_what_the_rule_says() -> None:
    found = Desk(pack("FJ", rule("FJ-A", codes=["39"]))).finding()

    assert (found["title"], found["message"], found["remedy"]) == (
        "Title of FJ-A",
        "Message of FJ-A.",
        "Remedy of FJ-A.",
    )
    assert (found["kind"], found["flow"], found["economy"]) == ("prohibition", "import", "FJ")
    assert (found["evidence"], found["verified_on"]) == ("legal_text", "2026-11-22")
    assert found["legal_basis"] == [
        {
            "instrument": "Decree 1",
            "provision": "art. 2",
            "in_force_from": "2020-01-01",
            "source": "https://example.org, read 2026-11-22",
        }
    ]


def test_a_basis_that_ended_says_when() -> None:
    basis = [{"name": "Decree 1", "in_force_from": "2020-01-01", "in_force_to": "2024-12-31", "source": "gazette"}]

    found = Desk(pack("FJ", rule("FJ-A", legal_basis=basis))).finding()

    assert found["legal_basis"][0]["in_force_to"] == "2024-12-31"


def test_a_satisfied_rule_leaves_a_finding_and_asks_for_nothing() -> None:
    desk = Desk(pack("FJ", restriction("FJ-A", PAPER, codes=["39"])))

    found = desk.finding(documents=[{"code": "TH-DIW"}])

    assert found["verdict"] == "clear"
    assert found["because"] == ["commodity code 39151010 is under 39", "document TH-DIW presented"]
    assert found["missing"] == {"facts": [], "documents": [], "parameters": []}
    assert found["remedy"] == ""


# Why


def test_why_a_code_matches() -> None:
    assert because(Desk(pack("FJ", rule("FJ-A", codes=["40", "3915"])))) == ["commodity code 39151010 is under 3915"]


def test_why_a_code_on_a_list_matches() -> None:
    desk = Desk(pack("FJ", rule("FJ-A", codes=["39151010"], codes_title="the permitted list")))

    assert because(desk) == ["commodity code 39151010 is on the permitted list"]


def test_why_any_goods_match() -> None:
    assert because(Desk(pack("FJ", rule("FJ-A")))) == ["applies to all goods"]


@pytest.mark.parametrize(
    "more", [{"codes": ["391510", "391520"]}, {"codes": ["39"], "exclude": ["391510"]}, {"exclude": ["391510"]}]
)
def test_a_short_code_is_told_and_a_longer_one_asked_for(more: Json) -> None:
    desk = Desk(pack("FJ", rule("FJ-A", **more)))

    assert because(desk, "3915") == ["commodity code 3915 is too short to tell: 391510 would be meant, others not"]
    assert missing(desk, "3915") == {"facts": ["commodity_code"], "documents": [], "parameters": []}


def test_a_foreign_code_is_told_and_a_national_one_asked_for() -> None:
    desk = Desk(pack("FJ"), pack("WS", rule("WS-A", flows=["export"], codes=["39151010"])))
    route = {"export": "WS", "import": "FJ"}

    found = desk.finding("39151010", route=route)

    assert found["because"] == ["of code 391510 only 6 digits count in WS: 39151010 would be meant, others not"]
    assert found["missing"]["facts"] == ["national_codes.WS"]
    assert desk.finding("39151010", route=route, national_codes={"WS": "39151010"})["verdict"] == "prohibited"


@pytest.mark.parametrize(
    ("declared", "facts"),
    [
        ("39", ["national_codes.WS", "commodity_code"]),
        ("3915", ["national_codes.WS", "commodity_code"]),
        ("391510", ["national_codes.WS"]),
    ],
)
def test_a_foreign_code_that_is_also_short_may_be_told_by_either(declared: str, facts: list[str]) -> None:
    desk = Desk(pack("FJ"), pack("WS", rule("WS-A", flows=["export"], codes=["39151010"])))

    assert missing(desk, declared, route={"export": "WS", "import": "FJ"})["facts"] == facts


@pytest.mark.parametrize(
    ("flow", "route", "declared", "said", "asked"),
    [
        ("import", {"import": "FJ"}, {"origin": "US"}, "origin US is one of those the rule names", []),
        ("import", {"import": "FJ"}, {}, "origin is not stated", ["origin"]),
        ("export", {"export": "FJ", "import": "US"}, {}, "destination US is one of those the rule names", []),
        ("export", {"export": "FJ"}, {}, "destination is not stated", ["route.import"]),
    ],
)
def test_why_a_partner_matches(flow: str, route: Json, declared: Json, said: str, asked: list[str]) -> None:
    found = Desk(pack("FJ", rule("FJ-A", flows=[flow], partners=["US"]))).item(route=route, **declared)["findings"][0]

    assert said in found["because"]
    assert found["missing"]["facts"] == asked


@pytest.mark.parametrize(
    ("flow", "route", "asked"),
    [("import", {"import": "FJ"}, "route.export"), ("export", {"export": "FJ"}, "route.import")],
)
def test_an_unknown_other_end_of_the_route_is_asked_for(flow: str, route: Json, asked: str) -> None:
    desk = Desk(pack("FJ", rule("FJ-A", flows=[flow], when={"partner": ["US"]})))

    assert missing(desk, route=route)["facts"] == [asked]


def test_the_words_that_were_found_are_told() -> None:
    desk = Desk(pack("FJ", rule("FJ-A", codes=["39"], keywords={"en": ["kraft", "board", "pulp"], "zh": ["废纸"]})))

    assert "the description holds kraft, board, 废纸" in because(desk, description="KRAFT board 进口废纸")


@pytest.mark.parametrize(
    ("when", "declared", "said"),
    [
        (USED, {"facts": {"used": True}}, "used is true"),
        ({"not": USED}, {"facts": {"used": False}}, "used is false"),
        ({"impurity_percent": "<= 2"}, {"facts": {"impurity_percent": "1.50"}}, "impurity_percent is 1.50: <= 2"),
        ({"not": {"gr_item": "> 5"}}, {"facts": {"gr_item": 3}}, "gr_item is 3: not > 5"),
        ({"purpose": ["trade", "reuse"]}, {"facts": {"purpose": "reuse"}}, "purpose is reuse: one of reuse, trade"),
        (
            {"condition_flags": {"any": ["mouldy"]}},
            {"facts": {"condition_flags": ["mouldy", "dirty"]}},
            "condition_flags is dirty, mouldy: any of mouldy",
        ),
        (
            {"not": {"condition_flags": {"any": ["mouldy"]}}},
            {"facts": {"condition_flags": []}},
            "condition_flags is none: not any of mouldy",
        ),
        ({"origin": ["US", "NO"]}, {"origin": "NO"}, "origin NO is one of NO, US"),
        ({"not": {"origin": ["US"]}}, {"origin": "NO"}, "origin NO is none of US"),
        ({"regime": ["free_zone"]}, {"regime": "free_zone"}, "regime free_zone is one of free_zone"),
        ({"commodity_code": ["3915", "40"]}, {}, "commodity code 39151010 is under one of 3915, 40"),
        ({"not": {"commodity_code": ["40"]}}, {}, "commodity code 39151010 is under none of 40"),
        ({"keyword": ["kraft"]}, {"description": "kraft"}, "the description holds kraft"),
        ({"not": {"keyword": ["kraft"]}}, {"description": "wool"}, "the description holds none of kraft"),
        (
            {"quantity": {"unit": "TNE", "is": ">= 0.5"}},
            {"quantity": quantity("500.0", "KGM")},
            "quantity 0.5 TNE is >= 0.5 TNE",
        ),
        (
            {"not": {"quantity": {"unit": "TNE", "is": "> 5"}}},
            {"quantity": quantity("2", "TNE")},
            "quantity 2 TNE is not > 5 TNE",
        ),
        ({"document": "TH-DIW"}, {"documents": [{"code": "TH-DIW"}]}, "document TH-DIW presented"),
        ({"not": {"document": "TH-DIW"}}, {}, "document TH-DIW not presented"),
        (
            {"document": {"code": "TH-DIW", "issued": "< 2023-06-01"}},
            {"documents": [{"code": "TH-DIW", "issued": "2023-05-31"}]},
            "document TH-DIW was issued < 2023-06-01",
        ),
    ],
)
def test_what_decided_is_told_in_the_words_of_the_declaration(when: Json, declared: Json, said: str) -> None:
    assert said in because(Desk(pack("FJ", rule("FJ-A", codes=["39"], when=when))), **declared)


@pytest.mark.parametrize(
    ("when", "declared", "said", "facts"),
    [
        (USED, {}, "used is not stated", ["used"]),
        ({"all": [USED, {"works": "false"}]}, {}, "used is not stated", ["used", "works"]),
        ({"all": [USED, {"works": "false"}]}, {"facts": {"used": True}}, "works is not stated", ["works"]),
        ({"quantity": {"unit": "TNE", "is": "> 5"}}, {}, "quantity is not stated", ["quantity"]),
        (
            {"quantity": {"unit": "TNE", "is": "> 5"}},
            {"quantity": quantity("5", "MTQ")},
            "quantity in MTQ cannot be converted to TNE",
            ["quantity"],
        ),
        ({"origin": ["US"]}, {}, "origin is not stated", ["origin"]),
        (
            {"document": {"code": "TH-DIW", "issued": "< 2023-06-01"}},
            {"documents": [{"code": "TH-DIW"}]},
            "the day document TH-DIW was issued is not stated",
            ["documents.TH-DIW.issued"],
        ),
        ({"commodity_code": ["3915101020"]}, {}, "commodity code 39151010 is too short to tell", ["commodity_code"]),
    ],
)
def test_what_is_unknown_is_told_and_asked_for(when: Json, declared: Json, said: str, facts: list[str]) -> None:
    desk = Desk(pack("FJ", rule("FJ-A", codes=["39"], when=when)))

    assert said in because(desk, **declared)
    assert missing(desk, **declared)["facts"] == facts


def test_nothing_is_asked_for_where_false_decides_alone() -> None:
    desk = Desk(
        pack("FJ", restriction("FJ-A", {"not": {"all": [USED, {"works": "true"}, {"impurity_percent": "> 2"}]}}))
    )

    found = desk.finding(facts={"works": False})

    assert (found["verdict"], found["missing"]["facts"]) == ("clear", [])
    assert found["because"] == ["applies to all goods", "works is false"]


def test_a_long_list_is_cut_short() -> None:
    codes = [f"39{number}" for number in range(10, 30)]

    said = because(Desk(pack("FJ", rule("FJ-A", when={"commodity_code": codes}))))[1]

    assert (
        said == "commodity code 39151010 is under one of 3910, 3911, 3912, 3913, 3914, 3915, 3916, 3917 … (20 in all)"
    )


PRESUMED = {
    "used": {"presume": "false"},
    "condition_flags": {"presume": []},
    "statistical_code": {"presume": {"not": "899"}},
}


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ({"not": USED}, "used is not stated: presumed false"),
        ({"not": {"condition_flags": {"any": ["dirty"]}}}, "condition_flags is not stated: presumed none"),
        ({"not": {"statistical_code": "899"}}, "statistical_code is not stated: presumed not 899"),
    ],
)
def test_a_presumption_is_told(when: Json, said: str) -> None:
    assert said in because(Desk(pack("FJ", rule("FJ-A", when=when), facts=PRESUMED)))


def test_a_declared_fact_is_no_presumption() -> None:
    desk = Desk(pack("FJ", rule("FJ-A", when={"not": USED}), facts=PRESUMED))

    assert "used is false" in because(desk, facts={"used": False})


PRICE = {
    "price": {
        "title": "Price",
        "unit": "USD/TNE",
        "period": "month",
        "values": [
            {"period": "2025-02", "value": "100.50", "evidence": "workshop", "source": "slides"},
            {"period": "2025-03", "value": "100.50", "evidence": "legal_text", "source": "gazette"},
        ],
    }
}
PROVIDED = {"reference_price": {"provider": "price"}}


def test_a_provided_fact_is_told_as_such_and_its_evidence_weakens_the_rules() -> None:
    desk = Desk(
        pack(
            "FJ", rule("FJ-A", evidence="secondary", when={"reference_price": "> 5"}), facts=PROVIDED, parameters=PRICE
        )
    )

    found = desk.finding()

    assert "reference_price is 100.5 (provided by the rule set, not declared)" in found["because"]
    assert found["evidence"] == "workshop"
    assert desk.finding(date="2025-03-01")["evidence"] == "secondary"
    assert desk.finding(facts={"reference_price": "7"})["evidence"] == "secondary"


def test_a_parameter_without_a_value_is_told() -> None:
    desk = Desk(pack("FJ", rule("FJ-A", when={"reference_price": "> 5"}), facts=PROVIDED, parameters=PRICE))

    found = desk.finding(date="2025-04-01")

    assert found["missing"] == {"facts": [], "documents": [], "parameters": ["price 2025-04"]}
    assert "no value of price is held for 2025-04" in found["because"]


# Documents


@pytest.mark.parametrize("that", [PAPER, {"document": {"code": "TH-DIW", "issued": "< 2026-01-01"}}])
@pytest.mark.parametrize(
    ("paper", "said"),
    [
        ({"issued": "2025-02-25"}, "document TH-DIW was issued on 2025-02-25, after the day of the check"),
        ({"expires": "2025-02-23"}, "document TH-DIW expired on 2025-02-23: counts as not presented"),
        ({"issued": "2025-01-01", "expires": "2025-02-23"}, "document TH-DIW expired on 2025-02-23"),
    ],
)
def test_why_a_document_counts_as_not_presented(that: Json, paper: Json, said: str) -> None:
    found = Desk(pack("FJ", restriction("FJ-A", that))).finding(documents=[{"code": "TH-DIW", **paper}])

    assert found["verdict"] == "restricted"
    assert any(sentence.startswith(said) for sentence in found["because"]), found["because"]
    assert found["missing"]["documents"] == ["TH-DIW"]


def test_a_missing_document_is_named_with_the_requirements_words() -> None:
    requires = [{"that": PAPER, "message": "no approval", "remedy": "Ask the department."}]

    found = Desk(pack("FJ", rule("FJ-A", "restriction", requires=requires))).finding()

    assert found["missing"]["documents"] == ["TH-DIW"]
    assert found["because"] == ["applies to all goods", "document TH-DIW not presented", "no approval"]
    assert found["remedy"] == "Ask the department. Remedy of FJ-A."


def test_a_met_requirement_says_no_remedy() -> None:
    requires = [
        {"that": PAPER, "message": "no approval", "remedy": "Ask the department."},
        {"that": {"document": "VN-QCVN"}, "remedy": "Test the lot."},
    ]

    found = Desk(pack("FJ", rule("FJ-A", "restriction", requires=requires))).finding(documents=[{"code": "TH-DIW"}])

    assert found["remedy"] == "Test the lot. Remedy of FJ-A."
    assert "no approval" not in found["because"]


def test_either_of_two_documents_is_named() -> None:
    desk = Desk(pack("FJ", restriction("FJ-A", {"any": [PAPER, {"document": "VN-QCVN"}]})))

    assert missing(desk)["documents"] == ["TH-DIW", "VN-QCVN"]


def test_a_document_beside_an_unknown_fact_is_named_too() -> None:
    desk = Desk(pack("FJ", restriction("FJ-A", {"any": [PAPER, USED]})))

    assert missing(desk) == {"facts": ["used"], "documents": ["TH-DIW"], "parameters": []}


def test_an_unverified_rule_says_so() -> None:
    found = Desk(pack("FJ", rule("FJ-A", evidence="unverified"))).finding()

    assert found["evidence"] == "unverified"
    assert "nobody has verified this rule: it can at worst refer" in found["because"]


# Charges


def test_a_charge_says_how_it_was_computed() -> None:
    found = Desk(pack("FJ", charge("FJ-A", {"base": "value", "percent": "12.5"}))).item(value=money("200.00"))

    assert found["charges"] == [
        {
            "rule": "FJ-A",
            "economy": "FJ",
            "kind": "duty",
            "rate_percent": "12.5",
            "base": {"amount": "200", "currency": "USD"},
            "amount": {"amount": "25.00", "currency": "USD"},
            "because": ["12.5 % of 200 USD is 25.00 USD"],
            "evidence": "legal_text",
        }
    ]
    assert found["findings"][0]["because"][-1] == "12.5 % of 200 USD is 25.00 USD"


SCALE = {
    "by": {"fact": "reference_price"},
    "includes": "upper",
    "rows": [
        {"to": "2400", "percent": "3", "printed": "2,250 - 2,400"},
        {"from": "2400", "percent": "4.5"},
    ],
    "doubts": [{"above": "2400", "below": "2401", "note": "The printed scale jumps."}],
}


@pytest.mark.parametrize(
    ("price", "said"),
    [
        ("2400", ["reference_price 2400 falls in the bracket 2,250 - 2,400: 3 %", "3 % of 2400 MYR is 72.00 MYR"]),
        (
            "2400.01",
            [
                "reference_price 2400.01 falls in the bracket 2400-: 4.5 %",
                "The printed scale jumps.",
                "4.5 % of 2400.01 MYR is 108.00 MYR",
            ],
        ),
        ("2401", ["reference_price 2401 falls in the bracket 2400-: 4.5 %", "4.5 % of 2401 MYR is 108.05 MYR"]),
    ],
)
def test_a_scale_names_the_bracket_and_its_doubt(price: str, said: list[str]) -> None:
    levy = {"base": {"quantity": "TNE", "times": "reference_price"}, "currency": "MYR", "scale": SCALE}

    found = Desk(pack("FJ", charge("FJ-A", levy))).item(quantity=quantity("1"), facts={"reference_price": price})

    assert found["charges"][0]["because"] == said


def test_a_charge_that_cannot_be_computed_says_why() -> None:
    found = Desk(pack("FJ", charge("FJ-A", {"base": "value", "percent": "5"}))).finding()

    assert "cannot be computed: value is missing" in found["because"]
    assert found["remedy"] == "Remedy of FJ-A."


# Order, exposure, language


def test_findings_stand_by_severity_then_rule_whatever_the_order_of_the_packs() -> None:
    packs = [
        pack("FJ", rule("FJ-B"), restriction("FJ-A", PAPER), rule("FJ-C", "notice"), rule("FJ-D", "risk")),
        pack("WS", rule("WS-A"), rule("WS-B", when=USED), flows=None) | {},
    ]
    packs[1]["economy"].pop("flows")
    for one in packs[1]["rules"]:
        one["flows"] = ["transit"]
    route = {"import": "FJ", "transit": ["WS"]}

    orders = {
        tuple((one["rule"], one["verdict"]) for one in Desk(*some).item(route=route)["findings"])
        for some in itertools.permutations(packs)
    }

    assert orders == {
        (
            ("FJ-B", "prohibited"),
            ("WS-A", "prohibited"),
            ("FJ-A", "restricted"),
            ("WS-B", "incomplete"),
            ("FJ-D", "referred"),
            ("FJ-C", "clear"),
        )
    }


def test_items_keep_their_order_and_numbers() -> None:
    desk = Desk(pack("FJ", rule("FJ-A", codes=["39"])))

    answer = desk.answer(
        {"route": {"import": "FJ"}, "items": [item("40", number=9), item("39", number=2), item("41", number=5)]}
    )

    assert [(one["number"], one["verdict"]) for one in answer["items"]] == [
        (9, "clear"),
        (2, "prohibited"),
        (5, "clear"),
    ]


def test_a_rule_of_two_flows_speaks_for_each() -> None:
    desk = Desk(pack("FJ", rule("FJ-A", flows=["import", "transit"])))

    found = desk.item(route={"import": "FJ", "transit": ["FJ"]})["findings"]

    assert [one["flow"] for one in found] == ["import", "transit"]


EXPOSED = [
    {"text": "a fine", "instrument": "Act 9", "provision": "s. 1", "evidence": "secondary", "source": "gazette",
     "from": "2025-01-01", "to": "2025-12-31"},
    {"text": "prison", "instrument": "Act 9", "evidence": "unverified", "source": "gazette"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "texts"),
    [
        ("2024-12-31", ["prison"]),
        ("2025-01-01", ["a fine", "prison"]),
        ("2025-12-31", ["a fine", "prison"]),
        ("2026-01-01", ["prison"]),
    ],
)
def test_exposure_is_shown_on_its_days_and_never_decides(day: str, texts: list[str]) -> None:
    found = Desk(pack("FJ", rule("FJ-A", "notice", exposure=EXPOSED))).finding(date=day)

    assert [one["text"] for one in found["exposure"]] == texts
    assert (found["verdict"], found["evidence"]) == ("clear", "legal_text")


def test_a_notice_asks_for_what_would_tell_and_stays_clear() -> None:
    found = Desk(pack("FJ", rule("FJ-A", "notice", codes=["391510"], when=USED))).finding("3915")

    assert (found["verdict"], found["remedy"]) == ("clear", "Remedy of FJ-A.")
    assert found["missing"]["facts"] == ["commodity_code", "used"]


def test_texts_are_in_the_readers_language_and_english_where_there_is_none() -> None:
    desk = Desk(pack("FJ", rule("FJ-A", title={"en": "Scrap", "fj": "Benu"}, message={"en": "No scrap."})))
    declaration = {"route": {"import": "FJ"}, "items": [item()]}

    def read(language: str) -> tuple[str, str]:
        found = desk.answer(declaration, language)["items"][0]["findings"][0]
        return found["title"], found["message"]

    assert read("fj") == ("Benu", "No scrap.")
    assert read("en") == ("Scrap", "No scrap.")
    assert read("de") == ("Scrap", "No scrap.")
    assert desk.answer(declaration, "fj")["verdict"] == "prohibited"


def test_a_language_without_a_phrase_says_it_in_english() -> None:
    assert phrase("xx", "fact_unknown", name="used") == "used is not stated"
    assert Speaker("xx")("fact_unknown", name="used") == "used is not stated"


@pytest.mark.parametrize("language", sorted(PHRASES))
def test_a_language_says_nothing_that_english_does_not(language: str) -> None:
    assert set(PHRASES[language]) <= set(PHRASES["en"])


# What is remembered


def test_what_was_worded_for_one_declaration_is_never_said_of_another() -> None:
    """Every answer below is compared by the desk with one that was worded afresh."""
    desk = Desk(
        pack(
            "FJ",
            rule("FJ-A", codes=["3915"], when={"any": [USED, {"impurity_percent": "> 2"}]}, exposure=EXPOSED),
            rule("FJ-B", "risk", keywords={"en": ["kraft", "board"]}),
            restriction("FJ-C", {"document": {"code": "TH-DIW", "issued": "< 2025-01-01"}}, partners=["US", "NO"]),
            restriction("FJ-D", {"quantity": {"unit": "TNE", "is": "<= 5"}}, {"not": {"polymers": {"any": ["PVC"]}}}),
            charge("FJ-E", {"base": "value", "percent": "5"}, when={"regime": ["release", "processing"]}),
            rule("FJ-F", "notice", when={"reference_price": "> 100"}),
            facts=PROVIDED | {"used": {"presume": "false"}},
            parameters=PRICE,
        ),
        plugins=Plugins(),
    )
    chance = random.Random(7)
    answers = set()
    for _ in range(400):
        maybe: list[tuple[str, list[Any]]] = [
            ("origin", ["US", "NO", "FR"]),
            ("description", ["kraft", "board", "kraft board", "wool"]),
            ("quantity", [quantity("5"), quantity("5000.0", "KGM"), quantity("6"), quantity("1", "MTQ")]),
            ("value", [money("100"), money("100.00"), money("7", "KRW")]),
            (
                "documents",
                [
                    [{"code": "TH-DIW", **day}]
                    for day in ({}, {"issued": "2024-06-01"}, {"issued": "2025-01-15"}, {"expires": "2024-01-01"})
                ],
            ),
        ]
        facts: list[tuple[str, list[Any]]] = [
            ("used", [True, False]),
            ("impurity_percent", ["2", "2.0", "3", "3.50"]),
            ("polymers", [[], ["PVC"], ["PVC", "PE"], ["PE", "PVC"]]),
            ("reference_price", ["99", "101", "101.0"]),
        ]
        declared = {name: chance.choice(values) for name, values in maybe if chance.random() < 0.5}
        declared["facts"] = {name: chance.choice(values) for name, values in facts if chance.random() < 0.5}
        found = desk.item(
            chance.choice(["39", "3915", "39151010", "40"]),
            date=chance.choice(["2024-12-31", "2025-01-31", "2025-02-01", "2025-03-31"]),
            regime=chance.choice(["release", "processing", "free_zone"]),
            **declared,
        )
        answers.add(str(found))

    assert len(answers) > 200, "the declarations are too much alike to show anything"
