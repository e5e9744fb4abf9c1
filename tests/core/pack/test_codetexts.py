"""What the code lists of a pack call the goods."""

from __future__ import annotations

from pathlib import Path

from greenlane.core.pack.codetexts import CodeText, code_texts
from tests import installed


def test_the_lists_of_the_real_packs_have_texts() -> None:
    texts = installed.host().texts()
    assert set(texts) == set(installed.FOLDERS)
    assert CodeText("39159010", "PET", "en") in texts["VN"]


def test_texts_of_lists_are_read_by_their_columns_and_what_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "a.csv").write_text("code,name,name_ko,where\n3915,plastic,플라스틱,x\n39x,no,no,x\n", "utf-8")
    (rules / "b.csv").write_bytes(b"code,name\n4707,\xff\n")
    (rules / "c.csv").write_text("number,name\n1,one\n", "utf-8")

    assert code_texts(tmp_path) == (CodeText("3915", "plastic", "en"), CodeText("3915", "플라스틱", "ko"))
