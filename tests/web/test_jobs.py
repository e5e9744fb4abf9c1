"""Jobs over HTTP: an impact from the draft to its report, who may see it, and calling it off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from greenlane.core.rights import RIGHTS, ROLES
from greenlane.core.service.worker import Worker
from tests.core.service.bureau import declared
from tests.web.conftest import assert_problem
from tests.web.staff import Staff, staff

NOW = datetime.now(UTC)
SPAN = {"since": (NOW - timedelta(days=1)).isoformat(), "until": (NOW + timedelta(days=1)).isoformat()}
WHO = {"broker": "fay", "viewer": "dev", "editor": "ana", "approver": "ben", "admin": "eva"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Staff]:
    with staff(tmp_path) as found:
        yield found


def started(office: Staff, draft: dict[str, Any], who: str = "dev") -> dict[str, Any]:
    return office.done(who, "POST", f"/drafts/{draft['id']}/impact", SPAN, status=202)


def work(office: Staff) -> None:
    worker = Worker(office.desk.jobs)
    while worker.once():
        pass


def test_an_impact_goes_from_the_draft_to_its_report(office: Staff) -> None:
    decision = office.desk.checks.check(declared("40040000")).decision["decision_id"]
    office.desk.checks.check(declared("39151010"))
    draft = office.rubber()
    job = started(office, draft)

    waiting = office.get("dev", f"/jobs/{job['id']}")
    assert (waiting["state"], waiting["result"]) == ("queued", None)
    work(office)
    done = office.get("dev", f"/jobs/{job['id']}")

    assert (done["state"], done["progress"], done["error"]) == ("done", {"done": 2, "total": 2}, None)
    found = done["result"]
    assert found["draft"] == {"id": draft["id"], "revision": draft["revision"], "digest": draft["digest"]}
    assert found["before"]["version"] == 1
    assert found["decisions"]["flips"] == [{"before": "clear", "after": "prohibited", "count": 1}]
    (fiji,) = found["economies"]
    (rubber,) = fiji["rules"]
    assert (fiji["economy"], rubber["rule"], rubber["appeared"]) == ("FJ", "FJ-RUBBER", 1)
    assert rubber["examples"][0]["decision"] == decision


def test_who_reads_in_other_economies_only_is_shown_none_of_this_one(office: Staff) -> None:
    office.join("hal", ("viewer", "PE"))
    office.desk.checks.check(declared("40040000"))
    job = started(office, office.rubber())
    work(office)

    assert [one["economy"] for one in office.get("ana", f"/jobs/{job['id']}")["result"]["economies"]] == ["FJ"]
    assert office.get("hal", f"/jobs/{job['id']}")["result"]["economies"] == []


def test_an_impact_run_by_who_may_in_some_economies_looks_at_those_only(office: Staff) -> None:
    office.join("ida", ("editor", "FJ"))
    job = started(office, office.titled(), "ida")

    assert office.desk.jobs.store.jobs.get(job["id"]).request["economies"] == ["FJ"]  # type: ignore[union-attr]


def test_a_draft_that_makes_no_rule_set_any_more_says_so(office: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    from greenlane.core.service.publishing import Refused

    draft = office.titled()
    job = started(office, draft)

    def refuse(*_: object) -> None:
        raise Refused("entries")

    monkeypatch.setattr(office.desk.drafts, "ruleset", refuse)
    work(office)

    failed = office.get("dev", f"/jobs/{job['id']}")
    assert (failed["state"], failed["error"]) == ("failed", "the draft makes no rule set: its lint says why")


@pytest.mark.parametrize("role", ROLES)
def test_every_role_gets_what_the_table_says(office: Staff, role: str) -> None:
    job = started(office, office.titled(), "chi")
    who = WHO[role]
    reads = 200 if role in RIGHTS["read jobs"] else 403

    assert office.send(who, "GET", "/jobs").status_code == reads
    assert office.send(who, "GET", f"/jobs/{job['id']}").status_code == reads
    cancels = 200 if role in RIGHTS["manage jobs"] else 403
    assert office.send(who, "DELETE", f"/jobs/{job['id']}").status_code == cancels
    if cancels == 403:
        assert office.denials()[0][0] == who
        assert office.get("eva", f"/jobs/{job['id']}")["state"] == "queued"
    assert_problem(office.send(None, "GET", "/jobs"), 401, "unauthorized")
    assert_problem(office.send(None, "DELETE", f"/jobs/{job['id']}"), 401, "unauthorized")


def test_ones_own_job_is_called_off(office: Staff) -> None:
    job = started(office, office.titled(), "dev")

    assert office.done("dev", "DELETE", f"/jobs/{job['id']}")["state"] == "cancelled"
    work(office)
    assert office.get("dev", f"/jobs/{job['id']}")["state"] == "cancelled"


def test_the_list_comes_in_pages_and_by_what_is_asked(office: Staff) -> None:
    draft = office.titled()
    ids = [started(office, draft)["id"] for _ in range(3)]

    first = office.send("dev", "GET", "/jobs?limit=2")
    assert [one["id"] for one in first.get_json()["jobs"]] == ids[:0:-1]
    link = first.headers["Link"]
    assert link.endswith('>; rel="next"')
    rest = office.get("dev", link[1 : link.index(">")].removeprefix("/api/v1"))
    assert [one["id"] for one in rest["jobs"]] == ids[:1]
    assert office.get("dev", "/jobs?state=done&kind=impact")["jobs"] == []
    assert len(office.get("dev", f"/jobs?subject=draft:{draft['id']}&state=queued")["jobs"]) == 3


@pytest.mark.parametrize("query", ["state=lost", "limit=0", "limit=201", "before=x", "kind=", "colour=red"])
def test_a_parameter_that_is_wrong_is_named(office: Staff, query: str) -> None:
    problem = assert_problem(office.send("dev", "GET", f"/jobs?{query}"), 400, "bad-parameter")
    assert problem["errors"][0]["parameter"] == query.partition("=")[0]


def test_a_job_that_is_not_there_is_not_found(office: Staff) -> None:
    for method in ("GET", "DELETE"):
        assert_problem(office.send("eva", method, "/jobs/01JNONE"), 404, "not-found")
