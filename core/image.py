"""The image's own shapes: the table of codes, runs by owner, sections behind a header."""

from collections.abc import Mapping
from struct import Struct

from greenlane.ext import _matcher


def table(postings: Mapping[int, list[int]]) -> tuple[bytes, bytes]:
    """An open-addressed table of keys, at most half full, and the rules of each key one after the other."""
    size = 4
    while size < 2 * len(postings):
        size *= 2
    keys = [0] * size
    starts = [0] * size
    counts = [0] * size
    posted: list[int] = []
    hashed, mask = _matcher.hashed, size - 1
    for key, rules in postings.items():
        place = hashed(key) & mask
        while counts[place]:
            place = (place + 1) & mask
        keys[place], starts[place], counts[place] = key, len(posted), len(rules)
        posted.extend(rules)
    flat = [number for bucket in zip(keys, starts, counts, strict=True) for number in bucket]
    return Struct("<" + "QII" * size).pack(*flat), Struct(f"<{len(posted)}I").pack(*posted)


def ends(owners: list[int], count: int) -> list[int]:
    """Where each owner's run begins in a list sorted by owner, and where the last ends."""
    starts = [0] * (count + 1)
    for owner in owners:
        starts[owner + 1] += 1
    for index in range(count):
        starts[index + 1] += starts[index]
    return starts


def bound(sections: Mapping[str, bytes]) -> bytes:
    """Header and sections, each 8-byte aligned."""
    head: list[int] = []
    at = 8 * (2 + 2 * len(_matcher.SECTIONS))
    body = bytearray()
    for name in _matcher.SECTIONS:
        content = sections[name]
        head += [at, len(content)]
        padded = content + bytes(-len(content) % 8)
        body += padded
        at += len(padded)
    return Struct(f"<{len(head) + 2}q").pack(_matcher.MAGIC, at, *head) + bytes(body)
