"""The rule sets: published once, read once, and each answered from in its time."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from greenlane.core.declaration import NotADeclaration
from greenlane.core.draft.entries import join, split
from greenlane.core.ruleset import canonical, digest
from greenlane.core.service import Edition, KnownAtTooEarly, RuleBook
from greenlane.core.store import StoreUnavailable, UnknownRuleSet
from tests import installed
from tests.core.making import pack, rule
from tests.core.service.bureau import EASY, STRICT, Bureau, declared, plugins


def test_the_packs_become_rule_set_1_at_the_first_start(bureau: Bureau) -> None:
    assert bureau.store.in_force() is None

    edition = bureau.book.current()

    assert edition.version == 1
    content = canonical(join(split({"FJ": STRICT})))
    assert bureau.store.content(1) == content
    assert edition.header.digest == edition.ruleset.digest == digest(content)
    assert [one.id for one in edition.ruleset.rules] == ["FJ-BAN", "FJ-DUTY", "FJ-PAPER"]


def test_a_second_start_publishes_nothing(bureau: Bureau) -> None:
    bureau.book.current()

    assert RuleBook(bureau.store, plugins(EASY)).current().version == 1
    assert [one.version for one in bureau.store.rule_sets()] == [1]


def test_processes_that_start_together_publish_once(bureau: Bureau) -> None:
    books = [RuleBook(bureau.store, plugins(STRICT)) for _ in range(8)]
    threads = [threading.Thread(target=book.current) for book in books]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {book.current().version for book in books} == {1}
    assert len(bureau.store.rule_sets()) == 1


def test_the_same_packs_are_not_published_again(bureau: Bureau) -> None:
    bureau.book.current()

    assert bureau.book.publish_packs(reason="again", by="test") is None
    assert len(bureau.store.rule_sets()) == 1


def test_other_packs_become_the_next_rule_set_and_are_in_force(bureau: Bureau) -> None:
    bureau.book.current()
    bureau.install(EASY)

    assert bureau.book.publish_packs(reason="the ban was lifted", by="ann") == 2

    assert bureau.book.hot().version == 2
    header = bureau.store.rule_sets()[1]
    assert (header.reason, header.published_by) == ("the ban was lifted", "ann")
    assert bureau.checks.check(declared("39")).decision["verdict"] == "clear"


def test_publishing_into_an_empty_store_is_the_first_rule_set(bureau: Bureau) -> None:
    assert bureau.book.publish_packs(reason="first", by="ann") is None
    assert bureau.book.hot().version == 1


def test_what_another_process_published_is_found_when_looked_for(bureau: Bureau) -> None:
    bureau.book.current()
    bureau.publish(EASY)

    assert bureau.book.hot().version == 1
    assert bureau.book.current().version == 1, "it was looked for just now"
    assert bureau.book.current(fresh=True).version == 2
    assert bureau.book.hot().version == 2


def test_what_another_process_published_is_found_after_a_second(bureau: Bureau) -> None:
    bureau.book.current()
    bureau.publish(EASY)
    bureau.book.FRESH = 0.0  # type: ignore[misc]

    assert bureau.book.current().version == 2


def test_an_edition_is_read_once(bureau: Bureau) -> None:
    first = bureau.book.current()
    bureau.publish(EASY)
    bureau.book.current(fresh=True)

    assert bureau.book.numbered(1) is first
    assert bureau.book.edition(first.header) is first


def test_the_last_few_editions_are_kept_and_older_ones_read_again(bureau: Bureau) -> None:
    first = bureau.book.current()
    for number in range(7):
        bureau.publish(pack("FJ", rule(f"FJ-{number}{number}")))
    for version in range(2, 9):
        assert bureau.book.numbered(version).version == version

    again = bureau.book.numbered(1)

    assert again is not first
    assert again.ruleset == first.ruleset


def test_a_number_that_was_never_published_is_unknown(bureau: Bureau) -> None:
    bureau.book.current()

    with pytest.raises(UnknownRuleSet):
        bureau.book.numbered(2)


def test_known_at_before_the_first_rule_set_is_refused(bureau: Bureau) -> None:
    first = bureau.book.current().header.effective_at

    with pytest.raises(KnownAtTooEarly) as caught:
        bureau.book.at(first - timedelta(microseconds=1))

    assert caught.value.first == first
    assert bureau.book.at(first).version == 1


def test_known_at_is_answered_from_the_rule_set_of_that_instant(bureau: Bureau) -> None:
    bureau.book.current()
    bureau.publish(EASY)
    first, second = (header.effective_at for header in bureau.store.rule_sets())

    assert bureau.book.at(second - timedelta(microseconds=1)).version == 1
    assert bureau.book.at(second).version == 2
    assert first < second


def test_a_declaration_is_answered_from_an_older_rule_set(bureau: Bureau) -> None:
    bureau.checks.check(declared("39"))
    bureau.publish(EASY)
    first, second = (header.effective_at for header in bureau.store.rule_sets())

    old = bureau.checks.check(declared("39", known_at=first.isoformat())).decision
    new = bureau.checks.check(declared("39", known_at=second.isoformat())).decision

    assert (old["verdict"], old["ruleset"]["version"], old["known_at"]) == ("prohibited", 1, first.isoformat())
    assert (new["verdict"], new["ruleset"]["version"]) == ("clear", 2)
    assert bureau.kept()[1][1:] == (1, "prohibited")
    assert bureau.checks.decision(old["decision_id"]) == old


@pytest.mark.parametrize("many", [False, True])
def test_known_at_before_the_first_is_a_fault_at_its_field(bureau: Bureau, many: bool) -> None:
    first = bureau.book.current().header.effective_at
    body = declared("39", known_at="2001-01-01T00:00:00Z")

    if many:
        (error,) = bureau.checks.check_many([body])
        assert isinstance(error, NotADeclaration)
    else:
        with pytest.raises(NotADeclaration) as caught:
            bureau.checks.check(body)
        error = caught.value

    (fault,) = error.faults
    assert (fault.pointer, fault.code, fault.suggestion) == ("/known_at", "too_early", first.isoformat())
    assert bureau.kept() == []


def test_known_at_in_the_future_is_a_fault_at_its_field(bureau: Bureau) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)

    with pytest.raises(NotADeclaration) as caught:
        bureau.checks.check(declared("39", known_at=later.isoformat()))

    assert [fault.pointer for fault in caught.value.faults] == ["/known_at"]


def test_an_economy_whose_plugin_is_not_installed_is_unavailable(tmp_path: Path) -> None:
    with installed.opened(tmp_path, plugins(STRICT, pack("WS"))) as checks:
        checks.book.current()
        without = RuleBook(checks.store, plugins(STRICT))

        assert without.current().unavailable == {"WS": "rule set 1 holds its rules, but no plugin for it is installed"}


def test_an_economy_whose_rules_are_not_published_is_unavailable(bureau: Bureau) -> None:
    bureau.book.current()
    with_more = RuleBook(bureau.store, plugins(STRICT, pack("WS")))

    assert with_more.current().unavailable == {
        "WS": "its plugin is new and its rules are not published: greenlane drafts upgrade"
    }


def test_an_economy_whose_plugin_failed_is_unavailable_with_its_reason(tmp_path: Path) -> None:
    with installed.opened(tmp_path, plugins(STRICT, failed={"WS": "rules/a.yaml:3: no"})) as checks:
        answer = checks.check(declared("40", route={"import": "WS", "transit": ["FJ"]})).decision

        assert answer["verdict"] == "referred"
        assert answer["coverage"]["WS"] == {"status": "unavailable", "reason": "rules/a.yaml:3: no"}
        assert answer["coverage"]["FJ"]["status"] == "covered"
        assert checks.decision(answer["decision_id"]) == answer


def test_what_was_unavailable_stays_so_in_the_decision_when_it_is_back(bureau: Bureau) -> None:
    bureau.book.current()
    bureau.install(pack("WS"))
    down = type(bureau.checks)(RuleBook(bureau.store, bureau.book.plugins))
    answer = down.check(declared("39")).decision
    assert answer["coverage"]["FJ"]["status"] == "unavailable"

    again = type(bureau.checks)(RuleBook(bureau.store, plugins(STRICT))).decision(answer["decision_id"])

    assert again == answer


def test_a_rule_set_this_version_cannot_read_is_unavailable(bureau: Bureau) -> None:
    bureau.book.current()
    broken = {"FJ": {**STRICT, "rules": [{**STRICT["rules"][0], "id": "WS-BAN"}]}}
    bureau.store.publish(canonical(broken), digest(canonical(broken)), reason="newer format", by="newer")

    with pytest.raises(StoreUnavailable, match="cannot read rule set 2"):
        bureau.book.current(fresh=True)


def test_the_installed_packs_all_answer() -> None:
    found = installed.installed()

    assert set(found.documents) == set(installed.FOLDERS)
    assert dict(found.failed) == {}


def test_an_edition_holds_the_content_of_each_economy(tmp_path: Path) -> None:
    with installed.opened(tmp_path, plugins(STRICT, pack("WS"))) as checks:
        edition = checks.book.current()

        assert isinstance(edition, Edition)
        assert edition.contents["FJ"] == digest(canonical(join(split({"FJ": STRICT}))))
        assert set(edition.contents) == {"FJ", "WS"}
