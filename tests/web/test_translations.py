"""Every text of the public page and of the console's frame is said in all seven languages, and means what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from greenlane.web.checker.verdicts import said_of
from greenlane.web.languages import LANGUAGES, liked

WEB = Path(__file__).resolve().parents[2] / "web"
TRANSLATED = sorted(set(LANGUAGES) - {"en"})
SAME = {"es": {"No"}, "id": {"Menu"}, "ms": {"Menu", "Unit"}}
"""Words that a language writes as English does."""
HOLE = re.compile(r"%\(\w+\)[sd]|%%")
OPEN = ("not_covered", "referred", "incomplete")
"""Verdicts that are neither a yes nor a no."""


def read(path: Path, language: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def committed(language: str) -> Catalog:
    return read(WEB / "translations" / language / "LC_MESSAGES" / "messages.po", language)


def told(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def forms_of(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def holes(text: str) -> list[str]:
    return sorted(set(HOLE.findall(text)))


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What `make translations` finds in the sources as they stand."""
    found = tmp_path_factory.mktemp("extracted") / "messages.pot"
    options = ["-F", str(WEB / "babel.cfg"), "-k", "lazy_gettext", "-k", "_l", "--no-location", "--sort-output"]
    CommandLineInterface().run(["pybabel", "--quiet", "extract", *options, "-o", str(found), str(WEB)])
    return read(found)


@pytest.fixture(params=TRANSLATED)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def catalog(language: str) -> Catalog:
    return committed(language)


@pytest.fixture
def fresh(app: Flask) -> Iterator[FlaskClient]:
    """A browser that has no cookies yet."""
    with app.test_client() as client:
        yield client


def test_the_committed_template_is_what_the_sources_say(extracted: Catalog) -> None:
    template = read(WEB / "translations" / "messages.pot")
    assert [one.id for one in told(template)] == [one.id for one in told(extracted)], "run make translations"
    assert len(told(template)) > 300


def test_every_text_is_translated(extracted: Catalog, catalog: Catalog) -> None:
    said = {one.id: one for one in told(catalog)}
    assert [one.id for one in told(extracted) if one.id not in said] == []
    assert [one.id for one in said.values() if not all(forms_of(one.string))] == []
    assert [one.id for one in said.values() if one.fuzzy] == []


def test_nothing_is_translated_that_nobody_says(extracted: Catalog, catalog: Catalog) -> None:
    wanted = {one.id for one in told(extracted)}
    assert [one.id for one in told(catalog) if one.id not in wanted] == []
    assert list(catalog.obsolete) == []


def test_no_text_is_left_in_english(language: str, catalog: Catalog) -> None:
    known = SAME.get(language, set())
    worded = [one for one in told(catalog) if re.search("[a-z]", HOLE.sub("", str(one.id)))]
    assert [one.id for one in worded if set(forms_of(one.id)) & set(forms_of(one.string)) - known] == []


def test_every_form_has_the_places_of_its_original(catalog: Catalog) -> None:
    wrong = []
    for message in told(catalog):
        ids, forms = forms_of(message.id), forms_of(message.string)
        for place, form in enumerate(forms):
            # The form for exactly one may say so in a word, as English does.
            originals = ids if place == 0 and len(forms) > 1 else ids[-1:]
            if holes(form) not in [holes(one) for one in originals] or "%" in HOLE.sub("", form):
                wrong.append((message.id, form))
    assert wrong == []


def test_plurals_have_as_many_forms_as_their_language(language: str, catalog: Catalog) -> None:
    text = (WEB / "translations" / language / "LC_MESSAGES" / "messages.po").read_text("utf-8")
    header = re.search(r'"Plural-Forms: nplurals=([0-9]+); ', text)
    assert header is not None
    several = [one for one in told(catalog) if not isinstance(one.id, str)]
    assert several
    assert {len(forms_of(one.string)) for one in several} == {int(header[1])} == {catalog.num_plurals}


def test_a_translation_holds_no_markup(catalog: Catalog) -> None:
    """Templates trust it: what stands in a catalogue is not escaped."""
    assert [one.id for one in told(catalog) if re.search("[<>&]", "".join(forms_of(one.string)))] == []


def test_what_is_open_never_reads_as_a_yes(app: Flask, language: str) -> None:
    with app.test_request_context(f"/?lang={language}"):
        yes, _text = said_of("clear", {}, None)
        assert yes != "Yes. These goods may go.", "run make, which compiles the translations"
        opening = re.split(r"[.,，。 ]", yes)[0]
        heads = {name: said_of(name, {"VN": "not_covered"}, None) for name in OPEN}
    assert len({yes, *(head for head, _text in heads.values())}) == len(OPEN) + 1
    assert [name for name, (head, _text) in heads.items() if head.startswith(opening)] == []
    assert [name for name, (_head, text) in heads.items() if text.startswith(opening)] == []


def test_a_page_says_in_which_language_it_is(fresh: FlaskClient, language: str, catalog: Catalog) -> None:
    response = fresh.get(f"/?lang={language}")
    title = catalog.get("May my goods go, and what do I have to do?")
    assert title is not None
    assert response.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in response.text
    assert f"<h1>{title.string}</h1>" in response.text


def test_a_chosen_language_is_kept_over_what_the_browser_likes(fresh: FlaskClient) -> None:
    assert fresh.get("/?lang=th", headers={"Accept-Language": "ko"}).headers["Content-Language"] == "th"
    assert fresh.get("/", headers={"Accept-Language": "ko"}).headers["Content-Language"] == "th"
    assert fresh.get("/?lang=tlh", headers={"Accept-Language": "ko"}).headers["Content-Language"] == "th"


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("ko-KR,ko;q=0.9", "ko"),
        ("zh-CN", "zh"),
        ("zh-TW", "zh"),
        ("zh-Hant-HK", "zh"),
        ("id-ID", "id"),
        ("in-ID", "id"),
        ("ES-mx", "es"),
        ("fr", "en"),
        ("fr, vi;q=0.3", "vi"),
        ("zh-CN, en;q=0.9", "zh"),
        ("en-GB, ko;q=0.1", "en"),
        ("en;q=0.5, th;q=0.7", "th"),
        ("ko;q=0, fr", "en"),
        ("*", "en"),
        ("", "en"),
    ],
)
def test_a_browser_gets_what_it_likes_best(fresh: FlaskClient, accepted: str, chosen: str) -> None:
    assert liked(parse_accept_header(accepted, LanguageAccept)) == chosen
    response = fresh.get("/", headers={"Accept-Language": accepted})
    assert response.headers["Content-Language"] == chosen
    assert f'<html lang="{chosen}"' in response.text
    assert {"Accept-Language", "Cookie"} <= set(response.vary)
