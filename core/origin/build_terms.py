"""The terms of an agreement's chapter on origin, each from its entry to its value."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from greenlane.core.conditions import with_members
from greenlane.core.origin import written
from greenlane.core.origin.agreement import (
    Denied,
    Exemption,
    Fallback,
    Form,
    GeneralRule,
    Insufficient,
    ObtainedLimb,
    Said,
    Textiles,
    Tolerance,
    Transport,
    ValueTerms,
)
from greenlane.core.origin.build_common import Path, Writing, said, text
from greenlane.core.origin.rule import LEVELS

Origin = Mapping[str, Any]
FREE: Final = ("never", LEVELS[6])
"""What an exception to the tolerance says beside the name of a fact."""


def _value(origin: Origin, path: Path, at: Writing) -> ValueTerms | None:
    if (one := origin.get("value")) is None:
        return None
    path = (*path, "value")
    stands = {basis: tuple(others) for basis, others in one.get("stands", {}).items()}
    for basis in stands:
        if basis not in one["bases"]:
            at.report((*path, "stands", basis), f"{basis} is no basis of it", "add it to bases, or leave it out")
    adds = tuple(one.get("adds", ()))
    for index, name in enumerate(adds):
        at.fact(name, "decimal", (*path, "adds", index))
    return ValueTerms(tuple(one["bases"]), stands, tuple(one["methods"]), adds, said(one, path, at))


def _tolerance(origin: Origin, path: Path, at: Writing) -> Tolerance | None:
    if (one := origin.get("tolerance")) is None:
        return None
    path = (*path, "tolerance")
    exceptions = []
    for index, entry in enumerate(one.get("exceptions", ())):
        where = (*path, "exceptions", index)
        if entry["rule"] not in FREE:
            at.fact(entry["rule"], "boolean", (*where, "rule"))
        codes, materials = (_spans(entry, name, where, at) for name in ("codes", "materials"))
        exceptions.append(Exemption(codes, entry["rule"], materials))
    textiles = None
    if "textiles" in one:
        entry, where = one["textiles"], (*path, "textiles")
        textiles = Textiles(_spans(entry, "codes", where, at), Decimal(entry["percent"]), tuple(entry["by"]))
    return Tolerance(Decimal(one["percent"]), one["cures"], tuple(exceptions), textiles, said(one, path, at))


def _cumulation(origin: Origin, path: Path, at: Writing) -> Said | None:
    one = origin.get("cumulation")
    return None if one is None else said(one, (*path, "cumulation"), at)


def _covers(origin: Origin, path: Path, at: Writing) -> tuple[str, ...]:
    return tuple(origin.get("cumulation", {}).get("covers", ()))


def _materials_alone(origin: Origin, path: Path, at: Writing) -> Said | None:
    one = origin.get("materials_alone")
    return None if one is None else said(one, (*path, "materials_alone"), at)


def _obtained(origin: Origin, path: Path, at: Writing) -> tuple[ObtainedLimb, ...]:
    found: list[ObtainedLimb] = []
    for index, one in enumerate(origin.get("obtained", ())):
        where = (*path, "obtained", index)
        if any(limb.name == one["name"] for limb in found):
            at.report((*where, "name"), f"{one['name']} stands twice", "give each way its own name")
        if one.get("of"):
            at.fact(one["of"], "economy", (*where, "of"))
        elif "when" not in one:
            at.report(where, "it asks nothing, so that all goods would be wholly obtained", "say of, or when")
        limb = ObtainedLimb(
            name=one["name"],
            title=text(one["title"]),
            of=one.get("of", ""),
            codes=_spans(one, "codes", where, at),
            when=at.condition(one["when"], (*where, "when")) if "when" in one else None,
            alone=one.get("alone") == "true",
            anywhere=one.get("territory") == "parties",
            valid_from=at.day(one.get("from"), (*where, "from")),
            partners=with_members(frozenset(one.get("partners", ()))),
            criterion=one.get("criterion", "WO"),
            said=said(one, where, at),
        )
        found.append(limb)
    return tuple(found)


def _insufficient(origin: Origin, path: Path, at: Writing) -> Insufficient | None:
    if (one := origin.get("insufficient")) is None:
        return None
    path = (*path, "insufficient")
    if at.fact("processes", "list", (*path, "processes")):
        allowed = at.facts["processes"].values
        for index, name in enumerate(one["processes"]):
            if allowed and name not in allowed:
                message = f"{name} is no value of processes"
                at.report((*path, "processes", index), message, f"one of {', '.join(allowed)}")
    return Insufficient(frozenset(one["processes"]), said(one, path, at))


def _transport(origin: Origin, path: Path, at: Writing) -> Transport | None:
    if (one := origin.get("transport")) is None:
        return None
    path = (*path, "transport")
    requires = at.condition(one["requires"], (*path, "requires"))
    return None if requires is None else Transport(requires, said(one, path, at))


def _general(origin: Origin, path: Path, at: Writing) -> GeneralRule | None:
    if (one := origin.get("general")) is None:
        return None
    path = (*path, "general")
    rule = at.rule(one["rule"], (*path, "rule"))
    if rule is None:
        return None
    return GeneralRule(rule, written.write(rule), one["annex_known"] == "true", said(one, path, at))


def _fallback(origin: Origin, path: Path, at: Writing) -> Fallback | None:
    if (one := origin.get("fallback")) is None:
        return None
    path = (*path, "fallback")
    level = 4 if one["same"] == "heading" else 6
    return Fallback(level, Decimal(one["percent"]), _spans(one, "exclude", path, at), said(one, path, at))


def _denied(origin: Origin, path: Path, at: Writing) -> Denied | None:
    if (one := origin.get("denied")) is None:
        return None
    path = (*path, "denied")
    when = at.condition(one["when"], (*path, "when"))
    return None if when is None else Denied(when, _spans(one, "exclude", path, at), said(one, path, at))


def _form(origin: Origin, path: Path, at: Writing) -> Form | None:
    if (one := origin.get("form")) is None:
        return None
    return Form(one["name"], one.get("box", ""), dict(one.get("criteria", {})), said(one, (*path, "form"), at))


def _gaps(origin: Origin, path: Path, at: Writing) -> tuple[Mapping[str, str], ...]:
    return tuple(text(one) for one in origin.get("gaps", ()))


def _spans(one: Mapping[str, Any], name: str, path: Path, at: Writing) -> tuple[Any, ...]:
    texts: Sequence[str] = one.get(name, ())
    return at.spans(texts, (*path, name))


TERMS: Final[dict[str, Callable[[Origin, Path, Writing], Any]]] = {
    "value": _value,
    "tolerance": _tolerance,
    "cumulation": _cumulation,
    "cumulation_covers": _covers,
    "materials_alone": _materials_alone,
    "obtained": _obtained,
    "insufficient": _insufficient,
    "transport": _transport,
    "general": _general,
    "fallback": _fallback,
    "denied": _denied,
    "form": _form,
    "gaps": _gaps,
}
"""Field of an `Agreement` → how it is read from the mapping `origin` at a path."""
