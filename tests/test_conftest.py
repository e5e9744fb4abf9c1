"""The tests' own machinery."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

CONFTEST = Path(__file__).with_name("conftest.py")

FILES = {
    "test_call.py": "import pytest\ndef test_it():\n    pytest.skip('no browser')\n",
    "test_mark.py": "import pytest\n@pytest.mark.skipif(1, reason='no browser')\ndef test_it():\n    pass\n",
    "test_module.py": "import pytest\npytest.skip('no browser', allow_module_level=True)\n",
    "test_expected.py": "import pytest\n@pytest.mark.xfail\ndef test_it():\n    raise ValueError\n",
    "test_good.py": "def test_it():\n    pass\n",
}


@pytest.mark.parametrize(
    ("no_skip", "closing"),
    [
        ("", "1 passed, 3 skipped, 1 xfailed"),
        ("1", "1 failed, 1 passed, 1 xfailed, 2 errors"),
    ],
)
def test_a_skip_fails_where_nothing_may_be_skipped(no_skip: str, closing: str, tmp_path: Path) -> None:
    for name, text in {**FILES, "conftest.py": CONFTEST.read_text("utf-8")}.items():
        (tmp_path / name).write_text(text, "utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment |= {"GREENLANE_NO_SKIP": no_skip, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "--continue-on-collection-errors", "--rootdir", str(tmp_path)]

    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
    )

    assert closing in done.stdout.splitlines()[-1], done.stdout
    assert bool(done.returncode) == bool(no_skip)
    assert ("so nothing may be skipped. Skipped: no browser" in done.stdout) == bool(no_skip)


def test_postgresql_gives_each_test_an_empty_database(postgresql_url: str) -> None:
    with psycopg.connect(postgresql_url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        connection.execute("CREATE TABLE left_behind (id int)")
    assert tables == (0,)


def test_postgresql_gives_another_test_another_one(postgresql_url: str) -> None:
    test_postgresql_gives_each_test_an_empty_database(postgresql_url)
