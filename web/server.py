"""gunicorn around the app: threads in a few processes, forked from one that has the rules in memory."""

import gc
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from greenlane.core.service.warming import Warmer
from greenlane.web import logs
from greenlane.web.app import create_app
from greenlane.web.beside import Beside
from greenlane.web.wiring import Desk


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings only: neither a file nor the environment changes them."""

    def __init__(self, desk: Desk, settings: dict[str, Any], beside: Beside | None) -> None:
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

    def __init__(self, app: Server, beside: Beside) -> None:
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


def run(desk: Desk, bind: str, workers: int, threads: int, *, beside: Beside | None = None) -> None:
    """Serve until told to stop. The store's connections and writer start in each worker, after the fork.

    `beside`: the process that does jobs, if this server is to have one.
    """
    logs.configure(desk.settings.log)
    ready = [desk.goods.warm, desk.rules.warm, desk.rule_cases.warm]
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
            # A thread must be started in the process that it is to live in.
            "post_worker_init": lambda worker: Warmer(desk.book, ready).start(),
        },
        beside,
    ).run()
