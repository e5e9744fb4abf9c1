"""People who change rules over HTTP while the server is killed: what was acknowledged to them, and what was not."""

from __future__ import annotations

import http.client
import itertools
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from greenlane.core.rights import EVERY, Actor, Grant
from greenlane.core.service.people import People
from greenlane.core.store import open_store
from tests.system.serving import FAILURES, Client

RULE = "TH-PLASTIC-BAN"
PASSWORD = "a password for this test only"


def keys(url: str) -> dict[str, str]:
    """Two people over a database, with a key each: by role."""
    store = open_store(url)
    people = People(store)
    admin = Actor("ada", frozenset({Grant("admin", EVERY)}))
    people.add_user(None, "ada", password=PASSWORD, grants=admin.grants)
    made = {}
    for role in ("editor", "approver"):
        grants = frozenset({Grant(role, EVERY)})
        people.add_user(admin, f"the-{role}", grants=grants)
        made[role] = people.add_key(admin, "test", grants, owner=f"the-{role}").secret
    store.close()
    return made


@dataclass
class Kept:
    """What the server acknowledged. `titles`: by draft, the title its last acknowledged edit gave, and its revision."""

    titles: dict[str, tuple[str, int]] = field(default_factory=dict)
    published: dict[int, str] = field(default_factory=dict)
    edits: int = 0
    broken: int = 0
    surprises: list[str] = field(default_factory=list)


class Broken(Exception):
    """No answer came: nobody knows what became of it."""


class Officials:
    """One editor who edits drafts, and one pair who publish, each in a thread, until told to stop."""

    def __init__(self, port: int, secrets: dict[str, str]) -> None:
        self._port, self._secrets = port, secrets
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._chance = random.Random(7)
        self.kept = Kept()
        acts = (self._edit, self._edit, self._publish)
        self._threads = [threading.Thread(target=self._run, args=(act,)) for act in acts]

    def __enter__(self) -> Officials:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(120)

    def wait_for(self, edits: int = 0, publications: int = 0, seconds: float = 90) -> None:
        """Return once so many more were acknowledged."""
        wanted = self.kept.edits + edits, len(self.kept.published) + publications
        end = time.monotonic() + seconds
        while self.kept.edits < wanted[0] or len(self.kept.published) < wanted[1]:
            assert time.monotonic() < end, f"nothing is acknowledged: {self.kept.surprises[-3:]}"
            time.sleep(0.01)

    def _run(self, act: Any) -> None:
        while not self._stop.is_set():
            with Client(self._port, timeout=20) as client:
                try:
                    while not self._stop.is_set():
                        act(client)
                except Broken:
                    self.kept.broken += 1
                    time.sleep(0.05)
                except AssertionError as error:
                    self.kept.surprises.append(str(error)[:400])

    def _send(self, client: Client, role: str, path: str, document: Any, if_match: str | None = None) -> Any:
        try:
            said = client.send("POST", f"/api/v1/{path}", document, self._secrets[role], if_match)
        except (*FAILURES, http.client.HTTPException) as error:
            raise Broken from error
        if said.status == 503:
            raise Broken
        assert said.status in (200, 201), f"{path}: {said.status} {said.body[:300]!r}"
        return said

    def _begun(self, client: Client) -> tuple[str, str]:
        said = self._send(client, "editor", "drafts", {"title": "A title", "reason": "to be killed"})
        return said.document["id"], said.headers["ETag"]

    def _titled(self, client: Client, draft: str, tag: str) -> tuple[str, str]:
        """One edit, and what it says."""
        with self._lock:
            title = f"edition {next(self._numbers)}"
        edit = {"action": "change_rule", "arguments": {"id": RULE, "set": {"title": {"en": title}}}, "reason": title}
        said = self._send(client, "editor", f"drafts/{draft}/edits", edit, tag)
        with self._lock:
            self.kept.titles[draft] = (title, said.document["revision"])
            self.kept.edits += 1
        return said.headers["ETag"], title

    def _edit(self, client: Client) -> None:
        draft, tag = self._begun(client)
        for _ in range(5):
            tag, _ = self._titled(client, draft, tag)

    def _publish(self, client: Client) -> None:
        draft, tag = self._begun(client)
        tag, title = self._titled(client, draft, tag)
        why = {"reason": "to be killed", "accepted": self._accepted(client, draft)}
        said = self._send(client, "editor", f"drafts/{draft}/submission", why, tag)
        digest = said.document["digest"]
        agreed = {"digest": digest, "comment": "fine"}
        said = self._send(client, "approver", f"drafts/{draft}/approval", agreed, said.headers["ETag"])
        order = {"digest": digest, "reason": title}
        said = self._send(client, "approver", f"drafts/{draft}/publication", order, said.headers["ETag"])
        with self._lock:
            self.kept.published[said.document["version"]] = title

    def _accepted(self, client: Client, draft: str) -> dict[str, str]:
        try:
            said = client.get(f"/api/v1/drafts/{draft}/lint", self._secrets["editor"])
        except FAILURES as error:
            raise Broken from error
        if said.status == 503:
            raise Broken
        return {one["key"]: "as it was" for one in said.document["remarks"] if not one["blocks"]}
