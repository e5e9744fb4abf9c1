"""The console over 20,000 rules and a million filed decisions: what each page costs the server."""

import json
import random
import re
import statistics
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, sleep
from typing import Any, Final
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient
from ulid import ULID

from bench.packs import SERIES, declarations, documents
from bench.processes import disk
from bench.table import Goal, Table
from greenlane.core.rights import EVERY, SYSTEM, Actor, Grant
from greenlane.core.service import Plugins
from greenlane.core.service.drafts import Draft
from greenlane.core.settings import Settings
from greenlane.core.store import DecisionRecord, open_store
from greenlane.core.store.records import to_microseconds
from greenlane.core.store.schema import WRITTEN, decisions
from greenlane.plugins.host import Host
from greenlane.plugins.services import PluginServices
from greenlane.web.app import create_app
from greenlane.web.console import proving
from greenlane.web.wiring import Desk
from greenlane.web.wiring import desk as desk_of

RULES, DECISIONS = 20_000, 1_000_000
BODIES = 5_000
DAYS = 90
AT_ONCE = 10_000
PORTION = 50_000
ROUNDS = 5
PROVING = proving.THREAD
MOST = 200
"""Milliseconds of server time that a page may take."""
TITLE: Final = "Other titles"
PASSWORD: Final = "a bench of the console"
ADA = Actor("ada", frozenset({Grant("admin", EVERY), Grant("editor", EVERY)}), "session")


def measure(say: Callable[[str], None], rules: int = RULES, decisions: int = DECISIONS) -> list[Table]:
    """The tables of this part."""
    with (
        tempfile.TemporaryDirectory(prefix="greenlane-bench-", dir=disk()) as name,
        filled(Path(name), rules, decisions, say) as (made, filling),
    ):
        say("console: timing each page")
        table = Table(
            f"console: server time of each page at {rules:,} rules and {decisions:,} decisions, SQLite; ms,"
            f" median of {ROUNDS} after a first one",
            ("page", "ms", "first", "KiB", "goal"),
        )
        goal = Goal(MOST, at_least=False, unit=" ms")
        for page in timed(made):
            judged = table.judge(page.url, goal, page.milliseconds) if page.judged else f"{page.status} {page.kind}"
            table.add(page.url, f"{page.milliseconds:.1f}", f"{page.first:.0f}", f"{page.size / 1024:.0f}", judged)
        table.notes.append("Files, and acts that are not open as things stand, have no goal.")
        say("console: the same beside a proof")
        return [filling, table, beside(made)]


@dataclass(frozen=True)
class Page:
    """What a page cost: milliseconds in the middle, and the first time; its size in bytes."""

    url: str
    milliseconds: float
    first: float
    size: int
    status: int
    kind: str | None

    @property
    def judged(self) -> bool:
        """Whether it is a page that was shown, and no file, refusal or way elsewhere."""
        return self.status == 200 and self.kind == "text/html"


def timed(made: Desk) -> list[Page]:
    """Every page of the console as an admin sees it, the slowest first. Raises RuntimeError where one fails.

    Each by itself: what a page of a draft sets to work in a thread beside the requests is waited for.
    """
    app = create_app(made)
    client = signed_in(app, made)
    pages = []
    for url in addresses(app, made):
        took = []
        for _ in range(ROUNDS + 1):
            _at_rest()
            began = perf_counter()
            answered = client.get(url)
            took.append((perf_counter() - began) * 1000)
            if answered.status_code >= 500:
                raise RuntimeError(f"{url}: {answered.status_code}")
            if answered.status_code != 200 or answered.mimetype != "text/html":
                break  # a file, a refusal or a way elsewhere: it has no goal
        status, kind = answered.status_code, answered.mimetype
        pages.append(Page(url, statistics.median(took[1:] or took), took[0], len(answered.data), status, kind))
    return sorted(pages, key=lambda page: -page.milliseconds)


def _at_rest() -> None:
    """Wait until nothing is worked out beside the requests."""
    for thread in threading.enumerate():
        if thread.name == PROVING:
            thread.join()


def beside(made: Desk) -> Table:
    """Pages while a draft is being proved in a thread of the same process, which they share the interpreter with."""
    app = create_app(made)
    client = signed_in(app, made)
    table = Table(
        f"console: the same while a draft is proved beside it; ms, median of {ROUNDS}", ("page", "ms", "most")
    )
    for url in ("/console", "/console?days=90", "/console/rules?q=steel", "/console/decisions"):
        took = []
        while len(took) < ROUNDS:
            busy = threading.Thread(target=_prove, args=(made,), daemon=True)
            busy.start()
            sleep(0.5)
            while busy.is_alive() and len(took) < ROUNDS:
                began = perf_counter()
                client.get(url)
                took.append((perf_counter() - began) * 1000)
            busy.join()
        table.add(url, f"{statistics.median(took):.1f}", f"{max(took):.0f}")
    table.notes.append("No goal: a proof takes a core for some seconds, in which other pages are answered, later.")
    return table


def _prove(made: Desk) -> None:
    draft = next(one for one in made.drafts.all(ADA) if one.header.title == TITLE)
    with proving.yielding():
        made.drafts.wants(draft)


def signed_in(app: Flask, made: Desk) -> FlaskClient:
    """An admin's browser."""
    client = app.test_client()
    token = re.search(r'name="csrf" value="([^"]+)"', client.get("/console/sign-in").text)
    assert token is not None
    answered = client.post("/console/sign-in", data={"csrf": token[1], "name": ADA.name, "password": PASSWORD})
    if answered.status_code != 303:
        raise RuntimeError(f"nobody could sign in: {answered.status_code}")
    return client


def addresses(app: Flask, made: Desk) -> list[str]:
    """Every page below `/console` with an example of what it is about, and searches of all kinds."""
    samples = _samples(made)
    found = {
        _example(str(route), samples)
        for route in app.url_map.iter_rules()
        if str(route).startswith("/console") and "GET" in (route.methods or ()) and not _LEFT.search(str(route))
    }
    rule, decision = samples["rule_id"], samples["decision_id"]
    searches = {
        "/console?days=90",
        "/console?days=7&economy=TH",
        "/console/decisions?reference=INV-77",
        "/console/decisions?reference=INV-",
        "/console/decisions?code=39",
        "/console/decisions?code=8471&verdict=prohibited&economy=TH",
        "/console/decisions?verdict=clear",
        "/console/decisions?verdict=prohibited&economy=KR&since=2020-01-01",
        f"/console/decisions?rule={rule}",
        f"/console/decisions?rule={rule}&verdict=clear&code=01",
        f"/console/decisions/{decision}/again?by=set:1",
        "/console/rules?q=steel",
        "/console/rules?q=8471",
        "/console/try?code=847130&import=TH&export=VN",
    }
    return sorted(found | searches)


_LEFT: Final = re.compile("sign-out|set-up|sign-in")
_ARGUMENT: Final = re.compile(r"([a-z-]+)/<(?:[^:<>]+:)?([a-z_]+)>(?:/<(?:[^:<>]+:)?([a-z_]+)>)?")


def _example(route: str, samples: dict[str, str]) -> str:
    """A route's address with examples for its arguments: `part/argument`, else `argument`."""

    def filled_in(found: re.Match[str]) -> str:
        part, *names = found.groups()
        said = [samples.get(f"{part}/{name}") or samples[name] for name in names if name]
        return "/".join([part, *map(quote, said)])

    return _ARGUMENT.sub(filled_in, route)


def _samples(made: Desk) -> dict[str, str]:
    """By the name of a route's argument, an example."""
    draft = next(one for one in made.drafts.all(ADA) if one.header.title == TITLE)
    address = sorted(draft.patch)[0]
    economy, _, rule = address.split("/", 2)
    decision = next(iter(made.store.decisions(after="1", limit=1)), None) or next(iter(made.store.decisions(limit=1)))
    return {
        "rule_id": rule,
        "draft_id": draft.id,
        "decision_id": decision.decision_id,
        "economy": economy,
        "code": economy,
        "cases/name": f"goods of {rule}",
        "parameters/name": SERIES,
        "people/name": ADA.name,
        "number": "1",
        "agreement": "RCEP",
        "place": f"{economy}/economy",
        "key_id": made.store.people.keys(ADA.name)[0].key_id,
        "session_id": made.store.people.sessions(ADA.name)[0].session_id,
        "job_id": made.store.jobs.enqueue("impact", subject="bench", request={}, by=ADA.name).job_id,
    }


@contextmanager
def filled(folder: Path, rules: int, decisions: int, say: Callable[[str], None]) -> Iterator[tuple[Desk, Table]]:
    """A desk over a database of so much, a draft and an admin in it; and what filling it took."""
    table = Table("console: filling", ("what", "seconds", "a second"))

    def lap(what: str, count: int, work: Callable[[], Any]) -> Any:
        say(f"console: {what}")
        began = perf_counter()
        done = work()
        seconds = perf_counter() - began
        table.add(what, f"{seconds:.1f}", f"{count / seconds:,.0f}")
        return done

    made_rules, sent = lap(f"{rules:,} rules thought up", rules, lambda: declarations(rules, BODIES))
    store = open_store(f"sqlite:///{folder}/greenlane.db")
    store.upgrade()
    host = Host.load({}, lambda code: True, path=[])
    made = desk_of(Settings(folder, f"sqlite:///{folder}/greenlane.db"), store, host)
    packs = documents(made_rules)
    versions = {code: f"{code} 1" for code in packs}
    made.book.plugins = Plugins(packs, {}, versions, PluginServices(host))
    try:
        lap("published", rules, made.book.current)
        made.people.add_user(SYSTEM_ADMIN, ADA.name, password=PASSWORD, grants=sorted(ADA.grants, key=str))
        made.people.add_key(ADA, "bench", [Grant("admin", EVERY)])
        kept = lap(f"{len(sent):,} decided", len(sent), lambda: _decided(made, sent))
        lap(f"{decisions:,} stored", decisions, lambda: _store(made, kept, decisions))
        done = lap("filed", decisions, lambda: made.insight.catch_up(portion=PORTION))
        if done != decisions + len(kept):
            raise RuntimeError(f"{done:,} decisions were filed of {decisions + len(kept):,}")
        lap("ranked", rules, made.insight.rank)
        lap("a draft of five edits", 5, lambda: _draft(made, made_rules))
        yield made, table
    finally:
        store.close()


SYSTEM_ADMIN: Final = Actor(SYSTEM.name, frozenset({Grant("admin", EVERY)}), "command")


def _decided(made: Desk, sent: list[dict[str, Any]]) -> list[DecisionRecord]:
    """Real decisions, whose bodies are stored again and again."""
    for start in range(0, len(sent), 500):
        some = [json.dumps(one).encode() for one in sent[start : start + 500]]
        refused = [one for one in made.checks.check_many(some) if not isinstance(one, dict)]
        if refused:
            raise RuntimeError(f"a declaration was refused: {refused[0]}")
    return list(made.store.decisions(limit=len(sent)))


def _store(made: Desk, kept: list[DecisionRecord], count: int) -> None:
    """Rows straight into the table, of the last days, in the order of time."""
    chance = random.Random(5)
    now = datetime.now(UTC)
    step = timedelta(days=DAYS) / (count + 1)
    columns = ", ".join(WRITTEN)
    insert = f"INSERT INTO {decisions.name} ({columns}) VALUES ({', '.join('?' * len(WRITTEN))})"
    for start in range(0, count, AT_ONCE):
        rows = []
        for number in range(start, min(start + AT_ONCE, count)):
            at = now - timedelta(days=DAYS) + step * number
            one = kept[chance.randrange(len(kept))]
            row = {
                "decision_id": str(ULID.from_datetime(at)),
                "reference": f"INV-{number}",
                "created_at": to_microseconds(at),
                "date": one.date.isoformat(),
                "verdict": one.verdict,
                "rule_set": one.rule_set,
                "owner": "user:ada",
                "economies": one.economies,
                "body": one.body,
            }
            rows.append(tuple(row[name] for name in WRITTEN))
        with made.store._database.writing() as connection:
            connection.exec_driver_sql(insert, rows)


def _draft(made: Desk, rules: list[Any]) -> Draft:
    """A draft that gives five rules other titles."""
    draft = made.drafts.open(ADA, TITLE, "clearer")
    for rule in rules[:5]:
        arguments = {"id": rule.id, "set": {"title": f"Clearer title of {rule.id}"}}
        draft = made.drafts.edit(ADA, draft.id, draft.etag, "change_rule", arguments, "clearer")
    return draft
