"""Distributions as the scaffold writes them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from greenlane.core.model import Pack
from greenlane.core.pack import load
from greenlane.core.terms import is_document, shared_documents, shared_facts
from greenlane.plugins.scaffold.distribution import distribution
from greenlane.plugins.scaffold.writing import write

TODAY = date(2026, 11, 23)


def scaffolded(code: str, folder: Path) -> Path:
    """The project of an economy, written into a folder that must not exist."""
    write(distribution(code, TODAY), folder)
    return folder


def loaded(folder: Path) -> tuple[Pack, dict[str, object]]:
    return load(folder, shared_facts(), lambda code: is_document(code, shared_documents()))


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """New Zealand's, to be read only."""
    return scaffolded("NZ", tmp_path_factory.mktemp("scaffold") / "greenlane-nz")
