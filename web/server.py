"""gunicorn around the app: threads in a few processes, forked from one that has the rules in memory."""

import gc
import logging
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from greenlane.core.service.warming import Warmer
from greenlane.core.store import StoreError
from greenlane.web import logs
from greenlane.web.app import create_app
from greenlane.web.wiring import Desk

log = logging.getLogger(__name__)


class Companion(Protocol):
    """What the first process sees to besides its workers."""

    def see_to_it(self) -> None:
        """Called once a second."""

    def stop(self) -> None:
        """Called when the server ends; returns at once."""

    def wait(self) -> None:
        """Called last: returns once it has ended."""


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings only: neither a file nor the environment changes them."""

    def __init__(self, desk: Desk, settings: dict[str, Any], beside: Companion | None) -> None:
        self._desk = desk
        self._settings = settings
        self._beside = beside
        super().__init__()

    def load_config(self) -> None:
        """Take the settings given."""
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The WSGI application; loaded before the fork, so the rules are in memory once."""
        return create_app(self._desk)

    def run(self) -> None:
        """Serve until told to stop."""
        if self._beside is None:
            super().run()
        else:
            Master(self, self._beside).run()


class Master(Arbiter):  # type: ignore[misc]
    """The first process: sees to the workers that answer, and to the one that does jobs."""

    def __init__(self, app: Server, beside: Companion) -> None:
        self._beside = beside
        super().__init__(app)

    def murder_workers(self) -> None:
        """Called once a second, never before the workers were started."""
        self._beside.see_to_it()
        super().murder_workers()

    def stop(self, graceful: bool = True) -> None:
        """End them all."""
        self._beside.stop()
        super().stop(graceful)
        self._beside.wait()


def run(
    desk: Desk,
    bind: str,
    workers: int,
    threads: int,
    *,
    beside: Companion | None = None,
    begun: Callable[[], None] = lambda: None,
) -> None:
    """Serve until told to stop. The store's connections and writer start in each worker, after the fork.

    `bind`: an address with its port, or `fd://` and the number of a listening socket. `beside`: the process that does
    jobs, if this server is to have one. `begun`: called in each worker, once it answers.
    """
    logs.configure(desk.settings.log)
    for one in desk.host.plugins.values():
        if one.status == "refused":
            log.error("%s is refused: %s", one.origin, "; ".join(one.reasons))
    ready = [desk.suspensions.sync, desk.goods.warm, desk.rules.warm, desk.rule_cases.warm]
    desk.host.rest()  # nobody asks plugins in this process
    gc.collect()
    gc.freeze()  # the rules stay: no worker need go through them again, nor copy their pages
    Server(
        desk,
        {
            "bind": [bind],
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "preload_app": True,
            "keepalive": 75,
            "timeout": 60,
            "graceful_timeout": 20,
            "control_socket_disable": True,
            "accesslog": None,
            "errorlog": "-",
            "logger_class": logs.GunicornLogger,
            "loglevel": "warning",
            "limit_request_line": 8190,
            "forwarded_allow_ips": "127.0.0.1,::1",
            # Nobody's header says under which path the server stands.
            "forwarder_headers": "",
            "worker_tmp_dir": None,
            "proc_name": "greenlane",
            "post_worker_init": lambda worker: _begin(desk, ready, begun),
        },
        beside,
    ).run()


def _begin(desk: Desk, ready: Sequence[Callable[[], None]], begun: Callable[[], None]) -> None:
    """In a worker, before it answers: threads and plugins' processes belong to the process that they serve."""
    try:
        desk.suspensions.sync()
    except StoreError as error:
        log.warning("which plugins are suspended is not known yet: %s", error)
    for plugin, why in desk.host.warm().items():
        log.warning("the plugin %s is not ready: it %s", plugin, why)
    Warmer(desk.book, ready).start()
    begun()
