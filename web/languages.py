"""In which language a page speaks: chosen by the reader, else what their browser likes best. Flask-Babel's set-up."""

from collections.abc import Callable, Container, Iterable, Mapping
from typing import Final

from babel import Locale
from babel.core import get_global
from flask import Flask, Response, current_app, g, has_app_context, request
from flask_babel import Babel, get_locale
from werkzeug.datastructures import LanguageAccept

from greenlane.core.model import Text
from greenlane.core.terms.codes import PLACELESS

LANGUAGES: Final = {
    "en": "English",
    "ko": "한국어",
    "vi": "Tiếng Việt",
    "th": "ไทย",
    "ms": "Bahasa Melayu",
    "zh": "中文",
    "id": "Bahasa Indonesia",
    "es": "Español",
}
"""Language → its own name. Each but English has web/translations/<language>."""
SCHEMES: Final = ("light", "dark", "system")
COOKIE: Final = "greenlane-language"
SCHEME_COOKIE: Final = "greenlane-scheme"
_YEAR: Final = 365 * 24 * 3600
_NAMES: Final = "greenlane.placeless"
_NOT_ECONOMIES: Final = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ".split())
"""Territories of Babel that are no ISO 3166-1 codes, or none to ship to."""


def add(app: Flask, placeless: Callable[[], Mapping[str, Text]] = dict) -> None:
    """Set Flask-Babel up; `?lang=` and `?scheme=` on any page are kept in cookies.

    `placeless`: what packs without an economy are called, by code, now.
    """
    app.extensions[_NAMES] = placeless
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(app, locale_selector=chosen)
    app.jinja_env.globals.update(languages=LANGUAGES, scheme=scheme, economy_name=economy_name)

    @app.after_request
    def remember(response: Response) -> Response:
        if response.mimetype == "text/html":
            for name, cookie, known in (("lang", COOKIE, LANGUAGES), ("scheme", SCHEME_COOKIE, SCHEMES)):
                said = request.args.get(name)
                if said is not None and said in known:
                    secure = request.scheme == "https"
                    response.set_cookie(cookie, said, _YEAR, path="/", secure=secure, httponly=True, samesite="Lax")
            response.headers["Content-Language"] = language()
            response.vary.update(("Accept-Language", "Cookie"))
        return response


def chosen() -> str:
    """The language that was asked for: in the address, before, or by the browser."""
    for said in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if said in LANGUAGES:
            return said
    return liked(request.accept_languages)


def liked(accepted: LanguageAccept, spoken: Container[str] = LANGUAGES) -> str:
    """The language that a browser likes best of those spoken here; English where it likes none.

    In the browser's own order: werkzeug's best_match takes `en;q=0.1` before `zh-CN`, which is only nearly a `zh`.
    """
    for tag, quality in accepted:
        name = tag.replace("_", "-").split("-", 1)[0].lower()
        name = str(get_global("language_aliases").get(name, name))  # Indonesian was once "in"
        if quality > 0 and name in spoken:
            return name
    return "en"


def language() -> str:
    """The language of this page, as in its `lang` attribute."""
    locale = get_locale()
    return locale.language if locale is not None else "en"


def scheme() -> str:
    """light, dark or system: as the reader chose."""
    for said in (request.args.get("scheme"), request.cookies.get(SCHEME_COOKIE)):
        if said in SCHEMES:
            return said
    return "system"


def economy_name(code: str) -> str:
    """An economy's name in the language of the page, or that of a pack without one; its code where it has none."""
    locale: Locale = get_locale() or Locale("en")
    if code in PLACELESS and has_app_context():
        named = current_app.extensions[_NAMES]().get(code, {})
        return named.get(locale.language) or named.get("en") or code
    if code == "EU":
        return str(locale.territories.get("EU", "EU"))
    return str(locale.territories.get(code, code))


def economies(extra: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Every ISO 3166-1 economy (and `extra` ones) with its name, in the order of the page's language."""
    known = {
        code
        for code in map(str, Locale("en").territories)
        if len(code) == 2 and code.isalpha() and code not in _NOT_ECONOMIES and code not in _historic()
    }
    named = [(code, economy_name(code)) for code in known | set(extra)]
    return sorted(named, key=lambda one: (one[1].casefold(), one[0]))


def _historic() -> frozenset[str]:
    found = g.get("historic")
    if found is None:
        found = g.historic = frozenset(get_global("territory_aliases"))
    return frozenset(found)
