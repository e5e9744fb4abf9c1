"""Browsers by what they call themselves."""

from __future__ import annotations

import pytest

from greenlane.web.console.browsers import browser

KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox 140, Windows"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {KIT} Chrome/156.0.0.0 Safari/537.36", "Chrome 156, Linux"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {KIT} HeadlessChrome/156.0.0.0 Safari/537.36", "Chrome 156, Linux"),
        (f"Mozilla/5.0 (Windows NT 10.0) {KIT} Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0", "Edge 150, Windows"),
        (f"Mozilla/5.0 (Linux; Android 15) {KIT} Chrome/150.0 Mobile Safari/537.36", "Chrome 150, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
         "Version/18.0 Mobile/15E148 Safari/604.1", "Safari 18, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 "
         "Safari/605.1.15", "Safari 17, macOS"),
        ("curl/8.5.0", "curl 8"),
        ("Werkzeug/3.1", "Werkzeug/3.1"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("", "does not say"),
    ],
)  # fmt: skip
def test_a_browser_is_named_with_its_system(agent: str, said: str) -> None:
    assert browser(agent) == said
