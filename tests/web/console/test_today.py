"""Today shows what is checked, what waits for whom, and what is wrong; to each what is theirs."""

from __future__ import annotations

import html
import re

import pytest

from greenlane.core.service.book import Plugins
from tests.core.making import pack, rule
from tests.core.service.offices import fiji
from tests.web.console.conftest import Browser, House
from tests.web.console.test_decisions import declared, words
from tests.web.staff import BOSS

SAMOA = pack("WS", rule("WS-NOTE", "notice", codes=["39"], review_by="2020-01-01"))


@pytest.fixture
def both(house: House) -> House:
    """Two economies, with checks of both filed and ranked."""
    house.install(fiji(), SAMOA)
    house.desk.book.publish_packs(reason="Samoa", by="test")
    for _ in range(3):
        house.done("fay", "POST", "/check", declared())
    house.done("fay", "POST", "/check", declared(code="84713000"))
    house.done("fay", "POST", "/check", declared(to="WS"))
    house.desk.insight.catch_up()
    house.desk.insight.rank()
    return house


def figures(text: str) -> dict[str, str]:
    """By verdict, the number of checks."""
    found = re.findall(r'<span class="figure">([\d,]+)</span> <span class="badge [a-z-]+">([a-z ]+)</span>', text)
    return {verdict: number for number, verdict in found if number != "0"}


def test_checks_are_counted_by_verdict_and_economy_with_a_table_behind_each_chart(
    both: House, admin: Browser
) -> None:
    text = admin.get("/console")
    assert figures(text) == {"prohibited": "3", "clear": "2"}
    assert text.count("<figure") == text.count("<details class=\"numbers\">") == 2
    by_economy = text[text.index('id="by-economy"') :]
    assert "FJ" in by_economy and "WS" in by_economy
    one = admin.get("/console?economy=WS&days=7")
    assert figures(one) == {"clear": "1"} and 'id="by-economy"' not in one
    assert "Checks by day and verdict, asked of WS" in one
    assert '<option value="7" selected>' in one and '<option value="WS" selected>' in one


def test_a_figure_leads_to_the_decisions_that_it_counts(both: House, admin: Browser) -> None:
    text = admin.get("/console?economy=FJ")
    link = re.search(r'href="(/console/decisions\?verdict=prohibited[^"]*)"', text)
    assert link is not None
    found = admin.get(html.unescape(link.group(1)))
    assert len(re.findall(r'href="/console/decisions/[0-9A-Z]{26}"', found)) == 3


def test_rules_that_hit_most_are_named(both: House, admin: Browser) -> None:
    listed = admin.get("/console?format=csv&table=hits")
    assert [line.split(",")[0] for line in listed.lstrip("\ufeff").splitlines()] == ["Rule", "FJ-BAN", "WS-NOTE"]
    assert "FJ-BAN,Title of FJ-BAN,3,3" in listed and "WS-NOTE,Title of WS-NOTE,1,0" in listed
    only = admin.get("/console?economy=WS&format=csv&table=hits")
    assert "WS-NOTE" in only and "FJ-BAN" not in only


def test_rules_past_their_review_day_are_listed(both: House, admin: Browser) -> None:
    text = words(admin.get("/console"))
    assert "WS-NOTE Title of WS-NOTE WS 2020-01-01 past" in text
    assert "No rule that applies is past its review day" in admin.get("/console?economy=FJ")


def test_drafts_wait_for_who_can_do_the_next_step(house: House) -> None:
    def waits(name: str) -> str:
        text = house.browser(name).get("/console")
        found = re.search(r'<section class="listing" id="waiting".*?</section>', text, re.S)
        assert found is not None
        return words(found.group(0))

    draft = house.rubber()
    assert "No draft waits for you." in waits("ana")
    draft = house.submitted(draft)
    assert "Rubber approve it, or send it back" in waits("ben")
    assert "Rubber" in waits("chi")
    for name in ("ana", "dev", "eva", "gus"):  # its editor; no approver; no approver here
        assert "No draft waits for you." in waits(name), name
    house.done("ben", "POST", f"/drafts/{draft['id']}/return", {"comment": "not yet"}, draft["version"])
    assert "it was sent back to you" in waits("ana")
    assert "No draft waits for you." in waits("ben")
    again = house.get("ana", f"/drafts/{draft['id']}")
    draft = house.approved(house.submitted(again))
    assert "Rubber publish it" in waits("ben") and "Rubber publish it" in waits("chi")
    house.published(draft)
    assert "No draft waits for you." in waits("ben")


def test_the_rule_set_in_force_and_those_to_come_are_shown(house: House, admin: Browser) -> None:
    draft = house.approved(house.submitted(house.rubber()))
    house.published(draft, effective_at="2099-01-01T00:00:00Z")
    text = words(admin.get("/console"))
    assert "Rule set 1 in force" in text and "Rule set 2 scheduled 2099-01-01 00:00 UTC ben Order 7" in text


def test_a_plugin_that_failed_is_red_and_says_why(house: House, admin: Browser) -> None:
    before = house.desk.book.plugins
    house.desk.book.plugins = Plugins(before.documents, {"WS": "rules.yaml, line 3: <b>no such kind</b>"},
                                      before.versions, before.services)  # fmt: skip
    house.published(house.approved(house.submitted(house.rubber())))
    text = admin.get("/console")
    assert "rules.yaml, line 3: &lt;b&gt;no such kind&lt;/b&gt;" in text
    assert '<span class="badge bad">unavailable</span>' in text


def test_somebody_of_one_economy_sees_that_one(both: House) -> None:
    both.join("pat", ("viewer", "WS"))
    both.desk.people.change_user(BOSS, "pat", password="correct horse battery staple")
    pat = both.browser("pat")
    text = pat.get("/console")
    assert figures(text) == {"clear": "1"} and "every economy" not in text and "FJ-BAN" not in words(text)
    other = pat.get("/console?economy=FJ")
    assert figures(other) == {"clear": "1"}, "what is not theirs is not counted for them either"


def test_a_broker_is_shown_where_to_go_and_no_numbers(both: House) -> None:
    text = both.browser("fay").get("/console")
    assert figures(text) == {} and "<figure" not in text and 'href="/console/decisions"' in text
    for name in ("waiting", "hits", "sets"):
        assert f'id="{name}"' not in text


@pytest.mark.parametrize("query", ["days=0", "days=x", "days=7000", "economy=ZZ", "economy=<b>", "format=exe"])
def test_nonsense_in_the_address_changes_nothing(both: House, admin: Browser, query: str) -> None:
    answered = admin.client.get(f"/console?{query}")
    assert answered.status_code in (200, 400) and "<b>" not in answered.text
