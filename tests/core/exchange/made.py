"""Contents for files: the installed packs', and such as hypothesis makes of any characters."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st

from greenlane.core.draft.entries import Entries, split
from tests import installed

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12) | st.sampled_from(
    ["NO", "0901", "=1+1", "@x", "true", "null", "2025-01-31", '"', '"a"', " a", "a ", "[a]", "a;b", "_x0041_", "\r\n",
     "\x00", "\x85", "\u2028", "\ufeff", "\uffff", "a: b", "#", "- a", "~", "😀", "'", "1e3", "{}", "…", "\t"]
)  # fmt: skip
WORD = st.from_regex(r"[a-z][a-z0-9_]{1,8}", fullmatch=True)
LANGUAGES = st.sampled_from(["th", "vi", "zh"])
BY_LANGUAGE = st.builds(lambda en, more: {"en": en, **more}, TEXT, st.dictionaries(LANGUAGES, TEXT, max_size=2))
SAID = TEXT | BY_LANGUAGE
TREE = st.recursive(
    TEXT | st.just(""),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
CODES = st.lists(st.sampled_from(["0901", "39", "391510", "7204"]), max_size=3)
ECONOMY = st.fixed_dictionaries(
    {"names": SAID, "languages": st.lists(TEXT, max_size=3), "time_zone": TEXT, "coverage": st.lists(TREE)},
    optional={
        "members": st.lists(TEXT),
        "nomenclature": st.fixed_dictionaries({"name": TEXT}, optional={"lengths": st.lists(TEXT)}),
    },
)
FACT = st.fixed_dictionaries({}, optional={"label": SAID, "values": st.lists(TEXT), "presume": TREE, "pattern": TEXT})
VALUE = st.fixed_dictionaries({"value": TEXT}, optional={"from": TEXT, "to": TEXT, "source": TEXT, "period": TEXT})
RULE = st.fixed_dictionaries(
    {
        "title": SAID,
        "flows": st.lists(TEXT, max_size=2),
        "valid": st.dictionaries(st.sampled_from(["from", "to"]), TEXT),
    },
    optional={
        "codes": CODES,
        "exclude": CODES,
        "codes_title": SAID,
        "when": TREE,
        "keywords": st.dictionaries(LANGUAGES, st.lists(TEXT, min_size=1)),
        "requires": st.lists(TREE),
        "remedy": SAID,
    },
)
CASE = st.fixed_dictionaries(
    {"declaration": TREE, "expect": st.dictionaries(st.sampled_from(["verdict"]), TEXT)},
    optional={"hits": st.lists(TEXT), "file": TEXT},
)
LINE = st.fixed_dictionaries(
    {"agreement": TEXT, "codes": st.lists(TEXT, max_size=3), "rule": TEXT}, optional={"goods": SAID, "quote": TEXT}
)
AGREEMENT = st.fixed_dictionaries(
    {"name": SAID, "partners": st.lists(TEXT, max_size=2), "in_force": st.lists(TREE, max_size=2)},
    optional={"origin": st.dictionaries(TEXT, TREE, max_size=3), "note": TEXT},
)
DOCUMENT = st.fixed_dictionaries({"label": SAID}, optional={"help": SAID})

LISTS = (("rules", "id", RULE), ("cases", "name", CASE), ("agreements", "id", AGREEMENT), ("product_rules", "id", LINE))


@st.composite
def contents(draw: st.DrawFn) -> Entries:
    """Entries whose fields have the kinds that their schema asks for, with any characters in the texts."""
    entries: Entries = {}
    for code in draw(st.lists(st.sampled_from(["FJ", "NO", "PE"]), min_size=1, max_size=2, unique=True)):
        entries[f"{code}/economy"] = {"economy": code, **draw(ECONOMY)}
        named: Any
        for part, entry, named in (
            ("facts", FACT, WORD),
            ("documents", DOCUMENT, WORD),
            ("parameters", st.fixed_dictionaries({"title": SAID, "values": st.lists(VALUE, max_size=3)}), WORD),
        ):
            for name, one in draw(st.dictionaries(named, entry, max_size=2)).items():
                entries[f"{code}/{part}/{name}"] = one
        for part, key, entry in LISTS:
            for name, one in draw(st.dictionaries(TEXT, entry, max_size=3)).items():
                entries[f"{code}/{part}/{name}"] = {key: name, **one}
    return dict(sorted(entries.items()))


@cache
def real() -> Entries:
    """The content of the installed packs."""
    return split({one.economy: one.document for one in installed.host().plugins.values() if one.document})
