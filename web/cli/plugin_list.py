"""`greenlane plugin list`: every plugin found, how it stands, and why."""

import click
import orjson

from greenlane.core.settings import BadSetting, read
from greenlane.core.store import StoreError
from greenlane.plugins.plugin import Plugin
from greenlane.web.cli.desk import stop
from greenlane.web.wiring import wire

TRUST = {
    "ours": "Greenlane's own",
    "named": "named in the settings",
    "allowed": "unsigned, allowed",
    "refused": "not trusted",
}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="as JSON")
def command(as_json: bool) -> None:
    """List the plugins that are installed or named in the settings, each with its status and the reasons for it.

    Exit status 0: listed, whatever their status; 3: a setting or the store cannot be used.
    """
    try:
        plugins = _all()
    except BadSetting as error:
        stop(str(error))
    except (ValueError, StoreError, OSError) as error:
        stop(f"The store cannot be used: {error}")
    if as_json:
        click.echo(orjson.dumps([row(one) for one in plugins], option=orjson.OPT_INDENT_2))
        return
    cells = [(one.name, one.status, _version(one), trust_of(one), code_of(one)) for one in plugins]
    widths = [max((len(text) for text in column), default=0) for column in zip(*cells, strict=True)]
    for one, cell in zip(plugins, cells, strict=True):
        red = "red" if one.status in ("failed", "refused") else None
        click.secho("  ".join(text.ljust(width) for text, width in zip(cell, widths, strict=True)).rstrip(), fg=red)
        for reason in one.reasons:
            click.secho(f"    {reason}", fg=red)


def _all() -> list[Plugin]:
    """As they stand here and, where one is suspended, elsewhere. Nothing is published for it."""
    desk = wire(read(), upgrade=True)
    try:
        desk.suspensions.sync()
        return list(desk.host.plugins.values())
    finally:
        desk.host.rest()
        desk.store.close()


def row(one: Plugin) -> dict[str, object]:
    """What a program is told of a plugin."""
    return {
        "name": one.name,
        "economy": one.economy,
        "status": one.status,
        "distribution": one.distribution,
        "version": one.version,
        "pack": one.pack.economy.version if one.pack else None,
        "trusted": one.trusted,
        "signature": one.seal.words if one.seal else None,
        "has_code": one.has_code,
        "isolated": one.isolated,
        "hooks": sorted(one.hooks),
        "reasons": list(one.reasons),
    }


def trust_of(one: Plugin) -> str:
    """Why it is let in, in a few words; empty where that was not asked."""
    if one.seal is None:
        return ""
    return f"signed by {one.seal.signed.key.name}" if one.seal.signed else TRUST[one.seal.state]


def code_of(one: Plugin) -> str:
    """Where its code runs, in a few words."""
    if one.pack is None:
        return "not loaded"
    if not one.has_code:
        return "data only"
    return "code in its own process" if one.isolated else "code in the server" if one.trusted else "code not run"


def _version(one: Plugin) -> str:
    return f"{one.origin}, pack {one.pack.economy.version}" if one.pack else one.origin
