"""`greenlane serve`: the database, then gunicorn; elsewhere than on loopback only once there is a key."""

import ipaddress
import os
import socket
import sys
from dataclasses import replace
from datetime import UTC, datetime

import click
import orjson

from greenlane.core.store import StoreError
from greenlane.web.beside import Beside
from greenlane.web.cli.desk import open_desk, stop
from greenlane.web.wiring import Desk

WANTED = """\
{host} is not a loopback address: there every check needs a key, and there is none that may check. Make one first:
  greenlane users add NAME --role admin
  greenlane users add DESK --no-password --role broker --as NAME
  greenlane keys add "what it is for" --owner DESK --scope broker --as NAME"""


@click.command()
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True, help="an IP address of this machine")
@click.option("--port", envvar="PORT", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", envvar="WEB_CONCURRENCY", type=click.IntRange(1, 64), help="processes; default: one a core")
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64), help="threads a process")
@click.option("--work/--no-work", default=True, show_default=True, help="do jobs too, in one process more")
def command(host: str, port: int, workers: int | None, threads: int, work: bool) -> None:
    """Start the server. On loopback anyone on this machine may check; elsewhere it takes a key."""
    elsewhere = not is_loopback(host)
    if elsewhere and not _is_address(host):
        stop(f"{host} is no IP address: give one of this machine, as 127.0.0.1, or 0.0.0.0 for all of them.", 2)
    if taken := why_taken(host, port):
        stop(f"{_bind(host, port)} cannot be listened on: {taken}. Name another port: --port, or PORT.", 2)
    desk = open_desk()
    if elsewhere:
        if not desk.people.somebody_may_check():
            stop(WANTED.format(host=host), 2)
        desk = replace(desk, settings=replace(desk.settings, keys_required=True))
    if desk.settings.log == "text":  # else every line is an object, to be read by a program
        _greet(desk, host, port)
    _invite(desk, host, port)
    from greenlane.web.server import run

    run(desk, _bind(host, port), workers or os.cpu_count() or 1, threads, beside=Beside() if work else None)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address. Names other than localhost are not trusted to stay."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_address(host: str) -> bool:
    """Whether it is one address, and no name, socket file or anything else that could be listened on."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


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


def _invite(desk: Desk, host: str, port: int) -> None:
    """Show, where there is no account, the link by which the first is made. It is shown here and nowhere else."""
    try:
        link = desk.set_up.begin()
    except StoreError as error:
        stop(f"The store cannot be used: {error}")
    if link is None:
        return
    address = f"http://{_bind(host, port)}/console/set-up/{link.token}"
    said = f"No account yet. Make the first one at {address} (valid until {link.until:%Y-%m-%d %H:%M} UTC, once)."
    if desk.settings.log == "json":
        said = orjson.dumps({"at": datetime.now(UTC), "level": "info", "logger": "greenlane", "message": said}).decode()
    print(said, file=sys.stderr, flush=True)


def _greet(desk: Desk, host: str, port: int) -> None:
    edition = desk.book.current()
    url = f"http://{_bind(host, port)}"
    keyed = desk.settings.keys_required
    bearer = " -H 'Authorization: Bearer gl_…'" if keyed else ""
    economies = ", ".join(edition.ruleset.economies)
    every = [*desk.catalogue.economies(), *desk.catalogue.everywhere()]
    lines = [
        f"Greenlane: rule set {edition.version}, {len(edition.ruleset.rules)} rules of {economies}.",
        f"Database: {desk.store_name}",
        *(f"NOT AVAILABLE: {code}: {reason}" for code, reason in sorted(edition.unavailable.items())),
        *(f"Note: {one['economy']}: {one['note']}" for one in every if "note" in one),
        *(["Every check needs a key. Without TLS in front, keys can be read on the way."] if keyed else []),
        "",
        "Try next:",
        f"  curl -s {url}/api/v1/check -H 'Content-Type: application/json'{bearer} \\",
        """    -d '{"date":"2025-01-01","route":{"import":"TH"},"items":[{"commodity_code":"3915.10.00"}]}'""",
        f"  {url}/docs    the whole API, to read",
        f"  curl -s {url}/api/v1/economies    what is covered",
        "",
    ]
    print("\n".join(lines), file=sys.stderr, flush=True)
