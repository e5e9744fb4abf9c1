"""The image's own shapes: runs by owner, sections behind a header."""

from collections.abc import Mapping
from struct import Struct

from greenlane.ext import _matcher


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
