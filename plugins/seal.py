"""Whose signature a plugin's package bears, asked before anything of it is read or run."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.util import spec_from_file_location
from pathlib import Path
from typing import Final, Literal, Protocol

from greenlane.core.model import Pack
from greenlane.core.signing.accepted import AcceptedPack
from greenlane.core.signing.judge import Signed, judge
from greenlane.core.signing.keyring import Keyring
from greenlane.core.signing.refusal import NAME, Refusal
from greenlane.core.store.errors import StoreError
from greenlane.plugins.discovery import OURS, Candidate
from greenlane.plugins.locate import Package
from greenlane.plugins.source import has_code
from greenlane.plugins.trouble import Refused

EVERY: Final = "all"
"""In the place of a distribution's name: any."""
State = Literal["ours", "named", "allowed", "signed", "refused"]


class Ledger(Protocol):
    """What was taken in of signed packs: `Store.accepted_packs`. Both can raise StoreError."""

    def of(self, economy: str) -> AcceptedPack | None:
        """The newest of an economy."""

    def accept(self, pack: AcceptedPack) -> AcceptedPack:
        """Note one unless a newer one stands; what stands then."""


@dataclass(frozen=True, slots=True)
class Seal:
    """How a package stands. `ours`: it came with Greenlane; `named`, `allowed`: unsigned, as the settings have it.

    `signed`: by whom, when and as what, where a trusted signature holds. `note`: what else there is to say.
    """

    state: State
    note: str = ""
    signed: Signed | None = None

    @property
    def words(self) -> str:
        """The same in a sentence, for operators."""
        if self.signed is not None:
            key, one = self.signed.key, self.signed.manifest
            return f"signed by {key.name} ({key.id}) on {one.signed_at:%Y-%m-%d %H:%M} UTC, as version {one.version}"
        return {
            "ours": "needs no signature: it came with Greenlane",
            "named": "needs no signature: GREENLANE_PLUGINS names it",
            "allowed": "is not signed: GREENLANE_UNSIGNED_PLUGINS lets it be",
        }.get(self.state, "refused") + (f"; {self.note}" if self.note else "")

    def still_holds(self) -> None:
        """Return if what was signed still lies there as it was signed: to be asked before code runs. Raises Refused."""
        if self.signed is not None:
            try:
                self.signed.still_holds()
            except Refusal as refusal:
                raise Unsealed(refusal) from None


class Unsealed(Refused):
    """A plugin that is refused for its signature, or for want of one."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__([str(refusal)])
        self.kind = refusal.kind
        self.seal = Seal("refused", str(refusal))


@dataclass(frozen=True)
class Seals:
    """Judges packages. Trusts nobody, and lets nobody's unsigned pack in, unless it is told to.

    `unsigned`: distributions whose packs need no signature, `all` for any. `ledger` None: nothing is remembered.
    """

    ring: Keyring = field(default_factory=Keyring)
    unsigned: Collection[str] = ()
    ledger: Ledger | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def asks(self, candidate: Candidate) -> bool:
        """Whether a plugin is taken in by its signature alone."""
        named = {_plain(name) for name in self.unsigned}
        return not candidate.trusted and named.isdisjoint((EVERY, _plain(candidate.distribution)))

    def judge(self, candidate: Candidate, package: Package, coded: bool) -> Seal:
        """How a package stands, before anything in it is parsed or run. Raises Unsealed.

        Ours and those that the settings name need no signature, nor one by a key that is known; one by a key that is
        known must hold, whoever needs it: whoever trusts the key wants to hear of it.
        """
        exempt = candidate.trusted
        root = _root(package)
        try:
            if not _is_there(root / NAME):
                return self._without(candidate, exempt)
            signed = judge(root, self.ring, self.now(), self._before)
            _fits(signed, candidate)
            if coded:
                covered(root)
        except Refusal as refusal:
            if exempt and refusal.kind == "unknown key":
                return Seal(_exempt(candidate), str(refusal))
            if exempt and refusal.kind in ("altered", "missing", "extra"):
                remedy = f"sign it again, or delete {NAME} while you work on it"
                refusal = Refusal(refusal.kind, refusal.message, remedy, refusal.where)
            raise Unsealed(refusal) from None
        return Seal("signed", signed=signed)

    def accept(self, seal: Seal, pack: Pack, folder: Path) -> None:
        """Take a good pack in: look at its files once more, and remember it. Raises Unsealed."""
        signed = seal.signed
        if signed is None:
            return
        seal.still_holds()
        try:
            _says(signed, pack, folder)
            standing = self._noted(signed.accepted)
            if signed.accepted.is_older_than(standing):
                raise Refusal("rolled back", f"{standing} was taken in meanwhile", "install the newer one")
        except Refusal as refusal:
            raise Unsealed(refusal) from None

    def _without(self, candidate: Candidate, exempt: bool) -> Seal:
        if exempt:
            return Seal(_exempt(candidate))
        if self.asks(candidate):
            name = candidate.distribution
            remedy = f"install one that is signed and trust its key, or name {name} in GREENLANE_UNSIGNED_PLUGINS"
            raise Refusal("unsigned", "is not there: nobody vouches for this pack", remedy)
        newest = self._before(candidate.name)
        if newest is not None:
            said = f"is not there, and the pack of {candidate.name} that was taken in was signed: {newest}"
            remedy = f"install one that is signed; to go on without on purpose: greenlane pack accept {candidate.name}"
            raise Refusal("unsigned", said, remedy)
        return Seal("allowed")

    def _before(self, economy: str) -> AcceptedPack | None:
        if self.ledger is None:
            return None
        try:
            return self.ledger.of(economy)
        except StoreError as error:
            raise _not_known(error) from None

    def _noted(self, pack: AcceptedPack) -> AcceptedPack:
        if self.ledger is None:
            return pack
        try:
            return self.ledger.accept(pack)
        except StoreError as error:
            raise _not_known(error) from None


def covered(root: Path) -> None:
    """Return if importing the package in a folder runs no code that stands above it, unsigned. Raises Refusal."""
    above = root.parent
    while (above / "__init__.py").is_file():
        spec = spec_from_file_location(above.name, above / "__init__.py")
        if spec is None or has_code(spec):
            said = "runs before the plugin's code, and stands outside what is signed"
            remedy = "make the plugin's package one of its own, or leave that file empty"
            raise Refusal("uncovered", said, remedy, f"{above.name}/__init__.py")
        above = above.parent


def _root(package: Package) -> Path:
    """The folder that bears the signature: the one whose pack is read, or, of a broken one, that has a signature."""
    for name in ("economy.yaml", NAME):
        for folder in package.folders:
            if _is_there(folder / name):
                return folder
    return package.folders[0]


def _is_there(file: Path) -> bool:
    return file.is_symlink() or file.exists()


def _exempt(candidate: Candidate) -> State:
    return "ours" if _plain(candidate.distribution) == OURS else "named"


def _fits(signed: Signed, candidate: Candidate) -> None:
    one, name = signed.manifest, candidate.distribution
    again = "install each economy's package as its author published it"
    if candidate.declared and candidate.name != one.economy:
        said = f"it signs the pack of {one.economy}, and the entry point is called {candidate.name}"
        raise Refusal("other pack", said, again)
    if one.distribution and name and _plain(one.distribution) != _plain(name):
        said = f"it signs a package of {one.distribution}, and this is one of {name}"
        raise Refusal("other pack", said, again)


def _says(signed: Signed, pack: Pack, folder: Path) -> None:
    one, economy = signed.manifest, pack.economy
    told = (one.economy, set(one.members), one.version)
    if told != (economy.code, set(economy.members), economy.version):
        said = f"it signs {one.economy}, version {one.version}, and economy.yaml says otherwise, or has other members"
        raise Refusal("other pack", said, "sign the pack again: greenlane pack sign FOLDER --key FILE")
    if not folder.resolve().is_relative_to(signed.folder.resolve()):
        raise Refusal("other pack", "the pack lies outside what is signed", "keep it in the plugin's package")


def _not_known(error: StoreError) -> Refusal:
    said = f"what was taken in before cannot be told: {error}"
    return Refusal("not known", said, "let the database answer (greenlane db upgrade), then start again")


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).strip().lower()
