"""What the doors of drafts and rule sets take (Cerberus), each with an example; what the command line takes, too."""

from typing import Any, Final

from greenlane.core.declaration.jsonschema import json_schema
from greenlane.core.declaration.schema import LINE, PROSE
from greenlane.core.draft.actions import ABOUT, ACTIONS
from greenlane.core.service.drafts_way import LONGEST
from greenlane.web.bodies import Body

Schema = dict[str, Any]
DIGEST: Final = r"sha256:[0-9a-f]{64}"
_EXAMPLE_DIGEST: Final = "sha256:" + "0" * 64


def _text(description: str, longest: int = 2000, regex: str = PROSE, **more: Any) -> Schema:
    return {
        "type": "string",
        "required": True,
        "minlength": 1,
        "maxlength": longest,
        "regex": regex,
        "meta": {"title": "", "description": description},
        **more,
    }


REASON: Final = _text("Why; it stands in the change log.")
COMMENT: Final = _text("What a colleague should know; it stands in the change log.")
AGREED: Final = _text("The draft's digest: what it holds, and nothing else.", 71, DIGEST)
INSTANT: Final[Schema] = {
    "type": "datetime",
    "meta": {"title": "", "description": "When it comes into force; at once where it is left out."},
}

NEW_DRAFT: Final = Body(
    {
        "title": _text("What it is called.", 200, LINE),
        "reason": REASON,
        "base": {
            "type": "integer",
            "min": 1,
            "max": 10**9 - 1,
            "meta": {"title": "", "description": "Number of the rule set it begins from; the one in force by default."},
        },
    },
    {"title": "Plastic scrap: the ban of 2027", "reason": "Notification of the Ministry of Commerce, B.E. 2569"},
)
EDIT: Final = Body(
    {
        "action": _text("What is done.", 40, r"[a-z_]+", allowed=list(ACTIONS)),
        "arguments": {"type": "dict", "required": True, "meta": {"title": "", "description": "As the action asks."}},
        "reason": REASON,
    },
    {
        "action": "close_rule",
        "arguments": {"id": "TH-PLASTIC-BAN", "on": "2027-06-30"},
        "reason": "repealed by the notification of 12 May 2027",
    },
)
WHY: Final = Body({"reason": REASON}, {"reason": "entered in the wrong draft"})
REBASE: Final = Body(
    {
        "choices": {
            "type": "dict",
            "keysrules": {"type": "string", "maxlength": 1100},
            "valuesrules": {
                "type": "dict",
                "schema": {
                    "take": {
                        "type": "string",
                        "allowed": ["ours", "theirs", "neither"],
                        "meta": {"title": "", "description": "The draft's entry, the published one, or none."},
                    },
                    "entry": {"type": "dict", "meta": {"title": "", "description": "Or this one, whole."}},
                },
            },
            "meta": {"title": "", "description": "By address of a conflict, how it is settled."},
        },
        "reason": REASON,
    },
    {"choices": {"TH/rules/TH-PLASTIC-BAN": {"take": "theirs"}}, "reason": "the correction of 3 June is right"},
)
SUBMISSION: Final = Body(
    {
        "reason": REASON,
        "accepted": {
            "type": "dict",
            "keysrules": {"type": "string", "maxlength": 1500},
            "valuesrules": {"type": "string", "minlength": 1, "maxlength": 2000, "regex": PROSE},
            "meta": {"title": "", "description": "By the `key` of a warning, why it is accepted."},
        },
    },
    {"reason": "ready: the notification was gazetted today"},
)
APPROVAL: Final = Body(
    {"digest": AGREED, "comment": COMMENT}, {"digest": _EXAMPLE_DIGEST, "comment": "read and agreed"}
)
DISCUSSION: Final = Body(
    {"text": _text("What you say of the draft; it stays, and stands in the change log.", LONGEST)},
    {"text": "does the annex mean heading 3915 whole, or 3915.90 only?"},
)
RETURN: Final = Body({"comment": COMMENT}, {"comment": "the annex names heading 3915 only"})
PUBLICATION: Final = Body(
    {"digest": AGREED, "reason": REASON, "effective_at": INSTANT},
    {"digest": _EXAMPLE_DIGEST, "reason": "in force on 1 July", "effective_at": "2099-07-01T00:00:00+07:00"},
)
IMPACT: Final = Body(
    {
        name: {"type": "datetime", "required": True, "meta": {"title": "", "description": said}}
        for name, said in (("since", "Decisions made from this instant,"), ("until", "and before this one."))
    },
    {"since": "2026-10-01T00:00:00Z", "until": "2026-11-01T00:00:00Z"},
)
UPGRADE: Final = Body(
    {
        "reason": REASON,
        "economies": {
            "type": "list",
            "maxlength": 50,
            "schema": {"type": "economy"},
            "meta": {"title": "", "description": "Whose packs; all by default."},
        },
        "downgrade": {
            "type": "boolean",
            "meta": {"title": "", "description": "Say true where an older version is meant."},
        },
    },
    {"reason": "the pack of November", "economies": ["TH"]},
)
ROLL_BACK: Final = Body(
    {
        "to": {
            "type": "integer",
            "required": True,
            "min": 1,
            "max": 10**9 - 1,
            "meta": {"title": "", "description": "Number of the rule set whose content is published again."},
        },
        "reason": REASON,
        "effective_at": INSTANT,
    },
    {"to": 1, "reason": "rule set 2 prohibits what the law permits"},
)


def described_edit() -> Schema:
    """The `requestBody` of an edit: the arguments, action by action."""
    body = EDIT.described()
    content = body["content"]["application/json"]
    reason = content["schema"]["properties"]["reason"]
    content["schema"] = {
        "type": "object",
        "oneOf": [
            {
                "title": action,
                "description": ABOUT[action],
                "type": "object",
                "required": ["action", "arguments", "reason"],
                "additionalProperties": False,
                "properties": {"action": {"const": action}, "arguments": _arguments(schema), "reason": reason},
            }
            for action, schema in ACTIONS.items()
        ],
    }
    return body


def _arguments(schema: Schema) -> Schema:
    said = json_schema(schema, "#/components/schemas/")
    del said["$schema"], said["$defs"]
    return said
