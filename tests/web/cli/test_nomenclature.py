"""`greenlane nomenclature`: a tariff's codes brought in, and listed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from greenlane.core.rights import EVERY, Actor, Grant
from greenlane.core.store import Store
from greenlane.web.cli import nomenclature
from tests.web.cli.conftest import Program, Run

HS = "code,text\n39,Plastics\n3915,Waste of plastics\n"
OPTIONS = ("--name", "HS", "--source", "UN, read 2026-11-22")


@pytest.fixture
def editor(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whoever runs a command is an editor everywhere."""
    monkeypatch.setattr(
        "greenlane.web.cli.identity.who", lambda desk: Actor("minh", frozenset({Grant("editor", EVERY)}))
    )
    yield


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "hs.csv"
    path.write_text(HS, "utf-8")
    return path


def test_a_file_is_imported_and_listed(run: Run, editor: None, file: Path, store: Store) -> None:
    done = run("nomenclature", "import", file, *OPTIONS, "--reason", "HS 2022")
    assert (done.exit_code, done.stdout) == (0, "HS has 2 codes.\n")

    assert store.nomenclatures.codes("HS") == {"39", "3915"}
    (logged,) = store.change_log.read(action="nomenclature.imported")
    assert (logged.actor, logged.reason) == ("minh", "HS 2022")
    listed = run("nomenclature", "list").stdout.splitlines()
    assert listed[0].split() == ["name", "codes", "imported", "by", "source"]
    assert listed[1].split()[:2] == ["HS", "2"]
    assert listed[1].rstrip().endswith("minh  UN, read 2026-11-22")


def test_a_second_import_says_what_it_replaced_and_leaves_headings_out(run: Run, editor: None, file: Path) -> None:
    run("nomenclature", "import", file, *OPTIONS)

    done = run("nomenclature", "import", "-", "--name", "hs", *OPTIONS[2:], input="code,text\n40,Rubber\nTOTAL,all\n")

    assert done.stdout == "HS has 1 code instead of 2.\nRows that are headings were left out: TOTAL.\n"


def test_a_file_that_is_none_is_refused_with_every_line(run: Run, editor: None, store: Store) -> None:
    done = run("nomenclature", "import", "-", *OPTIONS, input="code,text\n1,a\n39,b\n39,c\n")

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        "Nothing was imported:\n  line 2: '1' is no commodity code: 2 to 12 digits\n  line 4: '39' stands twice\n"
    )
    assert store.nomenclatures.all() == []


def test_a_file_that_is_too_large_is_not_read_on(
    run: Run, editor: None, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nomenclature, "LARGEST", len(HS))
    assert run("nomenclature", "import", file, *OPTIONS).exit_code == 0

    monkeypatch.setattr(nomenclature, "LARGEST", len(HS) - 1)
    done = run("nomenclature", "import", file, *OPTIONS)

    assert done.exit_code == 2
    assert "the file is larger than" in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [(["-", "--name", "HS"], "--source"), (["-", "--source", "UN"], "--name"), ([*OPTIONS], "FILE")],
)
def test_what_is_missing_is_asked_for(run: Run, options: list[str], said: str) -> None:
    done = run("nomenclature", "import", *options)

    assert done.exit_code == 2
    assert said in done.stderr


def test_nobody_imports_without_saying_who_they_are(run: Run, file: Path, store: Store) -> None:
    done = run("nomenclature", "import", file, *OPTIONS)

    assert done.exit_code == 2
    assert "greenlane users add" in done.stderr
    assert store.nomenclatures.all() == []


def test_who_may_not_is_refused(run: Run, file: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "greenlane.web.cli.identity.who", lambda desk: Actor("lan", frozenset({Grant("viewer", EVERY)}))
    )

    done = run("nomenclature", "import", file, *OPTIONS)

    assert (done.exit_code, done.stdout) == (1, "")
    assert "lan may not import nomenclatures" in done.stderr


def test_an_empty_list_says_what_to_do(program: Program) -> None:
    done = program("nomenclature", "list")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("No nomenclature was imported: greenlane nomenclature import")
