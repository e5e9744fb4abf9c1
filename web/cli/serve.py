"""`greenlane serve`: the database, then gunicorn, on loopback only until there are keys."""

import ipaddress
import os
import socket
import sys

import click

from greenlane.web.cli.desk import open_desk, stop
from greenlane.web.wiring import Desk


@click.command()
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True, help="a loopback address")
@click.option("--port", envvar="PORT", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", envvar="WEB_CONCURRENCY", type=click.IntRange(1, 64), help="processes; default: one a core")
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64), help="threads a process")
def command(host: str, port: int, workers: int | None, threads: int) -> None:
    """Start the server. Anyone on this machine may ask it, so it binds loopback and nothing else."""
    if not is_loopback(host):
        stop(
            f"{host} is not a loopback address. There are no keys yet, so anyone who reaches the server may ask it:\n"
            "bind 127.0.0.1 or ::1, and reach it from elsewhere through a proxy that knows who is asking.",
            2,
        )
    if taken := why_taken(host, port):
        stop(f"{_bind(host, port)} cannot be listened on: {taken}. Name another port: --port, or PORT.", 2)
    desk = open_desk()
    _greet(desk, host, port)
    from greenlane.web.server import run

    run(desk, _bind(host, port), workers or os.cpu_count() or 1, threads)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address. Names other than localhost are not trusted to stay."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def why_taken(host: str, port: int) -> str | None:
    """Why nobody can listen there now; None if one can. Gunicorn would try for five seconds after it was announced."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return error.strerror or str(error)
    return None


def _bind(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _greet(desk: Desk, host: str, port: int) -> None:
    edition = desk.book.current()
    url = f"http://{_bind(host, port)}"
    economies = ", ".join(sorted(edition.ruleset.packs))
    lines = [
        f"Greenlane: rule set {edition.version}, {len(edition.ruleset.rules)} rules of {economies}.",
        f"Database: {desk.store_name}",
        *(f"NOT AVAILABLE: {code}: {reason}" for code, reason in sorted(edition.unavailable.items())),
        *(f"Note: {one['economy']}: {one['note']}" for one in desk.catalogue.economies() if "note" in one),
        "",
        "Try next:",
        f"  curl -s {url}/api/v1/check -H 'Content-Type: application/json' \\",
        """    -d '{"date":"2025-01-01","route":{"import":"TH"},"items":[{"commodity_code":"3915.10.00"}]}'""",
        f"  {url}/docs    the whole API, to read",
        f"  curl -s {url}/api/v1/economies    what is covered",
        "",
    ]
    print("\n".join(lines), file=sys.stderr, flush=True)
