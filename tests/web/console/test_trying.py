"""What would be answered is shown without storing anything, by any rule set or draft, and each fault at its field."""

from __future__ import annotations

import html
import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.core.making import charge, restriction
from tests.core.service.offices import fiji
from tests.web.console.conftest import Browser, House
from tests.web.console.test_decisions import HOSTILE, declared, words

GOODS = {"code": "39151010", "import": "FJ", "date": "2025-02-24"}
USED = restriction("FJ-USED", {"document": "TH-DIW"}, codes=["42"], when={"used": "true"})
DUTY = charge("FJ-DUTY", {"base": "value", "percent": "5"}, codes=["41"])


def tried(browser: Browser, status: int = 200, **typed: Any) -> str:
    return browser.get(f"/console/try?{urlencode({**GOODS, **typed}, doseq=True)}", status)


def trial(text: str) -> str:
    """What the pane says was found."""
    return words(text[text.index('<div id="trial"') : text.index("</main>") if "</main>" in text else None])


@pytest.fixture
def rich(house: House) -> House:
    """A house in which used goods need a paper and chapter 41 a duty."""
    house.install(fiji(USED, DUTY))
    house.desk.book.publish_packs(reason="more", by="test")
    return house


def test_the_form_is_there_before_anything_is_tried(admin: Browser) -> None:
    text = admin.get("/console/try")
    assert trial(text) == "" and 'name="code"' in text and text.count("<h1") == 1
    assert '<option value="set:1" selected>' in text


def test_it_answers_and_stores_nothing(house: House, admin: Browser) -> None:
    found = trial(tried(admin))
    assert "prohibited on 2025-02-24 , by rule set 1" in found and "Title of FJ-BAN" in found
    assert "commodity code 39151010" in found
    assert list(house.desk.store.decisions()) == []


def test_facts_documents_and_value_are_taken_in_their_types(rich: House, admin: Browser) -> None:
    used = {"code": "42021200", "fact": ["used", ""], "fact_value": ["yes", ""]}
    assert "restricted on" in trial(tried(admin, **used))
    paper = trial(tried(admin, **used, documents="TH-DIW 2025-01-01 2025-12-31 No 7"))
    assert "clear on" in paper and "1 rule looked at, and in order" in paper
    late = trial(tried(admin, **used, documents="TH-DIW 2025-03-01"))
    assert "restricted on" in late
    new = trial(tried(admin, **{**used, "fact_value": ["no", ""]}))
    assert "clear on" in new and "FJ-USED" not in new
    duty = trial(tried(admin, code="41015010", amount="200", currency="usd"))
    assert "10.00 USD" in duty


def test_what_was_typed_stays_in_the_form(admin: Browser) -> None:
    text = tried(admin, description=HOSTILE, fact=["used"], fact_value=["no"], documents="TH-DIW 2025-01-01")
    assert HOSTILE not in text and html.escape(HOSTILE) in text.replace("&#34;", "&quot;")
    assert 'id="try-fact-1" name="fact" type="text" value="used"' in text
    assert 'name="fact_value" type="text" value="no"' in text and ">\nTH-DIW 2025-01-01</textarea>" in text


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"code": ""}, "code", "digits"),
        ({"code": "3915x"}, "code", "digits"),
        ({"import": "Fiji"}, "import", "ISO 3166"),
        ({"import": ""}, "import", "import"),
        ({"date": "2025-02-30"}, "date", "YYYY-MM-DD"),
        ({"transit": "AU Tonga"}, "transit", "ISO 3166"),
        ({"quantity": "many"}, "quantity", "number"),
        ({"amount": "5", "currency": "dollars"}, "amount", "ISO 4217"),
        ({"fact": "usd", "fact_value": "yes"}, "facts", "used"),
        ({"fact": "used", "fact_value": "perhaps"}, "facts", "used"),
        ({"documents": "NO-SUCH"}, "documents", "documents/0/code"),
        ({"by": "set:99"}, "by", "There is no such rule set or draft."),
        ({"by": "rules"}, "by", "names neither"),
    ],
)
def test_each_fault_stands_at_its_field(admin: Browser, typed: dict[str, str], field: str, said: str) -> None:
    text = tried(admin, 422, **typed)
    at = re.search(rf'<p class="error" id="try-{field}-error">([^<]*)</p>', text)
    assert at is not None and said in html.unescape(at.group(1)), at and at.group(1)
    assert trial(text) == ""


def test_a_declaration_is_tried_as_json(house: House, admin: Browser) -> None:
    page = admin.get("/console/try?as=json")
    assert 'name="declaration"' in page and 'name="code"' not in page
    answered = admin.post("/console/try", {"declaration": json.dumps(declared()), "by": ""})
    assert answered.status_code == 200 and "prohibited on 2025-02-24" in trial(answered.text)
    assert "INV-1" in trial(answered.text) and list(house.desk.store.decisions()) == []
    for sent, said in (('{"date": ', "This is not JSON"), ('{"items": []}', "/route"), ("", "This is not JSON")):
        refused = admin.post("/console/try", {"declaration": sent})
        assert refused.status_code == 422 and said in words(refused.text), sent
        assert html.escape(sent, quote=False).replace('"', "&#34;") in refused.text


def test_another_rule_set_is_compared_with_the_one_in_force(rich: House, admin: Browser) -> None:
    text = trial(tried(admin, code="41015010", amount="200", set="1"))
    assert "by rule set 1" in text and "What is different" in text
    assert "Rule set 2, in force" in text and "does not match" in text and "10.00 USD" in text
    assert "says the same" in trial(tried(admin, set="1"))
    assert "What is different" not in trial(tried(admin, set="2"))


def test_a_draft_is_tried_by_who_may_read_it(house: House, editor: Browser) -> None:
    draft = house.rubber()
    found = trial(tried(editor, code="40040000", draft=draft["id"]))
    assert "prohibited on 2025-02-24 , by the draft" in found and "FJ-RUBBER" in found
    assert "all clear prohibited" in found
    refused = tried(house.browser("fay"), 422, code="40040000", draft=draft["id"])
    assert "There is no such rule set or draft." in refused and "FJ-RUBBER" not in refused


def test_the_pane_is_a_part_of_its_own(admin: Browser) -> None:
    part = admin.part(f"/console/try?{urlencode(GOODS)}", "trying")
    assert part.lstrip().startswith('<div id="trying">') and "<html" not in part and "FJ-BAN" in part
    page = admin.get("/console/try", headers={"HX-Request": "true", "HX-Boosted": "true", "HX-Target": "trying"})
    assert "<html" in page
