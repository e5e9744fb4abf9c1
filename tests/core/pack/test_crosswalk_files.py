"""A crosswalk on disk: what is wrong is said at its file and line; in drafts it is entries as any others."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from greenlane.core.draft.check import faults, ruleset
from greenlane.core.draft.edits import EditRefused, checked
from greenlane.core.draft.entries import Entries, join, split
from greenlane.core.exchange import read_yaml, write_yaml
from greenlane.core.pack import PackError, load
from greenlane.core.ruleset import canonical
from greenlane.core.terms import shared_facts
from tests import installed
from tests.core.making import known, pack, rule


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The treaties' pack, to be spoilt."""
    made = tmp_path / "treaties"
    shutil.copytree(installed.FOLDERS["XT"], made)
    return made


def refused(folder: Path) -> list[str]:
    with pytest.raises(PackError) as caught:
        load(folder, shared_facts(), known)
    return [str(one) for one in caught.value.problems]


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "said"),
    [
        ("crosswalk.csv", "basel_control,", "basel_kontrol,", "crosswalk.csv:1", "no such column: 'basel_kontrol'"),
        ("crosswalk.csv", ",consent,", ",asks,", "crosswalk.csv:", "unallowed value asks"),
        ("crosswalk.csv", ",760200,", ",7602001,", "crosswalk.csv:2", "longer than the six digits"),
        ("crosswalk.csv", ",760200,", ",x,", "crosswalk.csv:2", "no commodity code"),
        ("crosswalk.csv", "B1010,IX,none,unverified,", "B1010,IX,none,,", "crosswalk.csv:2", "is not said"),
        ("crosswalk.csv", "B1010,IX,none,unverified,", "B1010,IX,,,", "crosswalk.csv:2", "what the list of basel asks"),
        ("groups.yaml", "economies: [CO]", "economies: [ZZ]", "groups.yaml:", "ZZ is no economy"),
        ("groups.yaml", 'complete: "true"', 'complete: "yes"', "groups.yaml:", "unallowed value yes"),
        ("regimes.yaml", "sender: {in: [OECD]}", "sender: {in: [OCDE]}", "regimes.yaml:", "there is no group OCDE"),
        ("regimes.yaml", 'order: "20"', 'order: "10"', "regimes.yaml:", "the order 10 stands twice"),
        ("regimes.yaml", "id: eu-inside", "id: oecd", "regimes.yaml:", "the id oecd stands twice"),
        ("regimes.yaml", "from: 2026-11-21", "from: 2026-11-31", "regimes.yaml:", "2026-11-31 does not exist"),
    ],
)
def test_a_fault_is_said_at_its_file_and_line(
    folder: Path, file: str, old: str, new: str, where: str, said: str
) -> None:
    change(folder, file, old, new)

    (problem,) = refused(folder)[:1]
    assert problem.startswith(where), problem
    assert said in problem


def test_a_row_with_too_few_cells_is_named(folder: Path) -> None:
    with (folder / "crosswalk.csv").open("a", encoding="utf-8") as stream:
        stream.write("short,Short\n")

    assert any("columns do not match the header" in one for one in refused(folder))


def test_an_economys_pack_holds_no_crosswalk(folder: Path) -> None:
    change(folder, "economy.yaml", 'everywhere: "true"\n', "")
    change(folder, "economy.yaml", "economy: XT", "economy: AQ")

    assert any("a crosswalk is of every route, and AQ is one economy" in one for one in refused(folder))


def treaties() -> Entries:
    (document,) = [one.document for one in installed.host().plugins.values() if one.economy == "XT"]
    assert document is not None
    return split({"XT": document})


def test_it_is_part_of_the_content_and_comes_back_from_it() -> None:
    entries = treaties()

    assert {"XT/streams/plastic-clean", "XT/groups/OECD", "XT/regimes/oecd"} <= set(entries)
    assert json.loads(canonical(join(entries)))["XT"]["streams"]
    assert ruleset(entries).packs["XT"].crosswalk == installed.host().packs["XT"].crosswalk
    assert read_yaml(write_yaml(entries), "x.yaml").entries == entries


def test_a_pack_without_one_does_not_know_of_it() -> None:
    assert "streams" not in join(split({"FJ": pack("FJ", rule("FJ-A", codes=["3915"]))}))["FJ"]


def test_an_edit_that_spoils_it_is_refused_and_another_is_told_in_words() -> None:
    before = treaties()
    wrong = {**before, "XT/regimes/oecd": {**before["XT/regimes/oecd"], "sender": {"in": ["OCDE"]}}}
    right = {**before, "XT/streams/plastic-clean": {**before["XT/streams/plastic-clean"], "oecd_control": "none"}}

    with pytest.raises(EditRefused) as caught:
        checked(before, wrong)
    assert [(one.address, one.pointer) for one in caught.value.faults] == [("XT/regimes/oecd", "/sender/in")]
    assert [one.address for one in checked(before, right)] == ["XT/streams/plastic-clean"]
    assert faults(right) == []
