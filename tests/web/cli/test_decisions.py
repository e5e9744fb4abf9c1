"""`greenlane decisions erase`: by somebody who may, with a reason."""

from __future__ import annotations

import json

import pytest

from greenlane.core.rights import EVERY, Actor, Grant
from greenlane.core.service.people import People
from greenlane.core.store import Store
from tests.web.cli.conftest import Run, kept

CHECK = json.dumps(
    {"date": "2025-01-01", "reference": "R-1", "route": {"import": "TH"}, "items": [{"commodity_code": "3915.10.00"}]}
)
PASSWORD = "a long enough one"
ADMIN = Grant("admin", EVERY)


@pytest.fixture
def keys(store: Store) -> dict[str, str]:
    """A key by role: of the first user, and of one who may only read."""
    people = People(store)
    people.add_user(None, "linh", password=PASSWORD, grants=[ADMIN])
    linh = Actor("linh", frozenset({ADMIN}))
    people.add_user(linh, "vera", grants=[Grant("viewer", EVERY)])
    return {
        "admin": people.add_key(linh, "mine", [ADMIN]).secret,
        "viewer": people.add_key(linh, "hers", [Grant("viewer", EVERY)], owner="vera").secret,
    }


@pytest.fixture
def decision_id(run: Run, store: Store) -> str:
    assert run("check", "-", input=CHECK).exit_code == 0
    return kept(store)[0].decision_id


def test_an_admin_erases_it(run: Run, store: Store, keys: dict[str, str], decision_id: str) -> None:
    done = run("decisions", "erase", decision_id, "--reason", "asked", env={"GREENLANE_KEY": keys["admin"]})
    assert done.exit_code == 0, done.stderr
    assert "is erased" in done.stdout and "Backups" in done.stdout
    (left,) = kept(store)
    assert left.erased_at is not None and left.reference is None
    entry = next(store.change_log.read(action="decision.erased"))
    assert (entry.actor, entry.reason) == ("linh", "asked")
    again = run("decisions", "erase", decision_id, "--reason", "asked", env={"GREENLANE_KEY": keys["admin"]})
    assert (again.exit_code, "before" in again.stdout) == (0, True)
    doctor = run("doctor", "--replay")
    assert doctor.exit_code == 0
    assert "1 declarations were erased" in doctor.stdout and "replayed    0 decisions, 0 differ" in doctor.stdout


def test_by_name_and_password(run: Run, store: Store, keys: dict[str, str], decision_id: str) -> None:
    done = run("decisions", "erase", decision_id, "--reason", "asked", "--as", "linh", input=f"{PASSWORD}\n")
    assert done.exit_code == 0, done.stderr
    assert kept(store)[0].erased_at is not None


def test_others_erase_nothing(run: Run, store: Store, keys: dict[str, str], decision_id: str) -> None:
    done = run("decisions", "erase", decision_id, "--reason", "asked", env={"GREENLANE_KEY": keys["viewer"]})
    assert done.exit_code == 1
    assert "may not erase decisions" in done.stderr
    assert run("decisions", "erase", decision_id, "--reason", "asked").exit_code == 2
    assert kept(store)[0].erased_at is None
    assert next(store.change_log.read(action="denied")).actor == "vera"


def test_what_is_not_there_and_no_reason(run: Run, keys: dict[str, str], decision_id: str) -> None:
    env = {"GREENLANE_KEY": keys["admin"]}
    done = run("decisions", "erase", "01JTEST0000000000000000000", "--reason", "asked", env=env)
    assert (done.exit_code, "There is no decision" in done.stderr) == (1, True)
    assert run("decisions", "erase", decision_id, "--reason", " ", env=env).exit_code == 2
    assert run("decisions", "erase", decision_id, env=env).exit_code == 2
