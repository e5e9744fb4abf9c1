"""The questions on origin: a form whose address is its state, with scripts off; and the statement of a kept answer."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from greenlane.core.rights import EVERY, Actor, Grant
from greenlane.core.service.erasure import erase
from tests.core.making import pack, rule
from tests.core.origin.stated import scheme
from tests.web.checker.conftest import Form, Reader
from tests.web.checker.test_kept import kept

Small = Callable[..., Reader]
EVA = Actor("eva", frozenset({Grant("admin", EVERY)}))
ASKED = {
    "code": "8507.60", "from": "FJ", "to": "KR", "on": "2025-02-24", "m": "3926.90 lids\n8537.10\tcontrollers",
    "amount": "1000", "currency": "USD", "basis": "FOB", "cost": "400",
}  # fmt: skip


def fiji(rule_: str = "CTH or RVC40") -> dict[str, object]:
    return {**pack("FJ"), **scheme("FJ", "KR", rule_)}


def path(**told: str) -> str:
    return "/origin?" + urlencode({key: one for key, one in {**ASKED, **told}.items() if one})


def words(text: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", text.partition("<main")[2])).split())


def errors(text: str) -> dict[str, str]:
    """What stands at the fields that are wrong."""
    found = re.findall(r'<p class="error" id="([a-z]+)-error">([^<]+)</p>', text)
    return {name: html.unescape(said) for name, said in found}


def test_it_begins_with_nothing_told(reader: Reader) -> None:
    text = reader.get("/origin")
    assert "Do my goods originate" in text and "found-title" not in text
    assert "<script" not in text.partition("<main")[2]


def test_the_answer_names_each_agreement_with_its_figures(small: Small) -> None:
    at = small(fiji())
    text = words(at.get(path(m="8507.90 cells")))
    assert "Agreement of FJ and KR" in text and "Qualifies" in text
    assert "RVC40" in text and "60 %" in text


def test_every_state_is_a_link_and_the_form_sends_it_again(small: Small) -> None:
    at = small(fiji())
    made = {"made": "used", "where": "FJ", "works": "no", "p": "assembly", "o": "-"}
    told = {**ASKED, **made, "direct": "no", "via": "SG", "control": "yes", "through": "no"}
    at.get("/origin?" + urlencode(told))
    sent = dict(Form(at.text).sent)
    for name in ("code", "from", "to", "on", "amount", "currency", "basis", "cost", "made", "where", "works", "via"):
        assert sent[name] == told[name], name
    assert html.escape(ASKED["m"]) in at.text


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"m": "8507.90"}, "Qualifies"),  # by its value
        ({"m": "8507.90", "cost": ""}, "Cannot be told yet"),
        ({"m": "8507.90", "cost": "600.01"}, "Does not qualify"),
        ({"m": ""}, "Cannot be told yet"),
        ({"m": "", "cost": "", "nf": "yes"}, "Qualifies"),
        ({"m": "none", "cost": ""}, "Qualifies"),
        ({"on": "2019-12-31"}, "Not in force on that day"),
    ],
)
def test_what_is_told_decides(small: Small, told: dict[str, str], status: str) -> None:
    at = small(fiji("CTSH and RVC40" if "m" not in told else "RVC40"))
    assert f'">{status}</span>' in at.get(path(**told))


def test_what_would_tell_more_leads_to_its_field(small: Small) -> None:
    at = small(fiji("RVC40"))
    text = at.get(path(m="", cost="", amount=""))
    assert '<a href="#m"><span>The codes of the foreign materials, or that there are none</span></a>' in text
    text = at.get(path(m="8507", cost="", basis=""))
    assert 'href="#basis"' in text


def test_a_short_code_is_asked_for_by_its_line(small: Small) -> None:
    text = small(fiji("CTSH")).get(path(m="3926\n8507"))
    assert "More digits of the code in line 2 of the materials" in text


@pytest.mark.parametrize(
    ("told", "field", "said"),
    [
        ({"code": ""}, "code", "commodity code"),
        ({"code": "85"}, "", ""),
        ({"code": "x"}, "code", "2 to 12 digits"),
        ({"to": ""}, "to", "needed"),
        ({"to": "XX"}, "to", "Choose one of the list"),
        ({"on": "24.2.2025"}, "on", "year-month-day"),
        ({"m": "3926\ncases of steel"}, "m", "Line 2 begins with no code"),
        ({"m": "39"}, "m", "Line 1 begins with no code"),
        ({"nf": "yes"}, "m", "Take one of the two back"),
        ({"made": "all"}, "m", "Take one of the two back"),
        ({"amount": "1,000"}, "amount", "Write a number"),
        ({"currency": "XXX"}, "currency", "Choose one of the list"),
        ({"cost": "much"}, "cost", "Write a number"),
        ({"cost": "1000.01"}, "cost", "cost more than the goods"),
        ({"amount": "", "cost": "5"}, "cost", "give that, too"),
        ({"direct": "no"}, "via", "by way of where"),
        ({"direct": "no", "via": "XX"}, "via", "Choose one of the list"),
        ({"p": "magic"}, "p", "Choose one of the list"),
        ({"made": "used", "where": "XX"}, "where", "Choose one of the list"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_field(small: Small, told: dict[str, str], field: str, said: str) -> None:
    text = small(fiji()).get(path(**told), 422 if field else 200)
    found = errors(text)
    assert list(found) == ([field] if field else []) and said in found.get(field, "")
    assert ("found-title" in text) != bool(field)


def test_all_that_is_wrong_is_said_at_once(small: Small) -> None:
    assert set(errors(small(fiji()).get(path(cost="x", m="y", direct="no", on="z"), 422))) == {"cost", "m", "via", "on"}


def test_what_is_typed_is_shown_as_text(small: Small) -> None:
    hostile = '"><script>alert(1)</script>'
    at = small(fiji())
    for name in ASKED:
        text = at.get(path(**{name: hostile}), 422)
        assert "<script>alert" not in text, name
    at.get("/origin?" + urlencode({"code": "850760", "zzz": hostile, "p": hostile, "made": hostile}), 422)


def test_no_address_makes_it_fail(small: Small) -> None:
    at = small(fiji())
    for query in ("m=%00", "code=%F0%9F%99%82", "cost=1e9999&amount=1e9999&m=8507", "p=-&p=-&p=x", "m=" + "8" * 30_000):
        answered = at.client.get(f"/origin?from=FJ&to=KR&{query}", headers={"Accept": "text/html"})
        assert answered.status_code in (200, 422), query


def test_where_there_is_no_agreement_it_says_so(small: Small) -> None:
    assert "No agreement between these two is known here." in small(fiji()).get(path(to="SG"))


def test_it_is_closed_to_who_may_not_ask(keyed: Reader) -> None:
    keyed.get("/origin", 401)
    keyed.get(path(), 401)


def test_nothing_is_kept(small: Small) -> None:
    at = small(fiji())
    at.get(path())
    assert list(at.desk.store.decisions()) == []


def test_a_kept_answer_gives_a_statement_to_sign(reader: Reader) -> None:
    address = kept(reader, "/?q=854913&from=KR&to=VN&on=2025-02-24&f.works=no&f.repairable=no&f.collected_in=KR"
                           "&f.fit_only_for_recovery=yes")  # fmt: skip
    text = reader.get(f"{address}/origin/AKFTA?lang=en")
    assert "Statement of origin" in text and "Signature" in text and "public page" in text
    assert reader.client.get(f"{address}/origin/AKFTA").headers["X-Robots-Tag"] == "noindex"
    text = reader.get(f"{address}/origin/AKFTA?lang=ko")
    assert '<div lang="en">' in text
    reader.get(f"{address}/origin/KORUS", 404)


def test_where_it_does_not_qualify_there_is_nothing_to_sign(reader: Reader) -> None:
    address = kept(reader, "/?q=850760&from=KR&to=VN&on=2025-02-24")
    assert "Signature" not in reader.get(f"{address}/origin/AKFTA", 409)


def test_nobody_elses_decision_is_stated_there(small: Small) -> None:
    at = small({**pack("FJ", rule("FJ-NOTE", "notice", codes=["39"])), **scheme("FJ", "KR")})
    item = {"commodity_code": "39151010", "materials": []}
    sent = {"date": "2025-02-24", "route": {"export": "FJ", "import": "KR"}, "items": [item]}
    decision = at.client.post("/api/v1/check", json=sent).get_json()["decision_id"]
    for one in (decision, "0" * 26, "nothing"):
        at.get(f"/answers/{one}/origin/FJ-KR", 404)
    address = kept(at, "/?q=3915&from=FJ&to=KR&on=2025-02-24")
    erase(at.desk.store, EVA, address.removeprefix("/answers/"), "asked")
    at.get(f"{address}/origin/FJ-KR", 410)
