"""No pattern of a pack keeps a server busy: what may take ages is refused, what is usual is not."""

from __future__ import annotations

import re
import time

import pytest

from greenlane.core.pack.patterns import TEXT, slow

FINE = [
    "[0-9]{3}",
    "[A-Z][A-Z0-9+/-]{0,19}",
    "[A-Z]{2}-[0-9]+",
    "(import|export)",
    "[A-Z]{2,3}(-[0-9]{1,4})?",
    "[^ ]+@[^ ]+",
    r"\d{4}-\d{2}-\d{2}",
    "(?:[0-9]{2}){3}",
    ".*",
    "",
]
SLOW = {
    "(a+)+b": "it repeats what repeats",
    "(a*)*b": "it repeats what repeats",
    "(a{1,9}){1,9}b": "it repeats what repeats",
    "(?:a|a)*b": "it repeats a choice",
    "(?:ab|a|b)*c": "it repeats a choice",
    r"(a+)\1b": "it looks back at what it found",
    "a*a*a*a*a*b": "it repeats too many things one after the other",
    "(?=(a+)+b)a*": "it repeats what repeats",
}


@pytest.mark.parametrize("pattern", FINE)
def test_a_usual_pattern_is_taken_and_soon_decides_the_worst_text(pattern: str) -> None:
    assert slow(pattern) == ""
    begun = time.perf_counter()
    for text in ("a" * TEXT, "0" * TEXT + "!", "A" * TEXT + "!", "@" * TEXT + " "):
        re.fullmatch(pattern, text)
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize(("pattern", "why"), SLOW.items())
def test_a_pattern_that_may_take_ages_is_told_why(pattern: str, why: str) -> None:
    assert slow(pattern) == why


def test_what_is_no_pattern_is_for_whoever_compiles_it() -> None:
    with pytest.raises(re.error):
        slow("[a-")
