"""The page of a case, the table of a rule's cases, and what cases share with other entries."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from flask import request

from greenlane.core.draft.entries import LISTED, address, parts
from greenlane.core.origin.build_lines import line_id
from greenlane.core.rights import Actor
from greenlane.core.service.drafts import Draft
from greenlane.core.service.rehearsal import Tried
from greenlane.web.console.editing import trail_of
from greenlane.web.console.entry_page import EntryPage, Typed
from greenlane.web.tables import Column, Link, Mark, Several, Table
from greenlane.web.wiring import Desk


def where(place: str) -> str:
    """Where an entry of a draft is edited, below the draft's page."""
    code, part, name = parts(place)
    if part == "rules":
        return f"rules/{quote(name)}"
    if part in ("cases", "parameters"):
        return f"{part}/{code}/{quote(name)}"
    return f"entries/{quote(place)}"


def table_of_cases(desk: Desk, draft: Draft, place: str) -> Table:
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


def case_page(desk: Desk, actor: Actor, draft: Draft, place: str, new: bool = False) -> EntryPage:
    """The page of a case; a new one begins with the rule it is of, or like another."""
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
        act=_put_case, after=after, also=_renamed, new=new, begins=begins,
        more={
            "lead": "" if new else f"Case of {code}", "try": _try_case, "ways": () if new else ways_of("case"),
            "links": () if new else (
                ("Add one like it", f"/console/drafts/{draft.id}/cases/{code}/new?{urlencode({'like': name})}"),
            ),
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


def after(made: EntryPage, entry: Mapping[str, Any], draft: Draft) -> str:
    """Where to go when an entry was saved: to where it stands now."""
    code, part, name = parts(made.place)
    key, entry = LISTED.get(part), identified(made.place, entry)
    named = str(entry.get(key, name)) if key else request.form.get("name", "").strip() or name
    return f"/console/drafts/{draft.id}/{where(address(code, part, named))}"


def identified(place: str, entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """The entry with its id: that of a new product rule is made of its agreement, codes and goods."""
    if parts(place).part != "product_rules" or "id" in entry:
        return entry
    return {"id": line_id(entry), **entry}


def ways_of(noun: str, error: str | None = None) -> tuple[dict[str, Any], ...]:
    """The act that takes an entry out, with its reason."""
    return ({
        "act": "remove", "title": f"Take the {noun} out", "button": "Take out", "day": "", "tone": "danger",
        "about": f"The {noun} is taken out of this draft as if it had never been.",
        "error": error, "typed": request.form.get("reason", "") if error else "",
    },)  # fmt: skip
