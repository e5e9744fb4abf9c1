"""Many declarations, one goods item a row."""

import csv
import io
import json
from typing import Any

import pytest

from greenlane.core.store import StoreUnavailable
from greenlane.web.api import table
from greenlane.web.wiring import Desk
from tests.web.conftest import Send, assert_problem

HEAD = "reference,date,route.import,commodity_code,description\n"


def rows(send: Send, text: str | bytes) -> list[dict[str, str]]:
    answered = send("/checks", text if isinstance(text, bytes) else text.encode(), "text/csv")
    assert answered.status_code == 200, answered.text
    assert answered.content_type == "text/csv; charset=utf-8; header=present"
    assert answered.headers["X-Content-Type-Options"] == "nosniff"
    return list(csv.DictReader(io.StringIO(answered.text, newline=""), strict=True))


def test_a_row_is_an_item_and_its_answer(send: Send, desk: Desk) -> None:
    found = rows(send, HEAD + "A,2025-02-24,TH,3915.10.00,scrap\nB,2025-02-24,TH,010121,horses\n")
    assert [(one["reference"], one["number"], one["row"], one["error"]) for one in found] == [
        ("A", "1", "2", ""),
        ("B", "1", "3", ""),
    ]
    own = [rule for rule in found[0]["rules"].split(";") if rule.startswith("TH-")]  # beside what the treaties say
    assert (found[0]["verdict"], own) == ("prohibited", ["TH-PLASTIC-BAN"])
    assert all(desk.store.decision(one["decision_id"]) for one in found)


def test_rows_with_one_reference_are_one_declaration_wherever_they_stand(send: Send) -> None:
    found = rows(send, HEAD + "A,2025-02-24,TH,39,\n,2025-02-24,TH,39,\nA,,,0101,\n,2025-02-24,VN,39,\n")
    assert [(one["reference"], one["number"], one["row"]) for one in found] == [
        ("", "1", "3"),
        ("A", "1", "2"),
        ("A", "2", "4"),
        ("", "1", "5"),
    ]
    assert len({one["decision_id"] for one in found}) == 3


def test_what_json_answers_csv_answers_too(send: Send) -> None:
    head = (
        "date,route.export,route.import,commodity_code,quantity.value,quantity.unit,value.amount,value.currency,value.basis,"
        "documents,documents.VN-ENV-LICENCE.issued,facts.importer_is_plant,facts.purpose,facts.condition_flags\n"
    )
    row = "2025-02-24,KR,VN,3915.90.10,120,TNE,60000,USD,CIF,VN-ENV-LICENCE; VN-QCVN,2024-05-01,TRUE,own_production,"
    row += "dirty;damaged\n"
    (found,) = rows(send, head + row)
    item = {
        "commodity_code": "3915.90.10",
        "quantity": {"value": "120", "unit": "TNE"},
        "value": {"amount": "60000", "currency": "USD", "basis": "CIF"},
        "documents": [{"code": "VN-ENV-LICENCE", "issued": "2024-05-01"}, {"code": "VN-QCVN"}],
        "facts": {"importer_is_plant": True, "purpose": "own_production", "condition_flags": ["dirty", "damaged"]},
    }
    sent = {"date": "2025-02-24", "route": {"export": "KR", "import": "VN"}, "items": [item]}
    decided = send("/check", json.dumps(sent)).get_json()
    assert found["verdict"] == decided["verdict"]
    assert found["rules"].split(";") == list(dict.fromkeys(one["rule"] for one in decided["items"][0]["findings"]))
    assert "VN-DEPOSIT" in found["missing"].split(";")


def test_charges_are_named_with_their_amount(send: Send) -> None:
    head = (
        "date,route.import,commodity_code,quantity.value,quantity.unit,value.amount,value.currency,value.basis,documents,"
        "facts.importer_is_plant,facts.purpose\n"
    )
    row = "2025-02-24,VN,3915.90.10,120,TNE,60000,USD,CIF,VN-ENV-LICENCE;VN-DEPOSIT;VN-QCVN,true,own_production\n"
    (found,) = rows(send, head + row)
    assert found["charges"] == "VN deposit 10800.00 USD"


def test_a_refused_declaration_says_why_in_its_rows(send: Send) -> None:
    found = rows(send, HEAD + "A,2025-02-30,TH,3915,\nB,2025-02-24,TH,39x,\nB,,,3915,\nC,2025-02-24,TH,3915,\n")
    assert [bool(one["verdict"]) for one in found] == [False, False, False, True]
    assert found[0]["error"].startswith("/date: ")
    assert found[1]["error"].startswith("/items/0/commodity_code: ")
    assert "another item" in found[2]["error"]
    assert found[3]["error"] == ""


def test_rows_that_contradict_one_another_are_refused(send: Send) -> None:
    found = rows(send, HEAD + "A,2025-02-24,TH,3915,\nA,2025-02-25,TH,3915,\n")
    assert all(one["error"].startswith("/date: ") and "row 3" in one["error"] for one in found)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_answer_is_a_formula(send: Send, sign: str) -> None:
    cell = f'"{sign}1+1|A"'
    answered = send("/checks", f"{HEAD}{cell},2025-02-24,TH,{cell},\n".encode(), "text/csv")
    for row in csv.reader(io.StringIO(answered.text, newline="")):
        assert not any(one.startswith(("=", "+", "-", "@", "\t", "\r")) for one in row)
        assert row[0] in ("reference", f"'{sign}1+1|A")


@pytest.mark.parametrize("lead", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_mark_and_any_line_end_are_taken(send: Send, lead: bytes, end: bytes) -> None:
    text = (HEAD + 'A,2025-02-24,TH,3915,"two\nlines, ""quoted"""\n').encode()
    found = rows(send, lead + text.replace(b"\n", end))
    assert [one["error"] for one in found] == [""]


def test_blank_rows_are_counted_but_not_answered(send: Send) -> None:
    found = rows(send, HEAD + "\n,,,,\nA,2025-02-24,TH,3915,\n\n")
    assert [one["row"] for one in found] == ["4"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (HEAD + 'A,2025-02-24,TH,"39"15,\n', 2),
        (HEAD + "A,2025-02-24,TH,3915,\n" + 'B,2025-02-24,TH,39"15,\n', 3),
        (HEAD + 'A,2025-02-24,TH,3915,"open\n', 2),
        (HEAD + "A,2025-02-24,TH,3915\n", 2),
        (HEAD + "A,2025-02-24,TH,3915,,\n", 2),
        (HEAD + 'A,2025-02-24,TH,3915,"a\nb"\nB,"x"y,TH,3915,\n', 4),
        (HEAD.encode() + b"A,2025-02-24,TH,3915,\xff\n", 2),
        (HEAD.encode("utf-16"), 1),
        (HEAD + "A,2025-02-24,TH,3915,\rB,2025-02-24,TH,3915,\n", 2),
        (HEAD + "A,2025-02-24,TH,3915," + "x" * (2 << 20), 2),
        (HEAD + "A,2025-02-24,TH,3915," + '"\n' * (2 << 19), None),
    ],
)
def test_what_is_not_csv_says_where_and_nothing_is_checked(
    send: Send, desk: Desk, monkeypatch: pytest.MonkeyPatch, text: str | bytes, line: int | None
) -> None:
    monkeypatch.setattr(desk.checks, "check_many", None)
    data = text if isinstance(text, bytes) else text.encode()
    problem = assert_problem(send("/checks", data, "text/csv"), 400, "not-csv")
    assert line is None or problem["errors"][0]["line"] == line


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("route.import,comodity_code", {"comodity_code": "commodity_code", "commodity_code": "commodity_code"}),
        ("route.import,commodity_code,facts.usde", {"facts.usde": "facts.used"}),
        ("route.import,commodity_code,used", {"used": "facts.used"}),
        ("route.import,commodity_code,materials", {"materials": None}),
        ("route.import,commodity_code,commodity_code", {"commodity_code": None}),
        ("commodity_code", {"route": "route.import"}),
        ("route.import,commodity_code,", {"": None}),
        ("route.import,commodity_code,national_codes.XX", {"national_codes.XX": None}),
    ],
)
def test_a_wrong_column_is_named(send: Send, head: str, found: dict[str, str | None]) -> None:
    problem = assert_problem(send("/checks", head.encode() + b"\n", "text/csv"), 422, "bad-columns")
    named = {one["pointer"].removeprefix("/"): one.get("suggestion") for one in problem["errors"]}
    for name, suggestion in found.items():
        assert name in named
        assert suggestion is None or named[name] == suggestion


def test_semicolons_are_told_apart(send: Send) -> None:
    problem = assert_problem(send("/checks", b"route.import;commodity_code\nTH;3915\n", "text/csv"), 422, "bad-columns")
    assert "commas" in problem["errors"][0]["message"]


@pytest.mark.parametrize("text", [b"", b"\xef\xbb\xbf", HEAD.encode(), HEAD.encode() + b"\n,,,,\n"])
def test_nothing_is_refused(send: Send, text: bytes) -> None:
    assert_problem(send("/checks", text, "text/csv"), 400, "empty")


def test_a_failure_midway_names_the_first_unanswered_row(
    send: Send, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "DECLARATIONS", 2)
    check_many = desk.checks.check_many
    calls = 0

    def fail_later(*arguments: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise StoreUnavailable("secret")
        return check_many(*arguments, **more)

    monkeypatch.setattr(desk.checks, "check_many", fail_later)
    found = rows(send, HEAD + "".join(f"{one},2025-02-24,TH,3915,\n" for one in "ABCDE"))
    assert [one["reference"] for one in found] == ["A", "B", ""]
    assert "row 4" in found[-1]["error"] and "secret" not in found[-1]["error"]
    assert found[-1]["row"] == "4"
