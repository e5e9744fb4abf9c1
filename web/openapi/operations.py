"""The routes, one by one: what each takes and every status that it can give."""

from typing import Any, Final

from greenlane.core.terms.codes import ECONOMIES, PLACELESS
from greenlane.web.api.lookups import MOST, PAGE
from greenlane.web.assets import assets
from greenlane.web.openapi import examples
from greenlane.web.openapi.schemas import OPEN, RULE_SET, Json, listed, members, ref, text

LANGUAGE: Final[Json] = {
    "name": "Accept-Language",
    "in": "header",
    "description": "Of titles, messages and remedies; English where there is nothing else.",
    "schema": text(),
    "example": "en",
}
KEY: Final[Json] = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Makes a repeat return the same decision. 1 to 255 visible ASCII characters.",
    "schema": text(pattern="^[!-~]{1,255}$"),
    "example": "8e03978e-40d5-43e8-bc93-6894a57f9324",
}


def query(name: str, description: str, schema: Json, example: Any) -> Json:
    """A parameter of the address."""
    return {"name": name, "in": "query", "description": description, "schema": schema, "example": example}


def path(name: str, description: str, schema: Json, example: Any) -> Json:
    """A part of the path."""
    return {**query(name, description, schema, example), "in": "path", "required": True}


def sends(schema: Json, media: str = "application/json", description: str = "", **headers: str) -> Json:
    """The answer with status 200."""
    said: Json = {"description": description or "Answered.", "content": {media: {"schema": schema}}}
    if headers:
        said["headers"] = {
            name.replace("_", "-"): {"description": meaning, "schema": text()} for name, meaning in headers.items()
        }
    return said


PAGE_HTML: Final = sends(text(), "text/html", "A page.")
HELD: Final = {"description": "Nothing has changed since the version that `If-None-Match` names."}
NONE_MATCH: Final[Json] = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The `ETag` of what you have.",
    "schema": text(),
}

ASKING: Final = ("unauthorized", "forbidden", "bad-csrf")
"""Problems of a check where somebody says, or has to say, who they are."""

OPERATIONS: Final[dict[tuple[str, str], Json]] = {
    ("post", "/api/v1/check"): {
        "operationId": "check",
        "security": OPEN,
        "summary": "Check a declaration",
        "description": "May these goods cross, on what terms, and what is missing? The decision is stored before it is "
        "answered. An economy whose plugin failed makes it `referred`, not an error.\n\nWhat no single field can tell "
        "is refused as well, with status 422: a code whose length the nomenclature does not know, a document that "
        "expires before it was issued, item numbers that repeat, an instant in the future, or before the first "
        "rule set.",
        "parameters": [KEY, LANGUAGE],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": ref("Declaration"), "examples": examples.CHECK}},
        },
        "ok": sends(ref("Decision"), description="The decision."),
        "problems": [
            "bad-request", "not-json", "bad-parameter", "bad-idempotency-key", "in-flight", "too-large",
            "unsupported-media-type", "not-a-declaration", "key-reused", "unavailable", *ASKING,
        ],
    },
    ("post", "/api/v1/checks"): {
        "operationId": "checks",
        "security": OPEN,
        "summary": "Check many declarations",
        "description": "The request is taken whole, to 4 GiB, and then answered line by line in the same order; each "
        "declaration is stored before its line is sent.\n\n**NDJSON**: a declaration a line. One that is wrong is "
        "answered by its problem with `line`. Blank lines are counted and not answered. A failure midway ends the "
        "answer with a problem that names the first unanswered `line`.\n\n**CSV**: a goods item a row under a header, "
        "columns named as the fields: `commodity_code`, `route.import`, `quantity.value`, `facts.used`, "
        "`national_codes.CN`, `documents` (codes separated by `;`), `documents.VN-ENV-LICENCE.issued`. Rows with the "
        "same `reference`, wherever they stand, are one declaration, answered where its last row stands; a row without "
        "one is a declaration of its own. `true` and `false` in any case of letters, decimals with a point, lists "
        "separated by `;`. A cell of the answer that a spreadsheet would take for a formula has an "
        "apostrophe before it.",
        "parameters": [LANGUAGE],
        "requestBody": {
            "required": True,
            "content": {
                "application/x-ndjson": {"schema": text(), "example": examples.NDJSON},
                "text/csv": {"schema": text(), "example": examples.CSV},
            },
        },
        "ok": {
            "description": "The answers: decisions and problems, one a line; or reference, number, verdict, rules, "
            "missing, charges, error, decision_id, row.",
            "content": {
                "application/x-ndjson": {"schema": text()},
                "text/csv": {"schema": text()},
            },
        },
        "problems": [
            "bad-request", "not-csv", "empty", "bad-parameter", "bad-idempotency-key", "too-large",
            "unsupported-media-type", "bad-columns", "unavailable", *ASKING,
        ],
    },
    ("get", "/api/v1/decisions/{decision_id}"): {
        "operationId": "decision",
        "security": OPEN,
        "summary": "Read a decision again",
        "parameters": [path("decision_id", "As it was answered.", text(), "01JMTPVBWZ9S2CJ4S4E1S1T1N2"), LANGUAGE],
        "ok": sends(ref("Decision"), description="The decision."),
        "problems": ["bad-parameter", "unauthorized", "not-found", "erased", "unavailable"],
    },
    ("get", "/api/v1/economies"): {
        "operationId": "economies",
        "summary": "What is loaded, and what it covers",
        "parameters": [LANGUAGE, NONE_MATCH],
        "ok": sends(
            members(
                {
                    "ruleset": RULE_SET,
                    "economies": listed(ref("LoadedEconomy")),
                    "everywhere": listed(ref("LoadedEconomy"), "Packs without an economy: notices on every route."),
                }
            ),
            ETag="Its version.",
        ),
        "304": HELD,
        "problems": ["bad-parameter", "unavailable"],
    },
    ("get", "/api/v1/rules"): {
        "operationId": "rules",
        "summary": "The rules, in the order of their ids",
        "parameters": [
            query("economy", "Rules of this economy, or of a pack without one.",
                  text(enum=sorted(ECONOMIES | PLACELESS)), "VN"),
            query("code", "Rules that goods of this code fall under, or may.", ref("CommodityCode"), "3915.10"),
            query("date", "Rules valid on this day.", ref("Day"), "2025-02-24"),
            query("limit", f"Rules on a page; {PAGE} where it is left out.",
                  {"type": "integer", "minimum": 1, "maximum": MOST}, 20),
            query("after", "The page that begins after the rule with this id.", text(pattern="^[!-~]{1,200}$"), "TH-"),
            LANGUAGE,
            NONE_MATCH,
        ],
        "ok": sends(
            members({"ruleset": RULE_SET, "total": {"type": "integer"}, "rules": listed(ref("Rule"))}),
            ETag="Its version.",
            Link='The next page, with `rel="next"`; not on the last one.',
        ),
        "304": HELD,
        "problems": ["bad-parameter", "unavailable"],
    },
    ("get", "/healthz"): {
        "operationId": "healthz",
        "summary": "Whether the process lives",
        "ok": sends(members({"status": text(enum=["ok"])})),
        "problems": ["bad-parameter"],
    },
    ("get", "/readyz"): {
        "operationId": "readyz",
        "summary": "Whether it can answer",
        "description": "`degraded` when a plugin failed: the other economies are answered.",
        "ok": sends(members({
            "status": text(enum=["ready", "degraded"]),
            "database": text(enum=["current"]),
            "ruleset": RULE_SET,
            "plugins": listed(members({"name": text(), "status": text()})),
        })),
        "problems": ["bad-parameter", "not-ready"],
    },
    ("get", "/openapi.json"): {
        "operationId": "openapi",
        "summary": "This document",
        "parameters": [NONE_MATCH],
        "ok": sends({"type": "object"}, ETag="Its version."),
        "304": HELD,
        "problems": ["bad-parameter", "unavailable"],
    },
    ("get", "/"): {"operationId": "home", "summary": "What this server is", "ok": PAGE_HTML, "problems": []},
    ("get", "/docs"): {
        "operationId": "docs", "summary": "This document to read", "ok": PAGE_HTML, "problems": ["unavailable"],
    },
    ("get", "/problems"): {
        "operationId": "problems", "summary": "Every kind of problem", "ok": PAGE_HTML, "problems": [],
    },
    ("get", "/problems/{kind}"): {
        "operationId": "problem",
        "summary": "A kind of problem",
        "parameters": [path("kind", "The end of a problem's `type`.", text(), "not-json")],
        "ok": PAGE_HTML,
        "problems": ["not-found"],
    },
    ("get", "/assets/{digest}/{name}"): {
        "operationId": "asset",
        "summary": "A file of the pages",
        "parameters": [
            path("digest", "Of what it holds.", text(), assets()["greenlane.css"].address.split("/")[2]),
            path("name", "Its name.", text(), "greenlane.css"),
        ],
        "ok": sends(text(), "text/css", "The file; it never changes."),
        "problems": ["not-found"],
    },
}  # fmt: skip
