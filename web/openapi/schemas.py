"""What is answered, as JSON Schema. Members may be added; none of these goes away."""

from typing import Any, Final

from greenlane.core.origin.outcome import STATUSES
from greenlane.core.origin.phrases import FORMULAS
from greenlane.core.vocabulary import COVERAGE, EVIDENCE, FLOWS, KINDS, VERDICTS

Json = dict[str, Any]


def text(description: str = "", **more: Any) -> Json:
    """A string."""
    return {"type": "string", **({"description": description} if description else {}), **more}


def ref(name: str) -> Json:
    """Another of these schemas."""
    return {"$ref": f"#/components/schemas/{name}"}


def listed(of: Json, description: str = "") -> Json:
    """A list."""
    return {"type": "array", "items": of, **({"description": description} if description else {})}


def members(properties: Json, description: str = "", optional: tuple[str, ...] = ()) -> Json:
    """An object; all its members are there but the optional ones."""
    required = [name for name in properties if name not in optional]
    said = {"description": description} if description else {}
    return {"type": "object", **said, "properties": properties, "required": required}


KEYED: Final[list[Json]] = [{"key": []}, {"session": []}]
"""Somebody has to say who they are."""
OPEN: Final[list[Json]] = [{}, *KEYED]
"""On loopback nobody has to."""
DAY: Final = text(format="date")
ANY_DAY: Final = {"type": ["string", "null"], "format": "date"}
MONEY: Final = members({"amount": text("A decimal, its digits exact."), "currency": text("ISO 4217.")})
MAYBE_MONEY: Final = {**MONEY, "type": ["object", "null"]}
WORDS: Final = listed(text())
RULE_SET: Final = members({"version": {"type": "integer"}, "digest": text()}, "What was decided by.")
BASIS: Final = members(
    {
        "instrument": text("The law."),
        "provision": text("Where in it."),
        "in_force_from": ANY_DAY,
        "in_force_to": ANY_DAY,
        "source": text("Where it was read, and when."),
    },
    optional=("in_force_to",),
)
MISSING: Final = members({"facts": WORDS, "documents": WORDS, "parameters": WORDS}, "What would tell, or cure.")
ANSWERS: Final[dict[str, Json]] = {
    "Verdict": text("Worst last.", enum=list(VERDICTS)),
    "Decision": members(
        {
            "decision_id": text("A ULID: it sorts by time."),
            "reference": {"type": ["string", "null"], "description": "The sender's own number."},
            "date": {**DAY, "description": "The day whose law was read."},
            "known_at": text("The instant whose rule set was asked.", format="date-time"),
            "verdict": ref("Verdict"),
            "ruleset": RULE_SET,
            "coverage": {
                "type": "object",
                "description": "By economy: what is held of its rules.",
                "additionalProperties": members(
                    {"status": text(enum=list(COVERAGE)), "scope": text(), "reason": text()},
                    optional=("scope", "reason"),
                ),
            },
            "everywhere": {
                "type": "object",
                "description": "By the code of a pack without an economy, as the treaties: of what it gives notices. "
                "It changes no verdict. Left out where none is asked.",
                "additionalProperties": members(
                    {"status": text(enum=list(COVERAGE)), "scope": text(), "reason": text()},
                    optional=("scope", "reason"),
                ),
            },
            "items": listed(ref("DecidedItem")),
        },
        "What may be done, and why.",
        optional=("everywhere",),
    ),
    "DecidedItem": members(
        {
            "number": {"type": "integer"},
            "commodity_code": text("Digits only."),
            "verdict": ref("Verdict"),
            "findings": listed(ref("Finding"), "Worst first; every rule that matched leaves one."),
            "charges": listed(ref("Charge")),
            "origin": listed(
                ref("Origin"), "Preferential origin under each agreement between the route's two ends, best first."
            ),
        },
        "What was found of a goods item.",
    ),
    "Finding": members(
        {
            "rule": text("The rule's id."),
            "economy": text(),
            "flow": text(enum=list(FLOWS)),
            "kind": text(enum=list(KINDS)),
            "verdict": ref("Verdict"),
            "title": text(),
            "message": text(),
            "because": listed(text(), "Why, in sentences."),
            "missing": MISSING,
            "remedy": text("What to do."),
            "legal_basis": listed(BASIS),
            "evidence": text("How far it was verified; weakest first.", enum=list(EVIDENCE)),
            "verified_on": ANY_DAY,
            "exposure": listed({"type": "object"}, "Penalties that the law threatens."),
        },
        "What one rule says of one item.",
        optional=("exposure",),
    ),
    "Charge": members(
        {
            "rule": text(),
            "economy": text(),
            "kind": text(),
            "rate_percent": {"type": ["string", "null"]},
            "base": MONEY,
            "amount": MONEY,
            "because": WORDS,
            "evidence": text(enum=list(EVIDENCE)),
        },
        "A duty, deposit or fee.",
    ),
    "Origin": members(
        {
            "agreement": text("The agreement's id."),
            "status": text("Never changes the verdict.", enum=list(STATUSES)),
            "criterion": text("The product rule as lawyers write it, or WO (wholly obtained), or PE."),
            "because": listed(text(), "Why, in sentences."),
            "missing": {**MISSING, "description": "What would tell."},
            "proof": text("What proves origin under this agreement."),
            "evidence": text("Of the weakest term that decided; weakest first.", enum=list(EVIDENCE)),
            "name": text("The agreement's name."),
            "satisfied_by": text("The alternative of the rule that was met; empty where none was."),
            "figures": listed(ref("OriginFigure")),
            "advice": listed(text(), "What would make the goods qualify."),
            "conditions": listed(text(), "What the answer takes as given."),
            "gaps": listed(text(), "What of the law was not found."),
            "proof_kind": text("By whom: `authority`, `self`, `either`, `declaration`; empty where it was not found."),
            "proof_validity": text("How long a proof holds; empty where it was not found."),
            "proof_presented": {"type": "boolean", "description": "Whether it is among the documents."},
            "legal_basis": listed(
                members({**BASIS["properties"], "evidence": text(enum=list(EVIDENCE))}, optional=("in_force_to",)),
                "The terms that the answer rests on.",
            ),
            "rank": {"type": "integer", "minimum": 1, "description": "1: the best of the route's agreements."},
            "ranked_because": text(),
        },
        "What one agreement says of one item.",
    ),
    "OriginFigure": members(
        {
            "method": text(
                "BD build-down, BU build-up, NC net cost: at least `limit`. MC foreign content, `tolerance`, "
                "`allowance` and `weight`: at most `limit`.",
                enum=list(FORMULAS),
            ),
            "formula": text("VNM: value of non-originating materials; VOM: of originating ones."),
            "basis": text("FOB, EXW, AV, TV, CV or NC; `weight` of a tolerance by weight."),
            "base": MAYBE_MONEY,
            "value": {**MAYBE_MONEY, "description": "What is put in the formula beside the base."},
            "percent": {"type": ["string", "null"], "description": "To two decimals, rounded against the exporter."},
            "limit": text("In percent; exactly so much is enough."),
            "met": {"type": ["boolean", "null"], "description": "Null: it cannot be told."},
            "shift": {
                "type": ["string", "null"],
                "description": "Value to move so that it is met, in the currency of `base`.",
            },
        },
        "A value test with its numbers. Amounts are decimals as text.",
    ),
    "LoadedEconomy": members(
        {
            "economy": text(),
            "name": text(),
            "status": text(enum=["loaded", "unavailable"]),
            "reason": text("Why it is unavailable."),
            "coverage": listed(
                members(
                    {
                        "flow": text(enum=list(FLOWS)),
                        "from": DAY,
                        "to": ANY_DAY,
                        "status": text(enum=list(COVERAGE)),
                        "scope": text(),
                    }
                )
            ),
            "nomenclature": members({"name": text(), "lengths": listed({"type": "integer"})}),
            "rules": {"type": "integer", "description": "How many."},
        },
        "An economy, and what is held of its rules.",
        optional=("name", "reason", "nomenclature", "rules"),
    ),
    "Rule": members(
        {
            "id": text(),
            "economy": text(),
            "kind": text(enum=list(KINDS)),
            "title": text(),
            "message": text(),
            "remedy": text(),
            "flows": WORDS,
            "codes": listed(text(), "None: all goods."),
            "exclude": WORDS,
            "valid": members({"from": ANY_DAY, "to": ANY_DAY}, "Both days inclusive."),
            "when": {"description": "The condition, as the pack writes it."},
            "requires": listed({"type": "object"}),
            "legal_basis": listed(BASIS),
            "evidence": text(enum=list(EVIDENCE)),
        },
        "A rule, as its pack says it.",
    ),
    "Problem": members(
        {
            "type": text("Names the kind; leads to its description.", format="uri-reference"),
            "title": text(),
            "status": {"type": "integer"},
            "detail": text(),
            "errors": listed(
                members(
                    {
                        "pointer": text("RFC 6901: the field that is wrong."),
                        "parameter": text("The parameter that is wrong."),
                        "line": {"type": "integer"},
                        "code": text("What is wrong, in a word that stays."),
                        "message": text("What is wrong, in a sentence."),
                        "suggestion": text("What would be taken."),
                    },
                    optional=("pointer", "parameter", "line", "suggestion"),
                ),
                "Every fault.",
            ),
        },
        "RFC 9457.",
        optional=("errors",),
    ),
}
