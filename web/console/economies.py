"""Economies and the plugins that bring them: what they cover, how they fare, what proves them; and how to add one."""

import datetime
from collections.abc import Iterable
from typing import Any, Final

from flask import Blueprint, Response, request

from greenlane.core.model import Economy, Pack
from greenlane.core.rights import Actor
from greenlane.core.service.book import Edition
from greenlane.core.service.economy_proof import EconomyProofs
from greenlane.core.service.suspensions import NotSuspended
from greenlane.core.terms.codes import PLACELESS
from greenlane.plugins.plugin import Plugin
from greenlane.web import charts
from greenlane.web.console import asked, economy_tables, granting, plugin_page
from greenlane.web.console.frame import page, person, see
from greenlane.web.languages import economy_name
from greenlane.web.problems import Problem
from greenlane.web.tables import Column, Link, Mark, Row, Several, Table, Value, exported
from greenlane.web.wiring import Desk

Json = dict[str, Any]
TONES: Final = {"covered": "clear", "partial": "restricted"}
STATES: Final = {
    "loaded": "good", "failed": "bad", "refused": "bad", "suspended": "bad", "unavailable": "bad", "no plugin": "bad",
}  # fmt: skip
_COLUMNS: Final = (
    Column("code", "Economy", head=True),
    Column("name", "Name"),
    Column("version", "Pack in force"),
    Column("status", "Answers"),
    Column("coverage", "Covers"),
    Column("rules", "Rules", number=True),
    Column("cases", "Cases that hold"),
    Column("plugin", "Plugin"),
)


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""
    proofs = EconomyProofs(desk.book)

    @routes.get("/economies")
    def economies() -> Response:
        person(desk)
        edition, today = desk.book.current(), asked.today()
        rows = [_row(desk, edition, one, proofs, today) for one in desk.catalogue.economies("en", edition)]
        table = Table("economies", "Economies", _COLUMNS, rows, total=len(rows),
                      nothing="No economy is loaded: install a plugin, or name one in GREENLANE_PLUGINS.")  # fmt: skip
        rows = [_row(desk, edition, one, proofs, today) for one in desk.catalogue.everywhere("en", edition)]
        everywhere = Table("everywhere", "Asked on every route", _COLUMNS, rows, total=len(rows),
                           nothing="No pack without an economy is loaded.")  # fmt: skip
        if found := exported(table, everywhere):
            return found
        others = [one for one in desk.host.plugins.values() if not one.economy]
        return page(
            "console/economies/index.html", table=table, everywhere=everywhere, edition=edition, others=others,
            crosswalk=any(one.crosswalk for one in edition.ruleset.packs.values()),
        )  # fmt: skip

    @routes.get("/economies/how-to-add-one")
    def how_to() -> Response:
        person(desk)
        return page("console/economies/add.html", trusted=desk.settings.plugins)

    @routes.get("/economies/<code>")
    def economy(code: str) -> Response:
        return shown(person(desk), code)

    @routes.post("/economies/<code>/resume")
    def resume(code: str) -> Response:
        actor = person(desk)
        named = [one.name for one in desk.host.plugins.values() if one.economy == code and one.pack is not None]
        if not named:
            raise Problem("not-found", f"There is no plugin of {code[:10]} here.")
        person(desk, "manage plugins", [code], f"plugin:{named[0]}")
        try:
            desk.suspensions.resume(actor, named[0], granting.reason())
        except granting.Turned as turned:
            return shown(actor, code, turned.errors)
        except NotSuspended:
            return see(f"/console/economies/{code}", "Its code was being called already: somebody else resumed it.")
        return see(f"/console/economies/{code}", "Its code is called again: here now, elsewhere within two seconds.")

    def shown(actor: Actor, code: str, errors: granting.Errors | None = None) -> Response:
        edition = desk.book.current()
        pack = edition.ruleset.packs.get(code)
        plugins = [one for one in desk.host.plugins.values() if one.economy == code]
        if pack is None and not plugins:
            raise Problem("not-found", f"There is no economy {code[:10]} here.")
        tables = [] if pack is None else economy_tables.tables(pack)
        counted = actor.may("read metrics")
        hooks = plugin_page.hooks(plugins, counted=counted)
        if not errors and (file := exported(*tables, hooks)):
            return file
        installed = desk.book.plugins.documents.get(code, {}).get("economy", {}).get("version")
        return page(
            "console/economies/economy.html",
            status=422 if errors else 200,
            errors=errors or {},
            typed=request.form.get("reason", ""),
            may_resume=actor.may("manage plugins", [code]),
            code=code,
            name=economy_name(code),
            everywhere=code in PLACELESS,
            pack=pack,
            edition=edition,
            why=edition.unavailable.get(code, ""),
            refused=pack is not None and desk.book.plugins.refused.get(code, ""),
            other_pack=installed if code in desk.book.untaken(edition) or (pack is None and installed) else None,
            may_upgrade=actor.may("edit drafts", [code]),
            spans=[] if pack is None else _spans(pack.economy, asked.today()),
            coverage=[] if pack is None else pack.economy.coverage,
            nomenclatures=[one for one in desk.nomenclatures.all() if one.name in (code, "HS")],
            tables=[one for one in tables if one.rows],
            without=[one.nothing for one in tables if not one.rows],
            plugins=plugins,
            states=STATES,
            hooks=hooks,
            counted=plugin_page.since() if counted else None,
            proof=proofs.known(edition, code),
            cases=proofs.cases(edition, code),
        )

    @routes.get("/economies/<code>/cases")
    def cases(code: str) -> Response:
        person(desk)
        edition = desk.book.current()
        if code not in edition.ruleset.packs:
            raise Problem("not-found", f"There is no economy {code[:10]} in rule set {edition.version}.")
        proof = proofs.of(edition, code)
        tables = economy_tables.proof(proof, edition.ruleset.facts)
        if file := exported(*tables):
            return file
        return page(
            "console/economies/cases.html",
            part=("proof", "console/economies/_proof.html"),
            code=code,
            edition=edition,
            proof=proof,
            failing=tables[0],
            wanting=tables[1],
        )


def _row(desk: Desk, edition: Edition, one: Json, proofs: EconomyProofs, today: datetime.date) -> Row:
    code = one["economy"]
    plugins = [plugin for plugin in desk.host.plugins.values() if plugin.economy == code]
    pack = edition.ruleset.packs.get(code)
    return {
        "code": Link(code, f"/console/economies/{code}"),
        "name": one.get("name") or economy_name(code),
        "version": Several((one["version"], Mark("another is installed", "warn")))
        if "note" in one and code not in desk.book.plugins.refused else one.get("version", ""),
        "status": Mark("answers", "good") if one["status"] == "loaded" else Mark("does not", "bad"),
        "coverage": Several(tuple(_covered(pack, today))) if pack is not None else None,
        "rules": one.get("rules"),
        "cases": _cases(edition, code, proofs) if pack is not None else None,
        "plugin": Several(tuple(_plugin(plugin) for plugin in plugins)) if plugins else Mark("no plugin", "bad"),
    }  # fmt: skip


def _covered(pack: Pack, today: datetime.date) -> Iterable[Value]:
    """By flow, how completely it answers for today."""
    for one in pack.economy.coverage:
        if one.valid_from <= today and (one.valid_to is None or today <= one.valid_to):
            yield f"{one.flow}: {one.status}"


def _cases(edition: Edition, code: str, proofs: EconomyProofs) -> Value:
    """So many of so many, where they were run; else how many there are, and where to run them."""
    proof = proofs.known(edition, code)
    href = f"/console/economies/{code}/cases"
    if proof is None:
        return Link(f"run {proofs.cases(edition, code):,}", href)
    failing, every = len(proof.failing), len(proof.results)
    link = Link(f"{every - failing:,} of {every:,}", href)
    return Several((link, Mark(f"{failing:,} fail", "bad"))) if failing else link


def _plugin(plugin: Plugin) -> Value:
    return Mark(plugin.status, STATES[plugin.status])


def _spans(economy: Economy, today: datetime.date) -> list[tuple[str, charts.Span]]:
    """By flow, what is covered when."""
    found: dict[str, list[tuple[Any, Any, str, str]]] = {}
    for one in economy.coverage:
        said = f"{one.status}: {one.scope.get('en', '')}"
        found.setdefault(one.flow, []).append((one.valid_from, one.valid_to, TONES.get(one.status, "past"), said))
    return [(flow, charts.span(f"{flow.capitalize()}: what is covered", spans, today)) for flow, spans in found.items()]
