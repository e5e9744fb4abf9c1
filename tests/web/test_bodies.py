"""A body is taken as its schema says, and every fault is said at its place."""

from __future__ import annotations

from typing import Any

import pytest

from greenlane.web.bodies import Body
from greenlane.web.problems import Problem

GRANT = {
    "type": "dict",
    "schema": {"role": {"type": "string", "required": True}, "since": {"type": "date", "required": True}},
}
BODY = Body(
    {
        "name": {"type": "string", "required": True, "minlength": 1, "meta": {"description": "Who it is for."}},
        "days": {"type": "integer", "min": 1, "max": 9, "meta": {"title": "", "description": ""}},
        "roles": {"type": "list", "schema": GRANT},
    },
    {"name": "a"},
)


def faults(sent: object) -> list[tuple[str, str, str]]:
    with pytest.raises(Problem) as caught:
        BODY.taken(sent)
    assert caught.value.document["type"] == "/problems/refused"
    return [(one["pointer"], one["code"], one["message"]) for one in caught.value.document["errors"]]


@pytest.mark.parametrize("sent", [{"name": "a"}, {"name": "a", "days": 9, "roles": []},
                                  {"name": "a", "roles": [{"role": "x", "since": "2025-01-01"}]}])  # fmt: skip
def test_what_fits_is_taken_as_it_is(sent: dict[str, Any]) -> None:
    assert BODY.taken(sent) == sent


def test_what_is_missing_is_named_however_little_the_schema_says_of_it() -> None:
    assert faults({"roles": [{"role": "x"}]}) == [
        ("/name", "missing", "name is missing: who it is for."),
        ("/roles/0/since", "missing", "since is missing: it is wanted here."),
    ]


def test_every_fault_is_said() -> None:
    found = faults({"name": "", "days": 10, "roles": [7, {"role": None, "since": "soon"}], "dais": 1})
    assert [one[:2] for one in found] == [
        ("/dais", "unknown_field"), ("/days", "too_large"), ("/name", "too_short"), ("/roles/0", "wrong_type"),
        ("/roles/1/role", "null"), ("/roles/1/since", "bad_date"),
    ]  # fmt: skip


@pytest.mark.parametrize("sent", [[], "x", 7, None, True])
def test_what_is_no_object_is_no_body(sent: object) -> None:
    assert faults(sent) == [("", "wrong_type", "A JSON object is wanted: {…}.")]


def test_it_describes_itself_without_the_words_of_its_faults() -> None:
    content = BODY.described()["content"]["application/json"]
    assert content["example"] == {"name": "a"}
    assert content["schema"]["required"] == ["name"] and content["schema"]["additionalProperties"] is False
    assert content["schema"]["properties"]["days"] == {"type": "integer", "minimum": 1, "maximum": 9}
    assert "It is wanted here" not in str(content)
