"""What an answer rests on without having been told: alone, two together, and a document that nobody named."""

from __future__ import annotations

from pathlib import Path

import pytest

from greenlane.core.service import Plugins
from greenlane.core.service.drafts import Drafts
from greenlane.core.service.enquiry import enquire
from greenlane.core.service.granted import Granted
from greenlane.core.service.publishing import Publishing
from greenlane.core.service.trial import Trial, Trials
from tests import installed
from tests.core.making import Json, pack, restriction, rule
from tests.core.service.bureau import plugins


def trial(folder: Path, facts: Json, *rules: Json, told: Json | None = None) -> Trial:
    """A trial of goods in Fiji, whose pack presumes some facts."""
    made: Plugins = plugins(pack("FJ", *rules, facts=facts))
    folder.mkdir(exist_ok=True)
    with installed.opened(folder, made) as checks:
        trials = Trials(checks.book, Drafts(checks.book, Publishing(checks.book)))
        item = {"commodity_code": "3915", **(told or {})}
        return trials.decide({"date": "2025-02-24", "route": {"import": "FJ"}, "items": [item]})


PRESUMED = {"used": {"presume": "false"}, "works": {"presume": "true"}}
WASTE = rule("FJ-WASTE", codes=["39"], when={"all": [{"used": "true"}, {"works": "false"}]})
PERMIT = rule("FJ-BAN", codes=["39"], when={"not": {"document": "TH-DIW"}})


@pytest.mark.parametrize("told", [{}, {"facts": {"used": True}}])
def test_two_presumptions_that_change_the_answer_only_together_are_both_told(tmp_path: Path, told: Json) -> None:
    found = trial(tmp_path, PRESUMED, WASTE, told=told)

    assert found.answer["verdict"] == "clear"
    assert {"fact:used", "fact:works"} - {f"fact:{name}" for name in told.get("facts", {})} == Granted(found).keys()
    # What was told stays in the form, though alone it changes nothing.
    assert [one.key for one in enquire(found).answered] == [f"fact:{name}" for name in told.get("facts", {})]


def test_where_what_was_told_decides_nothing_rests_on_the_other(tmp_path: Path) -> None:
    found = trial(tmp_path, PRESUMED, WASTE, told={"facts": {"used": False}})

    assert Granted(found).keys() == set()


def test_a_document_that_would_lift_a_ban_is_told_of_and_a_ban_for_certain_asks_nothing(tmp_path: Path) -> None:
    lifted = trial(tmp_path / "a", {}, PERMIT)
    certain = trial(tmp_path / "b", {}, PERMIT, rule("FJ-ALL", codes=["39"]))

    assert (lifted.answer["verdict"], certain.answer["verdict"]) == ("prohibited", "prohibited")
    assert [(one.key, one.presumed) for one in enquire(lifted).presumed] == [("document:TH-DIW", False)]
    assert enquire(certain).presumed == ()


def test_a_document_that_is_asked_for_is_not_taken_for_granted(tmp_path: Path) -> None:
    found = trial(tmp_path, {}, restriction("FJ-PAPER", {"document": "TH-DIW"}, codes=["39"]))

    assert [one.key for one in enquire(found).open] == ["document:TH-DIW"]
    assert Granted(found).keys() == set()


def test_what_takes_a_presumption_back_is_told_with_it(tmp_path: Path) -> None:
    facts = {"fit_only_for_recovery": {"presume": {"is": "false", "unless": {"works": "false"}}}}
    found = trial(tmp_path, facts, rule("FJ-WASTE", codes=["39"], when={"fit_only_for_recovery": "true"}))

    assert {one.key: one.presumed for one in enquire(found).presumed} == {
        "fact:fit_only_for_recovery": False, "fact:works": True,
    }  # fmt: skip
