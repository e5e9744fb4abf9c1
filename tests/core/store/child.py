"""What the tests run in other processes: `child.py URL WHAT [ARGUMENT…]`. Prints what it was acknowledged."""

from __future__ import annotations

import datetime
import os
import resource
import sys
import threading

from ulid import ULID

from greenlane.core.signing.accepted import AcceptedPack
from greenlane.core.store import (
    AlreadyAnswered,
    DecisionRecord,
    IdempotencyKey,
    Store,
    StoreUnavailable,
    open_store,
)
from greenlane.core.store.filing import Terms


def record(store: Store, key: IdempotencyKey | None = None, body: bytes = b'{"input":{}}' * 100) -> str:
    now = datetime.datetime.now(datetime.UTC)
    decision_id = str(ULID())
    made = DecisionRecord(decision_id, None, now, now.date(), "clear", 1, None, "VN", body, key)
    store.writer.record([made], 1)
    return decision_id


def say(line: str) -> None:
    # One system call, so that a kill leaves whole lines.
    os.write(1, f"{line}\n".encode())


def upgrade(store: Store) -> None:
    store.upgrade()
    say(str(store.is_current()))


def publish(store: Store, times: str) -> None:
    for _ in range(int(times)):
        say(str(store.publish(b"{}", "sha256:01", reason="race", by=str(os.getpid()))))


def first(store: Store) -> None:
    store.upgrade()
    say(str(store.publish_first(b"{}", "sha256:01", reason="first start", by=str(os.getpid()))))


def answer(store: Store, keys: str) -> None:
    """Decide under the keys 0, 1, … and say which decision stands for each."""
    for number in range(int(keys)):
        try:
            say(f"{number} {record(store, IdempotencyKey.of(None, str(number), b'{}'))}")
        except AlreadyAnswered as standing:
            say(f"{number} {standing.decision_id}")


def forever(store: Store, threads: str) -> None:
    """Record until killed."""

    def run() -> None:
        while True:
            say(record(store))

    for _ in range(int(threads)):
        threading.Thread(target=run).start()


def fill(store: Store, most: str) -> None:
    """Record until no file may grow any further, then say so."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), int(most)))
    try:
        while True:
            say(record(store))
    except StoreUnavailable:
        say("unavailable")


def follow(store: Store) -> None:
    """File what is stored, ten at a time, until killed."""
    while True:
        position, waiting = store.filing.waiting(str(os.getpid()), 10)
        if waiting:
            done = [(one, Terms((), {"R": "clear"})) for one in waiting]
            if store.filing.file(position, done, str(os.getpid()), seconds=0.5):
                say(str(done[-1][0].number))


def accept(store: Store, versions: str) -> None:
    """Take in signed packs of these versions, one after the other, and say which stands after each."""
    for version in versions.split():
        at = datetime.datetime.fromtimestamp(int(version), datetime.UTC)
        say(store.accepted_packs.accept(AcceptedPack("NZ", version, at, "k", str(os.getpid()))).version)


if __name__ == "__main__":
    commands = {f.__name__: f for f in (upgrade, publish, first, answer, forever, fill, follow, accept)}
    commands[sys.argv[2]](open_store(sys.argv[1]), *sys.argv[3:])
