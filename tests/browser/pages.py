"""Every page there is, each with addresses that show something: of the demonstration's rules, drafts and decisions.

`test_pages.py` holds this list complete against the routes of the application.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from greenlane.core.store import Store
from greenlane.web.checker.kept import OWNER

EDITOR, APPROVER, ADMIN = "mei", "jun", "amina"


@dataclass(frozen=True)
class Shown:
    """A page as somebody sees it. `route`: as Flask has it. `path`: its address, samples in curly brackets.

    `who`: None for the public. `status`: what it is answered with.
    """

    name: str
    route: str
    path: str
    who: str | None = EDITOR
    status: int = 200

    def address(self, samples: dict[str, str]) -> str:
        """The address of a running server's data."""
        return self.path.format_map(samples)


NO_PAGES: Final = (
    "/api/v1",
    "/assets/",
    "/csp-reports",
    "/healthz",
    "/metrics",
    "/openapi.json",
    "/readyz",
)
"""Beginnings of routes that give no HTML."""

FILES: Final = ("/console/drafts/<ulid:draft_id>/export", "/console/rule-sets/<int:number>/export")
"""Routes that give a file."""

RULE: Final = "/console/rules/<rule_id>"
DRAFT: Final = "/console/drafts/<ulid:draft_id>"
EDITED: Final = "/console/drafts/<draft_id>"
STATED: Final = "/console/decisions/<decision_id>/origin/<agreement>"
ANSWER_STATED: Final = "/answers/<decision_id>/origin/<agreement>"
ORIGIN: Final = (
    "code=850760&from=KR&to=VN&made=no&m=8507.90+cases%0A853710&amount=10000&currency=USD&basis=FOB&p=assembly"
)

PAGES: Final = (
    Shown("public", "/", "/", None),
    Shown("public-agreements", "/", "/?q=850760&from=KR&to=VN&on=2026-11-22", None),
    Shown("docs", "/docs", "/docs", None),
    Shown("problems", "/problems", "/problems", None),
    Shown("problem", "/problems/<kind>", "/problems/not-json", None),
    Shown("nowhere", "/", "/nowhere", None, 404),
    Shown("sign-in", "/console/sign-in", "/console/sign-in", None),
    Shown("set-up", "/console/set-up/<token>", "/console/set-up/not-a-link-of-ours", None, 404),
    Shown("today", "/console", "/console"),
    Shown("help", "/console/help", "/console/help"),
    Shown("design", "/console/design", "/console/design"),
    Shown("console-nowhere", "/console", "/console/nowhere", EDITOR, 404),
    Shown("account", "/console/account", "/console/account"),
    Shown("account-keys", "/console/account/keys", "/console/account/keys", "broker-desk"),
    Shown("account-key", "/console/account/keys/<key_id>", "/console/account/keys/{key}", "broker-desk"),
    Shown("account-password", "/console/account/password", "/console/account/password"),
    Shown("second-factor", "/console/account/second-factor", "/console/account/second-factor"),
    Shown("session", "/console/account/sessions/<session_id>", "/console/account/sessions/{session}", EDITOR, 404),
    Shown("rules", "/console/rules", "/console/rules"),
    Shown("rules-found", "/console/rules", "/console/rules?q=plastic"),
    Shown("rules-none", "/console/rules", "/console/rules?q=zzzzzz"),
    Shown("rule", RULE, "/console/rules/{rule}"),
    Shown("rule-charge", RULE, "/console/rules/{charge}"),
    Shown("rule-unknown", RULE, "/console/rules/MY-NO-SUCH-RULE", EDITOR, 404),
    Shown("rule-history", f"{RULE}/history", "/console/rules/{changed_rule}/history"),
    Shown("decisions", "/console/decisions", "/console/decisions"),
    Shown("decision", "/console/decisions/<decision_id>", "/console/decisions/{decision}"),
    Shown("decision-referred", "/console/decisions/<decision_id>", "/console/decisions/{referred}"),
    Shown("decision-again", "/console/decisions/<decision_id>/again", "/console/decisions/{decision}/again"),
    Shown("statement", STATED, "/console/decisions/{stated}/origin/AKFTA"),
    Shown("statement-none", STATED, "/console/decisions/{collected}/origin/KORUS", EDITOR, 404),
    Shown("goods", "/goods", "/goods?q=plastic", None),
    Shown("origin", "/origin", "/origin", None),
    Shown("origin-found", "/origin", f"/origin?{ORIGIN}&cost=3800", None),
    Shown("origin-open", "/origin", "/origin?code=850760&from=KR&to=US", None),
    Shown("origin-wrong", "/origin", f"/origin?{ORIGIN}&cost=38000&direct=no", None, 422),
    Shown("answer", "/answers/<decision_id>", "/answers/{answer}", None),
    Shown("answer-statement", ANSWER_STATED, "/answers/{collected}/origin/AKFTA", None),
    Shown("economies", "/console/economies", "/console/economies"),
    Shown("economy", "/console/economies/<code>", "/console/economies/{economy}"),
    Shown("economy-cases", "/console/economies/<code>/cases", "/console/economies/{economy}/cases"),
    Shown("crosswalk", "/console/economies/crosswalk",
          "/console/economies/crosswalk?code=3915.90&from=KR&to=VN&date=2026-11-22"),
    Shown("economies-how", "/console/economies/how-to-add-one", "/console/economies/how-to-add-one"),
    Shown("parameter", "/console/parameters/<economy>/<name>", "/console/parameters/{economy}/{parameter}"),
    Shown("rule-edit", f"{RULE}/edit", "/console/rules/{rule}/edit"),
    Shown("try", "/console/try", "/console/try"),
    Shown("try-agreements", "/console/try", "/console/try?code=850760&export=KR&import=VN&date=2026-11-22"),
    Shown("drafts", "/console/drafts", "/console/drafts"),
    Shown("draft-new", "/console/drafts/new", "/console/drafts/new"),
    Shown("draft-file", "/console/drafts/import", "/console/drafts/import"),
    Shown("draft-upgrade", "/console/drafts/upgrade", "/console/drafts/upgrade"),
    Shown("draft", DRAFT, "/console/drafts/{open}"),
    Shown("draft-submitted", DRAFT, "/console/drafts/{submitted}", APPROVER),
    Shown("draft-published", DRAFT, "/console/drafts/{published}"),
    Shown("draft-withdrawn", DRAFT, "/console/drafts/{withdrawn}"),
    Shown("draft-changes", f"{DRAFT}/changes", "/console/drafts/{conflicting}/changes"),
    Shown("draft-lint", f"{DRAFT}/lint", "/console/drafts/{faulty}/lint"),
    Shown("draft-cases", f"{DRAFT}/cases", "/console/drafts/{faulty}/cases"),
    Shown("draft-probes", f"{DRAFT}/probes", "/console/drafts/{faulty}/probes"),
    Shown("draft-impact", f"{DRAFT}/impact", "/console/drafts/{submitted}/impact"),
    Shown("draft-impact-none", f"{DRAFT}/impact", "/console/drafts/{open}/impact"),
    Shown("draft-discussion", f"{DRAFT}/discussion", "/console/drafts/{submitted}/discussion"),
    Shown("draft-conflicts", f"{DRAFT}/conflicts", "/console/drafts/{conflicting}/conflicts"),
    Shown("draft-rebase", f"{DRAFT}/rebase", "/console/drafts/{conflicting}/rebase"),
    Shown("draft-import", f"{DRAFT}/import", "/console/drafts/{open}/import"),
    Shown("draft-undo", f"{DRAFT}/undo", "/console/drafts/{open}/undo"),
    Shown("draft-submit", f"{DRAFT}/submit", "/console/drafts/{open}/submit"),
    Shown("draft-submit-not-ready", f"{DRAFT}/submit", "/console/drafts/{faulty}/submit"),
    Shown("draft-approve", f"{DRAFT}/approve", "/console/drafts/{submitted}/approve", APPROVER),
    Shown("draft-return", f"{DRAFT}/return", "/console/drafts/{submitted}/return", APPROVER),
    Shown("draft-publish", f"{DRAFT}/publish", "/console/drafts/{approved}/publish", APPROVER),
    Shown("draft-withdraw", f"{DRAFT}/withdraw", "/console/drafts/{open}/withdraw"),
    Shown("edit-rule", f"{EDITED}/rules/<rule_id>", "/console/drafts/{open}/rules/MY-EXAMPLE-TYRES"),
    Shown("edit-rule-long", f"{EDITED}/rules/<rule_id>", "/console/drafts/{open}/rules/{rule}"),
    Shown("edit-rule-new", f"{EDITED}/rules/new", "/console/drafts/{open}/rules/new"),
    Shown("edit-rule-cases", f"{EDITED}/rules/<rule_id>/cases", "/console/drafts/{faulty}/rules/{faulty_rule}/cases"),
    Shown("edit-case", f"{EDITED}/cases/<economy>/<path:name>", "/console/drafts/{faulty}/cases/TH/{case}"),
    Shown("edit-case-new", f"{EDITED}/cases/<economy>/new", "/console/drafts/{open}/cases/MY/new"),
    Shown("edit-series", f"{EDITED}/parameters/<economy>/<name>", "/console/drafts/{open}/parameters/MY/{parameter}"),
    Shown("edit-series-new", f"{EDITED}/parameters/<economy>/new", "/console/drafts/{open}/parameters/MY/new"),
    Shown("edit-entries", f"{EDITED}/entries", "/console/drafts/{open}/entries"),
    Shown("edit-entry", f"{EDITED}/entries/<path:place>", "/console/drafts/{open}/entries/MY/facts/used"),
    Shown("edit-entry-new", f"{EDITED}/entries/new", "/console/drafts/{open}/entries/new?economy=MY&part=facts"),
    Shown("rule-sets", "/console/rule-sets", "/console/rule-sets"),
    Shown("rule-set", "/console/rule-sets/<int:number>", "/console/rule-sets/4"),
    Shown("rule-set-cancel", "/console/rule-sets/<int:number>/cancel", "/console/rule-sets/7/cancel", APPROVER),
    Shown("roll-back", "/console/rule-sets/<int:number>/roll-back", "/console/rule-sets/3/roll-back", APPROVER),
    Shown("people", "/console/people", "/console/people", ADMIN),
    Shown("person", "/console/people/<name>", "/console/people/noor", ADMIN),
    Shown("people-forbidden", "/console/people", "/console/people", EDITOR, 403),
    Shown("keys", "/console/keys", "/console/keys", ADMIN),
    Shown("key", "/console/keys/<key_id>", "/console/keys/{key}", ADMIN),
    Shown("changes", "/console/changes", "/console/changes", ADMIN),
    Shown("change", "/console/changes/<int(max=9999999999):number>", "/console/changes/20", ADMIN),
    Shown("jobs", "/console/jobs", "/console/jobs"),
    Shown("job", "/console/jobs/<job_id>", "/console/jobs/{job}"),
)


def samples(store: Store) -> dict[str, str]:
    """What stands in the place of names in paths: things of the demonstration, found in its database."""
    drafts = {one.title.removeprefix("Example: "): one.draft_id for one in store.drafts.headers()}
    every = list(store.decisions(limit=100_000))
    decisions = {one.verdict: one.decision_id for one in every}
    jobs = store.jobs.list(limit=1)
    return {
        "faulty_rule": "TH-EXAMPLE-CABLES",
        "rule": "MY-PLASTIC-COA",
        "charge": "MY-CPO-DUTY-2024",
        "changed_rule": "TH-PLASTIC-BAN",
        "economy": "MY",
        "parameter": "cpo_reference_price",
        "open": drafts["a notice on retreaded tyres"],
        "faulty": drafts["a rule that is not ready"],
        "conflicting": drafts["another title for the plastic ban"],
        "submitted": drafts["look at used photovoltaic modules"],
        "approved": drafts["a notice on zinc scrap"],
        "withdrawn": drafts["a notice on recycled pulp"],
        "published": drafts["made-up values of crude palm oil"],
        "decision": decisions["restricted"],
        "referred": decisions["referred"],
        "clear": decisions["clear"],
        "case": quote("Example: 854400 falls under TH-EXAMPLE-CABLES"),
        "answer": next(one.decision_id for one in every if one.owner == OWNER and one.verdict != "clear"),
        "stated": next(one.decision_id for one in every if one.owner != OWNER and b'"materials":' in one.body),
        "collected": next(one.decision_id for one in every if one.owner == OWNER and b'"collected_in":' in one.body),
        "job": jobs[0].job_id,
        "key": store.people.keys()[0].key_id,
        "session": "01M8350W9CT1AYWYKR35739WRM",
    }
