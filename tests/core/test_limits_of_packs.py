"""What one pack asks for never crowds out another, and what it cannot have is refused at its own door."""

import pytest

from greenlane.core.pack import PackError, build
from greenlane.core.terms import shared_facts
from tests.core.making import Desk, known, pack, restriction, rule


def polymers(economy: str, count: int, prefix: str) -> list[dict]:
    return [
        rule(f"{economy}-P{k}", "notice", codes=["39"], when={"polymers": {"any": [f"{prefix}{k}"]}})
        for k in range(count)
    ]


def test_each_pack_may_test_62_values_of_a_list(tmp_path) -> None:
    desk = Desk(pack("FJ", *polymers("FJ", 62, "A")), pack("WS", *polymers("WS", 62, "B")))

    found = desk.item(route={"import": "WS"}, facts={"polymers": ["B61", "A3"]})["findings"]

    assert [one["rule"] for one in found] == ["WS-P61"]


def test_a_pack_that_tests_more_is_refused() -> None:
    with pytest.raises(PackError, match="more than 62 different values of polymers"):
        build(pack("FJ", *polymers("FJ", 63, "A")), shared_facts(), known)


def test_a_simplification_cannot_look_at_a_dated_series() -> None:
    document = pack("FJ", rule("FJ-EASY", "simplification", codes=["39"], when={"reference_price": "> 5"}))
    document["facts"] = {"reference_price": {"provider": "price"}}
    document["parameters"] = {
        "price": {
            "title": "price",
            "unit": "FJD/TNE",
            "period": "month",
            "values": [{"period": "2025-02", "value": "7", "evidence": "secondary", "source": "a page"}],
        }
    }

    with pytest.raises(PackError, match="looks at reference_price, which a dated series provides"):
        build(document, shared_facts(), known)


@pytest.mark.parametrize("origin, verdict", [("DE", "prohibited"), ("EU", "prohibited"), ("NO", "clear")])
def test_a_union_named_as_partner_means_its_members(origin: str, verdict: str) -> None:
    desk = Desk(pack("FJ", rule("FJ-EU", codes=["39"], partners=["EU"])))

    assert desk.item(origin=origin)["verdict"] == verdict


@pytest.mark.parametrize("origin, verdict", [("FR", "clear"), ("NO", "restricted")])
def test_a_union_in_a_condition_means_its_members(origin: str, verdict: str) -> None:
    desk = Desk(pack("FJ", restriction("FJ-EU", {"origin": ["EU"]}, codes=["39"])))

    assert desk.item(origin=origin)["verdict"] == verdict


def test_a_member_of_a_union_is_asked_of_the_union_also_when_nobody_answers_for_it() -> None:
    desk = Desk(pack("FJ", rule("FJ-BAN", codes=["39"])))

    answer = desk.answer({"date": "2025-02-24", "route": {"import": "DE"}, "items": [{"commodity_code": "3915"}]})

    assert answer["coverage"] == {"EU": {"status": "not_covered"}}
    assert answer["verdict"] == "not_covered"
