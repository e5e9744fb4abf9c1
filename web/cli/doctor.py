"""`greenlane doctor`: is this installation sound? With --replay: would every stored decision be the same today?"""

import sys
from collections import Counter
from datetime import UTC, datetime

import click
from rich.console import Console
from rich.progress import track

from greenlane.core.service import replay
from greenlane.web.cli.desk import open_desk
from greenlane.web.wiring import Desk


@click.command()
@click.option("--replay", "again", is_flag=True, help="decide every stored decision again and compare")
def command(again: bool) -> None:
    """Look over the installation. Exit status 0: sound; 1: something is wrong, and what."""
    desk = open_desk()
    console = Console(markup=False, highlight=False, soft_wrap=True)
    sound = _installation(desk, console)
    if again:
        sound = _replayed(desk, console) and sound
    sys.exit(0 if sound else 1)


def _installation(desk: Desk, console: Console) -> bool:
    edition = desk.book.current()
    console.print(f"database    {desk.store_name}: answers, tables up to date")
    console.print(f"rule set    {edition.version}, {edition.header.digest}, {len(edition.ruleset.rules)} rules")
    today = datetime.now(UTC).date()
    sound = True
    for name, plugin in desk.host.plugins.items():
        console.print(f"plugin      {' '.join(filter(None, (name, plugin.version)))}: {plugin.status}")
        if plugin.seal is not None and plugin.status != "refused":
            console.print(f"            {plugin.seal.words}")
        for reason in plugin.reasons:
            console.print(f"            {reason}", style="red" if plugin.status == "refused" else "")
        sound = sound and plugin.status == "loaded"
    for code, reason in sorted(edition.unavailable.items()):
        console.print(f"UNAVAILABLE {code}: {reason}")
        sound = False
    for entry in (*desk.catalogue.economies(), *desk.catalogue.everywhere()):
        if "note" in entry:
            console.print(f"note        {entry['economy']}: {entry['note']}")
    late = Counter(rule.economy for rule in edition.ruleset.rules if rule.review_by and rule.review_by < today)
    for economy, count in sorted(late.items()):
        console.print(f"note        {economy}: {count} rules are past their review day")
    return sound


def _replayed(desk: Desk, console: Console) -> bool:
    count = differing = erased = 0
    plugins: Counter[str] = Counter()
    for one in track(replay(desk.checks), "replaying", console=console, disable=not console.is_terminal):
        if one.erased:
            erased += 1
            continue
        count += 1
        plugins.update(one.plugins_changed)
        if one.differences:
            differing += 1
            if differing <= 20:
                console.print(f"{one.decision_id}: {'; '.join(one.differences)}")
    for name, times in sorted(plugins.items()):
        console.print(f"note        {times} decisions were made with another version of plugin {name}")
    if erased:
        console.print(f"note        {erased} declarations were erased; their decisions cannot be made again")
    console.print(f"replayed    {count} decisions, {differing} differ")
    return not differing
