"""The page without scripts: a form whose address is its state, from goods and route to a verdict in plain words."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable

import pytest

from greenlane.core.terms.codes import PLACELESS, UNIONS
from tests import installed
from tests.core.making import charge, pack, restriction, rule
from tests.web.checker.conftest import Reader

Small = Callable[..., Reader]
FJ = pack(
    "FJ",
    rule("FJ-BAN", codes=["39"], when={"all": [{"used": "true"}, {"works": "false"}]}),
    restriction("FJ-PAPER", {"document": "TH-DIW"}, codes=["40"]),
)


def plain(text: str) -> str:
    """What can be read of a page."""
    text = re.sub(r"(?s)<(header|footer|head|option)\b.*?</\1>", " ", text)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


# The form


def test_the_empty_page_asks_for_goods_and_route_and_says_nothing_yet(reader: Reader) -> None:
    text = reader.get("/")

    assert reader.form.questions == []
    assert {"q", "from", "to", "on", "via", "regime", "words"} <= set(reader.form.fields)
    assert "class=\"verdict" not in text
    assert len(reader.form.headings) == 1


def test_every_economy_can_be_chosen_and_those_that_are_known_come_first(reader: Reader) -> None:
    reader.get("/")
    economies = reader.form.fields["to"]

    assert {"KR", "FJ", "AQ", "ZW", "GB"} <= set(economies)
    assert len(economies) > 245 and len(economies) == len(set(economies))
    known = {code for code in installed.FOLDERS if code not in PLACELESS} | set(UNIONS["EU"])
    assert set(economies[1 : 1 + len(known)]) == known
    for language, name in (("en", "Thailand"), ("ko", "태국"), ("vi", "Thái Lan"), ("th", "ไทย"), ("es", "Tailandia")):
        assert name in reader.get(f"/?lang={language}")


def test_goods_in_words_are_picked_from_a_list_and_stay_picked(reader: Reader) -> None:
    reader.get("/")
    reader.fill(q="plastic scrap", to="TH")
    assert "3915" in reader.form.fields["code"]

    reader.fill(code="3915")
    assert reader.verdict() == "prohibited"
    assert 'name="q" type="text" maxlength="200" value="plastic scrap"' in reader.text

    reader.fill(to="MY")
    assert reader.verdict() == "restricted"

    reader.fill(q="waste paper")
    assert "class=\"verdict" not in reader.text
    assert "4707" in reader.form.fields["code"]


def test_below_a_code_that_was_typed_a_longer_one_can_be_picked(reader: Reader) -> None:
    found = reader.client.get("/goods?q=3915&to=VN", headers={"HX-Request": "true", "HX-Target": "goods-found"}).text
    assert 'name="code" value="39151010"' in found
    reader.get("/?q=3915&code=39151010&w=3915&to=VN&on=2026-11-22")
    assert "3915.10.10" in reader.text and reader.verdict() == "restricted"
    reader.get("/?q=4707&code=39151010&w=3915&to=VN&on=2026-11-22")
    assert "3915.10.10" not in reader.text


def test_a_picked_code_has_the_digits_that_the_importing_economy_counts(reader: Reader) -> None:
    reader.get("/?q=polymers+of+ethylene+porous&to=VN")
    assert "39151010" in reader.form.fields["code"]
    reader.get("/?q=polymers+of+ethylene+porous&to=KR")
    assert "391510" in reader.form.fields["code"] and "39151010" not in reader.form.fields["code"]


def test_words_nothing_is_called_by_are_said_to_be_so(reader: Reader) -> None:
    assert "Nothing here is called so" in reader.get("/?q=xyzzyx&to=TH")


def test_the_words_of_the_person_are_the_description_that_rules_look_at(reader: Reader) -> None:
    reader.get("/?q=841490&to=TH&on=2025-08-01")
    assert reader.verdict() == "clear"
    reader.fill(words="electronic waste")
    assert reader.verdict() == "referred"


# Questions


def test_a_question_that_no_longer_matters_disappears(small: Small) -> None:
    at = small(FJ)
    at.get("/?q=3915&to=FJ&on=2025-02-24")
    assert (at.verdict(), at.form.questions) == ("incomplete", ["f.used", "f.works"])

    at.fill(f__used="no")
    assert (at.verdict(), at.form.questions) == ("clear", ["f.used"])

    at.fill(f__used="yes")
    assert (at.verdict(), at.form.questions) == ("incomplete", ["f.used", "f.works"])

    at.fill(f__works="no")
    assert at.verdict() == "prohibited"


def test_i_do_not_know_is_an_answer_and_stays_one(small: Small) -> None:
    at = small(FJ)
    at.get("/?q=3915&to=FJ&on=2025-02-24")
    for value in at.form.fields["f.used"]:
        assert value in ("yes", "no", "?")

    at.fill(f__used="?", f__works="?")

    assert at.verdict() == "incomplete"
    assert ("f.used", "?") in at.form.sent and ("f.works", "?") in at.form.sent
    assert "That cannot be told with what is known" in at.text
    assert "Find out: Are the goods second-hand?" in plain(at.text)


def test_a_document_that_is_not_there_is_told_to_be_got(small: Small) -> None:
    at = small(FJ)
    at.get("/?q=4004&to=FJ&on=2025-02-24")
    assert at.form.questions == ["d.TH-DIW"]

    at.get(at.form.with_(**{"d.TH-DIW": "no"}))

    assert at.verdict() == "restricted"
    assert "Get this document: approval of the Department of Industrial Works (Thailand)" in plain(at.text)
    at.get(at.form.with_(**{"d.TH-DIW": "yes"}))
    assert at.verdict() == "clear"


def test_few_questions_are_asked_at_a_time(reader: Reader) -> None:
    reader.get("/?q=3915&to=VN&on=2026-11-22")
    assert 1 <= len(reader.form.questions) - reader.text.count("Taken for granted:") <= 4
    assert "more questions may follow" in reader.text


def test_what_was_taken_for_granted_can_be_told_otherwise(reader: Reader) -> None:
    reader.get("/?q=8471&to=TH&on=2026-11-22")
    assert reader.verdict() == "clear"
    assert "f.used" in reader.form.questions

    reader.fill(f__used="yes")

    assert reader.verdict() != "clear"


def test_what_is_waste_only_if_used_and_broken_is_reached_one_answer_at_a_time(reader: Reader) -> None:
    reader.get("/?q=850760&from=KR&to=VN&on=2026-11-22")
    assert reader.verdict() == "clear" and "taken for granted" in reader.text

    reader.fill(f__used="yes")
    assert ("f.used", "yes") in reader.form.sent

    reader.fill(f__works="no")
    assert reader.verdict() == "referred"


def test_a_ban_that_a_document_would_lift_says_so_and_asks_for_it(reader: Reader) -> None:
    reader.get("/?q=39159000&to=VN&on=2025-02-24")
    assert reader.verdict() == "prohibited"
    assert "no paper can change that" not in reader.text
    assert "d.VN-COMPONENT-LICENCE" in reader.form.questions

    reader.get(reader.form.with_(**{"d.VN-COMPONENT-LICENCE": "yes"}))
    assert reader.verdict() == "incomplete" and "f.polymers" in reader.form.questions


def test_where_a_ban_is_certain_nothing_is_said_to_change_it(reader: Reader) -> None:
    text = reader.get("/?q=3915&to=TH&on=2026-11-22")
    assert "no paper can change that" in text and "taken for granted" not in text


def test_words_lead_to_codes_that_the_person_has_to_pick(reader: Reader) -> None:
    text = html.unescape(reader.get("/?q=palstic+scarp&to=VN"))
    assert "Nothing here is called by all of these words" in text
    assert "These names only help to find the code, and decide nothing." in text
    picks = [found for tag, found in reader.form.inputs if found.get("name") == "code"]
    assert picks and not any("checked" in found for found in picks)
    assert 'class="verdict' not in text

    assert "all of these words" not in html.unescape(reader.get("/?q=plastic+scrap&to=VN"))
    assert "decide nothing" in reader.get("/goods?q=palstic+scarp")


def test_a_longer_code_is_chosen_from_those_that_rules_name_and_can_be_chosen_anew(reader: Reader) -> None:
    reader.get("/?q=3915&to=VN&on=2026-11-22")
    assert reader.verdict() == "incomplete"
    assert "39159010" in reader.form.fields["longer"]

    reader.fill(longer="39159010")
    assert reader.verdict() == "restricted"
    assert ("longer", "39159010") in reader.form.sent and "39151010" in reader.form.fields["longer"]
    assert "3915.90.10" in reader.text

    reader.fill(q="4707")
    assert "39159010" not in dict(reader.form.sent).values()


def test_the_code_that_another_economy_needs_is_asked_for_by_its_rules(reader: Reader) -> None:
    reader.get("/?q=39159010&from=CN&to=VN&on=2026-11-22")
    reader.get("/?q=3915&from=KR&to=VN&on=2026-11-22")
    assert "n.KR" in reader.form.questions
    reader.fill(n__KR=reader.form.fields["n.KR"][0])
    assert "n.KR" in reader.form.questions


def test_each_question_says_which_rule_of_whom_asks_it(reader: Reader) -> None:
    reader.get("/?q=39159010&to=VN&on=2026-11-22")

    said = plain(reader.text)
    assert "Is the importer the plant that will use the goods?" in said
    assert "Import into Vietnam: Listed scrap enters only for the importer's own plant" in said
    assert "Decision 13/2023/QD-TTg" in said


def test_quantity_and_value_are_asked_only_where_a_charge_needs_them(small: Small) -> None:
    at = small(pack("FJ", charge("FJ-DUTY", {"base": "value", "percent": "5"}, codes=["39"])))
    at.get("/?q=3915&to=FJ&on=2025-02-24")
    assert at.form.questions == ["amount"]
    assert "Cannot be computed yet" in at.text

    at.fill(amount="1234.5", currency="USD")

    assert at.verdict() == "clear"
    assert "$61.73" in at.text and "$1,234.50" in at.text
    assert at.get("/?q=4004&to=FJ&on=2025-02-24") and at.form.questions == []


@pytest.mark.parametrize(
    ("start", "answers", "verdict"),
    [
        ("/?q=3915&to=CN&on=2026-11-22", [], "prohibited"),
        ("/?q=3915&to=TH&on=2026-11-22", [], "prohibited"),
        (
            "/?q=850152&to=KR&on=2026-11-22",
            [{"f.motor_type": "three_phase_induction"}, {"d.KR-ENERGY-REPORT": "yes"}],
            "clear",
        ),
        ("/?q=72044900&to=MY&on=2026-11-22", [{"d.MY-SIRIM-COA": "yes"}], "clear"),
        (
            "/?q=39159010&to=VN&on=2026-11-22",
            [
                {"f.purpose": "own_production", "f.importer_is_plant": "yes"},
                {"d.VN-ENV-LICENCE": "yes", "d.VN-DEPOSIT": "yes", "d.VN-QCVN": "yes"},
                {"qty": "80", "unit": "TNE", "amount": "60000", "currency": "USD"},
            ],
            "clear",
        ),
    ],
    ids=["CN", "TH", "KR", "MY", "VN"],
)
def test_in_every_economy_a_way_leads_to_a_verdict(
    reader: Reader, start: str, answers: list[dict[str, str]], verdict: str
) -> None:
    reader.get(start)
    for told in answers:
        left = dict(told)
        for _ in range(4):  # a few are asked at a time
            now = {name: left.pop(name) for name in list(left) if name in reader.form.fields}
            if now:
                reader.get(reader.form.with_(**now))
        assert not left, reader.form.questions
    assert reader.verdict() == verdict
    open_ = [name for name in reader.form.questions if f'name="{name}"' in reader.text.split('id="presumed"')[0]]
    assert set(open_) <= {name for told in answers for name in told}


# The state


def test_the_address_is_the_whole_state(reader: Reader) -> None:
    path = "/?q=39159010&from=KR&to=VN&on=2026-11-22&f.purpose=own_production&d.VN-DEPOSIT=yes&dk=quantity"
    first = reader.get(path)
    (link,) = re.findall(r'<a href="(/\?[^"]+)">Link to these questions', first)
    assert plain(reader.get(html.unescape(link))) == plain(first)


def test_htmx_gets_the_part_and_the_address_of_the_state(reader: Reader) -> None:
    answered = reader.client.get(
        "/?q=3915&to=TH&on=2026-11-22&qty=&via=", headers={"HX-Request": "true", "HX-Target": "checker"}
    )
    assert answered.text.lstrip().startswith('<div id="checker"')
    assert answered.headers["HX-Push-Url"] == "/?q=3915&to=TH&on=2026-11-22"
    found = reader.client.get("/goods?q=plastic", headers={"HX-Request": "true", "HX-Target": "goods-found"})
    assert found.text.lstrip().startswith('<div id="goods-found"')


def test_what_the_page_does_not_ask_is_not_looked_at(reader: Reader) -> None:
    reader.get("/?q=3915&to=TH&on=2026-11-22&nonsense=1&f.no_such_fact=yes&x.y=z&f.=1&known_at=2020-01-01")
    assert reader.verdict() == "prohibited"


def test_no_more_than_some_fields_are_read(reader: Reader) -> None:
    many = "&".join(f"f.used={n}" for n in range(5000))
    assert reader.client.get(f"/?q=3915&to=TH&{many}").status_code in (200, 422)


# What is wrong is said at the field


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("q=&to=TH", "q", "Say what the goods are"),
        ("q=3915", "to", "Say where the goods go"),
        ("q=391&to=TH", "q", "wrong number of digits"),
        ("q=3915&to=XX", "to", "Choose one of the list"),
        ("q=3915&to=TH&on=2026-02-31", "on", "That is no day"),
        ("q=3915&to=TH&on=31.12.2026", "on", "Did you mean 2026-12-31?"),
        ("q=3915&to=TH&via=Nowhere", "via-1", "Choose one of the list"),
        ("q=3915&to=TH&regime=smuggling", "regime", "Choose one of the list"),
        ("q=3915&to=TH&words=a%00b", "words", "characters that cannot be taken"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(reader: Reader, query: str, field: str, said: str) -> None:
    text = reader.get(f"/?{query}", 422)

    (error,) = re.findall(rf'<p class="error" id="{field}-error">(.*?)</p>', text, re.DOTALL)
    assert said in html.unescape(error)
    assert "class=\"verdict" not in text


def test_a_wrong_answer_to_a_question_keeps_what_was_typed_and_the_rest_is_answered(reader: Reader) -> None:
    path = "/?q=4707&to=KR&on=2026-11-22&f.impurity_percent=1,5&d.KR-ALLBARO=yes"
    text = reader.get(path, 422)

    assert 'value="1,5"' in text
    assert "Did you mean 1.5?" in text
    assert reader.verdict() in ("incomplete", "restricted")
    reader.get(reader.form.with_(**{"f.impurity_percent": "101"}), 422)
    assert "at most 100" in reader.text
    reader.get(reader.form.with_(**{"f.impurity_percent": "1.5"}))
    assert 'value="1.5"' in reader.text and "Did you mean" not in reader.text


def test_errors_are_in_the_language_of_the_page(reader: Reader) -> None:
    text = reader.get("/?q=3915&to=TH&on=never&lang=vi", 422)
    assert '<html lang="vi"' in text


# The verdicts


@pytest.mark.parametrize(
    ("path", "verdict", "head"),
    [
        ("/?q=3915&to=TH&on=2026-11-22", "prohibited", "No. These goods may not go this way."),
        ("/?q=72044900&to=MY&on=2026-11-22", "restricted", "Not yet."),
        ("/?q=3915&to=VN&on=2026-11-22", "incomplete", "That cannot be told yet."),
        ("/?q=854911&to=MY&on=2026-11-22", "referred", "Nobody here can tell. An officer has to decide."),
        ("/?q=3915&to=JP&on=2026-11-22", "not-covered", "Nobody here can tell. The rules are not known here."),
        ("/?q=6204&to=VN&on=2026-11-22", "clear", "Yes, as far as the rules are known here."),
        ("/?q=6204&to=CN&on=2026-11-22", "clear", "Yes. These goods may go."),
    ],
)
def test_each_verdict_is_said_in_plain_words(reader: Reader, path: str, verdict: str, head: str) -> None:
    reader.get(path)

    assert reader.verdict() == verdict
    (said,) = re.findall(r'<h2 id="verdict-head">(.*?)</h2>', reader.text)
    assert said.startswith(head)
    if verdict != "clear":
        assert "yes" not in said.lower() and "may go." not in said
    if verdict in ("not-covered", "referred"):
        assert "This is not a yes." in reader.text


def test_a_yes_of_which_only_part_is_known_says_whose_and_what(reader: Reader) -> None:
    text = plain(reader.get("/?q=6204&from=KR&to=VN&on=2026-11-22"))
    assert "only part of the rules of South Korea, Vietnam is known here" in text
    assert "Ask the customs of Vietnam about what is not known here" in text


def test_the_law_behind_it_is_named_with_how_well_it_is_known(reader: Reader) -> None:
    text = plain(reader.get("/?q=3915&to=TH&on=2026-11-22"))
    assert "How well this is known" in text and "Looked at last" in text and "Source" in text


def test_of_documents_of_which_one_is_enough_one_is_asked_to_be_got(reader: Reader) -> None:
    reader.get("/?q=39159010&to=VN&on=2026-11-22")
    assert (
        "Get one of these documents: environmental licence (Viet Nam) ; component environmental licence (Viet Nam)"
    ) in plain(reader.text)


def test_texts_of_rules_say_in_which_language_they_are(small: Small) -> None:
    titles = {"en": "Plastic is banned", "vi": "Cấm nhựa"}
    at = small(pack("FJ", rule("FJ-BAN", codes=["39"], title=titles, message="Only English.")))
    vi = at.get("/?q=3915&to=FJ&on=2025-02-24&lang=vi")
    ko = at.get("/?q=3915&to=FJ&on=2025-02-24&lang=ko")

    assert "<span>Cấm nhựa</span>" in vi and '<span lang="en">Only English.</span>' in vi
    assert '<span lang="en">Plastic is banned</span>' in ko


# Whole pages


@pytest.mark.parametrize(
    "path",
    ["/", "/?q=plastic&to=VN", "/?q=39159010&from=KR&to=VN&via=TH&on=2026-11-22", "/?q=151110&from=MY&to=CN",
     "/?q=3915&from=KR&to=VN&lang=ko", "/goods", "/goods?q=scrap"],
)  # fmt: skip
def test_pages_are_well_formed_and_every_field_has_a_name(reader: Reader, path: str) -> None:
    text = reader.get(path)

    form = reader.form
    assert len(form.ids) == len(set(form.ids)), [one for one in form.ids if form.ids.count(one) > 1]
    assert form.tags.count("h1") == 1
    for tag, found in form.inputs:
        if found.get("type") != "hidden":
            assert found.get("id") in form.labelled or found.get("aria-label"), (tag, found)
    assert not re.search(r'\s(style|on[a-z]+|hx-on[^=]*)="', text)
    assert "<style" not in text
    for reference in re.findall(r'aria-describedby="([^"]+)"', text):
        for one in reference.split():
            assert one in form.ids or one.endswith("-help"), one


HOSTILE = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "{{7*7}}", "'; DROP TABLE decisions; --", "=1+1",
    "javascript:alert(1)", "\u202etxt.exe", "%s%n%d", "\x00\x01", "A" * 5000, "../../etc/passwd", "￾", "é" * 300,
]  # fmt: skip


@pytest.mark.parametrize(
    "field", ["q", "w", "code", "longer", "from", "to", "via", "on", "regime", "words", "origin", "qty", "unit",
              "amount", "currency", "f.used", "f.polymers", "f.impurity_percent", "d.VN-DEPOSIT", "d.", "i.TH-DIW",
              "n.KR", "n.", "dk", "lang"],
)  # fmt: skip
def test_hostile_texts_are_shown_as_texts_in_every_field(reader: Reader, field: str) -> None:
    base = {"q": "3915", "from": "KR", "to": "VN", "on": "2026-11-22", "amount": "1", "currency": "USD", "qty": "1",
            "unit": "KGM"}  # fmt: skip
    for text in HOSTILE:
        answered = reader.client.get("/", query_string={**base, field: text}, headers={"Accept": "text/html"})

        assert answered.status_code in (200, 422), text
        assert answered.text.count("<script") == 2 and "<img" not in answered.text
        assert ">49<" not in answered.text and 'value="49"' not in answered.text


def test_no_page_takes_200_ms_at_twenty_thousand_rules(small: Small) -> None:
    rules = [
        restriction(
            f"FJ-{n}", {"any": [{"document": "TH-DIW"}, {"used": "false"}]}, {"impurity_percent": "<= 2"},
            codes=[f"{n % 9000 + 1000:04}{n % 97:02}", f"39{n % 50 + 10:02}"],
        )
        for n in range(20_000)
    ]  # fmt: skip
    at = small(pack("FJ", *rules))
    at.desk.goods.warm()
    at.get("/?q=3915&to=FJ&on=2025-02-24")
    spent = {}
    for path in ("/", "/?q=100000&to=FJ&on=2025-02-24", "/?q=title+of+fj&to=FJ", "/goods?q=1000"):
        at.get(path)
        began = time.process_time()
        at.client.get(path)
        spent[path] = time.process_time() - began

    assert max(spent.values()) < 0.2, spent


def test_texts_of_packs_that_look_like_markup_are_shown_as_texts(small: Small) -> None:
    evil = "<script>alert(1)</script>"
    ban = restriction("FJ-BAN", {"odd": "true"}, {"document": "FJ-PAPER"}, codes=["39"], title=evil, message=evil,
                      remedy=evil)  # fmt: skip
    ban["legal_basis"] = [{"name": evil, "provision": evil, "source": "javascript:alert(1) https://x.example/a\"b"}]
    own = {"facts": {"odd": {"type": "boolean", "label": evil, "help": evil}},
           "documents": {"FJ-PAPER": {"label": evil, "help": evil}}}  # fmt: skip
    at = small(pack("FJ", ban, **own))
    text = at.get("/?q=3915&to=FJ&on=2025-02-24&d.FJ-PAPER=no")

    assert text.count("<script") == 2
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 6
    links = re.findall(r'href="([^"]+)"', text)
    assert not [one for one in links if one.startswith("javascript:")]
    assert "https://x.example/a&#34;b" in links


def test_an_economy_whose_plugin_failed_is_no_yes(small: Small) -> None:
    at = small(pack("FJ", restriction("FJ-PAPER", {"document": "TH-DIW"}, codes=["40"])))
    plugins = at.desk.book.plugins
    at.desk.book.plugins = plugins.__class__(plugins.documents, {"FJ": "it broke"}, {}, plugins.services)
    at.desk.book._editions.clear()
    at.desk.book._current = None
    text = at.get("/?q=3915&to=FJ&on=2025-02-24")

    assert at.verdict() == "referred"
    assert "This is not a yes." in text and "The rules cannot be read just now. Nothing was checked." in text


def test_the_way_to_the_api_is_still_shown(reader: Reader) -> None:
    assert "/api/v1/check" in reader.client.get("/docs").text
    assert 'href="/docs"' in reader.get("/")
