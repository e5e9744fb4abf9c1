"""Doors for those who run the server: `/metrics`, and erasing a declaration."""

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from flask import Blueprint, Flask, Response, request
from prometheus_client import Metric

from greenlane import __version__
from greenlane.core.declaration.schema import LINE
from greenlane.core.service.erasure import NoSuchDecision, erase
from greenlane.core.store import StoreError
from greenlane.web import access, metrics
from greenlane.web.api.answers import answer
from greenlane.web.api.reading import parameters
from greenlane.web.bodies import Body
from greenlane.web.metrics import Meter
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk

ERASE: Final = Body(
    {
        "reason": {
            "type": "string",
            "required": True,
            "minlength": 1,
            "maxlength": 1000,
            "regex": LINE,
            "meta": {"title": "", "description": "Why, for the change log."},
        }
    },
    {"reason": "The importer asked for it."},
)
Gauge = tuple[str, str, Iterable[tuple[Mapping[str, str], float]]]


def add(app: Flask, routes: Blueprint, desk: Desk, meter: Meter) -> None:
    """Add the routes; count from now on."""
    plugins = desk.book.plugins
    meter.economies = frozenset({*plugins.documents, *plugins.failed, *plugins.refused})
    desk.store.writer.observer = meter
    desk.host.boundary.on_call = meter.called
    desk.host.boundary.on_fault = lambda fault: meter.fault(fault.plugin, fault.hook, fault.kind)

    @app.get("/metrics")
    def exposed() -> Response:
        parameters(request, {})
        if not own(desk, request.environ):
            access.required(desk, "read metrics")
        now = [_metric(*gauge) for gauge in gauges(desk)]
        return Response(meter.exposed(*now), content_type=metrics.CONTENT_TYPE)

    @routes.delete("/decisions/<decision_id>")
    def erased(decision_id: str) -> Response:
        parameters(request, {})
        actor = access.required(desk, "erase decisions", subject=f"decision:{decision_id}")
        sent = ERASE.read(request.environ)
        try:
            done = erase(desk.store, actor, decision_id, sent["reason"])
        except NoSuchDecision:
            raise Problem("not-found", "There is no decision with this id.") from None
        except ValueError as error:
            raise Problem("refused", f"{error}.") from None
        return answer({"decision_id": decision_id, "erased": done})


def own(desk: Desk, environ: access.Environ) -> bool:
    """Whether somebody on this machine asks, without a proxy between, where that is enough."""
    if desk.settings.keys_required or access.from_elsewhere(environ):
        return False
    try:
        return ipaddress.ip_address(environ.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def gauges(desk: Desk) -> Iterator[Gauge]:
    """What is so at this moment, whichever worker is asked. A database that is away is a metric, not a failure."""
    yield "greenlane_info", "The version that runs.", [({"version": __version__}, 1)]
    try:
        header = desk.book.current(fresh=True).header
        jobs = desk.store.jobs.counts()
    except StoreError:
        yield "greenlane_database_up", "Whether the database answers.", [({}, 0)]
        return
    yield "greenlane_database_up", "Whether the database answers.", [({}, 1)]
    yield "greenlane_rule_set", "The number of the rule set in force.", [({}, header.version)]
    since = header.effective_at.timestamp()
    yield "greenlane_rule_set_effective_seconds", "Since when it is in force (Unix time).", [({}, since)]
    unavailable = desk.book.current().unavailable
    known = sorted({*desk.book.current().ruleset.packs, *unavailable})
    yield (
        "greenlane_economy_up",
        "Whether the rules of an economy are answered.",
        [({"economy": code}, float(code not in unavailable)) for code in known],
    )
    yield (
        "greenlane_plugin_suspended",
        "Whether the code of a plugin is not called any more.",
        [({"plugin": one.name}, float(one.status == "suspended")) for one in desk.host.plugins.values() if one.hooks],
    )
    counted = [({"kind": kind, "state": state}, float(count)) for (kind, state), count in sorted(jobs.items())]
    yield "greenlane_jobs", "Jobs by kind and state.", counted


def _metric(name: str, about: str, samples: Iterable[tuple[Mapping[str, str], float]]) -> Metric:
    found = Metric(name, about, "gauge")
    for labels, value in samples:
        found.add_sample(name, dict(labels), value)
    return found
