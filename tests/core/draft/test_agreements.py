"""Agreements and their product rules in a draft: each an entry, held to each other at every edit."""

from __future__ import annotations

from typing import Any

import pytest

from greenlane.core.draft import check
from greenlane.core.draft.edits import EditRefused, act
from greenlane.core.draft.entries import Entries, agreement_of, join, split
from greenlane.core.draft.merge import diff
from greenlane.core.draft.words import describe
from greenlane.core.origin import build_lines
from tests.core.making import pack, rule
from tests.core.origin.agreed import FACTS, agreement, lines

OTHER = {**agreement(), "id": "PACER", "origin": {}}
LINE = "FJ/product_rules/PICTA 39"


def fiji() -> Entries:
    """Fiji with two agreements, one of them with an annex."""
    made = pack("FJ", rule("FJ-ONE", "notice"), facts=dict(FACTS), documents={"P-BILL": {"label": "bill of lading"}})
    return split({"FJ": {**made, "agreements": [OTHER, agreement()], "product_rules": lines()}})


def refused(action: str, **arguments: Any) -> list[str]:
    with pytest.raises(EditRefused) as caught:
        act(fiji(), action, arguments)
    return [str(one) for one in caught.value.faults]


def test_a_content_with_agreements_is_split_and_joined_to_the_same_document() -> None:
    entries = fiji()

    assert check.faults(entries) == []
    assert [one for one in entries if "/product_rules/" in one] == [
        "FJ/product_rules/PICTA 39",
        "FJ/product_rules/PICTA 4012.11-4012.19",
        "FJ/product_rules/PICTA 7219 7220 of alloy",
    ]
    assert split(join(entries)) == entries
    (_, found) = check.ruleset(entries).packs["FJ"].agreements
    assert len(found.lines) == 3


def test_an_agreement_and_its_lines_know_each_other() -> None:
    entries = fiji()

    assert agreement_of(LINE, entries[LINE]) == agreement_of("FJ/agreements/PICTA", {}) == "PICTA"
    assert agreement_of("FJ/rules/FJ-ONE", entries["FJ/rules/FJ-ONE"]) == agreement_of(LINE, None) == ""


@pytest.mark.parametrize(
    ("more", "pointer", "message"),
    [
        ({"rule": "CTHH"}, "/rule", "at character 1"),
        ({"rule": "CTHH", "source": None}, "/rule", "at character 1"),
        ({"codes": ["3"]}, "/codes/0", "of 1 digit"),
        ({"codes": []}, "/codes", "min length is 1"),
        ({"rule": "mass >= 50"}, "/rule", "mass is no fact this pack knows"),
        ({"agreement": "PACIFIC", "id": "PACIFIC 39"}, "/id", "is filed under"),
        ({"codes": ["40"]}, "/id", "is filed under another name than PICTA 40"),
    ],
)
def test_a_fault_of_a_line_is_told_at_its_field(more: dict[str, Any], pointer: str, message: str) -> None:
    entries = fiji()
    entry = {name: one for name, one in {**entries[LINE], **more}.items() if one is not None}

    faults = check.faults({**entries, LINE: entry})
    assert any(one.address == LINE and one.pointer == pointer and message in one.message for one in faults), faults


def test_a_line_that_covers_another_is_refused_though_nobody_touched_that_one() -> None:
    entry = {**lines()[2], "id": "PICTA 39 40", "codes": ["39", "40"]}

    (told,) = refused("put_entry", address="FJ/product_rules/PICTA 39 40", entry=entry)
    assert "its codes are those of PICTA 39 too" in told


def test_a_line_of_no_agreement_is_refused() -> None:
    entry = {**lines()[2], "id": "NONE 39", "agreement": "NONE"}

    assert "there is no agreement NONE" in refused("put_entry", address="FJ/product_rules/NONE 39", entry=entry)[0]


def test_an_agreement_is_not_taken_out_while_it_has_lines() -> None:
    told = refused("remove_entry", address="FJ/agreements/PICTA")

    assert len(told) == 3 and all("there is no agreement PICTA" in one for one in told)
    assert act(fiji(), "remove_entry", {"address": "FJ/agreements/PACER"})


def test_a_line_goes_and_an_agreement_changes() -> None:
    assert [one.address for one in act(fiji(), "remove_entry", {"address": LINE})] == [LINE]
    entry = {**agreement(), "proof": "self"}
    assert act(fiji(), "put_entry", {"address": "FJ/agreements/PICTA", "entry": entry})


def test_an_edit_of_a_rule_reads_no_product_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    real = build_lines.said
    monkeypatch.setattr(build_lines, "said", lambda *one: (read.append(1), real(*one))[1])

    act(fiji(), "change_rule", {"id": "FJ-ONE", "set": {"title": "Another"}})
    assert not read
    act(fiji(), "remove_entry", {"address": LINE})
    assert read


def test_a_line_that_came_went_or_changed_is_told() -> None:
    before, after = fiji(), fiji()
    after[LINE] = {**after[LINE], "rule": "CTH"}
    gone = {place: one for place, one in before.items() if place != LINE}

    (changed,) = describe(diff(before, after))
    assert "Product rule PICTA 39" in changed.sentence
    assert "rule “CTH” instead of “originating_polymer_percent >= 50”" in changed.sentence
    (removed,) = describe(diff(before, gone))
    assert removed.sentence == "Product rule PICTA 39 “originating_polymer_percent >= 50” is taken out."
