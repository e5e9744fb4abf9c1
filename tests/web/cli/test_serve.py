"""`greenlane serve`: loopback and nothing else, and no announcement of what cannot be."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from greenlane.core.service.people import NoSuch, People
from greenlane.core.service.set_up import SetUp
from greenlane.core.store import Store
from greenlane.web import server
from greenlane.web.wiring import Desk
from tests.core.service.crowd import Crowd, cheap_passwords, held
from tests.web.cli.conftest import Program, Run

Served = list[tuple[str, int, int]]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Served:
    """What gunicorn would have been started with: address, workers, threads."""
    calls: Served = []
    monkeypatch.setattr(server, "run", lambda _, *arguments, **__: calls.append(arguments))
    return calls


def free_port(host: str = "127.0.0.1") -> int:
    with socket.create_server((host, 0)) as probe:
        return int(probe.getsockname()[1])


ELSEWHERE = ["0.0.0.0", "::", "0:0:0:0:0:0:0:0"]
"""Addresses of this machine that others reach."""


@pytest.fixture
def keyed(store: Store) -> Iterator[str]:
    """A key that may check."""
    with cheap_passwords():
        crowd = Crowd(store)
        crowd.add("fay", "broker")
        yield crowd.people.add_key(crowd.who("fay"), "tests", held("broker")).secret


@pytest.mark.parametrize("host", ELSEWHERE)
def test_what_others_could_reach_is_not_served_before_there_is_a_key(run: Run, served: Served, host: str) -> None:
    done = run("serve", "--host", host, "--port", str(free_port()))
    assert (done.exit_code, done.stdout, served) == (2, "", [])
    assert f"{host} is not a loopback address: there every check needs a key" in done.stderr
    assert "greenlane users add NAME --role admin" in done.stderr and "Try next" not in done.stderr


def test_people_whose_keys_may_not_check_are_not_enough(run: Run, served: Served, store: Store) -> None:
    with cheap_passwords():
        crowd = Crowd(store)
        crowd.add("vic", "viewer")
        crowd.people.add_key(crowd.who("vic"), "tests", held("viewer"))
    assert (run("serve", "--host", "0.0.0.0", "--port", str(free_port())).exit_code, served) == (2, [])


@pytest.mark.parametrize("host", ["0.0.0.0"])
def test_with_a_key_it_is_served_and_every_check_needs_one(
    run: Run, monkeypatch: pytest.MonkeyPatch, keyed: str, host: str
) -> None:
    desks: list[Desk] = []
    monkeypatch.setattr(server, "run", lambda desk, *_, **__: desks.append(desk))
    done = run("serve", "--host", host, "--port", str(free_port()))
    assert done.exit_code == 0
    assert [desk.settings.keys_required for desk in desks] == [True]
    assert "Every check needs a key. Without TLS in front" in done.stderr
    assert "Authorization: Bearer gl_" in done.stderr


def test_on_loopback_none_is_needed(run: Run, monkeypatch: pytest.MonkeyPatch, keyed: str) -> None:
    desks: list[Desk] = []
    monkeypatch.setattr(server, "run", lambda desk, *_, **__: desks.append(desk))
    done = run("serve", "--port", str(free_port()))
    assert [desk.settings.keys_required for desk in desks] == [False]
    assert "Bearer" not in done.stderr


@pytest.mark.parametrize("host", ["203.0.113.7", "2001:db8::1", "::ffff:203.0.113.7"])
def test_an_address_of_another_machine_cannot_be_listened_on(run: Run, served: Served, keyed: str, host: str) -> None:
    done = run("serve", "--host", host)
    assert (done.exit_code, done.stdout, served) == (2, "", [])
    assert "cannot be listened on" in done.stderr


@pytest.mark.parametrize(
    "host",
    [
        "greenlane.example",
        "localhost.greenlane.example",
        "0",
        "127.1",
        "",
        " ",
        "unix:/tmp/greenlane.sock",
        "fd://3",
        "127.0.0.1:80",
    ],
)
def test_what_is_no_address_is_refused(run: Run, served: Served, keyed: str, host: str) -> None:
    done = run("serve", "--host", host)
    assert (done.exit_code, done.stdout, served) == (2, "", [])
    assert f"{host} is no IP address" in done.stderr
    assert "Try next" not in done.stderr


def test_the_environment_names_no_other_address_either(
    run: Run, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOST", "0.0.0.0")
    monkeypatch.setenv("PORT", str(free_port()))
    assert (run("serve").exit_code, served) == (2, [])


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost"])
def test_loopback_is_served(run: Run, served: Served, host: str) -> None:
    port = free_port()
    done = run("serve", "--host", host, "--port", str(port), "--workers", "3", "--threads", "5")
    assert (done.exit_code, served) == (0, [(f"{host}:{port}", 3, 5)])


def test_loopback_of_version_6_is_served_where_there_is_one(
    run: Run, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("greenlane.web.cli.serve.why_taken", lambda *_: None)
    done = run("serve", "--host", "::1", "--port", "9000", "--workers", "1")
    assert (done.exit_code, served) == (0, [("[::1]:9000", 1, 8)])
    assert "http://[::1]:9000/docs" in done.stderr


def test_the_environment_is_heard(run: Run, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    monkeypatch.setenv("PORT", str(port))
    monkeypatch.setenv("WEB_CONCURRENCY", "2")
    assert run("serve").exit_code == 0
    assert served == [(f"127.0.0.1:{port}", 2, 8)]


def test_the_greeting_says_what_to_try(run: Run, served: Served, home: Any) -> None:
    port = free_port()
    done = run("serve", "--port", str(port))
    assert done.stdout == ""
    assert "rule set 1, " in done.stderr and "CL, CN, EU, ID, KR, MY, TH, VN" in done.stderr
    assert f"Database: sqlite:///{home}/greenlane.db" in done.stderr
    for address in ("/api/v1/check", "/docs", "/api/v1/economies"):
        assert f"http://127.0.0.1:{port}{address}" in done.stderr


def test_a_port_that_is_taken_is_said_before_anything_is_announced(run: Run, served: Served) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = run("serve", "--port", str(port))
    assert (done.exit_code, served) == (2, [])
    assert f"127.0.0.1:{port} cannot be listened on: " in done.stderr
    assert "Name another port" in done.stderr and "Try next" not in done.stderr


@pytest.mark.parametrize(
    "options",
    [["--port", "0"], ["--port", "65536"], ["--port", "http"], ["--workers", "0"], ["--threads", "65"]],
)
def test_numbers_out_of_reason_are_refused(run: Run, served: Served, options: list[str]) -> None:
    assert (run("serve", *options).exit_code, served) == (2, [])


def test_without_a_database_nothing_is_served(run: Run, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENLANE_DATABASE_URL", "mysql://host/db")
    done = run("serve", "--port", str(free_port()))
    assert (done.exit_code, served) == (3, [])
    assert "mysql is not supported" in done.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "greenlane.example"])
def test_the_program_refuses_with_status_2(program: Program, host: str) -> None:
    done = program("serve", HOST=host, PORT=str(free_port()))
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{host} is no" in done.stderr


LINK = re.compile(
    r"No account yet\. Make the first one at (http://127\.0\.0\.1:\d+/console/set-up/)([A-Za-z0-9_-]{43}) "
    r"\(valid until (\d{4}-\d\d-\d\d \d\d:\d\d) UTC, once\)\."
)


def test_while_there_is_nobody_each_start_shows_a_link_that_voids_those_before(
    run: Run, served: Served, store: Store
) -> None:
    port = str(free_port())
    shown = [LINK.findall(run("serve", "--port", port, "--workers", "3").stderr) for _ in range(2)]
    assert [len(one) for one in shown] == [1, 1]
    (_, old, _), (address, token, until) = shown[0][0], shown[1][0]
    assert address == f"http://127.0.0.1:{port}/console/set-up/"
    set_up = SetUp(store, People(store))
    assert f"{set_up.holds(token):%Y-%m-%d %H:%M}" == until
    with pytest.raises(NoSuch):
        set_up.holds(old)
    assert len(list(store.change_log.read(action="set_up.link_made"))) == 2


def test_once_there_is_somebody_none_is_shown(run: Run, served: Served, keyed: str) -> None:
    done = run("serve", "--port", str(free_port()))
    assert done.exit_code == 0 and "No account yet" not in done.stderr and "set-up" not in done.stderr


def test_where_every_line_is_an_object_the_link_is_in_one(
    run: Run, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREENLANE_LOG", "json")
    (line,) = run("serve", "--port", str(free_port())).stderr.splitlines()
    assert LINK.fullmatch(json.loads(line)["message"])
