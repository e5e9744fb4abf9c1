"""Documents kept on disk because they cost time to make: JSON objects, named by everything they came of.

What cannot be read, or is not what was written, counts as not kept; what cannot be written is left.
"""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any, Final

import orjson

STAY: Final = 40
"""Documents of a folder that stay, where nothing else is said: those that were used last."""


def kept(place: Path, name: str) -> dict[str, Any] | None:
    """The document kept under a name; None where there is none, or not one to be trusted."""
    file = place / f"{name}.json"
    try:
        said, _, body = file.read_bytes().partition(b"\n")
        if said != seal(name, body):
            return None
        document = orjson.loads(body)
    except (OSError, ValueError):
        return None
    try:
        os.utime(file)
    except OSError:  # Another's file, or a disk that may only be read: then it counts as used less lately.
        pass
    return document if isinstance(document, dict) else None


def keep(place: Path, name: str, document: dict[str, Any], stay: int | None = None) -> None:
    """Keep a document, whole or not at all, and let go of those that were not used for longest."""
    try:
        body = orjson.dumps(document)
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, made = tempfile.mkstemp(dir=place, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(seal(name, body) + b"\n" + body)
                file.flush()
                os.fsync(file.fileno())
            os.replace(made, place / f"{name}.json")
        finally:
            Path(made).unlink(missing_ok=True)
        used = sorted(place.glob("*.json"), key=lambda one: (one.stat().st_mtime_ns, one.name))
        for old in used[: -(stay or STAY)]:
            old.unlink(missing_ok=True)
    except (OSError, TypeError):  # TypeError: a text that is not UTF-8 all through, which JSON cannot hold.
        return


def seal(name: str, body: bytes) -> bytes:
    """What the first line of a kept file says, so that neither name nor body is another's."""
    return hashlib.sha256(name.encode() + b"\n" + body).hexdigest().encode()
