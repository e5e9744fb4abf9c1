"""The statement of origin: its route, and what it answers."""

from typing import Any, Final

from greenlane.core.origin.outcome import STATUSES
from greenlane.core.vocabulary import EVIDENCE
from greenlane.web.openapi.operations import path, sends
from greenlane.web.openapi.schemas import BASIS, DAY, MISSING, OPEN, RULE_SET, WORDS, Json, listed, members, ref, text


def _perhaps(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}


ECONOMY: Final = {"type": ["string", "null"], "description": "As declared."}
DECIMAL: Final = text("A decimal, its digits exact.")
VALUE: Final = members({"amount": DECIMAL, "currency": text("ISO 4217."), "basis": text()}, optional=("basis",))
QUANTITY: Final = members({"value": DECIMAL, "unit": text("UN/CEFACT Rec 20.")})
PARTY: Final = members({"id": text(), "name": text(), "size": text()}, optional=("id", "name", "size"))
SCHEMAS: Final[dict[str, Json]] = {
    "StatementOfOrigin": members(
        {
            "title": text(),
            "notice": text("What it is, and what it is not."),
            "agreement": members(
                {
                    "id": text(),
                    "name": text(),
                    "form": {**_perhaps(members({"name": text(), "box": text()})), "description": "Where it was seen."},
                    "proof": text(),
                    "proof_kind": text("By whom the proof is made out: authority, self, either or declaration."),
                    "proof_validity": text(),
                    "issued": text("What this statement is for, as the agreement has its proof."),
                    "source": text(),
                }
            ),
            "decision": members(
                {
                    "decision_id": text(),
                    "decided_at": text(format="date-time"),
                    "known_at": text(format="date-time"),
                    "ruleset": RULE_SET,
                },
                "What it rests on.",
            ),
            "reference": {"type": ["string", "null"], "description": "The sender's own number."},
            "date": DAY,
            "route": members({"export": ECONOMY, "import": ECONOMY, "transit": WORDS}),
            "parties": members({role: _perhaps(PARTY) for role in ("exporter", "importer", "declarant")}),
            "declared_by": members(
                {
                    "owner": {"type": ["string", "null"], "description": "As the decision has it."},
                    "name": text("The person, where the store knows one."),
                    "key": text("The name of their API key, where one was used."),
                },
                "Who sent the declaration.",
            ),
            "items": listed(ref("StatementItem"), "Those that qualify."),
            "excluded": listed(
                members(
                    {
                        "number": {"type": "integer"},
                        "commodity_code": text(),
                        "description": text(),
                        "status": text(enum=list(STATUSES[1:])),
                        "reason": text(),
                        "because": WORDS,
                        "missing": MISSING,
                    }
                ),
                "Those that it does not cover.",
            ),
            "evidence": text("Of the weakest item; weakest first.", enum=list(EVIDENCE)),
            "rests_on": text("What that means for who signs."),
            "declaration": members(
                {"text": text(), **{name: text("Left blank.") for name in ("place", "date", "name", "signature")}},
                "What is signed.",
            ),
        },
        "In English, as the proofs of the agreements are; never the official form.",
    ),
    "StatementItem": members(
        {
            "number": {"type": "integer"},
            "commodity_code": text("Digits only."),
            "description": text(),
            "quantity": _perhaps(QUANTITY),
            "value": _perhaps(VALUE),
            "exchange_rates": {
                "type": "object",
                "description": "Of the currencies of materials: units of the value's currency for one.",
                "additionalProperties": DECIMAL,
            },
            "criterion": members(
                {
                    "printed": {"type": ["string", "null"], "description": "As the agreement's form has it."},
                    "rule": text("The product rule as written, or WO, or PE."),
                    "satisfied_by": text("The alternative that was met."),
                    "meaning": text("That alternative in plain words."),
                    "remark": text("Where the form was not seen: that it was not."),
                }
            ),
            "materials": listed(
                members(
                    {
                        "number": {"type": "integer"},
                        "commodity_code": text("As declared."),
                        "description": text(),
                        "origin": ECONOMY,
                        "originating": {"type": "boolean", "description": "Whether it counts as originating."},
                        "value": _perhaps(VALUE),
                    }
                )
            ),
            "calculation": listed(
                {"type": "object"}, "The figures of the answer, each with its numbers put in, as `computed`."
            ),
            "because": WORDS,
            "facts": listed(members({"name": text(), "label": text(), "value": text(), "unit": text()})),
            "documents": listed({"type": "object"}, "As declared."),
            "conditions": listed(text(), "What the statement takes as given."),
            "gaps": listed(text(), "What of the law was not found."),
            "legal_basis": listed(BASIS),
            "evidence": text(enum=list(EVIDENCE)),
        },
        "Goods that qualify, and how.",
    ),
}
OPERATIONS: Final[dict[tuple[str, str], dict[str, Any]]] = {
    ("get", "/api/v1/decisions/{decision_id}/origin/{agreement}"): {
        "operationId": "statementOfOrigin",
        "security": OPEN,
        "summary": "A statement of origin to sign",
        "description": "Prepared from the declaration, for the exporter to sign: which goods originate under one "
        "agreement, by what, with the calculation and what was declared. Who may read the decision may read it. "
        "Goods that do not qualify are listed apart; where none does, `statuses` of the problem says why.",
        "parameters": [
            path("decision_id", "As it was answered.", text(), "01JMTPVBWZ9S2CJ4S4E1S1T1N2"),
            path("agreement", "Its id, as in the answer's `origin`.", text(), "RCEP"),
        ],
        "ok": sends(ref("StatementOfOrigin"), description="The statement."),
        "problems": ["bad-parameter", "unauthorized", "not-found", "nothing-qualifies", "erased", "unavailable"],
    },
}
