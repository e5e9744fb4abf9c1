"""One candidate becomes a plugin: its pack is read, and its code taken in: here, or in a process of its own."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from greenlane.core.model import Fact, Pack
from greenlane.core.pack import PackError, load
from greenlane.plugins import answers
from greenlane.plugins.boundary import Implementation
from greenlane.plugins.claims import Claims
from greenlane.plugins.discovery import Candidate
from greenlane.plugins.isolated.isolation import Isolation
from greenlane.plugins.locate import Package
from greenlane.plugins.plugin import Plugin
from greenlane.plugins.registry import all_or_nothing, register
from greenlane.plugins.seal import Seal, Seals, Unsealed
from greenlane.plugins.source import code_digest, has_code
from greenlane.plugins.trouble import Failed, Refused

START: Final = "economy.yaml"
"""What every pack's folder holds."""
Taken = tuple[Pack, Mapping[str, Any], Mapping[str, Implementation], Path]


def take_in(
    candidate: Candidate,
    facts: Mapping[str, Fact],
    is_document: Callable[[str], bool],
    claims: Claims,
    kept: Path | None = None,
    seals: Seals | None = None,
    isolation: Isolation | None = None,
) -> Plugin:
    """The plugin, loaded, failed or refused; of a failed one nothing stays. Never raises for what it does.

    `kept`: where packs that were found good are kept between starts. `seals`: judges signatures; None trusts nobody.
    `isolation`: where a stranger's code runs; None: it is left alone.
    """
    package = candidate.package
    coded = package is not None and (bool(candidate.attribute) or has_code(package.spec))
    plugin = Plugin(
        name=candidate.name,
        distribution=candidate.distribution,
        version=candidate.version,
        economy=_guess(candidate),
        status="failed",
        reasons=(candidate.reason,),
        trusted=candidate.trusted,
        has_code=coded,
    )
    who = f"{plugin.origin} ({candidate.name})"
    seals = seals or Seals()
    if package is None and seals.asks(candidate):  # Nobody vouches for what is not there.
        return replace(plugin, status="refused", seal=Seal("refused", candidate.reason))
    if package is None:
        claims.keep(plugin.economy, who)
        return plugin
    runs = coded and (candidate.trusted or isolation is not None)
    try:
        with all_or_nothing(package):
            seal = seals.judge(candidate, package, coded)
            digest = code_digest(package.folders[0]) if runs else ""
            hooks_of = _taker(candidate, package, who, digest, isolation) if runs else None
            pack, document, hooks, folder = _read(candidate, package, hooks_of, facts, is_document, claims, who, kept)
            seals.accept(seal, pack, folder)
    except Unsealed as refused:  # It holds no claim: whoever has a signature that is trusted may answer.
        _leave(isolation, who)
        return replace(plugin, status="refused", reasons=refused.reasons, seal=refused.seal)
    except Refused as refused:
        _leave(isolation, who)
        claims.keep(plugin.economy, who)
        return replace(plugin, reasons=refused.reasons)
    claims.take(pack, who)
    isolated = runs and not candidate.trusted
    if isolation is not None and isolated:
        isolation.rename(who, pack.economy.code)
    note = f"its code was not run: name {candidate.distribution} in the settings to trust it"
    return replace(
        plugin,
        name=pack.economy.code,
        economy=pack.economy.code,
        status="loaded",
        reasons=(note,) if coded and not runs else (),
        isolated=isolated,
        digest=digest,
        pack=pack,
        document=document,
        folder=folder,
        seal=seal,
        implementations=MappingProxyType(dict(hooks)),
    )


def _read(
    candidate: Candidate,
    package: Package,
    hooks_of: Callable[[], Mapping[str, Implementation]] | None,
    facts: Mapping[str, Fact],
    is_document: Callable[[str], bool],
    claims: Claims,
    who: str,
    kept: Path | None,
) -> Taken:
    """The pack first; code runs only once its pack is known to be good, or has to say where that is.

    `hooks_of`: runs the code; None where there is none, or none that may.
    """
    hooks: Mapping[str, Implementation] | None = None if hooks_of is not None else {}
    folder = next((one for one in package.folders if (one / START).is_file()), None)
    if folder is None and hooks_of is not None:
        hooks = hooks_of()
        folder = _said(hooks, package)
    if folder is None:
        raise Refused(
            [f"{START}: missing in {package.name} (every pack says who answers: see docs/pack-format.md)"]
        )
    try:
        pack, document = load(folder, facts, is_document, kept)
        claims.check(pack, folder, candidate.name if candidate.declared else "", who)
    except PackError as error:
        raise Refused(map(str, error.problems)) from None
    if hooks is None:
        assert hooks_of is not None
        hooks = hooks_of()
    return pack, document, hooks, folder


def _taker(
    candidate: Candidate, package: Package, who: str, digest: str, isolation: Isolation | None
) -> Callable[[], Mapping[str, Implementation]]:
    """What runs the code and says its hooks: in this process where it is trusted, else in one of its own."""
    if candidate.trusted:
        return lambda: register(package, candidate.attribute, candidate.name)
    assert isolation is not None
    return lambda: isolation.take_in(package, candidate.attribute, candidate.name, who, digest)


def _leave(isolation: Isolation | None, who: str) -> None:
    if isolation is not None:
        isolation.leave(who)


def _said(hooks: Mapping[str, Implementation], package: Package) -> Path | None:
    """The folder that `greenlane_pack` names, inside the package."""
    if "greenlane_pack" not in hooks:
        return None
    try:
        named = answers.folder(hooks["greenlane_pack"].function())
    except answers.Malformed as error:
        raise Refused([f"greenlane_pack: {error}"]) from None
    except Failed as failed:
        raise Refused([f"greenlane_pack {failed.said}: {failed.detail}"]) from None
    for root in package.folders:
        folder = (root / named).resolve()
        if folder.is_relative_to(root.resolve()) and (folder / START).is_file():
            return folder
    raise Refused([f"greenlane_pack: {named!r} is no folder of {package.name} that holds {START}"])


def _guess(candidate: Candidate) -> str:
    """The economy a plugin would answer for: by its entry point, or one line of its pack; else empty."""
    if candidate.declared:
        return candidate.name if re.fullmatch("[A-Z]{2}", candidate.name) else ""
    for folder in candidate.package.folders if candidate.package else ():
        try:
            text = (folder / START).read_text(encoding="utf-8")
        except (OSError, ValueError):
            continue
        if match := re.search(r"^economy:\s*([A-Z]{2})\s*(?:#.*)?$", text, re.MULTILINE):
            return match[1]
    return ""
