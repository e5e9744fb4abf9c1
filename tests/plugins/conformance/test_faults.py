"""Each fault is found by its check, at its place, and its author is told what to do; told.txt has every word of it.

After a change of words, `.venv/bin/python -m tests.plugins.conformance.test_faults` writes told.txt; read it aloud.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import greenlane
from greenlane.plugins.conformance import Result
from greenlane.plugins.conformance.registry import CHECKS
from tests.plugins.conformance.faults import EVERY
from tests.plugins.conformance.made import make

TOLD = Path(__file__).with_name("told.txt")


def read() -> dict[str, str]:
    found = {}
    for block in TOLD.read_text("utf-8").split("\n\n"):
        name, _, told = block.strip().partition("\n")
        found[name.removeprefix("# ")] = told
    return found


def said(one: Result) -> str:
    """A result as told.txt has it, without what moves with each release."""
    text = f"{one.status} [{one.check}] {one.where}\n  {one.message}\n  -> {one.remedy}"
    return text.replace(", ".join(sorted(greenlane.__all__)), "NAMES").replace(greenlane.__version__, "VERSION")


def told(name: str, folder: Path) -> str:
    spoil, check = EVERY[name]
    made = make(folder)
    spoil(made)
    found = made.found(check)
    assert found, f"{check} has nothing to say of it"
    return said(found[0])


@pytest.mark.parametrize("name", EVERY)
def test_a_fault_is_told_with_its_place_and_what_to_do(name: str, tmp_path: Path) -> None:
    assert told(name, tmp_path) == read()[name]


def test_nothing_is_told_of_no_fault() -> None:
    assert set(read()) == set(EVERY)


def test_every_check_that_can_be_spoilt_has_a_fault() -> None:
    """The others are held by tests of their own: what they find is a fault of ours, or of code."""
    of_their_own = {"determinism", "fuzz", "time", "signature"}
    assert {check for _, check in EVERY.values()} == {check.name for check in CHECKS} - of_their_own


@pytest.mark.parametrize("name", EVERY)
def test_what_is_told_can_be_read(name: str) -> None:
    status, message, remedy = read()[name].split("\n")
    assert re.fullmatch(r"(failed|warned) \[[a-z-]+\] \S*", status)
    assert len(message.strip()) > 8 and "Traceback" not in message
    assert remedy.startswith("  -> ") and len(remedy.strip()) > 9, "the author is not told what to do"


if __name__ == "__main__":
    sys.stdout.write("Writing what is told of each fault\n")
    blocks = []
    for one in EVERY:
        with TemporaryDirectory() as place:
            blocks.append(f"# {one}\n{told(one, Path(place))}\n")
    TOLD.write_text("\n".join(blocks), "utf-8")
