"""The plugins of this checkout, read once a process, and checks by them over a database of the tests' own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from greenlane.core.extension import Services
from greenlane.core.pack.cases import Case, load_cases
from greenlane.core.service import Checks, Plugins, RuleBook
from greenlane.core.store import open_store
from greenlane.core.terms import is_document, shared_documents, shared_facts
from greenlane.plugins.host import Host
from greenlane.plugins.services import PluginServices

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = {
    "CL": ROOT / "jurisdictions" / "chile",
    "CN": ROOT / "jurisdictions" / "china",
    "EU": ROOT / "jurisdictions" / "european_union",
    "ID": ROOT / "jurisdictions" / "indonesia",
    "KR": ROOT / "jurisdictions" / "korea",
    "MY": ROOT / "jurisdictions" / "malaysia",
    "TH": ROOT / "jurisdictions" / "thailand",
    "VN": ROOT / "jurisdictions" / "vietnam",
    "XT": ROOT / "jurisdictions" / "treaties",
}


@cache
def host() -> Host:
    """The host of this checkout's own plugins."""
    return Host.load(shared_facts(), lambda code: is_document(code, shared_documents()))


@cache
def cases(economy: str) -> tuple[Case, ...]:
    """The cases in an economy's pack."""
    pack = host().packs[economy]
    return tuple(load_cases(FOLDERS[economy], {**shared_facts(), **pack.facts}))


def installed(services: Services | None = None) -> Plugins:
    """What the host loaded, as the rule book takes it."""
    found = host()
    documents = {one.economy: one.document for one in found.plugins.values() if one.document}
    return Plugins(documents, found.failed, found.versions, services or PluginServices(found))


@contextmanager
def opened(folder: Path, plugins: Plugins, *, images: bool = True, url: str | None = None) -> Iterator[Checks]:
    """Checks by some plugins, in a new database in a folder, or the empty one at a URL."""
    store = open_store(url or f"sqlite:///{folder}/greenlane.db")
    store.upgrade()
    try:
        yield Checks(RuleBook(store, plugins, folder / "images" if images else None))
    finally:
        store.close()
