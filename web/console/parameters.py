"""Dated series: a chart and a table of each value's period and source; values put, corrected, closed and pasted."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from flask import Blueprint, Response, request

from greenlane.core.draft import series
from greenlane.core.draft.check import Fault
from greenlane.core.draft.edits import EditRefused
from greenlane.core.draft.entries import address
from greenlane.core.draft.words import title_of
from greenlane.core.service.drafts import Draft, Refused, Stale
from greenlane.core.vocabulary import EVIDENCE
from greenlane.web.console.editing import opened, trail_of
from greenlane.web.console.forms import valuelist
from greenlane.web.console.forms.errors import worded
from greenlane.web.console.frame import keep, kept_form, kept_text, page, person, see
from greenlane.web.console.meanwhile import meanwhile
from greenlane.web.console.series_view import chart_of, table_of
from greenlane.web.problems import Problem
from greenlane.web.tables import exported
from greenlane.web.wiring import Desk

RESTS_ON: Final = tuple(reversed([one for one in EVIDENCE if one != "unverified"]))
"""What a value may rest on, the strongest first; an unverified one decides nothing."""
ACTS: Final = ("put_value", "correct_value", "close_value", "paste", "check", "describe", "discard")
_RIGHT: Final = {
    "value": "write a number with a point, as 2.5",
    "period": "write a month as 2025-01",
    **dict.fromkeys(("from", "to", "on"), "write a day as 2025-01-31"),
}
_FIELDS: Final = ("period", "from", "to", "value", "evidence", "source", "on")


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""

    @routes.get("/parameters/<economy>/<name>")
    def read(economy: str, name: str) -> Response:
        person(desk)
        current = desk.book.current(fresh=True)
        entry = desk.book.entries(current.version).get(address(economy, "parameters", name))
        if entry is None:
            raise Problem("not-found", f"There is no dated series {name[:80]!r} of {economy[:20]!r} in force.")
        table = table_of(entry)
        if found := exported(table):
            return found
        return page(
            "console/editing/parameter_read.html", economy=economy, name=name, entry=entry, title=title_of(entry),
            table=table, chart=chart_of(entry), version=current.version,
        )  # fmt: skip

    @routes.get("/drafts/<draft_id>/parameters/<economy>/new")
    def new(draft_id: str, economy: str) -> Response:
        _, draft = opened(desk, draft_id)
        person(desk, "edit drafts", [economy], f"draft:{draft_id}")
        return page("console/editing/parameter_new.html", draft=draft, economy=economy, typed={}, errors={})

    @routes.post("/drafts/<draft_id>/parameters/<economy>/new")
    def made(draft_id: str, economy: str) -> Response:
        actor, draft = opened(desk, draft_id)
        person(desk, "edit drafts", [economy], f"draft:{draft_id}")
        typed = {one: request.form.get(one, "").strip() for one in ("name", "title", "unit", "period", "reason")}
        series_ = {one: typed[one] for one in ("title", "unit", "period") if typed[one]}
        errors = {} if typed["reason"] else {"/reason": "Say why: the reason stands in the change log."}
        if not errors:
            arguments = {"economy": economy, "name": typed["name"], "parameter": series_}
            try:
                desk.drafts.edit(actor, draft.id, draft.etag, "put_parameter", arguments, typed["reason"])
            except (EditRefused, Refused, Stale) as error:
                errors = _errors(error)
        if errors:
            return page(
                "console/editing/parameter_new.html", status=422, draft=draft, economy=economy, typed=typed,
                errors=errors,
            )  # fmt: skip
        return see(_at(draft, economy, typed["name"]), "The series is begun: put its values.")

    @routes.get("/drafts/<draft_id>/parameters/<economy>/<name>")
    def shown(draft_id: str, economy: str, name: str) -> Response:
        actor, draft = opened(desk, draft_id)
        entry = _entry(draft, economy, name)
        table = table_of(entry)
        if found := exported(table):
            return found
        kept = desk.unsaved.get(actor, request.path)
        form = kept_form(kept.body) if kept is not None and request.args.get("kept") else None
        typed = {key: value for key, value in form.items()} if form is not None else {}
        return _shown(draft, economy, name, entry, typed, kept=kept, restored=form is not None)

    @routes.post("/drafts/<draft_id>/parameters/<economy>/<name>")
    def act(draft_id: str, economy: str, name: str) -> Response:
        actor, draft = opened(desk, draft_id)
        entry = _entry(draft, economy, name)
        person(desk, "edit drafts", [economy], f"draft:{draft_id}")
        typed = {key: value.replace("\r\n", "\n").strip() for key, value in request.form.items()}
        wanted = typed.get("act", "")
        if wanted not in ACTS:
            raise Problem("bad-request", f"A dated series has no act {wanted[:40]!r}: one of {', '.join(ACTS)}.")
        if wanted == "discard":
            desk.unsaved.drop(actor, request.path)
            return see(request.path, "What was kept is discarded.")
        keep(desk, actor, request.path, kept_text(request.form))
        if wanted == "check":
            return _shown(draft, economy, name, entry, typed)
        errors: dict[str, str] = {}
        if not typed.get("reason"):
            errors["/reason"] = "Say why: the reason stands in the change log."
        action, arguments = _asked(wanted, economy, name, entry, typed, errors)
        if not errors:
            try:
                edit = desk.drafts.edit
                try:
                    edit(actor, draft.id, typed.get("tag", ""), action, arguments, typed["reason"])
                except Stale as stale:
                    if not meanwhile(stale, address(economy, "parameters", name), typed.get("tag", "")).apart:
                        raise
                    edit(actor, draft.id, stale.draft.etag, action, arguments, typed["reason"])
            except Stale as stale:
                said = {"/": "Somebody changed this series meanwhile: its values below are as they stand now. Compare "
                        "them with what you typed, then send it again."}  # fmt: skip
                return _shown(stale.draft, economy, name, _entry(stale.draft, economy, name), typed, said, 412)
            except (EditRefused, Refused) as error:
                errors = _errors(error)
                if wanted == "paste":  # of no field but the lines
                    errors = {"/pasted": " ".join(dict.fromkeys(errors.values()))}
        if errors:
            return _shown(draft, economy, name, entry, typed, errors, 422)
        desk.unsaved.drop(actor, request.path)
        return see(_at(draft, economy, name), "Saved into the draft.")


def _at(draft: Draft, economy: str, name: str) -> str:
    return f"/console/drafts/{draft.id}/parameters/{economy}/{quote(name)}"


def _entry(draft: Draft, economy: str, name: str) -> Mapping[str, Any]:
    found = draft.entries.get(address(economy, "parameters", name))
    if not isinstance(found, dict):
        raise Problem("not-found", f"There is no dated series {name[:80]!r} of {economy[:20]!r} in this draft.")
    return found


def _shown(
    draft: Draft,
    economy: str,
    name: str,
    entry: Mapping[str, Any],
    typed: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    status: int = 200,
    **more: Any,
) -> Response:
    return page(
        "console/editing/parameter.html",
        ("pasted", "console/editing/_pasted.html"),
        status,
        draft=draft, economy=economy, name=name, entry=entry, title=title_of(entry), table=table_of(entry),
        chart=chart_of(entry), typed=typed, errors=errors or {}, lines=_lines(entry, typed), evidence=RESTS_ON,
        trail=trail_of(draft, (name, None)), tag=draft.etag, action=_at(draft, economy, name), kept_fields=list,
        **{"kept": None, "restored": False, **more},
    )  # fmt: skip


def _lines(entry: Mapping[str, Any], typed: Mapping[str, str]) -> list[valuelist.ValueLine]:
    evidence = typed.get("paste_evidence") or RESTS_ON[0]
    return valuelist.lines(
        typed.get("pasted", ""), entry, evidence, typed.get("paste_source", ""), bool(typed.get("correct"))
    )


def _asked(
    wanted: str, economy: str, name: str, entry: Mapping[str, Any], typed: Mapping[str, str], errors: dict[str, str]
) -> tuple[str, dict[str, Any]]:
    """The action of a draft, and its arguments; what keeps it from being one is noted in `errors`."""
    if wanted == "paste":
        return "put_entry", {"address": address(economy, "parameters", name), "entry": _pasted(entry, typed, errors)}
    if wanted == "describe":
        said = {one: typed[one] for one in ("title", "unit") if typed.get(one)}
        if isinstance(entry.get("title"), dict) and "title" in said:
            said["title"] = {**entry["title"], "en": said["title"]}  # type: ignore[assignment]
        return "put_parameter", {"economy": economy, "name": name, "parameter": said}
    given = {one: typed[one] for one in _FIELDS if typed.get(one)}
    wants = ("from", "on") if wanted == "close_value" else _FIELDS[:-1]
    return wanted, {"economy": economy, "parameter": name, **{one: given[one] for one in wants if one in given}}


def _pasted(entry: Mapping[str, Any], typed: Mapping[str, str], errors: dict[str, str]) -> dict[str, Any]:
    """The series with what was pasted: one edit, whatever number of values."""
    result = dict(entry)
    lines = _lines(entry, typed)
    wrong = sum(1 for line in lines if line.faults)
    if wrong or not lines:
        said = f"{wrong} of {len(lines)} lines cannot be taken: see below."
        errors["/pasted"] = said if lines else "Paste some lines."
        return result
    key = "period" if entry.get("period") == "month" else "from"
    there = {str(one.get(key)) for one in entry.get("values", ())}
    for line in sorted(lines, key=lambda one: one.value[key]):
        if line.stands:
            continue
        try:
            act = series.correct if line.value[key] in there else series.put
            result = act(result, dict(line.value))
        except series.Refused as refused:
            errors["/pasted"] = f"Line {line.number}: {refused.message}: {refused.remedy}."
            return dict(entry)
    return result


def _errors(error: Exception) -> dict[str, str]:
    """What a refusal says, at the fields that it is about."""
    faults: tuple[Fault, ...] = getattr(error, "faults", ())
    if not faults:
        said = str(error)
        return {"/": f"{said[:1].upper()}{said[1:]}."}
    found: dict[str, list[str]] = {}
    for one in faults:
        last = one.pointer.removeprefix("/arguments").removeprefix("/parameter/")
        name = last.strip("/").split("/")[-1]
        place = f"/{name}" if name in (*_FIELDS, "name", "title", "unit") else "/"
        said = worded(one, _RIGHT.get(name, ""))
        found.setdefault(place, []).append(said)
    return {place: " ".join(said) for place, said in found.items()}


__all__ = ["ACTS", "add"]
