"""A package signed: its files listed, the list signed, and the signature put beside them."""

import os
import tempfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from greenlane.core.model import Economy
from greenlane.core.signing import envelope
from greenlane.core.signing.files import File, listed
from greenlane.core.signing.keys import key_id, public_of
from greenlane.core.signing.manifest import TYPE, Manifest, written
from greenlane.core.signing.refusal import NAME, Refusal

_PRIVATE: Final = b"PRIVATE KEY-----"


def sign(
    folder: Path, economy: Economy, distribution: str, keys: Iterable[Ed25519PrivateKey], now: datetime
) -> Manifest:
    """Sign every file of a package's folder as the pack of an economy, and write its SIGNATURE.

    Raises Refusal for what would not, or should not, reach whoever installs it; OSError where it cannot be written.
    """
    files, keys = listed(folder), list(keys)
    _fit(folder, files)
    made = Manifest(
        economy=economy.code,
        members=economy.members,
        version=economy.version,
        signed_at=now.replace(microsecond=0),
        package=folder.name,
        distribution=distribution,
        signers=tuple(key_id(public_of(key)) for key in keys),
        files=files,
    )
    _put(folder / NAME, envelope.encode(envelope.sign(TYPE, written(made), keys)))
    return made


def _fit(folder: Path, files: Mapping[str, File]) -> None:
    """Refuse what a package tool leaves out, what runs without its source, and what is nobody else's to have."""
    for path in files:
        name = path.rpartition("/")[2]
        if any(part.startswith(".") for part in path.split("/")) or name.endswith(("~", ".orig", ".rej", ".swp")):
            raise Refusal("extra", "is no part of a pack, and would be signed", "delete it", path)
        if name.endswith((".pyc", ".pyo")):
            raise Refusal("extra", "is compiled Python: nobody can read what it does", "ship its source", path)
        if _PRIVATE in (folder / path).read_bytes():
            raise Refusal("unsafe", "holds a private key, which would be published", "move it out of the folder", path)


def _put(file: Path, content: bytes) -> None:
    """Write a file whole, or leave what is there."""
    handle, made = tempfile.mkstemp(dir=file.parent.parent, prefix=f".{file.parent.name}-", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(made, 0o644)
        os.replace(made, file)
    finally:
        Path(made).unlink(missing_ok=True)
