"""The published JSON Schema and Cerberus take the same documents."""

import random
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import jsonschema
import pytest

from greenlane.core.declaration.jsonschema import json_schema
from greenlane.core.declaration.schema import declaration_schema
from greenlane.core.declaration.validator import StrictValidator
from tests.core.declaration.samples import FULL, ODD, SMALL, TERMS, mutate, places, put

SCHEMA = declaration_schema(TERMS)
CERBERUS = StrictValidator(SCHEMA)


def matches(_: Any, pattern: str, value: Any, __: Any) -> Iterator[jsonschema.ValidationError]:
    # ECMA 262 has no match of `$` before a final line end.
    if isinstance(value, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), value):
        yield jsonschema.ValidationError("pattern")


def is_integer(_: Any, value: Any) -> bool:
    number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    return number and value == int(value)


TYPES = jsonschema.Draft202012Validator.TYPE_CHECKER.redefine("integer", is_integer)
VALIDATOR = jsonschema.validators.extend(jsonschema.Draft202012Validator, {"pattern": matches}, type_checker=TYPES)
JSON_SCHEMA = VALIDATOR(json_schema(SCHEMA))


def differ(document: Any) -> str:
    misfits = CERBERUS.misfits(document)
    if JSON_SCHEMA.is_valid(document) is (not misfits):
        return ""
    return f"{document}: Cerberus {misfits}, JSON Schema {list(JSON_SCHEMA.iter_errors(document))}"


def test_it_is_a_valid_schema_of_2020_12() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema(SCHEMA))
    assert JSON_SCHEMA.is_valid(SMALL) and JSON_SCHEMA.is_valid(FULL)


def test_they_agree_on_3000_mutated_documents() -> None:
    chance = random.Random(42)
    for count in range(3000):
        assert not (said := differ(mutate(FULL if count % 3 else SMALL, chance, 1 + count % 2))), said


def test_they_agree_on_odd_values_in_every_place() -> None:
    chance = random.Random(5)
    for path in places(FULL):
        for odd in chance.sample(ODD, 12) if path else ():
            assert not (said := differ(put(FULL, path, odd))), said


def test_every_field_says_what_it_is() -> None:
    def check(node: dict[str, Any], where: str) -> None:
        for name, field in node.get("properties", {}).items():
            assert field.get("title") or "$ref" in field, f"{where}/{name}"
            check(field, f"{where}/{name}")

    schema = json_schema(SCHEMA)
    check(schema, "")
    for name, definition in schema["$defs"].items():
        check(definition, name)
    assert set(schema["$defs"]) == {
        "Economy",
        "Currency",
        "Unit",
        "GoodsItem",
        "Document",
        "Material",
        "Facts",
    }
    assert set(schema["$defs"]["Facts"]["properties"]) == set(TERMS.facts)


def test_references_can_be_those_of_openapi() -> None:
    written = str(json_schema(SCHEMA, "#/components/schemas/"))
    assert "#/components/schemas/GoodsItem" in written and "#/$defs/" not in written


@pytest.mark.parametrize("example", ["date", "reference", "route", "known_at"])
def test_examples_are_taken(example: str) -> None:
    assert JSON_SCHEMA.is_valid({**SMALL, example: SCHEMA[example]["meta"]["example"]})
