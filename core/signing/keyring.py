"""The operator's file of trusted keys: whose signature is good for which economies, from when to when."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import orjson

from greenlane.core.pack import PackError, Problem
from greenlane.core.pack.check import check
from greenlane.core.pack.yamltext import Source
from greenlane.core.pack.yamltext import read as read_yaml
from greenlane.core.signing.keys import key_id

EVERY: Final = "all"
"""In the place of an economy: any."""
_TEXT: Final[dict[str, Any]] = {"type": "string", "required": True, "empty": False}
_DAY: Final[dict[str, Any]] = {"type": "string", "regex": r"\d{4}-\d\d-\d\d"}
FILE: Final[dict[str, Any]] = {
    "keys": {
        "type": "list",
        "required": True,
        "schema": {
            "type": "dict",
            "schema": {
                "id": {**_TEXT, "regex": "[0-9a-f]{16}"},
                "key": _TEXT,
                "name": _TEXT,
                "economies": {
                    "type": "list",
                    "required": True,
                    "minlength": 1,
                    "schema": {"type": "string", "regex": f"[A-Z]{{2}}|{EVERY}"},
                },
                "from": {**_DAY, "required": True},
                "to": _DAY,
                "revoked": {"type": "dict", "schema": {"on": {**_DAY, "required": True}, "because": _TEXT}},
            },
        },
    }
}
"""The file, as Cerberus has it."""


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A signer's public key. Good for signatures made from `valid_from` to `valid_to`, both included (UTC).

    From the day `revoked_on` nothing that it ever signed is taken: whoever has a stolen key says when it signed.
    """

    id: str
    public: bytes
    name: str
    economies: frozenset[str]
    valid_from: date
    valid_to: date | None = None
    revoked_on: date | None = None
    because: str = ""

    def speaks_for(self, economy: str) -> bool:
        """Whether it is trusted for an economy."""
        return economy in self.economies or EVERY in self.economies


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys that are trusted, by id. `faults`: what is wrong with their file; then it holds none.

    `file`: as the settings name it, empty where they name none.
    """

    keys: Mapping[str, TrustedKey] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    file: str = ""


def read(file: Path | None) -> Keyring:
    """The keys of a file. Trusts nobody where there is no file, or anything is wrong with it. Never raises."""
    if file is None:
        return Keyring()
    problems: list[Problem] = []
    try:
        source = read_yaml(file, file.name)
        problems = check(source, FILE)
        if file.stat().st_mode & 0o002:
            problems.append(Problem(file.name, 0, "anybody may write to it", f"chmod o-w {file}"))
        keys = {} if problems else _keys(source, problems)
    except PackError as error:
        problems, keys = list(error.problems), {}
    except (OSError, ValueError, RecursionError) as error:
        said = error.strerror if isinstance(error, OSError) else type(error).__name__
        problems, keys = [Problem(file.name, 0, f"cannot be read: {said}", "name a file of trusted keys")], {}
    if problems:
        return Keyring(faults=tuple(map(str, problems)), file=str(file))
    return Keyring(MappingProxyType(keys), file=str(file))


def entry(public: bytes, name: str, economies: Iterable[str], first: date) -> list[str]:
    """The lines of a file that trust a key from a day on."""
    return [
        f"  - id: {key_id(public)}",
        f"    key: {base64.b64encode(public).decode()}",
        f"    name: {orjson.dumps(name).decode()}",
        f"    economies: [{', '.join(economies)}]",
        f"    from: {first}",
    ]


def _keys(source: Source, problems: list[Problem]) -> dict[str, TrustedKey]:
    found: dict[str, TrustedKey] = {}
    assert isinstance(source.content, dict)
    for index, one in enumerate(source.content["keys"]):

        def wrong(message: str, remedy: str, *path: str, index: int = index) -> None:
            problems.append(Problem(source.file, source.line(("keys", index, *path)), message, remedy))

        public, days = b"", {}
        try:
            public = base64.b64decode(one["key"], validate=True)
        except (binascii.Error, ValueError):
            pass
        if len(public) != 32:
            wrong("is no public key: 32 bytes in base64", "copy the line that greenlane pack key printed", "key")
        elif key_id(public) != one["id"]:
            wrong(f"the key's id is {key_id(public)}", "copy both lines as greenlane pack key printed them", "id")
        if one["id"] in found:
            wrong(f"{one['id']} stands twice", "keep one entry for each key", "id")
        revoked = one.get("revoked", {})
        for where, said in (("from", one["from"]), ("to", one.get("to")), ("revoked", revoked.get("on"))):
            try:
                days[where] = None if said is None else date.fromisoformat(said)
            except ValueError:
                wrong(f"{said} is no day", "write it as 2026-11-23", where)
        if not problems:
            first, last = days["from"], days["to"]
            assert first is not None
            if last is not None and last < first:
                wrong(f"it ends on {last}, before it begins on {first}", "put the later day at `to`", "to")
            found[one["id"]] = TrustedKey(
                one["id"], public, one["name"].strip(), frozenset(one["economies"]), first, last, days["revoked"],
                revoked.get("because", "").strip(),
            )  # fmt: skip
    return found
