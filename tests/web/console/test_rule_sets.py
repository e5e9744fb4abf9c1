"""The pages of rule sets: what was published, what each changed, old content again, a scheduled one taken back."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from greenlane.web.console import proving
from tests.web.console.conftest import Browser, House
from tests.web.console.test_draft_steps import hidden
from tests.web.console.test_drafts import words


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "PATIENCE", 30.0)


def published(house: House, title: str, **more: Any) -> int:
    found: int = house.published(house.approved(house.submitted(house.titled(title))), **more)["version"]
    return found


def scheduled(house: House, title: str = "Later") -> int:
    return published(house, title, effective_at=(datetime.now(UTC) + timedelta(days=9)).isoformat())


def test_every_rule_set_is_listed_with_its_state(house: House, viewer: Browser) -> None:
    published(house, "Second")
    scheduled(house)
    made = viewer.get("/console/rule-sets?format=csv").splitlines()

    assert [line.split(",")[:2] for line in made[1:]] == [["3", "scheduled"], ["2", "in force"], ["1", "past"]]
    shown = viewer.get("/console/rule-sets?state=scheduled")
    assert "/console/rule-sets/3" in shown and 'href="/console/rule-sets/1"' not in shown


def test_a_rule_set_says_where_it_comes_from_and_what_it_changed(house: House, viewer: Browser) -> None:
    number = published(house, "Second")
    shown = viewer.get(f"/console/rule-sets/{number}")

    assert "title “Second” instead of “Title of FJ-BAN”" in words(shown)
    assert re.search(r"<del[^>]*>Title of FJ-BAN</del>", shown) and "Order 7" in shown
    assert "/console/drafts/01" in shown and "sha256:" in shown
    assert "the first one: there is nothing to compare it with" in viewer.get("/console/rule-sets/1")


def test_any_two_are_compared(house: House, viewer: Browser) -> None:
    published(house, "Second")
    published(house, "Third")

    assert "“Third” instead of “Second”" in words(viewer.get("/console/rule-sets/3"))
    assert "“Third” instead of “Title of FJ-BAN”" in words(viewer.get("/console/rule-sets/3?from=1"))
    part = viewer.part("/console/rule-sets/3?from=1&q=third", "rule-set-changes")
    assert part.count("<article") == 1 and "<h1" not in part
    viewer.get("/console/rule-sets/3?from=9", 404)


def test_a_rule_set_is_had_as_a_file(house: House, viewer: Browser) -> None:
    assert "title: Title of FJ-BAN" in viewer.get("/console/rule-sets/1/export?as=yaml")
    assert viewer.client.get("/console/rule-sets/1/export?as=xlsx").data[:2] == b"PK"
    viewer.get("/console/rule-sets/1/export?as=pdf", 400)


@pytest.mark.parametrize("path", ["", "/export", "/roll-back", "/cancel"])
def test_a_number_that_is_none_is_not_found(viewer: Browser, path: str) -> None:
    for number in ("7", "0", "99999999999999999999"):
        viewer.get(f"/console/rule-sets/{number}{path}", 404)


def test_old_content_is_published_again(house: House, approver: Browser) -> None:
    published(house, "Second")
    page = approver.get("/console/rule-sets/1/roll-back")
    assert "“Title of FJ-BAN” instead of “Second”" in words(page)

    where = approver.done("/console/rule-sets/1/roll-back", {**hidden(page), "when": "now", "reason": "a mistake"})

    assert where == "/console/rule-sets/3"
    assert "Rule set 3, with the content of 1, is in force." in words(approver.get(where))
    assert house.desk.book.entries(3) == house.desk.book.entries(1)


def test_old_content_is_scheduled(house: House, approver: Browser) -> None:
    published(house, "Second")
    form = {**hidden(approver.get("/console/rule-sets/1/roll-back")), "reason": "a mistake", "when": "later"}
    wrong = approver.post("/console/rule-sets/1/roll-back", {**form, "at": "2020-01-01T00:00", "zone": "UTC"})
    assert wrong.status_code == 422 and "This has passed" in wrong.text and "a mistake</textarea>" in wrong.text

    approver.done("/console/rule-sets/1/roll-back", {**form, "at": "2099-01-01T00:00", "zone": "Asia/Seoul"})
    made = house.get("dev", "/rule-sets")["rule_sets"][0]
    assert (made["state"], made["effective_at"]) == ("scheduled", "2098-12-31T15:00:00+00:00")


def test_a_scheduled_one_is_taken_back(house: House, approver: Browser) -> None:
    number = scheduled(house)
    assert "Take it back" in approver.get(f"/console/rule-sets/{number}")
    page = approver.get(f"/console/rule-sets/{number}/cancel")
    approver.done(f"/console/rule-sets/{number}/cancel", {**hidden(page), "reason": "not yet"})

    assert house.desk.book.entries(3) == house.desk.book.entries(1)
    again = approver.post(f"/console/rule-sets/{number}/cancel", {**hidden(page), "reason": "not yet"})
    assert again.status_code == 412, "others published since"
    assert "there is nothing to take back" in approver.get(f"/console/rule-sets/{number}/cancel")


@pytest.mark.parametrize("act", ["roll-back", "cancel"])
def test_what_was_published_meanwhile_is_noticed(house: House, approver: Browser, act: str) -> None:
    published(house, "Second")
    scheduled(house)
    number = 1 if act == "roll-back" else 3
    form = hidden(approver.get(f"/console/rule-sets/{number}/{act}"))
    slip = house.edited(house.begun(), "put_entry", {"address": "FJ/documents/FJ-SLIP", "entry": {"label": "slip"}})
    house.published(house.approved(house.submitted(slip)))
    count = len(house.desk.publishing.history())

    late = approver.post(f"/console/rule-sets/{number}/{act}", {**form, "when": "now", "reason": "as I saw it"})

    assert late.status_code == 412
    assert "Others published while this page was open." in late.text
    assert "as I saw it</textarea>" in late.text or "nothing to" in late.text
    assert len(house.desk.publishing.history()) == count


def test_what_is_in_force_is_not_rolled_back_to(house: House, approver: Browser) -> None:
    assert "there is nothing to roll back to" in approver.get("/console/rule-sets/1/roll-back")
    form = {"version": "1-1", "when": "now", "reason": "x"}
    answered = approver.post("/console/rule-sets/1/roll-back", form)
    assert answered.status_code == 422 and "Nothing would change" in html.unescape(answered.text)


@pytest.mark.parametrize("act", ["roll-back", "cancel"])
def test_who_only_reads_does_nothing(house: House, viewer: Browser, act: str) -> None:
    published(house, "Second")
    scheduled(house)
    number = 1 if act == "roll-back" else 3
    assert "It takes another role: ben, chi or gus" in words(viewer.get(f"/console/rule-sets/{number}/{act}"))
    before = len(house.denials())

    answered = viewer.post(f"/console/rule-sets/{number}/{act}", {"version": "3-2", "when": "now", "reason": "x"})

    assert answered.status_code == 403 and "dev may not" in answered.text
    assert len(house.denials()) == before + 1
    assert len(house.desk.publishing.history()) == 3


def test_an_act_without_a_reason_is_refused_at_the_field(house: House, approver: Browser) -> None:
    published(house, "Second")
    page = approver.get("/console/rule-sets/1/roll-back")
    answered = approver.post("/console/rule-sets/1/roll-back", {**hidden(page), "when": "now", "reason": ""})

    assert answered.status_code == 422
    assert re.search(r'name="reason"[^>]*aria-invalid="true"', answered.text)
