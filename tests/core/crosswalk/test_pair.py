"""Which regime counts between two economies: three values, and the first that fits."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenlane.core.crosswalk.model import Crosswalk
from greenlane.core.crosswalk.pair import Pair
from greenlane.core.pack.crosswalk_build import build_crosswalk
from greenlane.core.terms.codes import UNIONS
from greenlane.core.vocabulary import FALSE, TRUE, UNKNOWN

Json = dict[str, Any]
DAY = date(2026, 11, 22)
READ = {"evidence": "secondary", "source": "read 2026-11-22"}


def stream(**more: Any) -> Json:
    return {"id": "plastic", "title": "Plastic", "codes": ["3915"], "basel_entry": "Y48", "basel_group": "II",
            "basel_control": "consent", "basel_evidence": "secondary", "source": "read 2026-11-22", **more}  # fmt: skip


def group(complete: str, *members: Json) -> Json:
    return {"title": "G", "complete": complete, "members": list(members)}


def members(*economies: str, **more: str) -> Json:
    return {"economies": list(economies), **READ, **more}


def regime(name: str, order: int, **more: Any) -> Json:
    return {"id": name, "order": str(order), "title": name, "message": "m", "reads": "basel", **READ, **more}


def made(*regimes: Json, streams: list[Json] | None = None, **groups: Json) -> Crosswalk:
    faults: list[Any] = []
    document = {"streams": streams or [stream()], "groups": groups, "regimes": list(regimes)}
    walk = build_crosswalk(document, lambda *fault: faults.append(fault))
    assert faults == []
    assert walk is not None
    return walk


def names(walk: Crosswalk, sender: str, receiver: str, on: date = DAY) -> tuple[list[str], bool]:
    pair = Pair(walk, sender, receiver, on)
    (one,) = walk.streams
    found = pair.regimes(one)
    return [each.id for each in found], pair.certain(found, one)


CLUB = {"CLUB": group("true", members("KR", "JP"), members("CR", **{"from": "2021-05-25"}))}
OPEN = {"OPEN": group("false", members("KR", "VN"), members("US", member="false"))}


@pytest.mark.parametrize(
    ("economy", "name", "on", "value"),
    [
        ("KR", "CLUB", DAY, TRUE),
        ("VN", "CLUB", DAY, FALSE),
        ("CR", "CLUB", date(2021, 5, 24), FALSE),
        ("CR", "CLUB", date(2021, 5, 25), TRUE),
        ("US", "OPEN", DAY, FALSE),
        ("TW", "OPEN", DAY, UNKNOWN),
        ("DE", "EU", DAY, TRUE),
        ("EU", "EU", DAY, TRUE),
        ("KR", "EU", DAY, FALSE),
        ("EU", "CLUB", DAY, FALSE),
        ("EU", "OPEN", DAY, UNKNOWN),
    ],
)
def test_who_is_in_a_group(economy: str, name: str, on: date, value: int) -> None:
    walk = made(regime("all", 10), **CLUB, **OPEN)

    assert Pair(walk, "KR", "VN", on).standing(economy, name).value == value


def test_a_union_is_in_a_group_with_all_its_members_and_out_with_none() -> None:
    some = list(UNIONS["EU"])
    inside = made(regime("all", 10), CLUB=group("true", members(*some)))
    partly = made(regime("all", 10), CLUB=group("true", members(*some[1:])))

    assert Pair(inside, "EU", "KR", DAY).standing("EU", "CLUB").value == TRUE
    assert Pair(partly, "EU", "KR", DAY).standing("EU", "CLUB").value == UNKNOWN


def test_the_first_that_fits_counts() -> None:
    walk = made(
        regime("later", 20), regime("club", 10, sender={"in": ["CLUB"]}, receiver={"in": ["CLUB"]}), **CLUB
    )  # fmt: skip

    assert names(walk, "KR", "JP") == (["club"], True)
    assert names(walk, "KR", "VN") == (["later"], True)


def test_what_is_not_known_leaves_both_open() -> None:
    walk = made(regime("out", 10, receiver={"out": ["OPEN"]}), regime("in", 20, receiver={"in": ["OPEN"]}), **OPEN)

    assert names(walk, "KR", "US") == (["out"], True)
    assert names(walk, "KR", "VN") == (["in"], True)
    assert names(walk, "KR", "TW") == (["out", "in"], False)


def test_where_nothing_fits_nothing_is_said() -> None:
    walk = made(regime("club", 10, sender={"in": ["CLUB"]}), **CLUB)

    assert names(walk, "VN", "KR") == ([], False)


def test_a_regime_counts_on_its_days() -> None:
    walk = made(regime("ban", 10, **{"from": "2026-11-21", "to": "2026-11-30"}), regime("before", 20))

    days = [date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 30), date(2026, 12, 1)]
    assert [names(walk, "KR", "VN", on)[0] for on in days] == [["before"], ["ban"], ["ban"], ["before"]]


@pytest.mark.parametrize(("entries", "counts"), [(["Y48"], True), (["II"], True), (["Y49"], False), (["VIII"], False)])
def test_a_regime_may_be_of_some_entries_or_annexes(entries: list[str], counts: bool) -> None:
    walk = made(regime("some", 10, entries=entries), regime("rest", 20))

    assert names(walk, "KR", "VN")[0] == (["some"] if counts else ["rest"])


def test_of_several_entries_one_is_enough() -> None:
    several = stream(basel_entry="B1120 / A2030", basel_group="IX / VIII")
    walk = made(regime("some", 10, entries=["VIII"]), streams=[several])

    assert names(walk, "KR", "VN")[0] == ["some"]


ECONOMIES = st.sampled_from(["KR", "JP", "VN", "TW", "US", "DE", "BG", "EU"])
SIDES = st.fixed_dictionaries(
    {},
    optional={key: st.lists(st.sampled_from(["CLUB", "OPEN", "EU"]), max_size=2, unique=True) for key in ("in", "out")},
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(SIDES, SIDES), max_size=4), ECONOMIES, ECONOMIES, st.booleans())
def test_learning_who_is_in_a_group_only_narrows_what_may_count(
    sides: list[tuple[Json, Json]], sender: str, receiver: str, member: bool
) -> None:
    """Whatever is learnt of who is in OPEN, what then counts was among what might have counted."""
    regimes = [regime(f"r{n}", 10 * n + 10, sender=one, receiver=other) for n, (one, other) in enumerate(sides)]
    unsure = made(*regimes, **CLUB, **OPEN)
    known = {"economies": ["TW", *UNIONS["EU"]], "member": str(member).lower(), **READ}
    sure = made(*regimes, **CLUB, OPEN=group("false", *OPEN["OPEN"]["members"], known))

    before, after = names(unsure, sender, receiver), names(sure, sender, receiver)

    assert set(after[0]) <= set(before[0])
    if before[1]:
        assert after == before
