"""A declaration read by the rule set that decides it: the one in force, or that of the instant it asks for."""

from datetime import datetime

from greenlane.core.declaration import Declaration, Fault, NotADeclaration
from greenlane.core.declaration.reader import known_at
from greenlane.core.service.book import Edition, KnownAtTooEarly, RuleBook
from greenlane.core.store import StoreUnavailable


def read_in_force(book: RuleBook, document: object, now: datetime) -> tuple[Edition, Declaration]:
    """The declaration, and the rule set it is of. A refusal, too, is never by an older set than is in force.

    Raises NotADeclaration, StoreUnavailable.
    """
    asked = known_at(document)
    if asked is not None and asked <= now:
        edition = _edition_at(book, asked)
        return edition, edition.reader.accept(document, now)
    edition = book.hot()
    try:
        return edition, edition.reader.accept(document, now)
    except NotADeclaration:
        latest = _latest(book, edition)
        if latest is edition:
            raise
        return latest, latest.reader.accept(document, now)


def _latest(book: RuleBook, edition: Edition) -> Edition:
    """The edition in force; the one at hand where the store cannot say."""
    try:
        return book.current(fresh=True)
    except StoreUnavailable:
        return edition


def _edition_at(book: RuleBook, known_at: datetime) -> Edition:
    try:
        return book.at(known_at)
    except KnownAtTooEarly as error:
        first = error.first.isoformat()
        raise NotADeclaration(
            (Fault("/known_at", "too_early", f"No rule set was in force then: the first is of {first}.", first),)
        ) from None
