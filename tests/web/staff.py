"""A server over a small economy, and people with keys: one of each role, and who holds it elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from greenlane.core.rights import EVERY, Actor, Grant
from greenlane.core.settings import Settings
from greenlane.core.store import open_store
from greenlane.web.app import create_app
from greenlane.web.wiring import Desk
from greenlane.web.wiring import desk as desk_of
from tests import installed
from tests.core.making import Json
from tests.core.service.bureau import plugins
from tests.core.service.offices import NEW_CASES, NEW_RULE, case, fiji

PEOPLE = {
    "ana": [("editor", EVERY)],
    "ben": [("approver", EVERY)],
    "chi": [("editor", EVERY), ("approver", EVERY)],
    "dev": [("viewer", EVERY)],
    "eva": [("admin", EVERY)],
    "fay": [("broker", EVERY)],
    "gus": [("editor", "PE"), ("approver", "PE"), ("viewer", EVERY)],
}
"""Who holds which role; gus edits and approves in another economy."""


BOSS = Actor("boss", frozenset({Grant("admin", EVERY)}))


class Staff:
    """A desk, its application, and requests by name of who sends them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.app: Flask = create_app(desk)
        self.client: FlaskClient = self.app.test_client()
        self.keys: dict[str, str] = {}
        for name, roles in PEOPLE.items():
            self.join(name, *roles)

    def join(self, name: str, *roles: tuple[str, str]) -> None:
        """Somebody comes, with roles and a key."""
        grants = [Grant(*one) for one in roles]
        self.desk.people.add_user(BOSS, name, grants=grants)
        self.keys[name] = self.desk.people.add_key(BOSS, "tests", grants, owner=name).secret

    def install(self, *packs: Json) -> None:
        """Put other packs in the place of those installed; nothing is published."""
        self.desk.book.plugins = plugins(*packs)

    def send(
        self, who: str | None, method: str, path: str, sent: object = None, tag: str | None = None, **more: Any
    ) -> TestResponse:
        """A request by somebody, with `If-Match` where a version is given."""
        headers = {"Authorization": f"Bearer {self.keys[who]}"} if who else {}
        if tag is not None:
            headers["If-Match"] = f'"{tag}"'
        if sent is not None:
            more |= {"data": json.dumps(sent), "content_type": "application/json"}
        return self.client.open(f"/api/v1{path}", method=method, headers=headers | more.pop("headers", {}), **more)

    def get(self, who: str | None, path: str) -> Any:
        """What somebody reads there."""
        answered = self.send(who, "GET", path)
        assert answered.status_code == 200, answered.text
        return answered.get_json()

    def done(self, *arguments: Any, status: int = 200, **more: Any) -> Json:
        """A request that is taken; its answer."""
        answered = self.send(*arguments, **more)
        assert answered.status_code == status, answered.text
        found: Json = answered.get_json()
        return found

    def begun(self, who: str = "ana", title: str = "Rubber") -> Json:
        """A new draft."""
        return self.done(who, "POST", "/drafts", {"title": title, "reason": "Order 7"}, status=201)

    def edited(self, draft: Json, action: str, arguments: Json, who: str = "ana") -> Json:
        """The draft after an edit."""
        sent = {"action": action, "arguments": arguments, "reason": "because"}
        return self.done(who, "POST", f"/drafts/{draft['id']}/edits", sent, draft["version"])

    def titled(self, title: str = "Plastic scrap", who: str = "ana") -> Json:
        """A draft that gives the ban another title."""
        arguments = {"id": "FJ-BAN", "set": {"title": title}}
        return self.edited(self.begun(who, f"Title {title}"), "change_rule", arguments, who)

    def rubber(self, who: str = "ana") -> Json:
        """A draft that bans rubber waste too, cases and all: it can be submitted."""
        draft = self.begun(who)
        draft = self.edited(draft, "remove_case", {"economy": "FJ", "name": "rubber is not"}, who)
        draft = self.edited(draft, "add_rule", {"rule": NEW_RULE}, who)
        paper = case("paper is no plastic", "47079000", [], ["FJ-BAN"], "clear")
        for one in (*NEW_CASES, paper):
            draft = self.edited(draft, "put_case", {"economy": "FJ", "case": one}, who)
        return draft

    def submitted(self, draft: Json, who: str = "ana") -> Json:
        """The draft submitted, each warning accepted."""
        remarks = self.get(who, f"/drafts/{draft['id']}/lint")["remarks"]
        sent = {"reason": "please look", "accepted": {one["key"]: "seen" for one in remarks if not one["blocks"]}}
        return self.done(who, "POST", f"/drafts/{draft['id']}/submission", sent, draft["version"])

    def approved(self, draft: Json, who: str = "ben") -> Json:
        """The draft approved."""
        sent = {"digest": draft["digest"], "comment": "as the order says"}
        return self.done(who, "POST", f"/drafts/{draft['id']}/approval", sent, draft["version"])

    def published(self, draft: Json, who: str = "ben", **more: Any) -> Json:
        """The rule set of an approved draft."""
        sent = {"digest": draft["digest"], "reason": "Order 7", **more}
        return self.done(who, "POST", f"/drafts/{draft['id']}/publication", sent, draft["version"], status=201)

    def denials(self) -> list[tuple[str, str]]:
        """Who was refused, and at what, newest first."""
        return [(one.actor, one.subject) for one in self.desk.store.change_log.read(action="denied", limit=500)]


@contextmanager
def staff(folder: Path, kind: type[Staff] | None = None) -> Iterator[Any]:
    """A server over an empty database in a folder; rule set 1 is Fiji's pack of tests/core/service/offices.py."""
    url = f"sqlite:///{folder}/greenlane.db"
    store = open_store(url)
    made = desk_of(Settings(folder, url), store, installed.host())
    made.book.plugins = plugins(fiji())
    store.upgrade()
    made.book.current()
    try:
        yield (kind or Staff)(made)
    finally:
        store.close()
