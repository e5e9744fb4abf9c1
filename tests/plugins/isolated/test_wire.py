"""Every frozen value survives the wire exactly, and no bytes of a stranger's raise anything but `Garbage`."""

from __future__ import annotations

import pickle
from dataclasses import fields
from datetime import UTC, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from greenlane.plugins.isolated.wire import (
    DEEP,
    HEAD,
    PLAIN,
    SHOWN,
    Garbage,
    Unspeakable,
    frame,
    opened,
    pack,
    unpack,
)
from greenlane.plugins.values import (
    ChargeResult,
    CheckContext,
    DecisionView,
    FindingView,
    ItemView,
    RiskSignal,
)

TEXT = st.text(max_size=40)
NUMBER = st.decimals() | st.decimals(allow_nan=False, places=12)
FACT = st.booleans() | st.integers() | NUMBER | TEXT | st.frozensets(TEXT, max_size=5)
MONEY = st.none() | st.tuples(NUMBER, TEXT)
ITEM = st.builds(
    ItemView, st.integers(), TEXT, TEXT, st.none() | TEXT, MONEY, MONEY, st.dictionaries(TEXT, FACT, max_size=5),
    st.lists(TEXT, max_size=5).map(tuple),
)  # fmt: skip
FINDING = st.builds(FindingView, st.integers(), TEXT, TEXT, TEXT, TEXT, TEXT)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=9)), timezone(timedelta(hours=-3, minutes=-30))])
VALUE = st.one_of(
    st.none(),
    FACT,
    ITEM,
    FINDING,
    st.builds(CheckContext, TEXT, TEXT, st.dates(), TEXT, st.none() | TEXT),
    st.builds(
        ChargeResult, st.none() | NUMBER, NUMBER, NUMBER, TEXT, st.lists(TEXT, max_size=5).map(tuple)
    ),
    st.lists(st.builds(RiskSignal, TEXT, TEXT, TEXT), max_size=4).map(tuple),
    st.builds(
        DecisionView, TEXT, st.dates(), st.datetimes(timezones=ZONES) | st.datetimes(), TEXT, st.integers(), TEXT,
        st.lists(TEXT, max_size=4).map(tuple), st.lists(FINDING, max_size=4).map(tuple),
    ),
)  # fmt: skip


def carried(value: object) -> object:
    """What arrives of it."""
    body = frame([7, "answer", pack(value), False])
    assert HEAD.unpack(body[:4]) == (len(body) - 4,)
    return unpack(opened(body[4:])[2])


def same(one: object, other: object) -> bool:
    """Equal in type and in every part; a decimal in its sign, digits, exponent and kind."""
    if isinstance(one, MappingProxyType):
        one = dict(one)
    if isinstance(other, MappingProxyType):
        other = dict(other)
    if type(one) is not type(other):
        return False
    if isinstance(one, Decimal):
        assert isinstance(other, Decimal)
        return one.as_tuple() == other.as_tuple()
    if isinstance(one, dict):
        assert isinstance(other, dict)
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, tuple | list):
        assert isinstance(other, tuple | list)
        return len(one) == len(other) and all(map(same, one, other))
    if type(one) in SHOWN:
        return all(same(getattr(one, field.name), getattr(other, field.name)) for field in fields(one))  # type: ignore[arg-type]
    return one == other


@given(VALUE)
@example(Decimal("-0E+7"))
@example(Decimal("sNaN123"))
@example(PLAIN)
@example(-PLAIN)
@example(10**30)
@example(True)
@example(frozenset())
@example([1, [2]])
def test_every_value_of_the_contract_survives_exactly(value: object) -> None:
    assert same(carried(value), value)


@given(st.binary(max_size=300))
@example(pickle.dumps(print))
@example(b"[" * 2000)
@example(b"NaN")
def test_random_bytes_are_garbage_or_a_list(body: bytes) -> None:
    try:
        found = opened(body)
    except Garbage:
        return
    for one in found:
        read(one)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(TEXT | st.sampled_from([*(one.__name__ for one in SHOWN), "Decimal", "int", "date", "datetime",
                                              "frozenset", "dict", "list"]), inner, max_size=2),
    max_leaves=30,
)  # fmt: skip


def read(document: object) -> Any:
    """What it is read as; None for garbage. Whatever is read can be said again."""
    try:
        found = unpack(document)
    except Garbage:
        return None
    pack(found)
    return found


@given(JSON)
@example({"ItemView": [1, "", "", None, None, None, 5, []]})
@example({"frozenset": [{"list": []}]})
@example({"Decimal": "1_000"})
@example({"int": "5"})
@example({"datetime": "2026"})
@example({"date": 20261122})
@example({"Decimal": "9" * 5000})
def test_any_json_is_a_value_or_garbage(document: object) -> None:
    found = read(orjson.loads(orjson.dumps(document)))
    assert not isinstance(found, float)


class Sly(str):
    """Code of its own in a word."""


@pytest.mark.parametrize("value", [1.5, float("nan"), object(), Sly("x"), b"x", {1, 2}, {1: 2}, print, 2**9999, 1j])
def test_what_no_hook_may_answer_is_not_sent(value: object) -> None:
    for wrapped in (value, (value,), {"a": value}):
        with pytest.raises(Unspeakable):
            pack(wrapped)


def test_values_stand_in_one_another_only_so_deeply() -> None:
    document: object = 1
    for _ in range(DEEP + 1):
        document = [document]
    with pytest.raises(Garbage, match="deeply"):
        unpack(document)


def test_what_json_cannot_say_is_told_by_an_error_that_is_expected() -> None:
    with pytest.raises(TypeError):
        frame(pack("\ud800"))
