"""The packs that are installed, read once for all tests of the core."""

from __future__ import annotations

import pytest

from greenlane.core.terms import shared_facts
from greenlane.plugins.host import Host
from tests.core.making import known


@pytest.fixture(scope="session")
def host() -> Host:
    """The host of this checkout's own plugins."""
    return Host.load(shared_facts(), known)
