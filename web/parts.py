"""What the macros of `_parts.html` need of Python."""

import json
from typing import Any, Final

from flask import Flask
from jinja2 import StrictUndefined

from greenlane.web.languages import language
from greenlane.web.tables import address

HTMX: Final = {
    # No styles or scripts put in by htmx, nothing evaluated, nothing of ours kept in the browser.
    "includeIndicatorStyles": False,
    "allowEval": False,
    "allowScriptTags": False,
    "selfRequestsOnly": True,
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    "scrollIntoViewOnBoost": False,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        # Our answers to what was wrong are pages or parts like others; the server says where they go.
        {"code": "[45]..", "swap": True, "error": True},
    ],
}


def add(app: Flask) -> None:
    """Give templates their helpers. A name that a template misspells is an error, not an empty text."""
    app.jinja_env.undefined = _Undefined
    app.jinja_env.globals.update(
        kind_of=kind_of, page_language=language, address_of=_address, htmx_config=json.dumps(HTMX)
    )


def kind_of(value: Any) -> str:
    """The name of a value's type, by which a cell is shown."""
    return type(value).__name__


def _address(**changes: str | None) -> str:
    return address(**changes)


class _Undefined(StrictUndefined):
    """Strict for what is used; a missing key of a mapping may be asked for its truth (`errors["/name"]`)."""

    def __bool__(self) -> bool:  # type: ignore[override]
        if self._undefined_obj is not None and isinstance(self._undefined_obj, dict):
            return False
        return super().__bool__()

    def __str__(self) -> str:  # type: ignore[override]
        if self._undefined_obj is not None and isinstance(self._undefined_obj, dict):
            return ""
        return super().__str__()
