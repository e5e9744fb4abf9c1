"""What was typed into a form, held to the schema that the API has for it; each fault at its field."""

from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from greenlane.core.rights import Actor
from greenlane.web.bodies import Body
from greenlane.web.console.frame import kept_form
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk

Errors = dict[str, str]


def field(name: str) -> str:
    """A field of the form that was posted, its lines ended as everywhere else."""
    return request.form.get(name, "").replace("\r\n", "\n").replace("\r", "\n").strip()


def reasons(form: MultiDict[str, str]) -> dict[str, str]:
    """What was typed to submit a draft: by a warning's key why it is accepted, and `reason`."""
    typed = [one.replace("\r\n", "\n").strip() for one in form.getlist("why")]
    return {**dict(zip(form.getlist("key"), typed, strict=False)), "reason": form.get("reason", "").strip()}


def restored(desk: Desk, actor: Actor) -> MultiDict[str, str]:
    """What was typed on this page when a session ended, where its address asks for it; else what is posted, or none."""
    if request.method == "GET" and request.args.get("kept"):
        found = desk.unsaved.get(actor, request.path)
        if found is not None:
            return kept_form(found.body)
    return request.form


def taken(body: Body, sent: Mapping[str, Any]) -> tuple[dict[str, Any], Errors]:
    """What fits, and by JSON Pointer what does not; what was left empty counts as left out."""
    document = {name: one for name, one in sent.items() if one not in ("", None, {})}
    try:
        return body.taken(document), {}
    except Problem as error:
        errors: Errors = {}
        for one in error.document["errors"]:
            errors.setdefault(one["pointer"] or "/", one["message"])
        return document, errors
