"""The crosswalk of waste: its route, and what it answers."""

from typing import Any, Final

from greenlane.core.crosswalk.model import CONTROLS, LISTS
from greenlane.core.declaration.forms import CODE_LENGTH
from greenlane.core.service.crosswalk import SHORTEST, STANDS
from greenlane.core.vocabulary import EVIDENCE
from greenlane.web.openapi.operations import HELD, LANGUAGE, NONE_MATCH, query, sends
from greenlane.web.openapi.schemas import ANY_DAY, DAY, RULE_SET, WORDS, Json, listed, members, ref, text

MAYBE: Final[Json] = {"type": ["string", "null"]}
CONTROL: Final = text("What is asked.", enum=list(CONTROLS))
CODE: Final[Json] = {
    "type": "string",
    "pattern": rf"^[ .]*[0-9](?:[ .]*[0-9]){{{SHORTEST - 1},11}}[ .]*$",
    "maxLength": CODE_LENGTH,
}
RESTS: Final = text("On what it rests, by its weakest part.", enum=list(EVIDENCE))


def _entry(description: str) -> Json:
    entry = members(
        {
            "entry": {**MAYBE, "description": "As B3011; several with a stroke."},
            "list": {**MAYBE, "description": "Annex of Basel; green or amber."},
            "control": CONTROL,
            "says": text("The control in words."),
            "evidence": RESTS,
        },
        description,
    )
    return {"anyOf": [entry, {"type": "null"}]}


_END: Final = members(
    {
        "economy": text(),
        "groups": listed(
            members(
                {
                    "pack": text(),
                    "group": text("As OECD, BASEL, EU."),
                    "title": text(),
                    "stands": text(enum=[one.replace(" ", "_") for one in STANDS.values()]),
                    "evidence": {"type": ["string", "null"], "description": "Null where not known, and of the union."},
                    "source": MAYBE,
                }
            ),
            "Whether it is in the groups that decide which list counts.",
        ),
    }
)
SCHEMAS: Final[dict[str, Json]] = {
    "Crosswalk": members(
        {
            "ruleset": RULE_SET,
            "code": text("Digits only."),
            "date": DAY,
            "from": _END,
            "to": _END,
            "rows": listed(ref("CrosswalkRow"), "What the goods may be; none: nothing is held of this code."),
        },
        "The lists of waste, for goods of a code between two economies.",
    ),
    "CrosswalkRow": members(
        {
            "pack": text("Which pack holds it."),
            "stream": text("The id of the kind of waste."),
            "title": text(),
            "codes": WORDS,
            "match": text(
                "`possible`: the code asked is shorter than those of the stream.", enum=["certain", "possible"]
            ),
            "valid": members({"from": ANY_DAY, "to": ANY_DAY}, "Both days inclusive."),
            "basel": _entry("What the Basel Convention calls it."),
            "oecd": _entry("What the OECD calls it."),
            "eu": _entry("What the European Union calls it."),
            "note": MAYBE,
            "source": text("Where it was read, and when."),
            "status": text(
                "Whether one regime counts for certain; `undetermined`: what is not known of the two economies decides "
                "between those in `applies`; `not_held`: none that is held here counts.",
                enum=["determined", "undetermined", "not_held"],
            ),
            "applies": listed(
                members(
                    {
                        "regime": text(),
                        "title": text(),
                        "message": text(),
                        "list": text("Whose entry counts.", enum=list(LISTS)),
                        "entry": {**MAYBE, "description": "The equivalent that was asked for."},
                        "group": MAYBE,
                        "control": CONTROL,
                        "says": text("Entry, list and control in a sentence."),
                        "evidence": RESTS,
                        "source": text(),
                    }
                ),
                "The regimes that may count, the likelier one last.",
            ),
        },
        "One kind of waste that the goods may be.",
    ),
}
OPERATIONS: Final[dict[tuple[str, str], dict[str, Any]]] = {
    ("get", "/api/v1/crosswalk"): {
        "operationId": "crosswalk",
        "summary": "What waste is called in the lists of Basel, the OECD and the European Union",
        "description": "And which of them counts between two economies: what is the amber-list equivalent? What is not "
        "known is said, not guessed.",
        "parameters": [
            {**query("code", "Four digits of the HS at least.", CODE, "3915.90"), "required": True},
            {
                **query("from", "The exporting economy, or EU for any of its members.", ref("Economy"), "KR"),
                "required": True,
            },
            {
                **query("to", "The importing economy, or EU for any of its members.", ref("Economy"), "VN"),
                "required": True,
            },
            query("stream", "Only this kind of waste.", text(), "plastic-clean"),
            query("date", "The day; today where it is left out.", ref("Day"), "2026-11-22"),
            LANGUAGE,
            NONE_MATCH,
        ],
        "ok": sends(ref("Crosswalk"), ETag="Its version."),
        "304": HELD,
        "problems": ["bad-parameter", "not-found", "unavailable"],
    },
}
