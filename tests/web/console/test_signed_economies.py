"""What the console says of signatures: by whom and when, or why there is none, or in red why it is refused."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from greenlane.core.settings import Settings
from greenlane.core.store import open_store
from greenlane.plugins.seal import Seals
from greenlane.web.wiring import desk as desk_of
from tests.core.service.crowd import cheap_passwords
from tests.core.signing.packages import economy, ring, signed, trusted
from tests.plugins.conftest import Site
from tests.plugins.test_signed import KEY, NOW, RING, VERSION, Memory
from tests.web.console.conftest import PASSWORD, House
from tests.web.staff import BOSS

Open = Callable[..., House]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The plugin QM, installed and signed."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    made = Site(folder)
    made.install("data_only")
    signed(folder / "greenlane_qm", KEY, at=NOW, by=economy("QM", VERSION))
    return made


@pytest.fixture
def opened(site: Site, tmp_path: Path) -> Iterator[Open]:
    """Publishes what `before` brings, and opens a console over what `after` brings."""
    with cheap_passwords(), ExitStack() as stack:

        def make(before: Seals, spoil: Callable[[Path], object], after: Seals) -> House:
            settings = Settings(tmp_path, f"sqlite:///{tmp_path}/greenlane.db")
            store = open_store(settings.database_url)
            stack.callback(store.close)
            store.upgrade()
            desk_of(settings, store, site.load(seals=before)).book.current()
            spoil(site.folder / "greenlane_qm")
            house = House(desk_of(settings, store, site.load(seals=after)))
            house.desk.people.change_user(BOSS, "eva", password=PASSWORD)
            return house

        yield make


def seals(*unsigned: str, trusting: bool = True, ledger: Memory | None = None) -> Seals:
    return Seals(RING if trusting else ring(), unsigned, ledger, lambda: NOW)


def alter(folder: Path) -> None:
    (folder / "rules" / "scrap.yaml").write_text("rules: []\n")


def leave(folder: Path) -> None:
    pass


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", page)).split())


def test_a_signed_economy_says_who_signed_it_when_and_as_what(opened: Open) -> None:
    browser = opened(seals(), leave, seals()).browser("eva")
    page = browser.get("/console/economies/QM")
    assert '<span class="badge good">signed</span>' in page
    assert f"It was signed by Acme ({trusted(KEY).id}) on 2026-11-23 10:00 UTC, as version {VERSION}." in words(page)
    assert 'class="error"' not in page


def test_an_unsigned_one_says_why_it_is_let_be(opened: Open) -> None:
    house = opened(seals(), lambda folder: (folder / "SIGNATURE").unlink(), seals("all"))
    page = house.browser("eva").get("/console/economies/QM")
    assert '<span class="badge warn">not signed</span>' in page
    assert "It is not signed: GREENLANE_UNSIGNED_PLUGINS lets it be." in words(page)


def test_a_refused_one_is_red_and_goes_on_answering(opened: Open) -> None:
    house = opened(seals(), alter, seals())
    browser = house.browser("eva")
    page = browser.get("/console/economies/QM")
    assert '<span class="badge bad">refused</span>' in page
    alert = re.search(r'<div class="error" role="alert">(.*?)</div>', page, re.DOTALL)
    assert alert is not None
    assert "Its installed package is refused for its signature." in alert[1]
    assert "rules/scrap.yaml: was altered since it was signed" in alert[1]
    assert "It does not answer" not in page
    listed = browser.get("/console/economies")
    assert '<span class="badge bad">refused</span>' in listed
    assert '<span class="badge good">answers</span>' in listed
    assert "another is installed" not in listed
    (told,) = house.desk.catalogue.economies()
    assert (told["status"], "is refused for its signature" in told["note"]) == ("loaded", True)


def test_one_that_was_never_published_does_not_answer(site: Site, opened: Open) -> None:
    house = opened(seals(trusting=False), leave, seals(trusting=False))
    page = house.browser("eva").get("/console/economies/QM")
    assert "It does not answer: what concerns it is referred." in page
    assert "the file of trusted keys does not hold any" in page
    assert 'badge bad">does not' in house.browser("eva").get("/console/economies")
