"""Descriptions and keywords in one canonical form, in which a keyword test is a plain substring search.

NFKC and case-folded; words stand between single spaces. Scripts written without spaces (Han, kana, Thai, Lao, Khmer,
Burmese) are searched as substrings, all others as whole words.
"""

import re
import unicodedata

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUN = re.compile(f"([{_UNSPACED}]+)")
_ASCII = str.maketrans({n: chr(n).lower() if chr(n).isalnum() else " " for n in range(128)})


def canonical(description: str) -> str:
    """A description with its words between single spaces, one at each end; empty for an empty one."""
    if description.isascii():
        words = " ".join(description.translate(_ASCII).split())
        return f" {words} " if words else ""
    folded = unicodedata.normalize("NFKC", description).casefold()
    kept = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in folded)
    words = " ".join(_RUN.sub(r" \1 ", kept).split())
    return f" {words} " if words else ""


def pattern(keyword: str) -> str:
    """What to search in a canonical description: with its spaces where whole words are meant."""
    form = canonical(keyword)
    return form.strip() if _RUN.search(form) else form
