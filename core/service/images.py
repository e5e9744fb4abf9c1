"""Rule images on disk, written once and shared by all processes through mmap."""

import hashlib
import mmap
import os
import tempfile
from pathlib import Path


def shared(folder: Path | None, name: str, compiled: bytes) -> object:
    """The image as an mmap of a file in `folder`; the bytes themselves where the folder cannot be written."""
    if folder is None:
        return compiled
    path = folder / f"{name}-{hashlib.sha256(compiled).hexdigest()[:16]}.image"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            handle, made = tempfile.mkstemp(dir=folder, suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(compiled)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(made, path)
            finally:
                Path(made).unlink(missing_ok=True)
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):
        return compiled
    # A file that another version or a broken disk left is not trusted.
    return mapped if mapped[:] == compiled else compiled
