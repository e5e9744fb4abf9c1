"""A statement of origin is printed from the console: with all that is signed, and blanks where it is."""

from __future__ import annotations

import html
import re

import pytest

from greenlane.core.service.erasure import erase
from tests.core.making import Json, pack
from tests.core.origin.stated import scheme
from tests.web.console.conftest import House
from tests.web.staff import BOSS

HOSTILE = "<script>alert(1)</script>"
FORM = {
    "name": "Form FK",
    "box": "7",
    "criteria": {"change": "CTC", "content": "RVC {percent}%"},
    "evidence": "legal_text",
    "source": "a gazette, read 2026-11-22",
}


@pytest.fixture
def fijian(house: House) -> House:
    house.install({**pack("FJ"), **scheme("FJ", "KR", "CC or RVC40", origin={"form": FORM})})
    house.desk.book.publish_packs(reason="an agreement", by="test")
    return house


def decided(house: House, *items: Json, **more: object) -> str:
    sent = {"date": "2025-02-24", "reference": "INV-7", "route": {"export": "FJ", "import": "KR"}, **more}
    return str(house.done("fay", "POST", "/check", {**sent, "items": list(items)})["decision_id"])


def good(code: str = "39269000", amount: str = "10.50", **more: object) -> Json:
    materials = [{"commodity_code": code, "origin": "CN", "value": {"amount": amount, "currency": "USD"}, **more}]
    return {
        "commodity_code": "85076020",
        "description": "battery pack",
        "value": {"amount": "100.00", "currency": "USD", "basis": "FOB"},
        "materials": materials,
    }


def words(text: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", text)).split())


def test_it_holds_goods_materials_calculation_and_the_law(fijian: House) -> None:
    decision = decided(fijian, good(code="85079000"), parties={"exporter": {"name": "Suva Packs Ltd"}})
    text = words(fijian.browser("dev").get(f"/console/decisions/{decision}/origin/FJ-KR"))

    for said in (
        "Agreement of FJ and KR (FJ-KR)", "Form FK, box 7", "Suva Packs Ltd", "INV-7", "Fiji (FJ)", "South Korea (KR)",
        "battery pack", "RVC 89.50%", "CC or RVC40", "85079000", "China (CN)", "non-originating", "10.50 USD",
        "at least 40 % is asked", "key “tests” of fay", decision, "Place", "Date", "Name and position", "Signature",
        "It is not the official form", "is issued by an authority",
    ):  # fmt: skip
        assert said in text, said


def test_items_that_do_not_qualify_are_named_apart(fijian: House) -> None:
    decision = decided(fijian, good(), {"commodity_code": "85076020", "description": "bare"})
    text = words(fijian.browser("dev").get(f"/console/decisions/{decision}/origin/FJ-KR"))
    apart = text.partition("Not covered by this statement")[2]
    assert "Item 2" in apart and "bare" in apart and "Whether the goods meet the rule of origin cannot be told" in apart
    assert "the goods of item 1 above" in text


def test_where_nothing_qualifies_there_is_nothing_to_sign(fijian: House) -> None:
    decision = decided(fijian, good(code="85076000", amount="60.01"))
    text = words(fijian.browser("dev").get(f"/console/decisions/{decision}/origin/FJ-KR", 409))
    assert "No statement of origin under FJ-KR" in text and "do not meet the rule of origin" in text
    assert "Signature" not in text


def test_what_was_declared_is_shown_as_text(fijian: House) -> None:
    item = {**good(description=HOSTILE), "description": HOSTILE}
    decision = decided(fijian, item, parties={"exporter": {"name": HOSTILE, "id": HOSTILE}})
    text = fijian.browser("dev").get(f"/console/decisions/{decision}/origin/FJ-KR")
    assert HOSTILE not in text and text.count(html.escape(HOSTILE)) >= 4


def test_it_leads_from_the_decision_and_back(fijian: House) -> None:
    decision = decided(fijian, good())
    browser = fijian.browser("dev")
    assert f'href="/console/decisions/{decision}/origin/FJ-KR"' in browser.get(f"/console/decisions/{decision}")
    assert f'href="/console/decisions/{decision}"' in browser.get(f"/console/decisions/{decision}/origin/FJ-KR")


def test_an_agreement_that_is_not_of_the_route_is_not_there(fijian: House) -> None:
    decision = decided(fijian, good())
    for agreement in ("RCEP", "x%2Fy", "FJ-KR "):
        fijian.browser("dev").get(f"/console/decisions/{decision}/origin/{agreement}", 404)


def test_of_an_erased_declaration_nothing_is_stated(fijian: House) -> None:
    decision = decided(fijian, good())
    erase(fijian.desk.store, BOSS, decision, "asked")
    text = fijian.browser("dev").get(f"/console/decisions/{decision}/origin/FJ-KR")
    assert "was erased" in text and "battery pack" not in text
