"""Packs kept between starts: read again only where nothing changed, and never trusted where anything is odd."""

from __future__ import annotations

import importlib
import os
from pathlib import Path

import pytest

from greenlane.core import kept as keeping
from greenlane.core.model import Pack
from greenlane.core.pack import PackError, load
from greenlane.core.terms import shared_facts
from tests.core.pack.samples import Folder, known

naming = importlib.import_module("greenlane.core.pack.fingerprint")
MODULE = importlib.import_module("greenlane.core.pack.load")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "pack")


@pytest.fixture
def validated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that Cerberus looked at, in order."""
    seen: list[str] = []
    check = MODULE.check

    def noted(source, schema):
        seen.append(source.file)
        return check(source, schema)

    monkeypatch.setattr(MODULE, "check", noted)
    return seen


def get(folder: Folder, place: Path | None) -> tuple[Pack, dict]:
    return load(folder.path, shared_facts(), known, place)


def test_a_folder_that_did_not_change_is_not_validated_again(folder: Folder, place: Path, validated) -> None:
    first = get(folder, place)
    assert "economy.yaml" in validated and "rules/decree-7.yaml" in validated
    validated.clear()

    assert get(folder, place) == first
    assert validated == []


def test_what_is_kept_says_the_same_in_the_same_order(folder: Folder, place: Path) -> None:
    _, plain = get(folder, None)
    get(folder, place)
    _, again = get(folder, place)

    assert list(again) == list(plain)
    assert [list(rule) for rule in again["rules"]] == [list(rule) for rule in plain["rules"]]
    assert again == plain


@pytest.mark.parametrize("name", ["economy.yaml", "facts.yaml", "rules/decree-7.yaml", "rules/scrap.csv"])
def test_one_byte_more_is_another_folder(folder: Folder, place: Path, validated, name: str) -> None:
    get(folder, place)
    validated.clear()
    folder.write(name, folder.read(name) + "\n")
    get(folder, place)

    assert "economy.yaml" in validated


def test_a_code_list_that_changed_says_other_codes(folder: Folder, place: Path) -> None:
    before = get(folder, place)[0]
    folder.change("rules/scrap.csv", "72041000,steel,cast", "72041100,steel,cast")
    after = get(folder, place)[0]

    assert "72041000" in str(before.rules) and "72041000" not in str(after.rules)
    assert "72041100" in str(after.rules)


def test_a_new_file_and_a_renamed_one_are_another_folder(folder: Folder, place: Path) -> None:
    name = naming.fingerprint(folder.path)
    (folder.path / "rules" / "scrap.csv").rename(folder.path / "rules" / "scrap2.csv")
    renamed = naming.fingerprint(folder.path)
    folder.write("cases/more.yaml", "cases: []\n")

    assert len({name, renamed, naming.fingerprint(folder.path)}) == 3


def test_bytes_that_move_from_one_file_to_the_next_are_another_folder(tmp_path: Path) -> None:
    for name, first, second in (("a", "12", "3"), ("b", "1", "23")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "economy.yaml").write_text(first)
        (tmp_path / name / "facts.yaml").write_text(second)

    assert naming.fingerprint(tmp_path / "a") != naming.fingerprint(tmp_path / "b")


def test_what_stands_beside_a_pack_does_not_matter(folder: Folder) -> None:
    name = naming.fingerprint(folder.path)
    folder.write("__pycache__/table.cpython-311.pyc", b"\0")
    folder.write("README.md", "read me")

    assert naming.fingerprint(folder.path) == name


def test_another_version_validates_again(folder: Folder, place: Path, validated, monkeypatch) -> None:
    get(folder, place)
    validated.clear()
    monkeypatch.setattr(naming, "_version", lambda: "99")
    get(folder, place)

    assert "economy.yaml" in validated


def test_what_validates_is_part_of_the_name(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    name = naming.fingerprint(folder.path)
    monkeypatch.setattr(naming, "_validating", lambda: "another schema")

    assert naming.fingerprint(folder.path) != name


def test_every_file_that_validates_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pack").mkdir()
    (tmp_path / "terms").mkdir()
    files = [tmp_path / "pack" / "schema.py", tmp_path / "terms" / "facts.yaml", tmp_path / "vocabulary.py"]
    for file in files:
        file.write_text("a")
    monkeypatch.setattr(naming, "_CORE", tmp_path)
    found = {naming._validating.__wrapped__()}
    for file in files:
        file.write_text("b")
        found.add(naming._validating.__wrapped__())

    assert len(found) == 4


@pytest.mark.parametrize("damage", ["empty", "cut", "other", "name", "no object"])
def test_a_kept_document_that_is_not_what_was_written_is_not_trusted(
    folder: Folder, place: Path, validated, damage: str
) -> None:
    whole = get(folder, place)
    (file,) = place.iterdir()
    content = file.read_bytes()
    if damage == "name":  # another pack's document under this one's name
        keeping.keep(place, "other", whole[1])
        (place / "other.json").replace(file)
    else:
        file.write_bytes(
            {
                "empty": b"",
                "cut": content[:-1],
                "other": content.replace(b'"FJ"', b'"TO"'),
                "no object": keeping.seal(file.stem, b"[]") + b"\n[]",
            }[damage]
        )
    validated.clear()

    assert get(folder, place) == whole
    assert "economy.yaml" in validated
    assert file.read_bytes() == content, "and it is written anew"


def test_a_broken_pack_is_never_kept(folder: Folder, place: Path) -> None:
    folder.change("economy.yaml", "time_zone: ", "time_zone: X")
    for _ in range(2):
        with pytest.raises(PackError, match="no time zone"):
            get(folder, place)

    assert not place.exists()


def test_a_pack_whose_facts_are_gone_says_so_at_its_line_though_it_was_kept(folder: Folder, place: Path) -> None:
    get(folder, place)
    with pytest.raises(PackError) as plain:
        load(folder.path, {}, known)
    with pytest.raises(PackError) as caught:
        load(folder.path, {}, known, place)

    assert caught.value.problems == plain.value.problems
    assert all(problem.line for problem in caught.value.problems)


def test_a_folder_that_cannot_be_made_costs_only_the_keeping(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    assert get(folder, tmp_path / "file") == get(folder, tmp_path / "file" / "below") == get(folder, None)


def test_a_full_disk_costs_only_the_keeping(folder: Folder, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    assert get(folder, place) == get(folder, None)
    assert list(place.iterdir()) == []


def test_files_that_change_while_they_are_read_are_not_kept(folder: Folder, place: Path, monkeypatch) -> None:
    check = MODULE.check

    def edited(source, schema):
        folder.write("facts.yaml", folder.read("facts.yaml") + "\n")
        return check(source, schema)

    monkeypatch.setattr(MODULE, "check", edited)
    get(folder, place)

    assert not place.exists()


def test_the_folder_is_its_owners(folder: Folder, place: Path) -> None:
    get(folder, place)

    assert place.stat().st_mode & 0o077 == 0


def test_those_used_last_stay(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "STAY", 2)
    for number, name in enumerate(("a", "b")):
        keeping.keep(place, name, {})
        os.utime(place / f"{name}.json", (number, number))
    assert keeping.kept(place, "a") == {}, "which is used again"
    keeping.keep(place, "c", {})

    assert sorted(file.name for file in place.iterdir()) == ["a.json", "c.json"]
