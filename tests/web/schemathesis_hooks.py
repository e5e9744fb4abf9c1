"""What schemathesis is told beyond the document: run as its own process by test_schemathesis.py.

Its check `positive_data_acceptance` is left out, as JSON Schema cannot say everything that makes a body right:
the length of a code in a nomenclature, the order of two dates, repeats of a number, a day in the Buddhist era, an
instant that must lie between the first rule set and now; and of a bulk body it only says that it is text. The
check below stands for it: what fits the schema may be refused for one of these reasons, and for no other.
"""

import schemathesis
from schemathesis import Case, CheckContext, Response, SerializationContext

BETWEEN_FIELDS = {
    "code_length",
    "expires_before_issued",
    "repeated_number",
    "in_the_future",
    "too_early",
    "bad_date",
}
BULK = {"/problems/not-csv", "/problems/bad-columns", "/problems/empty"}

STANDING = {
    ("POST", "/api/v1/sessions"): {"/problems/unauthorized", "/problems/locked-out"},
    ("POST", "/api/v1/users"): {"/problems/conflict", "/problems/refused"},
    ("PATCH", "/api/v1/users/{name}"): {"/problems/conflict", "/problems/refused"},
    ("DELETE", "/api/v1/users/{name}"): {"/problems/conflict"},
    ("POST", "/api/v1/keys"): {"/problems/not-found", "/problems/refused"},
}
"""Of routes over what stands in the database: what may contradict a body that fits. A password may be guessable."""


@schemathesis.serializer("application/x-ndjson")
def ndjson(context: SerializationContext, value: object) -> bytes:
    """A bulk body is text. What is not text cannot be sent as one: nothing is sent, and that is refused too."""
    return value.encode("utf-8", "replace") if isinstance(value, str) else b""


@schemathesis.check
def refused_for_what_no_schema_says(context: CheckContext, response: Response, case: Case) -> None:
    """A body that fits the schema is refused for the reasons above only."""
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive or not 400 <= response.status_code < 500:
        return
    if case.path in ("/problems/{kind}", "/assets/{digest}/{name}"):
        assert response.status_code == 404
        return
    problem = response.json()
    if "{" in case.path and response.status_code == 404:
        assert problem["type"] == "/problems/not-found", problem
        return
    if (case.method, case.path) in STANDING:
        assert problem["type"] in STANDING[case.method, case.path], problem
        return
    if case.path == "/api/v1/checks":
        assert problem["type"] in BULK, problem
    elif case.path == "/api/v1/check":
        if problem["type"] == "/problems/key-reused":
            return  # the document's own example of a key, with another body
        assert problem["type"] == "/problems/not-a-declaration", problem
        for error in problem["errors"]:
            assert error["code"] in BETWEEN_FIELDS, error
            assert error["code"] != "bad_date" or error["pointer"] == "/date", error
    else:
        raise AssertionError(problem)
