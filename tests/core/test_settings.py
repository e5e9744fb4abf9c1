"""The list of settings is whole, documented, and tells no secret."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from greenlane.core.settings import SETTINGS, BadSetting, masked, read, shown

ROOT = Path(__file__).resolve().parents[2]


def test_the_document_is_the_list() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*) \|$", (ROOT / "docs/settings.md").read_text("utf-8"), re.MULTILINE)
    assert rows == [(one.name, one.default, one.meaning) for one in SETTINGS]


def test_every_variable_that_is_read_is_in_the_list() -> None:
    named = set()
    for folder in ("core", "web", "plugins", "jurisdictions"):
        for file in (ROOT / folder).rglob("*.py"):
            named |= set(re.findall(r"\"(GREENLANE_[A-Z_]+)\"", file.read_text("utf-8")))
            named |= set(re.findall(r"envvar=\"(\w+)\"", file.read_text("utf-8")))
    assert named == {one.name for one in SETTINGS}


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("GREENLANE_RATE_PER_MINUTE", "-1", "from 0 to 1000000"),
        ("GREENLANE_RATE_PER_MINUTE", "many", "from 0 to 1000000"),
        ("GREENLANE_RATE_PER_MINUTE", "1000001", "from 0 to 1000000"),
        ("GREENLANE_RETENTION_DAYS", "1.5", "from 0 to 36500"),
        ("GREENLANE_RETENTION_DAYS", "٣", "from 0 to 36500"),
        ("GREENLANE_PLUGIN_DEADLINE_MS", "0", "from 1 to 60000"),
        ("GREENLANE_PLUGIN_MEMORY_MB", "63", "from 64 to 1048576"),
        ("GREENLANE_LOG", "JSON", "text or json"),
        ("GREENLANE_KEYS_REQUIRED", "true", "no or yes"),
    ],
)
def test_what_cannot_be_used_is_named(name: str, value: str, wanted: str) -> None:
    with pytest.raises(BadSetting, match=f"^{name} is '.*': .*{wanted}"):
        read({name: value})


@pytest.mark.parametrize(
    ("name", "value", "field", "meant"),
    [
        ("GREENLANE_RATE_PER_MINUTE", "0", "rate_per_minute", 0),
        ("GREENLANE_RATE_PER_MINUTE", "", "rate_per_minute", None),
        ("GREENLANE_RETENTION_DAYS", "36500", "retention_days", 36500),
        ("GREENLANE_PLUGIN_DEADLINE_MS", "1", "deadline_seconds", 0.001),
        ("GREENLANE_PLUGIN_DEADLINE_MS", "", "deadline_seconds", 0.25),
        ("GREENLANE_PLUGIN_MEMORY_MB", "64", "plugin_memory_mb", 64),
        ("GREENLANE_PLUGIN_MEMORY_MB", "", "plugin_memory_mb", 512),
        ("GREENLANE_LOG", "json", "log", "json"),
        ("GREENLANE_WITHOUT", "CL, TH", "without", ("CL", "TH")),
        ("GREENLANE_WITHOUT", "", "without", ()),
        ("GREENLANE_KEYS_REQUIRED", "yes", "keys_required", True),
        ("GREENLANE_KEYS_REQUIRED", "", "keys_required", False),
    ],
)
def test_what_is_set_is_taken(name: str, value: str, field: str, meant: Any) -> None:
    assert getattr(read({name: value}), field) == meant


@pytest.mark.parametrize(
    ("environ", "rate"),
    [
        ({}, 0),
        ({"GREENLANE_KEYS_REQUIRED": "yes"}, 600),
        ({"GREENLANE_KEYS_REQUIRED": "yes", "GREENLANE_RATE_PER_MINUTE": "0"}, 0),
        ({"GREENLANE_RATE_PER_MINUTE": "7"}, 7),
    ],
)
def test_the_rate_is_off_where_no_keys_are_required(environ: dict[str, str], rate: int) -> None:
    assert read(environ).rate == rate


def test_no_secret_is_shown() -> None:
    environ = {
        "GREENLANE_KEY": "gl_secret",
        "GREENLANE_DATABASE_URL": "postgresql://u:sec:ret@h/d?sslmode=require&sslpassword=secret&password=secret",
        "GREENLANE_PLUGINS": "a b",
    }
    found = {one.name: value for one, value in shown(environ)}
    assert "secret" not in str(found)
    assert found["GREENLANE_KEY"] == "…"
    assert found["GREENLANE_DATABASE_URL"] == "postgresql://u:…@h/d?sslmode=require&sslpassword=…&password=…"
    assert found["GREENLANE_PLUGINS"] == "a b"
    assert found["GREENLANE_LOG"] is None


@pytest.mark.parametrize("url", ["postgresql://u@h/d", "postgresql:///d", "sqlite:////a/b.db", "postgresql://h/a@b:c"])
def test_an_address_without_a_password_stays_as_it_is(url: str) -> None:
    assert masked(url) == url
