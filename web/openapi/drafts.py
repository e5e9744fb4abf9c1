"""The routes of drafts and of published rule sets."""

from typing import Any, Final

from greenlane.core.service.files import FORMATS
from greenlane.web.api import draft_bodies as bodies
from greenlane.web.api.draft_files import MODES
from greenlane.web.api.drafts import STATES
from greenlane.web.openapi.draft_schemas import (
    COUNT,
    DRAFT_FIELDS,
    EDIT,
    PACK,
    PROBE,
    PROOF,
    RULE_SET,
    SCHEMAS,
    SPOKEN,
    WANT,
    WHOLE,
)
from greenlane.web.openapi.operations import HELD, NONE_MATCH, path, query, sends
from greenlane.web.openapi.people import ASKED, CHANGES, CSRF, SENT
from greenlane.web.openapi.schemas import KEYED, Json, listed, members, ref, text

ID: Final = "01JMTPVBWZ9S2CJ4S4E1S1T1N2"
MATCH: Final[Json] = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The `ETag` that was read: the change is made to that version or not at all.",
    "schema": text(pattern='^"[!#-~]{1,100}"$'),
    "example": '"3-open-0123456789ab"',
}
FORMAT: Final = query("format", "YAML where it is left out.", text(enum=list(FORMATS)), "yaml")
ECONOMY: Final = query("economy", "Of this economy only.", text(pattern="^[A-Z]{2}$"), "TH")
_LINE: Final = text(minLength=1, maxLength=200, pattern="^[ -~]*[!-~][ -~]*$")
REASON: Final[Json] = {
    **query("reason", "Why; it stands in the change log.", _LINE, "the list as the ministry sent it"),
    "required": True,
}
TITLE: Final[Json] = {**query("title", "What the draft is called.", _LINE, "The list of 2027"), "required": True}
MODE: Final = query(
    "mode",
    "`replace`: the parts that the file holds are as in it, and what it lacks goes. `add`: what it lacks stays.",
    text(enum=list(MODES)),
    "replace",
)
FILE: Final[Json] = {
    "required": True,
    "content": {
        FORMATS["yaml"][0]: {
            "schema": {"type": "object", "description": "An economy's pack; or several, by their codes."},
            "example": {"economy": "TH", "documents": {"TH-SLIP": {"label": "permit slip"}}},
        },
        FORMATS["xlsx"][0]: {"schema": text(format="binary"), "example": "PK…"},
    },
}
_DRAFT: Final = path("draft_id", "Its id.", text(), ID)
_NUMBER: Final = path("number", "Of the rule set.", {"type": "integer", "minimum": 1, "maximum": 10**9 - 1}, 1)
IN_FORCE: Final = sends(RULE_SET, description="Published, or scheduled.", Location="Its own.")
_READS: Final = [*ASKED, "forbidden", "not-found"]
_WRITES: Final = [
    *SENT, *CHANGES, "forbidden", "not-found", "precondition-required", "precondition-failed",
]  # fmt: skip


def _reads(name: str, summary: str, ok: Json, *problems: str, **more: Any) -> Json:
    return {
        "operationId": name,
        "summary": summary,
        "security": KEYED,
        "ok": ok,
        "problems": [*_READS, *problems],
        **{"parameters": [_DRAFT], **more},
    }


def _writes(name: str, summary: str, body: Json, *problems: str, **more: Any) -> Json:
    """A change of a draft."""
    return {
        "operationId": name,
        "summary": summary,
        "security": KEYED,
        "ok": sends(ref("Draft"), description="The draft as it is now.", ETag="Its version."),
        "problems": [*_WRITES, *problems],
        "requestBody": body,
        **{"parameters": [_DRAFT, MATCH, CSRF], **more},
    }


def _begins(name: str, summary: str, body: Json, *problems: str, **more: Any) -> Json:
    """A new draft."""
    wanted = [*SENT, *CHANGES, "forbidden", *problems]
    return {
        "operationId": name,
        "summary": summary,
        "security": KEYED,
        "status": 201,
        "ok": sends(ref("Draft"), description="The draft.", ETag="Its version.", Location="Its own."),
        "problems": wanted,
        "requestBody": body,
        **{"parameters": [CSRF], **more},
    }


def _file(about: str) -> Json:
    schemas: list[Json] = [{"type": "object"}, text(format="binary")]
    content = {FORMATS[name][0]: {"schema": one} for name, one in zip(("yaml", "xlsx"), schemas, strict=True)}
    return {"description": about, "content": content}


OPERATIONS: Final[dict[tuple[str, str], Json]] = {
    ("get", "/api/v1/drafts"): _reads(
        "drafts", "The drafts, the last changed first", sends(members({"drafts": listed(ref("Draft"))})),
        parameters=[query("state", "In this state.", text(enum=list(STATES)), "open")],
        problems=[*ASKED, "forbidden"],
    ),
    ("post", "/api/v1/drafts"): _begins(
        "beginDraft", "Begin a draft", bodies.NEW_DRAFT.described(),
    ),
    ("post", "/api/v1/drafts/import"): _begins(
        "importDraft", "Begin a draft with what a file holds", FILE,
        problems=[one for one in (*SENT, *CHANGES, "forbidden") if one != "not-json"],
        parameters=[TITLE, REASON, MODE, CSRF],
        description="A file as an export writes it. What is wrong in it is said at its line, or its sheet, row and "
        "column, and nothing of it is taken.",
    ),
    ("post", "/api/v1/drafts/upgrade"): _begins(
        "upgradeDraft", "Begin a draft with the installed packs", bodies.UPGRADE.described(),
        status=201,
        ok=sends(
            members({
                **DRAFT_FIELDS,
                "packs": listed(PACK),
                "conflicts": listed(ref("Conflict")),
            }),
            description="The draft, and what each pack brings.", ETag="Its version.", Location="Its own.",
        ),
        description="Three ways: what was changed here since a pack was taken in stays, what the pack changes comes, "
        "and where both changed an entry, or a rule is no longer in the pack, somebody has to say which it is.",
    ),
    ("get", "/api/v1/drafts/{draft_id}"): {
        **_reads("draft", "A draft", sends(WHOLE, ETag="Its version."), parameters=[_DRAFT, NONE_MATCH]),
        "304": HELD,
    },
    ("delete", "/api/v1/drafts/{draft_id}"): _writes(
        "withdrawDraft", "Give a draft up; it stays readable", bodies.WHY.described(),
    ),
    ("post", "/api/v1/drafts/{draft_id}/edits"): _writes(
        "editDraft", "Edit a draft", bodies.described_edit(),
        description="One act, with its reason. Whatever was submitted or approved is void then.",
    ),
    ("get", "/api/v1/drafts/{draft_id}/edits"): _reads(
        "edits", "Every edit that was made, oldest first", sends(members({"edits": listed(EDIT)})),
        parameters=[_DRAFT, query("after", "Those after this revision.", {"type": "integer", "minimum": 0,
                                                                         "maximum": 10**9 - 1}, 1)],
    ),
    ("post", "/api/v1/drafts/{draft_id}/undo"): _writes(
        "undoEdit", "Take the last edit back", bodies.WHY.described(),
    ),
    ("post", "/api/v1/drafts/{draft_id}/import"): _writes(
        "importIntoDraft", "Put what a file holds into a draft", FILE,
        problems=[one for one in _WRITES if one != "not-json"],
        parameters=[_DRAFT, REASON, MODE, MATCH, CSRF],
    ),
    ("get", "/api/v1/drafts/{draft_id}/export"): _reads(
        "exportDraft", "What a draft makes of its base, as a file", _file("A file that an import takes."), "refused",
        parameters=[_DRAFT, FORMAT, ECONOMY],
    ),
    ("get", "/api/v1/drafts/{draft_id}/changes"): _reads(
        "draftChanges", "All that a draft changes in its base",
        sends(members({"base": COUNT, "changes": listed(ref("Described"))})),
    ),
    ("get", "/api/v1/drafts/{draft_id}/conflicts"): _reads(
        "conflicts", "What was changed here, and otherwise in what was published meanwhile",
        sends(members({"conflicts": listed(ref("Conflict"))})),
    ),
    ("post", "/api/v1/drafts/{draft_id}/rebase"): _writes(
        "rebaseDraft", "Bring a draft up to what is in force, each conflict settled", bodies.REBASE.described(),
        "conflict",
    ),
    ("get", "/api/v1/drafts/{draft_id}/lint"): _reads(
        "lint", "What the linter says of the economies it changes", sends(members({"remarks": listed(WANT)})),
    ),
    ("get", "/api/v1/drafts/{draft_id}/cases"): _reads(
        "cases", "The cases run against a draft, and what they cover",
        sends(PROOF),
        "refused",
    ),
    ("get", "/api/v1/drafts/{draft_id}/probes"): _reads(
        "probes", "Examples on both sides of each threshold that a draft moves, by both rule sets",
        sends(members({"base": COUNT, "probes": listed(PROBE)})),
        "refused",
    ),
    ("post", "/api/v1/drafts/{draft_id}/impact"): {
        **_writes("impact", "Replay stored decisions against a draft", bodies.IMPACT.described()),
        "description": "A job: it answers at once, and the report is at the job.",
        "status": 202,
        "ok": sends(ref("Job"), description="The job.", Location="Where it is looked at."),
        "problems": [*SENT, *CHANGES, "forbidden", "not-found"],
        "parameters": [_DRAFT, CSRF],
    },
    ("get", "/api/v1/drafts/{draft_id}/comments"): _reads(
        "comments", "The discussion of a draft, oldest first", sends(members({"comments": listed(SPOKEN)})),
    ),
    ("post", "/api/v1/drafts/{draft_id}/comments"): {
        **_writes("commentDraft", "Say something in the discussion of a draft", bodies.DISCUSSION.described()),
        "description": "Whoever may read it may. Its state, its version and an approval stay as they are.",
        "status": 201,
        "ok": sends(SPOKEN, description="The comment.", Location="The discussion."),
        "problems": [*SENT, *CHANGES, "forbidden", "not-found"],
        "parameters": [_DRAFT, CSRF],
    },
    ("post", "/api/v1/drafts/{draft_id}/submission"): _writes(
        "submitDraft", "Ask for approval", bodies.SUBMISSION.described(), "unproven", "conflict",
        description="A draft with a fault, an error of the linter, a failing case or a warning that nobody accepts is "
        "not submitted.",
    ),
    ("post", "/api/v1/drafts/{draft_id}/approval"): _writes(
        "approveDraft", "Approve exactly what was submitted", bodies.APPROVAL.described(), "not-approved",
        description="By somebody who neither edited nor submitted it. Bound to the digest: an edit voids it.",
    ),
    ("post", "/api/v1/drafts/{draft_id}/return"): _writes(
        "returnDraft", "Send a draft back", bodies.RETURN.described(), "not-approved",
    ),
    ("post", "/api/v1/drafts/{draft_id}/publication"): {
        **_writes("publishDraft", "Publish what was approved", bodies.PUBLICATION.described(),
                  "not-approved", "conflict", "unproven"),
        "description": "At once for every worker, or at a time to come. What was published since the draft's base "
        "stays: the approved changes are laid over it, and all is proved again.",
        "status": 201,
        "ok": IN_FORCE,
    },
    ("get", "/api/v1/rule-sets"): {
        **_reads("ruleSets", "Every published rule set, the newest first",
                 sends(members({"in_force": COUNT, "rule_sets": listed(ref("RuleSet"))}), ETag="Their version."),
                 parameters=[NONE_MATCH], problems=[*ASKED, "forbidden"]),
        "304": HELD,
    },
    ("get", "/api/v1/rule-sets/{number}"): _reads(
        "ruleSet", "A published rule set", sends(RULE_SET), parameters=[_NUMBER],
    ),
    ("get", "/api/v1/rule-sets/{number}/changes"): _reads(
        "ruleSetChanges", "What differs between two rule sets",
        sends(members({"from": COUNT, "to": COUNT, "changes": listed(ref("Described"))})),
        parameters=[_NUMBER, query("from", "From this one; the one before where it is left out.",
                                   {"type": "integer", "minimum": 1, "maximum": 10**9 - 1}, 1)],
    ),
    ("get", "/api/v1/rule-sets/{number}/export"): _reads(
        "exportRuleSet", "A published rule set as a file", _file("A file that an import takes."), "refused",
        parameters=[_NUMBER, FORMAT, ECONOMY],
    ),
    ("post", "/api/v1/rule-sets/rollback"): {
        **_writes("rollBack", "Publish old content again, as a new rule set", bodies.ROLL_BACK.described(), "conflict"),
        "description": "`If-Match` names the version of the list of rule sets.",
        "status": 201,
        "ok": IN_FORCE,
        "parameters": [MATCH, CSRF],
    },
    ("post", "/api/v1/rule-sets/{number}/cancellation"): {
        **_writes("cancelRuleSet", "Take back a scheduled rule set", bodies.WHY.described(), "conflict"),
        "description": "`If-Match` names the version of the list of rule sets.",
        "status": 201,
        "ok": IN_FORCE,
        "parameters": [_NUMBER, MATCH, CSRF],
    },
}  # fmt: skip

__all__ = ["OPERATIONS", "SCHEMAS"]
