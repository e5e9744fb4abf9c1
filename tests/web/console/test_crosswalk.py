"""The page of the crosswalk: a form, its answer in place, the same as a file; and the treaties at the console."""

from __future__ import annotations

import csv
import io

import pytest

from tests import installed
from tests.core.service.offices import fiji
from tests.web.console.conftest import Browser, House

PATH = "/console/economies/crosswalk"
ASKED = f"{PATH}?code=3915.90&from=KR&to=VN&date=2026-11-22"


@pytest.fixture
def treaties(house: House) -> House:
    """The treaties are in force too."""
    (document,) = [one.document for one in installed.host().plugins.values() if one.economy == "XT"]
    assert document is not None
    house.install(fiji(version="2"), dict(document))
    assert house.desk.book.publish_packs(reason="the treaties", by="test") is not None
    return house


def test_which_list_counts_is_said_for_two_economies(treaties: House, viewer: Browser) -> None:
    text = viewer.get(ASKED)

    assert "Between parties to the Basel Convention: Y48, Annex II: prior informed consent is needed." in text
    assert "Members of the Organisation for Economic Co-operation and Development: no member" in text


def test_htmx_gets_the_answer_alone(treaties: House, viewer: Browser) -> None:
    part = viewer.part(ASKED, "crosswalk")

    assert part.lstrip().startswith('<div id="crosswalk"')
    assert "<form" not in part


def test_the_answer_can_be_taken_along(treaties: House, viewer: Browser) -> None:
    rows = list(csv.DictReader(io.StringIO(viewer.get(f"{ASKED}&format=csv").lstrip("\ufeff"))))

    assert len(rows) == 4
    assert all(one["Source"] for one in rows)
    assert any("AC300" in one["OECD"] for one in rows)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("code=39&from=KR&to=VN", "A code of 2 digits is a chapter"),
        ("code=3915&from=XT&to=VN", "An economy is two capital letters"),
        ("code=3915&from=KR&to=KR", "A crosswalk is of two economies"),
        ("code=3915&from=KR&to=VN&date=2026-02-30", "This is no day"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(treaties: House, viewer: Browser, query: str, said: str) -> None:
    text = viewer.get(f"{PATH}?{query}", 422)

    assert said in text
    assert said in viewer.part(f"{PATH}?{query}", "crosswalk", 422)


def test_nothing_is_asked_of_who_has_not_chosen_yet(treaties: House, viewer: Browser) -> None:
    assert "Give a code and the two economies." in viewer.get(f"{PATH}?code=3915&from=KR")


def test_of_an_economy_of_which_nothing_is_known_several_regimes_are_shown(treaties: House, viewer: Browser) -> None:
    text = viewer.get(f"{PATH}?code=8549.11&from=KR&to=TW")

    assert "one of these" in text
    assert "only under an agreement of the two economies" in text
    assert "Parties to the Basel Convention: not known" in text


def test_without_a_crosswalk_there_is_no_answer(house: House, viewer: Browser) -> None:
    assert "No pack that is loaded holds a crosswalk" in viewer.get(ASKED, 404)


def test_the_treaties_are_no_economy_of_the_list(treaties: House, viewer: Browser) -> None:
    first, _, then = viewer.get("/console/economies").partition("Packs without an economy")

    assert "/console/economies/FJ" in first and "/console/economies/XT" not in first
    assert "Environmental treaties" in then and f'href="{PATH}"' in then


def test_the_page_of_the_treaties_says_what_they_are(treaties: House, viewer: Browser) -> None:
    text = viewer.get("/console/economies/XT")

    assert "<h1>Environmental treaties" in text
    assert "on every route, whichever economies it names" in text
    assert "Time zone" not in text and "XXX" not in text


def test_when_the_treaties_fail_no_verdict_changes(treaties: House, viewer: Browser) -> None:
    treaties.install(fiji(version="2"))
    treaties.desk.book._editions.clear()
    treaties.desk.book._current = None

    text = viewer.get("/console/economies/XT")

    assert "its notices are left out, and no verdict changes" in text
    assert "is referred" not in text
