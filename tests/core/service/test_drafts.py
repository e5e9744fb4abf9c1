"""Rules change under control: one edits, another approves exactly that, and exactly that is published."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from greenlane.core.rights import RIGHTS, ROLES, Forbidden
from greenlane.core.service.drafts import Conflicted, NoSuchDraft, NotApproved, NotReady, Refused, Stale
from greenlane.core.store import PublishedMeanwhile
from tests.core.making import rule
from tests.core.service.bureau import plugins
from tests.core.service.offices import ANA, BEN, CHI, DEV, NEW_RULE, Office, case, fiji, office, person


@pytest.fixture
def desk(url: str) -> Iterator[Office]:
    with office(url) as opened:
        yield opened


def soon(seconds: float = 3600) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def actions(desk: Office) -> list[str]:
    return [entry.action for entry in desk.store.change_log.read(limit=1000)]


# The whole way


def test_what_one_person_edits_and_another_approves_is_published_exactly(desk: Office) -> None:
    draft = desk.rubber()

    number = desk.published(draft)

    assert number == 2
    assert desk.book.current().version == 2
    assert desk.book.entries(2) == draft.entries
    assert desk.drafts.get(draft.id).header.state == "published"
    assert desk.drafts.get(draft.id).header.published_as == 2
    header = desk.publishing.history()[-1]
    assert (header.origin, header.draft_id, header.published_by) == ("draft", draft.id, "ben")


def test_every_step_stands_in_the_change_log_with_who_what_and_why(desk: Office) -> None:
    draft = desk.titled("Plastic")
    desk.published(draft)

    entries = list(desk.store.change_log.read(limit=100))[::-1]

    assert [(one.actor, one.action) for one in entries] == [
        ("greenlane", "rule set published"),
        ("ana", "draft begun"),
        ("ana", "draft edited"),
        ("ana", "draft submitted"),
        ("ben", "draft approved"),
        ("ben", "rule set published"),
    ]
    edited = entries[2]
    assert edited.reason == "because"
    assert edited.economies == ("FJ",)
    assert "Plastic" in str(edited.detail["changes"])


def test_a_rule_set_is_of_the_draft_it_came_from_and_decisions_say_which(desk: Office) -> None:
    desk.published(desk.titled("One"))
    desk.published(desk.titled("Two"))

    assert [desk.title(n) for n in (1, 2, 3)] == ["Title of FJ-BAN", "One", "Two"]
    assert [one.version for one in desk.publishing.history()] == [1, 2, 3]


# Editing


def test_an_edit_of_what_somebody_else_edited_meanwhile_is_refused_and_told_what_changed(desk: Office) -> None:
    draft = desk.titled("One")
    desk.edit(draft, "change_rule", {"id": "FJ-BAN", "set": {"title": "Two"}}, CHI)

    with pytest.raises(Stale) as caught:
        desk.edit(draft, "change_rule", {"id": "FJ-BAN", "set": {"title": "Three"}})

    assert [(one.by, one.action) for one in caught.value.since] == [("chi", "change_rule")]
    assert caught.value.draft.entries["FJ/rules/FJ-BAN"]["title"] == "Two"


@pytest.mark.parametrize("text", ["a\x00b", "\x1b[2J", "x" * 2001])
def test_what_no_log_can_hold_is_refused_at_every_door(desk: Office, text: str) -> None:
    draft = desk.titled("One")
    for act in (
        lambda: desk.drafts.open(ANA, "Rubber", text),
        lambda: desk.drafts.open(ANA, text[:300], "because"),
        lambda: desk.drafts.undo(ANA, draft.id, draft.etag, text),
        lambda: desk.drafts.withdraw(ANA, draft.id, text),
    ):
        with pytest.raises(Refused):
            act()
    assert [one.id for one in desk.drafts.all(ANA)] == [draft.id]


@pytest.mark.parametrize("draft_id", ["", "x\x00", "nothing", "01JMTPVBWZ9S2CJ4S4E1S1T1N2", "é" * 26, "9" * 100_000])
def test_what_is_no_id_is_no_draft(desk: Office, draft_id: str) -> None:
    with pytest.raises(NoSuchDraft):
        desk.drafts.get(draft_id, ANA)


@pytest.mark.parametrize("tag", ["", "²", "-1", "9" * 5000, "99-open-0123456789ab", "\x00"])
def test_a_version_that_never_was_is_refused_like_one_that_is_over(desk: Office, tag: str) -> None:
    draft = desk.titled("One")
    with pytest.raises(Stale) as caught:
        desk.drafts.edit(ANA, draft.id, tag, "change_rule", {"id": "FJ-BAN", "set": {"title": "Two"}}, "because")
    assert len(caught.value.since) == draft.header.revision, "nothing is known of it: all is told"


def test_of_many_edits_at_once_of_one_version_exactly_one_is_taken(desk: Office) -> None:
    draft = desk.titled("One")
    taken: list[str] = []
    refused: list[Stale] = []
    ready = threading.Barrier(8)

    def edit(number: int) -> None:
        ready.wait()
        try:
            desk.edit(draft, "change_rule", {"id": "FJ-BAN", "set": {"title": f"Title {number}"}})
            taken.append(f"Title {number}")
        except Stale as error:
            refused.append(error)

    threads = [threading.Thread(target=edit, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert (len(taken), len(refused)) == (1, 7)
    assert desk.drafts.get(draft.id).entries["FJ/rules/FJ-BAN"]["title"] == taken[0]


def test_undo_takes_edits_back_one_by_one_and_nothing_is_lost(desk: Office) -> None:
    draft = desk.titled("One")
    draft = desk.edit(draft, "change_rule", {"id": "FJ-BAN", "set": {"title": "Two"}})
    titles = []
    for _ in range(2):
        draft = desk.drafts.undo(ANA, draft.id, draft.etag, "no")
        titles.append(draft.entries["FJ/rules/FJ-BAN"]["title"])

    assert titles == ["One", "Title of FJ-BAN"]
    assert draft.patch == {}
    with pytest.raises(Refused, match="no edit to take back"):
        desk.drafts.undo(ANA, draft.id, draft.etag, "no")
    assert [one.action for one in desk.drafts.edits(draft.id)] == [
        "began", "change_rule", "change_rule", "undo", "undo"
    ]  # fmt: skip


def test_an_edit_needs_a_reason_and_must_change_something(desk: Office) -> None:
    draft = desk.titled("One")
    with pytest.raises(Refused, match="say why"):
        desk.drafts.edit(ANA, draft.id, draft.etag, "remove_rule", {"id": "FJ-BAN"}, " ")
    with pytest.raises(Refused, match="changes nothing"):
        desk.edit(draft, "change_rule", {"id": "FJ-BAN", "set": {"title": "One"}})


def test_who_may_not_read_an_economys_drafts_does_not_learn_of_them(desk: Office) -> None:
    draft = desk.titled("One")
    stranger = person("sam", "editor", economy="KR")

    with pytest.raises(NoSuchDraft):
        desk.drafts.get(draft.id, stranger)
    assert desk.drafts.all(stranger) == []
    assert [one.id for one in desk.drafts.all(DEV)] == [draft.id]


# Submission


def test_a_draft_whose_case_fails_is_not_submitted_and_the_case_is_named(desk: Office) -> None:
    draft = desk.drafts.open(ANA, "Wrong", "no cases")
    draft = desk.edit(draft, "add_rule", {"rule": NEW_RULE})

    with pytest.raises(NotReady) as caught:
        desk.submitted(draft)

    assert "FJ/cases/rubber is not" in {one.address for one in caught.value.wants if one.kind == "case"}


def test_a_draft_whose_new_rule_has_no_case_is_not_submitted(desk: Office) -> None:
    draft = desk.drafts.open(ANA, "Bare", "no cases")
    draft = desk.edit(draft, "add_rule", {"rule": rule("FJ-BARE", codes=["4707"], valid={"from": "2020-01-01"})})

    with pytest.raises(NotReady) as caught:
        desk.submitted(draft)

    assert {one.address for one in caught.value.wants} == {"FJ/rules/FJ-BARE"}


def test_a_warning_needs_a_word_of_reason(desk: Office) -> None:
    overdue = {"verified_on": "2024-01-01", "review_by": "2024-06-01"}
    draft = desk.drafts.open(ANA, "Overdue", "as printed")
    draft = desk.edit(draft, "change_rule", {"id": "FJ-BAN", "set": overdue})

    with pytest.raises(NotReady) as caught:
        desk.drafts.submit(ANA, draft.id, draft.etag, "please", {})
    (want,) = caught.value.wants
    with pytest.raises(NotReady):
        desk.drafts.submit(ANA, draft.id, draft.etag, "please", {want.key: " "})
    draft = desk.drafts.submit(ANA, draft.id, draft.etag, "please", {want.key: "the ministry is asked"})

    assert draft.header.state == "submitted"
    assert "the ministry is asked" in desk.drafts.reviews(draft.id)[-1].comment


def test_a_draft_that_changes_nothing_is_not_submitted(desk: Office) -> None:
    draft = desk.drafts.open(ANA, "Empty", "to see")
    with pytest.raises(Refused, match="changes nothing"):
        desk.drafts.submit(ANA, draft.id, draft.etag, "please")


# The approval hole, tried every way


def test_an_edit_after_approval_voids_it(desk: Office) -> None:
    draft = desk.approved(desk.titled("One"))
    edited = desk.edit(draft, "change_rule", {"id": "FJ-BAN", "set": {"title": "Two"}})

    assert edited.header.state == "open"
    assert desk.drafts.reviews(draft.id)[-1].step == "voided"
    for sha in (draft.digest, edited.digest):
        with pytest.raises(NotApproved):
            desk.drafts.publish(BEN, draft.id, sha, "go")
    assert desk.book.current(fresh=True).version == 1


def test_an_edit_taken_back_does_not_bring_the_approval_back(desk: Office) -> None:
    draft = desk.approved(desk.titled("One"))
    edited = desk.edit(draft, "change_rule", {"id": "FJ-BAN", "set": {"title": "Two"}})
    back = desk.drafts.undo(ANA, draft.id, edited.etag, "no")

    assert back.digest == draft.digest
    with pytest.raises(NotApproved):
        desk.drafts.publish(BEN, draft.id, draft.digest, "go")
    with pytest.raises(NotApproved):
        desk.drafts.approve(BEN, draft.id, draft.digest, "again")


@pytest.mark.parametrize("who", ["author", "submitter", "second editor", "editor whose edit was taken back"])
def test_nobody_approves_what_they_had_a_hand_in(desk: Office, who: str) -> None:
    draft = desk.titled("One", CHI if who == "author" else ANA)
    if who.startswith(("second", "editor")):
        draft = desk.edit(draft, "change_rule", {"id": "FJ-BAN", "set": {"title": "Two"}}, CHI)
    if who.startswith("editor"):
        draft = desk.drafts.undo(ANA, draft.id, draft.etag, "no")
    draft = desk.submitted(draft, CHI if who == "submitter" else ANA)

    with pytest.raises(NotApproved, match="another person"):
        desk.drafts.approve(CHI, draft.id, draft.digest, "fine")
    assert desk.drafts.get(draft.id).header.state == "submitted"


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"approver"}))
def test_a_role_without_the_right_does_not_approve(desk: Office, role: str) -> None:
    draft = desk.submitted(desk.titled("One"))

    with pytest.raises(Forbidden):
        desk.drafts.approve(person("zoe", role), draft.id, draft.digest, "fine")

    assert "denied" in actions(desk)


def test_an_approver_of_another_economy_does_not_approve(desk: Office) -> None:
    draft = desk.submitted(desk.titled("One"))
    with pytest.raises((Forbidden, NoSuchDraft)):
        desk.drafts.approve(person("zoe", "approver", economy="KR"), draft.id, draft.digest, "fine")


def test_an_approval_is_not_replayed(desk: Office) -> None:
    draft = desk.approved(desk.titled("One"))
    with pytest.raises(NotApproved):
        desk.drafts.approve(BEN, draft.id, draft.digest, "again")
    assert desk.drafts.publish(BEN, draft.id, draft.digest, "go") == 2
    for again in (desk.drafts.publish, desk.drafts.approve):
        with pytest.raises(NotApproved):
            again(BEN, draft.id, draft.digest, "once more")
    assert desk.book.current(fresh=True).version == 2


def test_an_approval_names_the_content_it_is_of(desk: Office) -> None:
    draft = desk.submitted(desk.titled("One"))
    with pytest.raises(NotApproved, match="digest"):
        desk.drafts.approve(BEN, draft.id, "sha256:" + "0" * 64, "fine")


def test_of_an_edit_and_an_approval_at_once_one_comes_first_and_the_other_knows(desk: Office) -> None:
    for round_ in range(8):
        draft = desk.submitted(desk.titled(f"Round {round_}"))
        ready = threading.Barrier(2)

        def edit(draft: Any = draft, ready: Any = ready) -> None:
            ready.wait()
            with suppress(Stale):
                desk.edit(draft, "change_rule", {"id": "FJ-BAN", "set": {"title": "Swapped"}})

        def approve(draft: Any = draft, ready: Any = ready) -> None:
            ready.wait()
            with suppress(Stale, NotApproved):
                desk.drafts.approve(BEN, draft.id, draft.digest, "fine")

        threads = [threading.Thread(target=one) for one in (edit, approve)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)

        standing = desk.drafts.get(draft.id)
        title = standing.entries["FJ/rules/FJ-BAN"]["title"]
        assert (standing.header.state, title) in {("open", "Swapped"), ("approved", f"Round {round_}")}
        if title == "Swapped":
            with pytest.raises(NotApproved):
                desk.drafts.publish(BEN, draft.id, standing.digest, "go")


def test_a_draft_sent_back_is_submitted_and_approved_anew(desk: Office) -> None:
    draft = desk.approved(desk.titled("One"))
    draft = desk.drafts.send_back(BEN, draft.id, "the title is not the decree's")
    assert draft.header.state == "open"
    with pytest.raises(NotApproved):
        desk.drafts.publish(BEN, draft.id, draft.digest, "go")
    assert desk.published(draft) == 2


def test_a_withdrawn_draft_stays_readable_and_does_nothing_more(desk: Office) -> None:
    draft = desk.drafts.withdraw(ANA, desk.titled("One").id, "the order was revoked")
    assert draft.header.state == "withdrawn"
    with pytest.raises(Refused):
        desk.edit(draft, "remove_rule", {"id": "FJ-BAN"})
    with pytest.raises(Refused):
        desk.drafts.withdraw(ANA, draft.id, "again")
    assert desk.drafts.get(draft.id).changes


# Several drafts at once


def test_drafts_that_touch_different_entries_are_both_published_whole(desk: Office) -> None:
    rubber, title = desk.rubber(), desk.titled("Plastic")

    desk.published(rubber)
    desk.published(title)

    entries = desk.book.entries(3)
    assert entries["FJ/rules/FJ-BAN"]["title"] == "Plastic"
    assert "FJ/rules/FJ-RUBBER" in entries


def test_a_draft_that_no_longer_applies_cleanly_does_not_publish_and_says_why(desk: Office) -> None:
    mine, theirs = desk.approved(desk.titled("Mine")), desk.approved(desk.titled("Theirs"))
    desk.drafts.publish(BEN, theirs.id, theirs.digest, "first")

    with pytest.raises(Conflicted) as caught:
        desk.drafts.publish(BEN, mine.id, mine.digest, "second")

    (conflict,) = caught.value.conflicts
    assert (conflict.address, conflict.ours["title"], conflict.theirs["title"]) == (
        "FJ/rules/FJ-BAN", "Mine", "Theirs"
    )  # fmt: skip
    assert desk.title() == "Theirs"


@pytest.mark.parametrize(("choice", "title"), [("ours", "Mine"), ("theirs", "Theirs"), ("own", "Both")])
def test_a_conflict_is_settled_by_a_person_and_approved_again(desk: Office, choice: str, title: str) -> None:
    mine = desk.approved(desk.rubber())
    mine = desk.approved(desk.edit(mine, "change_rule", {"id": "FJ-BAN", "set": {"title": "Mine"}}))
    desk.published(desk.titled("Theirs"))
    made: Any = choice
    if choice == "own":
        made = {"entry": {**mine.entries["FJ/rules/FJ-BAN"], "title": "Both"}}

    with pytest.raises(Conflicted):
        desk.drafts.rebase(ANA, mine.id, mine.etag, {}, "brought up")
    settled = desk.drafts.rebase(ANA, mine.id, mine.etag, {"FJ/rules/FJ-BAN": made}, "brought up")

    assert (settled.base, settled.header.state, desk.drafts.conflicts(settled)) == (2, "open", [])
    with pytest.raises(NotApproved):
        desk.drafts.publish(BEN, mine.id, settled.digest, "go")
    assert desk.published(settled) == 3
    assert desk.title() == title
    assert "FJ/rules/FJ-RUBBER" in desk.book.entries(3)


def test_what_is_right_alone_and_wrong_together_is_not_published(desk: Office) -> None:
    first = desk.approved(desk.rubber())
    second = desk.drafts.open(ANA, "Cases", "more")
    second = desk.edit(second, "put_case", {"economy": "FJ", "case": case("tyres pass", "40040010", [], [], "clear")})
    second = desk.approved(second)
    desk.drafts.publish(BEN, first.id, first.digest, "go")

    with pytest.raises(NotReady) as caught:
        desk.drafts.publish(BEN, second.id, second.digest, "go")

    assert [one.address for one in caught.value.wants] == ["FJ/cases/tyres pass"]


# When it comes into force


def test_a_scheduled_set_is_in_force_when_its_time_comes_and_not_before(desk: Office) -> None:
    draft = desk.approved(desk.titled("Later"))
    at = soon(3)
    number = desk.drafts.publish(BEN, draft.id, draft.digest, "from then on", at)

    assert (number, desk.title()) == (2, "Title of FJ-BAN")
    assert [one.version for one in desk.publishing.pending()] == [2]
    while datetime.now(UTC) < at + timedelta(milliseconds=50):
        threading.Event().wait(0.05)
    assert desk.title() == "Later"
    assert desk.publishing.pending() == []


def test_what_is_published_meanwhile_does_not_swallow_what_is_scheduled(desk: Office) -> None:
    at = soon()
    desk.published(desk.rubber(), effective_at=at)
    number = desk.published(desk.titled("Now"))

    assert (number, desk.title()) == (3, "Now")
    assert "FJ/rules/FJ-RUBBER" not in desk.book.entries(3)
    (later,) = desk.publishing.pending()
    assert (later.version, later.effective_at, later.origin, later.source) == (4, at, "carried", 2)
    entries = desk.book.entries(4)
    assert entries["FJ/rules/FJ-BAN"]["title"] == "Now"
    assert "FJ/rules/FJ-RUBBER" in entries


def test_nothing_is_published_that_the_scheduled_set_contradicts(desk: Office) -> None:
    desk.published(desk.titled("Later"), effective_at=soon())
    now = desk.approved(desk.titled("Now"))

    with pytest.raises(Conflicted, match="scheduled for"):
        desk.drafts.publish(BEN, now.id, now.digest, "go")

    assert desk.publishing.cancel(BEN, 2, "postponed") == 3
    assert desk.publishing.pending()[0].version == 3
    assert desk.title(3) == "Title of FJ-BAN"
    assert desk.drafts.publish(BEN, now.id, now.digest, "go") == 4
    assert desk.title() == "Now"
    assert desk.title(desk.publishing.pending()[-1].version) == "Now"


def test_an_instant_that_has_passed_is_refused(desk: Office) -> None:
    draft = desk.approved(desk.titled("One"))
    with pytest.raises(Refused, match="has passed"):
        desk.drafts.publish(BEN, draft.id, draft.digest, "go", datetime.now(UTC))


# Rolling back


def test_rolling_back_publishes_old_content_as_a_new_number(desk: Office) -> None:
    desk.published(desk.titled("One"))
    number = desk.publishing.roll_back(BEN, 1, "the order was revoked")

    assert (number, desk.title()) == (3, "Title of FJ-BAN")
    header = desk.publishing.history()[-1]
    assert (header.origin, header.source) == ("rollback", 1)
    assert header.digest == desk.publishing.history()[0].digest
    with pytest.raises(Refused, match="nothing would change"):
        desk.publishing.roll_back(BEN, 1, "again")


@pytest.mark.parametrize("role", sorted(set(ROLES) - RIGHTS["roll back"]))
def test_who_may_not_roll_back_does_not(desk: Office, role: str) -> None:
    desk.published(desk.titled("One"))
    with pytest.raises(Forbidden):
        desk.publishing.roll_back(person("zoe", role), 1, "because")
    assert desk.title() == "One"


# Upgrades of packs


def test_a_new_version_of_a_pack_comes_as_a_draft_that_keeps_what_was_changed_here(desk: Office) -> None:
    desk.published(desk.titled("Local"))
    more = [case("rubber waste is banned", "40040000", ["FJ-RUBBER"], ["FJ-BAN"], "prohibited"),
            case("paper is not", "47079000", [], ["FJ-RUBBER", "FJ-BAN"], "clear")]  # fmt: skip
    newer = fiji(NEW_RULE, cases=more, version="2")
    newer["cases"] = [one for one in newer["cases"] if one["name"] != "rubber is not"]
    install(desk, newer)

    draft, (brought,) = desk.drafts.upgrade(ANA, "release 2")

    assert (brought.before, brought.after, brought.conflicts, brought.kept) == ("1", "2", (), ("FJ/rules/FJ-BAN",))
    assert desk.book.current(fresh=True).version == 2
    desk.published(draft)
    assert desk.title() == "Local"
    assert "FJ/rules/FJ-RUBBER" in desk.book.entries(3)
    with pytest.raises(Refused, match="taken in already"):
        desk.drafts.upgrade(ANA, "again")


def test_what_the_pack_and_an_admin_both_changed_is_settled_by_a_person(desk: Office) -> None:
    desk.published(desk.titled("Local"))
    newer = fiji(version="2")
    newer["rules"][0]["title"] = "Theirs"
    install(desk, newer)
    draft, _ = desk.drafts.upgrade(ANA, "release 2")

    with pytest.raises(Conflicted):
        desk.submitted(draft)
    settled = desk.drafts.rebase(ANA, draft.id, draft.etag, {"FJ/rules/FJ-BAN": "theirs"}, "the ministry's")

    desk.published(settled)
    assert desk.title() == "Theirs"


def test_a_rule_that_a_pack_no_longer_has_is_shown_and_not_assumed_to_have_ended(url: str) -> None:
    both = [case("rubber waste is banned", "40040000", ["FJ-RUBBER"], ["FJ-BAN"], "prohibited"),
            case("paper is not", "47079000", [], ["FJ-RUBBER", "FJ-BAN"], "clear")]  # fmt: skip
    full = fiji(NEW_RULE, cases=both)
    full["cases"] = [one for one in full["cases"] if one["name"] != "rubber is not"]
    with office(url, full) as desk:
        install(desk, fiji(version="2"))
        draft, (brought,) = desk.drafts.upgrade(ANA, "release 2")

        assert brought.disappearing == ("FJ-RUBBER",)
        assert "FJ/rules/FJ-RUBBER" in draft.entries
        assert [one.address for one in desk.drafts.conflicts(draft)] == ["FJ/rules/FJ-RUBBER"]
        gone = desk.drafts.rebase(ANA, draft.id, draft.etag, {"FJ/rules/FJ-RUBBER": "theirs"}, "it ended")
        assert "FJ/rules/FJ-RUBBER" not in gone.entries


def test_an_older_pack_is_not_taken_in_by_accident(url: str) -> None:
    with office(url, fiji(version="1.10")) as desk:
        older = fiji(version="1.9")
        older["rules"][0]["title"] = "Older"
        install(desk, older)
        with pytest.raises(Refused, match="1.10 → 1.9"):
            desk.drafts.upgrade(ANA, "oops")
        _, (brought,) = desk.drafts.upgrade(ANA, "meant", downgrade=True)
        assert brought.downgrade


def install(desk: Office, *packs: Any) -> None:
    """Put other packs in the place of those installed."""
    desk.book.plugins = plugins(*packs)


def test_who_rolls_back_knows_what_was_published_last(desk: Office) -> None:
    desk.published(desk.titled("One"))
    with pytest.raises(PublishedMeanwhile):
        desk.publishing.roll_back(BEN, 1, "as I knew it", newest=1)
    assert desk.publishing.roll_back(BEN, 1, "as I know it", newest=2) == 3
