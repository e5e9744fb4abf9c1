"""One language: phrases and texts, English where it has none."""

from greenlane.core.model import Text
from greenlane.core.phrases import phrase


class Speaker:
    """Says phrases and texts in `language`."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **arguments: object) -> str:
        """One sentence."""
        return phrase(self.language, key, **arguments)

    def text(self, text: Text) -> str:
        """A pack's text in this language."""
        return text.get(self.language) or text.get("en", "")
