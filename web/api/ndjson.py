"""One declaration a line. Blank lines are passed over, but counted."""

from collections.abc import Iterator
from typing import IO, Final

import orjson

from greenlane.core.rights import Actor
from greenlane.web.api.failures import logged
from greenlane.web.api.reading import BLOCK, too_large
from greenlane.web.api.theirs import confined
from greenlane.web.problems import problem_of
from greenlane.web.wiring import Desk

LINES: Final = 256
"""Lines that are stored together, at most."""

Line = tuple[int, bytes | None]
"""Its number, and what it holds; None if it is too long."""


def answers(desk: Desk, spool: IO[bytes], language: str, actor: Actor | None = None) -> Iterator[bytes]:
    """The answers, some lines at a time, each of them stored.

    A failure before the first line is raised; a later one is the last line.
    """
    limit, started = desk.settings.body_limit, False
    for batch in _batches(_lines(spool, limit), limit):
        try:
            part = _answered(desk, batch, language, actor)
        except Exception as error:
            if not started:
                raise
            yield _line(logged(error).document, batch[0][0])
            return
        yield part
        started = True


def _answered(desk: Desk, batch: list[Line], language: str, actor: Actor | None) -> bytes:
    found = iter(confined(desk, actor, [text for _, text in batch if text is not None], language))
    parts = []
    for number, text in batch:
        if text is None:
            parts.append(_line(too_large(desk.settings.body_limit).document, number))
            continue
        result = next(found)
        if isinstance(result, dict):
            parts.append(orjson.dumps(result, option=orjson.OPT_APPEND_NEWLINE))
        else:
            parts.append(_line(problem_of(result), number))
    return b"".join(parts)


def _line(document: dict[str, object], number: int) -> bytes:
    return orjson.dumps({**document, "line": number}, option=orjson.OPT_APPEND_NEWLINE)


def _batches(lines: Iterator[Line], most: int) -> Iterator[list[Line]]:
    batch: list[Line] = []
    size = 0
    for line in lines:
        if batch and (len(batch) == LINES or size + len(line[1] or b"") > most):
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += len(line[1] or b"")
    if batch:
        yield batch


def _lines(spool: IO[bytes], limit: int) -> Iterator[Line]:
    number = 0
    while line := spool.readline(limit + 2):
        number += 1
        text = line.rstrip(b"\r\n")
        if len(text) > limit:
            while line and not line.endswith(b"\n"):
                line = spool.readline(BLOCK)
            yield number, None
        elif text.strip(b" \t\r"):
            yield number, text
