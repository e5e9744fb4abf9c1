"""`greenlane pack key | sign | verify | accept`: who vouches for the files of a plugin."""

import getpass
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from greenlane.core.model import Pack
from greenlane.core.pack import PackError, load
from greenlane.core.service.guard import demand
from greenlane.core.settings import BadSetting, read
from greenlane.core.signing import keyring, keys
from greenlane.core.signing.accepted import AcceptedPack
from greenlane.core.signing.envelope import MOST
from greenlane.core.signing.judge import judge
from greenlane.core.signing.refusal import NAME, Refusal
from greenlane.core.signing.sign import sign as sign_folder
from greenlane.core.store.accepted import ACCEPTED
from greenlane.core.store.change_log import Entry
from greenlane.core.terms import is_document, shared_documents, shared_facts
from greenlane.plugins.discovery import GROUP, discover
from greenlane.plugins.intake import START
from greenlane.plugins.locate import NotFound
from greenlane.plugins.project import is_project, read_project
from greenlane.plugins.seal import Seals, Unsealed, covered
from greenlane.plugins.source import has_code
from greenlane.web.cli.desk import open_desk, stop
from greenlane.web.cli.identity import NOT_DONE, identified, password, refusals, who
from greenlane.web.wiring import Desk

PASSPHRASE: Final = "GREENLANE_PACK_PASSPHRASE"
FOLDER: Final = click.Path(exists=True, file_okay=False, path_type=Path)
FILE: Final = click.Path(dir_okay=False, path_type=Path)
ABOVE: Final = 3
"""How many folders above a package its pyproject.toml may be."""


@click.group()
def command() -> None:
    """Sign a plugin's package, and see who signed one. Exit status 0: done, or good; 1: refused; 2: wrongly called."""


@command.command()
@click.argument("file", type=FILE)
@click.option("--economy", "economies", multiple=True, required=True, help="two letters, as NZ; may be repeated")
@click.option("--name", required=True, help="whose key it is, as operators are to read it")
@click.option("--passphrase", "locked", is_flag=True, help=f"keep it under one: asked for, or {PASSPHRASE}")
def key(file: Path, economies: tuple[str, ...], name: str, locked: bool) -> None:
    """Make a key pair: the private key goes into FILE, the entry for operators' files of trusted keys is printed."""
    secret = (os.environ.get(PASSPHRASE) or password("Passphrase", twice=True)) if locked else ""
    wrong = [code for code in economies if not re.fullmatch(f"[A-Z]{{2}}|{keyring.EVERY}", code)]
    if wrong or not name.strip():
        stop(f"{wrong[0] if wrong else 'An empty name'} is none: --economy takes two letters as NZ, --name a name.", 2)
    if locked and not secret:
        stop("An empty passphrase is none: leave --passphrase out if it is to have none.", 2)
    made = keys.make()
    try:
        keys.write(file, made, secret)
    except keys.KeyFault as fault:
        stop(str(fault), NOT_DONE)
    public = keys.public_of(made)
    click.echo(
        f"{file} holds the private key {keys.key_id(public)}: keep it to yourself, and a copy in a safe.", err=True
    )
    click.echo("Operators who trust it put this under `keys:` in their file of trusted keys:\n", err=True)
    click.echo("\n".join(keyring.entry(public, name, economies, datetime.now(UTC).date())))


@command.command()
@click.argument("folder", type=FOLDER)
@click.option("--key", "files", type=FILE, multiple=True, required=True, help="a private key; repeat it for another")
@click.option("--distribution", help="that is to bring it; else as the pyproject.toml above the folder has it")
def sign(folder: Path, files: tuple[Path, ...], distribution: str | None) -> None:
    """Sign the package in FOLDER, all its files, and put SIGNATURE beside them. Its pack must load without a fault."""
    folder = folder.resolve()
    signers = [_private(file) for file in files]
    ids = [keys.key_id(keys.public_of(one)) for one in signers]
    if len(set(ids)) < len(ids) or len(ids) > MOST:
        stop(f"Each key signs once, and at most {MOST} do: {', '.join(ids)}", 2)
    pack = _loaded(folder)
    try:
        covered(folder)
        made = sign_folder(folder, pack.economy, distribution or _distribution(folder), signers, datetime.now(UTC))
    except Refusal as refusal:
        stop(str(refusal), NOT_DONE)
    except OSError as error:
        stop(f"{folder / NAME} cannot be written: {error.strerror}", NOT_DONE)
    by = f", of {made.distribution}" if made.distribution else ""
    click.echo(f"{made.economy} {made.version}{by}: {len(made.files)} files are signed by {', '.join(ids)}.")


@command.command()
@click.argument("folder", type=FOLDER)
@click.option("--keys", "file", type=FILE, help="a file of trusted keys; else that of GREENLANE_TRUSTED_KEYS")
def verify(folder: Path, file: Path | None) -> None:
    """Who signed the package in FOLDER, and whether it still is what was signed. Exit status 1: it is not good."""
    try:
        found = judge(folder.resolve(), keyring.read(file or read().trusted_keys), datetime.now(UTC))
    except BadSetting as error:
        stop(str(error))
    except Refusal as refusal:
        stop(f"Not good: {refusal}", NOT_DONE)
    one = found.manifest
    by = f"{found.key.name} ({found.key.id}) on {one.signed_at:%Y-%m-%d %H:%M} UTC"
    click.echo(f"Good: {one.economy} {one.version}, signed by {by}; {len(one.files)} files, no more and no fewer.")


@command.command()
@click.argument("economy")
@click.option("--reason", required=True, help="why, for the change log")
@identified
def accept(economy: str, reason: str) -> None:
    """Go back: let the installed pack of ECONOMY be the newest that was taken in, though it is older, or unsigned now.

    Its signature must hold otherwise, or the settings let it go without.
    """
    desk = open_desk()
    with refusals():
        by, via = _allowed(desk, economy)
        before = desk.store.accepted_packs.of(economy)
        after = _installed(desk, economy)
        if before == after:
            stop(f"The installed pack of {economy} is what was taken in: there is nothing to accept.", NOT_DONE)
        detail = {"before": before and str(before), "after": after and str(after)}
        entry = Entry(by, via, ACCEPTED, f"pack:{economy}", reason, [economy], detail)
        desk.store.accepted_packs.replace(economy, after, entry)
    click.echo(f"{economy} {after or 'without a signature'} is accepted. Start the server again on every host.")


def _installed(desk: Desk, economy: str) -> AcceptedPack | None:
    """The installed pack of an economy as it is signed, whatever was taken in before; None where it need not be."""
    settings = desk.settings
    seals = Seals(keyring.read(settings.trusted_keys), settings.unsigned)
    why = ["none is installed"]
    for candidate in discover(settings.plugins, without=settings.without):
        if candidate.name == economy and candidate.package is not None:
            try:
                signed = seals.judge(candidate, candidate.package, has_code(candidate.package.spec)).signed
            except Unsealed as refused:
                why = list(refused.reasons)
            else:
                return signed.accepted if signed else None
    stop(f"No pack of {economy} can be accepted: {why[0]}", NOT_DONE)


def _allowed(desk: Desk, economy: str) -> tuple[str, str]:
    """Who does it, and by which door; while there is no account, whoever may run the command."""
    if desk.people.nobody():
        return getpass.getuser(), "command"
    actor = who(desk)
    demand(desk.store, actor, "roll back", [economy], f"pack:{economy}")
    return actor.name, actor.via


def _private(file: Path) -> Ed25519PrivateKey:
    try:
        try:
            return keys.read(file, os.environ.get(PASSPHRASE, ""))
        except keys.PassphraseWanted:
            return keys.read(file, password(f"Passphrase of {file}"))
    except keys.KeyFault as fault:
        stop(str(fault), 2)


def _loaded(folder: Path) -> Pack:
    """The pack in a package's folder, or in the one folder below that holds one."""
    places = [folder] if (folder / START).is_file() else sorted(one.parent for one in folder.rglob(START))
    if len(places) != 1:
        said = f"{len(places)} files {START}: one is meant" if places else f"no {START}"
        stop(f"{folder} holds {said}. Name the folder of the plugin's package.", NOT_DONE)
    documents = shared_documents()
    try:
        return load(places[0], shared_facts(), lambda code: is_document(code, documents))[0]
    except PackError as error:
        stop("It is not signed, as its pack is at fault:\n" + "\n".join(map(str, error.problems)), NOT_DONE)


def _distribution(folder: Path) -> str:
    """The name of the project whose entry point is the package in a folder; empty where none is found."""
    for above in folder.parents[:ABOVE]:
        if is_project(above):
            try:
                project = read_project(above, GROUP)
            except NotFound:
                return ""
            mine = any(folder in (point.package.folders if point.package else ()) for point in project.points)
            return project.name if mine else ""
    return ""
