"""A pack's entries → its crosswalk, every fault reported where it stands."""

from collections.abc import Callable, Mapping
from typing import Any

from greenlane.core.crosswalk.model import LISTS, UNION, Crosswalk, Entry, Group, Membership, Regime, Side, Stream
from greenlane.core.model import Text
from greenlane.core.pack.dates import day
from greenlane.core.terms.codes import ECONOMIES

Report = Callable[..., None]


def build_crosswalk(document: Mapping[str, Any], report: Report) -> Crosswalk | None:
    """The crosswalk of a pack's document; None where it has none."""
    groups = {name: _group(name, one, report) for name, one in document.get("groups", {}).items()}
    streams = [_stream(one, ("streams", index), report) for index, one in enumerate(document.get("streams", ()))]
    known = {UNION, *groups}
    regimes = [_regime(one, ("regimes", index), known, report) for index, one in enumerate(document.get("regimes", ()))]
    _each_once(document, "streams", "id", report)
    _each_once(document, "regimes", "id", report)
    _each_once(document, "regimes", "order", report)
    if UNION in groups:
        report(("groups", UNION), f"{UNION} is known without being listed", "leave it out")
    if not (streams or groups or regimes):
        return None
    return Crosswalk(tuple(streams), groups, tuple(sorted(regimes, key=lambda one: one.order)))


def text(value: object) -> Text:
    """A text by language."""
    return {"en": value} if isinstance(value, str) else dict(value) if isinstance(value, Mapping) else {}


def _days(one: Mapping[str, Any], path: tuple[str | int, ...], report: Report) -> tuple[Any, Any]:
    start, end = day(one.get("from"), (*path, "from"), report), day(one.get("to"), (*path, "to"), report)
    if start and end and end < start:
        report((*path, "to"), "ends before it begins", "both days are inclusive")
    return start, end


def _stream(one: Mapping[str, Any], path: tuple[str | int, ...], report: Report) -> Stream:
    entries = {}
    for name in LISTS:
        if f"{name}_control" in one:
            if f"{name}_evidence" not in one:
                report(
                    (*path, f"{name}_evidence"), f"on what the entry of {name} rests is not said", "unverified at least"
                )
            entries[name] = Entry(
                one.get(f"{name}_entry", ""),
                one.get(f"{name}_group", ""),
                one[f"{name}_control"],
                one.get(f"{name}_evidence", "unverified"),
            )
        elif any(f"{name}_{what}" in one for what in ("entry", "group", "evidence")):
            report(
                (*path, f"{name}_control"),
                f"what the list of {name} asks is not said",
                "`unknown` where it is not held",
            )
    for code in one["codes"]:
        if len(code) > 6:
            report((*path, "codes"), f"{code} is longer than the six digits that every economy shares", "cut it")
    start, end = _days(one, path, report)
    note = text(one["note"]) if "note" in one else None
    return Stream(one["id"], text(one["title"]), tuple(one["codes"]), entries, one["source"], start, end, note)


def _group(name: str, one: Mapping[str, Any], report: Report) -> Group:
    memberships = []
    for index, entry in enumerate(one["members"]):
        path = ("groups", name, "members", index)
        for code in entry["economies"]:
            if code not in ECONOMIES:
                report((*path, "economies"), f"{code} is no economy", "two capital letters (ISO 3166-1 alpha-2)")
        start, end = _days(entry, path, report)
        member = entry.get("member", "true") == "true"
        economies = frozenset(entry["economies"])
        memberships.append(Membership(economies, member, start, end, entry["evidence"], entry["source"]))
    return Group(name, text(one["title"]), one["complete"] == "true", tuple(memberships))


def _regime(one: Mapping[str, Any], path: tuple[str | int, ...], groups: set[str], report: Report) -> Regime:
    sides = {}
    for name in ("sender", "receiver"):
        written = one.get(name, {})
        for key in ("in", "out"):
            for group in written.get(key, ()):
                if group not in groups:
                    report((*path, name, key), f"there is no group {group}", f"one of {', '.join(sorted(groups))}")
        sides[name] = Side(tuple(written.get("in", ())), tuple(written.get("out", ())))
    start, end = _days(one, path, report)
    return Regime(
        one["id"],
        int(one["order"]),
        text(one["title"]),
        text(one["message"]),
        sides["sender"],
        sides["receiver"],
        one["reads"],
        one.get("control", ""),
        frozenset(one.get("entries", ())),
        one["evidence"],
        one["source"],
        start,
        end,
    )


def _each_once(document: Mapping[str, Any], part: str, key: str, report: Report) -> None:
    seen: set[str] = set()
    for index, one in enumerate(document.get(part, ())):
        if one[key] in seen:
            report((part, index, key), f"the {key} {one[key]} stands twice in {part}", "give each its own")
        seen.add(one[key])
