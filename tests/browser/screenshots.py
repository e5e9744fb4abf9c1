"""Every page as a picture: `python -m tests.browser.screenshots [FOLDER]`, or `make screenshots`.

Made over the demonstration, at both widths and in both schemes. Pictures go outside of the repository only.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Collection
from pathlib import Path

from playwright.sync_api import FloatRect, Page

from tests.browser import month
from tests.browser.chrome import INSTALL, Scheme, Visitor, Watch, chromium, where
from tests.browser.pages import PAGES, Shown, samples
from tests.browser.site import Site, serving
from tests.conftest import ROOT

WIDTHS = (1280, 390)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
HIGHEST = 6000
"""Pixels of a picture: of a longer page the beginning."""


def main(arguments: list[str] | None = None) -> int:
    """Make them; the exit status."""
    parser = argparse.ArgumentParser(prog="screenshots", description="every page as a picture")
    parser.add_argument("folder", nargs="?", type=Path, help="default: a new one under the system's temporary folder")
    parser.add_argument("--only", action="append", default=[], help="only pages with this in their name")
    parser.add_argument("--decisions", type=int, default=4000, help="of the demonstration (default: 4000)")
    chosen = parser.parse_args(arguments)
    folder: Path = (chosen.folder or Path(tempfile.mkdtemp(prefix="greenlane-screenshots-"))).resolve()
    if folder.is_relative_to(ROOT):
        print(f"{folder} is inside the repository: pictures go elsewhere.", file=sys.stderr)
        return 2
    path = where()
    if path is None:
        print(f"There is no chromium: {INSTALL}", file=sys.stderr)
        return 2
    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="greenlane-month-") as made:
        demo = month.made(Path(made) / "demonstration", chosen.decisions)
        with serving(demo, Path(made) / "site") as site, chromium(path) as browser:
            watch = Watch()
            watch.expected |= {shown.status for shown in PAGES}
            visitor = Visitor(browser, site, watch)
            wanted = [one for one in PAGES if not chosen.only or any(part in one.name for part in chosen.only)]
            faults = _all(visitor, site, wanted, folder)
            visitor.close()
            faults += [*watch.faults, *site.complaints()]
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{folder}: {len(list(folder.glob('*.png')))} pictures, {time.monotonic() - began:.0f} s")
    return 1 if faults else 0


def _all(visitor: Visitor, site: Site, wanted: Collection[Shown], folder: Path) -> list[str]:
    with site.store() as store:
        found = samples(store)
    faults = []
    for width in WIDTHS:
        for scheme in SCHEMES:
            for who in sorted({one.who for one in wanted}, key=str):
                page = visitor.page_for(who, width=width, scheme=scheme)
                for shown in wanted:
                    if shown.who == who:
                        faults += _picture(page, shown, found, folder / f"{shown.name}-{width}-{scheme}.png")
                page.context.close()
    return faults


def _picture(page: Page, shown: Shown, found: dict[str, str], file: Path) -> list[str]:
    address = shown.address(found)
    answered = page.goto(address)
    status = answered.status if answered else None
    size = page.viewport_size or {"width": 0, "height": 0}
    height = min(HIGHEST, max(size["height"], int(page.evaluate("() => document.documentElement.scrollHeight"))))
    clip: FloatRect = {"x": 0, "y": 0, "width": size["width"], "height": height}
    page.screenshot(path=file, full_page=True, clip=clip, timeout=60_000, animations="disabled")
    return [] if status == shown.status else [f"{shown.name}: {address} is answered {status}, not {shown.status}"]


if __name__ == "__main__":
    sys.exit(main())
