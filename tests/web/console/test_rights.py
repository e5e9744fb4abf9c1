"""Who sees which page and who may do which act: every route by everybody, as the table of rights has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa

from greenlane.core.rights import Actor, Grant
from tests.core.making import pack, rule
from tests.core.origin.stated import scheme
from tests.core.service.crowd import cheap_passwords
from tests.core.service.offices import fiji
from tests.web.console.conftest import EVERY, PASSWORD, Browser, House
from tests.web.console.test_every_route import routes
from tests.web.staff import BOSS, staff

ROLES: dict[str, list[tuple[str, str]]] = {
    "guest": [],
    "broker": [("broker", "FJ")],
    "viewer": [("viewer", "FJ")],
    "editor": [("editor", "FJ")],
    "approver": [("approver", "FJ")],
    "admin": [("admin", "FJ")],
    "chief": [("admin", EVERY)],
    "ws-broker": [("broker", "WS")],
    "ws-viewer": [("viewer", "WS")],
    "ws-editor": [("editor", "WS")],
    "ws-approver": [("approver", "WS")],
    "ws-admin": [("admin", "WS")],
}
"""Everybody: without a role, with one in Fiji (whose draft and decision it is), in every economy, and in Samoa."""
ALL = frozenset(ROLES)
FIJI = frozenset({"viewer", "editor", "approver", "admin", "chief"})
"""Who reads what is Fiji's."""
SAMOA = frozenset({"ws-viewer", "ws-editor", "ws-approver", "ws-admin"})
"""Who reads such things, but not Fiji's."""
READERS = FIJI | SAMOA
EDITORS, APPROVERS = frozenset({"editor", "ws-editor"}), frozenset({"approver", "ws-approver"})
ADMINS = frozenset({"admin", "ws-admin", "chief"})
NOBODY: frozenset[str] = frozenset()
D, R = "/console/drafts/{draft}", "/console/rule-sets/{number}"


class Rule(NamedTuple):
    """Who gets a page (200, or 303 where it leads on), for whom it is not there (404); the others get 403."""

    path: str
    lets: frozenset[str]
    hides: frozenset[str] = NOBODY
    form: dict[str, Any] | None = None


PAGES = [
    *(Rule(path, ALL) for path in (
        "/console", "/console/account", "/console/account/keys", "/console/account/password", "/console/design",
        "/console/account/second-factor", "/console/help", "/console/economies", "/console/economies/FJ",
        "/console/economies/FJ/cases", "/console/economies/how-to-add-one", "/console/economies/crosswalk",
        "/console/parameters/FJ/oil",
        "/console/rules", "/console/rules/FJ-BAN", "/console/try", "/console/drafts/import", "/console/drafts/upgrade",
        "/console/set-up/x", "/console/sign-in", "/console/account/keys/x", "/console/account/sessions/x",
    )),
    *(Rule(path, READERS) for path in (
        "/console/rules/FJ-BAN/history", "/console/drafts", "/console/rule-sets", R, f"{R}/export", f"{R}/cancel",
        f"{R}/roll-back", "/console/changes", "/console/jobs", "/console/jobs/{job}",
    )),
    *(Rule(path, FIJI, SAMOA) for path in (
        D, *(f"{D}/{name}" for name in (
            "approve", "cases", "changes", "conflicts", "discussion", "export", "impact", "import", "lint", "probes",
            "publish", "rebase", "return", "submit", "undo", "withdraw", "entries", "rules/FJ-BAN",
            "rules/FJ-BAN/cases", "entries/FJ/economy", "cases/FJ/rubber is not", "parameters/FJ/oil",
        )),
        "/console/changes/{change}",
    )),
    Rule(f"{D}/rules/new?economy=FJ", frozenset({"editor"}), SAMOA),
    Rule(f"{D}/cases/FJ/new", FIJI, SAMOA),
    Rule(f"{D}/entries/new?economy=FJ&part=documents", FIJI, SAMOA),
    Rule(f"{D}/parameters/FJ/new", frozenset({"editor"}), SAMOA),
    Rule("/console/changes?economy=FJ", FIJI),
    Rule("/console/drafts/new", EDITORS),
    Rule("/console/rules/FJ-BAN/edit", frozenset({"editor"})),
    Rule("/console/decisions", ALL - {"guest"}),
    Rule("/console/decisions?format=csv", ALL - {"guest"}),
    Rule("/console/decisions/{theirs}", FIJI, ALL - FIJI - {"guest"}),
    Rule("/console/decisions/{theirs}/again", FIJI, ALL - FIJI - {"guest"}),
    Rule("/console/decisions/{theirs}/origin/FJ-KR", FIJI, ALL - FIJI - {"guest"}),
    Rule("/console/decisions/{own}", FIJI | {"broker"}, ALL - FIJI - {"guest", "broker"}),
    Rule("/console/people", ADMINS),
    Rule("/console/people/ana", ADMINS),
    Rule("/console/keys", ADMINS),
    Rule("/console/keys/{key}", ADMINS),
]  # fmt: skip
THERE_IS_NONE = ("/console/set-up/x", "/console/account/keys/x", "/console/account/sessions/x")
"""Pages that are nobody's here."""

WHY = {"reason": "x", "comment": "x", "text": "x", "version": "{etag}", "digest": "{digest}", "tag": "{etag}"}
ANA = {"reason": "x", "roles": ["broker"], "economies": "FJ", "password": PASSWORD, "password_again": PASSWORD}
ACTS = [
    Rule("/console/drafts", EDITORS, form={"title": "x", "reason": "x"}),
    Rule("/console/drafts/import", EDITORS, form={"title": "x", "reason": "x", "text": "economy: FJ\n"}),
    Rule("/console/drafts/upgrade", EDITORS, form={"reason": "x"}),
    Rule("/console/rules/FJ-BAN/edit", frozenset({"editor"}), form={"title": "x", "reason": "x"}),
    *(Rule(f"{D}/{name}", frozenset({"editor"}), SAMOA, form) for name, form in (
        ("undo", WHY), ("submit", WHY), ("withdraw", WHY), ("rebase", WHY),
        ("import", {**WHY, "text": "economy: FJ\ndocuments:\n  FJ-SLIP: {label: slip}\n", "mode": "add"}),
        ("rules/FJ-BAN", {**WHY, "act": "remove_rule"}), ("rules/new?economy=FJ", {**WHY, "act": "save"}),
        ("cases/FJ/rubber is not", {**WHY, "act": "remove"}), ("cases/FJ/new", {**WHY, "act": "save"}),
        ("entries/FJ/economy", {**WHY, "act": "remove"}),
        ("entries/new?economy=FJ&part=documents", {**WHY, "act": "save"}),
        ("parameters/FJ/oil", {**WHY, "act": "describe", "title": "x"}),
        ("parameters/FJ/new", {"reason": "x", "name": "gas", "title": "x", "unit": "USD/TNE", "period": "dated"}),
    )),
    *(Rule(f"{D}/{name}", frozenset({"approver"}), SAMOA, WHY) for name in ("approve", "return", "publish")),
    Rule(f"{D}/comment", FIJI, SAMOA, WHY),
    Rule(f"{D}/impact", FIJI, SAMOA, {"since": "2026-01-01", "until": "2026-01-02"}),
    Rule(f"{D}/impact/{{job}}/cancel", ADMINS & FIJI, SAMOA, {}),
    Rule("/console/jobs/{job}/cancel", ADMINS, form={}),
    Rule(f"{R}/cancel", APPROVERS, form={"reason": "x", "version": "{sets}"}),
    Rule("/console/rule-sets/1/roll-back", APPROVERS, form={"reason": "x", "version": "{sets}", "when": "now"}),
    Rule("/console/people", ADMINS, form={**ANA, "name": "zoe"}),
    Rule("/console/economies/TH/resume", frozenset({"chief"}), form={"reason": "x"}),
    *(Rule(f"/console/people/ana/{act}", frozenset({"chief"}), form=ANA) for act in (
        "grant", "revoke/editor@*", "password", "close", "second-factor",
    )),
    Rule("/console/keys", frozenset({"admin", "chief"}),
         form={"reason": "x", "name": "x", "owner": "ana", "roles": ["editor"], "economies": "FJ", "days": "9"}),
    Rule("/console/keys/{key}/revoke", frozenset({"chief"}), form={"reason": "x"}),
]  # fmt: skip
OWN = re.compile("/console/(account/.*|sign-(in|out)|set-up/.*|try)")
"""Acts that are anybody's, on what is theirs: test_account.py, test_frame.py and others."""


class Scene:
    """A draft of Fiji's and its impact, decisions of two people, a rule set in force and one that is scheduled."""

    def __init__(self, house: House) -> None:
        self.house = house
        desk = house.desk
        house.install({**_oil(fiji()), **scheme("FJ", "KR")}, pack("WS", rule("WS-NOTE", "notice", codes=["39"])))
        desk.book.publish_packs(reason="two economies", by="test")
        for name, roles in ROLES.items():
            house.join(name, *roles) if roles else desk.people.add_user(BOSS, name)
            desk.people.change_user(BOSS, name, password=PASSWORD)
        theirs, own = (self._decided(who, reference) for who, reference in (("fay", "SECRET-1"), ("broker", "OWN-1")))
        later = house.edited(
            house.begun(), "put_entry", {"address": "FJ/documents/FJ-PAPER", "entry": {"label": "paper"}}
        )
        at = (datetime.now(UTC) + timedelta(days=9)).isoformat()
        number = house.published(house.approved(house.submitted(later)), effective_at=at)["version"]
        self.draft = house.titled()
        span = {"since": "2026-10-01T00:00:00Z", "until": "2026-10-02T00:00:00Z"}
        job = house.done("ana", "POST", f"/drafts/{self.draft['id']}/impact", span, status=202)["id"]
        change = next(iter(desk.store.change_log.read(subject=f"draft:{self.draft['id']}", economy="FJ"))).number
        key = desk.people.keys(BOSS)[-1].key_id
        desk.insight.catch_up()
        desk.insight.rank()
        self.names = {
            "draft": self.draft["id"], "etag": self.draft["version"], "digest": self.draft["digest"],
            "theirs": theirs, "own": own, "job": job, "change": change, "key": key, "number": number,
            "sets": f"{number}-2",
        }  # fmt: skip
        self.browsers = {name: house.browser(name) for name in ROLES}

    def _decided(self, who: str, reference: str) -> str:
        item = {"commodity_code": "39151010", "description": "a confidential cargo", "materials": [
            {"commodity_code": "27090000", "value": {"amount": "1", "currency": "USD"}},
        ]}  # fmt: skip
        # A broker of Fiji asks Fiji alone.
        route = {"import": "FJ"} if who == "broker" else {"export": "KR", "import": "FJ"}
        sent = {"date": "2025-02-24", "reference": reference, "route": route, "items": [item]}
        return str(self.house.done(who, "POST", "/check", sent)["decision_id"])

    def said(self, text: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: str(self.names.get(found[1], found[0])), text)

    def form(self, form: dict[str, Any]) -> dict[str, Any]:
        return {key: self.said(one) if isinstance(one, str) else one for key, one in form.items()}

    def state(self) -> list[tuple[str, list[str]]]:
        """All that stands in the database, but for what is noted of those who try."""
        kept = []
        with self.house.desk.store._database.reading() as connection:
            tables = sa.MetaData()
            tables.reflect(connection)
            for table in tables.sorted_tables:
                if table.name not in ("change_log", "sessions", "unsaved_work"):
                    kept.append((table.name, sorted(map(repr, connection.execute(table.select())))))
        return kept


def _oil(made: dict[str, Any]) -> dict[str, Any]:
    value = {"from": "2025-01-01", "value": "5001.72", "evidence": "legal_text", "source": "a gazette"}
    series = {"title": "Price of oil", "unit": "USD/TNE", "period": "dated", "values": [value]}
    made["economy"]["version"] = "2"
    return {**made, "parameters": {"oil": series}}


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with cheap_passwords(), staff(tmp_path_factory.mktemp("rights"), House) as house:
        yield Scene(house)


def _template(path: str) -> re.Pattern[str]:
    found = re.escape(path.replace("<path:", "<PATH:"))
    found = re.sub(r"<PATH:[^>]+>", ".+", found)
    return re.compile(re.sub(r"<[^>]+>", "[^/]+", found))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_route_is_here(scene: Scene, method: str) -> None:
    known = [one.path.partition("?")[0] for one in (PAGES if method == "GET" else ACTS)]
    for route in routes(scene.house.app, method):
        there = any(_template(route).fullmatch(path) for path in known)
        assert there or (method == "POST" and OWN.match(route)), f"{method} {route}: who may?"


@pytest.mark.parametrize("one", PAGES, ids=lambda one: one.path)
def test_a_page_is_for_those_who_may_read_it(scene: Scene, one: Rule) -> None:
    path = scene.said(one.path)
    for name, browser in scene.browsers.items():
        before = len(scene.house.denials())
        answered = browser.client.get(path)
        if path in THERE_IS_NONE or name in one.hides:
            assert answered.status_code == 404, name
        elif name in one.lets:
            assert answered.status_code in (200, 303), f"{name}: {answered.text[-2000:]}"
        else:
            assert answered.status_code == 403, name
            assert len(scene.house.denials()) == before + 1, name
        if name not in one.lets:
            assert "SECRET" not in answered.text and "confidential" not in answered.text, name
    stranger = scene.house.app.test_client().get(path)
    assert stranger.status_code in ((200, 404) if one.path in ("/console/sign-in", "/console/set-up/x") else (401,))


@pytest.mark.parametrize("one", ACTS, ids=lambda one: one.path)
def test_an_act_of_who_may_not_changes_nothing_and_is_noted(scene: Scene, one: Rule) -> None:
    path, standing = scene.said(one.path), scene.state()
    for name in sorted(ALL - one.lets):
        before = len(scene.house.denials())
        answered = scene.browsers[name].post(path, scene.form(one.form or {}))
        hidden = name in one.hides
        assert answered.status_code == (404 if hidden else 403), f"{name}: {answered.text[-2500:]}"
        noted = scene.house.denials()
        assert len(noted) == before + (0 if hidden else 1), name
        assert hidden or noted[0][0] == name
    assert scene.state() == standing


def test_a_list_and_its_file_hold_what_its_reader_may_read(scene: Scene) -> None:
    expected = {name: {"theirs", "own"} for name in FIJI} | {"broker": {"own"}}
    for name, browser in scene.browsers.items():
        if name == "guest":
            continue
        text = browser.get("/console/decisions") + browser.get("/console/decisions?reference=SECRET")
        file = browser.get("/console/decisions?format=csv")
        found = {one for one in ("theirs", "own") if f"/decisions/{scene.names[one]}" in text}
        assert found == expected.get(name, set()), name
        assert ("SECRET-1" in file, "OWN-1" in file) == ("theirs" in found, "own" in found), name
        assert ("SECRET-1" in text.replace('value="SECRET"', "")) == ("theirs" in found), name
        leads = browser.client.get(f"/console/decisions?reference={scene.names['theirs']}").status_code
        assert leads == (303 if "theirs" in found else 200), name


def test_figures_of_an_economy_are_for_its_readers(scene: Scene) -> None:
    """How often a rule hit, on its page and on Today; nobody is told of decisions that they may not read."""
    for name, browser in scene.browsers.items():
        rule_page, today = browser.get("/console/rules/FJ-BAN"), browser.get("/console")
        assert ('<figure class="chart" id="hits"' in rule_page or "left a finding" in rule_page) == (name in FIJI), name
        assert ("rule=FJ-BAN" in today) == (name in FIJI), name
        asked = browser.client.get("/console?economy=FJ").text
        assert ("There is no economy" in asked) == (name in SAMOA) and ("rule=FJ-BAN" in asked) == (name in FIJI), name
        hits = browser.client.get("/console?format=csv&table=hits")
        assert hits.status_code == (200 if name in READERS else 404), name
        assert ("FJ-BAN" in hits.text) == (name in FIJI), name


def test_hooks_are_counted_for_who_may_read_metrics(scene: Scene) -> None:
    code = next(one.economy for one in scene.house.desk.host.plugins.values())
    scene.house.app.extensions["greenlane.meter"].called(code, "greenlane_fact", 0.0005)
    for name, browser in scene.browsers.items():
        reads = name in {"viewer", "ws-viewer", *ADMINS}
        assert ("0.50 ms" in browser.get(f"/console/economies/{code}")) == reads, name
        file = browser.get(f"/console/economies/{code}?format=csv&table=hooks")
        assert ("Calls" in file, "0.50 ms" in file) == (reads, reads), name


def test_what_is_scheduled_is_for_who_reads_drafts(scene: Scene) -> None:
    """Past rule sets and the one in force are law; one that is not yet law can be read where drafts can."""
    number, goods = scene.names["number"], "code=39151010&import=FJ&date=2025-02-24"
    for name, browser in scene.browsers.items():
        reads = name in READERS
        for path in (f"/console/rules?set={number}", f"/console/try?{goods}&set={number}"):
            assert browser.client.get(path).status_code == (200 if reads else 422), f"{name} {path}"
        status = browser.client.get(f"/console/rules/FJ-BAN?set={number}").status_code
        assert status == (200 if reads else 404), name
        assert (f'value="set:{number}"' in browser.get("/console/try")) == reads, name
        for path in ("/console/rules?set=1", f"/console/try?{goods}&set=1", "/console/rules/FJ-BAN?set=1"):
            browser.get(path)
    answered = scene.browsers["broker"].client.get(f"/console/decisions/{scene.names['own']}/again?by=set:{number}")
    assert answered.status_code == 422 and "There is no such rule set or draft." in answered.text


def test_a_draft_is_tried_by_who_may_read_it(scene: Scene) -> None:
    goods = f"code=39151010&import=FJ&date=2025-02-24&draft={scene.names['draft']}"
    for name, browser in scene.browsers.items():
        expected = 200 if name in FIJI else 422
        answered = browser.client.get(f"/console/try?{goods}")
        assert answered.status_code == expected, f"{name}: {answered.text[-1500:]}"
        assert ("Plastic scrap" in answered.text) == (name in FIJI), name
        sent = '{"date":"2025-02-24","route":{"import":"FJ"},"items":[{"commodity_code":"39151010"}]}'
        posted = browser.post("/console/try", {"declaration": sent, "by": f"draft:{scene.names['draft']}"})
        assert posted.status_code == expected and ("Plastic scrap" in posted.text) == (name in FIJI), name
    draft = scene.names["draft"]
    again = scene.browsers["broker"].client.get(f"/console/decisions/{scene.names['own']}/again?by=draft:{draft}")
    assert again.status_code == 422 and "Plastic scrap" not in again.text


def test_the_change_log_and_its_files_hold_the_economies_of_their_reader(scene: Scene) -> None:
    for name, browser in scene.browsers.items():
        if name in READERS:
            of = f"/console/changes?subject=draft:{scene.names['draft']}"
            assert ("Nothing like this was done." not in browser.get(of)) == (name in FIJI), name
            assert (len(browser.get(f"{of}&format=csv").splitlines()) > 1) == (name in FIJI), name


def test_reports_of_browsers_are_for_admins(scene: Scene) -> None:
    for name in sorted(READERS):
        status = scene.browsers[name].client.get("/console/jobs?format=csv&table=csp-reports").status_code
        assert status == (200 if name in ADMINS else 404), name


def test_what_somebody_typed_is_theirs_alone(scene: Scene) -> None:
    editor, chief = scene.browsers["editor"], scene.browsers["chief"]
    place = f"/console/drafts/{scene.names['draft']}/discussion"
    scene.house.desk.unsaved.keep(Actor("editor", frozenset({Grant("editor", "FJ")})), place, "text=between+us")
    assert "between us" in editor.get(f"{place}?kept=1") and place in editor.get("/console/account")
    for path in (f"{place}?kept=1", "/console/account"):
        assert "between us" not in chief.get(path) and f"{place}?kept=1" not in chief.get("/console/account")


def test_a_role_that_is_taken_away_is_gone_at_the_next_page(scene: Scene) -> None:
    house = scene.house
    house.join("leo", ("viewer", "FJ"))
    house.desk.people.change_user(BOSS, "leo", password=PASSWORD)
    leo = Browser(house, "leo")
    leo.get("/console/drafts")
    house.desk.people.revoke(BOSS, "leo", [Grant("viewer", "FJ")])
    leo.get("/console/drafts", 403)
    house.desk.people.disable(BOSS, "leo")
    leo.get("/console", 401)
