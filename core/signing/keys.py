"""Ed25519 keys of signers: made, kept in a file, read again. A private key is never shown and never logged."""

import hashlib
import os
import stat
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

LONGEST: Final = 16_384
"""Bytes of a key's file."""


class KeyFault(ValueError):
    """A key's file that cannot be made or used; nothing of what it holds is in the text."""


class PassphraseWanted(KeyFault):
    """The key is kept under a passphrase, and none was given."""


def make() -> Ed25519PrivateKey:
    """A new key."""
    return Ed25519PrivateKey.generate()


def public_of(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes by which anybody can check what the key signed."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_id(public: bytes) -> str:
    """What a public key is called: 16 hexadecimal digits of its SHA-256. A name; nothing is proved by it."""
    return hashlib.sha256(public).hexdigest()[:16]


def write(file: Path, key: Ed25519PrivateKey, passphrase: str = "") -> None:
    """Keep a key in a new file that its owner alone may read: PEM, PKCS 8. Raises KeyFault; nothing is written over."""
    locked: KeySerializationEncryption = NoEncryption()
    if passphrase:
        locked = BestAvailableEncryption(passphrase.encode())
    content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        raise KeyFault(f"{file} is there already: a key is never written over") from None
    except OSError as error:
        raise KeyFault(f"{file} cannot be made: {error.strerror}") from None
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def read(file: Path, passphrase: str = "") -> Ed25519PrivateKey:
    """The key of a file that nobody but its owner may read. Raises KeyFault, PassphraseWanted."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NONBLOCK)
        try:
            found = os.fstat(handle)
            content = os.read(handle, LONGEST) if stat.S_ISREG(found.st_mode) else b""
        finally:
            os.close(handle)
    except OSError as error:
        raise KeyFault(f"{file} cannot be read: {error.strerror}") from None
    if found.st_mode & 0o077:
        raise KeyFault(f"{file} may be read by others than its owner: chmod 600 {file}")
    try:
        key = load_pem_private_key(content, passphrase.encode() or None)
    except TypeError:  # A passphrase is missing, or there is one for a key that has none.
        if passphrase:
            return read(file)
        raise PassphraseWanted(f"{file} is kept under a passphrase: give it") from None
    except (ValueError, UnsupportedAlgorithm):
        said = "is no private key in PEM" + (", or the passphrase is another" if passphrase else "")
        raise KeyFault(f"{file} {said}: greenlane pack key makes one") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFault(f"{file} holds a key of another kind: packs are signed with Ed25519 (greenlane pack key)")
    return key
