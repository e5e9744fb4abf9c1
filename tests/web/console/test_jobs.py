"""Jobs at the console: how far they are, what came of them, and calling one off."""

from __future__ import annotations

from typing import Any

import pytest

from greenlane.core.rights import EVERY, Actor, Grant
from greenlane.core.service.jobs import Kind
from greenlane.core.store.jobs import Job
from tests.web.console.conftest import Browser, House

ANA = Actor("ana", frozenset({Grant("editor", EVERY)}), "session")


def asked(house: House, **request: Any) -> Job:
    """A job of a kind of these tests' own, asked for by Ana."""
    house.desk.jobs.register("count", Kind(lambda job, progress: {"counted": 7}, "run impact"))
    return house.desk.jobs.enqueue("count", subject="draft:01JMTPVBWZ9S2CJ4S4E1S1T1N2", request=request, by=ANA)


@pytest.mark.parametrize("name", ["ana", "ben", "dev", "eva", "gus"])
def test_jobs_are_for_the_roles_that_may_read_them(house: House, name: str) -> None:
    job = asked(house)
    browser = house.browser(name)
    assert job.job_id in browser.get("/console/jobs")
    text = browser.get(f"/console/jobs/{job.job_id}")
    assert ("Call it off" in text) == (name in ("ana", "eva"))


def test_brokers_do_not_see_jobs(house: House) -> None:
    job = asked(house)
    broker = house.browser("fay")
    broker.get("/console/jobs", 403)
    broker.get(f"/console/jobs/{job.job_id}", 403)
    assert broker.post(f"/console/jobs/{job.job_id}/cancel", {}).status_code == 403


def test_the_list_is_narrowed_by_state_and_kind_and_paged(house: House, viewer: Browser) -> None:
    jobs = [asked(house).job_id for _ in range(60)]
    first = viewer.get("/console/jobs?state=queued&kind=count")
    assert jobs[-1] in first and jobs[0] not in first and ">More<" in first
    assert jobs[0] in viewer.get(f"/console/jobs?state=queued&before={jobs[10]}")
    assert "There is no such job." in viewer.get("/console/jobs?state=failed")
    assert "There is no such job." in viewer.get("/console/jobs?kind=impact")
    assert len(viewer.client.get("/console/jobs?format=csv").text.splitlines()) == 61


def test_who_asked_for_a_job_calls_it_off(house: House, editor: Browser) -> None:
    job = asked(house)
    editor.done(f"/console/jobs/{job.job_id}/cancel", {})
    text = editor.get(f"/console/jobs/{job.job_id}")
    assert ">cancelled<" in text and "The job is called off." in text and "Call it off" not in text
    editor.done(f"/console/jobs/{job.job_id}/cancel", {})
    assert "It was over already." in editor.get(f"/console/jobs/{job.job_id}")


def test_others_need_the_right_to_manage_jobs(house: House, approver: Browser, admin: Browser) -> None:
    job = asked(house)
    assert approver.post(f"/console/jobs/{job.job_id}/cancel", {}).status_code == 403
    assert house.desk.store.jobs.get(job.job_id).state == "queued"  # type: ignore[union-attr]
    admin.done(f"/console/jobs/{job.job_id}/cancel", {})
    assert house.desk.store.jobs.get(job.job_id).state == "cancelled"  # type: ignore[union-attr]


def test_a_page_of_what_is_not_over_looks_again_and_then_no_more(house: House, viewer: Browser) -> None:
    job = asked(house, note="<script>alert(1)</script>")
    part = viewer.part(f"/console/jobs/{job.job_id}", "job")
    assert 'hx-trigger="every 2s"' in part and "<h1" not in part and "<script>alert" not in part
    house.desk.jobs.cancel(job.job_id, ANA)
    assert "hx-trigger" not in viewer.part(f"/console/jobs/{job.job_id}", "job")


def test_a_job_that_there_is_not_is_a_page_that_says_so(viewer: Browser) -> None:
    assert "There is no job with this id." in viewer.get("/console/jobs/01JMTPVBWZ9S2CJ4S4E1S1T1N2", 404)
    viewer.get("/console/jobs?before=%27%22&state=%00&kind=" + "x" * 500)


def test_reports_of_browsers_are_for_admins(house: House, admin: Browser, viewer: Browser) -> None:
    house.desk.csp.note("script-src", "https://evil.example/<x>.js", "/console/rules")
    text = admin.get("/console/jobs")
    assert "https://evil.example/&lt;x&gt;.js" in text
    assert "evil.example" in admin.client.get("/console/jobs?format=csv&table=csp-reports").text
    assert "evil.example" not in viewer.get("/console/jobs")
    viewer.get("/console/jobs?format=csv&table=csp-reports", 404)
