"""What a plugin's process does: take in the one plugin, then answer one call after the other until told no more."""

import io
import os
import socket
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NoReturn

from greenlane.plugins.isolated import limits
from greenlane.plugins.isolated.fresh import only_sources
from greenlane.plugins.isolated.wire import HEAD, Unspeakable, frame, opened, pack, unpack
from greenlane.plugins.locate import Package, find, in_folder
from greenlane.plugins.registry import register
from greenlane.plugins.source import code_digest
from greenlane.plugins.trouble import Refused, describe

SAID: Final = 600
"""Characters of what an error said."""


def run(plan: Mapping[str, Any], wire: int, printed: int) -> NoReturn:
    """Take in the plugin that the plan names and serve. `wire`, `printed`: files, for calls and for what it prints."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    # Whatever else is open belongs to others.
    os.closerange(3, wire)
    os.closerange(wire + 1, 1 << 16)
    sys.stdin = io.TextIOWrapper(io.BytesIO())
    sys.stdout = sys.stderr = open(1, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False)
    limits.limit(plan["memory"])
    server = socket.socket(fileno=wire)
    try:
        package = _located(plan)
        if code_digest(package.folders[0]) != plan["digest"]:
            raise Refused(["its code is not what it was when the server was started: start the server again"])
        only_sources(package)
        hooks = register(package, plan["attribute"], plan["name"])
    except Refused as refused:
        _send(server, ["refused", [_cut(one) for one in refused.reasons[:50]]])
    except BaseException as error:
        _send(server, ["refused", [_described(error, _folders(plan))]])
    else:
        _send(server, ["ready", {name: list(one.argnames) for name, one in hooks.items()}])
        _answer(server, {name: one.function for name, one in hooks.items()}, package.folders)
    os._exit(0)


def _located(plan: Mapping[str, Any]) -> Package:
    sys.path[:] = plan["path"]
    if plan["folder"]:
        return in_folder(Path(plan["folder"]))
    return find(plan["module"])


def _folders(plan: Mapping[str, Any]) -> tuple[Path, ...]:
    try:
        return _located(plan).folders
    except BaseException:
        return ()


def _answer(server: socket.socket, hooks: Mapping[str, Any], folders: tuple[Path, ...]) -> None:
    while True:
        number, hook, arguments = opened(_frame(server))
        spent = False
        try:
            said = ["answer", pack(hooks[hook](*unpack(arguments)))]
            body = frame([number, *said, False])
        except Unspeakable as error:
            body = frame([number, "malformed", _cut(f"expected a value of the contract, got {error}"), False])
        except BaseException as error:
            # After more than an ordinary exception nobody knows in what state it is.
            spent = not isinstance(error, Exception) or isinstance(error, MemoryError | RecursionError)
            body = frame([number, "raised", [_named(error), _described(error, folders)], spent])
        server.sendall(body)
        if spent:
            os._exit(0)


def _frame(server: socket.socket) -> bytes:
    (length,) = HEAD.unpack(_exactly(server, HEAD.size))
    return _exactly(server, length)


def _exactly(server: socket.socket, length: int) -> bytes:
    found = server.recv(length, socket.MSG_WAITALL)
    while len(found) < length:
        more = server.recv(length - len(found), socket.MSG_WAITALL)
        if not more:
            os._exit(0)  # The server wants no more of it.
        found += more
    return found


def _send(server: socket.socket, document: object) -> None:
    server.sendall(frame(document))


def _described(error: BaseException, folders: Iterable[Path]) -> str:
    try:
        return _cut(describe(error, folders))
    except BaseException:
        return "raised, and again while saying what"


def _named(error: BaseException) -> str:
    try:
        return _cut(type(error).__name__)
    except BaseException:
        return "an exception"


def _cut(words: str) -> str:
    return words[:SAID].encode("utf-8", "replace").decode()
