"""What the codes of a rule are called."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from greenlane.core.model import Rule
from greenlane.core.pack.codetexts import CodeText
from greenlane.core.service.nomenclatures import Nomenclatures
from greenlane.core.service.rule_codes import CodeNames, Named, chapters, excluded
from tests.core.service.offices import EVA, Office, office


@pytest.fixture
def there(url: str) -> Iterator[Office]:
    with office(url) as made:
        yield made


def names(there: Office, *texts: CodeText) -> CodeNames:
    return CodeNames(Nomenclatures(there.store), lambda: {"FJ": texts})


def test_the_longest_beginning_names_a_code_the_economys_own_before_hs(there: Office) -> None:
    nomenclatures = Nomenclatures(there.store)
    hs = b"code,text\n39,Plastics\n3915,Waste of plastics\n391510,of ethylene\n"
    nomenclatures.import_csv(EVA, "HS", hs, source="x")
    nomenclatures.import_csv(EVA, "FJ", b"code,text\n3915,Plastic scrap\n", source="x")
    found = names(there, CodeText("391590", "PET", "en")).of("FJ", ["39", "391590", "39151010", "391520", "4012"])
    assert found == {
        "39": Named("Plastics", "39", "HS"),
        "391590": Named("PET", "391590", "the pack's list"),
        "39151010": Named("of ethylene", "391510", "HS"),
        "391520": Named("Plastic scrap", "3915", "FJ"),
    }
    assert names(there).of("FJ", []) == {}


def test_where_nothing_was_imported_the_packs_own_list_names_them_in_english_first(there: Office) -> None:
    texts = (CodeText("3915", "phế liệu", "vi"), CodeText("3915", "scrap", "en"), CodeText("40", "cao su", "vi"))
    found = names(there, *texts).of("FJ", ["3915", "40"])
    assert {code: one.text for code, one in found.items()} == {"3915": "scrap", "40": "cao su"}


def test_codes_are_counted_by_chapter_and_say_what_they_leave_out() -> None:
    rule = Rule("FJ-A", "FJ", "risk", ("import",), codes=("3915", "391510", "4012"), exclude=("39151010", "40121100"))
    assert chapters(rule) == [("39", 2), ("40", 1)]
    assert excluded("3915", rule) == ("39151010",) and excluded("4707", rule) == ()
