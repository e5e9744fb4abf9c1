"""Whether the files of a package are those that a trusted signer signed, for this economy, and not older ones."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from greenlane.core.signing import manifest as manifests
from greenlane.core.signing.accepted import AcceptedPack
from greenlane.core.signing.envelope import LONGEST, Envelope, decode, holds
from greenlane.core.signing.files import content, listed
from greenlane.core.signing.keyring import Keyring, TrustedKey
from greenlane.core.signing.manifest import Manifest
from greenlane.core.signing.refusal import NAME, Refusal, shown

EARLY: Final = timedelta(minutes=5)
"""How far a signer's clock may be ahead of ours."""
_AGAIN: Final = "install the package again as its author published it"
Before = Callable[[str], AcceptedPack | None]
"""By economy, the newest signed pack that was taken in. Raises Refusal where that cannot be told."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature found good. `folder`: of the package; `key`: who vouches for it."""

    folder: Path
    key: TrustedKey
    manifest: Manifest
    digest: str

    @property
    def accepted(self) -> AcceptedPack:
        """What is remembered of it once it is taken in."""
        one = self.manifest
        return AcceptedPack(one.economy, one.version, one.signed_at, self.key.id, self.digest)

    def still_holds(self) -> None:
        """Look at the files once more. Raises Refusal."""
        compare(self.folder, self.manifest)


def judge(folder: Path, ring: Keyring, now: datetime, before: Before = lambda economy: None) -> Signed:
    """The good signature of the package in a folder. Raises Refusal with the first thing that is wrong.

    Nothing of what was signed is looked at before the signature is known to be good.
    """
    try:
        envelope = decode(content(folder / NAME, NAME, LONGEST))
    except Refusal as refusal:
        if refusal.kind != "missing":
            raise
        raise Refusal(
            "unsigned", "is not there: nobody vouches for this pack", "greenlane pack sign FOLDER --key FILE"
        ) from None
    if envelope.type != manifests.TYPE:
        said = f"it signs {shown(envelope.type)}, which is no pack"
        raise Refusal("other type", said, f"a pack is signed as {manifests.TYPE}")
    good = vouching(envelope, ring)
    found = manifests.read(envelope.payload)
    if found.signers != tuple(one.key_id for one in envelope.signatures):
        raise Refusal("forged", "others signed it than it says: a signature was taken away, or one put there", _AGAIN)
    key = _entitled(good, found, now)
    signed = Signed(folder, key, found, hashlib.sha256(envelope.payload).hexdigest())
    if found.package != folder.name:
        said = f"the package {shown(found.package)} was signed, and this is {shown(folder.name)}"
        raise Refusal("other pack", said, _AGAIN)
    compare(folder, found)
    newest = before(found.economy)
    if newest is not None and signed.accepted.is_older_than(newest):
        said = f"{found.economy} {signed.accepted} is older than what was taken in: {newest}"
        remedy = f"install the newer one; to go back on purpose: greenlane pack accept {found.economy}"
        raise Refusal("rolled back", said, remedy)
    return signed


def vouching(envelope: Envelope, ring: Keyring) -> list[TrustedKey]:
    """The trusted keys by which an envelope was signed, at least one. Raises Refusal.

    A signature by a key that is known must hold, whoever else signed; one by a key that is not known says nothing.
    """
    known = [(one, ring.keys[one.key_id]) for one in envelope.signatures if one.key_id in ring.keys]
    if not known:
        ids = ", ".join(one.key_id for one in envelope.signatures)
        raise Refusal("unknown key", f"it is signed by {ids}, and {_nobody(ring)}", _trust(ring))
    for signature, key in known:
        if not holds(envelope, signature, key.public):
            said = f"the signature is not that of {key.name} ({key.id}): it or what it signs was altered"
            raise Refusal("forged", said, _AGAIN)
    return [key for _, key in known]


def compare(folder: Path, found: Manifest) -> None:
    """Return if the files of a folder are those of a manifest, no more and no fewer. Raises Refusal."""
    there = listed(folder)
    for path, one in found.files.items():
        if path not in there:
            raise Refusal("missing", "was signed, and is not there", _AGAIN, path)
        if there[path] != one:
            raise Refusal("altered", "was altered since it was signed", _AGAIN, path)
    for path in sorted(there):
        if path not in found.files:
            raise Refusal("extra", "was not signed: somebody put it there", f"take it away, or {_AGAIN}", path)


def _entitled(good: Sequence[TrustedKey], found: Manifest, now: datetime) -> TrustedKey:
    """The first of the keys that may say this. Raises what is wrong with the first, where none may."""
    first: Refusal | None = None
    for key in good:
        try:
            _may(key, found, now)
        except Refusal as refusal:
            first = first or refusal
        else:
            return key
    assert first is not None
    raise first


def _may(key: TrustedKey, found: Manifest, now: datetime) -> None:
    who = f"the key of {key.name} ({key.id})"
    if key.revoked_on is not None and key.revoked_on <= now.date():
        said = f"{who} was revoked on {key.revoked_on}: {key.because}"
        raise Refusal("revoked", said, "ask its author for one that is signed with another key")
    for code in (found.economy, *found.members):
        if not key.speaks_for(code):
            theirs = ", ".join(sorted(key.economies))
            said = f"{who} is trusted for {theirs}, and this is signed for {code}"
            raise Refusal("foreign", said, f"name {code} at this key in the file of trusted keys, if it may say so")
    day = found.signed_at.date()
    if found.signed_at > now + EARLY:
        said = f"it was signed on {found.signed_at:%Y-%m-%d %H:%M} UTC, which has not come yet"
        raise Refusal("out of time", said, "set the clock of this host, or of who signed it")
    if day < key.valid_from:
        said = f"it was signed on {day}, and {who} is trusted from {key.valid_from}"
        raise Refusal("out of time", said, "ask its author to sign it again")
    if key.valid_to is not None and key.valid_to < day:
        said = f"it was signed on {day}, and {who} was trusted to {key.valid_to}"
        raise Refusal("out of time", said, "ask its author for one that is signed with a newer key")


def _nobody(ring: Keyring) -> str:
    if ring.faults:
        return f"the file of trusted keys is at fault, so nobody is trusted: {ring.faults[0]}"
    if not ring.file:
        return "no key is trusted here"
    return "the file of trusted keys does not hold " + ("it" if ring.keys else "any")


def _trust(ring: Keyring) -> str:
    if ring.faults:
        return "mend the file"
    if not ring.file:
        return "name a file of trusted keys in GREENLANE_TRUSTED_KEYS"
    return "add its entry to the file, once you know whose it is"
