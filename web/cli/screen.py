"""`greenlane screen IN OUT`: whole files, by their endings, with a progress bar."""

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from greenlane.core.declaration import Fault, NotADeclaration, NotJSON
from greenlane.core.service.rows import BadColumns, Grouped, RowReader, result_rows
from greenlane.core.store import StoreError
from greenlane.core.vocabulary import VERDICTS
from greenlane.web.cli.desk import UNAVAILABLE, open_desk, stop
from greenlane.web.cli.results import SINKS, CannotWrite, Sink
from greenlane.web.cli.tables import BadTable, Cells, read
from greenlane.web.csvtext import NotCSV
from greenlane.web.problems import problem_of
from greenlane.web.wiring import Desk

TOGETHER = 256
LINES = (".ndjson", ".jsonl")


@click.command()
@click.argument("source", metavar="IN", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", metavar="OUT", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="replace OUT if it is there")
def command(source: Path, target: Path, force: bool) -> None:
    """Check every declaration of IN and write the results to OUT.

    Both are NDJSON (.ndjson, .jsonl), CSV, XLSX or Parquet, by their endings; of tables each row is one goods item.
    Every decision is stored. Exit status 0: all decided; 1: some were refused, OUT says which and why; 2: IN or OUT
    cannot be used; 3: the store cannot be used. OUT is there whole or not at all.
    """
    for path in (source, target):
        if path.suffix not in SINKS:
            raise click.UsageError(f"{path.name}: the ending must be one of {', '.join(SINKS)}")
    if target.exists() and not force:
        raise click.UsageError(f"{target} is there already: name another file, or say --force")
    desk = open_desk()
    try:
        verdicts = _whole(desk, source, target)
    except BadColumns as error:
        raise click.UsageError(f"{source.name}: " + " ".join(fault.message for fault in error.faults)) from None
    except (BadTable, NotCSV) as error:
        raise click.UsageError(f"{source.name}: {error}") from None
    except (CannotWrite, OSError) as error:
        said = (isinstance(error, OSError) and error.strerror) or error
        raise click.UsageError(f"{target.name} cannot be written: {said}") from None
    except StoreError as error:
        stop(f"The store cannot be used: {error}", UNAVAILABLE)
    counts = ", ".join(f"{verdicts[v]} {v}" for v in (*reversed(VERDICTS), "refused") if verdicts[v])
    click.echo(f"{sum(verdicts.values())} declarations: {counts or 'none'} → {target}", err=True)
    sys.exit(1 if verdicts["refused"] else 0)


def _whole(desk: Desk, source: Path, target: Path) -> Counter[str]:
    """Write a file beside OUT, which takes its name once it is whole; whatever happens, no part of it is left."""
    part = target.with_name(f".{target.name}.part")
    try:
        sink = SINKS[target.suffix](part)
        try:
            verdicts = _screen(desk, source, sink)
        except BaseException:
            with suppress(Exception):  # what went wrong first is what matters
                sink.close()
            raise
        sink.close()
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
    return verdicts


def _screen(desk: Desk, source: Path, sink: Sink) -> Counter[str]:
    verdicts: Counter[str] = Counter()
    total, groups = _groups(desk, source)
    bar = Progress(
        TextColumn("screening"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn(), console=Console(stderr=True)
    )
    with bar:
        task = bar.add_task("screening", total=total)
        batch: list[tuple[int, Grouped, bytes | None]] = []
        for done, grouped, raw in groups:
            batch.append((done, grouped, raw))
            if len(batch) == TOGETHER:
                _settle(desk, batch, sink, verdicts)
                bar.update(task, completed=done)
                batch.clear()
        _settle(desk, batch, sink, verdicts)
        bar.update(task, completed=total)
    return verdicts


def _settle(desk: Desk, batch: list[tuple[int, Grouped, bytes | None]], sink: Sink, verdicts: Counter[str]) -> None:
    """Check, store and write some declarations."""
    sent = [raw if raw is not None else one.document for _, one, raw in batch]
    found = iter(desk.checks.check_many([one for one in sent if not isinstance(one, NotADeclaration)]))
    for (_, grouped, _), one in zip(batch, sent, strict=True):
        result = one if isinstance(one, NotADeclaration) else next(found)
        if isinstance(result, NotADeclaration | NotJSON):
            verdicts["refused"] += 1
            faults = result.faults if isinstance(result, NotADeclaration) else [Fault("", "not_json", str(result))]
            sink.put({**problem_of(result), "line": grouped.rows[0]}, result_rows(grouped, faults))
        else:
            verdicts[result["verdict"]] += 1
            rows = grouped.rows if len(grouped.rows) == len(result["items"]) else grouped.rows * len(result["items"])
            sink.put(result, result_rows(Grouped(result["reference"], rows, {}), result))


def _groups(desk: Desk, source: Path) -> tuple[int, Iterator[tuple[int, Grouped, bytes | None]]]:
    """How much there is, and the declarations, each with how much is done by then."""
    if source.suffix in LINES:
        return source.stat().st_size, _lines(source)
    table = read(source)
    reader = RowReader(table.columns, desk.book.current().ruleset.facts)
    faults = table.faults if isinstance(table, Cells) else {}
    total = len(table) if isinstance(table, Cells) else sum(1 for _ in table)
    return total, _rows(reader, table, faults)


def _rows(
    reader: RowReader, table: Iterable[Mapping[str, str]], faults: Mapping[int, list[Fault]]
) -> Iterator[tuple[int, Grouped, bytes | None]]:
    for grouped in reader.declarations(table):
        own = [
            replace(fault, pointer=f"/items/{place}{fault.pointer}")
            for place, row in enumerate(grouped.rows)
            for fault in faults.get(row, ())
        ]
        if own:
            grouped = grouped._replace(document=NotADeclaration(tuple(own)))
        yield grouped.rows[-1] - 1, grouped, None


def _lines(source: Path) -> Iterator[tuple[int, Grouped, bytes | None]]:
    done = 0
    with source.open("rb") as file:
        for number, line in enumerate(file, 1):
            done += len(line)
            if line.strip():
                yield done, Grouped(None, (number,), {}), line.strip()
