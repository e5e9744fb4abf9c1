"""Work that was not saved: kept by person and page, so that a lost session, a stale edit or a closed tab loses none."""

import re
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, urlencode

from greenlane.core.declaration import Fault
from greenlane.core.rights import Actor
from greenlane.core.service.people_errors import NoSuch, Refused
from greenlane.core.store import Store
from greenlane.core.store.unsaved import Unsaved

LONGEST: Final = 256 * 1024
"""Bytes of a form."""
MOST: Final = 50
"""Places of one person; with more, the one saved longest ago is forgotten."""
KEPT_FOR: Final = timedelta(days=30)
_PLACE: Final = re.compile(r"/console(?:/[!-~]*)?")
_PLACE_LENGTH: Final = 500
_SECRET: Final = ("/console/account", "/console/sign-in", "/console/set-up")
"""Pages on which people type passwords, codes and nothing that would be work to lose."""
_FIELDS: Final = re.compile("csrf|password", re.IGNORECASE)
"""Fields that are kept of no form."""


class UnsavedWork:
    """The use cases of what was typed and not saved. All raise StoreUnavailable."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, actor: Actor, place: str, body: str) -> datetime:
        """Keep a form (`application/x-www-form-urlencoded`) as it stands at a place, without its secrets; when.

        `place`: a path of the console, with a query where that names another form. Raises Refused, NoSuch.
        """
        faults = []
        if not keepable(place):
            said = f"Forms are kept of the console's pages, by a path of at most {_PLACE_LENGTH} characters."
            faults.append(Fault("/place", "bad_place", said))
        if len(body) > LONGEST:
            said = f"The form has {len(body)} bytes; at most {LONGEST} are kept."
            faults.append(Fault("/body", "too_long", said))
        elif not body.isascii():
            faults.append(Fault("/body", "bad_form", "A form is kept as it is sent: URL-encoded."))
        if faults:
            raise Refused(faults)
        pairs = parse_qsl(body, keep_blank_values=True, encoding="utf-8", errors="replace")
        kept = urlencode([(name, value) for name, value in pairs if not _FIELDS.search(name)])
        at = self._store.unsaved.keep(actor.name, place, kept, most=MOST, kept_for=KEPT_FOR)
        if at is None:
            raise NoSuch(f"There is no user {actor.name[:64]!r}.")
        return at

    def get(self, actor: Actor, place: str) -> Unsaved | None:
        """What the actor typed at a place in the last 30 days."""
        return self._store.unsaved.get(actor.name, place, KEPT_FOR) if keepable(place) else None

    def all(self, actor: Actor) -> list[Unsaved]:
        """All that the actor typed, newest first."""
        return self._store.unsaved.all(actor.name, KEPT_FOR)

    def drop(self, actor: Actor, place: str) -> None:
        """Forget what the actor typed at a place: it was saved, or is not wanted."""
        if keepable(place):
            self._store.unsaved.drop(actor.name, place)


def keepable(place: str) -> bool:
    """Whether what is typed at a place is kept."""
    path = place.partition("?")[0]
    return (
        len(place) <= _PLACE_LENGTH
        and _PLACE.fullmatch(place) is not None
        and not any(path == one or path.startswith(f"{one}/") for one in _SECRET)
    )
