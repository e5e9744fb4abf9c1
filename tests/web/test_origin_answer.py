"""What is answered on origin is what the OpenAPI document says of it."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from greenlane.core.origin.outcome import STATUSES, Figure
from greenlane.web.openapi.schemas import ANSWERS
from tests.core.origin.told_samples import DOWN, UP, answer

OPEN = Figure("BD", "FOB", None, None, "USD", None, DOWN.limit, None)
WEIGHT = Figure("weight", "weight", None, None, "", UP.percent, UP.limit, True)


def closed(schema: Any) -> Any:
    """The schema with no room for what it does not name."""
    if isinstance(schema, dict):
        found = {name: closed(one) for name, one in schema.items()}
        return found | ({"additionalProperties": False} if "properties" in found else {})
    return [closed(one) for one in schema] if isinstance(schema, list) else schema


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("figures", [(), (DOWN, UP), (OPEN, WEIGHT)])
def test_an_answer_on_origin_is_as_it_is_documented(status: str, figures: tuple[Figure, ...]) -> None:
    schema = {**closed(ANSWERS["Origin"]), "components": {"schemas": closed(ANSWERS)}}
    jsonschema.Draft202012Validator(schema).validate(answer(status, figures=figures))
