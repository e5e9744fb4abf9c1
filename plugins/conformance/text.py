"""A report for a terminal: short, grouped by check, each fault with its place and what to do."""

from typing import Final

from greenlane.plugins.conformance.report import Checked, Report, Status

MARKS: Final[dict[Status, str]] = {"passed": "ok  ", "failed": "FAIL", "warned": "warn", "skipped": "skip"}
SHOWN: Final = 12
"""Results of one check that are listed before the rest is counted."""


def text(report: Report) -> str:
    """The report, with a line at the end that says whether the plugin conforms."""
    head = " ".join(filter(None, (report.subject, f"(pack {report.version})" if report.version else "")))
    lines = [head, ""]
    for check in report.checks:
        lines += _check(check)
    lines += ["", f"{report.conclusion}." + (f" {report.seconds:.1f} s" if report.seconds else "")]
    return "\n".join(lines) + "\n"


def _check(check: Checked) -> list[str]:
    told = [one for one in check.results if one.status in ("failed", "warned")]
    told.sort(key=lambda one: one.status != "failed")
    other = [one.message for one in check.results if one.status not in ("failed", "warned")]
    lines = [f"{MARKS[check.status]}  {check.name:<13} {check.title if told else '; '.join(other) or check.title}"]
    for one in told[:SHOWN]:
        place = f"{one.where}: " if one.where else ""
        lines.append(f"        {'' if one.status == 'failed' else 'warning: '}{place}{one.message}")
        lines.append(f"          -> {one.remedy}")
    if len(told) > SHOWN:
        lines.append(f"        and {len(told) - SHOWN} more (--json has them all)")
    return lines
