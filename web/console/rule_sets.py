"""Rule sets: every one that was published, and what each changed; what is done with them is in `rule_set_acts`."""

from typing import Final

from flask import Blueprint, Response, request

from greenlane.core.service.drafts import Refused
from greenlane.core.service.files import FORMATS, Files
from greenlane.core.store import RuleSetHeader
from greenlane.web.console import draft_changes, draft_proofs, rule_set_acts
from greenlane.web.console.frame import page, person
from greenlane.web.console.proving import proving_of
from greenlane.web.console.rule_set_states import ORIGINS, TONES, Sets, acts_of
from greenlane.web.problems import Problem
from greenlane.web.tables import Column, Link, Mark, Table, Value, address, exported
from greenlane.web.wiring import Desk

PAGE: Final = 50


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""
    rule_set_acts.add(routes, desk)
    proving, files = proving_of(desk), Files(desk.drafts)

    @routes.get("/rule-sets")
    def rule_sets() -> Response:
        person(desk, "read drafts", subject="rule-sets")
        sets = Sets(desk)
        state = request.args.get("state", "")
        listed = [one for one in sets.headers if state not in TONES or sets.state(one) == state]
        at = draft_proofs.number(request.args.get("page", "1"))
        table = Table(
            "rule-sets",
            "Rule sets, the newest first",
            [
                Column("number", "Rule set", head=True), Column("state", "State"), Column("from", "In force from"),
                Column("published", "Published"), Column("by", "By"), Column("origin", "From"),
                Column("reason", "Reason"),
            ],
            [_row(sets, one) for one in listed[(at - 1) * PAGE : at * PAGE]],
            every=lambda: (_row(sets, one) for one in listed),
            more=address(page=str(at + 1)) if at * PAGE < len(listed) else None,
            total=len(listed),
            nothing="No rule set is in this state.",
        )  # fmt: skip
        if file := exported(table):
            return file
        return page("console/rule_sets/index.html", table=table, state=state, states=list(TONES), sets=sets)

    @routes.get("/rule-sets/<int:number>")
    def rule_set(number: int) -> Response:
        actor = person(desk, "read drafts", subject="rule-sets")
        sets = Sets(desk)
        header = sets.numbered(number)
        before = draft_proofs.number(request.args.get("from", "")) if request.args.get("from") else max(number - 1, 1)
        sets.numbered(before)
        work = proving.published(before, number) if before != number else None
        listed = work.found["changes"] if work is not None and work.found is not None else []
        text = request.args.get("q", "").strip()[:200]
        fitting = draft_changes.fitting(listed, text) if text else listed
        at = draft_proofs.number(request.args.get("page", "1"))
        size = draft_changes.PAGE
        return page(
            "console/rule_sets/one.html",
            part=("rule-set-changes", "console/rule_sets/_changes.html"),
            header=header,
            state=Mark(sets.state(header), TONES[sets.state(header)]),
            origin=ORIGINS.get(header.origin, header.origin),
            before=before,
            economies=[("", "all economies"), *((one, one) for one in sorted(desk.book.current().ruleset.packs))],
            others=[str(one.version) for one in sets.headers if one.version != number][:200],
            work=work,
            q=text,
            total=len(fitting),
            changes=draft_changes.shown(fitting[(at - 1) * size : at * size]),
            more=address(page=str(at + 1)) if at * size < len(fitting) else None,
            acts=acts_of(desk, actor, sets, header),
        )

    @routes.get("/rule-sets/<int:number>/export")
    def export(number: int) -> Response:
        person(desk, "read drafts", subject="rule-sets")
        Sets(desk).numbered(number)
        written = request.args.get("as", "yaml")
        if written not in FORMATS:
            raise Problem("bad-parameter", f"A file is {' or '.join(FORMATS)}.")
        try:
            content = files.of_rule_set(number, written, [one for one in request.args.getlist("economy") if one])
        except Refused as error:
            raise Problem("refused", f"{error}.") from None
        made = Response(content, content_type=FORMATS[written][0])
        made.headers["Content-Disposition"] = f'attachment; filename="rule-set-{number}.{written}"'
        return made


def _row(sets: Sets, one: RuleSetHeader) -> dict[str, Value]:
    origin = ORIGINS.get(one.origin, one.origin)
    return {
        "number": Link(str(one.version), f"/console/rule-sets/{one.version}"),
        "state": Mark(sets.state(one), TONES[sets.state(one)]),
        "from": one.effective_at,
        "published": one.published_at,
        "by": one.published_by,
        "origin": Link(origin, f"/console/drafts/{one.draft_id}") if one.draft_id else origin,
        "reason": one.reason,
    }
