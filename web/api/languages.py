"""The languages that can be answered in: those of our own sentences and of the packs in force."""

from greenlane.core.phrases import PHRASES
from greenlane.core.service import Edition, RuleBook
from greenlane.web.api.reading import Environ, language


class Languages:
    """Chooses the language of an answer."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._edition: Edition | None = None
        self._spoken = frozenset({"en"})

    @property
    def spoken(self) -> frozenset[str]:
        """Every language there is."""
        edition = self._book.hot()
        if edition is not self._edition:
            packs = edition.ruleset.packs.values()
            self._spoken = frozenset(PHRASES).union(*(pack.economy.languages for pack in packs))
            self._edition = edition
        return self._spoken

    def chosen(self, environ: Environ) -> str:
        """What the reader likes best of it."""
        return language(environ, self.spoken) if "HTTP_ACCEPT_LANGUAGE" in environ else "en"
