"""The reader's language: Flask-Babel's functions, with their types."""

import flask_babel


def _(text: str, **arguments: object) -> str:
    """A sentence of ours in the language of the page, its named places filled."""
    return str(flask_babel.gettext(text, **arguments))


def ngettext(one: str, several: str, number: int) -> str:
    """One of two sentences, by how many there are; `%(num)d` is the number."""
    return str(flask_babel.ngettext(one, several, number))


def _l(text: str) -> str:
    """A sentence that is put into the language of the page when it is shown: `str()` it."""
    found: str = flask_babel.lazy_gettext(text)
    return found
