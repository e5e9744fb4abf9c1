"""The pages of drafts: found, begun, read from every side, at addresses that say what is shown."""

from __future__ import annotations

import html
import io
import re
import threading
from typing import Any

import pytest

from greenlane.core.store import StoreUnavailable
from greenlane.web.console import proving
from tests.core.making import rule
from tests.core.service.offices import fiji
from tests.web.console.conftest import Browser, House

NOWHERE = "01JMTPVBWZ9S2CJ4S4E1S1T1N2"
TABS = ("", "/changes", "/lint", "/cases", "/probes", "/impact", "/discussion", "/conflicts")
STEPS = ("/undo", "/submit", "/approve", "/return", "/publish", "/withdraw", "/import")


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages wait for what they show: how they do without is looked at in its own tests."""
    monkeypatch.setattr(proving, "PATIENCE", 30.0)


def words(page: str) -> str:
    """The text of a page, as it is read."""
    body = re.sub(r"(?s)<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", page)
    return " ".join(html.unescape(body).split())


def at(draft: dict[str, Any], more: str = "") -> str:
    return f"/console/drafts/{draft['id']}{more}"


# The list


def test_drafts_are_listed_with_their_state_and_found_by_it(house: House, viewer: Browser) -> None:
    one, two = house.titled("Plastic scrap"), house.submitted(house.rubber())

    links = set(re.findall(r'<a href="/console/drafts/[^"]+">([^<]+)<', viewer.get("/console/drafts")))
    assert {"Title Plastic scrap", "Rubber"} <= links
    shown = viewer.get("/console/drafts?state=submitted")
    assert two["id"] in shown and one["id"] not in shown
    shown = viewer.get("/console/drafts?q=plastic%20SCRAP")
    assert one["id"] in shown and two["id"] not in shown
    assert two["id"] in viewer.get("/console/drafts?q=FJ-RUBBER"), "by what it changes"
    assert one["id"] in viewer.get("/console/drafts?economy=FJ&by=ana")
    assert one["id"] not in viewer.get("/console/drafts?economy=PE")
    assert "No draft fits." in viewer.get("/console/drafts?by=nobody")


def test_htmx_gets_the_list_alone(house: House, viewer: Browser) -> None:
    house.titled()
    part = viewer.part("/console/drafts?q=title", "drafts")

    assert part.strip().startswith('<section class="listing" id="drafts"') and "<h1" not in part


def test_the_list_is_had_as_a_file(house: House, viewer: Browser) -> None:
    house.titled("=1+1")
    made = viewer.get("/console/drafts?format=csv")

    assert made.splitlines()[0].startswith("Draft,State,Economies")
    assert "Title =1+1,open,FJ,1,1,ana" in made


def test_only_who_edits_is_offered_to_begin_one(editor: Browser, viewer: Browser) -> None:
    assert "/console/drafts/new" in editor.get("/console/drafts")
    assert "/console/drafts/new" not in viewer.get("/console/drafts")
    viewer.get("/console/drafts/new", 403)
    assert viewer.post("/console/drafts", {"title": "x", "reason": "y"}).status_code == 403


def test_who_reads_no_drafts_sees_none(house: House) -> None:
    draft = house.titled()
    broker = house.browser("fay")
    for path in ("/console/drafts", at(draft), at(draft, "/lint")):
        broker.get(path, 403)


# Begun


def test_a_draft_is_begun(house: House, editor: Browser) -> None:
    where = editor.done("/console/drafts", {"title": "Tyres", "reason": "Order 8"})

    shown = words(editor.get(where))
    assert "The draft “Tyres” is begun." in shown
    assert "Nothing is changed yet." in shown and "Order 8" in shown
    assert "is begun" not in words(editor.get(where)), "said once"


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(editor: Browser) -> None:
    answered = editor.post("/console/drafts", {"title": "", "reason": "Order <8>"})

    assert answered.status_code == 422
    assert "Order &lt;8&gt;" in answered.text
    assert re.search(r'id="begin-name"[^>]*aria-invalid="true"', answered.text)
    assert not re.search(r'id="begin-reason"[^>]*aria-invalid', answered.text)


def test_a_file_becomes_a_draft(house: House, editor: Browser) -> None:
    content = b"economy: FJ\ndocuments:\n  FJ-SLIP: {label: slip}\n"
    form = {"title": "Slips", "reason": "the list", "mode": "add", "file": (io.BytesIO(content), "slips.yaml")}
    where = editor.done("/console/drafts/import", form)

    shown = words(editor.get(where))
    assert "slips.yaml is taken in: 1 entries change." in shown and "Document FJ-SLIP “slip” is added" in shown


def test_what_is_wrong_in_a_file_is_said_at_its_line(house: House, editor: Browser) -> None:
    content = b"economy: FJ\ndocuments:\n  FJ-SLIP: {lable: slip}\n"
    form = {"title": "Slips", "reason": "the list", "mode": "add", "file": (io.BytesIO(content), "slips.yaml")}
    answered = editor.post("/console/drafts/import", form)

    assert answered.status_code == 422
    assert "slips.yaml:3" in answered.text and "lable" in answered.text
    assert 'value="Slips"' in answered.text and "Choose the file again" not in words(answered.text)
    assert house.get("ana", "/drafts")["drafts"] == []


@pytest.mark.parametrize(("file", "said"), [
    ((io.BytesIO(b""), "a.yaml"), "a.yaml is empty."),
    ((io.BytesIO(b"x"), "a.pdf"), "its name ends in .yaml or .xlsx"),
    (None, "Choose a file, or write YAML beneath."),
])  # fmt: skip
def test_what_is_no_file_is_refused(editor: Browser, file: Any, said: str) -> None:
    form = {"title": "x", "reason": "y", **({"file": file} if file else {})}
    answered = editor.post("/console/drafts/import", form)

    assert answered.status_code == 422 and said in html.unescape(answered.text)


def test_yaml_that_was_typed_is_taken_in_and_kept_where_it_is_wrong(editor: Browser) -> None:
    typed = "economy: FJ\ndocuments:\n  FJ-SLIP: {label: slip}\n"
    assert editor.done("/console/drafts/import", {"title": "x", "reason": "y", "mode": "add", "text": typed})
    answered = editor.post("/console/drafts/import", {"title": "x", "reason": "y", "text": "economy: ["})
    assert answered.status_code == 422 and "economy: [</textarea>" in answered.text


def test_a_file_goes_into_a_draft_that_is_there_and_not_into_one_that_moved_on(house: House, editor: Browser) -> None:
    draft = house.titled()
    typed = {"text": "economy: FJ\ndocuments:\n  FJ-SLIP: {label: slip}\n", "mode": "add", "reason": "the list"}
    house.edited(draft, "change_rule", {"id": "FJ-BAN", "set": {"remedy": "Another."}}, "chi")

    late = editor.post(at(draft, "/import"), {**typed, "version": draft["version"]})
    assert late.status_code == 412
    assert "moved on" in late.text and "FJ-SLIP: {label: slip}" in late.text and "chi" in late.text
    version = re.search(r'name="version" value="([^"]+)"', late.text)
    assert version
    editor.done(at(draft, "/import"), {**typed, "version": version.group(1)})
    assert house.get("ana", at(draft).replace("/console", ""))["changed"] == 2


def test_new_packs_become_a_draft_with_what_is_to_be_settled(house: House, editor: Browser) -> None:
    assert "Every installed pack is taken in." in editor.get("/console/drafts/new")
    house.published(house.approved(house.submitted(house.titled("Ours"))))
    pack = fiji(version="2")
    pack["rules"][0]["title"] = "Theirs"
    house.install(pack)
    house.desk.book._untaken = None

    assert "FJ 2" in editor.get("/console/drafts/new")
    where = editor.done("/console/drafts/upgrade", {"economies": "FJ", "reason": "November"})
    assert where.endswith("/conflicts")
    shown = editor.get(where)
    assert "title: Ours" in shown and "title: Theirs" in shown
    refused = editor.post("/console/drafts/upgrade", {"economies": "PE", "reason": "November"})
    assert refused.status_code == 422 and "taken in already" in refused.text


# One draft


@pytest.mark.parametrize("name", ["ana", "ben", "dev", "eva", "gus"])
def test_every_page_of_a_draft_is_there_for_who_reads_it(house: House, name: str) -> None:
    draft = house.titled()
    browser = house.browser(name)
    for tab in (*TABS, *STEPS):
        page = browser.get(at(draft, tab))
        assert len(re.findall(r"<h1[ >]", page)) == 1, tab
        assert "Title Plastic scrap" in page


@pytest.mark.parametrize("tab", [*TABS, *STEPS, "/export"])
def test_a_draft_that_is_not_there_is_not_found(viewer: Browser, tab: str) -> None:
    viewer.get(f"/console/drafts/{NOWHERE}{tab}", 404)


def test_the_overview_says_what_is_next_and_who_can_do_it(house: House, editor: Browser, approver: Browser) -> None:
    draft = house.rubber()
    shown = words(editor.get(at(draft)))
    assert "Submit it once lint and cases are in order. Who can: ana or chi." in shown
    assert "Submit for approval: It takes another role: ana or chi." in words(approver.get(at(draft)))

    draft = house.submitted(draft)
    shown = words(editor.get(at(draft)))
    assert "approves it, or sends it back. Who can: ben or chi." in shown
    assert "Approve: It takes another role: ben or chi." in shown
    assert f'href="{at(draft, "/approve")}"' not in editor.get(at(draft))
    assert f'href="{at(draft, "/approve")}"' in approver.get(at(draft))

    draft = house.approved(draft)
    assert "Publish it, at once or for a day to come. Who can: ben or chi." in words(editor.get(at(draft)))
    number = house.published(draft)["version"]
    assert f"It is published as rule set {number}." in words(editor.get(at(draft)))


def test_who_edited_is_told_that_another_person_approves(house: House) -> None:
    draft = house.submitted(house.rubber("chi"), "chi")
    shown = house.browser("chi").get(at(draft))

    assert "You edited this draft: another person approves it (ben)." in words(shown)
    assert f'href="{at(draft, "/approve")}"' not in shown
    assert "You edited this draft" in words(house.browser("chi").get(at(draft, "/approve")))


def test_the_history_tells_edits_and_what_was_said_the_last_first(house: House, viewer: Browser) -> None:
    draft = house.submitted(house.titled())
    house.done("dev", "POST", f"/drafts/{draft['id']}/comments", {"text": "why <b>scrap</b>?"}, status=201)
    shown = viewer.get(at(draft))

    assert "&lt;b&gt;scrap" in shown and "<b>scrap" not in shown
    listed = words(shown[shown.index("What happened") :])
    assert listed.index("dev said") < listed.index("ana submitted it") < listed.index("ana edited it: change rule")
    assert listed.index("ana edited it: change rule") < listed.index("ana began it")


def test_changes_are_told_in_words_and_side_by_side(house: House, editor: Browser, viewer: Browser) -> None:
    draft = house.titled("Scrap & <waste>")
    shown = editor.get(at(draft, "/changes"))

    assert "<waste>" not in shown
    assert "title “Scrap & <waste>” instead of “Title of FJ-BAN”" in words(shown)
    assert re.search(r"<del[^>]*>Title of FJ-BAN</del>", shown)
    assert re.search(r"<ins[^>]*>Scrap &amp; &lt;waste&gt;</ins>", shown)
    assert f'href="{at(draft, "/rules/FJ-BAN")}"' in shown
    assert f'href="{at(draft, "/rules/FJ-BAN")}"' not in viewer.get(at(draft, "/changes")), "nothing to edit for them"


def test_a_long_list_of_codes_shows_what_came_and_went(house: House, viewer: Browser) -> None:
    draft = house.edited(house.begun(), "change_rule", {"id": "FJ-BAN", "set": {"codes": ["39", "40"]}})
    shown = viewer.get(at(draft, "/changes"))

    assert re.search(r"<ins[^>]*>40</ins>", shown) and "1 as before" in shown
    assert not re.search(r"<(ins|del)[^>]*>39<", shown)


def test_what_one_edit_changed_has_its_own_address(house: House, viewer: Browser) -> None:
    draft = house.edited(house.titled("One"), "change_rule", {"id": "FJ-BAN", "set": {"remedy": "Two."}})
    second = words(viewer.get(at(draft, "/changes?edit=2")))

    assert "What revision 2 changed" in second and "“One”" in second and "Two." not in second
    for wrong in ("4", "0", "x", "99999999999"):
        viewer.get(at(draft, f"/changes?edit={wrong}"), 404)


def test_changes_are_searched(house: House, viewer: Browser) -> None:
    draft = house.rubber()
    part = viewer.part(at(draft, "/changes?q=paper"), "draft-changes")

    assert part.count("<article") == 2 and 'id="draft-changes"' in part
    assert "No change fits." in viewer.get(at(draft, "/changes?q=nothing-of-this"))


def test_lint_says_what_blocks_and_what_wants_a_reason(house: House, editor: Browser, viewer: Browser) -> None:
    draft = house.edited(house.begun(), "add_rule", {"rule": rule("FJ-TYRES", codes=["4012"], review_by="2020-01-01")})
    shown = editor.get(at(draft, "/lint"))

    told = words(shown)
    assert "What keeps it from being submitted" in told and "no-hitting-case" in told
    assert "What wants a word of reason" in told and "review-passed" in told
    assert f'href="{at(draft, "/rules/FJ-TYRES")}"' in shown
    assert 'name="why"' in shown and 'name="why"' not in viewer.get(at(draft, "/lint"))
    assert "Mend what keeps it from being submitted first." in told


def test_of_much_that_blocks_the_first_hundred_stand_there(house: House, viewer: Browser) -> None:
    draft = house.begun()
    for number in range(60):
        draft = house.edited(draft, "add_rule", {"rule": rule(f"FJ-N{number}", codes=[f"40{number + 10}"])})
    shown = viewer.get(at(draft, "/lint"))

    assert shown.count('<span class="badge bad">') == 100
    assert re.search(r"And \d+ more, which stand here when these are mended.", words(shown))


def test_failing_cases_come_first(house: House, viewer: Browser) -> None:
    draft = house.edited(house.begun(), "change_rule", {"id": "FJ-BAN", "set": {"codes": ["38"]}})
    shown = words(viewer.get(at(draft, "/cases")))

    assert "1 of 2 cases fail" in shown
    assert shown.index("plastic is banned") < shown.index("rubber is not")
    assert "rubber is not" not in viewer.get(at(draft, "/cases?only=failing"))
    made = viewer.get(at(draft, "/cases?format=csv"))
    assert made.splitlines()[1].startswith("fails,plastic is banned,FJ")
    assert "FJ-BAN" in viewer.get(at(draft, "/cases?format=csv&table=draft-coverage"))


def test_probes_show_both_answers_and_the_declaration(house: House, viewer: Browser) -> None:
    draft = house.edited(house.begun(), "close_rule", {"id": "FJ-BAN", "on": "2027-06-30"})
    shown = viewer.get(at(draft, "/probes"))

    assert "are answered differently" in words(shown)
    numbers = re.findall(r"probes\?probe=(\d+)", shown)
    one = viewer.get(at(draft, f"/probes?probe={numbers[0]}"))
    assert "The declaration" in one and "commodity_code:" in one
    form = dict(re.findall(r'<input type="hidden" name="(by|declaration)" value="([^"]*)"', one))
    tried = viewer.post("/console/try", {name: html.unescape(value) for name, value in form.items()})
    assert tried.status_code == 200 and draft["id"] in tried.text
    viewer.get(at(draft, "/probes?probe=999"), 404)


def test_a_draft_that_makes_no_rule_set_says_so_in_the_place_of_its_proofs(house: House, viewer: Browser) -> None:
    draft = house.rubber()
    store = house.desk.drafts
    broken = dict(store.get(draft["id"]).patch)
    # No edit leaves a fault behind; what was stored before a rule of the format changed may hold one.
    broken["FJ/rules/FJ-RUBBER"] = {**broken["FJ/rules/FJ-RUBBER"], "flows": ["sideways"]}
    one = store.get(draft["id"])
    actor = house.desk.people.actor_of_key(house.keys["ana"])
    assert actor is not None
    store._save(actor, one, "import", "x", [], one.base, {"entries": broken, "unresolved": [], "packs": {}})

    for tab in ("/cases", "/probes"):
        assert "cannot be worked out" in viewer.get(at(draft, tab))
    assert "sideways" in viewer.get(at(draft, "/lint"))


def test_a_draft_is_had_as_a_file(house: House, viewer: Browser) -> None:
    draft = house.titled("Scrap")
    assert "title: Scrap" in viewer.get(at(draft, "/export?as=yaml"))
    assert viewer.client.get(at(draft, "/export?as=xlsx")).data[:2] == b"PK"
    viewer.get(at(draft, "/export?as=pdf"), 400)


# What takes longer than a page may


@pytest.mark.parametrize(("tab", "target"), [
    ("/lint", "draft-lint"), ("/cases", "draft-cases"), ("/probes", "draft-probes"), ("", "draft-ready"),
    ("/changes", "draft-changes"), ("/publish", "step-changes"), ("/submit", "draft-lint"),
])  # fmt: skip
def test_what_takes_long_is_asked_for_again_until_it_is_there(
    house: House, viewer: Browser, tab: str, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = house.rubber()
    monkeypatch.setattr(proving, "PATIENCE", 0.0)
    made = proving.Proving(house.desk)
    held = made._turn
    monkeypatch.setattr(proving.proving_of(house.desk), "_turn", held)
    for _ in range(proving.ABREAST):
        held.acquire()
    waiting = viewer.get(at(draft, tab))
    assert f'<div id="{target}" hx-get="{at(draft, tab)}" hx-trigger="load delay:1s"' in waiting
    assert "being worked out" in waiting and f'<a href="{at(draft, tab)}">Look again</a>' in waiting

    for _ in range(proving.ABREAST):
        held.release()
    monkeypatch.setattr(proving, "PATIENCE", 30.0)
    part = viewer.part(at(draft, tab), target)
    assert f'id="{target}"' in part and "being worked out" not in part and "<h1" not in part


def test_what_was_worked_out_is_there_for_the_next_process(house: House, viewer: Browser, monkeypatch: Any) -> None:
    draft = house.rubber()
    shown = viewer.get(at(draft, "/cases"))
    for thread in threading.enumerate():
        if thread.name == "greenlane-proving":
            thread.join(30)
    proving._MADE.clear()
    other = proving.Proving(house.desk)
    monkeypatch.setattr(proving.threading, "Thread", None)

    work = other.cases(house.desk.drafts.get(draft["id"]))
    assert work.found is not None and work.found["failing"] == 0
    assert "0 of 4 cases fail" in words(shown)


def test_an_edit_is_proved_anew(house: House, viewer: Browser) -> None:
    draft = house.rubber()
    assert "0 of 4 cases fail" in words(viewer.get(at(draft, "/cases")))
    house.edited(draft, "change_rule", {"id": "FJ-RUBBER", "set": {"codes": ["4005"]}})
    assert "1 of 4 cases fail" in words(viewer.get(at(draft, "/cases")))


def test_what_the_database_says_of_itself_is_not_shown(house: House) -> None:
    def make() -> dict[str, Any]:
        raise StoreUnavailable("OperationalError: /var/lib/secret.db SECRET")

    work = proving.Proving(house.desk).ask(("x",), make)
    assert work.found is None and work.failed and "SECRET" not in work.failed and "secret.db" not in work.failed
