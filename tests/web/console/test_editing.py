"""Rules edited in a draft: the form, what is said while typing, and that nothing is lost."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest

from greenlane.core.service import rehearsal
from greenlane.core.service.drafts import Draft
from tests.core.making import Json, restriction, rule
from tests.core.service.offices import ANA, CHI, case, fiji
from tests.web.console.conftest import PASSWORD, Browser, House
from tests.web.console.filled import Form, filled, put
from tests.web.console.forms.conftest import packs
from tests.web.staff import BOSS, PEOPLE
from tests.web.staff import staff as staffed


class Rule:
    """The page of one rule in a draft, before somebody."""

    def __init__(self, house: House, browser: Browser, name: str = "FJ-BAN", draft: Draft | None = None) -> None:
        self.house, self.browser, self.name = house, browser, name
        self.draft = draft or house.desk.drafts.open(ANA, "Plastic", "Order 7")

    @property
    def at(self) -> str:
        return f"/console/drafts/{self.draft.id}/rules/{self.name}"

    def form(self, **query: str) -> dict[str, list[str]]:
        text = self.browser.get(self.at + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else ""))
        return filled(text)

    def send(self, form: dict[str, Any], act: str, status: int = 200, **more: Any) -> str:
        answered = self.browser.post(self.at, {**form, "act": act}, **more)
        assert answered.status_code == status, answered.text[:4000]
        return answered.text

    def looked(self, form: dict[str, Any]) -> str:
        return self.send(form, "looked", headers={"HX-Request": "true"})

    def entry(self, place: str | None = None) -> Any:
        draft = self.house.desk.drafts.get(self.draft.id)
        return draft.entries.get(place or f"{self.name[:2]}/rules/{self.name}")

    def error(self, text: str, pointer_id: str) -> str:
        found = re.search(rf'id="{re.escape(pointer_id)}-error"[^>]*>([^<]*)<', text)
        assert found, pointer_id
        return found[1]


@pytest.fixture
def ban(house: House, editor: Browser) -> Rule:
    return Rule(house, editor)


def typed(form: dict[str, list[str]], **fields: str | list[str] | None) -> dict[str, list[str]]:
    """The form with fields typed anew: `valid__to` for `/valid/to`; page fields as they are called."""
    for name, value in fields.items():
        put(form, name if name in ("how", "on", "reason", "name") else "/" + name.replace("__", "/"), value)
    return form


def test_a_form_that_is_saved_as_it_stands_changes_nothing(ban: Rule) -> None:
    text = ban.send(typed(ban.form(), reason="none"), "save", 422)
    assert "This changes nothing" in text


def test_a_corrected_field_is_saved_with_its_reason(ban: Rule) -> None:
    ban.send(typed(ban.form(), title__en="Plastic scrap", reason="Order 7"), "save", 303)
    assert ban.entry()["title"] == "Plastic scrap"
    last = ban.house.desk.drafts.edits(ban.draft.id)[-1]
    assert (last.action, last.reason, last.by) == ("change_rule", "Order 7", "ana")


def test_a_field_that_is_emptied_is_taken_out(ban: Rule) -> None:
    ban.send(typed(ban.form(), remedy__en="", reason="Order 7"), "save", 303)
    assert "remedy" not in ban.entry()


def test_an_edit_has_a_reason(ban: Rule) -> None:
    text = ban.send(typed(ban.form(), title__en="Plastic scrap", reason=" "), "save", 422)
    assert ban.error(text, "entry-reason") == "Say why: the reason stands in the change log."
    assert 'value="Plastic scrap"' in text


@pytest.mark.parametrize(
    ("fields", "place", "said"),
    [
        ({"title__en": ""}, "f-title", "This is needed."),
        ({"verified_on": "soon"}, "f-verified_on", "has not the right form: write a day as 2025-01-31."),
        ({"flows": None}, "f-flows", "At least one is needed."),
        ({"codes": "39x"}, "f-codes", "1 of 1 lines cannot be taken as they are"),
        ({"kind": "charge"}, "f", "A rule of kind charge needs `charge`"),
        ({"valid__to": "2019-01-01", "how": "put_entry"}, "f-valid", "before it begins"),
        ({"valid__to": "2030-01-01"}, "f-valid", "A rule&#39;s days are not corrected in passing"),
        ({"id": "FJ-OTHER"}, "f-id", "A rule keeps its id"),
        ({"how": "succeed_rule", "id": "FJ-BAN-2"}, "how-on", "wanted is a day that exists, as YYYY-MM-DD"),
        ({"how": "succeed_rule", "on": "2025-01-01"}, "f-id", "The rule FJ-BAN stands already"),
    ],
)
def test_an_error_stands_at_its_field_and_what_was_typed_stays(
    ban: Rule, fields: dict[str, Any], place: str, said: str
) -> None:
    before = ban.entry()
    form = typed(ban.form(), **{"reason": "Order 7", "message__en": "Typed and kept.", **fields})
    for text in (ban.send(form, "save", 422), ban.looked(form), ban.send(form, "look")):
        assert said in ban.error(text, place), place
    assert "Typed and kept." in ban.send(form, "save", 422)
    assert ban.entry() == before


def test_texts_that_look_like_markup_are_text(ban: Rule) -> None:
    sly = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>{{7*7}}=1+1'
    form = typed(ban.form(), title__en=sly, codes=sly, kind=sly, reason=sly)
    for text in (ban.send(form, "save", 422), ban.looked(form), ban.send(form, "add:/requires")):
        assert "<script>alert" not in text and "<img src=x" not in text
    ban.send(typed(ban.form(), title__en=sly, reason=sly), "save", 303)
    assert ban.entry()["title"] == sly
    assert "<script>alert" not in ban.browser.get(ban.at)


def test_a_successor_takes_the_place_of_a_rule_from_a_day(ban: Rule) -> None:
    form = typed(
        ban.form(), how="succeed_rule", on="2026-01-01", id="FJ-BAN-2026", title__en="The new ban", reason="Act 9"
    )
    answered = ban.browser.post(ban.at, {**form, "act": "save"})
    assert answered.status_code == 303 and answered.headers["Location"].endswith("/rules/FJ-BAN-2026")
    assert ban.entry()["valid"] == {"from": "2020-01-01", "to": "2025-12-31"}
    new = ban.entry("FJ/rules/FJ-BAN-2026")
    assert (new["title"], new["valid"]) == ("The new ban", {"from": "2026-01-01"})


def test_a_rule_is_closed_opened_again_and_taken_out(ban: Rule) -> None:
    form = ban.form()
    ban.send({"tag": form["tag"], "on": "2026-06-30", "reason": "repealed"}, "close_rule", 303)
    assert ban.entry()["valid"]["to"] == "2026-06-30"
    ban.send({"tag": ban.form()["tag"], "until": "", "reason": "not repealed"}, "reopen_rule", 303)
    assert "to" not in ban.entry()["valid"]
    ban.send({"tag": ban.form()["tag"], "reason": "never law"}, "remove_rule", 303)
    assert ban.entry() is None


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"on": "2026-06-30"}, "Say why"),
        ({"on": "2010-01-01", "reason": "x"}, "2010-01-01 is before its first day, 2020-01-01"),
        ({"reason": "x"}, "Last day is missing"),
    ],
)
def test_a_rule_is_not_closed_without_a_day_and_a_reason(ban: Rule, sent: dict[str, str], said: str) -> None:
    text = ban.send({"tag": ban.form()["tag"], **sent}, "close_rule", 422)
    assert said in text
    assert "to" not in ban.entry()["valid"]


def test_a_rule_is_added(ban: Rule) -> None:
    text = ban.browser.get(f"/console/drafts/{ban.draft.id}/rules/new?economy=FJ&like=FJ-BAN")
    form = typed(filled(text), id="FJ-RUBBER", codes="40.04", title__en="Rubber", reason="Order 8")
    (action,) = re.findall(r'action="([^"]+)" id="entry-form"', text)
    answered = ban.browser.post(html.unescape(action), {**form, "act": "save"})
    assert answered.status_code == 303, answered.text[:3000]
    new = ban.entry("FJ/rules/FJ-RUBBER")
    assert (new["codes"], new["title"], new["kind"]) == (["4004"], "Rubber", "prohibition")


def test_a_new_rule_asks_whose_it_is(ban: Rule) -> None:
    assert f"/console/drafts/{ban.draft.id}/rules/new?economy=FJ" in ban.browser.get(
        f"/console/drafts/{ban.draft.id}/rules/new"
    )


# While typing


def test_what_is_typed_is_looked_at_in_small_parts(ban: Rule) -> None:
    text = ban.looked(typed(ban.form(), title__en="Plastic scrap"))
    assert "<form" not in text and "<textarea" not in text
    assert 'id="looked"' in text and text.count("hx-swap-oob") < 8
    assert "All 2 cases hold" in text


def test_the_cases_are_run_against_the_rule_as_typed(ban: Rule) -> None:
    text = ban.looked(typed(ban.form(), codes="40"))
    assert "2 of 2 cases would fail" in text
    assert "plastic is banned" in text and "FJ-BAN does not hit" in text and "verdict prohibited, wanted clear" in text
    assert ban.entry()["codes"] == ["39"]


def test_lint_reads_the_rule_as_typed(ban: Rule) -> None:
    text = ban.looked(typed(ban.form(), exclude="39"))
    assert "excludes every code it names" in text


def test_an_error_goes_when_it_was_mended(ban: Rule) -> None:
    form = typed(ban.form(), verified_on="soon")
    first = ban.looked(form)
    assert ban.error(first, "f-verified_on")
    (wrong,) = re.findall(r'id="wrong" name="wrong" value="([^"]*)"', first)
    assert wrong == "/verified_on"
    again = ban.looked(typed({**form, "wrong": [wrong]}, verified_on="2026-11-22"))
    assert ban.error(again, "f-verified_on") == ""


def test_a_condition_is_built_by_plain_buttons(ban: Rule) -> None:
    text = ban.send(ban.form(), "test:/when")
    form = filled(text)
    assert form["/when#fact"] == [""]
    form["/when#fact"] = ["used"]
    form = filled(ban.send(form, "shown"))
    assert form["/when#op"] == ["is"] and form["/when#value"] == [""]
    form["/when#value"] = ["true"]
    assert "“second-hand goods” applies." in ban.send(form, "look")
    form = filled(ban.send(form, "test:/when"))
    form["/when/1#fact"] = ["impurity_percent"]
    form = filled(ban.send(form, "shown"))
    form |= {"/when/1#op": [">"], "/when/1#value": ["2"], "/when#kind": ["any"]}
    told = "“second-hand goods” applies or “foreign matter by weight” is more than 2 %."
    assert told in ban.looked(form)
    form = filled(ban.send(form, "not:/when/1"))
    ban.send(typed(form, reason="Order 7"), "save", 303)
    assert ban.entry()["when"] == {"any": [{"used": "true"}, {"not": {"impurity_percent": "> 2"}}]}


def test_a_test_that_asks_nothing_says_so_at_its_place(ban: Rule) -> None:
    form = filled(ban.send(filled(ban.send(ban.form(), "test:/when")), "test:/when"))
    text = ban.send(typed(form, reason="x"), "save", 422)
    assert ban.error(text, "f-when-0") == "Choose what is asked."


def test_rows_are_added_moved_and_taken_out(ban: Rule) -> None:
    form = filled(ban.send(ban.form(), "add:/legal_basis"))
    form["/legal_basis/1/name"] = ["Act 9"]
    form["/legal_basis/1/source"] = ["https://example.org, read 2026-11-22"]
    form = filled(ban.send(form, "up:/legal_basis/1"))
    assert form["/legal_basis/0/name"] == ["Act 9"]
    form = filled(ban.send(form, "remove:/legal_basis/1"))
    ban.send(typed(form, reason="Order 7"), "save", 303)
    assert [one["name"] for one in ban.entry()["legal_basis"]] == ["Act 9"]


def test_a_code_list_is_checked_line_by_line_and_repaired_when_told(ban: Rule) -> None:
    form = typed(ban.form(), codes="3915.10\tplastic\n391520.0\n3915")
    looked = ban.looked(form)
    assert "A spreadsheet has made a number of it" in looked and "Covered by 3915" in looked
    text = ban.send(typed({**form}, reason="x"), "save", 422)
    assert "1 of 3 lines cannot be taken" in ban.error(text, "f-codes")
    assert filled(text)["/codes"] == ["3915.10\tplastic\n391520.0\n3915"]
    form = filled(ban.send(form, "repair:/codes"))
    assert form["/codes"] == ["391510\n391520\n3915"]
    ban.send(typed(form, reason="Order 7"), "save", 303)
    assert ban.entry()["codes"] == ["391510", "391520", "3915"]


def test_twenty_thousand_codes_are_read(ban: Rule) -> None:
    codes = [str(39_000_000 + number) for number in range(20_000)]
    text = ban.looked(typed(ban.form(), codes="\n".join(codes)))
    assert "20,000 codes read" in text and len(text) < 60_000


# Nothing is lost


def test_what_was_typed_is_kept_and_comes_back(ban: Rule) -> None:
    form = typed(ban.form(), title__en="Typed, not saved", codes="39\n40.04 rubber")
    assert "it is not saved" in ban.looked(form)
    text = ban.browser.get(ban.at)
    assert "not saved" in text and 'value="Typed, not saved"' not in text
    restored = filled(ban.browser.get(ban.at + "?kept=1"))
    assert restored["/title/en"] == ["Typed, not saved"]
    assert restored["/codes"] == ["39\n40.04 rubber"]
    assert restored["tag"] == form["tag"]
    ban.send(typed(restored, reason="Order 7"), "save", 303)
    assert "is kept from" not in ban.browser.get(ban.at)


def test_what_was_kept_is_discarded(ban: Rule) -> None:
    ban.looked(typed(ban.form(), title__en="Typed, not saved"))
    ban.send({}, "discard", 303)
    assert "not saved" not in ban.browser.get(ban.at)


def test_a_lost_session_loses_nothing(ban: Rule) -> None:
    form = typed(ban.form(), title__en="Typed before the session ended", reason="Order 7")
    ban.house.desk.people.change_user(BOSS, "ana", password=PASSWORD)
    answered = ban.browser.client.post(
        ban.at, data={**form, "act": "save"}, headers={"Referer": f"http://localhost{ban.at}"}
    )
    assert answered.status_code == 401
    kept = re.search(r'name="kept" value="([^"]*)"', answered.text)
    assert kept
    back = ban.browser.sign_in("ana", next=ban.at, kept=html.unescape(kept[1]))
    restored = filled(ban.browser.get(back.headers["Location"]))
    assert restored["/title/en"] == ["Typed before the session ended"] and restored["reason"] == ["Order 7"]
    ban.send(restored, "save", 303)
    assert ban.entry()["title"] == "Typed before the session ended"


def test_edits_of_other_entries_are_in_nobodys_way(ban: Rule) -> None:
    form = typed(ban.form(), title__en="Mine", reason="Order 7")
    ban.house.desk.drafts.edit(
        CHI, ban.draft.id, ban.draft.etag, "put_case",
        {"economy": "FJ", "case": case("another case", "41", [], ["FJ-BAN"], "clear")}, "more",
    )  # fmt: skip
    ban.send(form, "save", 303)
    assert ban.entry()["title"] == "Mine"


def test_a_stale_edit_shows_what_another_person_changed(ban: Rule) -> None:
    form = typed(ban.form(), title__en="Mine", reason="Order 7")
    arguments = {"id": "FJ-BAN", "set": {"title": "Theirs", "remedy": "Ask first."}}
    ban.house.desk.drafts.edit(CHI, ban.draft.id, ban.draft.etag, "change_rule", arguments, "also")
    text = ban.send(form, "save", 412)
    assert "chi changed this meanwhile" in text
    assert ban.entry()["title"] == "Theirs"
    rows = re.findall(r'<th scope="row" data-label="Field">([^<]*)</th>.*?badge (\w+)', text)
    assert rows == [("remedy", "info"), ("title", "warn")]
    again = filled(text)
    assert again["/title/en"] == ["Mine"] and again["/remedy/en"] == ["Ask first."]
    assert "Save over the newer version" in text
    ban.send(again, "save", 303)
    assert (ban.entry()["title"], ban.entry()["remedy"]) == ("Mine", "Ask first.")


def test_a_draft_that_was_submitted_meanwhile_is_not_edited_in_passing(ban: Rule) -> None:
    form = typed(ban.form(), title__en="Mine", reason="Order 7")
    drafts = ban.house.desk.drafts
    draft = drafts.edit(ANA, ban.draft.id, ban.draft.etag, "change_rule", {"id": "FJ-BAN", "set": {"title": "A"}}, "x")
    accepted = {one.key: "seen" for one in drafts.wants(draft) if not one.blocks}
    drafts.submit(ANA, draft.id, draft.etag, "please look", accepted)
    ban.send(form, "save", 412)
    assert ban.entry()["title"] == "A"


# Who may


def test_a_viewer_reads_and_saves_nothing(house: House, viewer: Browser) -> None:
    ban = Rule(house, viewer)
    answered = viewer.post(ban.at, {"tag": "x", "act": "save", "reason": "x", "/title/en": "x"})
    assert answered.status_code == 403


def test_a_rule_that_is_not_there_is_said_so(ban: Rule) -> None:
    assert "There is no rule" in ban.browser.get(f"/console/drafts/{ban.draft.id}/rules/FJ-NONE", 404)
    assert "There is no draft" in ban.browser.get("/console/drafts/01NONE/rules/FJ-BAN", 404)


def test_a_rule_in_force_is_edited_in_a_draft_that_is_chosen_or_begun(ban: Rule) -> None:
    text = ban.browser.get("/console/rules/FJ-BAN/edit")
    assert ban.at in text
    where = ban.browser.done("/console/rules/FJ-BAN/edit", {"title": "Another", "reason": "Order 9"})
    assert re.fullmatch(r"/console/drafts/\w+/rules/FJ-BAN", where)
    assert "Say what the draft is about." in ban.browser.post("/console/rules/FJ-BAN/edit", {"reason": "x"}).text


@pytest.mark.parametrize(("name", "most"), [("title", 200), ("reason", 2000)])
def test_what_is_too_long_to_begin_a_draft_with_is_said_at_its_field(ban: Rule, name: str, most: int) -> None:
    fits = {"title": "Another", "reason": "Order 9"}
    ban.browser.done("/console/rules/FJ-BAN/edit", {**fits, name: "x" * most})
    answered = ban.browser.post("/console/rules/FJ-BAN/edit", {**fits, name: "x" * (most + 1)})
    assert answered.status_code == 422 and "x" * (most + 1) in answered.text
    assert ban.error(answered.text, f"f-{name}")


# Every rule there is


@pytest.fixture(scope="module")
def land(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with staffed(tmp_path_factory.mktemp("packs"), House) as made:
        made.install(*packs().values())
        made.desk.book.publish_packs(reason="packs", by="test")
        for name in PEOPLE:
            made.desk.people.change_user(BOSS, name, password=PASSWORD)
        yield made


def test_the_page_of_any_rule_posts_just_that_rule(land: House) -> None:
    browser = land.browser("ana")
    draft = land.desk.drafts.open(ANA, "All", "all")
    names = sorted(place.rpartition("/")[2] for place in draft.entries if "/rules/" in place)
    assert len(names) > 200
    for name in names[::9]:
        one = Rule(land, browser, name, draft)
        text = browser.get(one.at)
        form = Form(text, "entry-form")
        assert len(form.ids) == len(set(form.ids)), name
        answered = one.send(typed(filled(text), reason="none"), "save", 422)
        assert "This changes nothing" in answered, name


def big(number: int) -> Json:
    """A pack of many rules, each with a case."""
    rules, cases = [], []
    for index in range(number):
        code, name = str(10_000_000 + index * 4), f"FJ-R{index:05}"
        rules.append(rule(name, codes=[code], valid={"from": "2020-01-01"}))
        cases.append(case(f"case of {name}", code, [name], [], "prohibited"))
    made = fiji(*rules, restriction("FJ-PAPER", {"document": "TH-DIW"}, codes=["50"]), cases=cases)
    made["rules"].sort(key=lambda one: one["id"])
    return made


def test_of_many_rules_only_those_that_matter_are_built(house: House, editor: Browser, monkeypatch: Any) -> None:
    house.install(big(400))
    house.desk.book.publish_packs(reason="many", by="test")
    one = Rule(house, editor, "FJ-R00007")
    built: list[int] = []
    real = rehearsal.check.ruleset

    def counted(entries: Any, **more: Any) -> Any:
        built.append(len(entries))
        return real(entries, **more)

    monkeypatch.setattr(rehearsal.check, "ruleset", counted)
    text = one.looked(one.form())
    assert "The case holds" in text
    assert built and max(built) < 30


