"""Packages of strangers, signed with real keys: what the tests of signatures are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from greenlane.core.model import Economy, Nomenclature
from greenlane.core.signing import keys
from greenlane.core.signing.judge import Before, Signed, judge
from greenlane.core.signing.keyring import Keyring, TrustedKey
from greenlane.core.signing.refusal import Refusal
from greenlane.core.signing.sign import sign

NOW = datetime(2026, 11, 23, 10, 0, 0, tzinfo=UTC)
FILES = {
    "__init__.py": b'"""Rules of a place."""\n',
    "economy.yaml": b"economy: NZ\nversion: 1.2\n",
    "rules/act.yaml": b"rules: []\n",
    "rules/list.csv": b"code\n39151000\n",
    "texts/ä.txt": b"",
}


def economy(code: str = "NZ", version: str = "1.2", members: tuple[str, ...] = ()) -> Economy:
    nomenclature = Nomenclature(name=code, family=code, shared_digits=6, lengths=(8,))
    return Economy(code, {"en": code}, ("en",), "UTC", "NZD", nomenclature, (), members, version)


def package(above: Path, name: str = "acme_nz", files: Mapping[str, bytes] = FILES) -> Path:
    folder = above / name
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder


def trusted(key: Ed25519PrivateKey, *economies: str, **more: Any) -> TrustedKey:
    public = keys.public_of(key)
    first = TrustedKey(keys.key_id(public), public, "Acme", frozenset(economies or ("NZ",)), date(2026, 1, 1))
    return replace(first, **more)


def ring(*trusted_keys: TrustedKey) -> Keyring:
    return Keyring({one.id: one for one in trusted_keys}, file="trusted.yaml")


def signed(
    folder: Path, *signers: Ed25519PrivateKey, at: datetime = NOW, by: Economy | None = None, distribution: str = ""
) -> Path:
    sign(folder, by or economy(), distribution, signers, at)
    return folder


def good(folder: Path, keyring: Keyring, at: datetime = NOW, before: Before = lambda economy: None) -> Signed:
    return judge(folder, keyring, at, before)


def refused(folder: Path, keyring: Keyring, at: datetime = NOW, before: Before = lambda economy: None) -> Refusal:
    """How it is refused; fails where it is not."""
    try:
        judge(folder, keyring, at, before)
    except Refusal as refusal:
        return refusal
    raise AssertionError("it was taken for good")
