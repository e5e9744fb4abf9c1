"""Settings: read once, from the environment. See README, "Settings"."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class BadSetting(ValueError):
    """A setting that cannot be used: the message names it and what would be right."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`data_dir`: the instance's folder. `database_url`: default SQLite in it. `plugins`: named, and so trusted."""

    data_dir: Path
    database_url: str
    plugins: tuple[str, ...] = ()
    deadline_seconds: float = 0.25
    body_limit: int = 8 * 1024 * 1024
    batch_limit: int = 4 * 1024 * 1024 * 1024


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of an environment. Raises BadSetting."""
    environ = os.environ if environ is None else environ
    home = environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    data_dir = Path(environ.get("GREENLANE_DATA_DIR") or Path(home) / "greenlane").expanduser().absolute()
    return Settings(
        data_dir=data_dir,
        database_url=environ.get("GREENLANE_DATABASE_URL") or f"sqlite:///{data_dir / 'greenlane.db'}",
        plugins=tuple(filter(None, environ.get("GREENLANE_PLUGINS", "").replace(",", " ").split())),
        deadline_seconds=_number(environ, "GREENLANE_PLUGIN_DEADLINE_MS", 250) / 1000,
    )


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    written = environ.get(name, "")
    if not written:
        return default
    if not written.isdigit() or not 1 <= int(written) <= 60_000:
        raise BadSetting(f"{name} is {written!r}: a whole number from 1 to 60000 is wanted")
    return int(written)
