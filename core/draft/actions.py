"""The acts by which a person edits a draft, each with the schema of its arguments: for checks, OpenAPI and forms."""

from collections.abc import Mapping
from typing import Any, Final

from greenlane.core.declaration.faults import faults_of, pointer
from greenlane.core.declaration.repairs import nearest
from greenlane.core.declaration.schema import LINE, PROSE
from greenlane.core.declaration.validator import StrictValidator
from greenlane.core.draft.check import Fault

Schema = dict[str, Any]


def _field(kind: str, title: str, description: str, **more: Any) -> Schema:
    return {"type": kind, "required": True, "meta": {"title": title, "description": description}, **more}


def _line(title: str, description: str, **more: Any) -> Schema:
    return _field("string", title, description, **{"regex": LINE, "minlength": 1, "maxlength": 300, **more})


def _day(title: str, description: str, **more: Any) -> Schema:
    return _field("date", title, description, **more)


_RULE_ID = _line("Rule", "Id of a rule: the economy's code, a dash, a name.", regex=r"[A-Z]{2}-[^\x00-\x1f\x7f]+")
_ECONOMY = _field("string", "Economy", "Two capital letters: in whose pack it stands.", regex="[A-Z]{2}")
_PARAMETER = _line("Parameter", "Name of the dated series.")
_ENTRY = _field("dict", "Entry", "As docs/pack-format.md has it, code lists written out, every scalar as text.")
_CORRECTED: Final[Schema] = {
    "economy": _ECONOMY,
    "parameter": _PARAMETER,
    "period": _line("Month", "As 2025-01, of a monthly series.", required=False),
    "from": _day("First day", "Of a dated series.", required=False),
    "value": _line("Value", "A decimal, as text."),
    "evidence": _line("Evidence", "What it rests on: legal_text, secondary or workshop."),
    "source": _line("Source", "Where it was read, and when.", regex=PROSE, maxlength=2000),
}

ACTIONS: Final[dict[str, Schema]] = {
    "add_rule": {"rule": _ENTRY},
    "change_rule": {
        "id": _RULE_ID,
        "set": _field("dict", "Set", "Fields of the rule with what they shall say.", required=False),
        "unset": _field("list", "Unset", "Fields to take out.", required=False, schema={"type": "string"}),
    },
    "succeed_rule": {
        "id": _RULE_ID,
        "on": _day("First day", "Of the rule that takes its place."),
        "rule": _ENTRY,
    },
    "close_rule": {"id": _RULE_ID, "on": _day("Last day", "The rule's last day, inclusive.")},
    "reopen_rule": {
        "id": _RULE_ID,
        "until": _day("Last day", "The rule's new last day; it has none where this is left out.", required=False),
    },
    "remove_rule": {"id": _RULE_ID},
    "put_value": {**_CORRECTED, "to": _day("Last day", "Of a dated series, where it is known.", required=False)},
    "correct_value": _CORRECTED,
    "close_value": {
        "economy": _ECONOMY,
        "parameter": _PARAMETER,
        "from": _day("First day", "Of the value that is closed."),
        "on": _day("Last day", "The value's last day, inclusive."),
    },
    "put_parameter": {"economy": _ECONOMY, "name": _PARAMETER, "parameter": _ENTRY},
    "put_case": {"economy": _ECONOMY, "case": _ENTRY},
    "remove_case": {"economy": _ECONOMY, "name": _line("Case", "Name of the case.", regex=PROSE, maxlength=1000)},
    "put_entry": {"address": _line("Address", "As TH/facts/used.", regex=PROSE, maxlength=1100), "entry": _ENTRY},
    "remove_entry": {"address": _line("Address", "As TH/facts/used.", regex=PROSE, maxlength=1100)},
}
"""Action → Cerberus schema of its arguments, in the types of core/declaration/forms.py.

What stands inside an entry is held to docs/pack-format.md afterwards, where the act put it.
"""

ABOUT: Final[dict[str, str]] = {
    "add_rule": "Add a rule.",
    "change_rule": "Correct fields of a rule for all its days. Its id and its days have acts of their own.",
    "succeed_rule": "End a rule on the day before `on`, and let another one take its place from that day.",
    "close_rule": "Give a rule its last day, or an earlier one than it has.",
    "reopen_rule": "Take a rule's last day away, or make it a later one.",
    "remove_rule": "Take a rule out, as if it had never been law: for what should not have been written.",
    "put_value": "Open a value of a dated series; the one that held until then is closed the day before.",
    "correct_value": "Say what a value of a dated series has been all along: for what was misread.",
    "close_value": "Give a value of a dated series its last day, or an earlier one than it has.",
    "put_parameter": "Add a dated series, or change what it is called and counted in.",
    "put_case": "Add a case, or write it anew.",
    "remove_case": "Take a case out.",
    "put_entry": "Write any entry anew: a fact, a document, an agreement, an economy; a rule also with its days.",
    "remove_entry": "Take any entry out.",
}
"""Action → what it does, in a sentence."""


def misfits(action: str, arguments: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with what was asked, before any entry is looked at: pointers into {action, arguments}."""
    if action not in ACTIONS:
        near = nearest(action, ACTIONS)
        remedy = f"did you mean {near}?" if near else f"one of {', '.join(ACTIONS)}"
        return [Fault("", "/action", f"there is no action {action[:60]!r}", remedy)]
    # A validator of its own: it keeps what it found, and threads must not share that.
    return [
        Fault("", pointer(("arguments",)) + one.pointer, one.message, one.suggestion or "")
        for one in faults_of(StrictValidator(ACTIONS[action]).misfits(arguments), ())
    ]
