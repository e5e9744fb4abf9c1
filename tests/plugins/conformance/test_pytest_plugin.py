"""`pytest --greenlane` in a plugin's project: each check and each case is a test, a fault is told in plain words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plugins.conformance.made import Made, make


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return make(tmp_path / "acme-fj")


def run(made: Made, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--color=no", *arguments],
        cwd=folder or made.folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )


def test_a_good_plugin_passes_check_by_check_and_case_by_case(made: Made) -> None:
    done = run(made, "--greenlane", "-v", "-n", "0")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "greenlane::FJ::citations PASSED" in done.stdout
    assert "greenlane::FJ::case[Used plastic scrap is refused] PASSED" in done.stdout
    assert "31 passed" in done.stdout, "22 checks and 9 cases: the cases are the check of answers"
    assert "warning" not in done.stdout


def test_without_the_flag_nothing_is_collected(made: Made) -> None:
    done = run(made)
    assert done.returncode == 5, done.stdout
    assert "greenlane::" not in done.stdout


def test_a_fault_is_told_with_place_and_remedy_and_no_traceback(made: Made) -> None:
    made.edit("cases/scrap.yaml", "expect: {verdict: referred}", "expect: {verdict: clear}")
    made.edit("rules/metal.yaml", "An officer looks at", "An <b>officer</b> looks at")
    done = run(made, "--greenlane", "-q", "-n", "0", "-k", "texts or iron")
    assert done.returncode == 1
    assert "cases/scrap.yaml:32: 'Scrap of iron is referred': verdict referred, wanted clear" in done.stdout
    assert "    -> correct the rule; or the case, where the law says so" in done.stdout
    assert "rules/metal.yaml:14: FJ-METAL: its message holds '<b>'" in done.stdout
    assert "2 failed, 29 deselected" in done.stdout
    assert ".py:" not in done.stdout and "Traceback" not in done.stdout


def test_warnings_pass_and_are_summed_up_unless_strict(made: Made) -> None:
    made.drop("/README.md")
    done = run(made, "--greenlane", "-q", "-n", "0", "-k", "readme or found")
    assert done.returncode == 0
    assert "greenlane: 1 warnings (readme); greenlane plugin verify tells them" in done.stdout
    strict = run(made, "--greenlane", "--greenlane-strict", "-q", "-n", "0", "-k", "readme or found")
    assert strict.returncode == 1
    assert "README.md: there is no README" in strict.stdout


def test_a_pack_that_cannot_be_loaded_fails_its_schema_and_skips_the_rest(made: Made) -> None:
    made.write("facts.yaml", "facts: [\n")
    done = run(made, "--greenlane", "-q", "-n", "0")
    assert done.returncode == 1
    assert "facts.yaml:2: not YAML" in done.stdout
    assert "1 failed" in done.stdout and "skipped" in done.stdout


@pytest.mark.slow
def test_several_processes_share_the_work(made: Made) -> None:
    done = run(made, "--greenlane", "-q", "-n", "2")
    assert done.returncode == 0, done.stdout
    assert "31 passed" in done.stdout


def test_a_plugin_may_lie_elsewhere(made: Made, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = run(
        made, "--greenlane", "--greenlane-plugin", "../acme-fj", "-q", "-n", "0", "-k", "schema", folder=elsewhere
    )
    assert done.returncode == 0 and "1 passed" in done.stdout


def test_the_projects_own_tests_run_beside_and_may_be_asked_for_alone(made: Made) -> None:
    made.write("/tests/test_own.py", "def test_own():\n    assert True\n")
    both = run(made, "--greenlane", "-q", "-n", "0", "-k", "own or schema")
    assert "2 passed" in both.stdout, both.stdout
    alone = run(made, "--greenlane", "-q", "-n", "0", "tests/test_own.py")
    assert "1 passed" in alone.stdout, alone.stdout


def test_a_folder_that_is_no_plugin_is_a_wrong_call(tmp_path: Path, made: Made) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    done = run(made, "--greenlane", "-n", "0", folder=empty)
    assert done.returncode == 4
    assert "--greenlane: " in done.stderr and "holds no pyproject.toml" in done.stderr


def test_strict_projects_may_use_it(made: Made) -> None:
    made.write(
        "/pyproject.toml",
        (made.folder / "pyproject.toml").read_text()
        + '\n[tool.pytest.ini_options]\naddopts = "--greenlane --strict-markers --strict-config"\n'
        + 'filterwarnings = ["error"]\n',
    )
    done = run(made, "-q", "-n", "0")
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_is_light_where_it_is_not_asked_for() -> None:
    program = (
        "import sys, greenlane.plugins.pytest_plugin;"
        "print(sorted(one for one in sys.modules if one.startswith(('greenlane.core.pack', 'greenlane.plugins.conf', "
        "'greenlane.web', 'flask', 'sqlalchemy', 'greenlane.ext'))))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr
