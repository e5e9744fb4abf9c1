"""Lint: for each code something it is said of, and a near miss of which it is not; and what it says of real packs."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from greenlane.core.proof.lint import REMARKS, Remark, lint
from greenlane.core.ruleset import assemble
from greenlane.core.terms import shared_documents, shared_facts
from tests import installed
from tests.core.making import charge, pack, restriction, rule, ruleset

TODAY = date(2026, 11, 22)
DOC = Path(__file__).resolve().parents[3] / "docs" / "lint.md"
SIX = frozenset({"391510", "391590", "7204", "720449", "151110"})
Json = dict[str, Any]


def named(hits: list[str], misses: list[str], name: str = "a case that says so") -> Json:
    return {"name": name, "hits": hits, "misses": misses, "declaration": {}, "expect": {}}


def proven(document: Json) -> Json:
    """The pack with a case that names each of its rules on both sides."""
    rules = [one["id"] for one in document["rules"]]
    return {**document, "cases": [named(rules, rules)]}


def remarks(document: Json, nomenclatures: Mapping[str, frozenset[str]] | None = None) -> list[Remark]:
    code = document["economy"]["economy"]
    return lint({code: document}, ruleset(document), TODAY, nomenclatures)


def of(*rules: Json, **more: Any) -> Json:
    """A pack of rules that every case there could be has been written for."""
    return proven(pack("MY", *rules, **more))


def days(first: str | None, last: str | None = None) -> Json:
    return {key: day for key, day in (("from", first), ("to", last)) if day}


def cited(first: str, last: str | None = None, **more: Any) -> list[Json]:
    dates = {"in_force_from": first, **({"in_force_to": last} if last else {})}
    return [{"name": "Order 1", "source": "https://example.org, read 2026-11-22", **dates, **more}]


def scale(*rows: tuple[str | None, str | None, str, str], doubts: Any = (), includes: str = "upper") -> Json:
    written = [
        {key: one for key, one in (("from", low), ("to", high), ("percent", rate), ("printed", said)) if one}
        for low, high, rate, said in rows
    ]
    by = {"by": {"quantity": "TNE"}, "includes": includes, "rows": written}
    return {"base": "value", "scale": by | ({"doubts": list(doubts)} if doubts else {})}


def priced(*values: Json, when: Json) -> Json:
    """A pack whose one charge is of a price that a monthly or dated series gives."""
    period = "month" if "period" in values[0] else "dated"
    written = [{"evidence": "legal_text", "source": "Gazette 7", **value} for value in values]
    series = {"title": "Price", "unit": "MYR/TNE", "period": period, "values": written}
    base = {"base": {"quantity": "TNE", "times": "price"}, "currency": "MYR", "percent": "3"}
    facts = {"price": {"type": "decimal", "label": "price", "provider": "gazetted"}}
    duty = charge("MY-DUTY", base, codes=["151110"], valid=when)
    return of(duty, facts=facts, parameters={"gazetted": series})


BAN = rule("MY-BAN", codes=["3915"])
LICENCE = {"document": "MY-LICENCE"}
PAPERS = {"documents": {"MY-LICENCE": {"label": "licence"}, "MY-PERMIT": {"label": "permit"}}}
FIRST, SECOND = (("2020-01-01", "2024-12-31"), ("2025-01-01", None))


def two_charges(kind: str, other: Json) -> Json:
    return of(
        charge("MY-A", {"base": "value", "percent": "3"}, codes=["3915"], when={"used": "true"}),
        charge("MY-B", {"kind": kind, "base": "value", "percent": "5"}, codes=["391510"], when=other),
    )


def simplified(code: str, **more: Any) -> Json:
    easier = rule("MY-EASY", "simplification", codes=[code], **more)
    return of(rule("MY-BAN", codes=["391510"], when={"used": "true"}), easier)


def succession(ends: str, begins: str) -> Json:
    return of(
        restriction("MY-OLD", LICENCE, codes=["3915"], valid=days("2020-01-01", ends)),
        rule("MY-NEW", codes=["391510"], valid=days(begins)),
        **PAPERS,
    )


#: code → what it is said of, and what comes near to it and is right.
PAIRS: dict[str, list[tuple[Json, Json]]] = {
    "no-citation": [
        (of(rule("MY-A", legal_basis=[{"name": " ", "source": "Gazette"}])), of(BAN)),
        (of(rule("MY-A", legal_basis=[{"name": "Act 1", "source": " "}])), of(BAN)),
        (of(rule("MY-A", legal_basis=[])), of(BAN)),
    ],
    "no-hitting-case": [
        ({**pack("MY", BAN), "cases": [named([], ["MY-BAN"])]}, {**pack("MY", BAN), "cases": [named(["MY-BAN"], [])]})
    ],
    "no-missing-case": [
        ({**pack("MY", BAN), "cases": [named(["MY-BAN"], [])]}, {**pack("MY", BAN), "cases": [named([], ["MY-BAN"])]})
    ],
    "unknown-rule": [
        (
            {**pack("MY", BAN), "cases": [named(["MY-BAN"], ["MY-BANN"])]},
            # VN's rules are not looked at here.
            {**pack("MY", BAN), "cases": [named(["MY-BAN"], ["VN-BAN"])]},
        )
    ],
    "all-excluded": [
        (of(rule("MY-A", codes=["391510", "391520"], exclude=["3915"])),
         of(rule("MY-A", codes=["391510", "391520"], exclude=["391510"]))),
        # An exclusion below a code leaves the rest of the code.
        (of(rule("MY-A", codes=["39151010"], exclude=["391510"])),
         of(rule("MY-A", codes=["3915"], exclude=["391510"]))),
    ],
    "never-true": [
        (of(rule("MY-A", when={"used": "true", "not": {"used": "true"}})), of(rule("MY-A", when={"used": "true"}))),
        (of(rule("MY-A", when={"all": [{"impurity_percent": "<= 2"}, {"impurity_percent": "> 2"}]})),
         of(rule("MY-A", when={"all": [{"impurity_percent": "<= 2"}, {"impurity_percent": ">= 2"}]}))),
        (of(rule("MY-A", codes=["3915"], when={"commodity_code": ["7204"]})),
         of(rule("MY-A", codes=["39"], when={"commodity_code": ["3915"]}))),
        (of(rule("MY-A", regimes=["release"], when={"regime": ["free_zone"]})),
         of(rule("MY-A", regimes=["release", "free_zone"], when={"regime": ["free_zone"]}))),
        (of(rule("MY-A", partners=["US"], when={"origin": ["FJ"]})),
         of(rule("MY-A", partners=["US", "FJ"], when={"origin": ["FJ"]}))),
        # "Nobody says how impure" is no contradiction of a rule that refers what is unknown.
        (of(restriction("MY-A", {"used": "false"}, when={"not": {"impurity_percent": ">= 0"}})),
         of(rule("MY-A", "risk", when={"not": {"impurity_percent": ">= 0"}}))),
        # But the presented papers are always known.
        (of(rule("MY-A", "risk", when={"all": [LICENCE, {"not": LICENCE}]}), **PAPERS),
         of(rule("MY-A", "risk", when={"any": [LICENCE, {"not": LICENCE}]}), **PAPERS)),
    ],
    "code-too-long": [
        (of(rule("MY-A", codes=["391510101"])), of(rule("MY-A", codes=["39151010"]))),
        (of(rule("MY-A", when={"not": {"commodity_code": ["3915101011"]}})),
         of(rule("MY-A", when={"not": {"commodity_code": ["39151"]}}))),
    ],
    "never-met": [
        (of(restriction("MY-A", {"used": "false"}, when={"used": "true"})),
         of(restriction("MY-A", {"used": "false"}, when={"contaminated": "false"}))),
        (of(restriction("MY-A", {"impurity_percent": "<= 0.5"}, when={"impurity_percent": "> 0.5"})),
         of(restriction("MY-A", {"impurity_percent": "<= 0.5"}, when={"impurity_percent": ">= 0.5"}))),
    ],
    "always-met": [
        (of(restriction("MY-A", {"impurity_percent": "<= 2"}, when={"impurity_percent": "<= 1"})),
         of(restriction("MY-A", {"impurity_percent": "<= 1"}, when={"impurity_percent": "<= 2"}))),
        (of(restriction("MY-A", {"origin": ["US", "FJ"]}, partners=["US"])),
         of(restriction("MY-A", {"origin": ["US"]}, partners=["US", "FJ"]))),
    ],
    "idle-exclusion": [
        (of(rule("MY-A", codes=["3915"], exclude=["391610"])), of(rule("MY-A", codes=["3915"], exclude=["391510"]))),
        # A rule of any goods excludes what it likes.
        (of(rule("MY-A", codes=["391510"], exclude=["391590"])), of(rule("MY-A", exclude=["391590"]))),
    ],
    "outside-its-law": [
        (of(rule("MY-A", legal_basis=cited("2020-01-01", "2024-12-31"), valid=days("2020-01-01", "2025-01-01"))),
         of(rule("MY-A", legal_basis=cited("2020-01-01", "2024-12-31"), valid=days("2020-01-01", "2024-12-31")))),
        (of(rule("MY-A", legal_basis=cited("2020-01-01", "2024-12-31"), valid=days("2020-01-01"))),
         of(rule("MY-A", legal_basis=[*cited("2020-01-01", "2024-12-31"), *cited("2025-01-01")],
                 valid=days("2020-01-01")))),
        (of(rule("MY-A", legal_basis=cited("2020-01-02"), valid=days("2020-01-01"))),
         of(rule("MY-A", legal_basis=cited("2020-01-02"), valid=days("2020-01-02")))),
    ],
    "review-passed": [
        (of(rule("MY-A", review_by="2026-11-21")), of(rule("MY-A", review_by="2026-11-22"))),
        # Law that has ended changes no more.
        (of(rule("MY-A", review_by="2026-11-21", valid=days("2020-01-01", "2026-11-22"))),
         of(rule("MY-A", review_by="2026-11-21", valid=days("2020-01-01", "2026-11-21")))),
    ],
    "contradiction": [
        (simplified("391510", when={"used": "true"}), simplified("391520", when={"used": "true"})),
        (simplified("39151010", when={"all": [{"used": "true"}, {"contaminated": "true"}]}),
         simplified("39151010", when={"used": "false"})),
    ],
    "contradiction-in-part": [
        (simplified("391510"), simplified("391510", when={"used": "false"})),
        (simplified("391510"), simplified("391510", flows=["export"])),
    ],
    "not-both": [
        (of(restriction("MY-A", {"used": "true"}, codes=["3915"]),
            restriction("MY-B", {"used": "false"}, codes=["391510"])),
         of(restriction("MY-A", {"used": "true"}, codes=["3915"]),
            restriction("MY-B", {"used": "false"}, codes=["3916"]))),
        (of(restriction("MY-A", {"impurity_percent": "<= 1"}), restriction("MY-B", {"impurity_percent": "> 1"})),
         of(restriction("MY-A", {"impurity_percent": "<= 1"}), restriction("MY-B", {"impurity_percent": ">= 1"}))),
    ],
    "charged-twice": [
        (two_charges("duty", {"used": "true"}), two_charges("duty", {"used": "false"})),
        (two_charges("duty", {"used": "true"}), two_charges("deposit", {"used": "true"})),
    ],
    "overlap": [
        (of(rule("MY-A", codes=["3915"]), rule("MY-B", codes=["391510"])),
         of(rule("MY-A", codes=["391520"]), rule("MY-B", codes=["391510"]))),
        (of(rule("MY-A", codes=["3915"], when={"any": [{"used": "true"}, {"contaminated": "true"}]}),
            rule("MY-B", codes=["3915"], when={"contaminated": "true"})),
         of(rule("MY-A", codes=["3915"], when={"all": [{"used": "true"}, {"contaminated": "true"}]}),
            rule("MY-B", codes=["3915"], when={"any": [{"purpose": "repair"}, {"contaminated": "false"}]}))),
        # Two papers asked of the same goods are two things asked; the stricter of two limits says the other.
        (of(restriction("MY-A", {"impurity_percent": "<= 1"}), restriction("MY-B", {"impurity_percent": "<= 2"})),
         of(restriction("MY-A", LICENCE), restriction("MY-B", {"document": "MY-PERMIT"}), **PAPERS)),
        # The same again before the old one is closed.
        (of(restriction("MY-A", LICENCE, valid=days("2020-01-01", "2025-01-01")),
            restriction("MY-B", LICENCE, valid=days("2025-01-01")), **PAPERS),
         of(restriction("MY-A", LICENCE, valid=days("2020-01-01", "2024-12-31")),
            restriction("MY-B", LICENCE, valid=days("2025-01-01")), **PAPERS)),
        # Notices are often of the same goods: only the same message twice is too much.
        (of(rule("MY-A", "notice", message="Mind."), rule("MY-B", "notice", message="Mind.")),
         of(rule("MY-A", "notice", message="Mind."), rule("MY-B", "notice", message="Read."))),
        # What is only believed does not say what is known.
        (of(rule("MY-A"), rule("MY-B", codes=["3915"], evidence="unverified")),
         of(rule("MY-A", evidence="unverified"), rule("MY-B", codes=["3915"]))),
    ],
    "two-versions": [
        (of(restriction("MY-A-2020", LICENCE, valid=days("2020-01-01", "2025-01-01")),
            restriction("MY-A-2025", {"document": "MY-PERMIT"}, valid=days("2025-01-01")), **PAPERS),
         of(restriction("MY-A-2020", LICENCE, valid=days("2020-01-01", "2024-12-31")),
            restriction("MY-A-2025", {"document": "MY-PERMIT"}, valid=days("2025-01-01")), **PAPERS)),
        (of(restriction("MY-2563-A", LICENCE), restriction("MY-2568-A", {"document": "MY-PERMIT"}), **PAPERS),
         of(restriction("MY-2563-A", LICENCE), restriction("MY-2568-B", {"document": "MY-PERMIT"}), **PAPERS)),
    ],
    "shadowed": [
        (of(BAN, restriction("MY-A", LICENCE, codes=["391510"]), **PAPERS),
         of(rule("MY-BAN", codes=["3915"], when={"used": "true"}), restriction("MY-A", LICENCE, codes=["391510"]),
            **PAPERS)),
        (of(BAN, charge("MY-A", {"base": "value", "percent": "3"}, codes=["3915"])),
         of(rule("MY-BAN", codes=["3915"], evidence="unverified"),
            charge("MY-A", {"base": "value", "percent": "3"}, codes=["3915"]))),
        (of(rule("MY-BAN", codes=["3915"], valid=days("2025-01-01")),
            restriction("MY-A", LICENCE, codes=["3915"], valid=days("2025-01-01")), **PAPERS),
         of(rule("MY-BAN", codes=["3915"], valid=days("2025-01-01")),
            restriction("MY-A", LICENCE, codes=["3915"], valid=days("2024-12-31")), **PAPERS)),
    ],
    "gap-in-dates": [
        (succession("2024-12-31", "2025-01-02"), succession("2024-12-31", "2025-01-01")),
        # A third rule speaks of the goods on the days between.
        (of(rule("MY-A", codes=["3915"], valid=days(*FIRST)), rule("MY-C", codes=["3915"], valid=days("2026-01-01"))),
         of(rule("MY-A", codes=["3915"], valid=days(*FIRST)), rule("MY-C", codes=["3915"], valid=days("2026-01-01")),
            rule("MY-B", "risk", codes=["39"], valid=days("2025-01-01", "2025-12-31")))),
        # A law that ended was not followed by one on other goods.
        (of(rule("MY-A", codes=["3915"], valid=days(*FIRST)), rule("MY-C", codes=["391510"], valid=days("2026-01-01"))),
         of(rule("MY-A", codes=["3915"], valid=days(*FIRST)), rule("MY-C", codes=["3916"], valid=days("2026-01-01")))),
    ],
    "gap-in-series": [
        (priced({"period": "2025-01", "value": "50"}, {"period": "2025-03", "value": "51"}, when=days("2025-01-01")),
         priced({"period": "2025-01", "value": "50"}, {"period": "2025-02", "value": "51"}, when=days("2025-01-01"))),
        (priced({"from": "2025-01-01", "to": "2025-01-30", "value": "5"}, {"from": "2025-02-01", "value": "6"},
                when=days("2025-01-01")),
         # Nobody asks for the missing day.
         priced({"from": "2025-01-01", "to": "2025-01-30", "value": "5"}, {"from": "2025-02-01", "value": "6"},
                when=days("2025-02-01"))),
    ],
    "series-ended": [
        (priced({"from": "2025-01-01", "to": "2026-11-21", "value": "5"}, when=days("2025-01-01")),
         priced({"from": "2025-01-01", "to": "2026-11-22", "value": "5"}, when=days("2025-01-01"))),
        (priced({"period": "2026-10", "value": "5"}, when=days("2025-01-01")),
         priced({"period": "2026-10", "value": "5"}, when=days("2025-01-01", "2026-11-21"))),
    ],
    "scale-open": [
        (of(charge("MY-A", scale(("10", None, "3", "more than 10")))),
         of(charge("MY-A", scale((None, "10", "0", "to 10"), ("10", None, "3", "more than 10"))))),
        (of(charge("MY-A", scale((None, "10", "3", "to 10")))), of(charge("MY-A", scale((None, None, "3", "any"))))),
        # From nought, and nought itself left out.
        (of(charge("MY-A", scale(("0", None, "3", "more than 0")))),
         of(charge("MY-A", scale(("0", None, "3", "from 0"), includes="lower")))),
    ],
    "edge-not-cited": [
        (of(charge("MY-A", scale((None, "250", "0", "to 205"), ("250", None, "3", "more than 250")))),
         of(charge("MY-A", scale((None, "250", "0", "to 250"), ("250", None, "3", "from 251"))))),
        (of(charge("MY-A", scale((None, "2250", "0", ""), ("2250", None, "3", "> 2,250")))),
         of(charge("MY-A", scale((None, "2249.999999", "0", "< 2,250"), ("2249.999999", None, "3", "2,250 -"))))),
    ],
    "jump-in-scale": [
        (of(charge("MY-A", scale((None, "250", "0", "to 250"), ("250", None, "3", "251 and more")))),
         of(charge("MY-A", scale((None, "250", "0", "to 250"), ("250", None, "3", "251 and more"),
                                 doubts=[{"above": "250", "below": "251", "note": "read as more than 250"}])))),
        (of(charge("MY-A", scale((None, "250", "0", "to 250"), ("250", None, "3", "251 and more")))),
         of(charge("MY-A", scale((None, "250", "0", "to 250 (of 2022)"), ("250", None, "3", "250 and more"))))),
    ],
    "unknown-code": [
        (of(rule("MY-A", codes=["391511"])), of(rule("MY-A", codes=["391510"]))),
        (of(rule("MY-A", codes=["39151110"])), of(rule("MY-A", codes=["39151099"]))),
        (of(rule("MY-A", codes=["3916"])), of(rule("MY-A", codes=["39"]))),
        (of(rule("MY-A", exclude=["3916"])), of(rule("MY-A", exclude=["3915"]))),
        (of(rule("MY-A", when={"commodity_code": ["854810"]})), of(rule("MY-A", when={"commodity_code": ["7204"]}))),
        # The list is of today: codes of law that has ended may be older.
        (
            of(rule("MY-A", codes=["854810"], valid=days("2020-01-01", "2026-11-22"))),
            of(rule("MY-A", codes=["854810"], valid=days("2020-01-01", "2026-11-21"))),
        ),
    ],
}  # fmt: skip
LISTS: dict[str, Mapping[str, frozenset[str]] | None] = {"unknown-code": {"HS": SIX}}
EVERY = [(code, *pair) for code, pairs in PAIRS.items() for pair in pairs]
IDS = [f"{code} {number}" for code, pairs in PAIRS.items() for number, _ in enumerate(pairs, 1)]


def test_every_code_has_something_it_is_said_of_and_a_near_miss() -> None:
    assert set(PAIRS) == set(REMARKS)


@pytest.mark.parametrize(("code", "shown", "near"), EVERY, ids=IDS)
def test_a_remark_is_made_where_it_is_true_and_only_there(code: str, shown: Json, near: Json) -> None:
    said = [{one.code for one in remarks(document, LISTS.get(code))} for document in (shown, near)]

    assert [code in one for one in said] == [True, False]


def test_a_rule_that_is_right_gets_no_remark() -> None:
    assert remarks(of(BAN)) == []


@pytest.mark.parametrize("code", sorted(PAIRS))
def test_what_is_said_of_a_rule_stays_said_when_the_rules_change_places(code: str) -> None:
    for shown, _ in PAIRS[code]:
        turned = {**shown, "rules": shown["rules"][::-1]}
        said = [[one.key for one in remarks(document, LISTS.get(code))] for document in (shown, turned)]
        assert said[0] == said[1]


def test_a_remark_says_where_what_and_what_would_be_right() -> None:
    (remark,) = remarks(succession("2024-12-31", "2025-02-01"))

    assert remark.as_json() == {
        "key": "gap-in-dates MY/rules/MY-OLD/valid/to MY/rules/MY-NEW",
        "code": "gap-in-dates",
        "severity": "warning",
        "address": "MY/rules/MY-OLD",
        "pointer": "/valid/to",
        "message": "MY-OLD ends on 2024-12-31 and MY-NEW begins on 2025-02-01: "
        "nothing is said of their goods from 2025-01-01 to 2025-01-31",
        "remedy": "join the days, or say why nothing was law between them",
        "also": ["MY/rules/MY-NEW"],
    }


def test_codes_that_are_in_no_list_are_named_and_the_rest_counted() -> None:
    document = of(rule("MY-A", codes=[f"3916{number}" for number in range(10, 18)]))

    (remark,) = remarks(document, {"HS": SIX})

    assert (remark.address, remark.pointer) == ("MY/rules/MY-A", "/codes")
    assert remark.message == "MY-A: not in the nomenclature HS: 391610, 391611, 391612, 391613, 391614 and 3 more"


def test_an_economys_own_list_is_held_to_as_well_as_the_six_digits() -> None:
    document = of(rule("MY-A", codes=["39151010"]))

    (own,) = remarks(document, {"HS": SIX, "MY": frozenset({"39151020"})})
    assert own.message == "MY-A: not in the nomenclature MY: 39151010"
    assert remarks(document, {"HS": SIX, "MY": frozenset({"39151010"})}) == []
    assert remarks(document, {"HS": SIX, "VN": frozenset({"01"})}) == []


def test_errors_come_first() -> None:
    found = remarks(of(rule("MY-Z", codes=["39"], exclude=["39"]), rule("MY-A", review_by="2026-01-01")))

    assert [one.severity for one in found] == ["error", "warning"]
    assert [one.address for one in found] == ["MY/rules/MY-Z", "MY/rules/MY-A"]


def test_only_the_economies_asked_for_are_looked_at() -> None:
    bad = pack("MY", BAN)
    documents = {"MY": bad, "VN": pack("VN", rule("VN-A"))}
    both = ruleset(*documents.values())

    assert {one.address.split("/")[0] for one in lint(documents, both, TODAY)} == {"MY", "VN"}
    assert {one.address.split("/")[0] for one in lint(documents, both, TODAY, only={"VN"})} == {"VN"}
    assert lint(documents, both, TODAY, only=set()) == []


def test_a_rule_of_another_economy_neither_repeats_nor_contradicts() -> None:
    documents = {"MY": of(BAN), "VN": proven(pack("VN", rule("VN-BAN", codes=["3915"])))}

    assert lint(documents, ruleset(*documents.values()), TODAY) == []


def real() -> tuple[dict[str, Any], Any]:
    host = installed.host()
    documents = {one.economy: one.document for one in host.plugins.values()}
    return documents, assemble(host.packs, shared_facts(), shared_documents())


def test_the_installed_packs_have_no_error_and_these_warnings() -> None:
    documents, rules = real()

    found = lint(documents, rules, TODAY)

    assert [(one.code, one.address) for one in found if one.severity == "error"] == []
    hpe = {f"ID/parameters/{name}" for name in documents["ID"]["parameters"] if name.startswith("hpe_")}
    assert {(one.code, one.address) for one in found} == {
        # One list of exclusions serves several rules, and holds headings that this one does not name.
        ("idle-exclusion", "CN/rules/CN-39-2017-REST-2018"),
        ("idle-exclusion", "CN/rules/CN-39-2017-REST-2019"),
        ("idle-exclusion", "CN/rules/CN-39-2017-REST-2020"),
        # Rules of what is not held of earlier law cite the law that came after.
        ("outside-its-law", "CN/rules/CN-43-2020-EARLY"),
        ("outside-its-law", "CN/rules/CN-68-2018-BEFORE"),
        ("outside-its-law", "CN/rules/CN-RISK-CONDITION"),
        # Values that were not found: README of the pack.
        ("gap-in-series", "MY/parameters/cpo_reference_price"),
        ("series-ended", "MY/parameters/cpo_reference_price"),
        # No duty rule is held for the year between two exemptions.
        ("gap-in-dates", "MY/rules/MY-CPO-EXEMPT-2018"),
        # The ban of all plastic says what the ban for free zones says.
        ("overlap", "TH/rules/TH-PLASTIC-BAN-FREE-ZONE"),
        # No decree on base prices of exported wood was found for the months after the one that is held.
        *(("series-ended", address) for address in hpe),
    }
    assert len(found) == 10 + len(hpe)


def test_the_installed_packs_are_looked_over_in_well_under_a_second() -> None:
    documents, rules = real()
    lint(documents, rules, TODAY)

    begun = time.process_time()
    lint(documents, rules, TODAY)

    assert time.process_time() - begun < 0.5


def test_the_document_names_every_code_with_its_severity() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (error|warning) \|", DOC.read_text("utf-8"), re.MULTILINE)

    assert dict(rows) == {code: severity for code, (severity, _) in REMARKS.items()}
    assert len(rows) == len(REMARKS)
