"""Rules searched and filtered, and one rule on its page."""

from __future__ import annotations

import csv
import io
import re

import pytest

from tests.core.making import Json, charge, restriction, rule
from tests.core.service.offices import case, fiji
from tests.web.console.conftest import Browser, House

HOSTILE = '<script>alert(1)</script>"\'{{7*7}}'


def publish(house: House, *more: Json, cases: list[Json] | None = None) -> None:
    """Have these rules too, in the rule set in force."""
    house.install(fiji(*more, cases=cases, version="2"))
    assert house.desk.book.publish_packs(reason="the law changed", by="test") is not None


def shown(text: str) -> list[str]:
    """The ids of the rules in a list."""
    return re.findall(r'<th scope="row"[^>]*><a href="/console/rules/[^"]+"><code>([^<]+)', text)


@pytest.mark.parametrize("name", ["ana", "ben", "dev", "eva", "fay", "gus"])
def test_rules_are_for_everybody_who_is_signed_in(house: House, name: str) -> None:
    browser = house.browser(name)
    assert shown(browser.get("/console/rules")) == ["FJ-BAN"]
    assert "Message of FJ-BAN." in browser.get("/console/rules/FJ-BAN")


def test_nobody_reads_them_without_signing_in(house: House) -> None:
    for path in ("/console/rules", "/console/rules/FJ-BAN", "/console/rules/FJ-BAN/history"):
        house.browser(None).get(path, 401)


def test_what_is_typed_narrows_the_list_alone(house: House, editor: Browser) -> None:
    publish(house, rule("FJ-TYRES", codes=["4012"], title="Used tyres"))
    part = editor.part("/console/rules?q=tyres&economy=", "rules-list")
    assert shown(part) == ["FJ-TYRES"] and "<h1" not in part and part.strip().startswith('<div id="rules-list"')
    answered = editor.client.get("/console/rules?q=tyres&economy=&kind=", headers={"HX-Request": "true"})
    assert answered.headers["HX-Push-Url"] == "/console/rules?q=tyres"
    assert shown(editor.get("/console/rules?q=4012.90")) == ["FJ-TYRES"]
    assert "No rule is like this" in editor.get("/console/rules?q=wheels")


def test_a_list_is_as_of_a_day_and_of_a_rule_set(house: House, editor: Browser) -> None:
    publish(house, rule("FJ-OLD", codes=["4012"], valid={"from": "2010-01-01", "to": "2015-12-31"}))
    assert shown(editor.get("/console/rules")) == ["FJ-BAN"]
    assert shown(editor.get("/console/rules?on=2015-12-31")) == ["FJ-OLD"]
    assert shown(editor.get("/console/rules?valid=any")) == ["FJ-BAN", "FJ-OLD"]
    assert shown(editor.get("/console/rules?valid=any&set=1")) == ["FJ-BAN"]
    found = editor.get("/console/rules?on=2015-12-31&set=2")
    assert 'href="/console/rules/FJ-OLD?set=2&amp;on=2015-12-31"' in found


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("on=2026-02-30", "This is no day"),
        ("on=tomorrow", "This is no day"),
        ("set=99", "There is no rule set of this number. The one in force is 1."),
        ("set=-1", "There is no rule set of this number"),
        ("set=99999999999999999999", "There is no rule set of this number"),
        ("kind=ban", "There is no kind"),
        ("flow=both", "There is no flow"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(editor: Browser, query: str, said: str) -> None:
    text = editor.get(f"/console/rules?{query}", 422)
    assert said in text and shown(text) == ["FJ-BAN"]
    if query.startswith("on"):
        assert f'value="{query[3:]}"' in text  # what was typed stays


def test_past_review_is_found_and_marked(house: House, editor: Browser) -> None:
    publish(house, rule("FJ-DUE", codes=["4012"], review_by="2026-01-01"))
    text = editor.get("/console/rules?review=past")
    assert shown(text) == ["FJ-DUE"] and "2026-01-01 past" in text
    assert "past its review" in editor.get("/console/rules/FJ-DUE")
    assert "past its review" not in editor.get("/console/rules/FJ-BAN")


def test_pages_go_on_and_the_file_holds_every_match(house: House, editor: Browser) -> None:
    publish(house, *(rule(f"FJ-R{number:03}", codes=["4012"], title="=1+1") for number in range(120)))
    ids: list[str] = []
    path: str | None = "/console/rules?q=4012"
    while path is not None:
        text = editor.get(path)
        ids += shown(text)
        more = re.search(r'<a class="button" href="([^"]+)">More', text)
        path = more.group(1).replace("&amp;", "&") if more else None
    assert ids == [f"FJ-R{number:03}" for number in range(120)]
    rows = list(csv.reader(io.StringIO(editor.client.get("/console/rules?q=4012&format=csv").text)))
    assert len(rows) == 121 and not any(cell.startswith("=") for row in rows for cell in row)


def test_a_rule_says_all_that_it_is(house: House, editor: Browser) -> None:
    one = restriction(
        "FJ-PAPER",
        {"document": "TH-DIW"},
        codes=["4707"],
        exclude=["470710"],
        partners=["US"],
        when={"used": "true"},
        title={"en": "Waste paper", "vi": "Giấy phế liệu"},
        valid={"from": "2021-01-01", "to": "2030-12-31"},
    )
    publish(house, one, cases=[case("waste paper", "47079000", [], ["FJ-PAPER"], "clear")])
    text = editor.get("/console/rules/FJ-PAPER")
    for wanted in (
        "<h1>Waste paper</h1>", "Message of FJ-PAPER.", "Remedy of FJ-PAPER.", "Giấy phế liệu",
        "TH-DIW was presented", "Decree 1", "art. 2", 'href="https://example.org"', "2027-05-22",
        "2021-01-01 to 2030-12-31", "470710", "does not hit",
    ):  # fmt: skip
        assert wanted in text, wanted
    assert len(re.findall("<h1", text)) == 1


def test_what_data_says_is_shown_as_text(house: House, editor: Browser) -> None:
    basis = {"name": HOSTILE, "provision": HOSTILE, "source": f"javascript:alert(1) https://x.example/{HOSTILE}"}
    publish(house, rule("FJ-X", codes=["4012"], title=HOSTILE, message=HOSTILE, remedy=HOSTILE, legal_basis=[basis]))
    for path in ("/console/rules", "/console/rules/FJ-X", "/console/rules/FJ-X/history"):
        text = editor.get(path)
        assert "<script>alert" not in text and 'href="javascript' not in text and "{{7*7}}" in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in editor.get("/console/rules/FJ-X")


def test_a_charge_is_told_in_words_with_its_scale(house: House, editor: Browser) -> None:
    scale = {"by": {"quantity": "TNE"}, "includes": "upper",
             "rows": [{"to": "10", "percent": "0"}, {"from": "10", "percent": "5", "printed": "above 10"}]}  # fmt: skip
    publish(house, charge("FJ-FEE", {"base": "value", "scale": scale}, codes=["4012"]))
    text = editor.get("/console/rules/FJ-FEE")
    assert "more than 10 t" in text and "above 10" in text and "5 %" in text


def test_cases_stand_with_what_they_came_to(house: House, editor: Browser) -> None:
    publish(house, cases=[case("plastic is clear, somebody thought", "39151010", ["FJ-BAN"], [], "clear")])
    text = editor.get("/console/rules/FJ-BAN")
    assert text.count(">holds<") == 2 and text.count(">fails<") == 1
    assert "verdict prohibited, wanted clear" in text


def test_history_tells_who_changed_what_and_why(house: House, editor: Browser, viewer: Browser) -> None:
    draft = house.titled("Plastic scrap")
    house.published(house.approved(house.submitted(draft)))
    for browser in (editor, viewer):
        text = browser.get("/console/rules/FJ-BAN")
        assert "Rule set 2" in text and "Order 7" in text and "ben" in text
        assert "<del>Title of FJ-BAN</del>" in text and "<ins>Plastic scrap</ins>" in text
    assert "<h1>Plastic scrap</h1>" in editor.get("/console/rules/FJ-BAN")
    before = editor.get("/console/rules/FJ-BAN?set=1")
    assert "<h1>Title of FJ-BAN</h1>" in before and "in force is 2" in before
    whole = editor.get("/console/rules/FJ-BAN/history")
    assert "Rule set 1" in whole and "Rule set 2" in whole
    assert "Order 7" in editor.client.get("/console/rules/FJ-BAN/history?format=csv").text


def test_history_is_not_for_brokers(house: House) -> None:
    broker = house.browser("fay")
    assert "<h2 id=\"history-title\">" not in broker.get("/console/rules/FJ-BAN")
    broker.get("/console/rules/FJ-BAN/history", 403)


def test_thousands_of_codes_are_one_short_page(house: House, editor: Browser) -> None:
    codes = [f"{chapter:02}{number:04}" for chapter in (39, 40, 47) for number in range(1000, 2500)]
    publish(house, rule("FJ-MANY", codes=codes))
    text = editor.get("/console/rules/FJ-MANY")
    assert "4,500 codes" in text and len(text) < 60_000
    part = editor.part("/console/rules/FJ-MANY?chapter=47", "codes")
    assert part.count('href="/console/rules?q=47') == 50 and 'href="/console/rules?q=39' not in part
    rows = editor.client.get("/console/rules/FJ-MANY?format=csv&table=codes-table").text.splitlines()
    assert len(rows) == 4501


def test_codes_are_called_as_the_imported_nomenclature_calls_them(house: House, editor: Browser) -> None:
    from greenlane.core.service.nomenclatures import Nomenclatures
    from tests.web.staff import BOSS

    Nomenclatures(house.desk.store).import_csv(
        BOSS, "HS", b"code,text\n39,Plastics and articles thereof\n3915,Waste of plastics\n", source="a test, today"
    )
    publish(house, rule("FJ-HS", codes=["3915", "391510"]))
    text = editor.get("/console/rules/FJ-HS")
    assert "Plastics and articles thereof" in text
    assert "Waste of plastics</td>" in text and "Waste of plastics (3915)" in text


def test_only_who_may_edit_is_offered_a_draft(house: House, editor: Browser, viewer: Browser) -> None:
    draft = house.titled("Scrap")
    text = editor.get("/console/rules/FJ-BAN")
    assert f'href="/console/drafts/{draft["id"]}/rules/FJ-BAN"' in text and "changes it" in text
    for browser in (viewer, house.browser("fay"), house.browser("gus")):
        assert 'action="/console/drafts"' not in browser.get("/console/rules/FJ-BAN")
    place = editor.done("/console/drafts", {"title": "Change FJ-BAN", "reason": "Order 9", "next": "/rules/FJ-BAN"})
    assert re.fullmatch("/console/drafts/[0-9A-Z]{26}/rules/FJ-BAN", place)
    elsewhere = editor.done("/console/drafts", {"title": "x", "reason": "y", "next": "//evil.example/rules/a"})
    assert re.fullmatch("/console/drafts/[0-9A-Z]{26}", elsewhere)


def test_it_can_be_tried_with_the_goods_of_its_case(editor: Browser) -> None:
    text = editor.get("/console/rules/FJ-BAN")
    link = re.search(r'hx-get="(/console/try\?[^"]+)"', text)
    assert link and "code=39151010" in link.group(1) and "import=FJ" in link.group(1)
    assert "prohibited" in editor.get(link.group(1).replace("&amp;", "&"))


@pytest.mark.parametrize("name", ["FJ-NONE", "FJ-BAN?set=9", "FJ-NONE/history"])
def test_a_rule_that_there_is_not_is_a_page_that_says_so(editor: Browser, name: str) -> None:
    text = editor.get(f"/console/rules/{name}", 404)
    assert "There is no rule" in text


def test_how_often_it_hit_is_drawn_for_who_may_read_decisions(house: House, editor: Browser) -> None:
    from tests.core.service.bureau import declared

    for _ in range(3):
        house.desk.checks.check(declared(), owner="user:ana")
    house.desk.insight.catch_up()
    assert "3 in all" in editor.get("/console/rules/FJ-BAN")
    assert "Decisions in which it left a finding" not in house.browser("fay").get("/console/rules/FJ-BAN")


