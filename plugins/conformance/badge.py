"""A badge: one small SVG that says whether a plugin conforms. No font, script or host of anybody else."""

from html import escape

from greenlane.plugins.conformance.report import Report

LABEL = "greenlane"
GOOD, WARNED, BAD = "#18794e", "#8a6100", "#b3261e"
"""Each with at least 4.5 to 1 against the white of the letters."""


def badge(report: Report) -> str:
    """`greenlane: conforms 22/22`, with the same words as its title."""
    good, made = report.passed
    word = f"conforms {good}/{made}" if report.ok else f"faults {made - good}/{made}"
    colour = BAD if not report.ok else WARNED if report.counts["warned"] else GOOD
    left, right = _width(LABEL), _width(word)
    title = escape(f"{LABEL}: {word}" + (f", {report.economy} {report.version}".rstrip() if report.economy else ""))
    whole = left + right
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="20" role="img" aria-label="{title}">'
        f"<title>{title}</title>"
        f'<rect width="{whole}" height="20" rx="3" fill="#3b4248"/>'
        f'<path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{left}z" fill="{colour}"/>'
        '<g fill="#fff" font-family="sans-serif" font-size="11" text-anchor="middle">'
        f'<text x="{left / 2:g}" y="14" textLength="{left - 12}">{LABEL}</text>'
        f'<text x="{left + right / 2:g}" y="14" textLength="{right - 12}">{escape(word)}</text>'
        "</g></svg>\n"
    )


def _width(word: str) -> int:
    """Room for a word in letters of 11 units, whichever sans-serif there is; `textLength` makes it fit."""
    return round(len(word) * 6.4) + 12
