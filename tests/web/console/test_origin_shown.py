"""Origin in an answer: agreements side by side, each with its figures, what is missing, and what would make it pass."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from greenlane.core.origin.outcome import Phrase
from greenlane.core.render import Renderer
from greenlane.web.console.comparing import compared
from tests.core.making import Json
from tests.core.origin.told_samples import DOWN, TOLERATED, UP, answer
from tests.web.console.conftest import Browser, House
from tests.web.console.test_decisions import decided, declared, words

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Have every item answered with these agreements."""
    whole = Renderer._item

    def shown(*origin: Json) -> None:
        def item(self: Renderer, *given: Any) -> Json:
            return {**whole(self, *given), "origin": list(origin)}

        monkeypatch.setattr(Renderer, "_item", item)

    return shown


def figures(status: str) -> Json:
    """Those of a failure begin with a tolerance, which is not what agreements are compared by."""
    return {"figures": (TOLERATED, DOWN)} if status == "fails" else {}


EVERY_STATUS = ("qualifies", "undetermined", "fails", "not_in_force")


def test_agreements_stand_side_by_side_with_their_status_in_plain_words(
    house: House, admin: Browser, show: Any
) -> None:
    show(*(answer(status, f"A{place}", rank=place, **figures(status)) for place, status in enumerate(EVERY_STATUS, 1)))
    text = admin.get(f"/console/decisions/{decided(house)}")

    (table,) = re.findall(r'<table class="agreements">.*?</table>', text, re.DOTALL)
    rows = [words(row) for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)]
    assert rows == [
        "Agreement Status Rule Figure Proof",
        "A1 Qualifies legal text CTH or RVC40 met by RVC40 45 %, at least 40 % asked certificate of origin",
        "A2 Cannot be told yet CTH or RVC40 38.50 %, at least 40 % asked certificate of origin",
        "A3 Does not qualify legal text CTH or RVC40 38.50 %, at least 40 % asked certificate of origin",
        "A4 Not in force on that day CTH or RVC40 certificate of origin",
    ]
    for link in re.findall(r'href="#(origin-[^"]*)"', table):
        assert text.count(f'id="{link}"') == 1, link


def test_beneath_stands_all_that_the_answer_rests_on(house: House, admin: Browser, show: Any) -> None:
    sentences = {
        "because": (Phrase("origin_process_done", {"name": "retreading"}),),
        "advice": (Phrase("origin_document", {"documents": ["KR-GR-CERT"]}),),
        "conditions": (Phrase("origin_if_direct", {"provision": ""}),),
        "gaps": (Phrase("origin_gap_tolerance", {}),),
        "ranked_because": Phrase("origin_rank_undetermined", {}),
    }
    show(answer("undetermined", figures=(DOWN, UP), presented=True, **sentences))
    said = words(admin.get(f"/console/decisions/{decided(house)}"))

    for part in (
        "Fiji-Samoa agreement Cannot be told yet Place 1: may qualify once what is missing is told",
        "Proof certificate of origin; valid: one year; it was presented",
        "(FOB - VNM) / FOB x 100 100 USD 61.5 USD 38.50 % at least 40 % not met 1.5 USD too little",
        "(VOM + direct labour + profit) / FOB x 100 100 USD 45 USD 45 % at least 40 % met",
        "Because the process retreading was done",
        "Missing fact materials fact value (EXW) document CO-RCEP",
        "What would make it pass present KR-GR-CERT",
        "Taken as given the goods go directly",
        "Not found in the law the tolerance of this agreement was not found",
        "Fiji-Samoa agreement, Annex 2, 39.20 (in force from 2022-02-01 ). Source: example.org (evidence: legal text)",
    ):
        assert part in said, (part, said)


def test_a_statement_is_led_to_where_the_goods_qualify_and_the_decision_is_kept(
    house: House, admin: Browser, show: Any
) -> None:
    show(answer("qualifies", "A1"), answer("fails", "A2"))
    one = decided(house)
    text = admin.get(f"/console/decisions/{one}")
    assert f'href="/console/decisions/{one}/origin/A1"' in text and "/origin/A2" not in text

    tried = admin.get("/console/try?code=39151010&import=FJ&date=2025-02-24")
    assert "Agreements on item 1" in tried and "/origin/A1" not in tried


def test_what_packs_and_people_wrote_is_shown_as_text(house: House, admin: Browser, show: Any) -> None:
    one = answer(agreement=HOSTILE)
    names = ("criterion", "satisfied_by", "proof", "proof_validity", "name", "ranked_because")
    one |= dict.fromkeys(names, HOSTILE)
    one |= {name: [HOSTILE] for name in ("because", "advice", "conditions", "gaps")}
    one["missing"] = {kind: [HOSTILE] for kind in ("facts", "documents", "parameters")}
    one["figures"] = [{**one["figures"][0], "formula": HOSTILE, "method": HOSTILE, "basis": HOSTILE}]
    one["legal_basis"] = [{**one["legal_basis"][0], "instrument": HOSTILE, "provision": HOSTILE, "source": HOSTILE}]
    show(one)
    text = admin.get(f"/console/decisions/{decided(house)}")
    assert HOSTILE not in text and html.escape(HOSTILE) in text


def test_no_agreement_no_table(house: House, admin: Browser) -> None:
    assert "<h4>Origin</h4>" not in admin.get(f"/console/decisions/{decided(house)}")


def test_two_answers_are_compared_by_agreement_too() -> None:
    def whole(*origin: Json) -> Json:
        item = {"number": 1, "verdict": "clear", "findings": [], "charges": [], "origin": list(origin)}
        return {"verdict": "clear", "items": [item]}

    same = compared(whole(answer()), whole(answer()), "Rule set 1", "The draft")
    assert same.same

    now = answer("fails", rank=2, because=(Phrase("origin_process_absent", {"name": "retreading"}),))
    found = compared(whole(answer(), answer(agreement="OLD")), whole(now), "Rule set 1", "The draft")
    assert not found.same
    (table,) = [one for one in found.tables if one.name == "agreements"]
    rows = {row["agreement"]: row for row in table.rows}
    assert str(rows["FJWS"]["before"]).count("qualifies") == 1
    assert "the process retreading was not done" in str(rows["FJWS"]["after"]) and "place 2" in str(
        rows["FJWS"]["after"]
    )
    assert rows["OLD"]["after"] == "not looked at"


def test_the_pane_tells_what_a_draft_would_change_of_origin(house: House, admin: Browser, show: Any) -> None:
    show(answer())
    one = decided(house)
    text = words(admin.get(f"/console/decisions/{one}/again?by=set:1"))
    assert "Nothing differs" in text and "Agreements on item 1" in text
    assert declared()["route"] == {"import": "FJ"}
