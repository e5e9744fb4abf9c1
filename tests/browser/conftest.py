"""A real browser on a real server. Every page tells what went wrong on it, and then its test fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import month
from tests.browser.chrome import INSTALL, Visitor, Watch, chromium, where
from tests.browser.site import Site, serving

PageFor = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser a worker."""
    path = where()
    if path is None:
        pytest.skip(f"no chromium: {INSTALL}")
    with chromium(path) as found:
        yield found


@pytest.fixture(scope="session")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The demonstration, made once for all workers of a run. Nobody changes it: `site` is a copy."""
    base = tmp_path_factory.getbasetemp()
    return month.made((base if worker_id == "master" else base.parent) / "demonstration")


@pytest.fixture(scope="module")
def site(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server over a copy of the demonstration, for the tests of one file."""
    with serving(demo, tmp_path_factory.mktemp("site")) as found:
        yield found
        complaints = found.complaints()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What went wrong on the pages of this test; fails it if anything did."""
    found = Watch()
    yield found
    assert not found.faults, "\n".join(found.faults)


@pytest.fixture
def visitor(browser: Browser, site: Site, watch: Watch) -> Iterator[Visitor]:
    """Opens pages for people, and closes them with the test."""
    found = Visitor(browser, site, watch)
    yield found
    found.close()


@pytest.fixture
def page_for(visitor: Visitor) -> PageFor:
    """`page_for(name, scripts=True, width=1280, scheme="light")`: a page of somebody who has signed in."""
    return visitor.page_for
