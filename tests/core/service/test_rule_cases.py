"""The cases that speak of a rule, run against the set it stands in; and an economy's, which are kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from greenlane.core.service.economy_proof import EconomyProofs
from greenlane.core.service.rule_cases import RuleCases
from tests.core.making import rule
from tests.core.service.offices import Office, case, fiji, office


@pytest.fixture
def there(url: str) -> Iterator[Office]:
    wrong = case("plastic is clear, somebody thought", "39151010", ["FJ-BAN"], [], "clear")
    broken = case("no code at all", "", ["FJ-BAN"], [], "clear")
    with office(url, fiji(rule("FJ-ALONE", codes=["4012"]), cases=[wrong, broken])) as made:
        yield made


def test_the_cases_of_a_rule_say_what_became_of_them(there: Office) -> None:
    cases, edition = RuleCases(there.book), there.book.current()
    found = cases.run(edition, "FJ-BAN", 10)
    assert [(one.name, one.says, one.holds, one.verdict) for one in found] == [
        ("no code at all", "hits", False, None),
        ("plastic is banned", "hits", True, "prohibited"),
        ("plastic is clear, somebody thought", "hits", False, "prohibited"),
        ("rubber is not", "misses", True, "clear"),
    ]
    assert found[2].differences == ("verdict prohibited, wanted clear",)
    assert found[0].differences[0].startswith("no declaration")
    assert [one.name for one in cases.run(edition, "FJ-BAN", 1)] == ["no code at all"]
    assert cases.count(edition, "FJ-BAN") == 4
    assert cases.count(edition, "FJ-ALONE") == 0 and cases.run(edition, "FJ-ALONE", 10) == []


def test_each_rule_set_has_its_own_cases(url: str) -> None:
    with office(url) as there:
        cases, before = RuleCases(there.book), there.book.current()
        cases.warm()
        after = there.book.numbered(there.published(there.rubber()))
        assert cases.count(after, "FJ-RUBBER") == 2 and cases.count(before, "FJ-RUBBER") == 0


def test_the_cases_of_an_economy_are_run_once_a_rule_set(there: Office) -> None:
    proofs, edition = EconomyProofs(there.book), there.book.current()
    assert proofs.known(edition, "FJ") is None and proofs.cases(edition, "FJ") == 4
    proof = proofs.of(edition, "FJ")
    assert [one.name for one in proof.failing] == ["no code at all", "plastic is clear, somebody thought"]
    assert proofs.of(edition, "FJ") is proof and proofs.known(edition, "FJ") is proof
    assert proofs.cases(edition, "TH") == 0
