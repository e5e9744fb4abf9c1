"""The folders, their import name, and what no file may name."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("core", "plugins", "jurisdictions", "web", "ext")

# Written in pieces, so that this file does not hold what it looks for.
HOSTS = [
    ".".join(parts)
    for parts in [
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("deb", "debian", "org"),
    ]
]
FORBIDDEN = {
    "a package registry's host": "|".join(re.escape(host) for host in HOSTS),
    "a path outside the repository": r"\.\./+" + "shared",
    # Not the middle of an address or of a longer path.
    "a path of one machine": r"(?<![\w.\-/])/+" + r"(?:work|opt/pypi[\w-]*|opt/wheels)(?=/|\b(?![\w.-]))",
}


@pytest.mark.parametrize("folder", FOLDERS)
def test_link_leads_to_its_folder(folder: str) -> None:
    link = ROOT / "greenlane" / folder
    assert link.is_symlink()
    assert link.readlink() == Path("..", folder)
    assert (link / "__init__.py").samefile(ROOT / folder / "__init__.py")


@pytest.mark.parametrize("folder", FOLDERS)
def test_bare_name_refuses_to_import(folder: str) -> None:
    # -P and the path set by hand, so that no installed package of the same name answers instead.
    script = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import {folder}"
    done = subprocess.run([sys.executable, "-P", "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 1
    assert f"ImportError: import greenlane.{folder}" in done.stderr


@pytest.mark.parametrize("folder", FOLDERS)
def test_import_name_works(folder: str) -> None:
    script = f"import greenlane.{folder} as it; print(it.__file__)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).samefile(ROOT / folder / "__init__.py")


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what: str, checkout_files: list[str]) -> None:
    pattern = re.compile(FORBIDDEN[what])
    found = []
    for name in checkout_files:
        path = ROOT / name
        if path.is_symlink() or not path.is_file():
            continue
        content = path.read_bytes()
        if b"\0" in content:
            continue
        for number, line in enumerate(content.decode("utf-8").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{name}:{number}: {line.strip()[:120]}")
    assert not found, f"{what} is named in:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("what", "line", "expected"),
    [
        ("a package registry's host", "index = https://" + HOSTS[0] + "/simple", True),
        ("a package registry's host", "https://example.org/simple", False),
        ("a path outside the repository", "open('.." + "/shared/cases')", True),
        ("a path of one machine", "cd /" + "work/main", True),
        ("a path of one machine", "'/" + "work'", True),
        ("a path of one machine", "https://example.org/" + "work/main", False),
        ("a path of one machine", "either/" + "work", False),
        ("a path of one machine", "/" + "workers", False),
    ],
)
def test_the_patterns_find_what_they_should(what: str, line: str, expected: bool) -> None:
    assert bool(re.search(FORBIDDEN[what], line)) is expected


def test_locks_pin_every_requirement_with_a_hash() -> None:
    locks = sorted((ROOT / "requirements").glob("*.lock"))
    assert [lock.name for lock in locks] == ["build.lock", "dev.lock", "run.lock"]
    pins: dict[str, str] = {}
    for lock in locks:
        text = re.sub(r"\\\n\s*", "", lock.read_text("utf-8"))
        for line in text.splitlines():
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            match = re.fullmatch(r"([a-z0-9.-]+)==(\S+)( ;.*?)?\s*(--hash=sha256:[0-9a-f]{64}\s*)+", line)
            assert match, f"{lock.name}: {line[:100]}"
            name, version = match[1], match[2]
            assert pins.setdefault(name, version) == version, (
                f"{lock.name} pins another {name} than an earlier lock"
            )
