"""What was typed into a form, held to the schema that the API has for it; each fault at its field."""

from collections.abc import Mapping
from typing import Any

from flask import request

from greenlane.web.bodies import Body
from greenlane.web.problems import Problem

Errors = dict[str, str]


def field(name: str) -> str:
    """A field of the form that was posted, its lines ended as everywhere else."""
    return request.form.get(name, "").replace("\r\n", "\n").replace("\r", "\n").strip()


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
