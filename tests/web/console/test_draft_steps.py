"""What is done with a draft on its pages: each act with its reason, and refused at the place it was asked for."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from greenlane.core.service.worker import Worker
from greenlane.web.console import proving
from tests.core.making import charge
from tests.core.service.offices import case
from tests.web.console.conftest import Browser, House
from tests.web.console.test_drafts import at, words

DIGEST = "sha256:" + "0" * 64


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "PATIENCE", 30.0)


def hidden(page: str) -> dict[str, Any]:
    """The hidden fields of the page's form, without the token of the session."""
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page):
        if name == "key":
            found.setdefault(name, []).append(html.unescape(value))
        elif name != "csrf":
            found[name] = html.unescape(value)
    return found


def state(house: House, draft: dict[str, Any]) -> str:
    found: str = house.get("dev", f"/drafts/{draft['id']}")["state"]
    return found


# The whole way


def test_a_draft_goes_its_whole_way_by_its_pages(house: House, editor: Browser, approver: Browser) -> None:
    draft = house.rubber()
    form = hidden(editor.get(at(draft, "/lint")))
    editor.done(at(draft, "/submit"), {**form, "why": ["seen"] * len(form.get("key", [])), "reason": "gazetted"})
    assert state(house, draft) == "submitted"

    page = approver.get(at(draft, "/approve"))
    assert draft["digest"] in page and "FJ-RUBBER" in page
    approver.done(at(draft, "/approve"), {**hidden(page), "comment": "read and agreed"})
    page = approver.get(at(draft, "/publish"))
    where = approver.done(at(draft, "/publish"), {**hidden(page), "when": "now", "reason": "in force today"})

    assert where == at(draft)
    assert "Rule set 2 is in force." in words(approver.get(where))
    goods = {"date": "2025-02-24", "route": {"import": "FJ"}, "items": [{"commodity_code": "40040000"}]}
    assert house.send("fay", "POST", "/check", goods).get_json()["verdict"] == "prohibited"


# Submitted


def titled_late(house: House) -> dict[str, Any]:
    """A draft with a warning: its rule was to be reviewed before today."""
    arguments = {"id": "FJ-BAN", "set": {"review_by": "2026-11-22", "verified_on": "2026-11-01", "title": "Late"}}
    return house.edited(house.begun(), "change_rule", arguments)


def test_a_warning_wants_its_reason_and_the_others_that_were_typed_stay(house: House, editor: Browser) -> None:
    draft = titled_late(house)
    form = hidden(editor.get(at(draft, "/submit")))
    assert any(key.startswith("review-passed FJ/rules/FJ-BAN") for key in form["key"])

    answered = editor.post(at(draft, "/submit"), {**form, "why": [""] * len(form["key"]), "reason": "now <b>"})
    assert answered.status_code == 422
    assert "Say why this is accepted." in answered.text and "now &lt;b&gt;" in answered.text
    assert state(house, draft) == "open"

    editor.done(at(draft, "/submit"), {**form, "why": ["law:\r\nunchanged"] * len(form["key"]), "reason": "now"})
    shown = editor.get(at(draft, "/lint"))
    assert "law: unchanged" in shown, "what was accepted stands at its warning"


def test_what_blocks_is_named_and_nothing_is_submitted(house: House, editor: Browser) -> None:
    draft = house.edited(house.begun(), "change_rule", {"id": "FJ-BAN", "set": {"codes": ["38"]}})
    page = editor.get(at(draft, "/submit"))
    assert "Mend what keeps it from being submitted first." in page and "plastic is banned" in page

    answered = editor.post(at(draft, "/submit"), {"version": draft["version"], "reason": "go"})
    assert answered.status_code == 422
    assert "wanting" in answered.text and "plastic is banned" in answered.text
    assert state(house, draft) == "open"


def test_a_submission_without_a_reason_is_refused_at_the_field(house: House, editor: Browser) -> None:
    draft = house.rubber()
    answered = editor.post(at(draft, "/submit"), {"version": draft["version"], "reason": " "})

    assert answered.status_code == 422
    assert re.search(r'name="reason"[^>]*aria-invalid="true"', answered.text)


# Stale


@pytest.mark.parametrize(("step", "word", "who"), [
    ("undo", "reason", "ana"), ("withdraw", "reason", "ana"), ("submit", "reason", "ana"),
])  # fmt: skip
def test_an_edit_meanwhile_is_shown_and_what_was_typed_is_kept(house: House, step: str, word: str, who: str) -> None:
    draft = house.rubber()
    browser = house.browser(who)
    form = hidden(browser.get(at(draft, f"/{step}")))
    house.edited(draft, "change_rule", {"id": "FJ-BAN", "set": {"title": "By Chi"}}, "chi")

    late = browser.post(at(draft, f"/{step}"), {**form, word: "as I saw it"})

    assert late.status_code == 412
    assert "moved on" in late.text and "Revision 7, chi" in words(late.text) and "By Chi" in late.text
    assert "as I saw it</textarea>" in late.text
    assert state(house, draft) == "open"
    now = hidden(late.text)
    assert now["version"] != form["version"]
    reasons = {"why": ["seen"] * len(now["key"])} if "key" in now else {}
    browser.done(at(draft, f"/{step}"), {**now, **reasons, word: "still"})


def test_an_approval_of_what_was_edited_meanwhile_is_none(house: House, approver: Browser) -> None:
    draft = house.submitted(house.rubber())
    form = hidden(approver.get(at(draft, "/approve")))
    again = house.submitted(house.edited(draft, "change_rule", {"id": "FJ-BAN", "set": {"title": "By Chi"}}, "chi"))

    late = approver.post(at(draft, "/approve"), {**form, "comment": "agreed"})
    assert late.status_code == 412 and "By Chi" in late.text and "agreed</textarea>" in late.text
    assert state(house, draft) == "submitted"
    assert hidden(late.text)["digest"] == again["digest"] != form["digest"]
    # Whoever sends the new version with the old digest approves nothing either.
    forged = approver.post(at(draft, "/approve"), {**form, "version": again["version"], "comment": "agreed"})
    assert forged.status_code == 409 and "digest" in forged.text
    approver.done(at(draft, "/approve"), {**hidden(late.text), "comment": "agreed"})


# Who may


def test_nobody_approves_what_they_edited(house: House) -> None:
    draft = house.submitted(house.rubber("chi"), "chi")
    chi = house.browser("chi")
    assert 'name="comment"' not in chi.get(at(draft, "/approve"))

    answered = chi.post(at(draft, "/approve"), {"version": draft["version"], "digest": draft["digest"], "comment": "x"})

    assert answered.status_code == 409
    assert "another person has to approve it" in answered.text
    assert state(house, draft) == "submitted"


@pytest.mark.parametrize("step", ["undo", "withdraw", "approve", "return", "publish", "submit", "rebase"])
def test_who_only_reads_does_nothing_and_it_is_noted(house: House, viewer: Browser, step: str) -> None:
    draft = house.rubber()
    before = len(house.denials())
    form = {"version": draft["version"], "digest": draft["digest"], "reason": "x", "comment": "x"}
    answered = viewer.post(at(draft, f"/{step}"), form)

    assert answered.status_code == 403
    assert "dev may not" in answered.text
    assert len(house.denials()) == before + 1
    assert state(house, draft) == "open"


def test_a_form_without_its_token_does_nothing(house: House, editor: Browser) -> None:
    draft = house.rubber()
    answered = editor.client.post(at(draft, "/withdraw"), data={"version": draft["version"], "reason": "x"})

    assert answered.status_code in (303, 403)
    assert state(house, draft) == "open"


# Back, undone, withdrawn


def test_a_draft_is_sent_back_with_what_is_to_be_done(house: House, editor: Browser, approver: Browser) -> None:
    draft = house.submitted(house.rubber())
    answered = approver.post(at(draft, "/return"), {"version": draft["version"], "comment": ""})
    assert answered.status_code == 422 and re.search(r'name="comment"[^>]*aria-invalid', answered.text)

    approver.done(at(draft, "/return"), {"version": draft["version"], "comment": "heading 3915 only"})
    assert state(house, draft) == "open"
    assert "heading 3915 only" in editor.get(at(draft, "/discussion"))


def test_the_last_edit_is_taken_back(house: House, editor: Browser) -> None:
    draft = house.titled("Wrong")
    page = editor.get(at(draft, "/undo"))
    assert "Wrong" in page, "what would be taken back is shown"

    editor.done(at(draft, "/undo"), {**hidden(page), "reason": "typed into the wrong draft"})
    assert "Nothing is changed yet." in words(editor.get(at(draft, "/changes")))
    answered = editor.post(at(draft, "/undo"), {**hidden(editor.get(at(draft, "/undo"))), "reason": "more"})
    assert answered.status_code == 422 and "no edit to take back" in answered.text


def test_a_draft_is_withdrawn_and_offers_nothing_more(house: House, editor: Browser) -> None:
    draft = house.titled()
    editor.done(at(draft, "/withdraw"), {**hidden(editor.get(at(draft, "/withdraw"))), "reason": "not needed"})

    shown = editor.get(at(draft))
    assert "It was given up; it stays readable." in shown
    for step in ("undo", "submit", "withdraw"):
        assert f'href="{at(draft)}/{step}"' not in shown
        assert "this cannot be done with it" in editor.get(at(draft, f"/{step}")) or step == "submit"


# Published


def approved(house: House) -> dict[str, Any]:
    return house.approved(house.submitted(house.rubber()))


def test_a_draft_is_scheduled_in_a_named_time_zone(house: House, approver: Browser) -> None:
    draft = approved(house)
    day = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    form = {**hidden(approver.get(at(draft, "/publish"))), "when": "later", "reason": "Order 7"}
    approver.done(at(draft, "/publish"), {**form, "at": f"{day}T00:00", "zone": "Asia/Seoul"})

    made = house.get("dev", "/rule-sets")["rule_sets"][0]
    assert made["state"] == "scheduled"
    assert datetime.fromisoformat(made["effective_at"]) == datetime.fromisoformat(f"{day}T00:00:00+09:00")


@pytest.mark.parametrize(("at_", "zone", "where", "said"), [
    ("2020-01-01T00:00", "UTC", "f-at", "This has passed"),
    ("", "UTC", "f-at", "Say a day and a time"),
    ("tomorrow", "UTC", "f-at", "Say a day and a time"),
    ("2099-01-01T00:00", "Mars/Olympus", "f-zone", "is no time zone"),
    ("2099-01-01T00:00+01:00", "UTC", "f-at", "Leave the offset out"),
])  # fmt: skip
def test_an_instant_that_is_none_is_refused_at_its_field(
    house: House, approver: Browser, at_: str, zone: str, where: str, said: str
) -> None:
    draft = approved(house)
    form = {**hidden(approver.get(at(draft, "/publish"))), "when": "later", "reason": "Order 7"}
    answered = approver.post(at(draft, "/publish"), {**form, "at": at_, "zone": zone})

    assert answered.status_code == 422
    assert re.search(rf'id="{where}-error">[^<]*{said}', html.unescape(answered.text))
    assert "Order 7</textarea>" in answered.text
    assert len(house.get("dev", "/rule-sets")["rule_sets"]) == 1


def test_what_is_not_approved_is_not_published(house: House, approver: Browser) -> None:
    draft = house.submitted(house.rubber())
    form = {"version": draft["version"], "digest": draft["digest"], "when": "now", "reason": "x"}
    answered = approver.post(at(draft, "/publish"), form)

    assert answered.status_code == 409 and "not approved" in answered.text


# Discussion


def test_who_reads_may_speak_and_nothing_is_run(house: House, viewer: Browser) -> None:
    draft = house.titled()
    viewer.done(at(draft, "/comment"), {"text": "<script>alert(1)</script>\r\nwhy?"})
    shown = viewer.get(at(draft, "/discussion"))

    assert "&lt;script&gt;alert(1)&lt;/script&gt;\nwhy?" in shown
    assert "<script>alert" not in shown
    assert 'Discussion <span class="count">1</span>' in shown
    for text in ("", "x" * 4001):
        answered = viewer.post(at(draft, "/comment"), {"text": text})
        assert answered.status_code == 422
        assert 'aria-invalid="true"' in answered.text and f"{text}</textarea>" in answered.text


# Conflicts


def conflicting(house: House) -> dict[str, Any]:
    """A draft that changes a title which was published otherwise since."""
    draft = house.titled("Ours")
    house.published(house.approved(house.submitted(house.titled("Theirs", "chi"), "chi")))
    return draft


def test_conflicts_stand_side_by_side_and_keep_a_draft_from_being_submitted(house: House, editor: Browser) -> None:
    draft = conflicting(house)
    shown = editor.get(at(draft, "/conflicts"))

    for text in ("title: Title of FJ-BAN", "title: Theirs", "title: Ours"):
        assert text in shown
    assert "Settle 1 conflict with what is in force." in words(editor.get(at(draft)))
    answered = editor.post(at(draft, "/submit"), {"version": draft["version"], "reason": "go"})
    assert answered.status_code == 409 and at(draft, "/conflicts") in answered.text


@pytest.mark.parametrize(("take", "title"), [("theirs", "Theirs"), ("ours", "Ours"), ("entry", "Both")])
def test_a_conflict_is_settled_as_chosen(house: House, editor: Browser, take: str, title: str) -> None:
    draft = conflicting(house)
    form = hidden(editor.get(at(draft, "/conflicts")))
    entry = dict(house.desk.book.entries(2)["FJ/rules/FJ-BAN"]) | {"title": "Both"}
    typed = "".join(f"{name}: {value!r}\n" for name, value in entry.items())
    editor.done(at(draft, "/rebase"), {**form, "take-1": take, "entry-1": typed, "reason": "as agreed"})

    made = house.desk.drafts.get(draft["id"])
    assert made.base == 2
    assert made.entries["FJ/rules/FJ-BAN"]["title"] == title


@pytest.mark.parametrize(("typed", "said"), [
    ({"take-1": ""}, "Choose which it shall be."),
    ({"take-1": "entry", "entry-1": "title: ["}, "line:2: not YAML"),
    ({"take-1": "entry", "entry-1": "just text"}, "Write the fields of the entry"),
])  # fmt: skip
def test_a_choice_that_is_none_is_refused_at_its_conflict(
    house: House, editor: Browser, typed: dict[str, str], said: str
) -> None:
    draft = conflicting(house)
    form = hidden(editor.get(at(draft, "/conflicts")))
    answered = editor.post(at(draft, "/rebase"), {**form, **typed, "reason": "kept <this>"})

    assert answered.status_code == 422
    assert said in html.unescape(answered.text) and "kept &lt;this&gt;" in answered.text
    assert not typed.get("entry-1") or html.escape(typed["entry-1"]) in answered.text
    assert house.desk.drafts.get(draft["id"]).base == 1


def test_an_entry_that_is_no_rule_is_refused(house: House, editor: Browser) -> None:
    draft = conflicting(house)
    form = hidden(editor.get(at(draft, "/conflicts")))
    answered = editor.post(at(draft, "/rebase"), {**form, "take-1": "entry", "entry-1": "title: Half", "reason": "x"})

    assert answered.status_code == 422
    assert "/kind: required field" in answered.text and "title: Half</textarea>" in answered.text.replace("\n</", "</")


def test_a_draft_without_conflicts_is_brought_up(house: House, editor: Browser) -> None:
    draft = house.edited(house.begun(), "put_entry", {"address": "FJ/documents/FJ-SLIP", "entry": {"label": "slip"}})
    house.published(house.approved(house.submitted(house.titled("Theirs", "chi"), "chi")))
    assert "Bring up to rule set 2" in editor.get(at(draft))

    page = editor.get(at(draft, "/conflicts"))
    assert "nothing that it changed is changed in this draft" in page
    editor.done(at(draft, "/rebase"), {**hidden(page), "reason": "to go on"})
    assert house.desk.drafts.get(draft["id"]).base == 2
    assert "nothing to settle" in editor.get(at(draft, "/conflicts"))


# Impact


def worked(house: House) -> None:
    """Do the jobs that wait, as a worker does."""
    worker = Worker(house.desk.jobs)
    while worker.once():
        pass


def decided(house: House) -> str:
    """A decision on rubber waste; its id."""
    goods = {"date": "2025-02-24", "route": {"import": "FJ"}, "items": [{"commodity_code": "40040000"}]}
    found: str = house.send("fay", "POST", "/check", goods).get_json()["decision_id"]
    return found


def span() -> dict[str, str]:
    today = datetime.now(UTC).date()
    return {"since": (today - timedelta(days=1)).isoformat(), "until": today.isoformat()}


def test_an_impact_is_started_followed_and_read(house: House, viewer: Browser) -> None:
    decision = decided(house)
    draft = house.rubber()
    where = viewer.done(at(draft, "/impact"), span())

    waiting = viewer.get(where)
    assert 'hx-trigger="load delay:1s"' in waiting and "<progress" in waiting and "Look again" in waiting
    part = viewer.part(where, "draft-impact")
    assert part.strip().startswith('<section id="draft-impact"') and "<form" not in part, "no field loses focus"
    worked(house)

    shown = viewer.get(where)
    told = words(shown)
    assert "hx-trigger" not in shown[shown.index('id="draft-impact"') : shown.index("</section>")]
    assert "1 decisions with another verdict" in told and "1 of 1 decisions replayed" in told
    assert f"/console/decisions/{decision}" in shown and "1 are there now" in told
    assert re.search(r'data-label="Before"><span class="badge clear">clear', shown)
    made = viewer.get(f"{where}&format=csv&table=impact-flips")
    assert "decisions,clear,prohibited,1" in made


def test_an_impact_of_another_content_says_so(house: House, viewer: Browser) -> None:
    decided(house)
    draft = house.rubber()
    where = viewer.done(at(draft, "/impact"), span())
    worked(house)
    assert "The draft was edited since" not in viewer.get(where)
    house.edited(draft, "change_rule", {"id": "FJ-BAN", "set": {"title": "New"}})
    assert "The draft was edited since" in viewer.get(where)


def test_money_is_told_by_currency(house: House, viewer: Browser) -> None:
    goods = {
        "date": "2025-02-24",
        "route": {"import": "FJ"},
        "items": [{"commodity_code": "41010000", "value": {"amount": "200", "currency": "EUR", "basis": "CIF"}}],
    }
    duty = charge("FJ-DUTY", {"base": "value", "percent": "5"}, codes=["41"], valid={"from": "2020-01-01"})
    standing = house.edited(house.begun(), "add_rule", {"rule": duty})
    for name, code, hits in (("leather", "41010000", ["FJ-DUTY"]), ("timber", "44010000", [])):
        one = case(name, code, hits, [] if hits else ["FJ-DUTY"], "clear")
        one["declaration"]["items"][0]["value"] = goods["items"][0]["value"]
        standing = house.edited(standing, "put_case", {"economy": "FJ", "case": one})
    house.published(house.approved(house.submitted(standing)))
    assert house.send("fay", "POST", "/check", goods).status_code == 200
    dearer = {"kind": "duty", "base": "value", "percent": "10"}
    draft = house.edited(house.begun(), "change_rule", {"id": "FJ-DUTY", "set": {"charge": dearer}})
    where = viewer.done(at(draft, "/impact"), span())
    worked(house)

    made = viewer.get(f"{where}&format=csv&table=impact-money").splitlines()
    assert made[1].startswith("FJ,duty,EUR,1,10")
    assert re.search(r'data-label="Raised" class="number">10', viewer.get(where))


@pytest.mark.parametrize(("typed", "where"), [
    ({"since": "", "until": "2026-01-01"}, "f-since"),
    ({"since": "2026-13-01", "until": "2026-01-01"}, "f-since"),
    ({"since": "2026-01-02", "until": "2026-01-01"}, "f-until"),
])  # fmt: skip
def test_a_span_that_is_none_is_refused_at_its_field(
    house: House, viewer: Browser, typed: dict[str, str], where: str
) -> None:
    draft = house.rubber()
    answered = viewer.post(at(draft, "/impact"), typed)

    assert answered.status_code == 422
    assert re.search(rf'id="{where}"[^>]*aria-invalid="true"', answered.text)
    assert f'value="{typed["until"]}"' in answered.text
    assert list(house.desk.store.jobs.list(limit=10)) == []


def test_an_impact_is_called_off_by_who_asked_for_it(house: House, viewer: Browser, editor: Browser) -> None:
    draft = house.rubber()
    where = viewer.done(at(draft, "/impact"), span())
    job = where.rpartition("=")[2]
    assert "Call it off" in viewer.get(where) and "Call it off" not in editor.get(where)
    assert editor.post(at(draft, f"/impact/{job}/cancel"), {}).status_code == 403
    viewer.done(at(draft, f"/impact/{job}/cancel"), {})
    assert "The impact was called off." in viewer.get(where)


def test_another_drafts_impact_is_not_found_here(house: House, viewer: Browser) -> None:
    one, two = house.titled("One"), house.titled("Two")
    job = viewer.done(at(one, "/impact"), span()).rpartition("=")[2]

    viewer.get(at(two, f"/impact?job={job}"), 404)
    viewer.get(at(two, "/impact?job=x"), 404)


# A session that ends


@pytest.mark.parametrize(("page", "to", "typed", "shown"), [
    ("/withdraw", "/withdraw", {"reason": "not needed <now>"}, "not needed &lt;now&gt;</textarea>"),
    ("/discussion", "/comment", {"text": "a long thought"}, "a long thought</textarea>"),
    ("/lint", "/submit", {"reason": "gazetted", "why": "unchanged"}, "unchanged</textarea>"),
])  # fmt: skip
def test_what_was_typed_when_a_session_ended_is_in_the_form_after_signing_in(
    house: House, page: str, to: str, typed: dict[str, str], shown: str
) -> None:
    draft = titled_late(house)
    browser = house.browser("ana")
    form = {**hidden(browser.get(at(draft, page))), **typed}
    token = browser.csrf()
    ana = house.desk.people.actor_of_key(house.keys["ana"])
    assert ana is not None
    for session in house.desk.people.sessions(ana):
        house.desk.people.end_session(ana, session.session_id)
    came = {"Referer": f"http://localhost{at(draft, page)}"}
    lost = browser.client.post(at(draft, to), data={**form, "csrf": token}, headers=came)
    assert lost.status_code == 401 and state(house, draft) == "open"

    again = hidden(lost.text)
    back = browser.sign_in("ana", next=again["next"], kept=again["kept"])
    assert back.headers["Location"] == f"{at(draft, page)}?kept=1"
    assert shown in browser.get(back.headers["Location"])
