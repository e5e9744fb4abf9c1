"""Cases, facts, documents, agreements and economies of a draft, on forms."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from greenlane.core.service.drafts import Draft
from tests.core.service.offices import ANA, case
from tests.web.console.conftest import Browser, House
from tests.web.console.filled import filled


class Drawer:
    """A draft's entries before an editor."""

    def __init__(self, house: House, browser: Browser) -> None:
        self.house, self.browser = house, browser
        self.draft: Draft = house.desk.drafts.open(ANA, "Plastic", "Order 7")
        self.at = f"/console/drafts/{self.draft.id}"

    def entry(self, place: str) -> Any:
        return self.house.desk.drafts.get(self.draft.id).entries.get(place)

    def send(self, path: str, form: dict[str, Any], act: str, status: int = 200, **more: Any) -> str:
        answered = self.browser.post(self.at + path, {**form, "act": act}, **more)
        assert answered.status_code == status, answered.text[:4000]
        return answered.text

    def form(self, path: str, **typed: Any) -> dict[str, list[str]]:
        return {**filled(self.browser.get(self.at + path)), **{name: [one] for name, one in typed.items()}}

    def edit(self, action: str, arguments: dict[str, Any]) -> None:
        draft = self.house.desk.drafts.get(self.draft.id)
        self.house.desk.drafts.edit(ANA, draft.id, draft.etag, action, arguments, "because")


@pytest.fixture
def drawer(house: House, editor: Browser) -> Iterator[Drawer]:
    yield Drawer(house, editor)


CASE = "/cases/FJ/" + quote("plastic is banned")


def test_the_cases_of_a_rule_stand_with_the_answer_they_get(drawer: Drawer) -> None:
    text = drawer.browser.get(f"{drawer.at}/rules/FJ-BAN/cases")
    assert text.count(">holds<") == 2 and "plastic is banned" in text
    drawer.edit("change_rule", {"id": "FJ-BAN", "set": {"codes": ["41"]}})
    text = drawer.browser.get(f"{drawer.at}/rules/FJ-BAN/cases")
    assert ">fails<" in text and "FJ-BAN does not hit" in text
    file = drawer.browser.get(f"{drawer.at}/rules/FJ-BAN/cases?format=csv")
    assert file.splitlines()[0].endswith("Case,It says that the rule,Run now,Verdict,How it differs")


def test_a_case_is_edited_and_keeps_its_file(drawer: Drawer) -> None:
    form = drawer.form(CASE, reason="clearer")
    assert form["/declaration/items/0/commodity_code"] == ["39151010"]
    form["/declaration/items/0/commodity_code"] = ["3915.20"]
    drawer.send(CASE, form, "save", 303)
    found = drawer.entry("FJ/cases/plastic is banned")
    assert found["declaration"]["items"] == [{"commodity_code": "3915.20"}]
    assert found["file"] == "cases/a.yaml"


def test_a_case_is_run_as_it_is_typed(drawer: Drawer) -> None:
    form = drawer.form(CASE)
    assert "The case holds" in drawer.send(CASE, form, "looked")
    form["/declaration/items/0/commodity_code"] = ["40"]
    text = drawer.send(CASE, form, "looked")
    assert "1 of 1 case would fail" in text and "verdict clear, wanted prohibited" in text
    form["/declaration/items/0/commodity_code"] = ["scrap"]
    assert "no declaration: /items/0/commodity_code" in drawer.send(CASE, form, "look")


def test_a_fact_is_chosen_and_added_to_an_item(drawer: Drawer) -> None:
    form = drawer.form(CASE)
    form["/declaration/items/0/facts#add"] = ["used"]
    form = filled(drawer.send(CASE, form, "add:/declaration/items/0/facts"))
    assert form["/declaration/items/0/facts/used"] == [""]
    form["/declaration/items/0/facts/used"] = ["true"]
    form["/declaration/items/0/facts#add"] = ["condition_flags"]
    form = filled(drawer.send(CASE, form, "add:/declaration/items/0/facts"))
    drawer.send(CASE, {**form, "reason": "as inspected"}, "save", 303)
    (item,) = drawer.entry("FJ/cases/plastic is banned")["declaration"]["items"]
    assert item["facts"] == {"used": "true", "condition_flags": []}


def test_a_case_that_gets_another_name_stands_once(drawer: Drawer) -> None:
    form = drawer.form(CASE, reason="clearer")
    form["/name"] = ["plastic scrap / waste is banned"]
    drawer.send(CASE, form, "save", 303)
    assert drawer.entry("FJ/cases/plastic is banned") is None
    assert drawer.entry("FJ/cases/plastic scrap / waste is banned")["hits"] == ["FJ-BAN"]
    again = f"{drawer.at}/cases/FJ/{quote('plastic scrap / waste is banned')}"
    assert "plastic scrap / waste" in drawer.browser.get(again)


def test_a_new_case_begins_with_its_rule(drawer: Drawer) -> None:
    path = "/cases/FJ/new?rule=FJ-BAN&says=hits"
    form = drawer.form(path, reason="more")
    assert form["/hits"] == ["FJ-BAN"] and form["/declaration/route/import"] == ["FJ"]
    form |= {"/name": ["bottles are banned"], "/declaration/items/0/commodity_code": ["3923"],
             "/expect/verdict": ["prohibited"]}  # fmt: skip
    drawer.send(path, form, "save", 303)
    assert drawer.entry("FJ/cases/bottles are banned")["expect"] == {"verdict": "prohibited"}


def test_what_a_case_does_not_say_is_told_at_its_field(drawer: Drawer) -> None:
    text = drawer.send("/cases/FJ/new", drawer.form("/cases/FJ/new", reason="x"), "save", 422)
    assert 'id="f-name-error">A case has a name: the sentence it proves' in text


def test_a_case_is_taken_out_with_a_reason(drawer: Drawer) -> None:
    form = drawer.form(CASE)
    assert "Say why" in drawer.send(CASE, {"tag": form["tag"]}, "remove", 422)
    drawer.send(CASE, {"tag": form["tag"], "reason": "twice"}, "remove", 303)
    assert drawer.entry("FJ/cases/plastic is banned") is None


def test_a_fact_is_added_with_its_presumption(drawer: Drawer) -> None:
    path = "/entries/new?part=facts&economy=FJ"
    assert f'action="{html.escape(drawer.at + path)}"' in drawer.browser.get(drawer.at + path)
    form = drawer.form(path, reason="Order 7", name="lead_percent")
    form |= {"/type": ["decimal"], "/label/en": ["lead by weight"], "/unit": ["P1"], "/maximum": ["100"]}
    drawer.send(path, form, "save", 303)
    found = drawer.entry("FJ/facts/lead_percent")
    assert found == {"type": "decimal", "label": "lead by weight", "unit": "P1", "maximum": "100"}
    path = "/entries/FJ/facts/lead_percent"
    assert "lead_percent" in drawer.browser.get(drawer.at + path)


def test_a_presumption_has_one_of_its_forms(drawer: Drawer) -> None:
    drawer.edit("put_entry", {"address": "FJ/facts/used", "entry": {"presume": "false"}})
    path = "/entries/FJ/facts/used"
    form = drawer.form(path)
    assert form["/presume#shape"] == ["string"] and form["/presume"] == ["false"]
    form["/presume#shape"] = ["dict"]
    form = filled(drawer.send(path, form, "shown"))
    form["/presume/is"] = ["false"]
    form = filled(drawer.send(path, form, "test:/presume/unless"))
    form["/presume/unless#fact"] = ["works"]
    form = filled(drawer.send(path, form, "shown"))
    form["/presume/unless#value"] = ["false"]
    drawer.send(path, {**form, "reason": "Order 7"}, "save", 303)
    assert drawer.entry("FJ/facts/used") == {"presume": {"is": "false", "unless": {"works": "false"}}}


def test_a_fault_that_an_entry_would_bring_is_told(drawer: Drawer) -> None:
    path = "/entries/new?part=facts&economy=FJ"
    form = {**drawer.form(path, reason="x", name="Lead"), "/type": ["decimal"], "/label/en": ["lead"]}
    assert "the name it is filed under" in drawer.send(path, form, "save", 422).lower()


def test_an_economy_is_edited(drawer: Drawer) -> None:
    form = drawer.form("/entries/FJ/economy", reason="spelling")
    form["/names/fj"] = ["Viti"]
    form["/names/en"] = ["Fiji"]
    drawer.send("/entries/FJ/economy", form, "save", 303)
    assert drawer.entry("FJ/economy")["names"] == {"en": "Fiji", "fj": "Viti"}


def test_entries_are_listed_and_lead_to_their_forms(drawer: Drawer) -> None:
    text = drawer.browser.get(f"{drawer.at}/entries")
    assert f"{drawer.at}/entries/FJ/economy" in text
    assert drawer.browser.client.get(f"{drawer.at}/entries/FJ/rules/FJ-BAN").headers["Location"] == (
        f"{drawer.at}/rules/FJ-BAN"
    )


@pytest.mark.parametrize("path", ["/cases/FJ/none such", "/entries/nonsense", "/entries/FJ/facts/none", "/entries/new"])
def test_what_is_not_there_is_said_so(drawer: Drawer, path: str) -> None:
    drawer.browser.get(drawer.at + path, 404)


def test_a_viewer_saves_nothing(house: House, viewer: Browser) -> None:
    drawer = Drawer(house, viewer)
    drawer.edit("put_case", {"economy": "FJ", "case": case("one more case", "41", [], ["FJ-BAN"], "clear")})
    drawer.send(CASE, {"tag": "x", "reason": "x", "/name": "x"}, "save", 403)
    drawer.send(CASE, {"tag": "x", "reason": "x"}, "remove", 403)
