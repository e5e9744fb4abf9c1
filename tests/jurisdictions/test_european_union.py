"""The European Union: one answer by 27 codes, a threshold with its running total, dates by size, lists that agree."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlane import CheckContext, ItemView
from greenlane.core.conditions import tests as leaves
from greenlane.core.service import Checks
from greenlane.core.service.drafts import Drafts
from greenlane.core.service.enquiry import enquire
from greenlane.core.service.publishing import Publishing
from greenlane.core.service.trial import Trials
from greenlane.core.terms.codes import UNIONS
from tests import installed

FOLDER = installed.FOLDERS["EU"]
MEMBERS = UNIONS["EU"]
TOTAL = "cbam_net_tonnes_this_year"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / "rules" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def asked(checks: Checks, item: dict[str, Any], **said: Any) -> dict[str, Any]:
    body = {"date": "2026-11-23", "route": {"import": "EU"}, **said, "items": [item]}
    return checks.check(json.dumps(body).encode()).decision


def rules(answer: dict[str, Any]) -> dict[str, str]:
    return {one["rule"]: one["verdict"] for one in answer["items"][0]["findings"] if one["economy"] == "EU"}


def test_the_pack_names_the_27_members() -> None:
    economy = installed.host().packs["EU"].economy
    assert set(economy.members) == set(MEMBERS) and len(economy.members) == 27


@pytest.mark.parametrize("member", [*MEMBERS, "EU"])
def test_every_member_is_asked_by_its_own_code_and_answers_alike(installed_checks: Checks, member: str) -> None:
    item = {"commodity_code": "7208.39", "origin": "CN", "facts": {TOTAL: "60"}}

    answer = asked(installed_checks, item, route={"import": member})

    assert answer["verdict"] == "restricted"
    assert "EU" in answer["coverage"] and member not in set(answer["coverage"]) - {"EU"}
    assert rules(answer)["EU-CBAM-DECLARANT"] == "restricted"


@pytest.mark.parametrize(
    ("told", "verdict"),
    [("0", "clear"), ("49.999999", "clear"), ("50", "clear"), ("50.000001", "restricted"), (None, "incomplete")],
)
def test_the_threshold_of_cbam_is_50_tonnes_included(installed_checks: Checks, told: str | None, verdict: str) -> None:
    facts = {} if told is None else {TOTAL: told}

    answer = asked(installed_checks, {"commodity_code": "7208.39", "origin": "IN", "facts": facts})

    assert answer["verdict"] == verdict
    assert ("EU-CBAM-WITHIN" in rules(answer)) == (verdict != "restricted"), "the notice shows the running total"


@pytest.mark.parametrize(("value", "unit"), [("50.000001", "TNE"), ("50000.001", "KGM")])
def test_an_item_heavier_than_the_threshold_needs_no_total(installed_checks: Checks, value: str, unit: str) -> None:
    item = {"commodity_code": "7601.10", "origin": "IN", "quantity": {"value": value, "unit": unit}}

    assert rules(asked(installed_checks, item))["EU-CBAM-DECLARANT"] == "restricted"


@pytest.mark.parametrize("told", ["0", "10", "49", "50"])
@pytest.mark.parametrize(("value", "unit"), [("100", "TNE"), ("100000", "KGM"), ("50.000001", "TNE")])
def test_no_total_that_is_told_frees_an_item_heavier_than_the_threshold(
    installed_checks: Checks, value: str, unit: str, told: str
) -> None:
    item: dict[str, Any] = {"commodity_code": "7208.39", "origin": "CN", "facts": {TOTAL: told}}
    item["quantity"] = {"value": value, "unit": unit}

    found = rules(asked(installed_checks, item))

    assert found["EU-CBAM-DECLARANT"] == "restricted"
    assert "EU-CBAM-SURRENDER" in found and "EU-CBAM-WITHIN" not in found


@pytest.mark.parametrize("quantity", [{"value": "50", "unit": "TNE"}, {"value": "9000", "unit": "NAR"}, None])
def test_up_to_the_threshold_nobody_is_asked_for_emissions(installed_checks: Checks, quantity: Any) -> None:
    item: dict[str, Any] = {"commodity_code": "7208.39", "origin": "CN", "facts": {TOTAL: "50"}}

    answer = asked(installed_checks, {**item, **({"quantity": quantity} if quantity else {})})

    assert answer["verdict"] == "clear"
    assert [rule for rule in rules(answer) if rule.startswith("EU-CBAM")] == ["EU-CBAM-WITHIN"]


def test_electricity_and_hydrogen_know_no_threshold(installed_checks: Checks) -> None:
    for code in ("2716.00.00", "2804.10.00"):
        answer = asked(installed_checks, {"commodity_code": code, "origin": "MA", "facts": {TOTAL: "0"}})
        assert answer["verdict"] == "restricted"


@settings(deadline=None)
@given(
    value=st.decimals(min_value=0, max_value=10**9, places=6, allow_nan=False, allow_infinity=False),
    unit=st.sampled_from(["TNE", "KGM", "NAR", "MTQ"]),
)
def test_the_hook_tells_whether_the_item_alone_is_above_the_threshold(value: Decimal, unit: str) -> None:
    hook = installed.host().plugins["EU"]
    item = ItemView(1, "720839", "", "CN", (value, unit), None, {}, ())
    context = CheckContext("EU", "import", date(2026, 11, 23), "release", None)

    found = module(hook).greenlane_fact(name="cbam_item_above_50_t", item=item, context=context)

    tonnes = {"TNE": value, "KGM": value / 1000}.get(unit)
    assert found is (tonnes is not None and tonnes > 50)
    assert module(hook).greenlane_fact(name="used", item=item, context=context) is None


def module(plugin: Any) -> Any:
    """The module of a plugin's code: nobody imports a jurisdiction by its name."""
    import sys

    return sys.modules["greenlane.jurisdictions.european_union"]


def test_annex_i_of_cbam_has_its_42_lines_and_every_one_says_its_gases() -> None:
    lines = rows("cbam_annex_i.csv")
    assert len(lines) == 42
    assert {one["gases"] for one in lines} == {"CO2", "CO2+N2O", "CO2+PFC", "CO2 (unverified)"}
    assert [one["code"] for one in lines if one["threshold"] == "no"] == ["2716", "280410"]


@pytest.mark.parametrize("line", rows("cbam_annex_i.csv"), ids=lambda one: one["code"])
def test_every_line_of_annex_i_is_stopped_above_the_threshold_and_tells_its_gases_once(
    installed_checks: Checks, line: dict[str, str]
) -> None:
    code = {"72": "720711", "3105": "310520"}.get(line["code"], line["code"])
    item = {"commodity_code": code, "origin": "CN", "facts": {TOTAL: "51", "calcined": True}}

    found = rules(asked(installed_checks, item))

    assert [rule for rule in found if rule.startswith("EU-CBAM-DECLARANT")] and "restricted" in found.values()
    assert len([rule for rule in found if rule.startswith("EU-CBAM-GAS-")]) == 1


@pytest.mark.parametrize("line", rows("cbam_excluded.csv"), ids=lambda one: one["code"])
def test_what_annex_i_leaves_out_is_not_stopped(installed_checks: Checks, line: dict[str, str]) -> None:
    code = line["code"]

    found = rules(asked(installed_checks, {"commodity_code": code, "origin": "CN", "facts": {TOTAL: "51"}}))

    assert not [rule for rule in found if rule.startswith("EU-CBAM")]


def test_the_codes_of_which_the_material_is_asked_are_those_marked_in_the_list() -> None:
    presumption = installed.host().packs["EU"].facts["made_of_relevant_commodity"].presumption
    assert presumption is not None
    (leaf,) = leaves(presumption.unless)
    marked = {one["code"] for one in rows("eudr_annex_i.csv") if one["asked"] == "yes"}
    covered = {code for code in marked if any(code.startswith(other) for other in leaf.value)}  # type: ignore[union-attr]
    assert covered == marked
    assert set(leaf.value) <= marked  # type: ignore[arg-type]


DAY = date(2026, 12, 30)
LATE = date(2027, 6, 30)


@pytest.mark.parametrize("size", ["micro", "small", "medium", "large"])
@pytest.mark.parametrize("established", [True, False])
@pytest.mark.parametrize("code", ["0901.11", "1511.10", "9401.61", "4407.11", "9403.60"])
def test_the_day_of_the_deforestation_regulation_by_size_founding_and_goods(
    installed_checks: Checks, size: str, established: bool, code: str
) -> None:
    timber = code.startswith(("4407", "9403"))
    begins = LATE if size in ("micro", "small") and established and not timber else DAY
    item = {"commodity_code": code, "origin": "VN", "facts": {"established_by_2024_12_31": established}}
    said = {"parties": {"importer": {"size": size}}}

    before = asked(installed_checks, item, date=(begins - timedelta(1)).isoformat(), **said)
    after = asked(installed_checks, item, date=begins.isoformat(), **said)

    assert before["verdict"] == "clear"
    assert after["verdict"] == "restricted"
    missing = {code for one in after["items"][0]["findings"] for code in one["missing"]["documents"]}
    assert "EU-EUDR-DDS" in missing


def test_the_size_of_the_exporter_does_not_speak_for_the_importer(installed_checks: Checks) -> None:
    item = {"commodity_code": "0901.11", "origin": "BR", "facts": {"established_by_2024_12_31": True}}

    answer = asked(installed_checks, item, date="2027-01-15", parties={"exporter": {"size": "micro"}})

    assert answer["verdict"] == "incomplete"
    assert rules(answer)["EU-EUDR-IMPORT-FIRST"] == "incomplete"


OECD = ("AU", "CA", "CH", "CL", "CO", "CR", "GB", "IL", "IS", "JP", "KR", "MX", "NO", "NZ", "TR", "US")


@pytest.mark.parametrize("destination", ["VN", "MY", "TH", "CN", "ID", "IN", "SG", "BR", "ZA", "AE"])
def test_plastic_waste_leaves_for_no_country_outside_the_oecd(installed_checks: Checks, destination: str) -> None:
    for entry in ("B3011", "Y48", "A3210"):
        item = {"commodity_code": "3915.10", "facts": {"plastic_waste_entry": entry}}
        answer = asked(installed_checks, item, route={"export": "NL", "import": destination})
        assert rules(answer)["EU-PLASTIC-NON-OECD"] == "prohibited"


@pytest.mark.parametrize("destination", OECD)
def test_mixed_plastic_waste_leaves_for_the_oecd_with_consent_alone(installed_checks: Checks, destination: str) -> None:
    item: dict[str, Any] = {"commodity_code": "3915.90", "facts": {"plastic_waste_entry": "Y48"}}
    route = {"export": "NL", "import": destination}

    without = rules(asked(installed_checks, item, route=route))
    given_ = rules(asked(installed_checks, {**item, "documents": [{"code": "BASEL-PIC"}]}, route=route))

    assert without["EU-PLASTIC-OECD-PIC"] == "restricted" and "EU-PLASTIC-NON-OECD" not in without
    assert given_["EU-PLASTIC-OECD-PIC"] == "clear"


@pytest.mark.parametrize("entry", [None, "B3011", "EU3011", "Y48", "A3210"])
@pytest.mark.parametrize(
    ("route", "rule", "day", "verdict"),
    [
        ({"import": "NL", "export": "MY"}, "EU-PLASTIC-IMPORT-PIC", "2026-11-23", "restricted"),
        ({"export": "NL", "import": "TR"}, "EU-PLASTIC-OECD-PIC", "2026-11-23", "restricted"),
        ({"export": "NL", "import": "IN"}, "EU-PLASTIC-HARD-NON-OECD", "2026-11-20", "prohibited"),
    ],
)
def test_pvc_waste_is_hard_to_recycle_outside_the_union_whatever_entry_is_told(
    installed_checks: Checks, route: dict[str, str], rule: str, day: str, verdict: str, entry: str | None
) -> None:
    item = {"commodity_code": "3915.30", "origin": "MY", "facts": {"plastic_waste_entry": entry} if entry else {}}

    answer = asked(installed_checks, item, route=route, date=day)

    (found,) = [one for one in answer["items"][0]["findings"] if one["rule"] == rule]
    assert (found["verdict"], found["missing"]["facts"]) == (verdict, [])
    clean = {"EU-PLASTIC-OECD-CLEAN", "EU-PLASTIC-CLEAN-NON-OECD"}
    assert not clean & set(rules(answer))


@pytest.mark.parametrize("line", rows("other_waste.csv"), ids=lambda one: one["code"])
@pytest.mark.parametrize("route", [{"export": "DE"}, {"import": "DE"}, {"export": "DE", "import": "IN"}])
def test_waste_that_may_be_hazardous_is_never_clear(
    installed_checks: Checks, line: dict[str, str], route: dict[str, str]
) -> None:
    answer = asked(installed_checks, {"commodity_code": line["code"].ljust(6, "0")}, route=route)

    assert rules(answer)["EU-WASTE-HAZARDOUS"] == "referred"


def test_the_waste_with_rules_of_its_own_is_that_of_the_lists() -> None:
    held = {one["code"] for name in ("other_waste.csv", "green_waste.csv") for one in rows(name)}
    assert {one["code"] for one in rows("waste_answered.csv")} == held | {"3915"}


@pytest.mark.parametrize("code", ["4407.25", "4409.10", "4418.20", "4703.21", "4802.55", "9403.60"])
def test_timber_of_indonesia_is_clear_with_its_licence_alone(installed_checks: Checks, code: str) -> None:
    item: dict[str, Any] = {"commodity_code": code, "origin": "ID"}

    without = asked(installed_checks, item)
    licensed = asked(installed_checks, {**item, "documents": [{"code": "EU-FLEGT"}]})

    assert (without["verdict"], licensed["verdict"]) == ("referred", "clear")


def test_goods_between_members_are_asked_whether_they_are_union_goods(installed_checks: Checks) -> None:
    item: dict[str, Any] = {"commodity_code": "7208.39", "origin": "CN", "facts": {TOTAL: "60"}}
    route = {"export": "FR", "import": "DE"}

    open_ = asked(installed_checks, item, route=route)
    inside = asked(installed_checks, {**item, "facts": {**item["facts"], "within_union": True}}, route=route)

    assert open_["verdict"] == "incomplete"
    assert "within_union" in open_["items"][0]["findings"][0]["missing"]["facts"]
    assert inside["verdict"] == "clear"


@pytest.mark.parametrize(("partner", "told_of"), [("TR", False), ("FR", True), (None, True)])
def test_union_goods_are_spoken_of_only_where_the_other_end_may_be_a_member(
    installed_checks: Checks, partner: str | None, told_of: bool
) -> None:
    route = {"import": "DE", **({"export": partner} if partner else {})}
    item = {"commodity_code": "7208.39", "origin": "CN", "facts": {TOTAL: "60"}}
    trials = Trials(installed_checks.book, Drafts(installed_checks.book, Publishing(installed_checks.book)))

    enquiry = enquire(trials.decide({"date": "2026-11-23", "route": route, "items": [item]}))

    spoken = {one.key for one in (*enquiry.open, *enquiry.presumed)}
    assert ("fact:within_union" in spoken) == told_of
