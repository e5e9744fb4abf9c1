"""The files of a package: every one is listed, and nothing but plain files is read."""

from __future__ import annotations

import hashlib
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from greenlane.core.signing import files
from greenlane.core.signing.refusal import Refusal
from tests.core.signing.packages import FILES, package


def test_every_file_is_listed_with_its_size_and_digest(tmp_path: Path) -> None:
    found = files.listed(package(tmp_path))
    assert found == {
        path: files.File(len(content), hashlib.sha256(content).hexdigest()) for path, content in FILES.items()
    }


@pytest.mark.parametrize(
    "path",
    ["evil.py", ".hidden", "rules/.hidden.yaml", "a/b/c/d.py", "x.pyc", "rules/SIGNATURE", "__pycache__/x.py",
     "rules/__pycache__/x.yaml"],
)  # fmt: skip
def test_nothing_is_left_out(tmp_path: Path, path: str) -> None:
    folder = package(tmp_path, files={**FILES, path: b"x"})
    assert set(files.listed(folder)) == {*FILES, path}


@pytest.mark.parametrize("path", ["__pycache__/x.pyc/y.py", "__pycache__/deep/x.pyc"])
def test_a_folder_among_the_compiled_files_is_no_compiled_file(tmp_path: Path, path: str) -> None:
    with pytest.raises(Refusal, match="is no plain file"):
        files.listed(package(tmp_path, files={**FILES, path: b"x"}))


@pytest.mark.parametrize(
    "path",
    ["SIGNATURE", "__pycache__/__init__.cpython-311.pyc", "rules/__pycache__/x.cpython-312.opt-2.pyc",
     "__pycache__/test_x.cpython-311-pytest-9.0.pyc", "__pycache__/x.cpython-311.pyc.140123"],
)  # fmt: skip
def test_the_signature_and_what_python_compiles_are_left_out(tmp_path: Path, path: str) -> None:
    assert set(files.listed(package(tmp_path, files={**FILES, path: b"x"}))) == set(FILES)


def test_python_compiles_a_package_into_nothing_that_is_listed(tmp_path: Path) -> None:
    import compileall

    folder = package(tmp_path, files={**FILES, "odd-name.py": b"x = 1\n"})
    before = files.listed(folder)
    for level in (0, 1, 2):
        assert compileall.compile_dir(folder, quiet=2, optimize=level)
    assert len(list(folder.rglob("*.pyc"))) == 6
    assert files.listed(folder) == before


def pipe(file: Path) -> None:
    os.mkfifo(file)


def door(file: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        os.chdir(file.parent)
        one.bind(file.name)


LINKS: dict[str, Callable[[Path], object]] = {
    "a link to a file inside": lambda file: file.symlink_to("economy.yaml"),
    "a link to a file outside": lambda file: file.symlink_to("/etc/hostname"),
    "a link to a folder": lambda file: file.symlink_to("rules"),
    "a link to nothing": lambda file: file.symlink_to("nothing"),
    "a link to itself": lambda file: file.symlink_to(file.name),
    "a link up": lambda file: file.symlink_to(".."),
    "a pipe": pipe,
    "a socket": door,
    "a name with a line break": lambda file: (file.parent / "a\nb").write_bytes(b""),
    "a name that is not UTF-8": lambda file: open(os.fsencode(file) + b"\xff", "wb").close(),
    "a name with a backslash": lambda file: (file.parent / "a\\b").write_bytes(b""),
    "a name that says no": lambda file: (file.parent / "a\u202eb").write_bytes(b""),
}


@pytest.mark.parametrize("make", LINKS.values(), ids=LINKS.keys())
def test_what_is_no_plain_file_is_refused_and_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], object]
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = package(tmp_path)
    make(folder / "odd")
    with pytest.raises(Refusal) as found:
        files.listed(folder)
    assert found.value.kind == "unsafe"
    assert "\n" not in str(found.value) and str(found.value).isprintable()


def test_a_link_among_the_compiled_files_counts_as_a_file(tmp_path: Path) -> None:
    folder = package(tmp_path, files={**FILES, "__pycache__/a.pyc": b""})
    (folder / "__pycache__" / "b.pyc").symlink_to("a.pyc")
    with pytest.raises(Refusal, match="b.pyc: is a link"):
        files.listed(folder)


def test_limits_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = package(tmp_path)
    most = max(map(len, FILES.values()))
    monkeypatch.setattr(files, "LARGEST", most)
    assert len(files.listed(folder)) == len(FILES)
    monkeypatch.setattr(files, "LARGEST", most - 1)
    with pytest.raises(Refusal, match=f"economy.yaml: has more than {most - 1} bytes"):
        files.listed(folder)


def test_all_files_together_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = package(tmp_path)
    whole = sum(map(len, FILES.values()))
    monkeypatch.setattr(files, "WHOLE", whole)
    assert len(files.listed(folder)) == len(FILES)
    monkeypatch.setattr(files, "WHOLE", whole - 1)
    with pytest.raises(Refusal, match="has more than"):
        files.listed(folder)


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = package(tmp_path)
    monkeypatch.setattr(files, "MOST", len(FILES))
    assert len(files.listed(folder)) == len(FILES)
    monkeypatch.setattr(files, "MOST", len(FILES) - 1)
    with pytest.raises(Refusal, match="more than 4 files"):
        files.listed(folder)


def test_folders_without_end_are_refused(tmp_path: Path) -> None:
    deep = "/".join(["d"] * files.DEEPEST)
    folder = package(tmp_path, files={f"{deep}/x.yaml": b""})
    assert set(files.listed(folder)) == {f"{deep}/x.yaml"}
    with pytest.raises(Refusal, match="folders in one another"):
        files.listed(package(tmp_path, "deeper", {f"{deep}/d/x.yaml": b""}))


def test_a_file_that_may_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    folder = package(tmp_path)
    monkeypatch.setattr(files.os, "open", denied)
    with pytest.raises(Refusal, match="cannot be read: Permission denied"):
        files.listed(folder)


@pytest.mark.parametrize("path", ["a", "a/b.yaml", "ä/…", "a b", "a..b", ".a"])
def test_what_is_a_path(path: str) -> None:
    assert files.is_path(path)


@pytest.mark.parametrize(
    "path", ["", "/a", "a/", "a//b", "..", "a/../b", "./a", "a/.", "a\\b", "a\nb", "a\0", "\udc80", "a" * 1001]
)
def test_what_is_none(path: str) -> None:
    assert not files.is_path(path)
