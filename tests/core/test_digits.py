"""Only plain digits are numbers."""

import pytest

from greenlane.core.digits import is_code, is_number


@pytest.mark.parametrize("text", ["", "²", "٣", "-1", "1.0", " 1", "1\n", "1000", "9" * 5000])
def test_what_int_refuses_or_what_is_too_long_is_no_number(text: str) -> None:
    assert not is_number(text, 3)


@pytest.mark.parametrize("text", ["0", "007", "999"])
def test_plain_digits_are_a_number(text: str) -> None:
    assert is_number(text, 3) and int(text) >= 0


def test_a_code_has_two_to_twelve_digits() -> None:
    assert [is_code("1" * length) for length in (1, 2, 12, 13)] == [False, True, True, False]
    assert not is_code("3915.10") and not is_code("٣٣")
