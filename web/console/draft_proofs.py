"""What a draft proves: lint with its reasons, cases with what they cover, probes on both sides of what it moves."""

import json
from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, Response, request

from greenlane.core.digits import is_number
from greenlane.core.draft.entries import parts
from greenlane.core.exchange.yamlfile import block
from greenlane.core.service.drafts import Draft
from greenlane.web.console.draft_view import View, edited_at
from greenlane.web.console.frame import page
from greenlane.web.console.proving import Proving
from greenlane.web.console.typed import reasons, restored
from greenlane.web.problems import Problem
from greenlane.web.tables import Column, Link, Mark, Several, Table, Value, address, exported
from greenlane.web.wiring import Desk

Json = dict[str, Any]
PAGE: Final = 100
Seen = Callable[[str], tuple[Draft, View]]


def add(routes: Blueprint, desk: Desk, proving: Proving, seen: Seen) -> None:
    """Add the routes."""

    @routes.get("/drafts/<ulid:draft_id>/lint")
    def lint(draft_id: str) -> Response:
        draft, shown = seen(draft_id)
        work = proving.wants(draft)
        submit = shown.act("submit")
        return page(
            "console/drafts/lint.html",
            part=("draft-lint", "console/drafts/_lint.html"),
            v=shown,
            work=work,
            wants=wanted(draft, work.found["wants"] if work.found else [], accepted(shown)),
            form=submit is not None and not submit.why,
            submit=submit,
            version=draft.etag,
            typed=reasons(restored(desk, shown.actor)),
            errors={},
            refusal=None,
        )

    @routes.get("/drafts/<ulid:draft_id>/cases")
    def cases(draft_id: str) -> Response:
        draft, shown = seen(draft_id)
        work = proving.cases(draft)
        tables = _cases(draft, work.found) if work.found is not None else None
        if tables is not None and (file := exported(*tables)):
            return file
        return page(
            "console/drafts/cases.html",
            part=("draft-cases", "console/drafts/_cases.html"),
            v=shown,
            work=work,
            tables=tables,
            found=work.found,
            only=request.args.get("only", ""),
        )

    @routes.get("/drafts/<ulid:draft_id>/probes")
    def probes(draft_id: str) -> Response:
        draft, shown = seen(draft_id)
        work = proving.probes(draft)
        listed: list[Json] = work.found["probes"] if work.found is not None else []
        table = _probes(draft, listed)
        if work.found is not None and (file := exported(table)):
            return file
        one = None
        if wanted_ := request.args.get("probe", ""):
            place = number(wanted_) - 1
            if work.found is not None and not place < len(listed):
                raise Problem("not-found", f"The draft has no probe {place + 1}.")
            one = listed[place] if place < len(listed) else None
        return page(
            "console/drafts/probes.html",
            part=("draft-probes", "console/drafts/_probes.html"),
            v=shown,
            work=work,
            table=table,
            flips=sum(1 for each in listed if each["flips"]),
            count=len(listed),
            probe=one,
            declaration=block(one["declaration"]) if one else "",
            as_json=json.dumps(one["declaration"], ensure_ascii=False, indent=2) if one else "",
        )


def wanted(draft: Draft, wants: list[Json], reasons: dict[str, str]) -> dict[str, list[Json]]:
    """What is wanting, in two lists: what blocks, and what can be accepted; each with where it is mended."""
    shown = [
        {**one, "href": edited_at(draft.id, one["address"]), "accepted": reasons.get(one["key"], "")}
        for one in wants
    ]
    return {
        "blocks": [one for one in shown if one["blocks"]],
        "asks": [one for one in shown if not one["blocks"]],
    }


def accepted(shown: View) -> dict[str, str]:
    """By key, why warnings were accepted when the draft was submitted last."""
    comment = next((one.comment for one in reversed(shown.reviews) if one.step == "submitted"), "")
    lines = [line.partition(": ") for line in comment.split("\n")[1:]]
    return {key: why for key, colon, why in lines if colon}


def number(text: str) -> int:
    """A number in an address: 1 where it is none."""
    return int(text) if is_number(text, 6) and int(text) else 1


def _cases(draft: Draft, found: Json) -> tuple[Table, Table]:
    """The results, failing first; and what the cases cover, the least covered rules first."""
    results = sorted(found["cases"], key=lambda one: (one["holds"], one["address"]))
    if request.args.get("only") == "failing":
        results = [one for one in results if not one["holds"]]
    covered = sorted(found["coverage"]["by_rule"], key=_uncovered)
    results_at, covered_at = number(request.args.get("page", "1")), number(request.args.get("rules", "1"))
    return (
        Table(
            "draft-case-results",
            "Cases, failing first",
            [
                Column("holds", "Result"), Column("name", "Case", head=True), Column("economy", "Economy"),
                Column("verdict", "Verdict"), Column("found", "Rules that hit"), Column("differences", "What differs"),
            ],
            [_case(draft, one) for one in _slice(results, results_at)],
            every=lambda: (_case(draft, one) for one in results),
            more=_more("page", results_at, len(results)),
            total=len(results),
            nothing="No case fails." if request.args.get("only") == "failing" else "There is no case.",
        ),
        Table(
            "draft-coverage",
            "What the cases cover, the least first",
            [
                Column("rule", "Rule", head=True), Column("hits", "Cases that hit", number=True),
                Column("misses", "Cases that miss", number=True), Column("unseen", "Outcomes that no case has seen"),
            ],
            [_covered(draft, one) for one in _slice(covered, covered_at)],
            every=lambda: (_covered(draft, one) for one in covered),
            more=_more("rules", covered_at, len(covered)),
            total=len(covered),
            nothing="There is no rule.",
        ),
    )  # fmt: skip


def _slice(found: list[Json], at: int) -> list[Json]:
    return found[(at - 1) * PAGE : at * PAGE]


def _more(name: str, at: int, count: int) -> str | None:
    return address(**{name: str(at + 1)}) if at * PAGE < count else None


def _case(draft: Draft, one: Json) -> dict[str, Value]:
    return {
        "holds": Mark("holds", "good") if one["holds"] else Mark("fails", "bad"),
        "name": Link(one["name"], edited_at(draft.id, one["address"])),
        "economy": parts(one["address"]).economy,
        "verdict": verdict(one["verdict"]),
        "found": Several(tuple(one["found"])),
        "differences": Several(tuple(one["differences"])),
    }


def _uncovered(one: Json) -> tuple[bool, int, str]:
    unseen = sum(len(branch["unseen"]) for branch in one["branches"])
    return bool(one["hits"] and one["misses"]), -unseen, one["address"]


def _covered(draft: Draft, one: Json) -> dict[str, Value]:
    unseen = [f"{block(b['test']).strip()}: {', '.join(b['unseen'])}" for b in one["branches"] if b["unseen"]]
    return {
        "rule": Link(parts(one["address"]).name, edited_at(draft.id, one["address"])),
        "hits": one["hits"],
        "misses": one["misses"],
        "unseen": Several(tuple(unseen)),
    }


def _probes(draft: Draft, listed: list[Json]) -> Table:
    numbered = list(enumerate(listed, 1))
    if request.args.get("only") == "flips":
        numbered = [(place, one) for place, one in numbered if one["flips"]]
    at = number(request.args.get("page", "1"))
    piece = numbered[(at - 1) * PAGE : at * PAGE]
    return Table(
        "draft-probe-results",
        "Examples on both sides of what moves",
        [
            Column("flips", "Answer"), Column("threshold", "Threshold", head=True), Column("side", "Side"),
            Column("address", "Entry"), Column("before", "Before"), Column("after", "After"),
            Column("money", "Charges after"),
        ],
        [_probe(draft, *one) for one in piece],
        every=lambda: (_probe(draft, *one) for one in numbered),
        more=_more("page", at, len(numbered)),
        total=len(numbered),
        nothing="The draft moves no threshold of which an example could be made.",
    )  # fmt: skip


def _probe(draft: Draft, place: int, one: Json) -> dict[str, Value]:
    return {
        "flips": Mark("differs", "warn") if one["flips"] else Mark("the same", "plain"),
        "threshold": Link(one["threshold"], f"/console/drafts/{draft.id}/probes?probe={place}"),
        "side": one["side"],
        "address": Link(one["address"], edited_at(draft.id, one["address"])),
        "before": _answer(one["before"]),
        "after": _answer(one["after"]),
        "money": Several(tuple(charges(one["after"]))),
    }


def _answer(said: Json) -> Value:
    return Mark("cannot be read", "bad") if said["refused"] else verdict(said["verdict"])


def charges(said: Json) -> list[str]:
    """The charges of an answer: “duty 10.00 USD”."""
    return [f"{one['kind']} {one['amount']['amount']} {one['amount']['currency']}" for one in said["charges"]]


def verdict(word: str | None) -> Value:
    """A verdict as a badge."""
    return None if word is None else Mark(word.replace("_", " "), word.replace("_", "-"))
