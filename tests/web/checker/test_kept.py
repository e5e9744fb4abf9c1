"""Answers that were kept: real decisions with a link of their own, and nobody else's."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from greenlane.core.rights import EVERY, Actor, Grant
from greenlane.core.service.erasure import erase
from greenlane.web.checker.kept import OWNER
from tests.core.making import pack, rule
from tests.web.checker.conftest import Reader

Small = Callable[..., Reader]
EVA = Actor("eva", frozenset({Grant("admin", EVERY)}))
ASKED = "/?q=39159010&from=KR&to=VN&on=2026-11-22&f.purpose=own_production&d.VN-DEPOSIT=yes&words=bottle+flakes"


def kept(at: Reader, path: str = ASKED) -> str:
    """The address of an answer that was asked and kept."""
    at.get(path)
    answered = at.keep()
    assert answered.status_code == 303, answered.text[:2000]
    return str(answered.headers["Location"])


def test_a_kept_answer_is_a_decision_of_the_page(reader: Reader) -> None:
    address = kept(reader)

    decision_id = address.removeprefix("/answers/")
    record = reader.desk.store.decision(decision_id)
    assert record is not None
    assert (record.owner, record.verdict, record.economies) == (OWNER, "restricted", "KR VN")
    said = json.loads(record.body)["input"]
    assert said["items"][0]["facts"] == {"purpose": "own_production"}
    assert said["items"][0]["documents"] == [{"code": "VN-DEPOSIT"}]


def test_it_is_read_again_by_its_link_with_all_that_was_said(reader: Reader) -> None:
    text = reader.get(ASKED)
    (before,) = re.findall(r'<h2 id="verdict-head">(.*?)</h2>', text)
    address = kept(reader)

    found = reader.get(address)

    assert before in found
    assert reader.verdict() == "restricted"
    for said in ("3915.90.10", "bottle flakes", "South Korea", "Vietnam", "make its own products", address[9:],
                 "Nov 22, 2026", "Environmental licence that names the imported scrap"):  # fmt: skip
        assert said in html.unescape(found), said
    assert reader.client.get(address).headers["X-Robots-Tag"] == "noindex"


def test_what_was_open_then_is_to_be_found_out(reader: Reader) -> None:
    text = html.unescape(re.sub(r"<[^>]+>", "", reader.get(kept(reader))))

    assert "Find out: Is the importer the plant that will use the goods?" in text
    assert "Find out: How much is it (net)?" in text
    assert "Answer the" not in text


def test_the_sheet_says_what_was_taken_for_granted(reader: Reader) -> None:
    text = html.unescape(reader.get(kept(reader, "/?q=850760&from=KR&to=VN&on=2026-11-22") + "?lang=en"))

    assert "This was taken for granted, because nobody said otherwise:" in text
    assert "<span>Are the goods second-hand?</span> <strong>No</strong>" in text
    assert "<span>Do the goods still work?</span> <strong>Yes</strong>" in text
    assert 'href="#presumed"' not in text and "?lang=en</a>" not in text


def test_it_stays_as_it_was_when_the_rules_change(small: Small) -> None:
    at = small(pack("FJ", rule("FJ-BAN", codes=["39"], title="Plastic is banned")))
    address = kept(at, "/?q=3915&to=FJ&on=2025-02-24")
    at.desk.book.plugins = at.desk.book.plugins.__class__(
        {"FJ": pack("FJ", rule("FJ-NOTE", "notice", codes=["39"]), version="2")}, {}, {}, at.desk.book.plugins.services
    )
    at.desk.book.publish_packs(reason="the law changed", by="test")
    at.get("/?q=3915&to=FJ&on=2025-02-24")
    assert at.verdict() == "clear"

    assert "Plastic is banned" in at.get(address)
    assert at.verdict() == "prohibited"
    assert "<dd>1 <small" in at.text


def test_a_decision_that_a_broker_asked_for_is_never_read_there(reader: Reader) -> None:
    body = json.dumps({"route": {"import": "TH"}, "items": [{"commodity_code": "3915"}]}).encode()
    theirs = [reader.desk.checks.check(body, owner=owner).decision["decision_id"] for owner in (None, "user:fay", "k1")]

    for decision_id in theirs:
        text = reader.get(f"/answers/{decision_id}", 404)
        assert "No answer is kept under this address" in text and "3915" not in text


@pytest.mark.parametrize("decision_id", ["01JTEST0000000000000000000", "x", "..", "%3Cscript%3E", "1" * 300, "01jtest"])
def test_what_was_never_kept_is_not_found(reader: Reader, decision_id: str) -> None:
    reader.get(f"/answers/{decision_id}", 404)


def test_what_was_erased_is_said_to_be_gone(small: Small) -> None:
    at = small(pack("FJ", rule("FJ-BAN", codes=["39"])))
    address = kept(at, "/?q=3915&to=FJ&on=2025-02-24")
    erase(at.desk.store, EVA, address.removeprefix("/answers/"), "asked for")

    assert "This answer was erased" in at.get(address, 410)


def test_without_the_token_of_the_page_nothing_is_kept(reader: Reader) -> None:
    reader.get(ASKED)
    before = len(list(reader.desk.store.decisions(limit=100_000)))

    assert reader.client.post("/answers", data={"state": "q=3915&to=TH"}).headers["Location"] == "/?q=3915&to=TH"
    assert reader.keep(csrf="another").headers["Location"].startswith("/?")
    assert reader.keep().headers["Location"].startswith("/answers/")
    assert len(list(reader.desk.store.decisions(limit=100_000))) == before + 1


def test_a_form_of_an_earlier_session_leads_back_to_its_questions(reader: Reader) -> None:
    reader.get(ASKED)
    location = reader.keep(csrf="another").headers["Location"]
    assert location.startswith("/?q=39159010") and "f.purpose=own_production" in location


def test_another_site_keeps_nothing(reader: Reader) -> None:
    reader.get(ASKED)
    (state,) = {str(found["value"]) for _, found in reader.form.inputs if found.get("name") == "state"}
    (token,) = {str(found["value"]) for _, found in reader.form.inputs if found.get("name") == "csrf"}
    answered = reader.client.post(
        "/answers", data={"state": state, "csrf": token}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answered.status_code == 403


@pytest.mark.parametrize(
    "state", ["", "q=3915", "q=plastic&to=TH", "q=3915&to=TH&on=never", "%00=%00", "q=" + "9" * 9000]
)
def test_what_has_no_answer_is_not_kept(reader: Reader, state: str) -> None:
    reader.get(ASKED)
    before = len(list(reader.desk.store.decisions(limit=100_000)))

    assert reader.keep(state=state).status_code in (200, 422)
    assert len(list(reader.desk.store.decisions(limit=100_000))) == before


def test_an_answer_with_a_wrong_field_is_not_kept(reader: Reader) -> None:
    reader.get(ASKED)
    answered = reader.keep(state="q=4707&to=KR&on=2026-11-22&f.impurity_percent=lots")
    assert answered.status_code == 422 and 'value="lots"' in answered.text


# Who may ask


def test_where_checks_need_a_key_the_page_says_how_to_ask(keyed: Reader) -> None:
    for path in ("/", ASKED, "/goods?q=plastic"):
        text = keyed.get(path, 401)
        assert "Sign in, if you have an account" in text and 'href="/docs"' in text
        assert "<form id" not in text
    assert keyed.client.post("/answers", data={"state": "q=3915&to=TH"}).status_code in (303, 403)


def test_a_proxy_in_front_makes_everybody_a_stranger(reader: Reader) -> None:
    reader.get("/", 401, **{"X-Forwarded-For": "203.0.113.7"})


def test_a_setting_opens_the_page_to_everybody_and_only_the_page(small: Small) -> None:
    at = small(pack("FJ", rule("FJ-BAN", codes=["39"])), keys_required=True, public_page=True)
    address = kept(at, "/?q=3915&to=FJ&on=2025-02-24")

    assert "verdict prohibited" in at.get(address)
    body = {"route": {"import": "FJ"}, "items": [{"commodity_code": "3915"}]}
    assert at.client.post("/api/v1/check", json=body).status_code == 401
    assert at.client.get(f"/api/v1/decisions/{address[9:]}").status_code == 401


def test_a_key_that_may_check_opens_the_page_and_only_for_its_economies(small: Small) -> None:
    at = small(pack("FJ", rule("FJ-BAN", codes=["39"])), pack("PE"), keys_required=True)
    people = at.desk.people
    people.add_user(EVA, "fay", grants=[Grant("broker", "FJ")])
    people.add_user(EVA, "dev", grants=[Grant("viewer", EVERY)])
    secrets: dict[str, Any] = {
        name: people.add_key(EVA, "tests", grants, owner=name).secret
        for name, grants in (("fay", [Grant("broker", "FJ")]), ("dev", [Grant("viewer", EVERY)]))
    }
    fay = {"Authorization": f"Bearer {secrets['fay']}"}

    at.get("/?q=3915&to=FJ&on=2025-02-24", **fay)
    assert at.verdict() == "prohibited"
    text = at.get("/?q=3915&to=PE&on=2025-02-24", 422, **fay)
    assert "You may not ask about Peru here" in html.unescape(text)
    assert "may not check declarations" in at.get("/", 403, Authorization=f"Bearer {secrets['dev']}")
