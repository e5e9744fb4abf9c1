from __future__ import annotations

from collections.abc import Iterator

import pytest

from greenlane.core.service import Checks
from tests import installed


@pytest.fixture(scope="session")
def installed_checks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checks]:
    """Checks by the installed packs."""
    with installed.opened(tmp_path_factory.mktemp("installed"), installed.installed()) as checks:
        yield checks
