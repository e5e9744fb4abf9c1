"""One candidate becomes a plugin: its pack is read, and, where it is trusted, its code is taken in."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from pluggy import HookImpl

from greenlane.core.model import Fact, Pack
from greenlane.core.pack import PackError, load
from greenlane.plugins import answers
from greenlane.plugins.claims import Claims
from greenlane.plugins.discovery import Candidate
from greenlane.plugins.locate import Package
from greenlane.plugins.plugin import Plugin
from greenlane.plugins.registry import all_or_nothing, register
from greenlane.plugins.source import code_digest, has_code
from greenlane.plugins.trouble import Refused

START: Final = "economy.yaml"
"""What every pack's folder holds."""
Taken = tuple[Pack, Mapping[str, Any], Mapping[str, HookImpl], Path]


def take_in(
    candidate: Candidate,
    facts: Mapping[str, Fact],
    is_document: Callable[[str], bool],
    claims: Claims,
    kept: Path | None = None,
) -> Plugin:
    """The plugin, loaded or failed; of a failed one nothing stays. Never raises for what it does.

    `kept`: where packs that were found good are kept between starts.
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
    if package is None:
        claims.keep(plugin.economy, who)
        return plugin
    try:
        with all_or_nothing(package):
            pack, document, hooks, folder = _read(candidate, package, coded, facts, is_document, claims, who, kept)
            digest = code_digest(package.folders[0]) if coded and candidate.trusted else ""
    except Refused as refused:
        claims.keep(plugin.economy, who)
        return replace(plugin, reasons=refused.reasons)
    claims.take(pack, who)
    note = f"its code was not run: name {candidate.distribution} in the settings to trust it"
    return replace(
        plugin,
        name=pack.economy.code,
        economy=pack.economy.code,
        status="loaded",
        reasons=(note,) if coded and not candidate.trusted else (),
        digest=digest,
        pack=pack,
        document=document,
        folder=folder,
        implementations=MappingProxyType(dict(hooks)),
    )


def _read(
    candidate: Candidate,
    package: Package,
    coded: bool,
    facts: Mapping[str, Fact],
    is_document: Callable[[str], bool],
    claims: Claims,
    who: str,
    kept: Path | None,
) -> Taken:
    """The pack first; code runs only once its pack is known to be good, or has to say where that is."""
    hooks: Mapping[str, HookImpl] | None = None if coded and candidate.trusted else {}
    folder = next((one for one in package.folders if (one / START).is_file()), None)
    if folder is None and hooks is None:
        hooks = register(package, candidate.attribute, candidate.name)
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
        hooks = register(package, candidate.attribute, candidate.name)
    return pack, document, hooks, folder


def _said(hooks: Mapping[str, HookImpl], package: Package) -> Path | None:
    """The folder that `greenlane_pack` names, inside the package."""
    if "greenlane_pack" not in hooks:
        return None
    try:
        named = answers.folder(hooks["greenlane_pack"].function())
    except answers.Malformed as error:
        raise Refused([f"greenlane_pack: {error}"]) from None
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
