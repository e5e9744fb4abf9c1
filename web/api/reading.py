"""What a request says, taken strictly: body, media type, parameters, key, language."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from flask import Request
from gunicorn.http.errors import ParseException
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from greenlane.core.declaration.repairs import nearest
from greenlane.web.languages import liked
from greenlane.web.problems import Json, Problem

Environ = Mapping[str, Any]
Parsers = Mapping[str, Callable[[str], Any]]

_MEDIA = re.compile(
    r'\s*([!#$%&\'*+.^_`|~0-9a-z-]+/[!#$%&\'*+.^_`|~0-9a-z-]+)\s*((?:;\s*[a-z-]+\s*=\s*(?:"[^"\\]*"|[^\s";]+)\s*)*);?\s*',
    re.IGNORECASE,
)
_PARAMETER = re.compile(r';\s*([a-z-]+)\s*=\s*"?([^\s";]*)"?', re.IGNORECASE)
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
BLOCK = 1 << 16


def media_type(environ: Environ, taken: Mapping[str, Mapping[str, str]]) -> str:
    """The media type of the body, one of `taken`, each with the parameters it may have and their value.

    Raises Problem.
    """
    sent: str = environ.get("CONTENT_TYPE", "")
    if "HTTP_CONTENT_ENCODING" in environ:
        raise _other(f"Content-Encoding: {environ['HTTP_CONTENT_ENCODING'][:60]}", taken)
    if sent in taken:
        return sent
    found = _MEDIA.fullmatch(sent) if len(sent) <= 200 else None
    name = found[1].lower() if found else ""
    if found is None or name not in taken:
        raise _other(f"Content-Type: {sent[:100]}" if sent else "no Content-Type", taken)
    for parameter, value in _PARAMETER.findall(found[2]):
        if taken[name].get(parameter.lower(), "") != value.lower():
            raise _other(f"Content-Type: {sent[:100]}", taken)
    return name


def _other(sent: str, taken: Mapping[str, Mapping[str, str]]) -> Problem:
    wanted = " or ".join(taken)
    return Problem("unsupported-media-type", f"The request has {sent}; wanted is {wanted}, in UTF-8, not compressed.")


def blocks(environ: Environ, limit: int) -> Iterator[bytes]:
    """The body, block by block; also one of unknown length. Raises Problem: too large, or broken off."""
    left = _length(environ)
    if left is not None and left > limit:
        raise too_large(limit)
    terminated = environ.get("wsgi.input_terminated")
    read = environ["wsgi.input"].read
    total = 0
    while left is None and terminated or left:
        try:
            block = read(BLOCK if left is None else min(left, BLOCK))
        except (OSError, ParseException):
            raise Problem("bad-request", "The body broke off, or its chunks are not chunks.") from None
        if not block:
            if left:
                raise Problem("bad-request", f"The body broke off: {left} bytes of it are wanting.")
            return
        total += len(block)
        if total > limit:
            raise too_large(limit)
        if left is not None:
            left -= len(block)
        yield block


def _length(environ: Environ) -> int | None:
    written = environ.get("CONTENT_LENGTH")
    if not written or "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
        return None
    if not re.fullmatch("[0-9]{1,18}", written):
        raise Problem("bad-request", "Content-Length is not a number of bytes.")
    return int(written)


def too_large(limit: int) -> Problem:
    """The problem of more than `limit` bytes."""
    size = f"{limit >> 20} MiB" if limit >= 1 << 20 else f"{limit} bytes"
    return Problem("too-large", f"At most {size} are taken here.")


def body(environ: Environ, limit: int) -> bytes:
    """The whole body. Raises Problem."""
    return b"".join(blocks(environ, limit))


def parameters(request: Request, parsers: Parsers) -> dict[str, Any]:
    """The parameters of the address, each parsed. Raises Problem with everything that is wrong in them.

    A parser raises ValueError with the sentence to be shown.
    """
    if not request.environ.get("QUERY_STRING"):
        return {}
    found: dict[str, Any] = {}
    errors: list[Json] = []
    for name, values in request.args.lists():
        if name not in parsers:
            said = f"There is no parameter {name[:60]!r} here."
            near = nearest(name, parsers)
            errors.append(_wrong(name[:60], "unknown_parameter", said) | ({"suggestion": near} if near else {}))
        elif len(values) > 1:
            errors.append(_wrong(name, "repeated_parameter", f"{name} is given more than once."))
        else:
            try:
                found[name] = parsers[name](values[0])
            except ValueError as error:
                errors.append(_wrong(name, "bad_parameter", str(error)))
    if errors:
        raise Problem("bad-parameter", errors=errors[:20])
    return found


def _wrong(name: str, code: str, message: str) -> Json:
    return {"parameter": name, "code": code, "message": message}


def idempotency_key(environ: Environ) -> str | None:
    """The client's key, None without one. Raises Problem."""
    key: str | None = environ.get("HTTP_IDEMPOTENCY_KEY")
    if key is not None and not _KEY.fullmatch(key):
        raise Problem("bad-idempotency-key")
    return key


@lru_cache(1024)
def _negotiated(accepted: str, spoken: frozenset[str]) -> str:
    return liked(parse_accept_header(accepted, LanguageAccept), spoken)


def language(environ: Environ, spoken: frozenset[str]) -> str:
    """The language of `spoken` that the reader likes best, else English."""
    accepted: str | None = environ.get("HTTP_ACCEPT_LANGUAGE")
    if accepted is None or len(accepted) > 500:
        return "en"
    return _negotiated(accepted, spoken)
