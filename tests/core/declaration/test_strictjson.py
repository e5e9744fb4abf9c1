import json
import random
from decimal import Decimal

import pytest

from greenlane.core.declaration.strictjson import MAX_DEPTH, MalformedJSON, loads


def refusal(data: bytes) -> str:
    with pytest.raises(MalformedJSON) as refused:
        loads(data)
    return str(refused.value)


def test_decimals_keep_their_digits() -> None:
    assert str(loads(b"[12345678901234567.890]")[0]) == "12345678901234567.890"
    assert loads(b"[1e3]") == [Decimal("1E+3")]
    assert type(loads(b"[7]")[0]) is int


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"a": 1,\n "a": 2}', '"a" stands twice in one object that begins at line 1 column 1'),
        (b'[1,\n  {"b": {"a": 1, "a": 2}}]', "begins at line 2 column 9"),
        (b"[NaN]", "NaN is no JSON number, line 1 column 2"),
        (b'["NaN",\n -Infinity]', "-Infinity is no JSON number, line 2 column 2"),
        (b'{"a": "\xff"}', "not UTF-8: byte 7 is no part of a character, line 1 column 8"),
        ('\ufeff{"a": 1}'.encode(), "byte-order mark"),
        (b"", "the body is empty"),
        (b" \n ", "the body is empty"),
        (b'{"a" 1}', "line 1 column 6"),
        (b'{"a": 1}\n}', "line 2 column 1"),
        (b"[1" + b"0" * 4400 + b"]", "too long or too large to be read, line 1 column 2"),
        (b"[1e99999999999999999999]", "too long or too large to be read, line 1 column 2"),
        (b'["\\ud800"]', "surrogate"),
        (b'{"\\udc00": 1}', "surrogate"),
        (b"[" * 200_000, "not JSON|nested deeper than 64"),
    ],
)
def test_what_is_not_strictly_json_is_refused_with_its_place(data: bytes, said: str) -> None:
    message = refusal(data)
    assert any(part in message for part in said.split("|")), message


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert loads(b'["\\ud83d\\ude00 \\ud55c"]') == ["\U0001f600 한"]


@pytest.mark.parametrize(("opened", "closed"), [("[", "]"), ('{"a":', "}")])
def test_64_levels_are_read_and_65_are_not(opened: str, closed: str) -> None:
    def nested(depth: int) -> bytes:
        inner = (opened * (depth - 1)) + "[]" + closed * (depth - 1)
        return f"[{'[],' * 0}{inner}]".encode() if depth < 1 else inner.encode()

    loads(nested(MAX_DEPTH))
    assert "nested deeper than 64, line 1 column" in refusal(nested(MAX_DEPTH + 1))


def test_many_brackets_side_by_side_are_not_deep() -> None:
    assert len(loads(b"[" + b"[[]]," * 500 + b"[]]")) == 501


def test_what_the_standard_library_reads_alike_is_read_alike() -> None:
    chance = random.Random(7)
    for _ in range(300):
        value = [chance.choice(["a\n", "ü", 1, None, True, {"x": [chance.random()]}]) for _ in range(5)]
        data = json.dumps(value, ensure_ascii=chance.random() < 0.5).encode()
        assert loads(data) == json.loads(data, parse_float=Decimal)
