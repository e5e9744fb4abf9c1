"""Cerberus schemas of a crosswalk's entries; see core/pack/schema.py for what their words are."""

from typing import Final

from greenlane.core.crosswalk.model import CONTROLS, LISTS
from greenlane.core.pack.schema import (
    CODES,
    DATE,
    ECONOMY,
    EVIDENCE_LEVEL,
    RESTS_ON,
    SOURCE,
    STRING,
    TEXT,
    Schema,
    listed,
    said,
)

ID: Final[Schema] = {"type": "string", "regex": r"[a-z][a-z0-9-]{1,59}", "required": True}
GROUP: Final[Schema] = {"type": "string", "regex": r"[A-Z][A-Z0-9-]{1,29}"}
CONTROL: Final[Schema] = {"type": "string", "allowed": list(CONTROLS)}
READ_AT: Final = "Where it was read, and the day."

STREAM: Final[Schema] = {
    "id": said("Stream", "Small letters, digits and hyphens, as plastic-clean.", ID),
    "title": said("Title", "What the waste is.", {**TEXT, "required": True}),
    "codes": said("Codes", "Of the HS, up to six digits, one a line.", {**CODES, "required": True}),
    "from": said("First day", "Since when the entries stand; empty where it is not known.", DATE),
    "to": said("Last day", "Inclusive; empty while they stand.", DATE),
    "basel_entry": said("Entry of Basel", "As B3011; several with a stroke: B1120 / A2030.", STRING),
    "basel_group": said("Annex of Basel", "II, VIII or IX.", STRING),
    "basel_control": said("Control by Basel", "", CONTROL),
    "basel_evidence": said("Evidence for Basel", RESTS_ON, EVIDENCE_LEVEL),
    "oecd_entry": said("Entry of the OECD", "As AC300.", STRING),
    "oecd_group": said("List of the OECD", "", {"type": "string", "allowed": ["green", "amber"]}),
    "oecd_control": said("Control by the OECD", "", CONTROL),
    "oecd_evidence": said("Evidence for the OECD", RESTS_ON, EVIDENCE_LEVEL),
    "eu_entry": said("Entry of the European Union", "As EU3011.", STRING),
    "eu_group": said("List of the European Union", "", {"type": "string", "allowed": ["green", "amber"]}),
    "eu_control": said("Control by the European Union", "", CONTROL),
    "eu_evidence": said("Evidence for the European Union", RESTS_ON, EVIDENCE_LEVEL),
    "source": said("Source", READ_AT, {**SOURCE, "required": True}),
    "note": said("Note", "What its reader should know.", TEXT, lines=True),
}
COLUMNS: Final = tuple(STREAM)
"""Of `crosswalk.csv`; codes are set apart by spaces."""

GROUP_ENTRY: Final[Schema] = {
    "title": said("Title", "What the group is.", {**TEXT, "required": True}),
    "complete": said(
        "Complete",
        "Whether who is not named is no member; else nothing is known of them.",
        {"type": "string", "allowed": ["true", "false"], "required": True},
    ),
    "members": said(
        "Members",
        "Who is in it, or is known not to be, and when.",
        listed(
            {
                "type": "dict",
                "schema": {
                    "economies": said("Economies", "One a line.", listed(ECONOMY, required=True, minlength=1)),
                    "member": said(
                        "In it", "`false` for who is known not to be.", {"type": "string", "allowed": ["true", "false"]}
                    ),
                    "from": said("First day", "Empty where it began before all that is held here.", DATE),
                    "to": said("Last day", "Inclusive; empty while it lasts.", DATE),
                    "evidence": said("Evidence", RESTS_ON, {**EVIDENCE_LEVEL, "required": True}),
                    "source": said("Source", READ_AT, {**SOURCE, "required": True}),
                },
            },
            required=True,
        ),
    ),
}
_SIDE: Final[Schema] = {
    "type": "dict",
    "schema": {
        "in": said("In each of", "Groups, one a line.", listed(GROUP)),
        "out": said("In none of", "Groups, one a line.", listed(GROUP)),
    },
}
REGIME: Final[Schema] = {
    "id": said("Regime", "Small letters, digits and hyphens, as oecd.", ID),
    "order": said(
        "Order", "The first that fits counts: 10, 20 …", {"type": "string", "regex": r"\d{1,4}", "required": True}
    ),
    "title": said("Title", "What it is called.", {**TEXT, "required": True}),
    "message": said("Message", "What it means, in a few sentences.", {**TEXT, "required": True}, lines=True),
    "sender": said("From", "What the exporting end must be; empty: any.", _SIDE),
    "receiver": said("To", "What the importing end must be; empty: any.", _SIDE),
    "reads": said("List", "Whose entry counts.", {"type": "string", "allowed": list(LISTS), "required": True}),
    "control": said("Control", "In the place of what the list asks, for all its streams.", CONTROL),
    "entries": said(
        "Only of",
        "Streams with one of these entries of any list, or in one of these annexes of Basel; none: all.",
        listed(STRING),
    ),
    "from": said("First day", "Empty where it began before all that is held here.", DATE),
    "to": said("Last day", "Inclusive; empty while it lasts.", DATE),
    "evidence": said("Evidence", RESTS_ON, {**EVIDENCE_LEVEL, "required": True}),
    "source": said("Source", READ_AT, {**SOURCE, "required": True}),
}
GROUPS_FILE: Final[Schema] = {
    "groups": {
        "type": "dict",
        "required": True,
        "keysrules": GROUP,
        "valuesrules": {"type": "dict", "schema": GROUP_ENTRY},
    }
}
REGIMES_FILE: Final[Schema] = {"regimes": listed({"type": "dict", "schema": REGIME}, required=True)}
