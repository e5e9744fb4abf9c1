"""Cerberus schemas of the files of a pack. All scalars arrive as text; the forms say what the text must be."""

from typing import Any

from greenlane.core.vocabulary import EVIDENCE, FLOWS, KINDS, REGIMES, VERDICTS

Schema = dict[str, Any]

DATE = {"type": "string", "regex": r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"}
DECIMAL = {"type": "string", "regex": r"-?\d{1,13}(\.\d{1,6})?"}
ECONOMY = {"type": "string", "regex": r"[A-Z]{2}"}
TEXT: Schema = {"type": ["string", "dict"], "text": True}
EVIDENCE_LEVEL = {"type": "string", "allowed": list(EVIDENCE)}
SOURCE = {"type": "string", "minlength": 3}
CONDITION: Schema = {"type": "dict", "minlength": 1}
WORD = {"type": "string", "regex": r"[a-z][a-z0-9_]{1,63}"}
CODES: Schema = {
    "type": ["list", "dict"],
    "codes": True,
}
BASIS: Schema = {
    "name": {"type": "string", "minlength": 2},
    "provision": {"type": "string"},
    "in_force_from": DATE,
    "in_force_to": DATE,
    "source": SOURCE,
}


def listed(item: Schema, **more: Any) -> Schema:
    """A list of one kind of item."""
    return {"type": "list", "schema": item, **more}


ECONOMY_FILE: Schema = {
    "economy": {**ECONOMY, "required": True},
    "names": {**TEXT, "required": True},
    "languages": listed({"type": "string"}, required=True),
    "time_zone": {"type": "string", "required": True},
    "currency": {"type": "string", "regex": "[A-Z]{3}", "required": True},
    "version": {"type": "string", "required": True},
    "api": {"type": "string", "allowed": ["1"], "required": True},
    "members": listed(ECONOMY),
    "nomenclature": {
        "type": "dict",
        "required": True,
        "schema": {
            "name": {"type": "string", "required": True},
            "family": {"type": "string", "required": True},
            "shared_digits": {"type": "string", "regex": r"6|8|10", "required": True},
            "lengths": listed({"type": "string", "regex": r"[2-9]|1[0-2]"}, required=True),
        },
    },
    "coverage": listed(
        {
            "type": "dict",
            "schema": {
                "flow": {"type": "string", "allowed": list(FLOWS), "required": True},
                "from": {**DATE, "required": True},
                "to": DATE,
                "status": {"type": "string", "allowed": ["covered", "partial"], "required": True},
                "scope": {**TEXT, "required": True},
            },
        },
        required=True,
    ),
}

FACTS_FILE: Schema = {
    "facts": {
        "type": "dict",
        "required": True,
        "keysrules": WORD,
        "valuesrules": {
            "type": "dict",
            "schema": {
                "type": {
                    "type": "string",
                    "allowed": ["boolean", "decimal", "integer", "choice", "string", "economy", "list"],
                },
                "values": listed({"type": "string"}),
                "pattern": {"type": "string"},
                "minimum": DECIMAL,
                "maximum": DECIMAL,
                "unit": {"type": "string"},
                "label": TEXT,
                "help": TEXT,
                "presume": {"type": ["string", "list", "dict"]},
                "provider": WORD,
            },
        },
    }
}

DOCUMENTS_FILE: Schema = {
    "documents": {
        "type": "dict",
        "required": True,
        "keysrules": {"type": "string", "regex": r"[A-Z][A-Z0-9-]{2,39}"},
        "valuesrules": {"type": "dict", "schema": {"label": {**TEXT, "required": True}, "help": TEXT}},
    }
}

PARAMETERS_FILE: Schema = {
    "parameters": {
        "type": "dict",
        "required": True,
        "keysrules": WORD,
        "valuesrules": {
            "type": "dict",
            "schema": {
                "title": {**TEXT, "required": True},
                "unit": {"type": "string", "required": True},
                "period": {"type": "string", "allowed": ["month", "dated"], "required": True},
                "values": listed(
                    {
                        "type": "dict",
                        "schema": {
                            "period": {"type": "string", "regex": r"\d{4}-(0[1-9]|1[0-2])"},
                            "from": DATE,
                            "to": DATE,
                            "value": {**DECIMAL, "required": True},
                            "evidence": {**EVIDENCE_LEVEL, "required": True},
                            "source": {**SOURCE, "required": True},
                        },
                    },
                    required=True,
                ),
            },
        },
    }
}

SCALE: Schema = {
    "by": {"type": "dict", "required": True, "schema": {"fact": WORD, "quantity": {"type": "string"}}},
    "includes": {"type": "string", "allowed": ["lower", "upper"], "required": True},
    "rows": listed(
        {
            "type": "dict",
            "schema": {
                "from": DECIMAL,
                "to": DECIMAL,
                "percent": {**DECIMAL, "required": True},
                "printed": {"type": "string"},
            },
        },
        required=True,
        minlength=1,
    ),
    "doubts": listed(
        {
            "type": "dict",
            "schema": {
                "above": {**DECIMAL, "required": True},
                "below": {**DECIMAL, "required": True},
                "note": {**TEXT, "required": True},
            },
        }
    ),
}

RULE: Schema = {
    "id": {"type": "string", "regex": r"[A-Z]{2}-[A-Z0-9][A-Z0-9.-]{1,60}", "required": True},
    "title": {**TEXT, "required": True},
    "kind": {"type": "string", "allowed": list(KINDS), "required": True},
    "flows": listed({"type": "string", "allowed": list(FLOWS)}, required=True, minlength=1),
    "codes": CODES,
    "exclude": CODES,
    "partners": listed(ECONOMY, minlength=1),
    "regimes": listed({"type": "string", "allowed": list(REGIMES)}, minlength=1),
    "valid": {"type": "dict", "schema": {"from": DATE, "to": DATE}},
    "keywords": {
        "type": "dict",
        "valuesrules": listed({"type": "string", "minlength": 2, "maxlength": 80}, minlength=1),
    },
    "when": CONDITION,
    "requires": listed(
        {
            "type": "dict",
            "schema": {
                "that": {**CONDITION, "required": True},
                "otherwise": {"type": "string", "allowed": ["restricted", "prohibited"]},
                "message": TEXT,
                "remedy": TEXT,
            },
        },
        minlength=1,
    ),
    "charge": {
        "type": "dict",
        "schema": {
            "kind": {**WORD, "required": True},
            "base": {"type": ["string", "dict"], "valuesrules": {"type": "string"}, "required": True},
            "currency": {"type": "string", "regex": "[A-Z]{3}"},
            "percent": DECIMAL,
            "scale": {"type": "dict", "schema": SCALE},
            "formula": WORD,
        },
    },
    "legal_basis": listed({"type": "dict", "schema": BASIS}, minlength=1),
    "message": {**TEXT, "required": True},
    "remedy": TEXT,
    "exposure": listed(
        {
            "type": "dict",
            "schema": {
                "text": {**TEXT, "required": True},
                "instrument": {"type": "string", "required": True},
                "provision": {"type": "string"},
                "evidence": {**EVIDENCE_LEVEL, "required": True},
                "source": {**SOURCE, "required": True},
                "from": DATE,
                "to": DATE,
            },
        }
    ),
    "evidence": EVIDENCE_LEVEL,
    "verified_on": DATE,
    "review_by": DATE,
}

RULES_FILE: Schema = {
    "instrument": {
        "type": "dict",
        "required": True,
        "schema": {
            **BASIS,
            "name": {"type": "string", "minlength": 2, "required": True},
            "source": {**SOURCE, "required": True},
            "evidence": {**EVIDENCE_LEVEL, "required": True},
            "verified_on": {**DATE, "required": True},
            "review_by": {**DATE, "required": True},
        },
    },
    "rules": listed({"type": "dict", "schema": RULE}, required=True),
}

EXPECTED = listed(
    {
        "type": "dict",
        "minlength": 1,
        "schema": {"basis": {"type": "string"}, "because": {"type": "string"}, "currency": {"type": "string"}},
        "allow_unknown": {"type": ["string", "list"], "schema": {"type": "string"}},
    }
)
CASE: Schema = {
    "name": {"type": "string", "minlength": 5, "required": True},
    "hits": listed({"type": "string"}),
    "misses": listed({"type": "string"}),
    "declaration": {
        "type": "dict",
        "required": True,
        "schema": {
            "items": listed(
                {
                    "type": "dict",
                    "schema": {
                        "number": {"type": "string", "regex": r"\d{1,9}"},
                        "facts": {"type": "dict"},
                        "materials": listed({"type": "dict"}),
                    },
                    "allow_unknown": True,
                },
                required=True,
            ),
        },
        "allow_unknown": True,
    },
    "expect": {
        "type": "dict",
        "required": True,
        "schema": {
            "verdict": {"type": "string", "allowed": list(VERDICTS)},
            "verdict_in": listed({"type": "string", "allowed": list(VERDICTS)}, minlength=1),
            "item_verdicts": listed({"type": "string", "allowed": list(VERDICTS)}, minlength=1),
            "findings": EXPECTED,
            "no_findings": EXPECTED,
            "charges": EXPECTED,
            "missing": {
                "type": "dict",
                "schema": {name: listed({"type": "string"}) for name in ("facts", "documents", "parameters")},
            },
        },
    },
}
"""A case. What `expect` does not know would be looked at by nobody, so it is refused."""
CASES_FILE: Schema = {"cases": listed({"type": "dict", "schema": CASE}, required=True)}

AGREEMENTS_FILE: Schema = {
    "agreements": listed(
        {
            "type": "dict",
            "schema": {
                "id": {"type": "string", "required": True},
                "name": {**TEXT, "required": True},
                "partners": listed(ECONOMY, required=True),
                "in_force": listed(
                    {
                        "type": "dict",
                        "schema": {
                            "partners": listed(ECONOMY),
                            "from": {**DATE, "required": True},
                            "note": {"type": "string"},
                            "evidence": {**EVIDENCE_LEVEL, "required": True},
                            "source": {**SOURCE, "required": True},
                        },
                    },
                    required=True,
                ),
                "proof": {"type": "string", "required": True},
                "proof_evidence": EVIDENCE_LEVEL,
                "proof_validity": {"type": "string"},
                "proof_validity_evidence": EVIDENCE_LEVEL,
                "note": {"type": "string"},
                "source": {**SOURCE, "required": True},
            },
        },
        required=True,
    )
}
