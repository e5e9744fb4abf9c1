"""The servers compared, each the whole of `greenlane.web.server.run`: `python -m bench.servers KIND PORT FOLDER`.

`empty`: a plain Flask application with one JSON route, under the same gunicorn. `unstored`: Greenlane with a writer
that returns at once. `stored`: Greenlane as it is, SQLite in FOLDER. Ends when its standard input does.
"""

import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

from flask import Flask, Response, jsonify, request

from greenlane.core.settings import read
from greenlane.core.store import DecisionRecord
from greenlane.web import server
from greenlane.web.wiring import Desk, wire

WORKERS, THREADS = 2, 8
KINDS = ("empty", "unstored", "stored")
EMPTY_VERDICT = "none"


class Unstored:
    """In the place of the store's writer: takes decisions and keeps none."""

    def record(self, records: Sequence[DecisionRecord], rule_set: int | None) -> None:
        """Say at once that it is done."""

    def close(self) -> None:
        """Nothing is open."""

    before_fork = after_fork = in_child = close


def empty() -> Flask:
    """The least that takes the same body and answers JSON."""
    app = Flask("empty")

    @app.post("/api/v1/check")
    def check() -> Response:
        sent = request.get_json()
        return jsonify(verdict=EMPTY_VERDICT, items=len(sent["items"]))

    return app


def desk(folder: Path) -> Desk:
    """A desk of its own, with the shipped packs published."""
    made = wire(read({"GREENLANE_DATA_DIR": str(folder)}))
    made.store.upgrade()
    made.book.current()
    return made


def main(kind: str, port: str, folder: str) -> None:
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    bind = f"127.0.0.1:{port}"
    if kind == "empty":
        server.create_app = lambda _: empty()  # type: ignore[assignment, misc]
        server.Warmer = lambda *_: SimpleNamespace(start=lambda: None)  # type: ignore[assignment, misc]
        cold = SimpleNamespace(warm=None)
        settings = SimpleNamespace(log="text")
        bare = SimpleNamespace(settings=settings, book=None, goods=cold, rules=cold, rule_cases=cold)
        server.run(bare, bind, WORKERS, THREADS)  # type: ignore[arg-type]
        return
    made = desk(Path(folder))
    if kind == "unstored":
        made.store.writer = Unstored()  # type: ignore[assignment]
    server.run(made, bind, WORKERS, THREADS)


def _end_with_stdin() -> None:
    while os.read(0, 1):  # not through sys.stdin: a fork would copy its lock held
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main(*sys.argv[1:])
