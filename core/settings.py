"""Settings: one list of them, read once from the environment. docs/settings.md is this list."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

Log = Literal["text", "json"]


class BadSetting(ValueError):
    """A setting that cannot be used: the message names it and what would be right."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable. `default`: in words where it is no fixed text. `secret`: never shown."""

    name: str
    default: str
    meaning: str
    secret: bool = False


SETTINGS: Final = (
    Setting("GREENLANE_DATA_DIR", "the user's data directory",
            "folder of the database, the rule images and the packs that were validated"),
    Setting("GREENLANE_DATABASE_URL", "SQLite in the data directory",
            "`sqlite:////folder/file.db` for one host, `postgresql://…` for several; its password is never shown"),
    Setting("GREENLANE_PLUGINS", "none",
            "distributions, packages or folders (with a slash) whose code is trusted to run in the server, separated "
            "by spaces"),
    Setting("GREENLANE_WITHOUT", "none",
            "economies of Greenlane's own that are not loaded, separated by spaces, so that another distribution may "
            "answer for them"),
    Setting("GREENLANE_TRUSTED_KEYS", "none",
            "file of the keys whose signatures of packs are trusted; without one nobody's is"),
    Setting("GREENLANE_UNSIGNED_PLUGINS", "none",
            "distributions whose packs need no signature, separated by spaces; `all`: any"),
    Setting("GREENLANE_PACK_PASSPHRASE", "none",
            "the passphrase of the key by which `greenlane pack sign` signs; else it is asked for", secret=True),
    Setting("GREENLANE_PLUGIN_DEADLINE_MS", "250", "what a plugin's code may take for one answer; 1 to 60000"),
    Setting("GREENLANE_PLUGIN_MEMORY_MB", "512",
            "address space that the process of a stranger's plugin may have, in megabytes; 64 to 1048576"),
    Setting("GREENLANE_KEYS_REQUIRED", "no on loopback",
            "`yes`: a check needs a key on loopback too, as behind a proxy that hides who is asking; elsewhere it "
            "always does"),
    Setting("GREENLANE_PUBLIC_PAGE", "no",
            "`yes`: anybody may ask on the public page (`/`) without a key, also where checks need one"),
    Setting("GREENLANE_RATE_PER_MINUTE", "600; 0 where no keys are required",
            "requests a minute of one key or session, or of one address without either, counted over all workers of "
            "a host; 0: no limit"),
    Setting("GREENLANE_RETENTION_DAYS", "0",
            "days for which declarations are kept; older ones are erased once a day by `greenlane work`, all but "
            "verdict, rules and dates; 0: for ever"),
    Setting("GREENLANE_LOG", "text", "`text`: warnings, to be read; `json`: a JSON object a line, also one a request"),
    Setting("GREENLANE_KEY", "none", "the API key by which commands act", secret=True),
    Setting("HOST", "127.0.0.1", "where `greenlane serve` listens; elsewhere than on loopback keys are required"),
    Setting("PORT", "8000", "the port it listens on"),
    Setting("WEB_CONCURRENCY", "one a core", "worker processes"),
)  # fmt: skip
"""Every variable that changes what Greenlane does."""

KEYED_RATE: Final = 600
"""Requests a minute where keys are required and nothing else is set."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`data_dir`: the instance's folder. `database_url`: default SQLite in it. `plugins`: named, and so trusted.

    `keys_required`: no check without one; `greenlane serve` turns it on where it binds more than loopback.
    `public_page`: anybody may use the public page. `rate_per_minute` None: as `keys_required` has it.
    `retention_days` 0: declarations are kept for ever. `without`: plugins of Greenlane's own that are not loaded.
    `trusted_keys`: file of trusted signers. `unsigned`: distributions whose packs need no signature, or `all`.
    """

    data_dir: Path
    database_url: str
    plugins: tuple[str, ...] = ()
    deadline_seconds: float = 0.25
    plugin_memory_mb: int = 512
    body_limit: int = 8 * 1024 * 1024
    batch_limit: int = 4 * 1024 * 1024 * 1024
    keys_required: bool = False
    public_page: bool = False
    rate_per_minute: int | None = None
    retention_days: int = 0
    log: Log = "text"
    without: tuple[str, ...] = ()
    trusted_keys: Path | None = None
    unsigned: tuple[str, ...] = ()

    @property
    def rate(self) -> int:
        """Requests a minute of one caller; 0 is no limit."""
        if self.rate_per_minute is not None:
            return self.rate_per_minute
        return KEYED_RATE if self.keys_required else 0


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of an environment. Raises BadSetting."""
    environ = os.environ if environ is None else environ
    home = environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    data_dir = Path(environ.get("GREENLANE_DATA_DIR") or Path(home) / "greenlane").expanduser().absolute()
    return Settings(
        data_dir=data_dir,
        database_url=environ.get("GREENLANE_DATABASE_URL") or f"sqlite:///{data_dir / 'greenlane.db'}",
        plugins=tuple(filter(None, environ.get("GREENLANE_PLUGINS", "").replace(",", " ").split())),
        deadline_seconds=(_number(environ, "GREENLANE_PLUGIN_DEADLINE_MS", 1, 60_000) or 250) / 1000,
        plugin_memory_mb=_number(environ, "GREENLANE_PLUGIN_MEMORY_MB", 64, 1024 * 1024) or 512,
        keys_required=_chosen(environ, "GREENLANE_KEYS_REQUIRED", ("no", "yes")) == "yes",
        public_page=_chosen(environ, "GREENLANE_PUBLIC_PAGE", ("no", "yes")) == "yes",
        rate_per_minute=_number(environ, "GREENLANE_RATE_PER_MINUTE", 0, 1_000_000),
        retention_days=_number(environ, "GREENLANE_RETENTION_DAYS", 0, 36_500) or 0,
        without=tuple(environ.get("GREENLANE_WITHOUT", "").replace(",", " ").split()),
        trusted_keys=Path(keys).expanduser().absolute() if (keys := environ.get("GREENLANE_TRUSTED_KEYS")) else None,
        unsigned=tuple(environ.get("GREENLANE_UNSIGNED_PLUGINS", "").replace(",", " ").split()),
        log="json" if _chosen(environ, "GREENLANE_LOG", ("text", "json")) == "json" else "text",
    )


def shown(environ: Mapping[str, str] | None = None) -> list[tuple[Setting, str | None]]:
    """Each setting with what it is set to, None where it is not; nothing secret is in it."""
    environ = os.environ if environ is None else environ
    found = []
    for setting in SETTINGS:
        value = environ.get(setting.name) or None
        if value is not None:
            value = "…" if setting.secret else masked(value)
        found.append((setting, value))
    return found


def masked(url: str) -> str:
    """The text without the passwords of addresses: `//user:secret@host`, and `password=` in what follows a `?`."""
    url = re.sub(r"(?<=://)([^/@:?#]*):[^/?#]*@", r"\1:…@", url)
    return re.sub(r"(?i)(?<=[?&])((?:ssl)?password|passfile|sslkey)=[^&#]*", r"\1=…", url)


def _number(environ: Mapping[str, str], name: str, least: int, most: int) -> int | None:
    written = environ.get(name, "")
    if not written:
        return None
    if not re.fullmatch("[0-9]{1,9}", written) or not least <= int(written) <= most:
        raise BadSetting(f"{name} is {written!r}: a whole number from {least} to {most} is wanted")
    return int(written)


def _chosen(environ: Mapping[str, str], name: str, choices: tuple[str, str]) -> str:
    written = environ.get(name, "")
    if written and written not in choices:
        raise BadSetting(f"{name} is {written!r}: {' or '.join(choices)} is wanted")
    return written or choices[0]
