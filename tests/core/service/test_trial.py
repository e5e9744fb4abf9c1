"""A declaration decided without being stored, in the very words of a check."""

from __future__ import annotations

import json
from typing import Any

import pytest

from greenlane.core.declaration import NotADeclaration, NotJSON
from greenlane.core.service import Checks
from greenlane.core.service.drafts import Drafts, NoSuchDraft
from greenlane.core.service.publishing import Publishing, Refused
from greenlane.core.service.trial import Trials
from greenlane.core.store import UnknownRuleSet
from tests import installed
from tests.core.service.bureau import EASY, Bureau, declared
from tests.core.service.offices import ANA, FAY, Office, office, person

CASES = [
    pytest.param(economy, index, id=f"{economy}: {case.name}")
    for economy in sorted(installed.FOLDERS)
    for index, case in enumerate(installed.cases(economy))
]


def trials(checks: Checks) -> Trials:
    return Trials(checks.book, Drafts(checks.book, Publishing(checks.book)))


def of(office: Office) -> Trials:
    return Trials(office.book, office.drafts)


def unnamed(answer: bytes) -> dict[str, Any]:
    """An answer without what differs from one time to the next: its id, and the instant where none was asked for."""
    found: dict[str, Any] = json.loads(answer)
    return {name: value for name, value in found.items() if name not in ("decision_id", "known_at")}


@pytest.mark.parametrize(("economy", "index"), CASES)
def test_a_trial_says_byte_for_byte_what_a_check_says(everyone: Checks, economy: str, index: int) -> None:
    case = installed.cases(economy)[index]
    known = everyone.book.current().header.effective_at.isoformat()
    body = json.dumps({**case.declaration, "known_at": known}, default=str).encode()

    tried = trials(everyone).decide(body, language="vi").json
    checked = everyone.check(body, language="vi").json

    head, _, rest = checked.partition(b",")
    assert head.startswith(b'{"decision_id":')
    assert tried == b"{" + rest


def test_nothing_is_stored_by_a_trial_and_no_plugin_is_told(bureau: Bureau) -> None:
    answer = trials(bureau.checks).decide(declared("39")).answer

    assert answer["verdict"] == "prohibited"
    assert "decision_id" not in answer
    assert bureau.kept() == []


def test_a_decoded_declaration_is_tried_like_its_json(bureau: Bureau) -> None:
    asked = trials(bureau.checks)

    assert unnamed(asked.decide(json.loads(declared("39"))).json) == unnamed(asked.decide(declared("39")).json)


def test_what_is_published_elsewhere_is_tried_by_at_once(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = trials(bureau.checks)
    assert asked.decide(declared("39")).answer["verdict"] == "prohibited"
    monkeypatch.setattr(bureau.book, "FRESH", 0.0)

    bureau.publish(EASY)

    assert asked.decide(declared("39")).answer["verdict"] == "clear"


def test_an_older_rule_set_is_tried_by_its_number_whatever_known_at_says(bureau: Bureau) -> None:
    bureau.book.current()
    bureau.publish(EASY)
    now = bureau.book.current(fresh=True).header.effective_at.isoformat()

    answer = trials(bureau.checks).decide(declared("39", known_at=now), number=1).answer

    assert (answer["verdict"], answer["ruleset"]["version"]) == ("prohibited", 1)
    with pytest.raises(UnknownRuleSet):
        trials(bureau.checks).decide(declared("39"), number=7)


def test_a_draft_is_tried_as_it_stands_and_again_after_an_edit(sqlite_url: str) -> None:
    with office(sqlite_url) as at:
        asked, draft = of(at), at.rubber()
        before = asked.decide(declared("40040000")).answer
        after = asked.decide(declared("40040000"), draft=draft.id, actor=ANA)
        at.edit(draft, "remove_rule", {"id": "FJ-RUBBER"})
        taken_back = asked.decide(declared("40040000"), draft=draft.id, actor=ANA).answer

    assert [before["verdict"], after.answer["verdict"], taken_back["verdict"]] == ["clear", "prohibited", "clear"]
    assert after.answer["ruleset"] == {"version": 0, "digest": after.ruleset.digest}


def test_a_draft_that_says_nothing_new_answers_like_the_set_in_force(sqlite_url: str) -> None:
    with office(sqlite_url) as at:
        draft = at.drafts.open(ANA, "Nothing", "later")
        found = unnamed(of(at).decide(declared("39"), draft=draft.id).json)
        there = unnamed(of(at).decide(declared("39")).json)

    assert {**found, "ruleset": None} == {**there, "ruleset": None}
    assert found["ruleset"]["digest"] == there["ruleset"]["digest"]


def test_a_draft_of_others_is_not_tried(sqlite_url: str) -> None:
    with office(sqlite_url) as at:
        draft = at.rubber()
        for actor in (FAY, person("gus", "viewer", economy="PE")):
            with pytest.raises(NoSuchDraft):
                of(at).decide(declared("39"), draft=draft.id, actor=actor)
        with pytest.raises(NoSuchDraft):
            of(at).decide(declared("39"), draft="01JTEST0000000000000000000")


def test_a_draft_that_makes_no_rule_set_is_refused(sqlite_url: str) -> None:
    with office(sqlite_url) as at:
        draft = at.drafts.open(ANA, "Broken", "later")
        wrong = {**draft.entries, "FJ/rules/FJ-BAN": {"id": "FJ-BAN"}}
        draft = at.drafts.put_entries(ANA, draft.id, draft.etag, wrong, "import", "a file")
        with pytest.raises(Refused):
            of(at).decide(declared("39"), draft=draft.id)


def test_what_cannot_be_read_is_refused_as_by_a_check(bureau: Bureau) -> None:
    asked = trials(bureau.checks)
    with pytest.raises(NotJSON):
        asked.decide(b"{")
    with pytest.raises(NotADeclaration) as caught:
        asked.decide({"route": {"import": "FJ"}})
    assert [fault.pointer for fault in caught.value.faults] == ["/items"]
    with pytest.raises(ValueError, match="not by both"):
        asked.decide(declared("39"), number=1, draft="x")
