"""What takes longer than a page may: worked out beside the requests, once, and kept by all that it is of."""

import hashlib
import logging
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from greenlane import __version__
from greenlane.core.draft.merge import Change, diff
from greenlane.core.kept import keep, kept
from greenlane.core.service import evidence
from greenlane.core.service.drafts import Draft, Refused, StoreError
from greenlane.core.service.nomenclatures import Nomenclatures
from greenlane.web import draftjson
from greenlane.web.wiring import Desk

Json = dict[str, Any]
PATIENCE: float = 0.05
"""Seconds that a page waits for what may be ready soon."""
HELD: Final = 64
STAY: Final = 200
ABREAST: Final = 2
"""How many a process works out at a time; the others wait, and requests are answered in between."""
THREAD: Final = "greenlane-proving"
SWITCH: Final = 0.0005
"""Seconds for which a thread keeps the interpreter from others, while something is worked out here."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Work:
    """Something that is worked out, as it stood when it was asked for. `failed` says why it could not be."""

    since: datetime
    found: Json | None = None
    failed: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing more comes."""
        return self.found is not None or bool(self.failed)


@dataclass(slots=True)
class _Running:
    """What a thread works out."""

    since: datetime
    over: threading.Event = field(default_factory=threading.Event)
    found: Json | None = None
    failed: str = ""


def ready(found: Json) -> Work:
    """Something that takes no time."""
    return Work(datetime.now(UTC), found)


class _Yielding:
    """Requests wait for the interpreter after each query: while work goes on, a tenth as long as otherwise."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at_work = 0
        self._usual = 0.0

    @contextmanager
    def during(self) -> Iterator[None]:
        """Until the work is over; the last one to end restores what was usual."""
        with self._lock:
            if not self._at_work:
                self._usual = sys.getswitchinterval()
                sys.setswitchinterval(SWITCH)
            self._at_work += 1
        try:
            yield
        finally:
            with self._lock:
                self._at_work -= 1
                if not self._at_work:
                    sys.setswitchinterval(self._usual)


yielding: Final = _Yielding().during


class Proving:
    """Works out what drafts prove. One a process; what is found is shared by the processes of a host."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._folder: Path = desk.settings.data_dir / "proofs"
        self._nomenclatures = Nomenclatures(desk.store)
        self._lock = threading.Lock()
        self._works: OrderedDict[str, _Running] = OrderedDict()
        self._turn = threading.BoundedSemaphore(ABREAST)

    def wants(self, draft: Draft) -> Work:
        """What is wanting: {"wants": …}."""
        return self._of(draft, "wants", lambda: {"wants": draftjson.wants(self._desk.drafts.wants(draft))})

    def cases(self, draft: Draft) -> Work:
        """Its cases and what they cover."""
        return self._of(draft, "cases", lambda: draftjson.proof(evidence.cases(self._desk.drafts, draft)))

    def probes(self, draft: Draft) -> Work:
        """Examples on the sides of what it moves: {"probes": …}."""
        return self._of(
            draft, "probes", lambda: {"probes": draftjson.probes(evidence.probes(self._desk.drafts, draft))}
        )

    def changes(self, draft: Draft) -> Work:
        """All that it changes: {"changes": …}; each with its entries `before` and `after`."""

        def make() -> Json:
            return {"changes": told(draft.changes)}

        return self.ask(("changes", draft.digest), make)

    def published(self, before: int, after: int) -> Work:
        """What differs between two published sets: {"changes": …} as of a draft."""
        book = self._desk.book
        return self.ask(
            ("published", book.digest(before), book.digest(after)),
            lambda: {"changes": told(diff(book.entries(before), book.entries(after)))},
        )

    def conflicts(self, draft: Draft) -> Work:
        """What has to be settled, with what is in force now: {"conflicts": …}."""

        def make() -> Json:
            return {"conflicts": draftjson.conflicts(self._desk.drafts.conflicts(draft))}

        current = self._desk.book.current(fresh=True).version
        if current == draft.base:  # nothing is compared then
            return ready(make())
        return self.ask(("conflicts", draft.id, draft.header.revision, draft.digest, current), make)

    def ask(self, of: tuple[object, ...], make: Callable[[], Json]) -> Work:
        """What `make` makes, by all that it is of. It is begun if nobody did, and may not be over yet.

        What Refused says is kept as `failed`; with another error it is begun again when it is asked for again.
        """
        name = hashlib.sha256(repr((__version__, *of)).encode()).hexdigest()
        with self._lock:
            work = self._works.get(name)
            if work is not None:
                self._works.move_to_end(name)
        if work is None:
            stored = kept(self._folder, name)
            with self._lock:
                work = self._works.get(name)
                if work is None:
                    work = self._works[name] = _Running(datetime.now(UTC), found=stored)
                    if stored is not None:
                        work.over.set()
                    else:
                        threading.Thread(target=self._run, args=(name, work, make), name=THREAD, daemon=True).start()
                while len(self._works) > HELD:
                    self._works.popitem(last=False)
        work.over.wait(PATIENCE)
        return Work(work.since, work.found, work.failed) if work.over.is_set() else Work(work.since)

    def _run(self, name: str, work: _Running, make: Callable[[], Json]) -> None:
        with self._turn:
            try:
                with yielding():
                    work.found = make()
            except Refused as error:
                work.failed = str(error)
            except StoreError as error:
                log.warning("%s: %s", type(error).__name__, error)
                work.failed = "the database could not be reached: look again"
                self._forget(name)
            except Exception:  # this thread has nobody above it: who asks is told, and the log has it
                log.exception("what a draft proves could not be worked out")
                work.failed = "it could not be worked out: the server's log says why"
                self._forget(name)
            finally:
                work.over.set()
        if work.found is not None:
            keep(self._folder, name, work.found, STAY)

    def _forget(self, name: str) -> None:
        with self._lock:
            self._works.pop(name, None)

    def _of(self, draft: Draft, what: str, make: Callable[[], Json]) -> Work:
        """By the draft's content, the day, and whatever else the answer hangs on."""
        codes = [(one.name, one.imported_at.isoformat()) for one in self._nomenclatures.all()]
        versions = sorted(self._desk.book.plugins.versions.items())
        day = datetime.now(UTC).date().isoformat()
        return self.ask((what, draft.digest, sorted(draft.economies), day, codes, versions), make)


_MADE: list[tuple[Desk, Proving]] = []


def proving_of(desk: Desk) -> Proving:
    """The one of a desk."""
    made = next((one for at, one in _MADE if at is desk), None)
    if made is None:
        made = Proving(desk)
        _MADE.append((desk, made))
        del _MADE[:-4]  # a process has one desk; tests have many
    return made


def told(changes: Sequence[Change]) -> list[Json]:
    """Changes in words and in fields, each with its entries as they were and as they are."""
    said = draftjson.changes(changes)
    return [{**one, "was": change.before, "now": change.after} for one, change in zip(said, changes, strict=True)]
