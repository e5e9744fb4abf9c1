"""What is known of a plugin's code: its hooks, how long they take, what went wrong."""

import datetime
from collections.abc import Iterable
from typing import Final

from flask import current_app

from greenlane.plugins.plugin import Plugin
from greenlane.web.hook_figures import HookFigures
from greenlane.web.metrics import Meter
from greenlane.web.tables import Code, Column, Row, Several, Table, Value

ABOUT: Final = {
    "greenlane_pack": "says where the pack lies",
    "greenlane_fact": "provides facts that nobody declared",
    "greenlane_charge": "computes charges",
    "greenlane_risk": "gives reasons to look at an item",
    "greenlane_decided": "is told of decisions",
}


def since() -> datetime.datetime:
    """From when on all processes of this host count."""
    return _meter().since


def hooks(plugins: Iterable[Plugin], *, counted: bool) -> Table:
    """The hooks of an economy's plugins; with what all processes of this host `counted`, for who may read metrics."""
    columns = [Column("hook", "Hook", head=True), Column("about", "What it does"),
               Column("calls", "Calls", number=True), Column("mean", "Mean", number=True),
               Column("quick", "Within 1 ms", number=True), Column("faults", "Faults"),
               Column("last", "Last fault")][: 7 if counted else 2]  # fmt: skip
    rows: list[Row] = []
    for plugin in plugins:
        figures = _meter().hooks(plugin.name) if counted else {}
        rows += [_row(hook, figures.get(hook, HookFigures())) for hook in sorted({*plugin.hooks, *figures})]
    return Table("hooks", "Hooks", columns, rows, nothing="It is data alone: it has no code that is called.")


def _row(hook: str, one: HookFigures) -> Row:
    faults: list[Value] = [f"{count:,} {kind}" for kind, count in sorted(one.faults.items())]
    return {
        "hook": Code(hook),
        "about": ABOUT.get(hook, ""),
        "calls": one.calls,
        "mean": f"{one.seconds / one.calls * 1000:.2f} ms" if one.calls else "–",
        "quick": f"{one.quick * 100:.0f} %" if one.calls else "–",
        "faults": Several(tuple(faults)) if faults else "none",
        "last": one.last_fault,
    }


def _meter() -> Meter:
    meter: Meter = current_app.extensions["greenlane.meter"]
    return meter
