"""`greenlane plugin verify [PATH|NAME]`: everything that is asked of a plugin, checked; what to mend, and where."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from greenlane.plugins.conformance.report import Report
from greenlane.plugins.conformance.subject import NotAPlugin


@click.command()
@click.argument("what", required=False, default=".", metavar="[PATH|NAME]")
@click.option("--only", multiple=True, metavar="CHECK", help="of all checks this one; may be given again")
@click.option("--strict", is_flag=True, help="warnings are faults, too")
@click.option("--trusted", is_flag=True, help="run the plugin's code in this process, not in one of its own")
@click.option(
    "--nomenclature",
    multiple=True,
    type=(str, click.Path(exists=True, dir_okay=False, path_type=Path)),
    metavar="NAME FILE",
    help="hold codes to a tariff: an economy's code or HS, and a CSV with a column `code`",
)
@click.option("--json", "json_to", metavar="FILE", help="write the report as JSON; - prints it")
@click.option("--page", "page_to", metavar="FILE", help="write the report as one HTML page")
@click.option("--badge", "badge_to", metavar="FILE", help="write a badge (SVG) that says whether it conforms")
def command(
    what: str,
    only: Sequence[str],
    strict: bool,
    trusted: bool,
    nomenclature: Sequence[tuple[str, Path]],
    json_to: str | None,
    page_to: str | None,
    badge_to: str | None,
) -> None:
    """Verify the plugin in a project's folder, a package, a pack's folder or a wheel, or the one installed as NAME.

    NAME is a distribution, an economy or a package; without PATH or NAME it is the current folder. No network is used,
    and the plugin's code runs in a process of its own.

    Exit status 0: it conforms. 1: faults were found. 2: there is no plugin, or the call is wrong.
    """
    from greenlane.plugins.conformance.badge import badge
    from greenlane.plugins.conformance.find import found
    from greenlane.plugins.conformance.page import page
    from greenlane.plugins.conformance.report import together
    from greenlane.plugins.conformance.verify import verify

    tariffs = {name: _codes(name, file) for name, file in nomenclature}
    try:
        with found(what) as subjects:
            reports = [
                verify(subject, only=only, strict=strict, trusted=trusted, nomenclatures=tariffs)
                for subject in subjects
            ]
    except (NotAPlugin, ValueError) as error:
        raise click.UsageError(str(error)) from None
    if json_to != "-":
        click.echo("\n".join(report.text() for report in reports), nl=False)
    documents = together(reports)
    _write(json_to, json.dumps(documents[0] if len(documents) == 1 else documents, ensure_ascii=False, indent=2) + "\n")
    _write(page_to, page(reports) if page_to else "")
    _write(badge_to, badge(_one(reports)) if badge_to else "")
    sys.exit(0 if all(report.ok for report in reports) else 1)


def _one(reports: Sequence[Report]) -> Report:
    """The report for a badge: of several, all their checks together."""
    if len(reports) == 1:
        return reports[0]
    checks = tuple(check for report in reports for check in report.checks)
    return Report(reports[0].subject, "", "", checks, strict=reports[0].strict, greenlane=reports[0].greenlane)


def _write(file: str | None, content: str) -> None:
    if file == "-":
        click.echo(content, nl=False)
    elif file:
        try:
            Path(file).write_text(content, encoding="utf-8")
        except OSError as error:
            raise click.UsageError(f"{file} cannot be written: {error.strerror}") from None


def _codes(name: str, file: Path) -> frozenset[str]:
    from greenlane.core.service.nomenclatures import NotANomenclature, parse

    try:
        texts, _ = parse(file.read_bytes())
    except NotANomenclature as error:
        raise click.UsageError(f"{file} is no nomenclature of {name}: {error}") from None
    return frozenset(texts)
