"""Reports as one HTML file: no script, no host, no file beside it; in light and dark, and for whoever hears it."""

import base64
import hashlib
from collections.abc import Sequence
from html import escape
from typing import Final

from greenlane.plugins.conformance.report import Checked, Covered, Report, Result, Status

WORDS: Final[dict[Status, str]] = {"passed": "passed", "failed": "failed", "warned": "warning", "skipped": "skipped"}
STYLE: Final = """
:root{color-scheme:light dark;--ink:#1c2126;--paper:#fff;--soft:#f3f5f6;--line:#d5dade;--dim:#555e66;
--passed:#18794e;--failed:#b3261e;--warned:#8a6100;--skipped:#555e66}
@media(prefers-color-scheme:dark){:root{--ink:#e8ebed;--paper:#14181b;--soft:#1d2327;--line:#363e44;--dim:#a3adb5;
--passed:#5fd39b;--failed:#ff8a80;--warned:#f0c04a;--skipped:#a3adb5}}
*{box-sizing:border-box}
body{margin:0 auto;padding:2rem 1.25rem 4rem;max-width:64rem;background:var(--paper);color:var(--ink);
font:1rem/1.55 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.7rem;line-height:1.25;margin:0 0 .25rem}h2{font-size:1.25rem;margin:2.5rem 0 .5rem}
h3{font-size:1rem;margin:1.5rem 0 .25rem}
p{margin:.25rem 0}.dim,td small{color:var(--dim)}
.verdict{margin:1.25rem 0;padding:1rem 1.25rem;border-left:.4rem solid;background:var(--soft);font-size:1.1rem;
font-weight:600}
.passed{color:var(--passed)}.failed{color:var(--failed)}.warned{color:var(--warned)}.skipped{color:var(--skipped)}
.verdict span{color:var(--ink)}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.45rem .75rem .45rem 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{font-weight:600}td.n,th.n{text-align:right;white-space:nowrap}td.s{white-space:nowrap;font-weight:600}
ul{margin:.25rem 0;padding:0;list-style:none}li{padding:.6rem 0;border-bottom:1px solid var(--line)}
code{font:.9em/1.4 ui-monospace,monospace;color:var(--dim)}a{color:inherit}
:focus-visible{outline:3px solid var(--warned);outline-offset:2px}
@media print{body{max-width:none}}
"""


def page(reports: Sequence[Report]) -> str:
    """The reports under one title, each with its checks, what they found, and how cases cover its rules."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    title = escape(f"Conformance of {reports[0].subject}" if len(reports) == 1 else "Conformance")
    body = "\n".join(_report(one, f"r{number}-") for number, one in enumerate(reports, 1))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _report(report: Report, prefix: str) -> str:
    state = "failed" if not report.ok else "warned" if report.counts["warned"] else "passed"
    about = ", ".join(
        filter(
            None,
            (
                f"economy {report.economy}" if report.economy else "",
                f"pack {report.version}" if report.version else "",
                f"checked by Greenlane {report.greenlane}",
                "strict: warnings count" if report.strict else "",
            ),
        )
    )
    told = [check for check in report.checks if any(one.status in ("failed", "warned") for one in check.results)]
    parts = [
        f"<h1>{escape(report.subject)}</h1>",
        f'<p class="dim">{escape(about)}</p>',
        f'<p class="verdict {state}"><span>{escape(report.conclusion)}.</span></p>',
        f'<h2 id="{prefix}checks">Checks</h2>',
        _checks(report.checks, prefix),
    ]
    if told:
        parts.append(f'<h2 id="{prefix}found">What was found</h2>')
        parts += [_found(check, prefix) for check in told]
    if report.coverage:
        parts.append(f'<h2 id="{prefix}rules">Rules and their cases</h2>')
        parts.append(_rules(report.coverage))
    return "\n".join(parts)


def _checks(checks: Sequence[Checked], prefix: str) -> str:
    rows = []
    for check in checks:
        told = [one for one in check.results if one.status in ("failed", "warned")]
        if told:
            said = f'<a href="#{prefix}{check.name}">{_count(told)}</a>'
        else:
            said = escape("; ".join(one.message for one in check.results))
        rows.append(
            f'<tr><th scope="row">{escape(check.title)}<br><code>{check.name}</code></th>'
            f'<td class="s {check.status}">{WORDS[check.status]}</td><td>{said}</td></tr>'
        )
    head = '<tr><th scope="col">Check</th><th scope="col">Result</th><th scope="col">In short</th></tr>'
    return _table("Every check and its result", head, rows)


def _count(told: Sequence[Result]) -> str:
    failed = sum(1 for one in told if one.status == "failed")
    warned = len(told) - failed
    words = [f"{failed} fault{'s' * (failed != 1)}"] * bool(failed) + [f"{warned} warning{'s' * (warned != 1)}"] * bool(
        warned
    )
    return " and ".join(words)


def _found(check: Checked, prefix: str) -> str:
    told = sorted(
        (one for one in check.results if one.status in ("failed", "warned")), key=lambda one: one.status != "failed"
    )
    items = []
    for one in told:
        place = f"<br><code>{escape(one.where)}</code>" if one.where else ""
        items.append(
            f'<li><strong class="{one.status}">{WORDS[one.status].capitalize()}:</strong> {escape(one.message)}{place}'
            f"<br>{escape(one.remedy[:1].upper() + one.remedy[1:])}.</li>"
        )
    return f'<h3 id="{prefix}{check.name}">{escape(check.title)}</h3>\n<ul>\n' + "\n".join(items) + "\n</ul>"


def _rules(covered: Sequence[Covered]) -> str:
    rows = []
    for one in covered:
        seen, every = one.branches
        lost = ' class="n failed"' if not (one.hits and one.misses) else ' class="n"'
        rows.append(
            f'<tr><th scope="row">{escape(one.rule)}<br><code>{escape(one.where)}</code></th>'
            f"<td>{escape(one.kind)}</td><td{lost}>{one.hits}</td><td{lost}>{one.misses}</td>"
            f'<td class="n">{f"{seen} of {every}" if every else "none"}</td></tr>'
        )
    head = (
        '<tr><th scope="col">Rule</th><th scope="col">Kind</th><th scope="col" class="n">Cases that hit</th>'
        '<th scope="col" class="n">that miss</th><th scope="col" class="n">Outcomes of its tests seen</th></tr>'
    )
    return _table("Every rule, how many cases prove it, and which part of its condition they have seen", head, rows)


def _table(label: str, head: str, rows: Sequence[str]) -> str:
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(label)}">\n'
        f"<table><thead>{head}</thead>\n<tbody>\n" + "\n".join(rows) + "\n</tbody></table></div>"
    )
