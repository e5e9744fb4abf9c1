"""docs/conformance.md names every check, in their order, and says its bounds."""

from __future__ import annotations

import re
from pathlib import Path

from greenlane.core.pack.reading import LARGEST
from greenlane.plugins.conformance.checks import fuzz, timing
from greenlane.plugins.conformance.registry import CHECKS

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "conformance.md").read_text("utf-8")


def test_every_check_is_documented_in_its_order() -> None:
    assert re.findall(r"^\| `([a-z-]+)` \|", PAGE, re.MULTILINE) == [check.name for check in CHECKS]


def test_the_bounds_are_those_of_the_checks() -> None:
    assert f"{fuzz.MANY:,} made-up declarations" in PAGE
    assert f"from {timing.SLOW * 1000:.0f} ms" in PAGE and f"failed from {timing.GROSS * 1000:.0f} ms" in PAGE
    assert f"at most {LARGEST >> 20} MB" in PAGE
    assert "best of five runs" in PAGE and timing.REPEATED == 5
