"""What lies in the place of a pack's file ends no process, and none waits for it."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import pytest

from greenlane.core.pack import PackError
from greenlane.core.pack.reading import LARGEST, text
from greenlane.core.pack.yamltext import DEEPEST, read, stream


def fault(file: Path) -> str:
    with pytest.raises(PackError) as refused:
        read(file, file.name)
    (problem,) = refused.value.problems
    return str(problem)


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    for content in (b"name: \xe1\x9b\x81", b"\xef\xbb\xbfname: \xe1\x9b\x81"):
        (tmp_path / "a.yaml").write_bytes(content)
        assert read(tmp_path / "a.yaml", "a.yaml").content == {"name": "ᛁ"}


def test_a_file_of_the_largest_size_is_read_and_no_byte_more(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"x" * LARGEST)
    assert len(text(file, "a.yaml")) == LARGEST
    file.write_bytes(b"x" * (LARGEST + 1))
    assert fault(file) == "a.yaml: is larger than 4 MB (keep what the rules need, or split it by instrument)"


def test_a_pipe_and_a_device_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    for name in ("pipe.yaml", "zero.yaml"):
        assert fault(tmp_path / name) == f"{name}: is no plain file (put the file itself there)"


def test_a_folder_and_a_link_to_nowhere_are_told(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "link.yaml").symlink_to("nowhere")
    for name, why in (("folder.yaml", "Is a directory"), ("link.yaml", "No such file or directory")):
        said = f"{name}: cannot be read: {why} (put the file itself there, readable by the server)"
        assert fault(tmp_path / name) == said


@pytest.mark.parametrize(("opens", "closes"), [("[", "]"), ("{a: ", "}")], ids=["lists", "mappings"])
def test_a_file_is_nested_to_a_depth_and_no_deeper(opens: str, closes: str) -> None:
    depth = DEEPEST + 1
    assert stream(opens * depth + closes * depth, "a.yaml")
    with pytest.raises(PackError) as refused:
        stream(opens * (depth + 1) + closes * (depth + 1), "a.yaml")
    assert str(refused.value) == "a.yaml:1: nested deeper than 150 (make several entries of it)"


@pytest.mark.parametrize("opens", ["[", "{a: ", "- ", "? "], ids=["lists", "mappings", "rows", "keys"])
def test_what_is_nested_without_end_is_refused_and_ends_no_process(opens: str) -> None:
    with pytest.raises(PackError):
        stream(opens * 100_000, "a.yaml")


def test_an_alias_is_not_followed_however_often_it_multiplies() -> None:
    rows = [f"{name}: &{name} [{', '.join(['*' + last] * 9)}]\n" for last, name in pairwise("abcdefghi")]
    bomb = "a: &a [x]\n" + "".join(rows)
    with pytest.raises(PackError) as refused:
        stream(bomb, "a.yaml")
    assert {problem.message for problem in refused.value.problems} == {"an alias (*name)"}


def test_a_key_is_a_text() -> None:
    with pytest.raises(PackError, match="a.yaml:1: a key that is no text"):
        stream("[a, b]: c\n", "a.yaml")
