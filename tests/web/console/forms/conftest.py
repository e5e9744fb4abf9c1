from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from greenlane.core.draft.entries import split
from greenlane.core.pack import load
from greenlane.core.terms import is_document, shared_documents, shared_facts

ROOT = Path(__file__).resolve().parents[4] / "jurisdictions"


def packs() -> dict[str, Any]:
    """The documents of the five packs, by economy."""
    found = {}
    for folder in sorted(ROOT.iterdir()):
        if (folder / "economy.yaml").is_file():
            made, document = load(folder, shared_facts(), lambda code: is_document(code, shared_documents()))
            found[made.economy.code] = document
    return found


@pytest.fixture(scope="session")
def entries() -> dict[str, Any]:
    """Every entry of the five packs, by address."""
    return split(packs())
