"""The routes for those who run the server."""

from typing import Final

from greenlane.web.api.operate import ERASE
from greenlane.web.openapi.operations import path, sends
from greenlane.web.openapi.schemas import KEYED, OPEN, Json, members, text

OPERATIONS: Final[dict[tuple[str, str], Json]] = {
    ("get", "/metrics"): {
        "operationId": "metrics",
        "summary": "What is counted, for Prometheus",
        "description": "Over all workers of this host, those included that ended. On loopback anybody may read it; "
        "elsewhere it needs the right `read metrics`.",
        "security": OPEN,
        "ok": sends(text(), "text/plain", "The text format."),
        "problems": ["bad-parameter", "unauthorized", "forbidden"],
    },
    ("delete", "/api/v1/decisions/{decision_id}"): {
        "operationId": "eraseDecision",
        "summary": "Erase a declaration",
        "description": "Its decision stays: verdict, rules and dates, and a salted digest of what was there. Who did "
        "it and why is in the change log. It needs the right `erase decisions` in every economy of the decision.",
        "security": KEYED,
        "parameters": [path("decision_id", "As it was answered.", text(), "01JMTPVBWZ9S2CJ4S4E1S1T1N2")],
        "requestBody": ERASE.described(),
        "ok": sends(
            members({"decision_id": text(), "erased": {"type": "boolean"}}),
            description="It is erased. `erased` is false where it was before.",
        ),
        "problems": [
            "bad-parameter", "unauthorized", "bad-csrf", "forbidden", "not-found", "unsupported-media-type",
            "not-json", "too-large", "refused", "unavailable",
        ],
    },
}  # fmt: skip
