"""What is signed: every file of a plugin's package, and which pack of whom it is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from greenlane.core.signing.files import MOST, File, is_path
from greenlane.core.signing.refusal import Refusal

TYPE: Final = "application/vnd.greenlane.pack.v1+json"
"""The type of what is signed: a signature of anything else is none of a pack."""
_AS: Final = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`economy`, `members` and `version`: as its economy.yaml has them. `signed_at`: UTC, to the second.

    `package`: the name of its folder. `distribution`: that brings it, empty where nobody said. `signers`: the ids of
    the keys that sign it, all of them. `files`: by path.
    """

    economy: str
    members: tuple[str, ...]
    version: str
    signed_at: datetime
    package: str
    distribution: str
    signers: tuple[str, ...]
    files: Mapping[str, File]


def written(manifest: Manifest) -> bytes:
    """The bytes that are signed."""
    said = {
        "economy": manifest.economy,
        "members": list(manifest.members),
        "version": manifest.version,
        "signed_at": manifest.signed_at.astimezone(UTC).strftime(_AS),
        "package": manifest.package,
        "distribution": manifest.distribution,
        "signers": list(manifest.signers),
        "files": [
            {"path": path, "size": one.size, "sha256": one.sha256} for path, one in sorted(manifest.files.items())
        ],
    }
    return orjson.dumps(said)


def read(payload: bytes) -> Manifest:
    """The manifest of signed bytes. Raises Refusal for what `written` would not have written."""
    try:
        found = _manifest(orjson.loads(payload))
        if written(found) != payload:
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError):
        remedy = "sign the pack again, with the Greenlane that its server runs"
        raise Refusal("malformed", "what it signs is no list of a pack's files", remedy) from None
    return found


def _manifest(said: Any) -> Manifest:
    files = {one["path"]: File(one["size"], one["sha256"]) for one in said["files"]}
    texts = (said["version"], said["package"], said["distribution"])
    if (
        len(files) > MOST
        or not all(isinstance(one, str) and len(one) <= 200 and one.isprintable() for one in texts)
        or not all(re.fullmatch("[A-Z]{2}", code) for code in (said["economy"], *said["members"]))
        or not all(re.fullmatch("[0-9a-f]{16}", one) for one in said["signers"])
        or not all(is_path(path) for path in files)
        or not all(type(one.size) is int and re.fullmatch("[0-9a-f]{64}", one.sha256) for one in files.values())
    ):
        raise ValueError
    return Manifest(
        said["economy"],
        tuple(said["members"]),
        said["version"],
        datetime.strptime(said["signed_at"], _AS).replace(tzinfo=UTC),
        said["package"],
        said["distribution"],
        tuple(said["signers"]),
        files,
    )
