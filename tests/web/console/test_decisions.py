"""Decisions are found, shown with all that they were found by, and decided again by other rules; nobody sees more."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from typing import Any

import pytest

from greenlane.core.service.erasure import erase
from tests.core.making import Json, charge, pack, rule
from tests.core.service.offices import EVA, fiji
from tests.web.console.conftest import EVERY, Browser, House
from tests.web.staff import BOSS

HOSTILE = "<script>alert(1)</script>"
SAMOA = pack("WS", rule("WS-NOTE", "notice", codes=["39"], review_by="2020-01-01"))
DUTY = charge("FJ-DUTY", {"base": "value", "percent": "5"}, codes=["41"])


def declared(code: str = "39151010", reference: str = "INV-1", to: str = "FJ", **more: Any) -> Json:
    item = {"commodity_code": code, **more}
    return {"date": "2025-02-24", "reference": reference, "route": {"import": to}, "items": [item]}


def decided(house: House, who: str = "fay", **more: Any) -> str:
    """The id of a decision, filed."""
    found = house.done(who, "POST", "/check", declared(**more))
    house.desk.insight.catch_up()
    return str(found["decision_id"])


def rows(text: str) -> list[str]:
    """The ids of the decisions that a list shows, in its order."""
    return re.findall(r'href="/console/decisions/([0-9A-Z]{26})"', text)


def words(text: str) -> str:
    """What a page says."""
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", text)).split())


@pytest.fixture
def both(house: House) -> House:
    """A house with two economies and a duty, published as rule set 2."""
    house.install(fiji(DUTY), SAMOA)
    house.desk.book.publish_packs(reason="Samoa", by="test")
    return house


def test_decisions_are_found_by_reference_code_verdict_rule_and_economy(both: House, admin: Browser) -> None:
    banned = decided(both, reference="INV-12")
    free = decided(both, code="84713000", reference="INV-34")
    noted = decided(both, reference="INV-56", to="WS")
    searches = {
        "": [noted, free, banned],
        "?reference=INV-1": [banned],
        "?reference=INV-1&exact=1": [],
        "?reference=INV-34&exact=1": [free],
        "?code=3915": [noted, banned],
        "?code=84.71": [free],
        "?verdict=prohibited": [banned],
        "?rule=WS-NOTE": [noted],
        "?economy=ws": [noted],
        "?economy=FJ&verdict=clear": [free],
        "?since=2020-01-01&until=2020-02-01": [],
        "?code=39&since=2020-01-01": [noted, banned],
    }
    for query, expected in searches.items():
        found = rows(admin.get(f"/console/decisions{query}"))
        assert sorted(found) == sorted(expected), query
    assert "No decision is like this." in admin.get("/console/decisions?rule=NONE")


def test_the_list_is_a_part_of_its_own_and_has_pages(house: House, admin: Browser) -> None:
    many = [declared(reference=f"INV-{number}") for number in range(60)]
    for one in many:
        house.done("fay", "POST", "/check", one)
    house.desk.insight.catch_up()
    first = admin.part("/console/decisions?code=39", "decisions-list")
    assert first.lstrip().startswith('<div id="decisions-list"') and "<html" not in first
    assert len(rows(first)) == 50
    more = re.search(r'<a class="button" href="([^"]+)">More</a>', first)
    assert more is not None
    second = admin.get(html.unescape(more.group(1)))
    assert len(rows(second)) == 10 and not set(rows(first)) & set(rows(second))
    assert ">More</a>" not in second
    table = list(csv.reader(io.StringIO(admin.get("/console/decisions?code=39&format=csv").lstrip("\ufeff"))))
    assert len(table) == 61 and table[0][:3] == ["Decided", "Verdict", "Reference"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("code=3", "has 2 to 12 digits"),
        ("code=39ab", "has 2 to 12 digits"),
        ("verdict=fine", "There is no verdict"),
        ("economy=Fiji", "An economy is two letters"),
        ("since=2026-02-30", "This is no day"),
        ("reference=a%00b", "A reference is one line"),
        ("rule=a%0Ab", "no id of a rule"),
    ],
)
def test_what_cannot_be_looked_for_is_said_at_its_field_and_kept(admin: Browser, query: str, said: str) -> None:
    text = admin.get(f"/console/decisions?{query}", 422)
    name, _, typed = query.partition("=")
    at = re.search(rf'<p class="error" id="f-{name}-error">([^<]*)</p>', text)
    assert at is not None and said in html.unescape(at.group(1))
    if "%" not in typed and name != "verdict":
        assert f'value="{typed}"' in text
    assert "mend what is marked above" in text


def test_an_id_leads_to_its_decision(house: House, admin: Browser) -> None:
    one = decided(house)
    answered = admin.client.get(f"/console/decisions?reference={one}")
    assert (answered.status_code, answered.headers["Location"]) == (303, f"/console/decisions/{one}")
    nobody = "01J00000000000000000000000"
    assert rows(admin.get(f"/console/decisions?reference={nobody}")) == []


def test_what_waits_to_be_filed_is_said(house: House, admin: Browser) -> None:
    house.done("fay", "POST", "/check", declared())
    assert "1 decision waits to be filed" in words(admin.get("/console/decisions"))
    house.desk.insight.catch_up()
    assert "All decisions are filed" in words(admin.get("/console/decisions"))


def test_a_decision_shows_why(both: House, admin: Browser) -> None:
    one = decided(both, code="41015010", value={"amount": "200", "currency": "USD"})
    told = words(admin.get(f"/console/decisions/{one}"))
    for said in (
        "Title of FJ-DUTY",
        "Message of FJ-DUTY.",
        "Remedy of FJ-DUTY.",
        "Decree 1, art. 2 (in force from 2020-01-01 )",
        "Evidence: legal text; verified on 2026-11-22",
        "10.00 USD",
        "5 %",
        "all import",
        "rule set 2",
        '"commodity_code": "41015010"',
        "Decision INV-1",
    ):
        assert said in told, said
    page = admin.get(f"/console/decisions/{one}")
    assert 'href="/console/rules/FJ-DUTY"' in page
    assert 'href="https://example.org" rel="noreferrer"' in page
    assert page.count("<h1") == 1


def test_numbers_are_shown_with_all_their_digits(house: House, admin: Browser) -> None:
    value = f'{{"value": 0.10, "unit": "KGM"}}, "value": {{"amount": {10**30}, "currency": "USD"}}'
    sent = json.dumps(declared(quantity="Q")).replace('"Q"', value)
    found = house.send("fay", "POST", "/check", data=sent, content_type="application/json")
    assert found.status_code == 200, found.text
    told = words(admin.get(f"/console/decisions/{found.get_json()['decision_id']}"))
    assert '"value": 0.10' in told and f'"amount": {10**30}' in told


def test_what_a_rule_asked_for_is_shown(both: House, admin: Browser) -> None:
    one = decided(both, code="41015010")
    told = words(admin.get(f"/console/decisions/{one}"))
    assert "Missing fact value" in told and "incomplete" in told


def test_nobody_is_led_to_a_page_that_is_not_open_to_them(house: House, admin: Browser) -> None:
    one = decided(house)
    for path in ("/console/decisions", f"/console/decisions/{one}"):
        assert "/console/rule-sets/1" in admin.get(path)
        assert "/console/rule-sets/" not in house.browser("fay").get(path)


def test_hostile_texts_are_shown_as_texts(house: House, admin: Browser) -> None:
    one = decided(house, reference=HOSTILE, description=f"{HOSTILE} {{{{ 7 * 7 }}}}")
    for path in ("/console/decisions", f"/console/decisions/{one}", f"/console/decisions/{one}/again"):
        text = admin.get(path)
        assert HOSTILE not in text and "&lt;script&gt;alert(1)" in text, path
    assert "{{ 7 * 7 }}" in html.unescape(admin.get(f"/console/decisions/{one}"))


def test_an_erased_declaration_is_gone_and_said_to_be(house: House, admin: Browser) -> None:
    one = decided(house, reference="SECRET-7", description="the secret goods")
    erase(house.desk.store, EVA, one, "the importer asked")
    text = admin.get(f"/console/decisions/{one}")
    assert "Its declaration was erased" in text and "FJ-BAN" in text and "prohibited" in text
    assert "SECRET" not in text and "secret goods" not in text and "39151010" not in text
    assert rows(admin.get("/console/decisions?reference=SECRET")) == []
    assert rows(admin.get("/console/decisions?rule=FJ-BAN")) == [one]
    assert "was erased" in admin.get(f"/console/decisions/{one}/again", 410)


def test_it_is_run_again_by_another_rule_set_on_its_own_day(both: House, admin: Browser) -> None:
    one = decided(both, code="41015010", value={"amount": "200", "currency": "USD"})
    again = words(admin.get(f"/console/decisions/{one}/again?by=set:1"))
    assert "Run again by rule set 1" in again and "Rule set 2 Rule set 1" in again
    assert "FJ-DUTY FJ, import clear Title of FJ-DUTY" in again and "does not match" in again
    assert "10.00 USD" in again and "none" in again
    same = words(admin.get(f"/console/decisions/{one}/again?by=set:2"))
    assert "Nothing differs" in same and "on 2025-02-24" in same
    table = admin.get(f"/console/decisions/{one}/again?by=set:1&format=csv&table=charges")
    assert "10.00 USD" in table and "none" in table


def test_it_is_run_again_by_a_draft(house: House, admin: Browser, editor: Browser) -> None:
    one = decided(house, code="40040000")
    draft = house.rubber()
    again = words(editor.get(f"/console/decisions/{one}/again?by=draft:{draft['id']}"))
    assert "all clear prohibited" in again and "1 clear prohibited" in again
    assert "FJ-RUBBER" in again and "does not match" in again
    choices = editor.get(f"/console/decisions/{one}")
    assert f'value="draft:{draft["id"]}"' in choices and 'value="set:1"' in choices
    assert f'value="draft:{draft["id"]}"' not in house.browser("fay").get(f"/console/decisions/{one}")


@pytest.mark.parametrize("by", ["set:9", "draft:01J00000000000000000000000", "set:x", "nonsense", "set:0"])
def test_what_it_cannot_be_run_by_is_said(house: House, admin: Browser, by: str) -> None:
    one = decided(house)
    text = words(admin.get(f"/console/decisions/{one}/again?by={by}", 422))
    assert "There is no such rule set or draft." in text or "names neither a rule set nor a draft" in text


def test_nobody_sees_more_than_the_api_shows_them(both: House) -> None:
    """Whoever may read a decision over HTTP finds and reads it in the console, and nobody else."""
    both.join("pat", ("viewer", "WS"))
    both.join("quy", ("viewer", "WS"), ("broker", EVERY))
    both.join("tom", ("broker", EVERY))
    everybody = ["ana", "ben", "dev", "eva", "fay", "gus", "pat", "quy", "tom"]
    for name in ("pat", "quy", "tom"):
        both.desk.people.change_user(BOSS, name, password="correct horse battery staple")
    made = [decided(both, "fay"), decided(both, "fay", to="WS"), decided(both, "quy"), decided(both, "tom", to="WS")]
    seen: dict[str, list[bool]] = {}
    for name in everybody:
        browser = both.browser(name)
        listed = rows(browser.get("/console/decisions"))
        found = set(rows(browser.get("/console/decisions?code=39&economy=FJ")))
        for number, one in enumerate(made):
            # A key sees less than the person it belongs to: what was asked by another of their keys is theirs too.
            may = both.send(name, "GET", f"/decisions/{one}").status_code == 200
            page = browser.client.get(f"/console/decisions/{one}")
            assert (page.status_code == 200) == may == (one in listed), (name, number)
            assert browser.client.get(f"/console/decisions/{one}/again").status_code == page.status_code
            assert (one in found) == (may and number in (0, 2)), (name, number)
            if not may:
                assert page.status_code == 404 and "There is no decision with this id." in page.text
                answered = browser.client.get(f"/console/decisions?reference={one}")
                assert answered.status_code == 200, "not even that it is there"
            seen.setdefault(name, []).append(may)
    assert seen["fay"] == [True, True, False, False]
    assert seen["pat"] == [False, True, False, True]
    assert seen["quy"] == [False, True, True, True]
    assert seen["tom"] == [False, False, False, True]
    assert seen["eva"] == seen["gus"] == [True] * 4
