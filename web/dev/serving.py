"""The process that serves one state of the plugin: loads it, publishes it, runs its cases, answers."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from greenlane.core.pack.cases import load_cases
from greenlane.core.proof.cases import run as run_cases
from greenlane.core.settings import read
from greenlane.core.store import StoreError
from greenlane.plugins.plugin import Plugin
from greenlane.web.dev.found import Found, find
from greenlane.web.wiring import Desk, wire

READY = b"ready\n"


class WithParent:
    """Ends the server when the process that started it is gone."""

    def __init__(self) -> None:
        self._parent = os.getppid()

    def see_to_it(self) -> None:
        """Look."""
        if os.getppid() != self._parent:
            os.kill(os.getpid(), signal.SIGTERM)

    def stop(self) -> None:
        """Nothing of ours runs."""

    def wait(self) -> None:
        """Nothing of ours runs."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the child is to do: `listening` and `ready` are file descriptors, of a socket and of a pipe."""

    folder: str
    data: str
    listening: int
    ready: int

    @classmethod
    def of(cls, text: str) -> "Order":
        """The order that `json.dumps` of its fields says."""
        written: dict[str, Any] = json.loads(text)
        return cls(**written)


def main(order: Order) -> int:
    """Serve until told to stop; the exit status, 1 where the plugin cannot be served."""
    found = find(Path(order.folder))
    environment = {name: value for name, value in os.environ.items() if name != "GREENLANE_DATABASE_URL"}
    settings = read({**environment, "GREENLANE_DATA_DIR": order.data})
    settings = replace(
        settings,
        # Its own file: no database of a server at work is ever written to, whatever folder is named.
        database_url=f"sqlite:///{order.data}/dev.db",
        plugins=(order.folder, *settings.plugins),
        without=tuple(dict.fromkeys((*settings.without, *found.ours))),
        keys_required=False,
        public_page=True,
    )
    desk = wire(settings, upgrade=True)
    try:
        plugins = found.among(desk.host.plugins.values())
        if any(one.pack is None for one in plugins) or not plugins:
            _say_faults(found, plugins)
            desk.host.rest()
            desk.store.close()
            return 1
        desk.book.current()
        desk.book.publish_packs(reason="a file of the plugin changed", by="greenlane plugin dev")
        for line in told(desk, plugins):
            print(line, flush=True)
    except BaseException:
        desk.host.rest()
        desk.store.close()
        raise
    from greenlane.web.server import run

    def begun() -> None:
        with suppress(OSError):  # A worker that was started again has nobody to tell.
            os.write(order.ready, READY)

    run(desk, f"fd://{order.listening}", 1, 4, beside=WithParent(), begun=begun)
    return 0


def told(desk: Desk, plugins: list[Plugin]) -> Iterator[str]:
    """What the pack holds, and which of its cases fail."""
    edition = desk.book.current()
    for one in plugins:
        assert one.pack is not None and one.document is not None and one.folder is not None
        results = run_cases(
            edition.ruleset, {one.economy: one.document}, {one.economy}, services=desk.book.plugins.services
        ).results
        lines = {case.name: case.line for case in load_cases(one.folder, edition.ruleset.facts)}
        failing = [result for result in results if not result.holds]
        hold = f"{len(results) - len(failing)} of {len(results)} cases hold" if failing else _cases(len(results))
        rules = len(one.pack.rules)
        yield f"{one.economy}: rule set {edition.version}, {rules} rule{'' if rules == 1 else 's'}, {hold}"
        for result in failing:
            yield f"  {result.file}:{lines.get(result.name, 0)}: {result.name}"
            yield from (f"      {difference}" for difference in result.differences)


def _cases(number: int) -> str:
    return "1 case holds" if number == 1 else f"{number} cases hold"


def _say_faults(found: Found, plugins: list[Plugin]) -> None:
    reasons = [reason for one in plugins for reason in one.reasons] or [found.reason]
    print(f"NOT LOADED, {len(reasons)} fault{'s' if len(reasons) > 1 else ''}:")
    for reason in reasons:
        print(f"  {reason}", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(Order.of(sys.argv[1])))
    except (ValueError, StoreError, OSError) as error:  # A setting, or the folder of the data.
        sys.exit(f"NOT LOADED: {error}")
