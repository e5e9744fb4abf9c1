"""Drafts over HTTP: begun, edited, proved, approved by another, published; each refusal says what would be right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.core.making import rule
from tests.core.service.offices import fiji
from tests.web.conftest import assert_problem
from tests.web.staff import Staff, staff

NOWHERE = "01JMTPVBWZ9S2CJ4S4E1S1T1N2"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Staff]:
    with staff(tmp_path) as found:
        yield found


def test_a_rule_goes_from_a_draft_into_force(office: Staff) -> None:
    draft = office.rubber()
    assert (draft["state"], draft["revision"], draft["economies"], draft["changed"]) == ("open", 6, ["FJ"], 5)

    published = office.published(office.approved(office.submitted(draft)))

    assert (published["version"], published["state"], published["published_by"]) == (2, "in force", "ben")
    goods = {"date": "2025-02-24", "route": {"import": "FJ"}, "items": [{"commodity_code": "40040000"}]}
    checked = office.send("fay", "POST", "/check", goods).get_json()
    assert (checked["verdict"], checked["ruleset"]["version"]) == ("prohibited", 2)
    whole = office.get("dev", f"/drafts/{draft['id']}")
    assert (whole["state"], whole["published_as"]) == ("published", 2)
    assert [one["step"] for one in whole["reviews"]] == ["submitted", "approved", "published"]


def test_a_new_draft_says_where_it_is_and_what_it_is(office: Staff) -> None:
    answered = office.send("ana", "POST", "/drafts", {"title": "Rubber", "reason": "Order 7"})

    draft = answered.get_json()
    assert answered.status_code == 201
    assert answered.headers["Location"] == f"/api/v1/drafts/{draft['id']}"
    assert answered.headers["ETag"] == f'"{draft["version"]}"'
    assert office.get("ana", "/drafts")["drafts"] == [draft]
    assert office.get("ana", f"/drafts/{draft['id']}") == {**draft, "reviews": []}
    assert office.get("ana", "/drafts?state=submitted")["drafts"] == []


def test_what_has_not_changed_is_not_sent_again(office: Staff) -> None:
    draft = office.begun()
    path = f"/drafts/{draft['id']}"

    same = office.send("ana", "GET", path, headers={"If-None-Match": f'"{draft["version"]}"'})
    assert (same.status_code, same.data) == (304, b"")
    office.edited(draft, "change_rule", {"id": "FJ-BAN", "set": {"title": "Waste"}})
    assert office.send("ana", "GET", path, headers={"If-None-Match": f'"{draft["version"]}"'}).status_code == 200


def test_edits_are_told_in_words_and_can_be_taken_back(office: Staff) -> None:
    draft = office.titled("Plastic scrap")
    (change,) = office.get("dev", f"/drafts/{draft['id']}/changes")["changes"]
    assert (change["address"], change["action"]) == ("FJ/rules/FJ-BAN", "changed")
    assert change["fields"] == [{"path": "title", "before": "Title of FJ-BAN", "after": "Plastic scrap"}]
    assert "Plastic scrap" in change["sentence"]

    back = office.done("ana", "POST", f"/drafts/{draft['id']}/undo", {"reason": "not now"}, draft["version"])

    assert (back["revision"], back["changed"]) == (3, 0)
    edits = office.get("dev", f"/drafts/{draft['id']}/edits")["edits"]
    assert [(one["by"], one["action"], one["reason"]) for one in edits] == [
        ("ana", "began", "Order 7"), ("ana", "change_rule", "because"), ("ana", "undo", "not now"),
    ]  # fmt: skip
    assert office.get("dev", f"/drafts/{draft['id']}/edits?after=2")["edits"] == edits[2:]


def changing(path: str, sent: dict[str, Any], method: str = "POST") -> Any:
    return pytest.param(method, path, sent, id=f"{method} {path}")


DIGEST = "sha256:" + "0" * 64
CHANGING = [
    changing("/edits", {"action": "remove_rule", "arguments": {"id": "FJ-BAN"}, "reason": "x"}),
    changing("/undo", {"reason": "x"}),
    changing("/rebase", {"reason": "x"}),
    changing("/submission", {"reason": "x"}),
    changing("/approval", {"digest": DIGEST, "comment": "x"}),
    changing("/return", {"comment": "x"}),
    changing("/publication", {"digest": DIGEST, "reason": "x"}),
    changing("", {"reason": "x"}, "DELETE"),
]


@pytest.mark.parametrize(("method", "path", "sent"), CHANGING)
def test_every_change_names_the_version_it_is_made_to(
    office: Staff, method: str, path: str, sent: dict[str, Any]
) -> None:
    draft = office.titled()
    path = f"/drafts/{draft['id']}{path}"

    assert_problem(office.send("chi", method, path, sent), 428, "precondition-required")
    for header in ("*", draft["version"], f'W/"{draft["version"]}"', '"a", "b"', '""'):
        answered = office.send("chi", method, path, sent, headers={"If-Match": header})
        assert_problem(answered, 428, "precondition-required")
    assert office.get("ana", f"/drafts/{draft['id']}")["version"] == draft["version"]


@pytest.mark.parametrize(("method", "path", "sent"), CHANGING)
def test_a_stale_change_is_told_what_changed(office: Staff, method: str, path: str, sent: dict[str, Any]) -> None:
    read = office.begun()
    now = office.edited(read, "change_rule", {"id": "FJ-BAN", "set": {"title": "Waste"}})

    answered = office.send("chi", method, f"/drafts/{read['id']}{path}", sent, read["version"])

    found = assert_problem(answered, 412, "precondition-failed")
    assert found["draft"] == now
    (edit,) = found["since"]
    assert (edit["by"], edit["revision"], edit["changes"][0]["address"]) == ("ana", 2, "FJ/rules/FJ-BAN")
    assert office.get("ana", f"/drafts/{read['id']}")["version"] == now["version"]


@pytest.mark.parametrize("version", ["9-open-0123456789ab", "x", "99999999999999999999-open-1", "-1", "²-open"])
def test_a_version_that_never_was_is_stale_too(office: Staff, version: str) -> None:
    draft = office.titled()
    answered = office.send(
        "ana", "POST", f"/drafts/{draft['id']}/undo", {"reason": "x"},
        environ_overrides={"HTTP_IF_MATCH": f'"{version}"'},
    )  # fmt: skip
    assert answered.status_code == (428 if "²" in version else 412)


@pytest.mark.parametrize(
    ("action", "arguments", "pointer", "address"),
    [
        ("add_rule", {}, "/arguments/rule", None),
        ("close_rule", {"id": "FJ-BAN", "on": "tomorrow"}, "/arguments/on", None),
        ("close_rule", {"id": "FJ-NONE", "on": "2026-01-01"}, "", "FJ/rules/FJ-NONE"),
        ("add_rule", {"rule": {**rule("FJ-X"), "flows": ["up"]}}, "/flows/0", "FJ/rules/FJ-X"),
        ("add_rule", {"rule": {**rule("FJ-X"), "codes": [3915]}}, "/codes/0", "FJ/rules/FJ-X"),
        ("add_rule", {"rule": {**rule("FJ-X"), "codes": [39.15]}}, "/codes/0", "FJ/rules/FJ-X"),
        ("add_rule", {"rule": {**rule("FJ-X"), "remedy": None}}, "/remedy", "FJ/rules/FJ-X"),
        ("put_entry", {"address": "nowhere", "entry": {}}, "/arguments/address", None),
    ],
)
def test_an_edit_that_cannot_be_made_is_refused_at_its_place(
    office: Staff, action: str, arguments: dict[str, Any], pointer: str, address: str | None
) -> None:
    draft = office.begun()
    sent = {"action": action, "arguments": arguments, "reason": "x"}

    found = assert_problem(
        office.send("ana", "POST", f"/drafts/{draft['id']}/edits", sent, draft["version"]), 422, "refused"
    )

    assert (found["errors"][0]["pointer"], found["errors"][0].get("address")) == (pointer, address)
    assert found["errors"][0]["message"]
    assert office.get("ana", f"/drafts/{draft['id']}")["revision"] == 1


def test_a_misspelt_action_is_shown_the_right_one(office: Staff) -> None:
    draft = office.begun()
    sent = {"action": "close_rul", "arguments": {}, "reason": "x"}
    answered = office.send("ana", "POST", f"/drafts/{draft['id']}/edits", sent, draft["version"])
    (error,) = assert_problem(answered, 422, "refused")["errors"]
    assert (error["pointer"], error["suggestion"]) == ("/action", "close_rule")


def test_an_unproved_draft_is_not_submitted_and_each_thing_is_named(office: Staff) -> None:
    draft = office.edited(office.begun(), "add_rule", {"rule": rule("FJ-PAPER", codes=["47"])})

    answered = office.send("ana", "POST", f"/drafts/{draft['id']}/submission", {"reason": "go"}, draft["version"])

    found = assert_problem(answered, 422, "unproven")
    wanting = {(one["code"], one["address"]) for one in found["errors"]}
    assert {("no-hitting-case", "FJ/rules/FJ-PAPER"), ("no-missing-case", "FJ/rules/FJ-PAPER")} <= wanting
    remarks = office.get("dev", f"/drafts/{draft['id']}/lint")["remarks"]
    assert wanting == {(one["code"], one["address"]) for one in remarks}
    assert office.get("ana", f"/drafts/{draft['id']}")["state"] == "open"


def test_a_failing_case_keeps_a_draft_from_being_submitted(office: Staff) -> None:
    draft = office.edited(office.begun(), "close_rule", {"id": "FJ-BAN", "on": "2024-12-31"})

    answered = office.send("ana", "POST", f"/drafts/{draft['id']}/submission", {"reason": "go"}, draft["version"])

    errors = assert_problem(answered, 422, "unproven")["errors"]
    assert "FJ/cases/plastic is banned" in {one["address"] for one in errors if one["kind"] == "case"}
    proof = office.get("dev", f"/drafts/{draft['id']}/cases")
    assert proof["failing"] == 1
    (failing,) = [one for one in proof["cases"] if not one["holds"]]
    assert failing["name"] == "plastic is banned"
    assert "FJ-BAN does not hit" in failing["differences"]


def test_cases_say_what_they_cover(office: Staff) -> None:
    proof = office.get("dev", f"/drafts/{office.rubber()['id']}/cases")
    assert proof["failing"] == 0
    assert proof["coverage"]["rules"] == {"covered": 2, "of": 2}
    assert [one["address"] for one in proof["coverage"]["by_rule"]] == ["FJ/rules/FJ-BAN", "FJ/rules/FJ-RUBBER"]


def test_probes_stand_on_both_sides_of_what_moves(office: Staff) -> None:
    draft = office.edited(office.begun(), "close_rule", {"id": "FJ-BAN", "on": "2026-06-30"})

    probes = office.get("dev", f"/drafts/{draft['id']}/probes")["probes"]

    flipped = [one for one in probes if one["flips"]]
    assert {one["declaration"]["date"] for one in flipped} == {"2026-07-01"}
    assert {(one["before"]["verdict"], one["after"]["verdict"]) for one in flipped} == {("prohibited", "clear")}
    assert {"2026-06-30"} <= {one["declaration"]["date"] for one in probes if not one["flips"]}


def test_nobody_approves_what_they_edited(office: Staff) -> None:
    draft = office.submitted(office.rubber("chi"), "chi")
    sent = {"digest": draft["digest"], "comment": "mine is good"}
    answered = office.send("chi", "POST", f"/drafts/{draft['id']}/approval", sent, draft["version"])
    assert "another person" in assert_problem(answered, 409, "not-approved")["detail"]
    assert office.get("ana", f"/drafts/{draft['id']}")["state"] == "submitted"


def test_an_edit_voids_an_approval(office: Staff) -> None:
    approved = office.approved(office.submitted(office.rubber()))

    edited = office.edited(approved, "change_rule", {"id": "FJ-BAN", "set": {"title": "Waste"}})

    assert edited["state"] == "open"
    sent = {"digest": approved["digest"], "reason": "go"}
    path = f"/drafts/{approved['id']}/publication"
    assert_problem(office.send("ben", "POST", path, sent, approved["version"]), 412, "precondition-failed")
    assert_problem(office.send("ben", "POST", path, sent, edited["version"]), 409, "not-approved")
    again = office.submitted(edited)
    replayed = {"digest": approved["digest"], "comment": "as before"}
    answered = office.send("ben", "POST", f"/drafts/{approved['id']}/approval", replayed, again["version"])
    assert again["digest"] in assert_problem(answered, 409, "not-approved")["detail"]
    assert office.get("dev", "/rule-sets")["in_force"] == 1


def test_a_draft_is_sent_back_with_a_comment_and_given_up(office: Staff) -> None:
    draft = office.submitted(office.rubber())
    back = office.done("ben", "POST", f"/drafts/{draft['id']}/return", {"comment": "which order?"}, draft["version"])
    assert back["state"] == "open"
    gone = office.done("ana", "DELETE", f"/drafts/{draft['id']}", {"reason": "overtaken"}, back["version"])
    assert gone["state"] == "withdrawn"
    said = office.get("dev", f"/drafts/{draft['id']}")["reviews"]
    assert [(one["step"], one["by"]) for one in said] == [
        ("submitted", "ana"), ("sent back", "ben"), ("withdrawn", "ana"),
    ]  # fmt: skip
    assert "which order?" in said[1]["comment"]
    again = office.send("ana", "POST", f"/drafts/{draft['id']}/undo", {"reason": "x"}, gone["version"])
    assert "withdrawn" in assert_problem(again, 422, "refused")["detail"]


def test_a_conflict_is_shown_and_settled(office: Staff) -> None:
    late = office.titled("Late")
    office.published(office.approved(office.submitted(office.titled("First"))))

    (conflict,) = office.get("dev", f"/drafts/{late['id']}/conflicts")["conflicts"]
    assert conflict["address"] == "FJ/rules/FJ-BAN"
    assert [conflict[side]["title"] for side in ("base", "ours", "theirs")] == ["Title of FJ-BAN", "Late", "First"]
    path = f"/drafts/{late['id']}/rebase"
    found = assert_problem(office.send("ana", "POST", path, {"reason": "x"}, late["version"]), 409, "conflict")
    assert found["conflicts"] == [conflict]

    def settled(choice: dict[str, Any], status: int) -> Any:
        sent = {"reason": "x", "choices": {"FJ/rules/FJ-BAN": choice}}
        answered = office.send("ana", "POST", path, sent, late["version"])
        assert answered.status_code == status, answered.text
        return answered.get_json()

    assert settled({}, 422)["errors"][0]["address"] == "FJ/rules/FJ-BAN"
    settled({"take": "mine"}, 422)
    settled({"take": "ours", "entry": {}}, 422)
    done = settled({"entry": {**conflict["ours"], "title": "Both"}}, 200)
    assert (done["base"], done["changed"]) == (2, 1)
    assert office.get("dev", f"/drafts/{late['id']}/conflicts")["conflicts"] == []


@pytest.mark.parametrize(("take", "changed"), [("ours", 1), ("theirs", 0), ("neither", 1)])
def test_either_side_of_a_conflict_can_be_taken(office: Staff, take: str, changed: int) -> None:
    late = office.titled("Late")
    office.published(office.approved(office.submitted(office.titled("First"))))
    sent = {"reason": "x", "choices": {"FJ/rules/FJ-BAN": {"take": take}}}
    done = office.done("ana", "POST", f"/drafts/{late['id']}/rebase", sent, late["version"])
    assert (done["base"], done["changed"]) == (2, changed)


def test_a_publication_can_be_scheduled_and_taken_back(office: Staff) -> None:
    at = (datetime.now(UTC) + timedelta(days=3)).isoformat(timespec="seconds")

    published = office.published(office.approved(office.submitted(office.rubber())), effective_at=at)

    assert (published["version"], published["state"]) == (2, "scheduled")
    assert datetime.fromisoformat(published["effective_at"]) == datetime.fromisoformat(at)
    answered = office.send("dev", "GET", "/rule-sets")
    assert answered.get_json()["in_force"] == 1
    path, sent = "/rule-sets/2/cancellation", {"reason": "not yet law"}
    assert_problem(office.send("ben", "POST", path, sent), 428, "precondition-required")
    assert_problem(office.send("ben", "POST", path, sent, "1-1"), 412, "precondition-failed")
    version = answered.headers["ETag"].strip('"')
    cancelled = office.done("ben", "POST", path, sent, version, status=201)
    assert (cancelled["origin"], cancelled["source"]) == ("cancellation", 2)


def test_old_content_comes_back_as_a_new_number(office: Staff) -> None:
    office.published(office.approved(office.submitted(office.rubber())))
    answered = office.send("dev", "GET", "/rule-sets")
    version = answered.headers["ETag"].strip('"')
    sent = {"to": 1, "reason": "the order was withdrawn"}
    assert_problem(office.send("ben", "POST", "/rule-sets/rollback", sent, "1-1"), 412, "precondition-failed")

    back = office.done("ben", "POST", "/rule-sets/rollback", sent, version, status=201)

    assert (back["version"], back["origin"], back["source"], back["state"]) == (3, "rollback", 1, "in force")
    found = office.get("dev", "/rule-sets")["rule_sets"]
    assert [(one["version"], one["state"]) for one in found] == [(3, "in force"), (2, "past"), (1, "past")]
    assert found[0]["digest"] == found[2]["digest"]
    assert office.get("dev", "/rule-sets/3")["economies"] == {"FJ": {"cases": 2, "rules": 1}}
    assert office.get("dev", "/rule-sets/3/changes?from=1")["changes"] == []
    gone = office.get("dev", "/rule-sets/3/changes")["changes"]
    assert ("FJ/rules/FJ-RUBBER", "removed") in {(one["address"], one["action"]) for one in gone}


@pytest.mark.parametrize("written", ["yaml", "xlsx"])
def test_a_file_goes_out_and_comes_in_again(office: Staff, written: str) -> None:
    draft = office.rubber()
    answered = office.send("dev", "GET", f"/drafts/{draft['id']}/export?format={written}")
    assert answered.status_code == 200
    assert answered.headers["Content-Disposition"] == (
        f'attachment; filename="greenlane-draft-{draft["id"]}-6.{written}"'
    )
    media = answered.content_type
    before = office.send("dev", "GET", f"/rule-sets/1/export?format={written}&economy=FJ").data

    made = office.send(
        "ana", "POST", "/drafts/import?title=From+a+file&reason=as+sent", data=answered.data, content_type=media
    )

    assert made.status_code == 201, made.text
    again = made.get_json()
    assert [one["changes"] for one in office.get("dev", f"/drafts/{again['id']}/edits")["edits"]][1] == office.get(
        "dev", f"/drafts/{draft['id']}/changes"
    )["changes"]
    back = office.send(
        "ana", "POST", f"/drafts/{again['id']}/import?reason=as+before", tag=again["version"], data=before,
        content_type=media,
    )  # fmt: skip
    assert (back.status_code, back.get_json()["changed"]) == (200, 0)


def test_a_file_that_is_wrong_is_refused_at_its_line_and_leaves_nothing(office: Staff) -> None:
    content = b"economy: FJ\nrules:\n- id: FJ-X\n  kind: prohibtion\n"
    answered = office.send(
        "ana", "POST", "/drafts/import?title=x&reason=y&mode=add", data=content, content_type="application/yaml"
    )
    errors = assert_problem(answered, 422, "refused")["errors"]
    assert "file.yaml:4" in {one["where"] for one in errors}
    assert all(one["message"].startswith("FJ/rules/FJ-X/") for one in errors)
    assert office.get("ana", "/drafts")["drafts"] == []


@pytest.mark.parametrize(
    ("query", "content", "media", "status", "name"),
    [
        ("title=x&reason=y", b"", "application/yaml", 422, "refused"),
        ("title=x&reason=y", b"x", "text/plain", 415, "unsupported-media-type"),
        (
            "title=x&reason=y",
            b"PK",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            422,
            "refused",
        ),
        ("title=x", b"", "application/yaml", 400, "bad-parameter"),
        ("title=x&reason=%20", b"", "application/yaml", 400, "bad-parameter"),
        ("title=x&reason=y&mode=merge", b"", "application/yaml", 400, "bad-parameter"),
        ("title=x&reason=y", b"economy: FJ\n", "application/yaml", 422, "refused"),
    ],
)
def test_what_is_no_file_is_refused(
    office: Staff, query: str, content: bytes, media: str, status: int, name: str
) -> None:
    answered = office.send("ana", "POST", f"/drafts/import?{query}", data=content, content_type=media)
    assert_problem(answered, status, name)
    assert office.get("ana", "/drafts")["drafts"] == []


def test_a_file_into_a_draft_that_moved_is_stale(office: Staff) -> None:
    read = office.begun()
    office.edited(read, "change_rule", {"id": "FJ-BAN", "set": {"title": "Waste"}})
    answered = office.send(
        "ana", "POST", f"/drafts/{read['id']}/import?reason=x", tag=read["version"], data=b"not: [yaml",
        content_type="application/yaml",
    )  # fmt: skip
    assert len(assert_problem(answered, 412, "precondition-failed")["since"]) == 1


def test_an_impact_is_a_job(office: Staff) -> None:
    draft = office.titled()
    sent = {"since": "2026-10-01T00:00:00Z", "until": "2026-11-01T00:00:00+07:00"}
    answered = office.send("dev", "POST", f"/drafts/{draft['id']}/impact", sent)
    assert answered.status_code == 202, answered.text
    job = answered.get_json()
    assert answered.headers["Location"] == f"/api/v1/jobs/{job['id']}"
    assert (job["kind"], job["subject"], job["created_by"]) == ("impact", f"draft:{draft['id']}", "dev")
    for wrong in ({"since": sent["until"], "until": sent["since"]}, {**sent, "until": "2026-11-01"}):
        assert_problem(office.send("dev", "POST", f"/drafts/{draft['id']}/impact", wrong), 422, "refused")


@pytest.mark.parametrize("path", ["", "/edits", "/changes", "/conflicts", "/lint", "/cases", "/probes", "/export"])
@pytest.mark.parametrize("draft", [NOWHERE, "x", NOWHERE + "1", NOWHERE.lower()])
def test_a_draft_that_is_not_there_is_not_found(office_: Staff, path: str, draft: str) -> None:
    assert_problem(office_.send("ana", "GET", f"/drafts/{draft}{path}"), 404, "not-found")


@pytest.mark.parametrize("path", ["", "/changes", "/export"])
@pytest.mark.parametrize("number", ["0", "2", "x", "-1", "99999999999999999999", "1.0"])
def test_a_rule_set_that_is_not_there_is_not_found(office_: Staff, path: str, number: str) -> None:
    assert_problem(office_.send("ana", "GET", f"/rule-sets/{number}{path}"), 404, "not-found")


@pytest.fixture(scope="module")
def office_(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staff]:
    """One that nothing is changed in."""
    with staff(tmp_path_factory.mktemp("office")) as found:
        yield found


def test_a_draft_of_another_economy_is_not_known_of(office: Staff) -> None:
    """Who reads drafts of Peru only does not learn of Fiji's."""
    draft = office.titled()
    office.join("ivy", ("viewer", "PE"))
    assert office.get("ivy", "/drafts")["drafts"] == []
    assert_problem(office.send("ivy", "GET", f"/drafts/{draft['id']}"), 404, "not-found")


def test_an_upgrade_is_a_draft_that_names_what_each_pack_brings(office: Staff) -> None:
    office.install({**fiji(rule("FJ-WASTE", codes=["3915"]), version="2"), "rules": [rule("FJ-WASTE", codes=["3915"])]})
    sent = {"reason": "the pack of November"}
    made = office.done("ana", "POST", "/drafts/upgrade", sent, status=201)
    (pack,) = made["packs"]
    assert (pack["economy"], pack["before"], pack["after"], pack["downgrade"]) == ("FJ", "1", "2", False)
    assert pack["disappearing"] == ["FJ-BAN"]
    assert [one["address"] for one in made["conflicts"]] == ["FJ/rules/FJ-BAN"]
    assert made["unresolved"] == 1


def test_there_is_nothing_to_upgrade_where_no_pack_is_new(office: Staff) -> None:
    answered = office.send("ana", "POST", "/drafts/upgrade", {"reason": "x"})
    assert_problem(answered, 422, "refused")


# Discussion


def test_a_comment_is_read_beside_the_draft_whose_version_stays(office: Staff) -> None:
    draft = office.titled()
    path = f"/drafts/{draft['id']}"
    answered = office.send("dev", "POST", f"{path}/comments", {"text": "why?\n<b>now</b>"})

    made = answered.get_json()
    assert answered.status_code == 201
    assert answered.headers["Location"] == f"/api/v1{path}/comments"
    assert (made["by"], made["text"], made["revision"]) == ("dev", "why?\n<b>now</b>", 2)
    assert office.get("ana", f"{path}/comments") == {"comments": [made]}
    assert office.get("ana", path) == {**draft, "reviews": []}


@pytest.mark.parametrize("text", ["", " ", "x" * 4001, "a\x00b", None, 7])
def test_a_comment_that_is_none_is_refused_at_its_place(office: Staff, text: object) -> None:
    draft = office.titled()
    found = assert_problem(
        office.send("dev", "POST", f"/drafts/{draft['id']}/comments", {"text": text}), 422, "refused"
    )

    assert text == " " or found["errors"][0]["pointer"] == "/text"
    assert office.get("dev", f"/drafts/{draft['id']}/comments") == {"comments": []}


def test_nobody_speaks_of_a_draft_that_is_not_there(office: Staff) -> None:
    assert_problem(office.send("dev", "POST", f"/drafts/{NOWHERE}/comments", {"text": "why?"}), 404, "not-found")
