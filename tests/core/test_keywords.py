"""Keywords: whole words where a script spaces them, substrings where it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.core.keywords import canonical, pattern
from greenlane.ext import _matcher


def stands(keyword: str, description: str) -> bool:
    return pattern(keyword) in canonical(description)


@pytest.mark.parametrize(
    ("keyword", "description"),
    [
        ("kraft", "kraft"),
        ("kraft", "Recycled KRAFT board"),
        ("kraft", "board (kraft)"),
        ("kraft", "board/kraft,new"),
        ("e waste", "sorted e-waste"),
        ("e-waste", "sorted E WASTE"),
        ("used goods", "used   goods"),
        ("used goods", "used\n\tgoods"),
        ("PET", "pet flakes"),
        ("ＰＥＴ", "PET flakes"),
        ("PET", "ＰＥＴ flakes"),
        ("straße", "STRASSE"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("café", "cafe\u0301 grounds"),
        ("giấy vụn", "GIẤY VỤN các loại"),
        ("废纸", "进口废纸浆"),
        ("ขยะ", "ขยะพลาสติก"),
        ("牛皮纸", "再生牛皮纸 kraft"),
        ("ごみ", "電子ごみの部品"),
        ("2nd hand", "2nd-hand laptops"),
    ],
)
def test_a_keyword_stands_in_a_description(keyword: str, description: str) -> None:
    assert stands(keyword, description)


@pytest.mark.parametrize(
    ("keyword", "description"),
    [
        ("kraft", "krafty"),
        ("kraft", "handkraft"),
        ("used", "unused"),
        ("used goods", "used, sorted goods"),
        ("used goods", "goods used"),
        ("pet", "carpet"),
        ("waste", "wasted"),
        ("2nd", "22nd"),
        ("废纸", "废旧纸"),
        ("kraft", ""),
        ("kraft", " -- "),
        ("отход", "отходы"),
        ("폐지", "폐지류"),
    ],
)
def test_a_keyword_does_not_stand_in_a_description(keyword: str, description: str) -> None:
    assert not stands(keyword, description)


def test_words_stand_between_single_spaces() -> None:
    assert canonical("  Mixed,\u3000scrap / PET瓶 ") == " mixed scrap pet 瓶 "


@pytest.mark.parametrize("nothing", ["", " ", "--", "…", "\u3000"])
def test_a_description_without_words_is_empty(nothing: str) -> None:
    assert canonical(nothing) == ""


@given(st.text(max_size=60))
def test_the_canonical_form_is_settled_after_once(description: str) -> None:
    once = canonical(description)

    assert canonical(once) == once


@given(st.text("abcXYZ019 -,ß", max_size=30))
def test_ascii_takes_no_other_way_than_the_rest(description: str) -> None:
    assert canonical(description + " é").removesuffix("é ").rstrip() == canonical(description).rstrip()


@given(st.text(max_size=20), st.text(min_size=1, max_size=10), st.text(max_size=20))
def test_a_word_of_its_own_is_found(before: str, word: str, after: str) -> None:
    if canonical(word):
        assert stands(word, f"{before} , {word} , {after}")


@given(st.text(st.characters(codec="ascii"), max_size=300) | st.text(max_size=20))
def test_the_compiled_form_of_plain_text_is_this_one(description: str) -> None:
    compiled = _matcher.plain_words_of(description)

    if description.isascii() and len(description) <= 254:
        assert compiled == canonical(description)
    else:
        assert compiled is None
