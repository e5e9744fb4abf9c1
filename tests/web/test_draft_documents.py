"""What drafts and rule sets answer is as the OpenAPI document says, and its examples fit; docs/drafts.md is whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from greenlane.web.openapi.drafts import OPERATIONS
from tests.conftest import ROOT
from tests.core.making import rule
from tests.core.service.offices import fiji
from tests.web.staff import Staff, staff
from tests.web.test_draft_rights import ROUTES

JSON = [
    path
    for method, path in OPERATIONS
    if method == "get" and "application/json" in OPERATIONS[method, path]["ok"]["content"]
]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staff]:
    """With a draft that was submitted, edits, is in conflict with what was published, and fails a case."""
    with staff(tmp_path_factory.mktemp("documents")) as found:
        yield found


@pytest.fixture(scope="module")
def draft(office: Staff) -> dict[str, Any]:
    late = office.edited(office.rubber(), "change_rule", {"id": "FJ-BAN", "set": {"title": "Late"}})
    late = office.submitted(late)
    office.done("dev", "POST", f"/drafts/{late['id']}/comments", {"text": "why?"}, status=201)
    late = office.edited(late, "close_rule", {"id": "FJ-RUBBER", "on": "2024-01-01"})
    late = office.edited(late, "add_rule", {"rule": rule("FJ-PAPER", codes=["47"])})
    office.published(office.approved(office.submitted(office.titled("First"))))
    return late


@pytest.fixture(scope="module")
def document(office: Staff) -> dict[str, Any]:
    found: dict[str, Any] = office.client.get("/openapi.json").get_json()
    return found


def schema(document: dict[str, Any], method: str, path: str, status: str, media: str = "application/json") -> Any:
    said = document["paths"][path][method]["responses"][status]["content"][media]["schema"]
    return Draft202012Validator({**said, "components": document["components"]})


@pytest.mark.parametrize("path", JSON)
def test_what_is_read_is_as_documented(office: Staff, draft: dict[str, Any], document: Any, path: str) -> None:
    found = office.get("dev", path.removeprefix("/api/v1").format(draft_id=draft["id"], number=2))
    schema(document, "get", path, "200").validate(found)
    (filled, *_) = [one for one in found.values() if isinstance(one, list)] or [["a draft, or a rule set"]]
    assert filled, "an empty list is as documented whatever it holds"


def test_what_is_written_is_as_documented(office: Staff, document: Any) -> None:
    draft = office.titled("Another")
    schema(document, "post", "/api/v1/drafts", "201").validate(office.begun())
    schema(document, "post", "/api/v1/drafts/{draft_id}/edits", "200").validate(draft)
    sent = {"since": "2026-10-01T00:00:00Z", "until": "2026-10-02T00:00:00Z"}
    job = office.done("dev", "POST", f"/drafts/{draft['id']}/impact", sent, status=202)
    schema(document, "post", "/api/v1/drafts/{draft_id}/impact", "202").validate(job)
    published = office.published(office.approved(office.submitted(draft)))
    schema(document, "post", "/api/v1/drafts/{draft_id}/publication", "201").validate(published)
    old = dict(office.desk.book.plugins.documents)
    office.install({**fiji(version="2"), "rules": [rule("FJ-WASTE", codes=["3915"])]})
    made = office.done("ana", "POST", "/drafts/upgrade", {"reason": "x"}, status=201)
    office.install(*map(dict, old.values()))
    assert made["packs"] and made["conflicts"]
    schema(document, "post", "/api/v1/drafts/upgrade", "201").validate(made)


PROBLEMS = [
    ("submission", {"reason": "x"}, None, 409),
    ("edits", {"action": "remove_rule", "arguments": {"id": "FJ-NONE"}, "reason": "x"}, None, 422),
    ("edits", {"action": 1}, None, 422),
    ("rebase", {"reason": "x"}, None, 409),
    ("undo", {"reason": "x"}, "0-none", 412),
    ("undo", {"reason": "x"}, "", 428),
]


@pytest.mark.parametrize(("path", "sent", "version", "status"), PROBLEMS)
def test_what_is_refused_is_as_documented(
    office: Staff, draft: dict[str, Any], document: Any, path: str, sent: Any, version: str | None, status: int
) -> None:
    tag = draft["version"] if version is None else version or None
    answered = office.send("ana", "POST", f"/drafts/{draft['id']}/{path}", sent, tag)
    assert answered.status_code == status, answered.text
    route = f"/api/v1/drafts/{{draft_id}}/{path}"
    schema(document, "post", route, str(status), "application/problem+json").validate(answered.get_json())


def test_what_is_not_proved_is_as_documented(office: Staff, document: Any) -> None:
    draft = office.edited(office.begun(), "add_rule", {"rule": rule("FJ-PAPER", codes=["47"])})
    path = "/drafts/{draft_id}/submission"
    answered = office.send("ana", "POST", path.format(draft_id=draft["id"]), {"reason": "x"}, draft["version"])
    assert answered.get_json()["type"] == "/problems/unproven"
    schema(document, "post", f"/api/v1{path}", "422", "application/problem+json").validate(answered.get_json())


def test_every_example_of_a_body_fits_its_own_schema(document: Any) -> None:
    looked = 0
    for method, path in OPERATIONS:
        for media, said in document["paths"][path][method].get("requestBody", {}).get("content", {}).items():
            Draft202012Validator({**said["schema"], "components": document["components"]}).validate(said["example"])
            looked += media == "application/json"
    assert looked == 14


def test_the_page_has_every_route_with_its_right() -> None:
    lines = Path(ROOT, "docs", "drafts.md").read_text("utf-8").splitlines()
    rows = {tuple(cell.strip(" `") for cell in line.split("|")[1:4]) for line in lines if line.startswith("| `")}
    assert rows == {(one.method, one.path.replace("{draft_id}", "{id}").replace("{number}", "{n}"), one.action)
                    for one in ROUTES}  # fmt: skip
