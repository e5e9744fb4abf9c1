"""The document itself, for the rule set in force: its facts and documents are part of the schema."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from greenlane import __version__
from greenlane.core.declaration.jsonschema import json_schema
from greenlane.core.service import Edition
from greenlane.web.openapi import crosswalk, csp, drafts, jobs, operate, operations, origin, people
from greenlane.web.openapi.schemas import ANSWERS, Json, ref, text
from greenlane.web.problems import KINDS, MEDIA_TYPE
from greenlane.web.watch import UNLIMITED

PREFIX = "#/components/schemas/"
LIMITED: Final = ("too-many-requests",)
AREAS: Final = (operations, crosswalk, origin, drafts, jobs, people, operate, csp)
OPERATIONS: Final[dict[tuple[str, str], Json]] = {
    (method, path): {**operation, "problems": [*operation["problems"], *(() if path in UNLIMITED else LIMITED)]}
    for area in AREAS
    for (method, path), operation in area.OPERATIONS.items()
}
"""Every route: (method, path) → what it takes and answers.

Members besides those of OpenAPI: `ok`, the answer when all goes well, and `status`, its status where it is not 200;
`304`; `problems`, the names of the kinds that it can give. `security`, from schemas.py, where somebody has to say, or
may say, who they are. An area may name schemas of its own in SCHEMAS.
"""
WAITS: Final = frozenset({"in-flight", "locked-out", "too-many-requests", "unavailable", "not-ready"})
"""Problems that say in `Retry-After` how long to wait."""


def document(edition: Edition) -> Json:
    """OpenAPI 3.1 of every route."""
    paths: dict[str, Json] = defaultdict(dict)
    for (method, path), operation in OPERATIONS.items():
        paths[path][method] = _operation(operation, dict.fromkeys(operation["problems"]))
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Greenlane",
            "version": __version__,
            "summary": "Environmental customs rules, answered.",
            "description": "May these goods cross this border, on what terms, and what is still missing?",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "paths": dict(paths),
        "components": {
            "schemas": _schemas(edition),
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": "An API key: `gl_…`."},
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "__Host-greenlane",
                    "description": "From `POST /api/v1/sessions`; on loopback without TLS it is named `greenlane`. "
                    "A request that changes something also carries `X-Greenlane-CSRF`.",
                },
            },
        },
    }


def _operation(operation: Json, problems: Iterable[str]) -> Json:
    said: Json = {
        key: operation[key]
        for key in ("operationId", "summary", "description", "parameters", "requestBody", "security")
        if key in operation
    }
    answers: Json = {str(operation.get("status", 200)): operation["ok"]}
    if "304" in operation:
        answers["304"] = operation["304"]
    by_status = defaultdict(list)
    for name in problems:
        by_status[KINDS[name].status].append(KINDS[name])
    for status, kinds in sorted(by_status.items()):
        answers[str(status)] = {
            "description": " ".join(f"[{kind.title}]({kind.type})." for kind in kinds),
            "content": {MEDIA_TYPE: {"schema": ref("Problem")}},
        }
        waiting = [kind.name in WAITS for kind in kinds]
        if any(waiting):
            answers[str(status)]["headers"] = {
                "Retry-After": {"description": "Seconds to wait.", "required": all(waiting), "schema": text()}
            }
    return {**said, "responses": answers}


def _schemas(edition: Edition) -> dict[str, Any]:
    """The declaration's schemas, what the parameters share with them, and the answers."""
    declaration = json_schema(edition.reader.schema, PREFIX)
    shared = declaration.pop("$defs")
    declaration.pop("$schema")
    item = shared["GoodsItem"]["properties"]
    found = {
        "Declaration": {"title": "Declaration", **declaration},
        **shared,
        "Day": _shape(declaration["properties"]["date"]),
        "CommodityCode": _shape(item["commodity_code"]),
    }
    for area in AREAS:
        found |= getattr(area, "SCHEMAS", {})
    return {**found, **ANSWERS}


def _shape(schema: Json) -> Json:
    return {key: schema[key] for key in ("type", "format", "pattern", "maxLength") if key in schema}
