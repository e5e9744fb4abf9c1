"""Cerberus schemas of the files of a pack. All scalars arrive as text; the forms say what the text must be.

`meta` says each field in words: `title` and `description` for whoever fills it in, and what a form needs beyond the
type: `lines` for a text of several, `keys` for whose names a mapping has (`languages`), `shapes` where a field has
several (the schema of the mapping among them), `of` for the codes of other lists (`facts`, which are decimals,
`boolean_facts`, `economy_facts`, `agreements`, `units`), `ordered` for a list whose order says something, `condition`
for the written form of one.
"""

from typing import Any

from greenlane.core.vocabulary import API_VERSIONS, EVIDENCE, FLOWS, KINDS, REGIMES, VERDICTS

Schema = dict[str, Any]


def said(title: str, description: str, field: Schema, **more: Any) -> Schema:
    """A field with what it is called and what stands in it. `more`: what else a form needs to know."""
    return {**field, "meta": {**field.get("meta", {}), "title": title, "description": description, **more}}


DATE = {"type": "string", "regex": r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"}
DECIMAL = {"type": "string", "regex": r"-?\d{1,13}(\.\d{1,6})?"}
ECONOMY = {"type": "string", "regex": r"[A-Z]{2}"}
TEXT: Schema = {"type": ["string", "dict"], "text": True}
STRING: Schema = {"type": "string"}
EVIDENCE_LEVEL = {"type": "string", "allowed": list(EVIDENCE)}
SOURCE = {"type": "string", "minlength": 3}
CONDITION: Schema = {"type": "dict", "minlength": 1, "meta": {"condition": True}}
WORD = {"type": "string", "regex": r"[a-z][a-z0-9_]{1,63}"}
CODES: Schema = {
    "type": ["list", "dict"],
    "codes": True,
}
BASIS: Schema = {
    "name": said("Instrument", "What the law is called, with its number.", {"type": "string", "minlength": 2}),
    "provision": said("Provision", "Article, paragraph or annex, as art. 5(2).", STRING),
    "in_force_from": said("In force from", "The instrument's first day.", DATE),
    "in_force_to": said("In force to", "The instrument's last day, where it ended.", DATE),
    "source": said("Source", "The address where it was read, and the day.", SOURCE),
}
RESTS_ON = "What it rests on: the law's own text, a secondary source, the workshop, or nothing verified."


def listed(item: Schema, **more: Any) -> Schema:
    """A list of one kind of item."""
    return {"type": "list", "schema": item, **more}


ECONOMY_FILE: Schema = {
    "economy": said(
        "Economy",
        "Two capital letters (ISO 3166-1 alpha-2), or EU; of a pack without an economy, XA to XZ.",
        {**ECONOMY, "required": True},
    ),
    "everywhere": said(
        "Asked on every route",
        "Of a pack without an economy, as the treaties: it gives notices on every route, and nothing else.",
        {"type": "string", "allowed": ["true", "false"]},
    ),
    "names": said("Name", "What it is called.", {**TEXT, "required": True}),
    "languages": said(
        "Languages", "In which its texts are written, one a line: en, th.", listed(STRING, required=True)
    ),
    "time_zone": said("Time zone", "An IANA name, as Asia/Seoul.", {"type": "string", "required": True}),
    "currency": said("Currency", "ISO 4217.", {"type": "string", "regex": "[A-Z]{3}", "required": True}),
    "version": said("Version", "Of the pack.", {"type": "string", "required": True}),
    "api": said(
        "Format", "Of the pack.", {"type": "string", "allowed": [*map(str, API_VERSIONS)], "required": True}
    ),
    "members": said("Members", "Of a customs union, one economy a line.", listed(ECONOMY)),
    "nomenclature": said(
        "Nomenclature",
        "Which list of goods its codes are of.",
        {
            "type": "dict",
            "required": True,
            "schema": {
                "name": said("Name", "As AHTN 2022.", {"type": "string", "required": True}),
                "family": said("Family", "Economies of one family share digits.", {"type": "string", "required": True}),
                "shared_digits": said(
                    "Shared digits", "6, 8 or 10.", {"type": "string", "regex": r"6|8|10", "required": True}
                ),
                "lengths": said(
                    "Lengths",
                    "How many digits a code may have beside 2, 4 and 6; one a line.",
                    listed({"type": "string", "regex": r"[2-9]|1[0-2]"}, required=True),
                ),
            },
        },
    ),
    "coverage": said(
        "Coverage",
        "For which flow and days the pack answers.",
        listed(
            {
                "type": "dict",
                "schema": {
                    "flow": said("Flow", "", {"type": "string", "allowed": list(FLOWS), "required": True}),
                    "from": said("First day", "From when the codes are held.", {**DATE, "required": True}),
                    "to": said("Last day", "Inclusive; empty where it has none.", DATE),
                    "status": said(
                        "Status", "", {"type": "string", "allowed": ["covered", "partial"], "required": True}
                    ),
                    "scope": said("Scope", "For what it answers.", {**TEXT, "required": True}),
                },
            },
            required=True,
        ),
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
                "type": said(
                    "Type",
                    "Of a new fact; a fact that every pack knows keeps its own.",
                    {
                        "type": "string",
                        "allowed": ["boolean", "decimal", "integer", "choice", "string", "economy", "list"],
                    },
                ),
                "values": said("Values", "Of a choice or a list, one a line.", listed(STRING)),
                "pattern": said("Form", "A regular expression that its text must match, as [0-9]{3}.", STRING),
                "minimum": said("Least", "The least value a decimal may have.", DECIMAL),
                "maximum": said("Most", "The greatest value a decimal may have.", DECIMAL),
                "unit": said("Unit", "UN/CEFACT Rec 20, as P1 for percent.", STRING),
                "label": said("Label", "What the fact is called.", TEXT),
                "help": said("Help", "What whoever declares it should know.", TEXT, lines=True),
                "presume": said(
                    "Presumption",
                    "What is taken where nobody declares the fact.",
                    {"type": ["string", "list", "dict"]},
                    shapes={
                        "string": "one value",
                        "list": "a list, none where it is empty",
                        "dict": "a value with an exception",
                    },
                    schema={
                        "is": said("It is", "The value that is taken; or say below which it is not.", STRING),
                        "not": said("It is not", "The value that it is taken not to be.", STRING),
                        "unless": said("Unless", "Where this is so, nothing is presumed.", CONDITION),
                    },
                ),
                "provider": said("Provider", "The dated series that answers when nobody declared the fact.", WORD),
            },
        },
    }
}

DOCUMENTS_FILE: Schema = {
    "documents": {
        "type": "dict",
        "required": True,
        "keysrules": {"type": "string", "regex": r"[A-Z][A-Z0-9-]{2,39}"},
        "valuesrules": {
            "type": "dict",
            "schema": {
                "label": said("Label", "What the document is called.", {**TEXT, "required": True}),
                "help": said("Help", "Who issues it, and for what.", TEXT, lines=True),
            },
        },
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
                "title": said("Title", "What the series is called.", {**TEXT, "required": True}),
                "unit": said("Unit", "In what it is counted, as MYR/TNE.", {"type": "string", "required": True}),
                "period": said(
                    "Period",
                    "Whether a value is of a month, or of days.",
                    {"type": "string", "allowed": ["month", "dated"], "required": True},
                ),
                "values": said(
                    "Values",
                    "Each with its period and source.",
                    listed(
                        {
                            "type": "dict",
                            "schema": {
                                "period": said(
                                    "Month",
                                    "As 2025-01, of a monthly series.",
                                    {"type": "string", "regex": r"\d{4}-(0[1-9]|1[0-2])"},
                                ),
                                "from": said("First day", "Of a dated series.", DATE),
                                "to": said("Last day", "Of a dated series, inclusive.", DATE),
                                "value": said("Value", "A decimal.", {**DECIMAL, "required": True}),
                                "evidence": said("Evidence", RESTS_ON, {**EVIDENCE_LEVEL, "required": True}),
                                "source": said(
                                    "Source", "Where it was read, and the day.", {**SOURCE, "required": True}
                                ),
                            },
                        },
                        required=True,
                    ),
                ),
            },
        },
    }
}

SCALE: Schema = {
    "by": said(
        "Measured by",
        "A decimal fact, or the quantity in a unit.",
        {
            "type": "dict",
            "required": True,
            "schema": {
                "fact": said("Fact", "As reference_price.", WORD, of="facts"),
                "quantity": said("Quantity in", "A unit, as TNE.", STRING, of="units"),
            },
        },
    ),
    "includes": said(
        "A bracket includes",
        "Its lower edge or its upper one.",
        {"type": "string", "allowed": ["lower", "upper"], "required": True},
    ),
    "rows": said(
        "Brackets",
        "Joined without gap or overlap.",
        listed(
            {
                "type": "dict",
                "schema": {
                    "from": said("From", "Empty in the first bracket, if it is open.", DECIMAL),
                    "to": said("To", "Empty in the last bracket, if it is open.", DECIMAL),
                    "percent": said("Percent", "", {**DECIMAL, "required": True}),
                    "printed": said("Printed", "As the law prints the bracket.", STRING),
                },
            },
            required=True,
            minlength=1,
        ),
    ),
    "doubts": said(
        "Doubts",
        "Spans that the printed law leaves open, and how they are read.",
        listed(
            {
                "type": "dict",
                "schema": {
                    "above": said("Above", "", {**DECIMAL, "required": True}),
                    "below": said("Below", "", {**DECIMAL, "required": True}),
                    "note": said("Note", "How it is read, and why.", {**TEXT, "required": True}, lines=True),
                },
            }
        ),
    ),
}

RULE: Schema = {
    "id": said(
        "Rule id",
        "The economy's code, a dash, a name in capitals, as TH-PLASTIC-BAN.",
        {"type": "string", "regex": r"[A-Z]{2}-[A-Z0-9][A-Z0-9.-]{1,60}", "required": True},
    ),
    "title": said("Title", "What the rule is called.", {**TEXT, "required": True}),
    "kind": said(
        "Kind",
        "What it does when it matches.",
        {"type": "string", "allowed": list(KINDS), "required": True},
    ),
    "flows": said("Flows", "", listed({"type": "string", "allowed": list(FLOWS)}, required=True, minlength=1)),
    "codes": said("Commodity codes", "One a line, the shortest exact code; none: all goods.", CODES),
    "exclude": said("Codes left out", "One a line.", CODES),
    "partners": said(
        "Partners",
        "Origin on import and transit, destination on export; one economy a line, none: any.",
        listed(ECONOMY, minlength=1),
    ),
    "regimes": said("Procedures", "None: any.", listed({"type": "string", "allowed": list(REGIMES)}, minlength=1)),
    "valid": said(
        "Validity",
        "Both days inclusive.",
        {
            "type": "dict",
            "schema": {
                "from": said("First day", "Empty where it has none.", DATE),
                "to": said("Last day", "Empty where it has none.", DATE),
            },
        },
    ),
    "keywords": said(
        "Keywords",
        "Any of them in the description, one a line; a keyword alone refers at worst.",
        {
            "type": "dict",
            "valuesrules": listed({"type": "string", "minlength": 2, "maxlength": 80}, minlength=1),
        },
        keys="languages",
    ),
    "when": said("When", "Whether the rule applies; empty: to all its goods.", CONDITION),
    "requires": said(
        "Requirements",
        "What must be met.",
        listed(
            {
                "type": "dict",
                "schema": {
                    "that": said("That", "What must be so.", {**CONDITION, "required": True}),
                    "otherwise": said(
                        "Otherwise",
                        "The verdict where it is not so; restricted where nothing is chosen.",
                        {"type": "string", "allowed": ["restricted", "prohibited"]},
                    ),
                    "message": said("Message", "What is wanting, in a few words.", TEXT),
                    "remedy": said("Remedy", "What to do next.", TEXT, lines=True),
                },
            },
            minlength=1,
        ),
    ),
    "charge": said(
        "Charge",
        "Of a rule of kind charge: its base, and one of percent, scale or formula.",
        {
            "type": "dict",
            "schema": {
                "kind": said("Kind", "As export_duty, deposit, fee.", {**WORD, "required": True}),
                "base": said(
                    "Base",
                    "Of what the charge is a part.",
                    {"type": ["string", "dict"], "valuesrules": STRING, "required": True},
                    shapes={"string": "the value", "dict": "a quantity times a price"},
                    schema={
                        "quantity": said("Quantity in", "A unit, as TNE.", STRING, of="units"),
                        "times": said("Times", "The decimal fact that is the price.", STRING, of="facts"),
                    },
                    allowed=["value"],
                ),
                "currency": said("Currency", "With a quantity base.", {"type": "string", "regex": "[A-Z]{3}"}),
                "percent": said("Percent", "Of the base.", DECIMAL),
                "scale": said("Scale", "Brackets of rates.", {"type": "dict", "schema": SCALE}),
                "formula": said("Formula", "The name of a plugin's formula.", WORD),
            },
        },
    ),
    "legal_basis": said(
        "Legal basis", "Where the rule stands in the law.", listed({"type": "dict", "schema": BASIS}, minlength=1)
    ),
    "message": said("Message", "What the rule says, in one or two sentences.", {**TEXT, "required": True}, lines=True),
    "remedy": said("Remedy", "What to do next.", TEXT, lines=True),
    "exposure": said(
        "Exposure",
        "What a breach may cost; shown, never decided upon.",
        listed(
            {
                "type": "dict",
                "schema": {
                    "text": said("Text", "", {**TEXT, "required": True}, lines=True),
                    "instrument": said("Instrument", "", {"type": "string", "required": True}),
                    "provision": said("Provision", "", STRING),
                    "evidence": said("Evidence", RESTS_ON, {**EVIDENCE_LEVEL, "required": True}),
                    "source": said("Source", "Where it was read, and the day.", {**SOURCE, "required": True}),
                    "from": said("First day", "", DATE),
                    "to": said("Last day", "", DATE),
                },
            }
        ),
    ),
    "evidence": said("Evidence", RESTS_ON, EVIDENCE_LEVEL),
    "verified_on": said("Verified on", "The day on which somebody last read the law.", DATE),
    "review_by": said("Review by", "The day by which it is to be read again.", DATE),
}

RULES_FILE: Schema = {
    "instrument": {
        "type": "dict",
        "required": True,
        "schema": {
            **BASIS,
            "name": {**BASIS["name"], "required": True},
            "source": {**BASIS["source"], "required": True},
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
        "schema": {
            "basis": said("Legal basis holds", "A part of its instrument and provision.", STRING),
            "because": said("Reason holds", "A part of a sentence of because.", STRING),
            "currency": said("Currency", "", STRING),
        },
        "allow_unknown": {"type": ["string", "list"], "schema": {"type": "string"}},
    }
)
CASE: Schema = {
    "name": said(
        "Name",
        "A sentence that a lawyer can check; its own in the pack.",
        {"type": "string", "minlength": 5, "required": True},
    ),
    "hits": said("Hits", "Ids of the rules that it must hit, one a line.", listed(STRING)),
    "misses": said("Misses", "Ids of the rules that it must not hit, one a line.", listed(STRING)),
    "declaration": said(
        "Declaration",
        "As a client would send it.",
        {
            "type": "dict",
            "required": True,
            "schema": {
                "items": said(
                    "Goods items",
                    "",
                    listed(
                        {
                            "type": "dict",
                            "schema": {
                                "number": said("Item number", "", {"type": "string", "regex": r"\d{1,9}"}),
                                "facts": said("Facts", "What is known of the goods.", {"type": "dict"}),
                                "materials": said("Materials", "Bill of materials.", listed({"type": "dict"})),
                            },
                            "allow_unknown": True,
                        },
                        required=True,
                    ),
                ),
            },
            "allow_unknown": True,
        },
    ),
    "expect": said(
        "Expected",
        "What must be so of the answer; what is not named is not looked at.",
        {
            "type": "dict",
            "required": True,
            "schema": {
                "verdict": said("Verdict", "Of the whole answer.", {"type": "string", "allowed": list(VERDICTS)}),
                "verdict_in": said(
                    "Verdict is one of", "", listed({"type": "string", "allowed": list(VERDICTS)}, minlength=1)
                ),
                "item_verdicts": said(
                    "Verdicts of the items",
                    "In their order, one a line.",
                    listed({"type": "string", "allowed": list(VERDICTS)}, minlength=1),
                    ordered=True,
                ),
                "findings": said("Findings", "Each like one of the answer's.", EXPECTED),
                "no_findings": said("No findings", "None of the answer's is like one of these.", EXPECTED),
                "charges": said("Charges", "Each like one of the answer's.", EXPECTED),
                "origin": said("Origin", "Each like one of the answer's, by agreement.", EXPECTED),
                "missing": said(
                    "Missing",
                    "What the answer says is missing, one a line.",
                    {
                        "type": "dict",
                        "schema": {
                            name: said(name.capitalize(), "", listed(STRING))
                            for name in ("facts", "documents", "parameters")
                        },
                    },
                ),
            },
        },
    ),
}
"""A case. What `expect` does not know would be looked at by nobody, so it is refused."""
CASES_FILE: Schema = {"cases": listed({"type": "dict", "schema": CASE}, required=True)}
