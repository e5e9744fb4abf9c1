"""Rule sets: every one that was published, what each changed, old content again, and a scheduled one taken back."""

from typing import Final

from flask import Blueprint, Response, request

from greenlane.core.rights import Actor
from greenlane.core.service.drafts import Conflicted, Refused
from greenlane.core.service.files import FORMATS, Files
from greenlane.core.service.guard import demand
from greenlane.core.store import PublishedMeanwhile, RuleSetHeader, UnknownRuleSet
from greenlane.web.api import draft_bodies as bodies
from greenlane.web.console import draft_changes, draft_proofs
from greenlane.web.console.draft_view import those
from greenlane.web.console.frame import page, person, see
from greenlane.web.console.moments import moment, zones
from greenlane.web.console.proving import proving_of
from greenlane.web.console.refusals import EXPECTED, Refusal, refusal
from greenlane.web.console.typed import Errors, field, taken
from greenlane.web.problems import Problem
from greenlane.web.tables import Column, Link, Mark, Table, Value, address, exported
from greenlane.web.wiring import Desk

PAGE: Final = 50
TONES: Final = {"in force": "good", "scheduled": "info", "past": "plain"}
ORIGINS: Final = {
    "packs": "installed packs",
    "draft": "a draft",
    "rollback": "content of an earlier one",
    "cancellation": "a scheduled one taken back",
    "carried": "a scheduled one, made anew",
}


class Sets:
    """The published sets as they stand at one moment: by number, the newest first; and which of them are in force."""

    def __init__(self, desk: Desk) -> None:
        self.headers = list(reversed(desk.publishing.history()))
        self.in_force = desk.book.current(fresh=True).version
        self.pending = {one.version for one in desk.publishing.pending()}

    @property
    def version(self) -> str:
        """What a form says it knew of: nobody may have published since."""
        return f"{self.headers[0].version}-{self.in_force}"

    def state(self, one: RuleSetHeader) -> str:
        """Whether it is in force, scheduled or past."""
        return "in force" if one.version == self.in_force else "scheduled" if one.version in self.pending else "past"

    def numbered(self, number: int) -> RuleSetHeader:
        """The one with a number. Raises Problem."""
        found = next((one for one in self.headers if one.version == number), None)
        if found is None:
            raise Problem("not-found", "There is no rule set with this number.")
        return found


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""
    _add_pages(routes, desk)
    _add_acts(routes, desk)


def _add_pages(routes: Blueprint, desk: Desk) -> None:
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
            acts=_acts(desk, actor, sets, header),
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


def _acts(desk: Desk, actor: Actor, sets: Sets, header: RuleSetHeader) -> list[dict[str, str]]:
    """What can be done with a set: its title, its address, and what is in the way."""
    at, state = f"/console/rule-sets/{header.version}", sets.state(header)
    found = []
    if state == "scheduled":
        why = "" if actor.may("publish") else f"It takes another role: {those(desk, 'publish', ())}."
        found.append({"title": "Take it back", "href": f"{at}/cancel", "why": why, "tone": "danger"})
    if state == "past":
        why = "" if actor.may("roll back") else f"It takes another role: {those(desk, 'roll back', ())}."
        found.append({"title": "Roll back to it", "href": f"{at}/roll-back", "why": why, "tone": "danger"})
    return found


def _add_acts(routes: Blueprint, desk: Desk) -> None:
    proving = proving_of(desk)

    def shown(
        name: str, actor: Actor, number: int, errors: Errors | None = None, refused: Refusal | None = None
    ) -> Response:
        sets = Sets(desk)
        header = sets.numbered(number)
        act = next((one for one in _acts(desk, actor, sets, header) if one["href"].endswith(name)), None)
        work = proving.published(sets.in_force, number) if name == "roll-back" and number != sets.in_force else None
        listed = work.found["changes"] if work is not None and work.found is not None else []
        return page(
            "console/rule_sets/act.html",
            status=refused.status if refused is not None else 422 if errors else 200,
            name=name,
            act=act,
            header=header,
            sets=sets,
            changes=draft_changes.shown(listed[:12]),
            left=max(len(listed) - 12, 0),
            version=sets.version,
            zones=zones(desk, {one["address"].partition("/")[0] for one in listed}),
            errors=errors or {},
            refusal=refused,
            typed=request.form,
        )

    @routes.get("/rule-sets/<int:number>/roll-back")
    def roll_back_form(number: int) -> Response:
        return shown("roll-back", person(desk, "read drafts", subject="rule-sets"), number)

    @routes.get("/rule-sets/<int:number>/cancel")
    def cancel_form(number: int) -> Response:
        return shown("cancel", person(desk, "read drafts", subject="rule-sets"), number)

    @routes.post("/rule-sets/<int:number>/roll-back")
    def roll_back(number: int) -> Response:
        actor = person(desk, "read drafts", subject="rule-sets")
        sent, errors = taken(bodies.WHY, {"reason": field("reason")})
        when = moment(field("when"), field("at"), field("zone"))
        errors |= when.errors
        if errors:
            return shown("roll-back", actor, number, errors)
        try:
            demand(desk.store, actor, "roll back", subject="rule-sets")
            known = _known(desk)
            made = desk.publishing.roll_back(actor, number, sent["reason"], when.at, known)
        except (*EXPECTED, PublishedMeanwhile, UnknownRuleSet) as error:
            return shown("roll-back", actor, number, refused=_refusal(error))
        said = "is in force" if when.at is None else f"comes into force at {when.at.isoformat(timespec='minutes')}"
        return see(f"/console/rule-sets/{made}", f"Rule set {made}, with the content of {number}, {said}.")

    @routes.post("/rule-sets/<int:number>/cancel")
    def cancel(number: int) -> Response:
        actor = person(desk, "read drafts", subject="rule-sets")
        sent, errors = taken(bodies.WHY, {"reason": field("reason")})
        if errors:
            return shown("cancel", actor, number, errors)
        try:
            demand(desk.store, actor, "publish", subject="rule-sets")
            known = _known(desk)
            made = desk.publishing.cancel(actor, number, sent["reason"], known)
        except (*EXPECTED, PublishedMeanwhile, UnknownRuleSet) as error:
            return shown("cancel", actor, number, refused=_refusal(error))
        return see(f"/console/rule-sets/{made}", f"Rule set {number} is taken back: {made} stands in its place.")


def _known(desk: Desk) -> int:
    """The newest number, where it is still what the form knew of. Raises PublishedMeanwhile."""
    sets = Sets(desk)
    if field("version") != sets.version:
        raise PublishedMeanwhile(sets.headers[0].version)
    return sets.headers[0].version


def _refusal(error: Exception) -> Refusal:
    match error:
        case PublishedMeanwhile():
            return Refusal(412, "Others published while this page was open. Look at what is in force now, and go on.")
        case UnknownRuleSet():
            raise Problem("not-found", "There is no rule set with this number.") from None
        case Conflicted():
            return Refusal(409, f"{str(error)[:1].upper()}{str(error)[1:]}.", places=[])
        case _:
            return refusal(error)


