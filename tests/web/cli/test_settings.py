"""`greenlane settings`: what is set, without secrets."""

from __future__ import annotations

import json

from greenlane.core.settings import SETTINGS
from tests.web.cli.conftest import Run

SECRETS = {"GREENLANE_KEY": "gl_hidden", "GREENLANE_DATABASE_URL": "postgresql://u:hidden@h/d"}


def test_every_setting_is_listed_and_no_secret(run: Run) -> None:
    done = run("settings", env=SECRETS)
    assert done.exit_code == 0
    for one in SETTINGS:
        assert one.name in done.stdout
    assert "hidden" not in done.stdout and "postgresql://u:…@h/d" in done.stdout


def test_for_programs(run: Run) -> None:
    done = run("settings", "--json", env={**SECRETS, "GREENLANE_LOG": "json"})
    found = {one["name"]: one for one in json.loads(done.stdout)}
    assert list(found) == [one.name for one in SETTINGS]
    assert found["GREENLANE_LOG"]["value"] == "json"
    assert found["GREENLANE_KEY"]["secret"] is True and found["GREENLANE_KEY"]["value"] == "…"
    assert found["GREENLANE_RETENTION_DAYS"]["value"] is None
    assert "hidden" not in done.stdout


def test_what_cannot_be_used_is_said_after_the_list(run: Run) -> None:
    done = run("settings", env={"GREENLANE_LOG": "loud"})
    assert done.exit_code == 3
    assert "GREENLANE_LOG is 'loud'" in done.stderr and "GREENLANE_PLUGINS" in done.stdout
