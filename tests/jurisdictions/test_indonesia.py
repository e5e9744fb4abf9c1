"""Indonesia: the duty on planed timber to the cent, the edges of the criteria, and what hearsay may do."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greenlane.core.service import Checks
from tests import installed

DECEMBER_2022 = {
    "merbau": "1050",
    "meranti": "900",
    "mixed": "850",
    "ebony": "3200",
    "teak": "1400",
    "pine_gmelina": "700",
    "acacia": "650",
    "sengon": "450",
    "rubberwood": "300",
    "sungkai": "350",
    "other_plantation": "700",
}
"""Base prices in USD a cubic metre: S4S timber of 1,000 to 4,000 mm2."""
Json = dict[str, Any]


def check(
    checks: Checks, flow: str, day: str, code: str, *documents: Json | str, quantity: str | None = None, **facts: str
) -> Json:
    """The answer to one item."""
    item: Json = {
        "commodity_code": code,
        "facts": facts,
        "documents": [{"code": one} if isinstance(one, str) else one for one in documents],
    }
    if quantity is not None:
        item["quantity"] = {"value": quantity, "unit": "MTQ"}
    body = {"date": day, "route": {flow: "ID"}, "items": [item]}
    return checks.check(json.dumps(body).encode()).decision


def duty(checks: Checks, species: str, cubic_metres: str, day: str = "2022-12-15") -> Json:
    """Planed timber of 3,600 mm2 with its V-Legal document."""
    facts = {"wood_form": "s4s", "timber_species": species, "cross_section_mm2": "3600"}
    return check(checks, "export", day, "44072999", "ID-V-LEGAL", quantity=cubic_metres, **facts)


def finding(answer: Json, rule: str) -> Json:
    return next(one for one in answer["items"][0]["findings"] if one["rule"] == rule)


def test_twenty_cubic_metres_of_merbau_in_december_2022_owe_1050_dollars(installed_checks: Checks) -> None:
    answer = duty(installed_checks, "merbau", "20")

    (charge,) = answer["items"][0]["charges"]
    assert charge["rule"] == "ID-DUTY-S4S-MERBAU"
    assert charge["rate_percent"] == "5"
    assert charge["base"] == {"amount": "21000", "currency": "USD"}
    assert charge["amount"] == {"amount": "1050.00", "currency": "USD"}
    assert answer["verdict"] == "referred", "the rate was read for 2020 only"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    species=st.sampled_from(sorted({*DECEMBER_2022} - {"teak", "meranti", "pine_gmelina"})),
    cubic_metres=st.decimals(min_value="0.001", max_value="50000", places=3),
)
def test_the_duty_is_five_percent_of_price_times_volume_rounded_once(
    installed_checks: Checks, species: str, cubic_metres: Decimal
) -> None:
    (charge,) = duty(installed_checks, species, str(cubic_metres))["items"][0]["charges"]

    exact = Decimal(DECEMBER_2022[species]) * cubic_metres * 5 / 100
    assert Decimal(charge["amount"]["amount"]) == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize("species", DECEMBER_2022)
def test_every_species_group_has_its_own_price_and_no_other(installed_checks: Checks, species: str) -> None:
    (charge,) = duty(installed_checks, species, "1")["items"][0]["charges"]

    assert Decimal(charge["base"]["amount"]) == Decimal(DECEMBER_2022[species])


def test_the_groups_are_those_of_the_pack() -> None:
    fact = installed.host().packs["ID"].facts["timber_species"]

    assert set(fact.values) == set(DECEMBER_2022)


def test_a_month_without_a_price_is_named_and_no_amount_is_made_up(installed_checks: Checks) -> None:
    answer = duty(installed_checks, "merbau", "20", day="2026-11-23")

    found = finding(answer, "ID-DUTY-S4S-MERBAU")
    assert found["missing"]["parameters"] == ["hpe_s4s_merbau 2026-11"]
    assert answer["items"][0]["charges"] == []
    assert answer["verdict"] == "referred"


@pytest.mark.parametrize(
    ("species", "cross_section", "verdict"),
    [
        ("merbau", "10000", "clear"),
        ("merbau", "10000.01", "prohibited"),
        ("teak", "4000", "clear"),
        ("teak", "4000.01", "prohibited"),
        ("teak", "10000", "prohibited"),
    ],
)
def test_the_cross_section_is_bounded_by_species(
    installed_checks: Checks, species: str, cross_section: str, verdict: str
) -> None:
    facts = {"wood_form": "s4s", "timber_species": species, "cross_section_mm2": cross_section}

    before = check(installed_checks, "export", "2020-05-23", "44072999", "ID-V-LEGAL", **facts)
    after = check(installed_checks, "export", "2020-05-24", "44072999", "ID-V-LEGAL", **facts)

    assert finding(before, "ID-CROSS-SECTION-2017")["verdict"] == verdict
    hearsay = "referred" if verdict == "prohibited" else "clear"
    assert finding(after, "ID-CROSS-SECTION")["verdict"] == hearsay, "nobody's goods are stopped on hearsay"


@pytest.mark.parametrize(("cross_section", "due"), [("999.99", 0), ("1000", 1), ("4000", 1), ("4000.01", 0)])
def test_the_row_of_five_percent_is_from_1000_to_4000(installed_checks: Checks, cross_section: str, due: int) -> None:
    facts = {"wood_form": "s4s", "timber_species": "merbau", "cross_section_mm2": cross_section}

    answer = check(installed_checks, "export", "2022-12-15", "44072999", "ID-V-LEGAL", quantity="1", **facts)

    assert len(answer["items"][0]["charges"]) == due
    rules = {one["rule"] for one in answer["items"][0]["findings"]}
    assert ("ID-DUTY-OTHER" in rules) is not bool(due), "a row whose rate is not held is referred, not free"


@pytest.mark.parametrize("impurity", ["0", "2", "2.000001", "100"])
@pytest.mark.parametrize("code", ["39151090", "47071000"])
def test_two_percent_of_other_matter_is_the_limit(installed_checks: Checks, code: str, impurity: str) -> None:
    answer = check(
        installed_checks,
        "import",
        "2024-06-01",
        code,
        "ID-PI-WASTE",
        "ID-SURVEYOR-REPORT",
        purpose="own_production",
        impurity_percent=impurity,
    )

    assert answer["verdict"] == ("clear" if Decimal(impurity) <= 2 else "prohibited")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=st.dates(date(2025, 1, 1), date(2026, 11, 23)), age=st.integers(0, 900))
def test_plastic_scrap_is_never_clear_since_2025_nor_prohibited_for_its_name(
    installed_checks: Checks, day: date, age: int
) -> None:
    approval = {"code": "ID-PI-WASTE", "issued": (day - timedelta(days=age)).isoformat()}
    facts = {"purpose": "own_production", "impurity_percent": "0"}

    answer = check(installed_checks, "import", day.isoformat(), "39151090", approval, "ID-SURVEYOR-REPORT", **facts)

    old = day - timedelta(days=age) < date(2025, 1, 1)
    assert answer["verdict"] == ("referred" if old else "restricted")
    found = finding(answer, "ID-PLASTIC-STOP")
    assert old or "approval not obtainable" in " ".join(found["because"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    day=st.dates(date(2023, 7, 10), date(2026, 11, 23)),
    code=st.sampled_from(["4401", "440349", "4404", "440692", "44072999", "440839", "440929", "441231", "441829"]),
    form=st.sampled_from(["sawn", "s4s", "finger_jointed", "e2e_e4e", "decorative_profile", "other", None]),
    cross_section=st.sampled_from([None, "900", "3600", "9000", "20000"]),
    papers=st.booleans(),
)
def test_no_timber_of_chapter_44_is_clear_while_the_list_of_2023_is_not_held(
    installed_checks: Checks, day: date, code: str, form: str | None, cross_section: str | None, papers: bool
) -> None:
    facts = {"wood_form": form, "cross_section_mm2": cross_section}
    stated = {name: value for name, value in facts.items() if value is not None}

    answer = check(installed_checks, "export", day.isoformat(), code, *(["ID-V-LEGAL"] if papers else []), **stated)

    assert answer["verdict"] != "clear"


@pytest.mark.parametrize("day", ["2020-05-10", "2020-05-11", "2020-05-26", "2020-05-27", "2020-06-01"])
def test_the_v_legal_document_was_never_dropped(installed_checks: Checks, day: str) -> None:
    answer = check(installed_checks, "export", day, "44123100")

    assert answer["verdict"] == "restricted"
    assert finding(answer, "ID-V-LEGAL-2013")["missing"]["documents"] == ["ID-V-LEGAL"]
