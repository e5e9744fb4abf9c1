"""The OpenAPI document laid out for a page: operations with a command to try, schemas as tables."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

Json = Mapping[str, Any]
PREFIX = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Try:
    """A command that works as it stands. `body`: what it sends."""

    title: str
    command: str
    body: str


@dataclass(frozen=True, slots=True)
class Line:
    """A member of an object, a parameter, or a status."""

    name: str
    kind: str
    link: str = ""
    meaning: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """A route as it is shown."""

    id: str
    method: str
    path: str
    summary: str
    paragraphs: list[str]
    parameters: list[Line]
    takes: list[Line]
    tries: list[Try]
    answers: list[Line] = field(default_factory=list)


def operations(document: Json, root: str) -> list[Operation]:
    """Every route. `root`: the server's address, for the commands."""
    return [
        Operation(
            said["operationId"],
            method.upper(),
            path,
            said["summary"],
            said.get("description", "").split("\n\n") if said.get("description") else [],
            [_parameter(one) for one in said.get("parameters", ())],
            [Line(media, *_kind(body["schema"])) for media, body in _taken(said)],
            list(_tries(method, path, said, root)),
            [_answer(status, one) for status, one in said["responses"].items()],
        )
        for path, methods in document["paths"].items()
        for method, said in methods.items()
    ]


def schemas(document: Json) -> dict[str, tuple[str, list[Line]]]:
    """Each object by name: what it is, and its members."""
    return {
        name: (schema.get("description", ""), list(_members(schema)))
        for name, schema in document["components"]["schemas"].items()
        if "properties" in schema
    }


def _taken(said: Json) -> Iterator[tuple[str, Json]]:
    yield from said.get("requestBody", {}).get("content", {}).items()


def _tries(method: str, path: str, said: Json, root: str) -> Iterator[Try]:
    """Commands. Where somebody has to say who they are, with a place for the key."""
    if "{" in path:
        return
    security = said.get("security", [])
    key = " -H 'Authorization: Bearer gl_…'" if security and {} not in security else ""
    if method == "get":
        query = urlencode({one["name"]: one["example"] for one in said.get("parameters", ()) if _asked_for(one)})
        address = shlex.quote(f"{root}{path}?{query}") if query else f"{root}{path}"
        yield Try("", f"curl -s {address}{key}", "")
        return
    for media, content in _taken(said):
        examples = content.get("examples") or {"": {"summary": media, "value": content["example"]}}
        for one in examples.values():
            value = one["value"]
            body = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
            sent = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            command = f"curl -s {root}{path}{key} -H 'Content-Type: {media}' --data-binary {shlex.quote(sent)}"
            yield Try(one["summary"], command, body)


def _asked_for(parameter: Json) -> bool:
    """Whether a parameter stands in the address, and must."""
    return parameter["in"] == "query" and bool(parameter.get("required"))


def _parameter(said: Json) -> Line:
    kind, link = _kind(said["schema"])
    return Line(said["name"], f"{kind}, in the {said['in']}", link, said["description"], said.get("required", False))


def _answer(status: str, said: Json) -> Line:
    contents = said.get("content", {})
    link = next((_kind(one["schema"])[1] for one in contents.values()), "")
    return Line(status, ", ".join(contents), link, said["description"])


def _members(schema: Json) -> Iterator[Line]:
    required = schema.get("required", ())
    for name, said in schema["properties"].items():
        meaning = " ".join(filter(None, (said.get("description", ""), _values(said))))
        yield Line(name, *_kind(said), meaning, name in required)


def _values(said: Json) -> str:
    values = said.get("enum", said.get("items", {}).get("enum", ()))
    return f"One of {', '.join(map(str, values))}." if 0 < len(values) <= 30 else ""


def _kind(said: Json) -> tuple[str, str]:
    """A word for the kind of value, and the schema that tells more."""
    if "$ref" in said:
        name = said["$ref"].removeprefix(PREFIX)
        return name, name
    if "oneOf" in said:
        return "decimal", ""
    kind = said.get("type", "any")
    if kind == "array":
        word, link = _kind(said["items"])
        return f"list of {word}", link
    if isinstance(kind, list):
        kind = " or ".join(kind)
    return str(said.get("format", kind)), ""


_MARK = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|\[([^]]+)\]\((/[a-z/-]*)\)")


def marked(text: str) -> Iterator[tuple[str, str, str]]:
    """The parts of a text with its `code`, **bold** and [links](/to/ours): each with its kind and its link."""
    place = 0
    for found in _MARK.finditer(text):
        yield text[place : found.start()], "", ""
        code, bold, linked, link = found.groups()
        yield code or bold or linked, "code" if code else "bold" if bold else "link", link or ""
        place = found.end()
    yield text[place:], "", ""
