"""Importing a goods nomenclature from CSV, and asking what is in it."""

import csv
import io
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from greenlane.core.digits import is_code
from greenlane.core.proof.alone import HS
from greenlane.core.rights import EVERY, Actor
from greenlane.core.service.guard import demand
from greenlane.core.store import Store
from greenlane.core.store.change_log import Entry
from greenlane.core.store.nomenclatures import ImportedNomenclature
from greenlane.core.terms.codes import ECONOMIES

CODE: Final = ("code", "hscode")
TEXT: Final = ("text", "description")
"""What the two columns may be called; other columns are not looked at."""
SHOWN: Final = 20
"""Faults that are told of a file."""


class NotANomenclature(ValueError):
    """The file, or the name, is none: every fault (of a long file the first), each with its line."""

    def __init__(self, faults: Collection[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `skipped`: what stood in the place of a code in rows that are headings, as `TOTAL`."""

    name: str
    codes: int
    skipped: tuple[str, ...]
    replaced: ImportedNomenclature | None


class Nomenclatures:
    """The use cases around nomenclatures. One a process; threads share it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, tuple[datetime, frozenset[str]]] = {}
        self._beginnings: dict[str, tuple[Collection[str], frozenset[str]]] = {}

    def import_csv(self, actor: Actor, name: str, content: bytes, *, source: str, reason: str = "") -> Imported:
        """Replace all of a nomenclature by a CSV's codes; every reader sees the old one whole or the new one whole.

        `name`: an economy's code, or HS, which is of every economy and needs the right in all of them. Raises
        NotANomenclature, Forbidden, StoreUnavailable.
        """
        if name != HS and name not in ECONOMIES:
            raise NotANomenclature([f"{name} is no nomenclature's name: an economy's two capital letters, or {HS}"])
        demand(self._store, actor, "import nomenclatures", [EVERY if name == HS else name], f"nomenclature:{name}")
        if not source.strip():
            raise NotANomenclature(["a nomenclature needs its source: where it was published, and when it was read"])
        texts, skipped = parse(content)
        before = next((one for one in self.all() if one.name == name), None)
        entry = Entry(
            actor.name,
            actor.via,
            "nomenclature.imported",
            f"nomenclature:{name}",
            reason,
            () if name == HS else (name,),
            {"source": source, "codes": len(texts), "codes before": before.codes if before else None},
        )
        self._store.nomenclatures.replace(name, texts, source=source, by=actor.name, entry=entry)
        return Imported(name, len(texts), skipped, before)

    def all(self) -> list[ImportedNomenclature]:
        """Every nomenclature, by name. Raises StoreUnavailable."""
        return self._store.nomenclatures.all()

    def codes(self) -> Mapping[str, Collection[str]]:
        """The codes of every nomenclature by its name, as they are now: what lint holds rules to.

        Raises StoreUnavailable.
        """
        found = {}
        for one in self.all():
            known = self._known.get(one.name)
            if known is None or known[0] != one.imported_at:
                known = self._known[one.name] = (one.imported_at, self._store.nomenclatures.codes(one.name))
            found[one.name] = known[1]
        return found

    def beginnings(self, name: str) -> Collection[str]:
        """Every code of a nomenclature and every beginning of one; empty where none of this name was imported.

        Raises StoreUnavailable.
        """
        codes = self.codes().get(name, frozenset())
        held = self._beginnings.get(name)
        if held is None or held[0] is not codes:
            found = frozenset(code[:length] for code in codes for length in range(2, len(code) + 1))
            held = self._beginnings[name] = (codes, found)
        return held[1]

    def every(self, name: str) -> Mapping[str, str]:
        """All codes of a nomenclature with their texts, sorted. Raises StoreUnavailable."""
        return self._store.nomenclatures.every(name)

    def texts(self, name: str, codes: Collection[str]) -> Mapping[str, str]:
        """What a nomenclature calls these codes; those that it does not have are left out. Raises StoreUnavailable."""
        return self._store.nomenclatures.texts(name, codes)

    def text(self, code: str, name: str = HS) -> str | None:
        """What a nomenclature calls a code: that of the longest beginning of it that it has, or None."""
        beginnings = [code[:length] for length in range(len(code), 1, -1)]
        texts = self._store.nomenclatures.texts(name, beginnings)
        return next((texts[one] for one in beginnings if one in texts), None)


def parse(content: bytes) -> tuple[dict[str, str], tuple[str, ...]]:
    """The codes of a CSV file with their texts, and what stood for a code in rows that are headings.

    Codes may have dots and spaces. Raises NotANomenclature.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotANomenclature([f"not UTF-8 at byte {error.start}: save the file as UTF-8"]) from None
    texts: dict[str, str] = {}
    skipped: list[str] = []
    faults: list[str] = []
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [column.strip().lower() for column in next(rows, [])]
        code_at, text_at = _column(header, CODE), _column(header, TEXT)
        for row in rows:
            if row:
                _row(row, rows.line_num, len(header), code_at, text_at, texts, skipped, faults.append)
    except csv.Error as error:
        faults.append(f"line {rows.line_num}: not CSV: {error}")
    if not texts and not faults:
        faults.append("the file holds no code")
    if faults:
        more = len(faults) - SHOWN
        raise NotANomenclature([*faults[:SHOWN], *([f"and {more} more"] if more > 0 else [])])
    return texts, tuple(skipped)


def _column(header: list[str], names: tuple[str, ...]) -> int:
    found = [header.index(name) for name in names if name in header]
    if not found:
        raise NotANomenclature([f"line 1: no column {' or '.join(names)}: the first row names the columns"])
    return found[0]


def _row(
    row: list[str],
    line: int,
    width: int,
    code_at: int,
    text_at: int,
    texts: dict[str, str],
    skipped: list[str],
    fault: Callable[[str], None],
) -> None:
    if len(row) != width:
        fault(f"line {line}: {len(row)} cells under {width} columns: quote texts with commas")
        return
    written = row[code_at].strip()
    code = written.replace(".", "").replace(" ", "")
    if not any(one.isdigit() for one in written):
        skipped.append(written)
    elif not is_code(code):
        fault(f"line {line}: {written!r} is no commodity code: 2 to 12 digits")
    elif len(code) % 2:
        fault(f"line {line}: {written!r} has {len(code)} digits: codes come in pairs; was a leading zero lost?")
    elif code in texts:
        fault(f"line {line}: {written!r} stands twice")
    else:
        texts[code] = row[text_at].strip()
