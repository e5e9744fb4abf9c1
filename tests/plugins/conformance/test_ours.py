"""Our own economies are held to what we ask of strangers."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from greenlane.plugins.conformance import verify

ROOT = Path(__file__).resolve().parents[3]
POINTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]["greenlane"]


@pytest.mark.slow
@pytest.mark.parametrize("economy", POINTS)
def test_our_own_economy_conforms(economy: str) -> None:
    report = verify(economy)
    assert report.ok, report.text()
    assert report.economy == economy
    assert [check.name for check in report.checks if check.status == "skipped"] == []
