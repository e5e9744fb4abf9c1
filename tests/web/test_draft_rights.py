"""Who may do what with drafts and rule sets: every route by everybody, held to the table of rights."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from greenlane.core.rights import Actor, Grant
from greenlane.web.openapi.drafts import OPERATIONS
from tests.web.conftest import assert_problem
from tests.web.staff import PEOPLE, Staff, staff

DIGEST = "sha256:" + "0" * 64
WHY = {"reason": "x"}
FILE = b"economy: FJ\ndocuments:\n  FJ-SLIP: {label: slip}\n"


SPAN = {"since": "2026-10-01T00:00:00Z", "until": "2026-10-02T00:00:00Z"}


class Route(NamedTuple):
    """What is sent, and the action of the table of rights that it is; `local`: in Fiji."""

    method: str
    path: str
    action: str
    sent: Any = None
    local: bool = True


READ = "read drafts"
EDIT = {"action": "change_rule", "arguments": {"id": "FJ-BAN", "set": {"title": "Waste"}}, "reason": "x"}
ROUTES = [
    Route("GET", "/drafts", READ),
    Route("GET", "/drafts/{draft_id}", READ),
    Route("GET", "/drafts/{draft_id}/edits", READ),
    Route("GET", "/drafts/{draft_id}/changes", READ),
    Route("GET", "/drafts/{draft_id}/conflicts", READ),
    Route("GET", "/drafts/{draft_id}/lint", READ),
    Route("GET", "/drafts/{draft_id}/cases", READ),
    Route("GET", "/drafts/{draft_id}/probes", READ),
    Route("GET", "/drafts/{draft_id}/comments", READ),
    Route("GET", "/drafts/{draft_id}/export", READ),
    Route("GET", "/rule-sets", READ),
    Route("GET", "/rule-sets/{number}", READ),
    Route("GET", "/rule-sets/{number}/changes", READ),
    Route("GET", "/rule-sets/{number}/export", READ),
    Route("POST", "/drafts", "edit drafts", {"title": "x", "reason": "x"}, local=False),
    Route("POST", "/drafts/upgrade", "edit drafts", WHY),
    Route("POST", "/drafts/import", "edit drafts", FILE),
    Route("POST", "/drafts/{draft_id}/import", "edit drafts", FILE),
    Route("POST", "/drafts/{draft_id}/edits", "edit drafts", EDIT),
    Route("POST", "/drafts/{draft_id}/undo", "edit drafts", WHY),
    Route("POST", "/drafts/{draft_id}/rebase", "edit drafts", WHY),
    Route("DELETE", "/drafts/{draft_id}", "edit drafts", WHY),
    Route("POST", "/drafts/{draft_id}/comments", READ, {"text": "x"}),
    Route("POST", "/drafts/{draft_id}/submission", "submit drafts", WHY),
    Route("POST", "/drafts/{draft_id}/approval", "review drafts", {"digest": DIGEST, "comment": "x"}),
    Route("POST", "/drafts/{draft_id}/return", "review drafts", {"comment": "x"}),
    Route("POST", "/drafts/{draft_id}/publication", "publish", {"digest": DIGEST, "reason": "x"}),
    Route("POST", "/drafts/{draft_id}/impact", "run impact", SPAN),
    Route("POST", "/rule-sets/rollback", "roll back", {"to": 1, "reason": "x"}),
    Route("POST", "/rule-sets/{number}/cancellation", "publish", WHY),
]
NAMES = [f"{one.method} {one.path}" for one in ROUTES]


class Scene(NamedTuple):
    office: Staff
    draft: dict[str, Any]
    rule_sets: str


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A draft of Fiji's, a second rule set in force and a third scheduled, a new pack installed."""
    from tests.core.service.offices import fiji

    with staff(tmp_path_factory.mktemp("rights")) as office:
        office.published(office.approved(office.submitted(office.rubber())))
        later = office.edited(
            office.begun(), "put_entry", {"address": "FJ/documents/FJ-PAPER", "entry": {"label": "paper"}}
        )
        at = (datetime.now(UTC) + timedelta(days=9)).isoformat()
        office.published(office.approved(office.submitted(later)), effective_at=at)
        draft = office.titled()
        office.install(fiji(version="2"))
        yield Scene(office, draft, office.send("dev", "GET", "/rule-sets").headers["ETag"].strip('"'))


def asked(scene: Scene, route: Route, who: str | None, version: str) -> Any:
    path = route.path.format(draft_id=scene.draft["id"], number=3)
    more: dict[str, Any] = {}
    sent = route.sent
    if isinstance(sent, bytes):
        path += "?mode=add&reason=x" + ("" if "{" in route.path else "&title=x")
        more, sent = {"data": sent, "content_type": "application/yaml"}, None
    return scene.office.send(who, route.method, path, sent, version, **more)


def actor(name: str) -> Actor:
    return Actor(name, frozenset(Grant(*one) for one in PEOPLE[name]))


def test_every_route_is_here() -> None:
    assert {(one.method.lower(), f"/api/v1{one.path}") for one in ROUTES} == set(OPERATIONS)


@pytest.mark.parametrize("route", ROUTES, ids=NAMES)
def test_nobody_gets_in_without_saying_who_they_are(scene: Scene, route: Route) -> None:
    answered = asked(scene, route, None, "0-none")
    assert_problem(answered, 401, "unauthorized")
    assert answered.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("route", ROUTES, ids=NAMES)
def test_a_role_gets_through_or_is_refused_and_noted(scene: Scene, route: Route, name: str) -> None:
    """Whoever may is let through to be told that their version is stale; whoever may not is not told even that."""
    may = actor(name).may(route.action, ["FJ"] if route.local and route.action != READ else [])
    before = len(scene.office.denials())
    # Nobody who may not can do it by naming the right version.
    right = scene.rule_sets if "rule-sets" in route.path else scene.draft["version"]

    answered = asked(scene, route, name, "0-none" if may else right)

    assert answered.status_code != 401
    if may:
        assert answered.status_code != 403, answered.text
        assert len(scene.office.denials()) == before
        if (
            route.method != "GET"
            and route.path not in ("/drafts", "/drafts/upgrade", "/drafts/import")
            and ("impact" not in route.path and "comments" not in route.path)
        ):
            assert_problem(answered, 412, "precondition-failed")
        else:
            assert answered.status_code in (200, 201, 202), answered.text
    else:
        assert_problem(answered, 403, "forbidden")
        denied = scene.office.denials()
        assert len(denied) == before + 1
        assert denied[0][0] == name


def test_a_refusal_says_which_role_it_takes(scene: Scene) -> None:
    found = assert_problem(scene.office.send("dev", "POST", "/drafts", {"title": "x", "reason": "x"}), 403, "forbidden")
    assert found["detail"] == "dev may not edit drafts: that needs the role editor."


def test_a_refusal_comes_before_anything_is_said_of_the_request(scene: Scene) -> None:
    """Who may not edit does not learn whether a draft exists, or what is wrong with an edit."""
    for draft in ("01JMTPVBWZ9S2CJ4S4E1S1T1N2", scene.draft["id"]):
        path = f"/drafts/{draft}/edits"
        assert_problem(scene.office.send("fay", "POST", path, {"nonsense": True}), 403, "forbidden")


def test_a_key_can_do_less_than_its_owner(scene: Scene) -> None:
    desk = scene.office.desk
    ana = Actor("ana", frozenset(Grant(*one) for one in PEOPLE["ana"]), "command")
    scene.office.keys["ana, of Peru"] = desk.people.add_key(ana, "peru", [Grant("editor", "PE")]).secret
    path = f"/drafts/{scene.draft['id']}/edits"
    answered = scene.office.send("ana, of Peru", "POST", path, EDIT, scene.draft["version"])
    assert_problem(answered, 403, "forbidden")
    (entry,) = [one for one in desk.store.change_log.read(action="denied", limit=1)]
    assert (entry.actor, entry.via, entry.economies) == ("ana", "key", ("FJ",))
    assert json.dumps(entry.detail) == "null"
