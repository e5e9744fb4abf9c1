"""The Cerberus schema of a declaration: the one definition, from which validator, OpenAPI and messages come.

Types are those of `forms.py`. `meta` carries title, description and example into OpenAPI; its `name` makes a
definition a component of its own.
"""

import re
from typing import Any

from greenlane.core.model import Fact
from greenlane.core.terms import Terms, document_pattern, is_family
from greenlane.core.vocabulary import REGIMES

Schema = dict[str, Any]

LINE = r"[^\x00-\x1f\x7f]*"
"""One line of text: no control characters."""
PROSE = r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*"
"""Text of several lines: tabs and line ends, no other control characters."""
SIZES = ("micro", "small", "medium", "large")
BASES = ("FOB", "CIF", "EXW")
RATES = 20
"""Currencies that an item may give a rate for."""
STATED_TEXT = 200
"""Characters of a fact that is a string, and number of entries of one that is a list."""


def declaration_schema(terms: Terms) -> Schema:
    """The schema of a declaration that may name these facts and documents."""
    return {
        "reference": _line(64, "Reference", "The sender's own number; echoed.", "INV-2025-0117"),
        "date": _field("date", "Date", "The day the goods cross the border; today where it is left out.", "2025-02-24"),
        "known_at": _field(
            "datetime",
            "Known at",
            "Answer from the rule set that was published at that instant; now where it is left out.",
            "2025-03-01T09:00:00Z",
        ),
        "route": {
            "type": "dict",
            "required": True,
            "some_of": ["export", "import", "transit"],
            "schema": {
                "export": _economy("Exporting economy", "Its export rules are asked."),
                "import": _economy("Importing economy", "Its import rules are asked."),
                "transit": {
                    "type": "list",
                    "maxlength": 50,
                    "schema": _economy("Transit economy", "Its transit rules are asked."),
                    "meta": _meta("Transit economies", "In the order they are crossed."),
                },
            },
            "meta": _meta("Route", "Whose rules are asked; at least one economy.", {"import": "TH"}),
        },
        "regime": _choice(REGIMES, "Regime", "Customs procedure; `release` where it is left out."),
        "parties": {
            "type": "dict",
            "schema": {role: _party(role) for role in ("exporter", "importer", "declarant")},
            "meta": _meta("Parties", "Who sends, who receives, who declares."),
        },
        "items": {
            "type": "list",
            "required": True,
            "minlength": 1,
            "maxlength": 999,
            "schema": _item(terms),
            "meta": _meta("Goods items", "1 to 999 goods items."),
        },
    }


def _item(terms: Terms) -> Schema:
    code = _field(
        "commodity_code",
        "Commodity code",
        "2 to 12 digits as text, dots and spaces allowed, in the nomenclature of the import economy, "
        "else of the export economy, in force on the date.",
        "3915.10.00",
    )
    return {
        "type": "dict",
        "schema": {
            "number": {
                "type": "integer",
                "min": 1,
                "max": 99999,
                "meta": _meta("Item number", "Its position, from 1, where it is left out; no repeats."),
            },
            "commodity_code": {**code, "required": True},
            "national_codes": {
                "type": "dict",
                "keysrules": _economy("Economy", "Whose nomenclature the code is in."),
                "valuesrules": code,
                "meta": _meta(
                    "National codes",
                    "The code in another economy's nomenclature, where it differs.",
                    {"KR": "3915100000"},
                ),
            },
            "description": _prose("Description", "As declared, in any language; to 2,000 characters."),
            "origin": _economy("Origin", "The declared, non-preferential origin."),
            "quantity": {
                "type": "dict",
                "schema": {
                    "value": {**_amount("Quantity", "Net, not negative."), "required": True},
                    "unit": {**_field("unit", "Unit", "UN/CEFACT Rec 20 code.", "TNE"), "required": True},
                },
                "meta": _meta("Quantity", "Net quantity.", {"value": "120", "unit": "TNE"}),
            },
            "value": _value(),
            "exchange_rates": {
                "type": "dict",
                "maxlength": RATES,
                "keysrules": _field("currency", "Currency", "Whose rate it is. ISO 4217 code."),
                "valuesrules": _amount("Exchange rate", "More than nought."),
                "meta": _meta(
                    "Exchange rates",
                    "Units of the currency of the item's value for one unit of each of these currencies; "
                    f"to {RATES}. Materials in other currencies are reckoned by them.",
                    {"KRW": "0.00072"},
                ),
            },
            "documents": {
                "type": "list",
                "maxlength": 100,
                "schema": _document(terms),
                "meta": _meta("Documents", "What is presented with the goods; to 100."),
            },
            "facts": {
                "type": "dict",
                "schema": {name: fact_definition(fact) for name, fact in terms.facts.items()},
                "meta": _meta(
                    "Facts",
                    "What is known of the goods. A fact left out is unknown, not false.",
                    name="Facts",
                ),
            },
            "materials": {
                "type": "list",
                "maxlength": 500,
                "schema": _material(code),
                "meta": _meta("Materials", "Bill of materials, for origin; to 500."),
            },
        },
        "meta": _meta("Goods item", "One line of the declaration.", name="GoodsItem"),
    }


def _material(code: Schema) -> Schema:
    return {
        "type": "dict",
        "schema": {
            "commodity_code": {**code, "required": True},
            "description": _prose("Description", "As declared, in any language."),
            "origin": _economy("Origin", "Where the material comes from."),
            "originating": {
                "type": "boolean",
                "meta": _meta("Originating", "Whether the material itself originates under the agreement."),
            },
            "value": {**_value(), "required": True},
        },
        "meta": _meta("Material", "One material that went into the goods.", name="Material"),
    }


def _document(terms: Terms) -> Schema:
    known = [code for code in terms.documents if not is_family(code)]
    families = [document_pattern(code) for code in terms.documents if is_family(code)]
    code = {
        "type": "string",
        "maxlength": 64,
        "regex": "|".join([*map(re.escape, known), *families]).replace(r"\-", "-"),
        "required": True,
        "meta": _meta("Document code", "Kind of document.", known[0] if known else None)
        | {"known": known, "families": families},
    }
    return {
        "type": "dict",
        "schema": {
            "code": code,
            "reference": _line(200, "Reference", "The document's own number."),
            "issued": _field("date", "Issued", "First day on which it is valid.", "2025-01-02"),
            "expires": _field("date", "Expires", "Last day on which it is valid; not before `issued`.", "2025-12-31"),
            "issuer": _line(350, "Issuer", "Who issued it."),
        },
        "meta": _meta("Document", "A document presented with the goods.", name="Document"),
    }


def fact_definition(fact: Fact) -> Schema:
    """The definition of a fact's value."""
    meta = _meta(fact.label.get("en", fact.name), fact.help.get("en", "")) | ({"unit": fact.unit} if fact.unit else {})
    text: Schema = {"type": "string", "minlength": 1, "maxlength": STATED_TEXT, "regex": fact.pattern or LINE}
    if fact.type in ("choice", "list") and fact.values:
        text = {"type": "string", "allowed": list(fact.values)}
    bounds = {"min": fact.minimum, "max": fact.maximum}
    match fact.type:
        case "decimal" | "integer":
            kept = {rule: bound for rule, bound in bounds.items() if bound is not None}
            return {"type": fact.type, **kept, "meta": meta}
        case "choice" | "string":
            return {**text, "meta": meta}
        case "list":
            return {"type": "list", "maxlength": STATED_TEXT, "schema": text, "meta": meta}
        case _:
            return {"type": fact.type, "meta": meta}


def _meta(title: str, description: str, example: object = None, name: str = "") -> Schema:
    meta: Schema = {"title": title, "description": description}
    if example is not None:
        meta["example"] = example
    if name:
        meta["name"] = name
    return meta


def _field(kind: str, title: str, description: str, example: object = None) -> Schema:
    return {"type": kind, "meta": _meta(title, description, example)}


def _economy(title: str, description: str) -> Schema:
    return _field("economy", title, f"{description} ISO 3166-1 alpha-2, or EU.", "TH")


def _line(longest: int, title: str, description: str, example: object = None) -> Schema:
    text = {"type": "string", "minlength": 1, "maxlength": longest, "regex": LINE}
    return {**text, "meta": _meta(title, f"{description} 1 to {longest} characters.", example)}


def _prose(title: str, description: str) -> Schema:
    return {"type": "string", "maxlength": 2000, "regex": PROSE, "meta": _meta(title, description)}


def _choice(values: tuple[str, ...], title: str, description: str) -> Schema:
    return {"type": "string", "allowed": list(values), "meta": _meta(title, description, values[0])}


def _amount(title: str, description: str) -> Schema:
    described = f"{description} A JSON string or number; its digits are kept exactly."
    return {"type": "decimal", "min": 0, "meta": _meta(title, described, "120.5")}


def _value() -> Schema:
    return {
        "type": "dict",
        "schema": {
            "amount": {**_amount("Amount", "Not negative."), "required": True},
            "currency": {**_field("currency", "Currency", "ISO 4217 code.", "USD"), "required": True},
            "basis": _choice(BASES, "Basis", "Term of delivery that the amount is on."),
        },
        "meta": _meta("Value", "Declared value.", {"amount": "60000", "currency": "USD", "basis": "CIF"}),
    }


def _party(role: str) -> Schema:
    return {
        "type": "dict",
        "schema": {
            "id": _line(100, "Identifier", "Its number with customs or the tax office."),
            "name": _line(350, "Name", "As registered."),
            "size": _choice(SIZES, "Size", "Size of the enterprise."),
        },
        "meta": _meta(role.capitalize(), f"The {role}."),
    }
