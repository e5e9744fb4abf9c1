"""The routes of jobs."""

from typing import Any, Final

from greenlane.core.store.jobs import STATES
from greenlane.web.api.jobs import MOST, PAGE
from greenlane.web.openapi.operations import path, query, sends
from greenlane.web.openapi.people import ASKED, CHANGES, CSRF
from greenlane.web.openapi.schemas import KEYED, Json, listed, members, ref, text

ID: Final = "01JMTPVBWZ9S2CJ4S4E1S1T1N3"
_ID: Final = path("job_id", "The job's.", text(), ID)
_COUNT: Final[Json] = {"type": "integer"}
_STATE: Final[Json] = {"type": "string", "enum": list(STATES)}

SCHEMAS: Final[dict[str, Json]] = {
    "Job": members(
        {
            "id": text(),
            "kind": text("`impact`, `retention` …"),
            "subject": text("What it is about, as `draft:01J…`."),
            "request": {"type": "object", "description": "What was asked for."},
            "state": {**_STATE, "description": "`running` may be `queued` again, when its worker ended."},
            "progress": members({"done": _COUNT, "total": _COUNT}, "In the kind's own measure; total 0: not known."),
            "attempts": {"type": "integer", "description": "How often it was begun. After the third it is given up."},
            "created_at": text(format="date-time"),
            "created_by": text(),
            "updated_at": text(format="date-time"),
            "cancelled": {"type": "boolean", "description": "Whether somebody called it off."},
            "error": {"type": ["string", "null"], "description": "Why it failed."},
            "result": {"type": ["object", "null"], "description": "What it came to, once it is done."},
        },
        "Work that takes longer than a request.",
        ("result",),
    )
}


def _operation(name: str, summary: str, ok: Json, problems: list[str], **more: Any) -> Json:
    return {"operationId": name, "summary": summary, "security": KEYED, "ok": ok, "problems": problems, **more}


OPERATIONS: Final[dict[tuple[str, str], Json]] = {
    ("get", "/api/v1/jobs"): _operation(
        "jobs",
        "Jobs, and how far they are",
        sends(
            members({"jobs": listed(ref("Job"))}),
            description="Newest first.",
            Link='The next page, with `rel="next"`, where there may be one.',
        ),
        [*ASKED, "forbidden"],
        parameters=[
            query("before", "Jobs older than this one.", text(pattern="^[0-9A-HJKMNP-TV-Z]{26}$"), ID),
            query(
                "limit",
                f"Jobs on a page; {PAGE} where it is left out.",
                {"type": "integer", "minimum": 1, "maximum": MOST},
                20,
            ),
            query("kind", "Of this kind.", text(pattern="^[!-~]{1,200}$"), "impact"),
            query("state", "In this state.", _STATE, "running"),
            query("subject", "About this.", text(pattern="^[!-~]{1,200}$"), "draft:01JMTPVBWZ9S2CJ4S4E1S1T1N2"),
        ],
    ),
    ("get", "/api/v1/jobs/{job_id}"): _operation(
        "job",
        "A job, and what it came to",
        sends(ref("Job")),
        [*ASKED, "forbidden", "not-found"],
        parameters=[_ID],
        description="Of an impact the reader gets the economies that are theirs to read.",
    ),
    ("delete", "/api/v1/jobs/{job_id}"): _operation(
        "cancelJob",
        "Call a job off",
        sends(ref("Job")),
        [*CHANGES, "forbidden", "not-found"],
        parameters=[_ID, CSRF],
        description="One's own, or as admin any. A running one stops within seconds; one that is over stays as it is.",
    ),
}
