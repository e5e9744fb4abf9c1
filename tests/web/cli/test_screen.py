"""`greenlane screen`: whole files in and out, the same whatever their form, and OUT whole or not at all."""

from __future__ import annotations

import csv
import datetime
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import python_calamine
import xlsxwriter

from greenlane.core.service.rows import RESULT_COLUMNS
from greenlane.core.store import Store, StoreUnavailable
from greenlane.core.store.writer import Writer
from greenlane.web.cli import results, screen
from tests.web.cli.conftest import Program, Run, kept

Table = list[dict[str, str]]
Cell = str | float | datetime.date | None
COLUMNS = (
    "reference",
    "date",
    "route.import",
    "commodity_code",
    "quantity.value",
    "quantity.unit",
    "value.amount",
    "value.currency",
    "documents",
    "facts.purpose",
    "facts.importer_is_plant",
)
ROWS: Sequence[Sequence[str]] = (
    ("A-1", "2025-01-01", "TH", "3915.10.00", "", "", "", "", "TH-DIW", "", ""),
    ("A-2", "2025-02-24", "VN", "61091010", "", "", "", "", "", "", ""),
    ("A-3", "2025-02-24", "VN", "39159010", "120", "TNE", "60000.50", "USD", "VN-ENV-LICENCE;VN-QCVN",
     "own_production", "true"),
    ("A-3", "", "", "26180000", "", "", "", "", "", "trade", ""),
    ("", "2025-02-24", "FJ", "0901.11", "", "", "", "", "", "", ""),
)  # fmt: skip
VERDICTS = ["prohibited", "clear", "restricted", "prohibited", "not_covered"]
ENDINGS = ("ndjson", "csv", "xlsx", "parquet")


def as_csv(path: Path, rows: Sequence[Sequence[str]] = ROWS, columns: Sequence[str] = COLUMNS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return path


def as_xlsx(path: Path, rows: Sequence[Sequence[Cell]] = ROWS, columns: Sequence[str] = COLUMNS) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    for place, line in enumerate([columns, *rows]):
        for column, cell in enumerate(line):
            if isinstance(cell, datetime.date):
                sheet.write_datetime(place, column, datetime.datetime.combine(cell, datetime.time()), day)
            elif isinstance(cell, float | int):
                sheet.write_number(place, column, cell)
            elif cell:
                sheet.write_string(place, column, cell)
    book.close()
    return path


def as_parquet(path: Path, rows: Sequence[Sequence[str]] = ROWS, columns: Sequence[str] = COLUMNS) -> Path:
    with duckdb.connect(":memory:") as database:
        declared = ", ".join(f'"{name}" VARCHAR' for name in columns)
        database.execute(f"CREATE TABLE rows ({declared})")
        marks = ", ".join("?" * len(columns))
        database.executemany(f"INSERT INTO rows VALUES ({marks})", [[cell or None for cell in row] for row in rows])
        database.execute(f"COPY rows TO '{path}' (FORMAT parquet)")
    return path


def as_ndjson(path: Path, declarations: Sequence[object] | None = None) -> Path:
    path.write_text("".join(f"{json.dumps(one)}\n" for one in declarations or DECLARATIONS), "utf-8")
    return path


DECLARATIONS: list[dict[str, Any]] = [
    {"reference": "A-1", "date": "2025-01-01", "route": {"import": "TH"},
     "items": [{"commodity_code": "3915.10.00", "documents": [{"code": "TH-DIW"}]}]},
    {"reference": "A-2", "date": "2025-02-24", "route": {"import": "VN"}, "items": [{"commodity_code": "61091010"}]},
    {"reference": "A-3", "date": "2025-02-24", "route": {"import": "VN"}, "items": [
        {"commodity_code": "39159010", "quantity": {"value": "120", "unit": "TNE"},
         "value": {"amount": "60000.50", "currency": "USD"},
         "documents": [{"code": "VN-ENV-LICENCE"}, {"code": "VN-QCVN"}],
         "facts": {"purpose": "own_production", "importer_is_plant": True}},
        {"commodity_code": "26180000", "facts": {"purpose": "trade"}}]},
    {"date": "2025-02-24", "route": {"import": "FJ"}, "items": [{"commodity_code": "0901.11"}]},
]  # fmt: skip
WRITE: dict[str, Callable[[Path], Path]] = {
    "ndjson": as_ndjson,
    "csv": as_csv,
    "xlsx": as_xlsx,
    "parquet": as_parquet,
}


def table(path: Path) -> Table:
    """A file of results as rows of text."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    if path.suffix == ".xlsx":
        head, *lines = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        assert all(isinstance(cell, str) for line in lines for cell in line)
        return [dict(zip(map(str, head), map(str, line), strict=True)) for line in lines]
    with duckdb.connect(":memory:") as database:
        found = database.execute("SELECT * FROM read_parquet(?)", [str(path)])
        names = [one[0] for one in found.description or ()]
        return [dict(zip(names, (cell or "" for cell in line), strict=True)) for line in found.fetchall()]


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def without(rows: Table, *columns: str) -> Table:
    return [{name: cell for name, cell in row.items() if name not in columns} for row in rows]


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_form_is_read(run: Run, store: Store, tmp_path: Path, ending: str) -> None:
    source = WRITE[ending](tmp_path / f"in.{ending}")
    done = run("screen", source, tmp_path / "out.csv")
    assert done.exit_code == 0, done.output
    found = table(tmp_path / "out.csv")
    assert [row["verdict"] for row in found] == VERDICTS
    assert [(row["reference"], row["number"]) for row in found] == [
        ("A-1", "1"), ("A-2", "1"), ("A-3", "1"), ("A-3", "2"), ("", "1")
    ]  # fmt: skip
    assert "VN-DEPOSIT" in found[2]["missing"].split(";")
    assert "VN deposit 10800.09 USD" in found[2]["charges"].split(";")
    assert list(dict.fromkeys(row["decision_id"] for row in found)) == [one.decision_id for one in kept(store)]


def test_the_form_of_what_is_read_changes_nothing(run: Run, tmp_path: Path) -> None:
    found = []
    for ending in ENDINGS:
        run("screen", WRITE[ending](tmp_path / f"in.{ending}"), tmp_path / f"{ending}.csv")
        # A line of NDJSON is a whole declaration, a row of a table one item, below a header.
        own = ["decision_id", "row"] if ending == "ndjson" else ["decision_id"]
        found.append(without(table(tmp_path / f"{ending}.csv"), *own))
    assert found[1] == found[2] == found[3]
    assert found[0] == without(found[1], "row")
    assert [row["row"] for row in found[1]] == ["2", "3", "4", "5", "6"]


def test_the_form_of_what_is_written_changes_nothing(run: Run, tmp_path: Path) -> None:
    source = as_csv(tmp_path / "in.csv", [*ROWS, ("Bad, \"very\"\nbad", "2025-02-30", "TH", "39", *[""] * 7)])
    written = {}
    for ending in ENDINGS:
        assert run("screen", source, tmp_path / f"out.{ending}").exit_code == 1
        if ending != "ndjson":
            found = table(tmp_path / f"out.{ending}")
            assert list(found[0]) == list(RESULT_COLUMNS)
            written[ending] = without(found, "decision_id")
    assert written["csv"] == written["xlsx"] == written["parquet"]
    assert len(written["csv"]) == 6
    *decisions, problem = lines(tmp_path / "out.ndjson")
    assert [item["verdict"] for one in decisions for item in one["items"]] == VERDICTS
    assert [row["verdict"] for row in written["csv"]] == [*VERDICTS, ""]
    assert (problem["status"], problem["line"], problem["errors"][0]["pointer"]) == (422, 7, "/date")
    assert written["csv"][-1]["error"].startswith("/date: ")
    assert written["csv"][-1]["reference"] == "Bad, \"very\"\nbad"


def test_a_line_is_answered_as_the_check_of_it_would_be(run: Run, tmp_path: Path) -> None:
    run("screen", as_ndjson(tmp_path / "in.ndjson"), tmp_path / "out.jsonl")
    alone = [json.loads(run("check", "-", input=json.dumps(one)).stdout) for one in DECLARATIONS]
    own = ("decision_id", "known_at")
    assert [{k: v for k, v in one.items() if k not in own} for one in lines(tmp_path / "out.jsonl")] == [
        {k: v for k, v in one.items() if k not in own} for one in alone
    ]


def test_what_is_refused_is_said_in_its_place_and_the_rest_is_decided(run: Run, store: Store, tmp_path: Path) -> None:
    source = tmp_path / "in.ndjson"
    source.write_text(f"{json.dumps(DECLARATIONS[0])}\n\nno JSON\n{{}}\n{json.dumps(DECLARATIONS[1])}", "utf-8")
    done = run("screen", source, tmp_path / "out.ndjson")
    assert done.exit_code == 1
    good, broken, empty, last = lines(tmp_path / "out.ndjson")
    assert (good["verdict"], last["verdict"]) == ("prohibited", "clear")
    assert [(one["status"], one["line"]) for one in (broken, empty)] == [(400, 3), (422, 4)]
    assert len(kept(store)) == 2
    assert "4 declarations: 1 prohibited, 1 clear, 2 refused → " in done.stderr


def test_progress_and_summary_are_on_standard_error_alone(run: Run, program: Program, tmp_path: Path) -> None:
    source = as_csv(tmp_path / "in.csv")
    out = tmp_path / f"{'a long name ' * 12}[b].csv"
    done = run("screen", source, out)
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.splitlines()[-1] == f"4 declarations: 2 prohibited, 1 not_covered, 1 clear → {out}"
    assert "screening" in done.stderr and "100%" in done.stderr
    found = program("screen", source, tmp_path / "out.csv")
    assert (found.returncode, found.stdout) == (0, "")


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_a_cell_like_a_formula_is_harmless_where_a_spreadsheet_opens_it(run: Run, tmp_path: Path, ending: str) -> None:
    references = ["=1+1", "+49", "-A7", "@SUM(A1)", "=HYPERLINK(\"http://x.example\")"]
    rows = [(one, "2025-02-24", "VN", "61091010", *[""] * 7) for one in references]
    out = tmp_path / f"out.{ending}"
    assert run("screen", as_csv(tmp_path / "in.csv", rows), out).exit_code == 0
    found = [row["reference"] for row in table(out)]
    if ending == "csv":
        assert found == [f"'{one}" for one in references]
    else:
        assert found == references
    if ending == "xlsx":
        sheet = python_calamine.CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0)
        assert [line[0] for line in sheet.to_python()[1:]] == references


def test_a_code_that_a_sheet_holds_as_a_number_is_refused_in_its_row(run: Run, store: Store, tmp_path: Path) -> None:
    columns = ("reference", "route.import", "commodity_code", "facts.statistical_code", "national_codes.KR")
    rows: list[list[Cell]] = [
        ["N-1", "TH", 901110000.0, None, None],
        ["N-2", "TH", "39151000", None, None],
        ["N-3", "TH", "39151000", None, None],
        ["N-3", None, 39151000, 1, 39151000],
    ]
    done = run("screen", as_xlsx(tmp_path / "in.xlsx", rows, columns), tmp_path / "out.csv")
    assert done.exit_code == 1
    found = table(tmp_path / "out.csv")
    assert [bool(row["verdict"]) for row in found] == [False, True, False, False]
    assert found[0]["error"].startswith("/items/0/commodity_code: commodity_code is a number in the sheet")
    assert found[2]["error"] == "Not answered: another item of the same declaration is wrong."
    for field in ("commodity_code", "facts/statistical_code", "national_codes/KR"):
        assert f"/items/1/{field}: " in found[3]["error"]
    assert len(kept(store)) == 1
    run("screen", tmp_path / "in.xlsx", tmp_path / "out.ndjson")
    assert [one["suggestion"] for one in lines(tmp_path / "out.ndjson")[0]["errors"]] == ["0901110000"]


def test_numbers_and_days_of_a_sheet_are_what_was_typed(run: Run, store: Store, tmp_path: Path) -> None:
    columns = ("date", "route.import", "commodity_code", *COLUMNS[4:8])
    rows: list[list[Cell]] = [[datetime.date(2025, 2, 24), "VN", "39159010", 1250, "KGM", 60000.1, "USD"]]
    done = run("screen", as_xlsx(tmp_path / "in.xlsx", rows, columns), tmp_path / "out.ndjson")
    assert done.exit_code == 0, done.output
    (record,) = kept(store)
    sent = json.loads(record.body)["input"]
    assert sent["date"] == "2025-02-24"
    assert sent["items"][0]["value"]["amount"] == "60000.1"
    assert sent["items"][0]["quantity"]["value"] == "1250"


@pytest.mark.parametrize(
    ("column", "kind", "value", "said"),
    [
        ("value.amount", "DOUBLE", "1.1", "the column value.amount is DOUBLE, a binary float"),
        ("quantity.value", "FLOAT", "1.1", "the column quantity.value is FLOAT, a binary float"),
        ("commodity_code", "BIGINT", "901110000", "the column commodity_code is BIGINT, so leading zeros may be lost"),
        ("facts.statistical_code", "SMALLINT", "1", "the column facts.statistical_code is SMALLINT"),
        ("national_codes.KR", "DECIMAL(10,0)", "1", "the column national_codes.KR is DECIMAL(10,0)"),
        ("documents", "VARCHAR[]", "['TH-DIW']", "the column documents is VARCHAR[]"),
    ],
)
def test_a_parquet_column_that_may_have_lost_digits_is_refused(
    run: Run, store: Store, tmp_path: Path, column: str, kind: str, value: str, said: str
) -> None:
    cells = {"\"route.import\"": "'TH'", "commodity_code": "'39151000'", f'"{column}"': f"CAST({value} AS {kind})"}
    if column == "commodity_code":
        del cells["commodity_code"]
    with duckdb.connect(":memory:") as database:
        chosen = ", ".join(f"{what} AS {name}" for name, what in cells.items())
        database.execute(f"COPY (SELECT {chosen}) TO '{tmp_path}/in.parquet' (FORMAT parquet)")
    done = run("screen", tmp_path / "in.parquet", tmp_path / "out.csv")
    assert (done.exit_code, kept(store)) == (2, [])
    assert said in " ".join(done.stderr.split())
    assert not (tmp_path / "out.csv").exists()


def test_a_parquet_decimal_keeps_every_digit(run: Run, store: Store, tmp_path: Path) -> None:
    amount = Decimal("12345678901234567890.12")
    with duckdb.connect(":memory:") as database:
        database.execute(
            "COPY (SELECT 'VN' AS \"route.import\", '39159010' AS commodity_code, DATE '2025-02-24' AS date, "
            f"CAST('{amount}' AS DECIMAL(38,2)) AS \"value.amount\", 'USD' AS \"value.currency\") "
            f"TO '{tmp_path}/in.parquet' (FORMAT parquet)"
        )
    done = run("screen", tmp_path / "in.parquet", tmp_path / "out.csv")
    assert done.exit_code == 0, done.output
    (record,) = kept(store)
    assert json.loads(record.body)["input"]["items"][0]["value"]["amount"] == str(amount)


def test_out_is_not_replaced_unless_that_is_said(run: Run, store: Store, tmp_path: Path) -> None:
    source, out = as_csv(tmp_path / "in.csv"), tmp_path / "out.csv"
    out.write_text("mine")
    done = run("screen", source, out)
    assert (done.exit_code, out.read_text(), kept(store)) == (2, "mine", [])
    assert "is there already" in done.stderr and "--force" in done.stderr
    assert run("screen", source, out, "--force").exit_code == 0
    assert [row["verdict"] for row in table(out)] == VERDICTS


@pytest.fixture
def failing_midway(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """A store that fails at the third group of records; what was recorded until then."""
    recorded: list[int] = []
    record = Writer.record

    def fail(self: Writer, records: Any, rule_set: int | None) -> None:
        if len(recorded) == 2:
            raise StoreUnavailable("the disk is full")
        record(self, records, rule_set)
        if records:
            recorded.append(len(records))

    monkeypatch.setattr(screen, "TOGETHER", 2)
    with monkeypatch.context() as patch:
        patch.setattr(Writer, "record", fail)
        yield recorded


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("before", [None, "mine"])
def test_out_is_whole_or_not_at_all_when_the_store_fails(
    run: Run, store: Store, failing_midway: list[int], tmp_path: Path, ending: str, before: str | None
) -> None:
    source = as_csv(tmp_path / "in.csv", [("", "2025-02-24", "VN", "61091010", *[""] * 7)] * 9)
    folder = tmp_path / "results"
    folder.mkdir()
    out = folder / f"out.{ending}"
    if before is not None:
        out.write_text(before)
    done = run("screen", source, out, "--force")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "The store cannot be used: the disk is full" in done.stderr
    assert (len(kept(store)), failing_midway) == (4, [2, 2])
    assert [one.read_text() for one in folder.iterdir()] == ([] if before is None else [before])


@pytest.mark.parametrize("ending", ENDINGS)
def test_nothing_is_left_when_it_is_interrupted(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ending: str
) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    folder = tmp_path / "results"
    folder.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(Writer, "record", interrupted)
        done = run("screen", as_csv(tmp_path / "in.csv"), folder / f"out.{ending}")
    assert done.exit_code == 1
    assert "Aborted!" in done.stderr
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_folder_that_is_not_there_is_said_before_anything_is_stored(
    run: Run, store: Store, tmp_path: Path, ending: str
) -> None:
    done = run("screen", as_csv(tmp_path / "in.csv"), tmp_path / "nowhere" / f"out.{ending}")
    assert (done.exit_code, kept(store)) == (2, [])
    assert f"out.{ending} cannot be written: No such file or directory" in " ".join(done.stderr.split())


def test_a_sheet_that_is_too_small_is_said(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(results.Sheet, "ROWS", 5)
    done = run("screen", as_csv(tmp_path / "in.csv"), tmp_path / "out.xlsx")
    assert done.exit_code == 2
    assert "a sheet has no more than 5 rows" in " ".join(done.stderr.split())
    assert not (tmp_path / "out.xlsx").exists()
    assert run("screen", as_csv(tmp_path / "less.csv", ROWS[:4]), tmp_path / "out.xlsx").exit_code == 0


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("in.txt", b"", "in.txt: the ending must be one of .ndjson, .jsonl, .csv, .xlsx, .parquet"),
        ("in.csv", b"", "There is no column commodity_code."),
        ("in.csv", b"commodity_code\n39\n", "No column names an economy"),
        ("in.csv", b"route.import,commodity_cod\n", "'commodity_cod', and there is no such field"),
        ("in.csv", b"route.import,commodity_code\nTH\n", "line 2: there are 1 cells under 2 columns"),
        ("in.csv", b"route.import,commodity_code\nTH,\xff\n", "not UTF-8"),
        ("in.csv", b'route.import,commodity_code\nTH,"39\n', "line 2: "),
        ("in.xlsx", b"no sheet", "in.xlsx cannot be read as XLSX"),
        ("in.parquet", b"no columns", "in.parquet cannot be read as Parquet"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_whole(
    run: Run, store: Store, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    done = run("screen", tmp_path / name, tmp_path / "out.csv")
    assert (done.exit_code, done.stdout, kept(store)) == (2, "", [])
    assert said in " ".join(done.stderr.split())
    assert [one.name for one in tmp_path.iterdir() if "out" in one.name] == []


def test_a_row_of_wrong_length_late_in_a_file_stops_it_before_anything_is_stored(
    run: Run, store: Store, tmp_path: Path
) -> None:
    source = as_csv(tmp_path / "in.csv", [*[ROWS[1]] * 600, ("too", "short")])
    assert (run("screen", source, tmp_path / "out.csv").exit_code, kept(store)) == (2, [])


def test_without_the_package_for_parquet_it_is_said(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    source = as_parquet(tmp_path / "in.parquet")
    monkeypatch.setitem(sys.modules, "duckdb", None)
    done = run("screen", source, tmp_path / "out.csv")
    assert done.exit_code == 2
    assert "pip install 'greenlane[bulk]'" in " ".join(done.stderr.split())


def test_the_program_says_by_its_exit_status_how_it_went(program: Program, tmp_path: Path) -> None:
    source, out = as_csv(tmp_path / "in.csv"), tmp_path / "out.csv"
    assert program("screen", source, out).returncode == 0
    assert program("screen", source, out).returncode == 2
    bad = as_csv(tmp_path / "bad.csv", [*ROWS, ("", "2025-02-30", "TH", "39", *[""] * 7)])
    assert program("screen", bad, out, "--force").returncode == 1
    assert program("screen", source, out, "--force", GREENLANE_DATABASE_URL="oracle://x/y").returncode == 3


@pytest.mark.slow
def test_twenty_thousand_rows_take_a_minute_at_most(program: Program, store: Store, tmp_path: Path) -> None:
    count = 20_000
    with (tmp_path / "in.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number in range(count):
            row = list(ROWS[number % 3])
            writer.writerow([f"R-{number}", *row[1:]])
    began = time.monotonic()
    done = program("screen", tmp_path / "in.csv", tmp_path / "out.csv")
    took = time.monotonic() - began
    assert done.returncode == 0, done.stderr[-1000:]
    found = table(tmp_path / "out.csv")
    assert [row["reference"] for row in found] == [f"R-{number}" for number in range(count)]
    assert [row["verdict"] for row in found] == [VERDICTS[number % 3] for number in range(count)]
    assert len(kept(store)) == count
    assert took < 60, f"{count / took:.0f} rows a second, {os.getloadavg()[0]:.1f} processes were waiting"
