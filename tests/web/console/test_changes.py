"""The change log at the console."""

from __future__ import annotations

import csv
import io
import re

import pytest

from greenlane.core.store.change_log import Entry
from tests.web.console.conftest import PASSWORD, Browser, House
from tests.web.staff import BOSS


def numbers(text: str) -> list[int]:
    return [int(one) for one in re.findall(r'href="/console/changes/(\d+)"', text)]


def note(house: House, count: int, **more: object) -> None:
    """Log so many entries."""
    fields = {"actor": "ana", "via": "session", "action": "tested", "subject": "user:ben", "reason": "=1+1", **more}
    house.desk.store.change_log.add(*(Entry(**fields) for _ in range(count)))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["ana", "ben", "dev", "eva", "gus"])
def test_it_is_for_the_roles_that_may_read_it(house: House, name: str) -> None:
    note(house, 1, economies=["FJ", "PE"])
    assert "tested" in house.browser(name).get("/console/changes")


def test_brokers_do_not_read_it(house: House) -> None:
    broker = house.browser("fay")
    broker.get("/console/changes", 403)
    broker.get("/console/changes/1", 403)


def test_it_goes_on_page_by_page_newest_first(house: House, viewer: Browser) -> None:
    note(house, 120)
    found: list[int] = []
    path: str | None = "/console/changes?action=tested"
    while path:
        text = viewer.get(path)
        found += numbers(text)
        more = re.search(r'<a class="button" href="([^"]+)">More', text)
        path = more.group(1).replace("&amp;", "&") if more else None
    assert len(found) == 120 and found == sorted(found, reverse=True)
    rows = list(csv.reader(io.StringIO(viewer.client.get("/console/changes?action=tested&format=csv").text)))
    assert len(rows) == 121 and not any(cell.startswith("=") for row in rows for cell in row)


def test_it_is_filtered_by_actor_action_subject_and_economy(house: House, viewer: Browser) -> None:
    note(house, 1, actor="zoe", action="danced", subject="rule-set:1", economies=["TH"])
    for query in ("actor=zoe", "action=danced", "subject=rule-set:1&actor=zoe", "economy=TH"):
        assert len(numbers(viewer.get(f"/console/changes?{query}"))) == 1, query
    for query in ("actor=zo", "action=danced&economy=VN", "subject=rule-set:99"):
        assert "Nothing like this was done." in viewer.get(f"/console/changes?{query}"), query
    assert numbers(viewer.get("/console/changes?before=abc"))  # what is no number is not asked for


def test_subjects_lead_to_their_pages_for_who_may_open_them(house: House, admin: Browser, viewer: Browser) -> None:
    draft = house.begun()["id"]
    note(house, 1)
    assert f'href="/console/drafts/{draft}"' in viewer.get("/console/changes")
    assert 'href="/console/people/ben"' in admin.get("/console/changes")
    assert 'href="/console/people/ben"' not in viewer.get("/console/changes")
    assert "user:ben" in viewer.get("/console/changes")


def test_an_entry_has_a_page_with_its_detail(house: House, viewer: Browser) -> None:
    note(house, 1, detail={"changes": ["<script>alert(1)</script>"]}, reason="<b>why</b>")
    number = numbers(viewer.get("/console/changes?action=tested"))[0]
    text = viewer.get(f"/console/changes/{number}")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text and "<script>alert" not in text
    assert "&lt;b&gt;why&lt;/b&gt;" in text
    viewer.get("/console/changes/999999", 404)
    viewer.get("/console/changes/99999999999999999999", 404)


def test_who_reads_one_economy_sees_that_alone(house: House) -> None:
    house.join("ida", ("viewer", "FJ"))
    house.desk.people.change_user(BOSS, "ida", password=PASSWORD)
    note(house, 1, action="in FJ", economies=["FJ"])
    note(house, 1, action="in TH", economies=["TH"])
    browser = house.browser("ida")
    text = browser.get("/console/changes")
    assert "in FJ" in text and "in TH" not in text and "user:eva" not in text
    browser.get("/console/changes?economy=TH", 403)
    there, elsewhere = (
        next(house.desk.store.change_log.read(action=action)).number for action in ("in FJ", "in TH")
    )
    browser.get(f"/console/changes/{there}")
    browser.get(f"/console/changes/{elsewhere}", 404)


@pytest.mark.parametrize("text", ["%00", "%ED%A0%80", "%F0%9F%98%80", "'%22--", "x" * 3000])
def test_no_text_breaks_a_page(house: House, text: str) -> None:
    admin, broker = house.browser("eva"), house.browser("fay")
    for name in ("actor", "action", "subject", "economy", "before"):
        admin.get(f"/console/changes?{name}={text}")
    for path in ("people", "keys", "jobs", "rules", "economies", "changes"):
        assert admin.client.get(f"/console/{path}/{text}").status_code == 404, path
        assert broker.client.get(f"/console/{path}/{text}").status_code in (403, 404), path
    assert admin.client.get(f"/console/rules/{text}/history").status_code == 404
    for name in ("q", "economy", "kind", "on", "set", "after", "sort"):
        assert admin.client.get(f"/console/rules?{name}={text}").status_code in (200, 422), name
    admin.get(f"/console/rules/FJ-BAN?chapter={text}&after={text}&on={text}")
    admin.get(f"/console/jobs?kind={text}&state={text}&before={text}")
    admin.get(f"/console/people?q={text}")
    admin.get(f"/console/keys?owner={text}&state={text}")
