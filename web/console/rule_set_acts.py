"""Old content published again, and a scheduled rule set taken back: each confirmed, with its reason."""

from flask import Blueprint, Response

from greenlane.core.rights import Actor
from greenlane.core.service.drafts import Conflicted
from greenlane.core.service.guard import demand
from greenlane.core.store import PublishedMeanwhile, UnknownRuleSet
from greenlane.web.api import draft_bodies as bodies
from greenlane.web.console import draft_changes
from greenlane.web.console.frame import page, person, see
from greenlane.web.console.moments import moment, zones
from greenlane.web.console.proving import proving_of
from greenlane.web.console.refusals import EXPECTED, Refusal, refusal
from greenlane.web.console.rule_set_states import Sets, acts_of
from greenlane.web.console.typed import Errors, field, restored, taken
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""
    proving = proving_of(desk)

    def shown(
        name: str, actor: Actor, number: int, errors: Errors | None = None, refused: Refusal | None = None
    ) -> Response:
        sets = Sets(desk)
        header = sets.numbered(number)
        act = next((one for one in acts_of(desk, actor, sets, header) if one["href"].endswith(name)), None)
        work = proving.published(sets.in_force, number) if name == "roll-back" and number != sets.in_force else None
        listed = work.found["changes"] if work is not None and work.found is not None else []
        return page(
            "console/rule_sets/act.html",
            part=("step-changes", "console/drafts/_step_changes.html"),
            status=refused.status if refused is not None else 422 if errors else 200,
            name=name,
            act=act,
            header=header,
            sets=sets,
            changes=draft_changes.shown(listed[:12]),
            left=max(len(listed) - 12, 0),
            work=work,
            heading=f"What changes of rule set {sets.in_force}",
            all=f"/console/rule-sets/{number}?from={sets.in_force}",
            version=sets.version,
            zones=zones(desk, {one["address"].partition("/")[0] for one in listed}),
            errors=errors or {},
            refusal=refused,
            typed=restored(desk, actor),
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


