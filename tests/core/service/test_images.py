"""Rule images: one file that processes share, and never trusted where it is not what was compiled."""

from __future__ import annotations

import mmap
import os
from pathlib import Path

import pytest

from greenlane.core.service.images import shared
from tests import installed
from tests.core.service.bureau import STRICT, declared, plugins

IMAGE = b"image of the rules" * 100


def test_an_image_is_written_once_and_mapped(tmp_path: Path) -> None:
    first = shared(tmp_path / "images", "abc", IMAGE)
    (file,) = (tmp_path / "images").iterdir()
    written = file.stat().st_mtime_ns
    second = shared(tmp_path / "images", "abc", IMAGE)

    assert isinstance(first, mmap.mmap) and isinstance(second, mmap.mmap)
    assert first[:] == second[:] == IMAGE
    assert file.stat().st_mtime_ns == written
    assert list((tmp_path / "images").iterdir()) == [file], "nothing half-written is left"


def test_another_image_of_the_same_name_has_another_file(tmp_path: Path) -> None:
    shared(tmp_path, "abc", IMAGE)
    other = shared(tmp_path, "abc", IMAGE[1:])

    assert isinstance(other, mmap.mmap)
    assert other[:] == IMAGE[1:]
    assert len(list(tmp_path.iterdir())) == 2


def test_a_mapped_image_cannot_be_changed(tmp_path: Path) -> None:
    mapped = shared(tmp_path, "abc", IMAGE)
    assert isinstance(mapped, mmap.mmap)

    with pytest.raises(TypeError):
        mapped[0] = 0


@pytest.mark.parametrize("damage", [b"", b"x", b"x" * len(IMAGE), IMAGE[:-1], IMAGE + b"x"])
def test_a_damaged_file_is_not_trusted(tmp_path: Path, damage: bytes) -> None:
    shared(tmp_path, "abc", IMAGE)
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage)

    assert shared(tmp_path, "abc", IMAGE) == IMAGE


def test_a_folder_that_cannot_be_made_costs_only_the_sharing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    assert shared(tmp_path / "file", "abc", IMAGE) == IMAGE
    assert shared(tmp_path / "file" / "below", "abc", IMAGE) == IMAGE


def test_a_full_disk_costs_only_the_sharing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    assert shared(tmp_path, "abc", IMAGE) == IMAGE
    assert not list(tmp_path.glob("*.image"))


def test_without_a_folder_nothing_is_written(tmp_path: Path) -> None:
    assert shared(None, "abc", IMAGE) is IMAGE


def test_the_folder_is_its_owners(tmp_path: Path) -> None:
    shared(tmp_path / "images", "abc", IMAGE)

    assert (tmp_path / "images").stat().st_mode & 0o077 == 0


def test_checks_answer_the_same_by_a_shared_image_a_damaged_one_and_none(tmp_path: Path) -> None:
    verdicts = []
    for name, images in (("shared", True), ("alone", False)):
        (tmp_path / name).mkdir()
        with installed.opened(tmp_path / name, plugins(STRICT), images=images) as checks:
            verdicts.append(checks.check(declared("39")).decision["verdict"])
            assert isinstance(checks.book.current().engine.image, mmap.mmap) == images
    (file,) = (tmp_path / "shared" / "images").iterdir()
    file.write_bytes(bytes(file.stat().st_size))
    (tmp_path / "shared" / "greenlane.db").unlink()
    with installed.opened(tmp_path / "shared", plugins(STRICT)) as checks:
        verdicts.append(checks.check(declared("39")).decision["verdict"])

    assert verdicts == ["prohibited"] * 3
