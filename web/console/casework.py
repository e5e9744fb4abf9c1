"""Cases of a draft, added and edited with the answer they get; facts, documents, agreements and economies likewise."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from flask import Blueprint, Response, request

from greenlane.core.draft.edits import EditRefused
from greenlane.core.draft.entries import ECONOMY, LISTED, address, parts
from greenlane.core.draft.words import NOUNS, title_of
from greenlane.core.rights import Actor
from greenlane.core.service.drafts import Draft, Refused, Stale
from greenlane.core.service.rehearsal import CASES, Tried
from greenlane.web.console.case_form import after, case_page, identified, table_of_cases, ways_of, where
from greenlane.web.console.editing import opened, trail_of
from greenlane.web.console.entry_page import EntryPage, Typed
from greenlane.web.console.entry_tables import table_of_entries
from greenlane.web.console.frame import page, person, see
from greenlane.web.problems import Problem
from greenlane.web.tables import exported
from greenlane.web.wiring import Desk

FREE: Final = (ECONOMY, "facts", "documents", "agreements", "product_rules", "streams", "groups", "regimes")
"""Parts whose entries have the same form for all that is done to them."""
NAMED: Final = {
    "facts": "Small letters, digits and underscores, as lead_percent.",
    "documents": "Capitals, digits and hyphens, as TH-DIW.",
    "groups": "Capitals, digits and hyphens, as OECD.",
}


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""

    @routes.get("/drafts/<draft_id>/rules/<rule_id>/cases")
    def of_rule(draft_id: str, rule_id: str) -> Response:
        _, draft = opened(desk, draft_id)
        place = address(rule_id[:2], "rules", rule_id)
        if place not in draft.entries:
            raise Problem("not-found", f"There is no rule {rule_id[:80]!r} in this draft.")
        table = table_of_cases(desk, draft, place)
        if found := exported(table):
            return found
        return page("console/editing/cases.html", draft=draft, rule_id=rule_id, table=table, most=CASES)

    @routes.route("/drafts/<draft_id>/cases/<economy>/new", methods=["GET", "POST"])
    def new_case(draft_id: str, economy: str) -> Response:
        actor, draft = opened(desk, draft_id)
        made = case_page(desk, actor, draft, address(economy, "cases", "a new case"), new=True)
        return _served(desk, made)

    @routes.route("/drafts/<draft_id>/cases/<economy>/<path:name>", methods=["GET", "POST"])
    def case(draft_id: str, economy: str, name: str) -> Response:
        actor, draft = opened(desk, draft_id)
        place = address(economy, "cases", name)
        _there(draft, place)
        made = case_page(desk, actor, draft, place)
        return _removed(made) if request.form.get("act") == "remove" else _served(desk, made)

    @routes.get("/drafts/<draft_id>/entries")
    def entries(draft_id: str) -> Response:
        _, draft = opened(desk, draft_id)
        table = table_of_entries(draft, desk.rehearsals.terms(draft), where)
        if found := exported(table):
            return found
        codes = sorted({parts(place).economy for place in desk.rehearsals.terms(draft)})
        return page("console/editing/entries.html", draft=draft, table=table, codes=codes)

    @routes.route("/drafts/<draft_id>/entries/new", methods=["GET", "POST"])
    def new_entry(draft_id: str) -> Response:
        actor, draft = opened(desk, draft_id)
        code, part = request.args.get("economy", ""), request.args.get("part", "")
        if part not in FREE[1:] or address(code) not in draft.entries:
            raise Problem("not-found", f"A new entry is one of {', '.join(FREE[1:])}, of an economy of the draft.")
        return _served(desk, _entry(desk, actor, draft, address(code, part, "new"), new=True))

    @routes.route("/drafts/<draft_id>/entries/<path:place>", methods=["GET", "POST"])
    def entry(draft_id: str, place: str) -> Response:
        actor, draft = opened(desk, draft_id)
        _there(draft, place)
        if parts(place).part not in FREE:
            return see(f"/console/drafts/{draft.id}/{where(place)}")
        made = _entry(desk, actor, draft, place)
        return _removed(made) if request.form.get("act") == "remove" else _served(desk, made)


def _there(draft: Draft, place: str) -> None:
    try:
        parts(place)
    except ValueError as error:
        raise Problem("not-found", f"{error}.") from None
    if place not in draft.entries:
        raise Problem("not-found", f"There is nothing at {place[:120]!r} in this draft.")


def _served(desk: Desk, made: EntryPage) -> Response:
    if request.method == "GET":
        return made.get()
    person(desk, "edit drafts", [parts(made.place).economy], f"draft:{made.draft.id}")
    return made.post()


def _entry(desk: Desk, actor: Actor, draft: Draft, place: str, new: bool = False) -> EntryPage:
    code, part, name = parts(place)
    noun = NOUNS[part]
    naming = new and part in NAMED
    return EntryPage(
        desk, actor, draft, place, f"A new {noun}" if new else f"{noun.capitalize()} {name or code}",
        trail_of(draft, ("Entries", f"/console/drafts/{draft.id}/entries"), (name or code, None)),
        act=_put_entry, after=after, new=new,
        more={
            "lead": title_of(draft.entries.get(place)), "try": _try_entry, "naming": naming,
            "name_help": NAMED.get(part, ""), "ways": () if new or part == ECONOMY else ways_of(noun),
        },
    )  # fmt: skip


def _target(made: EntryPage, entry: Mapping[str, Any], typed: Typed) -> str:
    """Where an entry is put: a new one says its name, in itself or beside it."""
    code, part, name = parts(made.place)
    if not made.new:
        return made.place
    said = entry.get("id") if part in LISTED else typed.name
    return address(code, part, said) if isinstance(said, str) and said else made.place


def _put_entry(made: EntryPage, entry: Mapping[str, Any], typed: Typed) -> tuple[str, dict[str, Any]]:
    entry = identified(made.place, entry)
    place = _target(made, entry, typed)
    if made.new and place in made.draft.entries:
        raise Refused(f"{place} stands already: edit it, or give this another name")
    return "put_entry", {"address": place, "entry": dict(entry)}


def _try_entry(made: EntryPage, entry: Mapping[str, Any], typed: Typed) -> Tried:
    entry = identified(made.place, entry)
    place = _target(made, entry, typed)
    faults = made.desk.rehearsals.faults(made.draft, place, dict(entry))
    return Tried(tuple(fault if place == made.place else _here(fault, made.place) for fault in faults))


def _here(fault: Any, place: str) -> Any:
    """The fault as one of the form's own entry, whatever name it shall have."""
    return type(fault)(place, fault.pointer, fault.message, fault.remedy)


def _removed(made: EntryPage) -> Response:
    """The entry taken out of the draft."""
    person(made.desk, "edit drafts", [parts(made.place).economy], f"draft:{made.draft.id}")
    reason = request.form.get("reason", "").strip()
    noun = NOUNS[parts(made.place).part]
    try:
        if not reason:
            raise Refused("say why: the reason stands in the change log")
        made.write_act("remove_entry", {"address": made.place}, reason, request.form.get("tag", ""))
    except (EditRefused, Refused, Stale) as error:
        said = " ".join(f"{one}." for one in getattr(error, "faults", ())) or str(error)
        more = {**made.more, "ways": ways_of(noun, said[:1].upper() + said[1:])}
        return replace(made, more=more).show(made.standing, None, status=422)
    return see(f"/console/drafts/{made.draft.id}", f"The {noun} is taken out of this draft.")
