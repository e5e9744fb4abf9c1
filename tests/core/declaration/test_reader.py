"""From bytes: whatever is sent, there is a declaration or a refusal that says why."""

import json
import random
import threading
import time
from typing import Any

import pytest

from greenlane.core.declaration import NotADeclaration, NotJSON
from tests.core.declaration.samples import FULL, NOW, READER, SMALL, mutate


def body(document: Any) -> bytes:
    return json.dumps(document, default=float).encode()


@pytest.mark.parametrize(
    ("document", "where", "suggestion"),
    [
        ({**SMALL, "items": [{"commodity_code": 901110000}]}, "/items/0/commodity_code", "0901110000"),
        ({**SMALL, "date": "2025-02-30"}, "/date", None),
        (
            {**SMALL, "items": [{"commodity_code": "39151000", "facts": {"impurty_percent": "1"}}]},
            "/items/0/facts/impurty_percent",
            "impurity_percent",
        ),
        ({**SMALL, "items": []}, "/items", None),
    ],
    ids=["a code as a number", "a day that does not exist", "a misspelt fact", "no goods"],
)
def test_the_shared_cases(document: Any, where: str, suggestion: str | None) -> None:
    with pytest.raises(NotADeclaration) as refused:
        READER.read(body(document), NOW)
    assert [(fault.pointer, fault.suggestion) for fault in refused.value.faults] == [(where, suggestion)]


def test_a_body_that_is_no_json_is_told_apart() -> None:
    with pytest.raises(NotJSON, match="line 1 column 2"):
        READER.read(b"{route: 1}", NOW)
    with pytest.raises(NotADeclaration, match="JSON object"):
        READER.read(b"[]", NOW)


def test_amounts_keep_their_digits_to_the_end() -> None:
    item = b'{"commodity_code": "39", "quantity": {"value": 0.10, "unit": "KGM"}}'
    sent = b'{"date": "2025-02-24", "route": {"import": "TH"}, "items": [' + item + b"]}"
    assert str(READER.read(sent, NOW).items[0].source["quantity"]["value"]) == "0.10"


def test_3000_malformed_bodies_raise_nothing_else() -> None:
    chance = random.Random(99)
    seeds = [
        body(FULL),
        body(SMALL),
        b'{"a":' * 70 + b"1" + b"}" * 70,
        b"[" * 5000,
        b'{"route":{"import":1e999}}',
    ]
    pieces = [
        b"\x00",
        b"\xff",
        b'"',
        b"{",
        b"}",
        b"[",
        b",",
        b":",
        b"1e400000",
        b"-",
        b"NaN",
        b"\\ud800",
        b"null",
        b"9" * 5000,
    ]
    outcomes = {"read": 0, "json": 0, "declaration": 0}
    for _ in range(3000):
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(0, 4)):
            at = chance.randrange(len(data) + 1)
            end = at + chance.choice((0, 0, 1, 1, 5, 40))
            data[at:end] = chance.choice([*pieces, bytes([chance.randrange(256)]), b""])
        if chance.random() < 0.3:
            data = bytearray(body(mutate(FULL, chance, 2)))
        try:
            READER.read(bytes(data), NOW)
            outcomes["read"] += 1
        except NotJSON as refused:
            outcomes["json"] += 1
            assert str(refused)
        except NotADeclaration as refused:
            outcomes["declaration"] += 1
            for fault in refused.faults:
                assert fault.message and fault.code and (fault.pointer == "" or fault.pointer[0] == "/")
                json.dumps([fault.pointer, fault.message, fault.suggestion]).encode()
    assert min(outcomes.values()) > 50, outcomes


@pytest.mark.parametrize(
    "data",
    [
        body({**SMALL, "items": [{"commodity_code": "39", "materials": [{}] * 500}] * 999}),
        body({**SMALL, "items": [{"commodity_code": "39", "facts": {f"used{n}": n for n in range(100_000)}}]}),
        body(
            {
                **SMALL,
                "items": [{"commodity_code": "39", "national_codes": {f"x{n}": "1" for n in range(100_000)}}],
            }
        ),
        body({f"dat{n}": None for n in range(100_000)}),
        body({**SMALL, "reference": "1" * 2_000_000, "date": "," * 1_000_000, "regime": ["x"] * 500_000}),
        b'{"date": ' + b"9" * 4300 + b', "regime": 1e99999999, "reference": -1e-99999999}',
    ],
    ids=["bad materials", "unknown facts", "bad economies", "unknown fields", "long texts", "long numbers"],
)
def test_a_hostile_body_is_refused_in_reasonable_time(data: bytes) -> None:
    begun = time.process_time()
    with pytest.raises(NotADeclaration) as refused:
        READER.read(data, NOW)
    assert len(refused.value.faults) <= 1001
    assert time.process_time() - begun < 10


def test_threads_share_a_reader() -> None:
    failures: list[str] = []

    def work(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(100):
            wrong = chance.choice(["date", "reference", "regime"])
            try:
                READER.accept({**SMALL, wrong: 5}, NOW)
            except NotADeclaration as refused:
                if [fault.pointer for fault in refused.faults] != [f"/{wrong}"]:
                    failures.append(str(refused))
            else:
                failures.append("taken")

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
