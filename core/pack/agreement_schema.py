"""Cerberus schemas of an agreement, its terms of origin, and the lines of its product annex.

As in `schema`, all scalars arrive as text, and `meta` says each field in words.
"""

from typing import Any, Final

from greenlane.core.origin.agreement import BASES, STATED_BASES
from greenlane.core.origin.rule import METHODS
from greenlane.core.pack.schema import (
    CONDITION,
    DATE,
    ECONOMY,
    EVIDENCE_LEVEL,
    RESTS_ON,
    SOURCE,
    STRING,
    TEXT,
    WORD,
    Schema,
    listed,
    said,
)

EDITIONS: Final = ("1988", "1992", "1996", "2002", "2007", "2012", "2017", "2022")
"""Of the Harmonized System."""
PROOF_KINDS: Final = ("authority", "self", "either", "declaration")
"""Who proves origin: an authority, the exporter's certificate, either of them, a declaration on an invoice."""
NAME = {"type": "string", "regex": r"[A-Z][A-Z0-9-]{1,39}"}
PERCENT = {"type": "string", "regex": r"100(\.0{1,6})?|\d{1,2}(\.\d{1,6})?"}
WORD_OR_NONE = {**WORD, "regex": f"({WORD['regex']})?"}
YES_NO = {"type": "string", "allowed": ["true", "false"]}
SPANS_HELP = "Chapters, headings or subheadings of its HS edition, or ranges; one a line: 72, 7219, 8507.10-8507.80."
SPANS = listed({"type": "string", "span": True}, minlength=1)
RULE_HELP = "As CTH or RVC40, CC except from 5201-5203, WO; docs/pack-format.md has all that may stand here."
PRODUCT_RULE_TEXT = {"type": "string", "required": True, "product_rule": True}
METHOD = {"type": "string", "allowed": [one for one in METHODS if one != "RVC"]}
BASIS = {"type": "string", "allowed": list(BASES)}
STATED = {"type": "string", "allowed": list(dict.fromkeys((*STATED_BASES, *BASES)))}


def term(title: str, description: str, fields: Schema) -> Schema:
    """A term of an agreement: what it says, where that stands, and how far it was verified."""
    stands: Schema = {
        "provision": said("Provision", "Article, paragraph or annex, as art. 3.4(2).", STRING),
        "evidence": said("Evidence", RESTS_ON, {**EVIDENCE_LEVEL, "required": True}),
        "source": said("Source", "Where it was read, and the day; only what is unverified has none.", SOURCE),
        "note": said("Note", "What its reader should know.", TEXT, lines=True),
    }
    return said(title, description, {"type": "dict", "schema": {**fields, **stands}})


def wanted(field: dict[str, Any]) -> Schema:
    """The field, required."""
    return {**field, "required": True}


IN_FORCE: Schema = {
    "partners": said("Partners", "One economy a line; none: all of them.", listed(ECONOMY, minlength=1)),
    "from": said("First day", "", wanted(DATE)),
    "evidence": said("Evidence", RESTS_ON, wanted(EVIDENCE_LEVEL)),
    "month_evidence": said(
        "Evidence of the month", "Where the month is known better than the day; else empty.", EVIDENCE_LEVEL
    ),
    "source": said("Source", "Where it was read, and the day.", wanted(SOURCE)),
    "note": said("Note", "", STRING),
}

VALUE: Schema = {
    "bases": said(
        "Value bases",
        "Of what content is a part: FOB, EXW (ex works), AV (adjusted value), TV (transaction value), CV (customs "
        "value), NC (net cost). Several: the exporter chooses.",
        listed(BASIS, required=True, minlength=1),
    ),
    "stands": said(
        "Stands in its place",
        "For a basis, the declared bases that may stand for it.",
        {
            "type": "dict",
            "schema": {one: said(one, "Which of them stand for it.", listed(STATED)) for one in BASES},
        },
    ),
    "methods": said(
        "Methods",
        "By which regional content may be shown: BD build-down, BU build-up, NC net cost, MC foreign content.",
        listed(METHOD, required=True),
    ),
    "adds": said("Build-up adds", "Decimal facts that count beside originating materials, one a line.", listed(WORD)),
}

TOLERANCE: Schema = {
    "percent": said("Percent", "Of the value basis; what does not change may stay up to it.", wanted(PERCENT)),
    "cures": said(
        "Cures",
        "Only a change of classification, or any condition of the product rule.",
        {"type": "string", "allowed": ["change", "any"], "required": True},
    ),
    "exceptions": said(
        "Exceptions",
        "Goods for which it is narrower.",
        listed(
            {
                "type": "dict",
                "schema": {
                    "codes": said("Codes", SPANS_HELP, {**SPANS, "required": True}),
                    "rule": said(
                        "Only if",
                        "never; CTSH, the material must still change its subheading; or the name of a boolean fact.",
                        {"type": "string", "required": True},
                        of="boolean_facts",
                    ),
                    "materials": said("Materials", f"Only for materials of these codes. {SPANS_HELP}", SPANS),
                },
            }
        ),
    ),
    "textiles": said(
        "Textiles",
        "Their own tolerance.",
        {
            "type": "dict",
            "schema": {
                "codes": said("Codes", SPANS_HELP, {**SPANS, "required": True}),
                "percent": said("Percent", "", wanted(PERCENT)),
                "by": said(
                    "By",
                    "Weight, value, or either.",
                    listed({"type": "string", "allowed": ["weight", "value"]}, required=True, minlength=1),
                ),
            },
        },
    ),
}

LIMB = term(
    "Way",
    "One way to be wholly obtained.",
    {
        "name": said(
            "Name", "As scrap-of-production.", {"type": "string", "regex": r"[a-z][a-z0-9-]{1,63}", "required": True}
        ),
        "title": said("Title", "What it is called.", wanted(TEXT)),
        "of": said("Economy fact", "Must name the exporting party, as collected_in.", WORD_OR_NONE, of="economy_facts"),
        "codes": said("Codes", f"Goods it is open to; none: any. {SPANS_HELP}", SPANS),
        "when": said("When", "What else must be so.", CONDITION),
        "territory": said(
            "Territory",
            "Whose: of the exporting party (where it is empty), or of any of the parties.",
            {"type": "string", "allowed": ["party", "parties"]},
        ),
        "alone": said("Alone", "Only without materials that do not originate.", YES_NO),
        "from": said("First day", "Empty: as long as the agreement.", DATE),
        "partners": said("Exporting parties", "One economy a line; none: any.", listed(ECONOMY, minlength=1)),
        "criterion": said("Criterion", "As the proof of origin has it; WO where it is empty.", STRING),
    },
)

ORIGIN: Schema = {
    "edition": term(
        "HS edition",
        "In which its product rules are written.",
        {"hs": said("Edition", "The year.", {"type": "string", "allowed": list(EDITIONS), "required": True})},
    ),
    "value": term("Value content", "How content is reckoned.", VALUE),
    "tolerance": term("Tolerance", "Materials that do not change and may stay.", TOLERANCE),
    "cumulation": term(
        "Cumulation",
        "What of another party counts as one's own.",
        {
            "covers": said(
                "Covers",
                "Materials that originate there, or also work done there.",
                listed({"type": "string", "allowed": ["materials", "production"]}, required=True, minlength=1),
            )
        },
    ),
    "materials_alone": term("Originating materials alone", "Goods made of nothing else originate.", {}),
    "obtained": said("Wholly obtained", "Each way by itself.", listed({"type": "dict", "schema": LIMB["schema"]})),
    "insufficient": term(
        "Insufficient operations",
        "Work that gives no origin.",
        {
            "processes": said(
                "Processes", "Values of the fact processes; none: the text bars none.", listed(STRING, required=True)
            )
        },
    ),
    "transport": term(
        "Direct transport",
        "Of goods that cross an economy on the way.",
        {"requires": said("Requires", "What must be so.", wanted(CONDITION))},
    ),
    "general": term(
        "General rule",
        "For goods that the product rules do not name.",
        {
            "rule": said("Rule", RULE_HELP, PRODUCT_RULE_TEXT),
            "annex_known": said("Annex known", "Whether all lines of the product annex stand here.", wanted(YES_NO)),
        },
    ),
    "fallback": term(
        "Allowance",
        "Beside the product rule: materials of the good's own heading or subheading to a percentage.",
        {
            "same": said("Same", "", {"type": "string", "allowed": ["heading", "subheading"], "required": True}),
            "percent": said("Percent", "Of the value basis.", wanted(PERCENT)),
            "exclude": said("Goods left out", SPANS_HELP, SPANS),
        },
    ),
    "denied": term(
        "Denied",
        "Goods for which a party may deny preference although they originate.",
        {
            "when": said("When", "What makes it so.", wanted(CONDITION)),
            "exclude": said("Goods left out", SPANS_HELP, SPANS),
        },
    ),
    "form": term(
        "Proof of origin",
        "How a criterion is printed.",
        {
            "name": said("Name", "As Form AK.", {"type": "string", "required": True}),
            "box": said("Box", "Where the criterion stands.", STRING),
            "criteria": said(
                "Criteria",
                "What is printed; {percent} and {rule} stand for the figure and the product rule.",
                {
                    "type": "dict",
                    "schema": {
                        "WO": said("Wholly obtained", "", STRING),
                        "PE": said("Of originating materials alone", "", STRING),
                        "change": said("Change of classification", "", STRING),
                        "content": said("Value content", "", STRING),
                        "process": said("Process", "", STRING),
                        "other": said("Anything else", "", STRING),
                    },
                },
            ),
        },
    ),
    "gaps": said("Gaps", "What of the law was not found: one plain sentence a line.", listed(STRING)),
}

AGREEMENT: Schema = {
    "id": said("Agreement", "Capitals, digits and hyphens, as AKFTA.", wanted(NAME)),
    "name": said("Name", "What it is called.", wanted(TEXT)),
    "partners": said("Partners", "One economy a line.", listed(ECONOMY, required=True, minlength=1)),
    "in_force": said("In force", "Since when for whom.", listed({"type": "dict", "schema": IN_FORCE}, required=True)),
    "proof": said("Proof", "Who proves the origin, and how.", {"type": "string", "required": True}),
    "proof_kind": said("Kind of proof", "By whom it is made.", {"type": "string", "allowed": list(PROOF_KINDS)}),
    "proof_evidence": said("Evidence of the proof", RESTS_ON, EVIDENCE_LEVEL),
    "proof_validity": said("Validity of the proof", "For how long it holds.", STRING),
    "proof_validity_evidence": said("Evidence of the validity", RESTS_ON, EVIDENCE_LEVEL),
    "note": said("Note", "", STRING, lines=True),
    "source": said("Source", "Where it was read, and the day.", wanted(SOURCE)),
    "origin": said(
        "Rules of origin",
        "What its chapter on origin says; a term that was not found is left out, and named among the gaps.",
        {"type": "dict", "schema": ORIGIN},
    ),
}

AGREEMENTS_FILE: Schema = {"agreements": listed({"type": "dict", "schema": AGREEMENT}, required=True)}

PRODUCT_RULE: Schema = {
    "id": said(
        "Line",
        "The agreement, a space and the codes, then the goods where they are narrower: VKFTA 8507.10-8507.80.",
        {"type": "string", "required": True, "minlength": 4, "maxlength": 500},
    ),
    "agreement": said("Agreement", "Its id.", wanted(NAME), of="agreements"),
    "codes": said("Codes", SPANS_HELP, {**SPANS, "required": True}),
    "goods": said("Goods", "Words that narrow the codes; empty: all goods of the codes.", TEXT),
    "rule": said("Rule", RULE_HELP, PRODUCT_RULE_TEXT),
    "evidence": said("Evidence", RESTS_ON, wanted(EVIDENCE_LEVEL)),
    "provision": said("Provision", "Annex and page, as annex 3-A.", STRING),
    "source": said("Source", "Where it was read, and the day.", wanted(SOURCE)),
    "quote": said("Quotation", "The line as the annex prints it.", STRING, lines=True),
    "note": said("Note", "What its reader should know.", TEXT, lines=True),
}
"""One line of a product annex, as it stands in the content; on disk it is a row of `agreements/<ID>.csv`."""
COLUMNS: Final = ("codes", "goods", "rule", "evidence", "provision", "source", "quote", "note")
"""Of that file."""
