"""Rules edited in a draft: corrected, followed by a successor, closed, opened again, taken out, or added."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, request

from greenlane.core.draft.actions import ABOUT, misfits
from greenlane.core.draft.edits import ACTS, EditRefused
from greenlane.core.draft.entries import address, parts
from greenlane.core.draft.words import title_of
from greenlane.core.rights import Actor
from greenlane.core.service.drafts import Draft, NoSuchDraft, Refused, Stale
from greenlane.core.service.rehearsal import Tried
from greenlane.web.api import draft_bodies as bodies
from greenlane.web.console.entry_page import EntryPage, Typed
from greenlane.web.console.frame import page, person, see
from greenlane.web.console.typed import field, taken
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk

HOWS: Final = (
    ("change_rule", "Correct it for all its days", ABOUT["change_rule"]),
    ("succeed_rule", "Let a successor take its place from a day", ABOUT["succeed_rule"]),
    ("put_entry", "Write it anew, its days too", "For days that were written wrongly; nothing else is closed."),
)
"""What may be done with a rule that stands, with its meaning in words."""
_WAYS: Final = (
    ("close_rule", "Close it on a day", "Close", "on", "Last day", ""),
    ("reopen_rule", "Open it again", "Open again", "until", "New last day (none: open)", ""),
    ("remove_rule", "Take it out", "Take out", "", "", "danger"),
)
_EDITABLE: Final = ("open", "submitted", "approved")


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""

    @routes.get("/rules/<rule_id>/edit")
    def choose(rule_id: str) -> Response:
        actor = person(desk, "edit drafts", [rule_id[:2]])
        current = desk.book.current(fresh=True)
        entry = desk.book.entries(current.version).get(address(rule_id[:2], "rules", rule_id))
        if entry is None:
            raise Problem("not-found", f"There is no rule {rule_id[:80]!r} in force.")
        open_ = [one for one in desk.drafts.all(actor, _EDITABLE) if one.header.state == "open"]
        return _choosing(rule_id, entry, open_)

    @routes.post("/rules/<rule_id>/edit")
    def begin(rule_id: str) -> Response:
        actor = person(desk, "edit drafts", [rule_id[:2]])
        sent, errors = taken(bodies.NEW_DRAFT, {"title": field("title"), "reason": field("reason")})
        if "/title" in errors and "title" not in sent:
            errors["/title"] = "Say what the draft is about."
        if "/reason" in errors and "reason" not in sent:
            errors["/reason"] = "Say why: the reason stands in the change log."
        if errors:
            place = address(rule_id[:2], "rules", rule_id)
            entry = desk.book.entries(desk.book.current().version).get(place, {})
            return _choosing(rule_id, entry, [], errors, 422)
        draft = desk.drafts.open(actor, sent["title"], sent["reason"])
        return see(f"/console/drafts/{draft.id}/rules/{quote(rule_id)}", f"The draft “{sent['title']}” was begun.")

    @routes.route("/drafts/<draft_id>/rules/new", methods=["GET", "POST"])
    def new(draft_id: str) -> Response:
        actor, draft = opened(desk, draft_id)
        code = request.args.get("economy", "")
        codes = sorted({parts(place).economy for place in desk.rehearsals.terms(draft)})
        if code not in codes:
            return page("console/editing/economy.html", codes=codes, draft=draft)
        person(desk, "edit drafts", [code], f"draft:{draft_id}")
        like = draft.entries.get(address(code, "rules", request.args.get("like", "")))
        begins = {"id": f"{code}-", **({k: v for k, v in like.items() if k != "id"} if isinstance(like, dict) else {})}
        made = _page(desk, actor, draft, address(code, "rules", f"{code}-"), new=True, begins=begins)
        return made.get() if request.method == "GET" else made.post()

    @routes.get("/drafts/<draft_id>/rules/<rule_id>")
    def shown(draft_id: str, rule_id: str) -> Response:
        return _existing(desk, draft_id, rule_id).get()

    @routes.post("/drafts/<draft_id>/rules/<rule_id>")
    def posted(draft_id: str, rule_id: str) -> Response:
        made = _existing(desk, draft_id, rule_id)
        person(desk, "edit drafts", [rule_id[:2]], f"draft:{draft_id}")
        act = request.form.get("act", "")
        way = next((one for one in _WAYS if one[0] == act), None)
        return _done(made, way) if way else made.post()


def opened(desk: Desk, draft_id: str) -> tuple[Actor, Draft]:
    """Who is here, and the draft. Raises Problem where they may not know of it, or it cannot be edited any more."""
    actor = person(desk, "read drafts", (), f"draft:{draft_id}")
    try:
        draft = desk.drafts.get(draft_id, actor)
    except NoSuchDraft:
        raise Problem("not-found", "There is no draft with this id.") from None
    if draft.header.state not in _EDITABLE:
        raise Problem("refused", f"The draft is {draft.header.state}: begin another.")
    return actor, draft


def trail_of(draft: Draft, *more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """The way to a page below a draft."""
    return [("Drafts", "/console/drafts"), (draft.header.title, f"/console/drafts/{draft.id}"), *more]


def _choosing(
    rule_id: str, entry: Any, drafts: list[Draft], errors: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    return page(
        "console/editing/choose.html", status=status, rule_id=rule_id, title=title_of(entry), drafts=drafts,
        errors=errors or {}, typed=request.form, mine=address(rule_id[:2], "rules", rule_id),
    )  # fmt: skip


def _existing(desk: Desk, draft_id: str, rule_id: str) -> EntryPage:
    actor, draft = opened(desk, draft_id)
    place = address(rule_id[:2], "rules", rule_id)
    if place not in draft.entries:
        if place in draft.base_entries:
            raise Problem("not-found", f"This draft takes {rule_id[:80]} out: undo that edit to change the rule.")
        raise Problem("not-found", f"There is no rule {rule_id[:80]!r} in this draft.")
    return _page(desk, actor, draft, place)


def _page(
    desk: Desk, actor: Actor, draft: Draft, place: str, new: bool = False, begins: Mapping[str, Any] | None = None
) -> EntryPage:
    name = parts(place).name
    entry = draft.entries.get(place)
    title = "A new rule" if new else f"Edit {name}"
    return EntryPage(
        desk, actor, draft, place, title, trail_of(draft, (title, None)),
        act=_act, after=_after, new=new, hows=() if new else HOWS, begins=begins or {},
        more={"lead": title_of(entry), "try": _try, "ways": () if new else _ways(entry),
              "links": () if new else _links(draft, name)},
    )  # fmt: skip


def _links(draft: Draft, name: str) -> tuple[tuple[str, str], ...]:
    """What else there is to see and do about a rule of a draft."""
    at = f"/console/drafts/{draft.id}"
    return (
        ("Its cases", f"{at}/rules/{quote(name)}/cases"),
        ("Add one like it", f"{at}/rules/new?{urlencode({'economy': name[:2], 'like': name})}"),
        ("Facts, documents and series", f"{at}/entries"),
    )


def _ways(entry: Any, act: str = "", error: str = "") -> list[dict[str, Any]]:
    """The acts that need no form of fields; an open rule is not opened again."""
    last = dict(entry.get("valid") or {}).get("to") if isinstance(entry, dict) else None
    return [
        {
            "act": name, "title": title, "button": button, "about": ABOUT[name], "day": day, "day_label": label,
            "tone": tone, "error": error if name == act else None,
            "typed": request.form.get("reason", "") if name == act else "",
            "day_typed": request.form.get(day, "") if day and name == act else "",
        }
        for name, title, button, day, label, tone in _WAYS
        if name != "reopen_rule" or last
    ]  # fmt: skip


def _act(made: EntryPage, entry: Mapping[str, Any], typed: Typed) -> tuple[str, dict[str, Any]]:
    """The act by which a rule is saved, and its arguments."""
    if made.new:
        return "add_rule", {"rule": dict(entry)}
    name = parts(made.place).name
    if typed.how == "succeed_rule":
        valid = {key: day for key, day in dict(entry.get("valid") or {}).items() if key != "from"}
        return "succeed_rule", {"id": name, "on": typed.on, "rule": {**entry, "valid": {**valid, "from": typed.on}}}
    if typed.how == "put_entry":
        return "put_entry", {"address": made.place, "entry": dict(entry)}
    standing = made.standing
    changed = {key: value for key, value in entry.items() if standing.get(key) != value}
    gone = [key for key in standing if key not in entry]
    given: dict[str, Any] = {"id": name}
    return "change_rule", {**given, **({"set": changed} if changed else {}), **({"unset": gone} if gone else {})}


def _after(made: EntryPage, entry: Mapping[str, Any], draft: Draft) -> str:
    name = str(entry.get("id", "")) or parts(made.place).name
    return f"/console/drafts/{draft.id}/rules/{quote(name)}"


def _try(made: EntryPage, entry: Mapping[str, Any], typed: Typed) -> Tried:
    """The rule tried as the act would leave it, beside what the act does to the rule that stands."""
    action, arguments = _act(made, entry, typed)
    wrong = [] if set(arguments) == {"id"} else misfits(action, arguments)
    if wrong:
        return Tried(tuple(wrong))
    try:
        patch = ACTS[action](made.draft.entries, arguments)
    except EditRefused as refused:
        return Tried(refused.faults)
    new = next((place for place in patch if place != made.place), made.place)
    return made.desk.rehearsals.rule(made.draft, new, patch, made.place)


def _done(made: EntryPage, way: tuple[str, ...]) -> Response:
    """One of the ways that need no form of fields."""
    action, _, _, day = way[:4]
    name, reason = parts(made.place).name, request.form.get("reason", "").strip()
    arguments: dict[str, Any] = {"id": name}
    if day and request.form.get(day, "").strip():
        arguments[day] = request.form[day].strip()
    try:
        if not reason:
            raise Refused("say why: the reason stands in the change log")
        draft = made.write_act(action, arguments, reason, request.form.get("tag", ""))
    except (EditRefused, Refused, Stale) as error:
        faults = getattr(error, "faults", ())
        said = " ".join(f"{one.message}: {one.remedy}." for one in faults) or str(error)
        ways = _ways(made.standing, action, said[:1].upper() + said[1:])
        return replace(made, more={**made.more, "ways": ways}).show(made.standing, None, status=422)
    told = {"close_rule": "closed", "reopen_rule": "opened again", "remove_rule": "taken out"}[action]
    where = f"/console/drafts/{draft.id}" + ("" if action == "remove_rule" else f"/rules/{quote(name)}")
    return see(where, f"{name} is {told} in this draft.")


__all__ = ["add", "opened", "trail_of"]
