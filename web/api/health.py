"""Whether the process lives, and whether it can answer."""

from typing import Any

from flask import Flask, Response, request

from greenlane.core.store import StoreError
from greenlane.web.api.answers import answer
from greenlane.web.api.reading import parameters
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk


def add(app: Flask, desk: Desk) -> None:
    """Add the routes."""

    @app.get("/healthz")
    def healthz() -> Response:
        parameters(request, {})
        return answer({"status": "ok"})

    @app.get("/readyz")
    def readyz() -> Response:
        parameters(request, {})
        checks = readiness(desk)
        if checks["database"] != "current" or checks["ruleset"] is None:
            raise Problem("not-ready", headers={"Retry-After": "5"}, more={"checks": checks})
        failing = any(one["status"] != "loaded" for one in checks["plugins"])
        return answer({"status": "degraded" if failing else "ready", **checks})


def readiness(desk: Desk) -> dict[str, Any]:
    """What the readiness depends on. Plugins that failed only degrade it: the other economies answer."""
    ruleset = None
    plugins = [{"name": one.name, "status": one.status} for one in desk.host.plugins.values()]
    current = desk.store.is_current()
    if current:
        try:
            edition = desk.book.current(fresh=True)
            ruleset = {"version": edition.version, "digest": edition.header.digest}
            loaded = {one["name"] for one in plugins}
            plugins += [
                {"name": code, "status": "unavailable"} for code in sorted(edition.unavailable) if code not in loaded
            ]
        except StoreError:
            current = False
    return {"database": "current" if current else "unavailable", "ruleset": ruleset, "plugins": plugins}
