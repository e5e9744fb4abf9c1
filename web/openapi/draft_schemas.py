"""What the routes of drafts and rule sets answer, as JSON Schema."""

from typing import Final

from greenlane.web.api.drafts import STATES
from greenlane.web.openapi.schemas import WORDS, Json, listed, members, ref, text

INSTANT: Final = text(format="date-time")
COUNT: Final[Json] = {"type": "integer"}
ANYTHING: Final[Json] = {}
MAYBE: Final[Json] = {"type": ["object", "null"]}
KIND: Final = text("Of a rule: what was done to its days comes first.",
                    enum=["added", "changed", "closed", "reopened", "removed"])  # fmt: skip
WANT: Final = members(
    {
        "kind": text(enum=["fault", "lint", "case"]),
        "code": text("In a word; docs/lint.md has them."),
        "blocks": {"type": "boolean", "description": "False: it can be accepted, with a reason, by its `key`."},
        "key": text(),
        "address": text("The entry."),
        "pointer": text("RFC 6901: where in it."),
        "message": text(),
        "remedy": text("What would be right."),
    }
)
SAID: Final = members(
    {
        "verdict": {"type": ["string", "null"], "description": "Of the declaration."},
        "rule": {"type": ["string", "null"], "description": "Of the rule; null where it did not speak."},
        "charges": listed({"type": "object"}),
        "refused": text("Why the declaration cannot be read by this rule set."),
    }
)
COVERED: Final = members(
    {
        "address": text(),
        "hits": COUNT,
        "misses": COUNT,
        "found": COUNT,
        "branches": listed(members({"pointer": text(), "test": {"type": "object"}, "seen": WORDS, "unseen": WORDS})),
    }
)

DRAFT_FIELDS: Final[Json] = {
    "id": text("A ULID."),
    "title": text(),
    "state": text(enum=list(STATES)),
    "revision": COUNT,
    "version": text("What its ETag says."),
    "digest": text("Of the content it began from and all that it changes: what an approval is bound to."),
    "base": {**COUNT, "description": "Number of the rule set it began from, or was brought up to."},
    "economies": WORDS,
    "changed": {**COUNT, "description": "Entries that it changes."},
    "unresolved": {**COUNT, "description": "Conflicts of a pack's upgrade that are not settled."},
    "created_at": INSTANT,
    "created_by": text(),
    "updated_at": INSTANT,
    "published_as": {"type": ["integer", "null"]},
}
SCHEMAS: Final[dict[str, Json]] = {
    "Draft": members(DRAFT_FIELDS, "A named set of changes to the rules."),
    "Described": members(
        {
            "address": text("As TH/rules/TH-PLASTIC-BAN."),
            "action": KIND,
            "title": text(),
            "sentence": text("All of it, in words."),
            "fields": listed(members({"path": text(), "before": ANYTHING, "after": ANYTHING})),
        },
        "A change of one entry.",
    ),
    "Conflict": members(
        {"address": text(), "base": MAYBE, "ours": MAYBE, "theirs": MAYBE},
        "An entry that the draft changes, and what was published since its base changes otherwise.",
    ),
    "RuleSet": members(
        {
            "version": COUNT,
            "digest": text(),
            "state": text(enum=["in force", "scheduled", "past"]),
            "published_at": INSTANT,
            "effective_at": INSTANT,
            "published_by": text(),
            "reason": text(),
            "origin": text("packs, draft, rollback, cancellation, or carried (scheduled, and published anew)."),
            "draft": {"type": ["string", "null"]},
            "source": {"type": ["integer", "null"], "description": "Whose content it took over."},
        },
        "A published rule set: immutable.",
    ),
}
REVIEW: Final = members(
    {"step": text(), "by": text(), "at": INSTANT, "revision": COUNT, "digest": text(), "comment": text()}
)
SPOKEN: Final = members({"by": text(), "at": INSTANT, "revision": COUNT, "digest": text(), "text": text()})
EDIT: Final = members(
    {
        "revision": COUNT,
        "by": text(),
        "at": INSTANT,
        "action": text(),
        "reason": text(),
        "base": COUNT,
        "changes": listed(ref("Described")),
    }
)
WHOLE: Final = members({**DRAFT_FIELDS, "reviews": listed(REVIEW)})
RULE_SET: Final = members(
    {
        **SCHEMAS["RuleSet"]["properties"],
        "economies": {"type": "object", "description": "By economy and part of its pack, how many entries."},
    }
)
PACK: Final = members(
    {
        "economy": text(),
        "before": text("The version that was taken in last."),
        "after": text("The version that is installed."),
        "downgrade": {"type": "boolean"},
        "changed": COUNT,
        "conflicts": WORDS,
        "kept": {**WORDS, "description": "Entries that were changed here and not in the pack."},
        "disappearing": {**WORDS, "description": "Rules that the pack no longer has."},
    }
)
CASE: Final = members(
    {
        "address": text(),
        "name": text(),
        "file": text(),
        "holds": {"type": "boolean"},
        "verdict": {"type": ["string", "null"]},
        "found": WORDS,
        "differences": WORDS,
    }
)
PROOF: Final = members(
    {
        "cases": listed(CASE),
        "failing": COUNT,
        "coverage": members(
            {
                "rules": members({"covered": COUNT, "of": COUNT}),
                "branches": members({"seen": COUNT, "of": COUNT}),
                "by_rule": listed(COVERED),
            }
        ),
    }
)
PROBE: Final = members(
    {
        "address": text(),
        "threshold": text(),
        "side": text(),
        "flips": {"type": "boolean"},
        "declaration": {"type": "object"},
        "before": SAID,
        "after": SAID,
    }
)
