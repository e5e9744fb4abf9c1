"""Whatever bytes come from the other end, the host raises `Failed`, within the deadline, and leaves no file open."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from typing import Any

import orjson
from hypothesis import example, given, settings
from hypothesis import strategies as st

from greenlane.plugins.isolated.isolation import _unknown
from greenlane.plugins.isolated.nursery import Begun
from greenlane.plugins.isolated.process import Process
from greenlane.plugins.isolated.wire import frame
from greenlane.plugins.trouble import Failed, Refused

READY = frame(["ready", {"greenlane_risk": ["item"]}])
ANSWER = st.sampled_from(["answer", "raised", "malformed", "ready", "refused", ""])
WORD = st.text(max_size=8)
SAID = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=False) | WORD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORD, inner, max_size=2),
    max_leaves=8,
)
FRAME = st.one_of(
    st.binary(max_size=64),
    st.lists(SAID, max_size=5).map(frame),
    st.tuples(st.integers(-1, 3), ANSWER, SAID, st.booleans()).map(lambda one: frame(list(one))),
    st.tuples(ANSWER, SAID).map(lambda one: frame(list(one))),
)


class Scripted:
    """In the place of a nursery: the first process that it begins sends these bytes and is gone, later ones hang up."""

    def __init__(self, sent: bytes) -> None:
        self._sent = [sent]

    def begin(self, plan: Mapping[str, Any]) -> Begun:
        ours, theirs = socket.socketpair()
        read, write = os.pipe()
        os.close(write)
        os.set_blocking(read, False)
        ours.setblocking(False)
        with theirs:
            theirs.sendall(self._sent.pop() if self._sent else b"")
        return Begun(1, ours, read)

    def end(self, key: int, wait: float = 0.0) -> int | None:
        return None


def process(sent: bytes) -> Process:
    """One that is asked over such a wire."""
    return Process(Scripted(sent), "NR", {}, deadline=0.5, start=0.5, known=_unknown)  # type: ignore[arg-type]


def files() -> int:
    return len(os.listdir("/proc/self/fd"))


@settings(deadline=None)
@given(st.lists(FRAME, max_size=3).map(b"".join))
@example(b"")
@example(b"\0\0\0\0")
@example(READY + READY)
@example(frame(["refused", [1, "a\x00b\n", None]]))
@example(frame(["ready", {"greenlane_risk": ["item", "item"]}]))
@example(frame(["ready", {"greenlane_risk": [1]}]))
@example(frame(["ready", {"greenlane_risk": ["os"]}]))
def test_registering_is_refused_plainly_or_known_hooks_come_of_it(sent: bytes) -> None:
    before, start = files(), time.monotonic()
    one = process(sent)
    try:
        hooks = one.register()
    except Refused as refused:
        assert refused.reasons and all(reason.isprintable() for reason in refused.reasons)
    else:
        assert _unknown(dict(hooks)) == ""
    assert time.monotonic() - start < 2
    one.close()
    assert files() == before


@settings(deadline=None)
@given(st.lists(FRAME, max_size=3).map(b"".join))
@example(b"\0\0\0\0")
@example(frame([1, "answer", [], False]))
@example(frame([2, "raised", ["Value\nError", "x"], True]))
@example(b"\x00\x00\x00\x02[]")
@example(orjson.dumps([1, "answer", [], False]))
def test_a_call_to_one_that_spoke_too_early_fails_and_nothing_it_said_is_taken(sent: bytes) -> None:
    before = files()
    one = process(READY + sent)
    try:
        one.register()
        answered = one.call("greenlane_risk", ())
    except (Failed, Refused) as error:
        assert isinstance(error, Refused) or error.kind in ("malformed", "crashed", "late")
    else:
        raise AssertionError(f"taken: {answered!r}")
    one.close()
    assert files() == before


@settings(deadline=None)
@given(st.lists(SAID, max_size=5) | st.tuples(st.just(1), ANSWER, SAID, st.booleans()).map(list))
@example([1, "answer", {"frozenset": [{"list": []}]}, False])
@example([1, "raised", ["x" * 9999, "y" * 9999], False])
@example([True, "answer", [], False])
def test_an_answer_is_a_value_or_a_failure(document: list[Any]) -> None:
    """As it is read once it is a frame that came in time."""
    one = process(b"")
    try:
        one._answer(document, 1)
    except Failed as failed:
        assert failed.detail.isprintable() and len(failed.detail) <= 600 and len(failed.said) < 700
    except Exception as error:
        assert type(error).__name__ == "Garbage", error
