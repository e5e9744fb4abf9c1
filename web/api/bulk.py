"""Many declarations: `POST /api/v1/checks`, spooled whole, then answered line by line."""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from flask import Blueprint, Response, request

from greenlane.core.store import StoreUnavailable
from greenlane.web import access
from greenlane.web.api import ndjson, table
from greenlane.web.api.languages import Languages
from greenlane.web.api.reading import blocks, media_type, parameters
from greenlane.web.problems import Problem
from greenlane.web.wiring import Desk

NDJSON: Final = "application/x-ndjson"
CSV: Final = "text/csv"
TAKEN: Final = {NDJSON: {"charset": "utf-8"}, CSV: {"charset": "utf-8", "header": "present"}}
IN_MEMORY: Final = 1 << 20
"""Bytes of a request that are not worth a file."""


def add(routes: Blueprint, desk: Desk, languages: Languages) -> None:
    """Add the route."""

    asked = access.asking(desk)

    @routes.post("/checks")
    def checks() -> Response:
        environ = request.environ
        actor = asked(environ)
        parameters(request, {})
        media = media_type(environ, TAKEN)
        if "HTTP_IDEMPOTENCY_KEY" in environ:
            raise Problem("bad-idempotency-key", "Bulk requests take no Idempotency-Key.")
        language = languages.chosen(environ)
        spool = _spooled(blocks(environ, desk.settings.batch_limit))
        try:
            answers = (ndjson if media == NDJSON else table).answers(desk, spool, language, actor)
            # The first part is made before the status is sent, so what fails at once fails with its own.
            first = next(answers, None)
            if first is None:
                raise Problem("empty")
        except BaseException:
            spool.close()
            raise
        content_type = NDJSON if media == NDJSON else "text/csv; charset=utf-8; header=present"
        response = Response(_streamed(first, answers, spool), content_type=content_type)
        response.headers.extend((("Content-Language", language), ("Vary", "Accept-Language")))
        response.call_on_close(spool.close)
        return response


def _streamed(first: bytes, rest: Iterator[bytes], spool: IO[bytes]) -> Iterator[bytes]:
    with spool:
        yield first
        yield from rest


def _spooled(parts: Iterator[bytes]) -> IO[bytes]:
    spool = SpooledTemporaryFile(IN_MEMORY)
    try:
        for part in parts:
            try:
                spool.write(part)
            except OSError as error:
                raise StoreUnavailable(f"the request cannot be spooled: {error}") from error
        spool.seek(0)
    except BaseException:
        spool.close()
        raise
    return spool
