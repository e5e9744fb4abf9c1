"""A running server over a copy of the demonstration, and what a test may know of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from greenlane.core.store import Store, open_store
from tests.browser.month import FILE, copied
from tests.system.serving import Server


class Site:
    """`greenlane serve` over a copy of the month. `passwords`: of its people, by name."""

    def __init__(self, month: Path, folder: Path) -> None:
        self.data = folder / "data"
        self.passwords = copied(month, self.data)
        self.server = Server(self.data, folder)

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.server.port}"

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The database that the server uses."""
        with closing(open_store(f"sqlite:///{self.data / FILE}")) as store:
            yield store

    def end_sessions(self, name: str) -> None:
        """End every session of somebody, as if an admin had or the time were up."""
        with self.store() as store, store.people.changing() as changing:
            user = changing.user(name)
            assert user is not None
            changing.end_sessions(user.user_id)

    def complaints(self) -> list[str]:
        """What went wrong that no page showed: reports of the content security policy, and failures in the log."""
        with self.store() as store:
            found = [f"CSP: {one.directive} refused {one.blocked} on {one.page}" for one in store.csp.all()]
        log = self.server.log.read_text("utf-8", "replace")
        if not self.server.is_running:
            found.append(f"the server has ended: {self.server.said()[-500:]}")
        return found + [f"the server failed: {one}" for one in _failures(log)]


def _failures(log: str) -> Iterator[str]:
    """Of each traceback in a log, its last place and the exception."""
    for one in log.split("Traceback (most recent call last):")[1:]:
        lines = one.strip("\n").splitlines()
        end = next((number for number, line in enumerate(lines) if not line.startswith((" ", "\t"))), len(lines) - 1)
        places = [line.strip() for line in lines[:end] if line.lstrip().startswith("File ")]
        yield f"{lines[end]} ({places[-1] if places else 'nowhere'})"


@contextmanager
def serving(month: Path, folder: Path) -> Iterator[Site]:
    """A site while the block runs; stopped by its process id."""
    site = Site(month, folder)
    try:
        site.server.start()
        yield site
    finally:
        site.server.stop()
