"""The stable face: what plugins rest on stays as it was recorded, or is changed in the open."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import greenlane
from greenlane.core.pack.schema import ECONOMY_FILE
from greenlane.core.vocabulary import API_VERSIONS
from greenlane.plugins.deprecation import NAMES
from tests.plugins.surface import fingerprint, recorded, surface

ROOT = Path(__file__).resolve().parents[2]
HOW = """The public surface of greenlane is not what was recorded. Plugins of strangers rest on it.
{said}
1. record it:  python -m tests.plugins.surface
2. docs/hooks.md, "Versions of the contract": a row with the new fingerprint, and what changed
3. CHANGELOG.md: a line for those who write plugins"""


def remarks(version: int, before: list[str], now: list[str], current: int, deprecated: set[str]) -> list[str]:
    """What is to be said of a surface that is not the recorded one: what came, and what may not go yet."""
    said = [f"new: {line}" for line in now if line not in before]
    for line in before:
        if line in now:
            continue
        name = re.split(r"[.:(]", line.removeprefix("hook "))[0]
        if current > version or name in deprecated and "." not in line.partition(":")[0]:
            said.append(f"gone: {line}")
        else:
            said.append(
                f"gone or changed, and plugins break: {line}\n   put it back and deprecate it "
                f"(plugins/deprecation.py), or let API_VERSIONS in core/vocabulary.py end above {version}"
            )
    return said


def test_the_public_surface_is_as_it_was_recorded() -> None:
    version, before = recorded()
    said = remarks(version, before, surface(), greenlane.API_VERSION, set(NAMES))
    assert not said and version == greenlane.API_VERSION, HOW.format(said="\n".join(said))


def test_the_documentation_tells_of_every_version_of_the_surface() -> None:
    text = (ROOT / "docs" / "hooks.md").read_text("utf-8").partition("## Versions of the contract")[2]
    rows = re.findall(r"^\| (\d+) \| `([0-9a-f]{12})` \| (.+) \|$", text.partition("\n## ")[0], re.MULTILINE)
    assert rows and rows[-1][:2] == (str(greenlane.API_VERSION), fingerprint(surface())), (
        f"docs/hooks.md: the last row must be of api {greenlane.API_VERSION}, fingerprint {fingerprint(surface())}"
    )
    assert [int(version) for version, _, _ in rows] == sorted(int(version) for version, _, _ in rows)


BEFORE = ["ItemView: frozen dataclass", "ItemView.number: int", "hook greenlane_risk(item: ItemView) -> None"]


@pytest.mark.parametrize(
    ("now", "current", "deprecated", "said"),
    [
        (BEFORE, 1, set(), []),
        ([*BEFORE, "ItemView.weight: int"], 1, set(), ["new: ItemView.weight: int"]),
        ([BEFORE[0], "ItemView.number: str", BEFORE[2]], 1, set(), ["new: ItemView.number: str", "break: ItemView.nu"]),
        ([BEFORE[0], BEFORE[2]], 1, set(), ["break: ItemView.number: int"]),
        ([BEFORE[0], BEFORE[2]], 2, set(), ["gone: ItemView.number: int"]),
        (BEFORE[:2], 1, set(), ["break: hook greenlane_risk"]),
        (BEFORE[1:], 1, {"ItemView"}, ["gone: ItemView: frozen dataclass"]),
        ([BEFORE[0], BEFORE[2]], 1, {"ItemView"}, ["break: ItemView.number: int"]),
    ],
)
def test_what_came_and_what_went_is_said_apart(
    now: list[str], current: int, deprecated: set[str], said: list[str]
) -> None:
    found = remarks(1, BEFORE, now, current, deprecated)
    assert len(found) == len(said)
    assert all(part in one for one, part in zip(found, said, strict=True)), found


def test_packs_may_name_the_versions_of_the_contract_that_are_read_and_no_other() -> None:
    assert ECONOMY_FILE["api"]["allowed"] == [str(one) for one in API_VERSIONS]
    assert list(API_VERSIONS) == sorted(set(API_VERSIONS)) and greenlane.API_VERSION == API_VERSIONS[-1]


def test_every_public_name_says_what_it_is_in_its_source() -> None:
    for name in set(greenlane.__all__) - {"__version__", "API_VERSION", "FactValue", "hookimpl"}:
        assert len((getattr(greenlane, name).__doc__ or "").split()) > 5, name
    said = greenlane.__doc__ or ""
    assert [name for name in greenlane.__all__ if name not in said and name != "__version__"] == []


def mypy(folder: Path, *files: str) -> subprocess.CompletedProcess[str]:
    """Strict mypy over some files, with a cache that lives as long as the tests' folder."""
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--config-file=", "--cache-dir"]
    return subprocess.run(
        [*command, folder / "cache", *files],
        cwd=folder,
        env={**os.environ, "MYPYPATH": str(ROOT)},  # an editable installation shows it to no type checker
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


@pytest.mark.slow
def test_the_documentations_plugins_pass_strict_mypy_and_wrong_ones_do_not(tmp_path: Path) -> None:
    files = []
    for document in ("hooks.md", "tutorial.md"):
        path = ROOT / "docs" / document
        text = path.read_text("utf-8")
        blocks = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        assert blocks, document
        for number, block in enumerate(blocks):
            name = f"{path.stem}_{number}.py"
            (tmp_path / name).write_text(block, encoding="utf-8")
            files.append(name)
    (tmp_path / "wrong.py").write_text(
        "from greenlane import ItemView, Nonsense, hookimpl\n\n\n"
        "@hookimpl\n"
        "def greenlane_risk(item: ItemView) -> tuple[str, ...]:\n"
        "    item.number = 2\n"
        "    return (item.weight,)\n"
    )
    done = mypy(tmp_path, *files, "wrong.py")
    lines = done.stdout.splitlines()
    assert [line for line in lines if not line.startswith("wrong.py")] == [], done.stdout + done.stderr
    assert sorted(line.rpartition("[")[2] for line in lines if ": error:" in line) == ["attr-defined]"] * 2 + ["misc]"]
