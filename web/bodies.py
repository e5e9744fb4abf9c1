"""What a door takes as JSON: one Cerberus schema that checks it and, as JSON Schema, describes it."""

import threading
from collections.abc import Mapping
from typing import Any, Final

from greenlane.core.declaration import Fault, NotJSON
from greenlane.core.declaration.faults import faults_of
from greenlane.core.declaration.jsonschema import json_schema
from greenlane.core.declaration.reader import decoded
from greenlane.core.declaration.validator import StrictValidator
from greenlane.web.api.reading import Environ, body, media_type
from greenlane.web.problems import Problem

JSON: Final = {"application/json": {"charset": "utf-8"}}
LIMIT: Final = 1 << 20
"""Bytes of a body, where nothing else is said."""


class Body:
    """The body of a request, by a schema in the words of core/declaration/schema.py. Threads share it."""

    def __init__(self, schema: Mapping[str, Any], example: Mapping[str, Any]) -> None:
        """`example`: one that is taken."""
        self._schema = schema
        self.example = example
        self._validator = StrictValidator(_worded(schema))
        self._lock = threading.Lock()  # a validator keeps the errors of what it looks at

    def read(self, environ: Environ, limit: int = LIMIT) -> dict[str, Any]:
        """What was sent, as sent; its numbers are int or Decimal. Raises Problem, NotJSON."""
        media_type(environ, JSON)
        return self.taken(decoded(body(environ, limit)))

    def taken(self, document: object) -> dict[str, Any]:
        """A decoded body that fits. Raises Problem with everything in it that does not."""
        if not isinstance(document, dict):
            raise Problem("refused", errors=[Fault("", "wrong_type", "A JSON object is wanted: {…}.")])
        with self._lock:
            faults = faults_of(self._validator.misfits(document), ())
        if faults:
            raise Problem("refused", errors=faults)
        return document

    def described(self, prefix: str = "#/components/schemas/") -> dict[str, Any]:
        """The `requestBody` for OpenAPI."""
        schema = json_schema(self._schema, prefix)
        del schema["$schema"], schema["$defs"]
        return {"required": True, "content": {"application/json": {"schema": schema, "example": dict(self.example)}}}


def _worded(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields, each with what the wording of faults needs: a title and a description."""
    return {name: _field(name.replace("_", " "), definition) for name, definition in fields.items()}


def _field(name: str, definition: Mapping[str, Any]) -> dict[str, Any]:
    meta = definition.get("meta", {})
    title, description = meta.get("title") or name, meta.get("description") or "It is wanted here."
    found = {**definition, "meta": {**meta, "title": title, "description": description}}
    inner = definition.get("schema")
    if inner is not None:
        found["schema"] = _worded(inner) if definition["type"] == "dict" else _field(f"entry of {name}", inner)
    return found


__all__ = ["Body", "NotJSON"]
