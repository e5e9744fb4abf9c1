"""What is answered, as JSON Schema. Members may be added; none of these goes away."""

from typing import Any, Final

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
            "items": listed(ref("DecidedItem")),
        },
        "What may be done, and why.",
    ),
    "DecidedItem": members(
        {
            "number": {"type": "integer"},
            "commodity_code": text("Digits only."),
            "verdict": ref("Verdict"),
            "findings": listed(ref("Finding"), "Worst first; every rule that matched leaves one."),
            "charges": listed(ref("Charge")),
            "origin": listed({"type": "object"}, "Preferential origin, by agreement."),
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
