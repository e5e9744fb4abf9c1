from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.pack.samples import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A small pack without a fault."""
    return Folder(tmp_path)
