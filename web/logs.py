"""Logs: sentences to be read, or JSON objects, one a line, with the id of the request.

Nothing of a declaration is logged: a request's line has its route's template, not its path, and neither body,
reference nor address; the JSON of an exception has its type and its places in the code, not its message, which may
quote what was sent.
"""

import itertools
import logging
import os
import secrets
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from gunicorn.glogging import Logger

from greenlane.core.settings import Log

REQUEST: Final[ContextVar[str | None]] = ContextVar("greenlane_request", default=None)
"""The id of the request that this thread answers."""


class _Ids:
    """Names for requests that came without one: unique over processes, and cheap."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Begin a new row of names."""
        self._start = secrets.token_hex(6)
        self._count = itertools.count(1)

    def __call__(self) -> str:
        return f"{self._start}-{next(self._count):x}"


new_id: Final = _Ids()
"""A new name for a request."""
os.register_at_fork(after_in_child=new_id.begin)


class JsonLines(logging.Formatter):
    """One JSON object a record."""

    def format(self, record: logging.LogRecord) -> str:
        """The object."""
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC),
            "level": record.levelname.lower(),
            "logger": record.name,
            # What a plugin said of its failure may quote a declaration: `public` is what does not.
            "message": getattr(record, "public", None) or record.getMessage(),
        }
        if (request := REQUEST.get()) is not None:
            said["request"] = request
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            said["error"] = type(error).__name__
            said["places"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
            ]
        return orjson.dumps(said, default=str).decode()


class StandardError(logging.Handler):
    """Each record in one write, so that those of several processes do not mix."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write it."""
        try:
            written(f"{self.format(record)}\n".encode("utf-8", "backslashreplace"))
        except Exception:
            self.handleError(record)


_INVALID: Final = "Invalid request from ip="


class GunicornLogger(Logger):  # type: ignore[misc]
    """gunicorn's own words through our handler."""

    def setup(self, cfg: Any) -> None:
        """Let the root's handler write them."""
        self.error_log.setLevel(self.LOG_LEVELS[cfg.loglevel])
        self.error_log.handlers.clear()
        self.error_log.propagate = True

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Write it; of a request that could not be read why, and neither the request nor whose it is."""
        if msg.startswith(_INVALID):
            msg = f"Invalid request: {msg.partition(': ')[2].partition(':')[0]}"
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Write it; of a request that failed, not its address."""
        if msg.startswith("Error handling request"):
            msg, args = "Error handling request", ()
        super().exception(msg, *args, **kwargs)

    def reopen_files(self) -> None:
        """There are none."""


def configure(form: Log) -> logging.Handler:
    """Write all logs of this process to standard error, in this form, by the handler that is returned.

    It takes the place of one set up before: a line is written once.
    """
    root = logging.getLogger()
    for before in [one for one in root.handlers if isinstance(one, StandardError)]:
        root.removeHandler(before)
    handler = StandardError()
    if form == "json":
        handler.setFormatter(JsonLines())
    else:
        handler.setFormatter(logging.Formatter("%(asctime)s [%(process)d] [%(levelname)s] %(message)s"))
    root.addHandler(handler)
    logging.captureWarnings(True)
    return handler


def access(request: str, method: str, route: str, status: str, seconds: float, actor: str) -> None:
    """Write the line of a request."""
    line = orjson.dumps(
        {
            "at": datetime.now(UTC),
            "level": "info",
            "logger": "greenlane.access",
            "request": request,
            "method": method,
            "route": route,
            "status": int(status),
            "ms": round(seconds * 1000, 3),
            "actor": actor,
        },
        option=orjson.OPT_APPEND_NEWLINE,
    )
    written(line)


def written(line: bytes) -> None:
    """Write to standard error."""
    try:
        os.write(2, line)
    except OSError:  # nobody reads it any more; that is no reason not to answer
        pass
