"""Cases of a draft, added and edited with the answer they get; facts, documents, agreements and economies likewise."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, request

from greenlane.core.draft.edits import EditRefused
from greenlane.core.draft.entries import ECONOMY, address, parts
from greenlane.core.draft.words import NOUNS, title_of
from greenlane.core.rights import Actor
from greenlane.core.service.drafts import Draft, Refused, Stale
from greenlane.core.service.rehearsal import CASES, Tried
from greenlane.web.console.editing import opened, trail_of
from greenlane.web.console.entry_page import EntryPage, Typed
from greenlane.web.console.frame import page, person, see
from greenlane.web.problems import Problem
from greenlane.web.tables import Column, Link, Mark, Row, Several, Table, exported
from greenlane.web.wiring import Desk

FREE: Final = (ECONOMY, "facts", "documents", "agreements")
"""Parts whose entries have the same form for all that is done to them."""
NAMED: Final = {
    "facts": "Small letters, digits and underscores, as lead_percent.",
    "documents": "Capitals, digits and hyphens, as TH-DIW.",
}


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""

    @routes.get("/drafts/<draft_id>/rules/<rule_id>/cases")
    def of_rule(draft_id: str, rule_id: str) -> Response:
        _, draft = opened(desk, draft_id)
        place = address(rule_id[:2], "rules", rule_id)
        if place not in draft.entries:
            raise Problem("not-found", f"There is no rule {rule_id[:80]!r} in this draft.")
        table = _table(desk, draft, place)
        if found := exported(table):
            return found
        return page("console/editing/cases.html", draft=draft, rule_id=rule_id, table=table, most=CASES)

    @routes.route("/drafts/<draft_id>/cases/<economy>/new", methods=["GET", "POST"])
    def new_case(draft_id: str, economy: str) -> Response:
        actor, draft = opened(desk, draft_id)
        made = _case(desk, actor, draft, address(economy, "cases", "a new case"), new=True)
        return _served(desk, made)

    @routes.route("/drafts/<draft_id>/cases/<economy>/<path:name>", methods=["GET", "POST"])
    def case(draft_id: str, economy: str, name: str) -> Response:
        actor, draft = opened(desk, draft_id)
        place = address(economy, "cases", name)
        _there(draft, place)
        made = _case(desk, actor, draft, place)
        return _removed(made) if request.form.get("act") == "remove" else _served(desk, made)

    @routes.get("/drafts/<draft_id>/entries")
    def entries(draft_id: str) -> Response:
        _, draft = opened(desk, draft_id)
        places = desk.rehearsals.terms(draft)
        titles = {place: title_of(draft.entries[place]) for place in places}
        rows: list[Row] = [
            {"entry": Link(place, f"/console/drafts/{draft.id}/{where(place)}"), "title": title}
            for place, title in titles.items()
        ]
        columns = [Column("entry", "Entry", head=True), Column("title", "Title")]
        table = Table("entries", "Facts, documents, dated series, agreements and economies", columns, rows)
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


def where(place: str) -> str:
    """Where an entry of a draft is edited, below the draft's page."""
    code, part, name = parts(place)
    if part == "rules":
        return f"rules/{quote(name)}"
    if part in ("cases", "parameters"):
        return f"{part}/{code}/{quote(name)}"
    return f"entries/{quote(place)}"


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


def _table(desk: Desk, draft: Draft, place: str) -> Table:
    """The cases that name a rule, each with the answer it gets in the draft."""
    name = parts(place).name
    tried = desk.rehearsals.rule(draft, place, {place: draft.entries[place]})
    ran = {one.address: one for one in tried.cases}
    rows = []
    for case in desk.rehearsals.cases_of(draft, name):
        entry, one = draft.entries[case], ran.get(case)
        state = Mark("not run", "plain")
        if one is not None:
            state = Mark("holds", "good") if one.holds else Mark("fails", "bad")
        rows.append({
            "case": Link(entry["name"], f"/console/drafts/{draft.id}/{where(case)}"),
            "says": "hits" if name in entry.get("hits", ()) else "misses",
            "state": state,
            "verdict": None if one is None or one.verdict is None else Mark(
                one.verdict.replace("_", " "), one.verdict.replace("_", "-")
            ),
            "differences": Several(tuple(one.differences)) if one else None,
        })  # fmt: skip
    columns = [
        Column("case", "Case", head=True), Column("says", "It says that the rule"), Column("state", "Run now"),
        Column("verdict", "Verdict"), Column("differences", "How it differs"),
    ]  # fmt: skip
    return Table("cases", f"Cases of {name}", columns, rows, nothing="No case names this rule yet.", total=len(rows))


def _case(desk: Desk, actor: Actor, draft: Draft, place: str, new: bool = False) -> EntryPage:
    code, _, name = parts(place)
    rule, says = request.args.get("rule", ""), request.args.get("says", "hits")
    begins: dict[str, Any] = {"name": "", "declaration": {"route": {"import": code}, "items": [{}]}, "expect": {}}
    like = draft.entries.get(address(code, "cases", request.args["like"])) if request.args.get("like") else None
    if isinstance(like, dict):
        begins = {key: one for key, one in like.items() if key not in ("name", "file")}
    elif rule:
        begins = {**begins, "misses" if says == "misses" else "hits": [rule]}
    title = "A new case" if new else name
    return EntryPage(
        desk, actor, draft, place, title, trail_of(draft, ("Case", None)),
        act=_put_case, after=_after, also=_renamed, new=new, begins=begins,
        more={
            "lead": "" if new else f"Case of {code}", "try": _try_case, "ways": () if new else _ways("case"),
            "similar": "" if new else f"/console/drafts/{draft.id}/cases/{code}/new?{urlencode({'like': name})}",
        },
    )  # fmt: skip


def _put_case(made: EntryPage, entry: Mapping[str, Any], typed: Typed) -> tuple[str, dict[str, Any]]:
    return "put_case", {"economy": parts(made.place).economy, "case": dict(entry)}


def _renamed(made: EntryPage, entry: Mapping[str, Any], typed: Typed, draft: Draft) -> Draft:
    """A case that was given another name stands no longer under the old one."""
    code, _, name = parts(made.place)
    if made.new or entry.get("name") == name:
        return draft
    arguments = {"economy": code, "name": name}
    return made.desk.drafts.edit(made.actor, draft.id, draft.etag, "remove_case", arguments, typed.reason)


def _try_case(made: EntryPage, entry: Mapping[str, Any], typed: Typed) -> Tried:
    name = entry.get("name")
    place = address(parts(made.place).economy, "cases", name if isinstance(name, str) and name else "a new case")
    return made.desk.rehearsals.case(made.draft, place, entry)


def _after(made: EntryPage, entry: Mapping[str, Any], draft: Draft) -> str:
    code, part, name = parts(made.place)
    key = {"cases": "name", "agreements": "id"}.get(part)
    named = str(entry.get(key, name)) if key else request.form.get("name", "").strip() or name
    return f"/console/drafts/{draft.id}/{where(address(code, part, named))}"


def _entry(desk: Desk, actor: Actor, draft: Draft, place: str, new: bool = False) -> EntryPage:
    code, part, name = parts(place)
    noun = NOUNS[part]
    naming = new and part in NAMED
    return EntryPage(
        desk, actor, draft, place, f"A new {noun}" if new else f"{noun.capitalize()} {name or code}",
        trail_of(draft, ("Entries", f"/console/drafts/{draft.id}/entries"), (name or code, None)),
        act=_put_entry, after=_after, new=new,
        more={
            "lead": title_of(draft.entries.get(place)), "try": _try_entry, "naming": naming,
            "name_help": NAMED.get(part, ""), "ways": () if new or part == ECONOMY else _ways(noun),
        },
    )  # fmt: skip


def _target(made: EntryPage, entry: Mapping[str, Any], typed: Typed) -> str:
    """Where an entry is put: a new one says its name, in itself or beside it."""
    code, part, name = parts(made.place)
    if not made.new:
        return made.place
    said = entry.get("id") if part == "agreements" else typed.name
    return address(code, part, said) if isinstance(said, str) and said else made.place


def _put_entry(made: EntryPage, entry: Mapping[str, Any], typed: Typed) -> tuple[str, dict[str, Any]]:
    place = _target(made, entry, typed)
    if made.new and place in made.draft.entries:
        raise Refused(f"{place} stands already: edit it, or give this another name")
    return "put_entry", {"address": place, "entry": dict(entry)}


def _try_entry(made: EntryPage, entry: Mapping[str, Any], typed: Typed) -> Tried:
    place = _target(made, entry, typed)
    faults = made.desk.rehearsals.faults(made.draft, place, dict(entry))
    return Tried(tuple(fault if place == made.place else _here(fault, made.place) for fault in faults))


def _here(fault: Any, place: str) -> Any:
    """The fault as one of the form's own entry, whatever name it shall have."""
    return type(fault)(place, fault.pointer, fault.message, fault.remedy)


def _ways(noun: str, error: str | None = None) -> tuple[dict[str, Any], ...]:
    return ({
        "act": "remove", "title": f"Take the {noun} out", "button": "Take out", "day": "", "tone": "danger",
        "about": f"The {noun} is taken out of this draft as if it had never been.",
        "error": error, "typed": request.form.get("reason", "") if error else "",
    },)  # fmt: skip


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
        more = {**made.more, "ways": _ways(noun, said[:1].upper() + said[1:])}
        return EntryPage(**{**made.__dict__, "more": more}).show(made.standing, None, status=422)
    return see(f"/console/drafts/{made.draft.id}", f"The {noun} is taken out of this draft.")
