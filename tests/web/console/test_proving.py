"""What is worked out beside the requests lets them have the interpreter, and leaves no trace of that."""

from __future__ import annotations

import sys

from greenlane.web.console.proving import SWITCH, _Yielding


def test_threads_take_turns_more_often_only_while_something_is_worked_out() -> None:
    usual, yielding = sys.getswitchinterval(), _Yielding()
    with yielding.during():
        assert abs(sys.getswitchinterval() - SWITCH) < 1e-6
        with yielding.during():
            pass
        assert abs(sys.getswitchinterval() - SWITCH) < 1e-6
    assert sys.getswitchinterval() == usual


def test_what_fails_leaves_no_trace_either() -> None:
    usual, yielding = sys.getswitchinterval(), _Yielding()
    try:
        with yielding.during():
            raise ValueError
    except ValueError:
        pass
    assert sys.getswitchinterval() == usual
