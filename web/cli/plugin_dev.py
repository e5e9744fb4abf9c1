"""`greenlane plugin dev PATH`: serve a plugin from its folder, and again whenever a file of it changes."""

import signal
import socket
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

import click

from greenlane.web.cli.desk import stop
from greenlane.web.cli.serve import why_taken
from greenlane.web.dev.turns import Turns
from greenlane.web.dev.watch import changed, seen

HOST = "127.0.0.1"
GLANCE = 0.25
"""Seconds between two looks."""


@click.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--port", envvar="PORT", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="folder that is kept; default: none is")
def command(path: Path, port: int, data: Path | None) -> None:
    """Serve the plugin in PATH (its project or its package) on loopback, and again after each change, until Ctrl-C.

    The pack is published at once, without a draft, in a database of its own. What is faulty is told with file and line,
    and the last good pack goes on answering.
    """
    if taken := why_taken(HOST, port):
        stop(f"{HOST}:{port} cannot be listened on: {taken}. Name another port: --port, or PORT.", 2)
    signal.signal(signal.SIGTERM, _interrupt)
    with ExitStack() as at_end:
        listening = at_end.enter_context(socket.create_server((HOST, port), backlog=128))
        if data is None:
            folder = Path(at_end.enter_context(tempfile.TemporaryDirectory(prefix="greenlane-dev-")))
        else:
            folder = data.absolute()
            folder.mkdir(parents=True, exist_ok=True)
        turns = Turns(path.resolve(), folder, listening)
        at_end.callback(turns.stop)
        try:
            _follow(path.resolve(), turns, f"http://{HOST}:{port}")
        except KeyboardInterrupt:
            click.echo("Stopped.")


def _follow(path: Path, turns: Turns, address: str) -> None:
    """Serve, look, serve again; for ever."""
    state = seen(path)
    click.echo(f"{path.name} on {address}; Ctrl-C ends it")
    _said(turns.take(), turns)
    while True:
        time.sleep(GLANCE)
        now = seen(path)
        files = changed(state, now)
        if not files:
            if turns.ended_by_itself:
                click.echo("The server ended by itself: starting it again")
                turns.stop()
                _said(turns.take(), turns)
            continue
        while True:  # Editors write in several steps, and several files at once.
            time.sleep(GLANCE)
            before, now = now, seen(path)
            if before == now:
                break
        files = changed(state, now)
        state = now
        names = ", ".join(file.relative_to(path).as_posix() for file in files[:3])
        click.echo(f"Changed: {names}{f' and {len(files) - 3} more' if len(files) > 3 else ''}")
        _said(turns.take(), turns)


def _said(taken: bool, turns: Turns) -> None:
    if not taken:
        click.echo("The last good pack answers." if turns.is_serving else "Nothing is served yet: mend it and save.")


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
