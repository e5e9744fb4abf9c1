"""What schemathesis is told beyond the document: run as its own process by test_schemathesis.py.

Its check `positive_data_acceptance` is left out, as JSON Schema cannot say everything that makes a body right:
the length of a code in a nomenclature, the order of two dates, repeats of a number, a day in the Buddhist era, an
instant that must lie between the first rule set and now; and of a bulk body it only says that it is text. The
check below stands for it: what fits the schema may be refused for one of these reasons, and for no other.
"""

import json
import re

import schemathesis
from schemathesis import Case, CheckContext, Response, SerializationContext

BETWEEN_FIELDS = {
    "code_length",
    "expires_before_issued",
    "repeated_number",
    "in_the_future",
    "too_early",
    "bad_date",
    "no_value",
    "own_currency",
    "zero_rate",
}
DRAFTS = ("/api/v1/drafts", "/api/v1/rule-sets")
MEANING = {"refused_edit", "bad_file", "bad_choice", "unknown_rule_set"}
"""Codes of what no schema can say of an edit, a file, a choice."""
EXPONENT = re.compile(r" is -?[0-9.]+[eE][-+]?[0-9]+;")
CROSSWALK = {"one_economy", "unknown_stream"}
"""What only the two economies together, or the rule set, tell."""
BULK = {"/problems/not-csv", "/problems/bad-columns", "/problems/empty"}

OPEN = {"/healthz", "/readyz", "/openapi.json", "/", "/docs", "/problems", "/metrics"}
"""Where nothing can stand in the way. Everything else depends on what stands in the database: what is named is not
there, was changed meanwhile, contradicts it, or is refused for what only the rules, or a password, tell.
"""
STANDING = {
    f"/problems/{name}"
    for name in (
        "not-found", "conflict", "precondition-failed", "refused", "unproven", "not-approved", "erased",
        "nothing-qualifies",
    )
}  # fmt: skip
SIGN_IN = {"/problems/unauthorized", "/problems/locked-out"}


@schemathesis.serializer("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
def workbook(context: SerializationContext, value: object) -> bytes:
    """Whatever it is, it is no workbook: those are made in tests/core/exchange."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@schemathesis.serializer("application/csp-report")
def csp_report(context: SerializationContext, value: object) -> bytes:
    """JSON by another name."""
    return value if isinstance(value, bytes) else json.dumps(value).encode()


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
    if case.path == "/api/v1/checks":
        assert problem["type"] in BULK, problem
    elif case.path == "/api/v1/check":
        if problem["type"] == "/problems/key-reused":
            return  # the document's own example of a key, with another body
        assert problem["type"] == "/problems/not-a-declaration", problem
        for error in problem["errors"]:
            if error["code"] == "wrong_type" and EXPONENT.search(error["message"]):
                continue  # a schema cannot tell a number with an exponent from the same one written out
            assert error["code"] in BETWEEN_FIELDS, error
            assert error["code"] != "bad_date" or error["pointer"] == "/date", error
    elif case.path == "/api/v1/sessions" and case.method == "POST":
        assert problem["type"] in SIGN_IN, problem
    elif case.path == "/api/v1/crosswalk" and problem["type"] == "/problems/bad-parameter":
        assert {error["code"] for error in problem["errors"]} <= CROSSWALK, problem
    elif case.path == "/api/v1/changes":
        assert problem["type"] == "/problems/forbidden", problem  # an economy that there is not
    elif problem["type"] == "/problems/refused" and case.path.startswith(DRAFTS):
        for error in problem.get("errors", ()):
            assert error["code"] in MEANING, error
            # A fault of an edit's argument is one of form, but for what an address names; in an entry the pack's
            # format is held to, of which the document says no more than that it is an object.
            formal = "address" not in error and error.get("pointer", "").count("/") < 3
            assert not (formal and error.get("pointer", "").startswith("/arguments")) or (
                error["pointer"] == "/arguments/address"
            ), error
    else:
        assert case.path not in OPEN and problem["type"] in STANDING, problem
