"""Decisions: found again, and each shown with all that it was found by."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

import orjson
from flask import Blueprint, Response, request

from greenlane.core.declaration import NotADeclaration
from greenlane.core.declaration.forms import digits
from greenlane.core.rights import EVERY, Actor
from greenlane.core.service import records
from greenlane.core.service.drafts import NoSuchDraft, Refused
from greenlane.core.service.guard import demand
from greenlane.core.store import DecisionRecord, UnknownRuleSet
from greenlane.core.store.search import Found, Key, Readable, Wanted
from greenlane.core.vocabulary import VERDICTS
from greenlane.web.api import theirs
from greenlane.web.console import asked
from greenlane.web.console.comparing import compared
from greenlane.web.console.frame import page, person, see
from greenlane.web.languages import language
from greenlane.web.problems import Problem
from greenlane.web.tables import MOST, Code, Column, Link, Mark, Row, Several, Table, address, exported
from greenlane.web.wiring import Desk

ID: Final = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_AFTER: Final = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")
PAGE: Final = 50
CODES: Final = 3
"""Codes of a decision that a list shows."""
DRAFTS: Final = ("open", "submitted", "approved")
"""Drafts by which something can be decided again."""


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""

    @routes.get("/decisions")
    def decisions() -> Response:
        actor = reader(desk)
        typed = request.args.get("reference", "").strip()
        if ID.fullmatch(typed) and _kept(desk, actor, typed) is not None:
            return see(f"/console/decisions/{typed}")
        faults: asked.Faults = {}
        wanted, readable = _wanted(desk, faults), desk.insight.readable(actor)
        found = desk.insight.find(wanted, readable, _after(), PAGE) if not faults else None
        table = Table(
            "decisions",
            "Decisions, newest first",
            COLUMNS,
            [_row(one, actor) for one in found.found] if found else [],
            every=lambda: _every(desk, actor, wanted, readable),
            more=address(after=f"{found.after[0]}-{found.after[1]}") if found and found.after else None,
            nothing=_nothing(bool(faults), found is not None and found.looked_back_to is not None),
        )
        if not faults and (file := exported(table)):
            return file
        return page(
            "console/decisions/index.html",
            part=("decisions-list", "console/decisions/_list.html"),
            status=422 if faults else 200,
            table=table,
            looked_back_to=found.looked_back_to if found else None,
            as_of=desk.insight.as_of(),
            errors=faults,
            typed=request.args,
            verdicts=[("", "any"), *((one, one.replace("_", " ")) for one in VERDICTS[::-1])],
            economies=[("", "any"), *((one, one) for one in _economies(desk, actor, request.args.get("economy", "")))],
        )

    @routes.get("/decisions/<decision_id>")
    def decision(decision_id: str) -> Response:
        actor = reader(desk)
        kept = theirs.readable(desk, actor, decision_id)
        if kept.erased_at is not None:
            return page("console/decisions/erased.html", kept=kept, left=orjson.loads(kept.body))
        record = records.read(kept.body)
        return page(
            "console/decisions/one.html",
            kept=kept,
            decision=orjson.loads(desk.checks.rendered(kept, language())),
            declared=record["input"],
            written=written(record["input"]),
            versions=sorted(record["plugins"].items()),
            **against(desk, actor),
        )

    @routes.get("/decisions/<decision_id>/again")
    def again(decision_id: str) -> Response:
        actor = reader(desk)
        kept = theirs.readable(desk, actor, decision_id)
        if kept.erased_at is not None:
            raise Problem("erased", "Its declaration was erased, so that it cannot be decided again.")
        record = records.read(kept.body)
        number, draft, error = chosen(desk, actor, request.args.get("by", ""))
        before = orjson.loads(desk.checks.rendered(kept, language()))
        # On its own day, and by the rules that are asked for now.
        document = {**record["input"], "date": record["date"]}
        document.pop("known_at", None)
        after: dict[str, Any] | None = None
        if not error:
            try:
                trial = desk.trials.decide(document, language=language(), number=number, draft=draft, actor=actor)
                after = trial.answer
            except NotADeclaration as refused:
                error = "By these rules it is no declaration: " + "; ".join(
                    f"{fault.pointer}: {fault.message}" for fault in refused.faults[:5]
                )
            except (NoSuchDraft, UnknownRuleSet):
                error = "There is no such rule set or draft."
            except Refused as refused:
                error = f"The draft makes no rule set: {refused}"
        by = f"draft {draft}" if draft else f"rule set {number or desk.book.current().version}"
        comparison = None if after is None else compared(before, after, f"Rule set {kept.rule_set}", by.capitalize())
        if comparison and (file := exported(*comparison.tables)):
            return file
        return page(
            "console/decisions/again.html",
            status=422 if error else 200,
            kept=kept,
            by=by,
            before=before,
            after=after,
            comparison=comparison,
            error=error,
            **against(desk, actor),
        )


def reader(desk: Desk) -> Actor:
    """Who is here, if they may read any decision at all. Raises Lost, Forbidden."""
    actor = person(desk)
    if not actor.may("read own decisions"):
        demand(desk.store, actor, "read decisions")
    return actor


def chosen(desk: Desk, actor: Actor, by: str) -> tuple[int | None, str | None, str]:
    """A rule set's number or a draft's id as `by` names it (`set:12`, `draft:01…`, empty: in force), and a fault."""
    kind, _, name = by.partition(":")
    if not by:
        return None, None, ""
    if kind == "set" and re.fullmatch("[1-9][0-9]{0,8}", name):
        if int(name) in asked.unseen(desk, actor):
            return None, None, "There is no such rule set or draft."
        return int(name), None, ""
    if kind == "draft" and ID.fullmatch(name):
        return None, name, ""
    return None, None, f"{by[:60]!r} names neither a rule set nor a draft: write set:12, or draft: and its id."


def written(document: Any) -> str:
    """A declaration as it is read by people: indented, with all the digits of its numbers."""
    return orjson.dumps(_exact(document), option=orjson.OPT_INDENT_2).decode()


def _exact(value: Any) -> Any:
    """What orjson writes as it was sent: it takes no decimals, and whole numbers of 64 bits."""
    if isinstance(value, dict):
        return {key: _exact(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_exact(one) for one in value]
    return orjson.Fragment(str(value)) if type(value) in (int, Decimal) else value


def _kept(desk: Desk, actor: Actor, decision_id: str) -> DecisionRecord | None:
    kept = desk.store.decision(decision_id) if ID.fullmatch(decision_id) else None
    return kept if kept is not None and theirs.may_read(desk, actor, kept) else None


def _economies(desk: Desk, actor: Actor, typed: str) -> list[str]:
    """The economies that a search may name with a result, and what was typed."""
    may = actor.economies("read decisions")
    known = desk.book.current().ruleset.economies if EVERY in may or actor.may("read own decisions") else may
    return sorted({*known, *filter(None, [typed.strip()])})


def against(desk: Desk, actor: Actor) -> dict[str, Any]:
    """What a decision can be decided by again."""
    current, unseen = desk.book.current().version, asked.unseen(desk, actor)
    sets = [(f"set:{one.version}", f"Rule set {one.version}" + (", in force" if one.version == current else ""))
            for one in desk.publishing.history()[::-1] if one.version not in unseen]  # fmt: skip
    drafts = desk.drafts.all(actor, DRAFTS) if actor.may("read drafts") else []
    return {
        "by_choices": [*sets, *((f"draft:{one.id}", f"Draft “{one.header.title}”") for one in drafts)],
        "by_typed": request.args.get("by", f"set:{current}"),
    }


COLUMNS: Final = (
    Column("at", "Decided", head=True),
    Column("verdict", "Verdict"),
    Column("reference", "Reference"),
    Column("economies", "Economies"),
    Column("codes", "Codes"),
    Column("rule_set", "Rule set"),
)


def _row(one: Found, actor: Actor) -> Row:
    shown: list[Code | str] = [Code(code) for code in one.codes[:CODES]]
    if len(one.codes) > CODES:
        shown.append(f"and {len(one.codes) - CODES} more")
    return {
        "at": Link(one.at.strftime("%Y-%m-%d %H:%M:%S"), f"/console/decisions/{one.decision_id}"),
        "verdict": Mark(one.verdict.replace("_", " "), one.verdict.replace("_", "-")),
        "reference": one.reference,
        "economies": ", ".join(one.economies),
        "codes": Several(tuple(shown)),
        "rule_set": _linked(one.rule_set) if actor.may("read drafts") else str(one.rule_set),
    }


def _linked(number: int) -> Link:
    return Link(str(number), f"/console/rule-sets/{number}")


def _every(desk: Desk, actor: Actor, wanted: Wanted, readable: Readable) -> Iterator[Row]:
    """All that is found, for a file."""
    after: Key | None = None
    rows = 0
    while rows <= MOST:
        found = desk.insight.find(wanted, readable, after, 1000)
        yield from (_row(one, actor) for one in found.found)
        rows += len(found.found)
        after = found.after
        if after is None:
            return


def _after() -> Key | None:
    found = _AFTER.fullmatch(request.args.get("after", ""))
    return (int(found[1]), int(found[2])) if found else None


def _nothing(faults: bool, further: bool) -> str:
    if faults:
        return "Nothing was looked for: mend what is marked above."
    return "None among those looked at so far." if further else "No decision is like this."


def _wanted(desk: Desk, faults: asked.Faults) -> Wanted:
    """What the address asks for; what cannot be is in `faults`."""
    reference = request.args.get("reference", "").strip()
    if len(reference) > 64 or any(ord(one) < 0x20 or ord(one) == 0x7F for one in reference):
        faults["/reference"] = "A reference is one line of at most 64 characters."
    code = request.args.get("code", "").strip()
    plain = digits(code) if 0 < len(code) <= 40 else None
    if code and plain is None:
        faults["/code"] = "A code, or its beginning, has 2 to 12 digits; dots and spaces are allowed."
    rule = request.args.get("rule", "").strip()
    if len(rule) > 200 or any(ord(one) < 0x20 for one in rule):
        faults["/rule"] = "This is no id of a rule: write it as the rule's page shows it."
    return Wanted(
        reference=reference or None,
        prefix=not request.args.get("exact"),
        code=plain,
        verdict=asked.word("verdict", VERDICTS, faults) or None,
        rule=rule or None,
        economy=_economy(faults),
        since=asked.day("since", None, faults),
        until=asked.day("until", None, faults),
    )


def _economy(faults: asked.Faults) -> str | None:
    written_ = request.args.get("economy", "").strip().upper()
    if written_ and not re.fullmatch("[A-Z]{2}", written_):
        faults["/economy"] = "An economy is two letters (ISO 3166-1 alpha-2), or EU."
    return written_ or None
