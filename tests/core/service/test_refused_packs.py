"""An economy whose package is refused for its signature: what was published of it stays, and nothing else is of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from greenlane.core.service import Checks, RuleBook
from greenlane.core.service.publishing import Refused
from tests.core.making import pack, rule
from tests.core.service.bureau import STRICT, Bureau, declared, plugins
from tests.core.service.offices import ANA
from tests.core.service.offices import office as opened

WHY = "rules/act.yaml: was altered since it was signed"
WS = pack("WS", rule("WS-BAN", codes=["40"]))


def refuse(book: RuleBook, *codes: str, failed: dict[str, str] | None = None) -> RuleBook:
    """As a process would be that starts over the same database with these packages refused."""
    left = {code: one for code, one in book.plugins.documents.items() if code not in codes}
    there = replace(book.plugins, documents=left, failed=failed or {}, refused=dict.fromkeys(codes, WHY))
    return RuleBook(book.store, there)


def test_what_was_published_goes_on_answering(bureau: Bureau) -> None:
    before = bureau.checks.check(declared()).decision
    book = refuse(bureau.book, "FJ")
    assert dict(book.current().unavailable) == {}
    assert set(book.current().ruleset.packs) == {"FJ"}
    after = Checks(book).check(declared()).decision
    for name in ("verdict", "coverage", "items"):
        assert after[name] == before[name]


def test_one_that_was_never_published_is_unavailable_for_that_reason(bureau: Bureau) -> None:
    book = refuse(RuleBook(bureau.store, plugins(STRICT, WS)), "WS")
    assert dict(book.current().unavailable) == {"WS": WHY}


def test_one_that_also_fails_is_unavailable(bureau: Bureau) -> None:
    bureau.book.current()
    book = refuse(bureau.book, "FJ", failed={"FJ": "economy.yaml:1: odd"})
    assert dict(book.current().unavailable) == {"FJ": "economy.yaml:1: odd"}


def test_one_of_which_no_package_is_there_is_still_unavailable(bureau: Bureau) -> None:
    bureau.book.current()
    book = RuleBook(bureau.store, replace(bureau.book.plugins, documents={}))
    assert "no plugin for it is installed" in book.current().unavailable["FJ"]


def test_the_first_rule_set_holds_nothing_of_it(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/greenlane.db", WS) as house:
        assert set(house.book.current().ruleset.packs) == {"WS"}
        book = refuse(RuleBook(house.store, plugins(STRICT, WS)), "FJ")
        assert dict(book.current().unavailable) == {"FJ": WHY}


def test_an_upgrade_says_why_its_pack_is_not_among_the_new_ones(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/greenlane.db") as house:
        house.book.plugins = refuse(house.book, "FJ").plugins
        with pytest.raises(Refused, match=f"taken in already; the one of FJ is refused: {WHY}"):
            house.drafts.upgrade(ANA, "release 2")
        with pytest.raises(Refused, match="taken in already$"):
            house.drafts.upgrade(ANA, "release 2", ["WS"])
