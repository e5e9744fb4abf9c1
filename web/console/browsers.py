"""What a browser calls itself, said shortly: `Firefox 140, Windows`."""

import re
from typing import Final

_BROWSERS: Final = (
    ("Edge", r"\bEdgA?/(\d+)"),
    ("Opera", r"\bOPR/(\d+)"),
    ("Samsung Internet", r"\bSamsungBrowser/(\d+)"),
    ("Firefox", r"\b(?:Firefox|FxiOS)/(\d+)"),
    ("Chrome", r"\b(?:HeadlessChrome|Chrome|CriOS)/(\d+)"),
    ("Safari", r"\bVersion/(\d+)\S* (?:Mobile/\S+ )?Safari/"),
    ("curl", r"^curl/(\d+)"),
)
"""In this order: most also call themselves by the names below theirs."""
_SYSTEMS: Final = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("macOS", "Mac OS X"),
    ("ChromeOS", "CrOS"),
    ("Linux", "Linux"),
)


def browser(agent: str) -> str:
    """Browser and system by a `User-Agent`; the text itself where neither is known."""
    found = next(((name, match[1]) for name, form in _BROWSERS if (match := re.search(form, agent))), None)
    if found is None:
        return agent or "does not say"
    system = next((name for name, word in _SYSTEMS if word in agent), None)
    return " ".join(found) + (f", {system}" if system else "")
