"""No byte of a signed package is free: 10,000 mutations, all refused."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from greenlane.core.signing import keys
from greenlane.core.signing.refusal import NAME
from tests.core.signing.packages import economy, good, refused, ring, signed, trusted

FIXTURE: Final = Path(__file__).resolve().parents[2] / "plugins" / "fixtures" / "all_hooks" / "greenlane_qn"
KEYS: Final = (keys.make(), keys.make())
RING: Final = ring(*(trusted(key, "QN") for key in KEYS))
SEED: Final = 20261123
MUTATIONS: Final = 10_000
SPOILED: Final = ("malformed", "other type", "forged", "unknown key")
"""What becomes of a signature that was altered."""


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plugin with rules and code, signed by two."""
    folder = tmp_path_factory.mktemp("signed") / FIXTURE.name
    shutil.copytree(FIXTURE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return signed(folder, *KEYS, by=economy("QN", "2026.11.22"))


def flip(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + bytes([content[place] ^ (1 << chance.randrange(8))]) + content[place + 1 :]


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def drop(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + content[place + 1 :]


def insert(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content) + 1)
    return content[:place] + bytes([chance.randrange(256)]) + content[place:]


def swap(content: bytes, chance: random.Random) -> bytes:
    one, two = sorted(chance.sample(range(len(content)), 2))
    return content[:one] + content[two : two + 1] + content[one + 1 : two] + content[one : one + 1] + content[two + 1 :]


WAYS: Final[tuple[Callable[[bytes, random.Random], bytes], ...]] = (flip, flip, flip, cut, drop, insert, swap)


def paths(pack: Path) -> list[Path]:
    return sorted(one for one in pack.rglob("*") if one.is_file())


@pytest.mark.parametrize("part", range(10))
def test_no_mutation_of_any_file_or_of_the_signature_is_taken(pack: Path, part: int) -> None:
    chance = random.Random(SEED + part)
    before = {one: one.read_bytes() for one in paths(pack)}
    left = [one for one in before if one.name != NAME]
    done = 0
    while done < MUTATIONS // 10:
        file = pack / NAME if chance.random() < 0.5 else chance.choice(left)
        content = chance.choice(WAYS)(before[file], chance)
        if content == before[file]:  # two bytes that are the same were exchanged
            continue
        file.write_bytes(content)
        try:
            found = refused(pack, RING)
        finally:
            file.write_bytes(before[file])
        assert found.kind in SPOILED if file.name == NAME else found.kind == "altered"
        done += 1
    assert good(pack, RING)


def test_each_byte_of_the_signature_counts(pack: Path) -> None:
    chance = random.Random(SEED)
    content = (pack / NAME).read_bytes()
    try:
        for place, byte in enumerate(content):
            other = bytes([byte ^ (1 << chance.randrange(8))])
            (pack / NAME).write_bytes(content[:place] + other + content[place + 1 :])
            assert refused(pack, RING).kind in SPOILED, place
    finally:
        (pack / NAME).write_bytes(content)
    assert good(pack, RING)


@pytest.mark.slow
def test_each_byte_of_each_file_counts(pack: Path) -> None:
    chance = random.Random(SEED)
    for file in paths(pack):
        content = file.read_bytes()
        if file.name == NAME:
            continue
        try:
            for place, byte in enumerate(content):
                file.write_bytes(content[:place] + bytes([byte ^ (1 << chance.randrange(8))]) + content[place + 1 :])
                found = refused(pack, RING)
                assert (found.kind, found.where) == ("altered", file.relative_to(pack).as_posix()), place
        finally:
            file.write_bytes(content)
    assert good(pack, RING)


def test_whatever_is_put_beside_or_taken_away_is_found(pack: Path) -> None:
    chance = random.Random(SEED)
    folders = [pack, *(one for one in pack.rglob("*") if one.is_dir())]
    names = ["x.py", "x.yaml", "x.csv", ".x", "x.so", "x.pyc", "x", "x.pth", NAME + ".bak", "ECONOMY.YAML"]
    for _ in range(500):
        file = chance.choice(folders) / chance.choice(names)
        file.write_bytes(chance.randbytes(chance.randrange(20)))
        try:
            assert refused(pack, RING).kind == "extra"
        finally:
            file.unlink()
    for file in paths(pack):
        content = file.read_bytes()
        file.unlink()
        assert refused(pack, RING).kind == ("unsigned" if file.name == NAME else "missing")
        file.write_bytes(content)
    assert good(pack, RING)
