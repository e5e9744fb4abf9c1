"""The document is true: whole, valid, and about the routes there are."""

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from greenlane.web.openapi import operations
from greenlane.web.openapi.document import OPERATIONS
from greenlane.web.problems import KINDS
from tests.web.conftest import Send

PAGES = ("/console", "/answers", "/goods", "/origin")
"""Pages for people: they promise programs nothing."""


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").get_json()
    return found


def valid(document: dict[str, Any], name: str, value: object) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    Draft202012Validator(schema).validate(value)


def test_it_is_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(document).validate()


def test_every_route_is_documented_and_the_other_way_round(app: Flask, document: dict[str, Any]) -> None:
    served = {
        (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        if not rule.rule.startswith(PAGES)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    documented = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert served == documented == set(OPERATIONS)


def test_every_operation_is_described_in_full(document: dict[str, Any]) -> None:
    ids = set()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (method, path)
            ids.add(operation["operationId"])
            assert {one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"} == set(
                re.findall(r"{(\w+)}", path)
            )
            for parameter in operation.get("parameters", ()):
                assert parameter["description"]
            if "requestBody" in operation:
                for content in operation["requestBody"]["content"].values():
                    assert content.get("example") or content.get("examples")
    assert len(ids) == len(OPERATIONS)


def test_every_kind_of_problem_is_given_by_some_operation() -> None:
    given = {name for operation in OPERATIONS.values() for name in operation["problems"]}
    assert set(KINDS) - given - {"too-many-requests"} == {"method-not-allowed", "internal"}


def test_facts_and_documents_of_the_rule_set_are_in_it(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert {"used", "condition_flags", "gr_item"} <= set(schemas["Facts"]["properties"])
    assert "VN-DEPOSIT" in json.dumps(schemas["Document"])


def examples(document: dict[str, Any]) -> list[tuple[str, str, Any]]:
    found = []
    for path, methods in document["paths"].items():
        for media, content in methods.get("post", {}).get("requestBody", {}).get("content", {}).items():
            shown = content.get("examples") or {"": {"value": content.get("example")}}
            found += [(path, media, one["value"]) for one in shown.values()]
    return found


def test_every_example_runs(client: FlaskClient, document: dict[str, Any]) -> None:
    ran = 0
    for path, media, value in examples(document):
        if ("post", path) not in operations.OPERATIONS:
            continue  # the other doors need somebody: their own tests run their examples
        body = value if isinstance(value, str) else json.dumps(value)
        answered = client.post(path, data=body, content_type=media)
        assert answered.status_code == 200, answered.text
        if media == "application/json":
            valid(document, "Declaration", value)
            valid(document, "Decision", answered.get_json())
        elif media == "application/x-ndjson":
            for line in answered.data.splitlines():
                valid(document, "Decision", json.loads(line))
        else:
            assert answered.text.count("\r\n") == value.count("\n")
            assert "Not " not in answered.text
        ran += 1
    assert ran == 4


def test_what_the_lookups_answer_is_as_documented(client: FlaskClient, document: dict[str, Any]) -> None:
    for path in ("/api/v1/economies", "/api/v1/rules?limit=500", "/healthz", "/readyz"):
        said = document["paths"][path.partition("?")[0]]["get"]["responses"]["200"]
        schema = said["content"]["application/json"]["schema"]
        value = client.get(path).get_json()
        Draft202012Validator({**schema, "components": document["components"]}).validate(value)


@pytest.mark.parametrize("body", [b"{", b"{}", b'{"route":{},"items":[{"commodity_code":1}],"x":1}'])
def test_problems_are_as_documented(send: Send, document: dict[str, Any], body: bytes) -> None:
    valid(document, "Problem", send("/check", body).get_json())


def test_parameters_examples_are_taken(client: FlaskClient) -> None:
    for (method, path), operation in operations.OPERATIONS.items():
        if method == "get" and "{" not in path:
            query = {one["name"]: one["example"] for one in operation.get("parameters", ()) if one["in"] == "query"}
            assert client.get(path, query_string=query).status_code == 200, path
