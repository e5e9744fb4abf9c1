"""The discussion of a draft: anybody who may read it may speak, and nothing of the draft moves by it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from greenlane.core.rights import Forbidden
from greenlane.core.service.drafts import NoSuchDraft, Refused
from tests.core.service.offices import ANA, BEN, DEV, FAY, Office, office, person


@pytest.fixture
def desk(url: str) -> Iterator[Office]:
    with office(url) as opened:
        yield opened


def said(desk: Office, draft_id: str) -> list[tuple[str, str, str]]:
    return [(one.by, one.step, one.comment) for one in desk.drafts.reviews(draft_id)]


def test_who_may_read_a_draft_may_speak_of_it(desk: Office) -> None:
    draft = desk.titled("Waste")
    made = desk.drafts.comment(DEV, draft.id, "  why not scrap?\n\nIt says so.  ")

    assert (made.by, made.step, made.comment) == ("dev", "commented", "why not scrap?\n\nIt says so.")
    assert (made.number, made.revision, made.digest) == (1, 2, draft.digest)
    assert desk.drafts.reviews(draft.id) == [made]


def test_a_comment_leaves_the_draft_as_it_stands(desk: Office) -> None:
    draft = desk.titled("Waste")
    desk.drafts.comment(BEN, draft.id, "why?")
    after = desk.drafts.get(draft.id)

    assert (after.header, after.digest, after.etag) == (draft.header, draft.digest, draft.etag)
    desk.edit(draft, "change_rule", {"id": "FJ-BAN", "set": {"title": "Scrap"}})


def test_a_comment_voids_neither_submission_nor_approval(desk: Office) -> None:
    draft = desk.submitted(desk.titled("Waste"))
    desk.drafts.comment(ANA, draft.id, "it is urgent")
    draft = desk.drafts.approve(BEN, draft.id, draft.digest, "read")
    desk.drafts.comment(DEV, draft.id, "at last")

    assert desk.drafts.publish(BEN, draft.id, draft.digest, "Order 7") == 2
    desk.drafts.comment(DEV, draft.id, "thank you")
    steps = ["submitted", "commented", "approved", "commented", "published", "commented"]
    assert [step for _, step, _ in said(desk, draft.id)] == steps


def test_who_commented_is_no_editor_and_may_approve(desk: Office) -> None:
    draft = desk.titled("Waste")
    desk.drafts.comment(BEN, draft.id, "why?")

    assert desk.approved(draft).header.state == "approved"


def test_a_comment_stands_in_the_change_log(desk: Office) -> None:
    draft = desk.titled("Waste")
    desk.drafts.comment(DEV, draft.id, "why?")
    (entry,) = desk.store.change_log.read(limit=1)

    assert (entry.actor, entry.action, entry.subject) == ("dev", "draft commented", f"draft:{draft.id}")
    assert (entry.reason, list(entry.economies)) == ("why?", ["FJ"])


@pytest.mark.parametrize("text", ["", " \n\t "])
def test_an_empty_comment_is_refused(desk: Office, text: str) -> None:
    draft = desk.titled("Waste")
    with pytest.raises(Refused, match="empty"):
        desk.drafts.comment(DEV, draft.id, text)
    assert said(desk, draft.id) == []


def test_4000_characters_are_the_most(desk: Office) -> None:
    draft = desk.titled("Waste")
    desk.drafts.comment(DEV, draft.id, "ü" * 4000)
    with pytest.raises(Refused, match="4001 characters: 4000 are the most"):
        desk.drafts.comment(DEV, draft.id, "ü" * 4001)
    assert len(said(desk, draft.id)) == 1


def test_who_may_not_read_drafts_may_not_speak(desk: Office) -> None:
    draft = desk.titled("Waste")
    with pytest.raises(Forbidden):
        desk.drafts.comment(FAY, draft.id, "why?")
    with pytest.raises(NoSuchDraft):
        desk.drafts.comment(person("gus", "viewer", economy="PE"), draft.id, "why?")
    with pytest.raises(NoSuchDraft):
        desk.drafts.comment(DEV, "01JMTPVBWZ9S2CJ4S4E1S1T1N2", "why?")
    assert said(desk, draft.id) == []
