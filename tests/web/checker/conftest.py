"""The public page over the real packs, and a reader of it who fills in its form as a browser does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from greenlane.core.settings import Settings
from greenlane.core.store import open_store
from greenlane.web.app import create_app
from greenlane.web.wiring import Desk, wire
from greenlane.web.wiring import desk as desk_of
from tests import installed
from tests.core.making import Json
from tests.core.service.bureau import plugins


class Form(HTMLParser):
    """What a browser would send of the form `ask`, and what else a test looks at."""

    VOID = ("meta", "link", "input", "br", "hr")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.fields: dict[str, list[str]] = {}
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.inputs: list[tuple[str, dict[str, str | None]]] = []
        self.tags: list[str] = []
        self.headings: list[str] = []
        self.stack: list[tuple[str, dict[str, str | None]]] = []
        self._form = ""
        self._select = ""
        self._first: str | None = None
        self._chosen: str | None = None
        self.text = text
        self.feed(text)
        assert self.stack == [], self.stack

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag == "label" and found.get("for"):
            self.labelled.add(str(found["for"]))
        if tag == "form":
            self._form = found.get("id") or ""
        if tag in ("input", "select", "textarea"):
            self.inputs.append((tag, found))
        if self._form == "ask" and tag == "input" and found.get("name"):
            name, value = str(found["name"]), found.get("value") or ""
            kind = found.get("type")
            self.fields.setdefault(name, []).append(value)
            if kind not in ("radio", "checkbox") or "checked" in found:
                self.sent.append((name, value))
        if self._form == "ask" and tag == "select":
            self._select, self._first, self._chosen = str(found["name"]), None, None
            self.fields.setdefault(self._select, [])
        if tag == "option" and self._select:
            value = found.get("value") or ""
            self.fields[self._select].append(value)
            if self._first is None:
                self._first = value
            if "selected" in found:
                self._chosen = value
        if tag not in self.VOID:
            self.stack.append((tag, found))

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop()[0] == tag
        if tag == "select" and self._select:
            self.sent.append((self._select, self._chosen if self._chosen is not None else self._first or ""))
            self._select = ""
        if tag == "form":
            self._form = ""

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1][0] == "h1":
            self.headings.append(data)

    @property
    def questions(self) -> list[str]:
        """The names of the questions' fields, in their order."""
        base = {"q", "w", "code", "from", "to", "on", "via", "regime", "words", "dk", "unit", "currency"}
        return [name for name in self.fields if name not in base]

    def with_(self, **typed: str | list[str]) -> str:
        """The address that sending the form gives, some fields filled in."""
        other = {name.replace("__", "."): value for name, value in typed.items()}
        pairs = [(name, value) for name, value in self.sent if name not in other]
        for name, value in other.items():
            assert name in self.fields, f"the form has no field {name}: {sorted(self.fields)}"
            pairs += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        return "/?" + urlencode(pairs)


class Reader:
    """Somebody at the page, without scripts."""

    def __init__(self, desk: Desk, app: Flask | None = None) -> None:
        self.desk = desk
        self.app = app or create_app(desk)
        self.client: FlaskClient = self.app.test_client()
        self.form = Form("<form id=ask></form>")
        self.text = ""

    def get(self, path: str, status: int = 200, **headers: str) -> str:
        """Go to a page."""
        answered = self.client.get(path, headers={"Accept": "text/html", **headers})
        assert answered.status_code == status, f"{path}: {answered.status_code}\n{answered.text[:4000]}"
        self.text = answered.text
        self.form = Form(answered.text)
        return self.text

    def fill(self, status: int = 200, **typed: str | list[str]) -> str:
        """Send the form with some fields filled in; in a name `__` stands for a dot."""
        return self.get(self.form.with_(**typed), status)

    def verdict(self) -> str:
        """Which of the verdicts the page tells of."""
        names = ("prohibited", "restricted", "incomplete", "referred", "not-covered", "clear")
        (found,) = [one for one in names if f'<section class="verdict {one}"' in self.text]
        return found

    def keep(self, **more: Any) -> TestResponse:
        """Keep the answer on the page."""
        fields = {
            str(found["name"]): found.get("value") or ""
            for tag, found in self.form.inputs
            if found.get("name") in ("csrf", "state")
        }
        return self.client.post("/answers", data=fields | more, headers={"Accept": "text/html"})


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("page")
    made = wire(Settings(folder, f"sqlite:///{folder}/greenlane.db"))
    made.store.upgrade()
    made.book.current()
    yield made
    made.store.close()


@pytest.fixture(scope="session")
def page_app(served: Desk) -> Flask:
    return create_app(served)


@pytest.fixture
def reader(served: Desk, page_app: Flask) -> Reader:
    """At the page of the real packs."""
    return Reader(served, page_app)


@pytest.fixture
def keyed(served: Desk) -> Reader:
    """At the page of a server where checks need a key."""
    return Reader(replace(served, settings=replace(served.settings, keys_required=True)))


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Callable[..., Reader]]:
    """At the page of small packs of a test's own."""
    stores = []

    def made(*packs: Json, **settings: Any) -> Reader:
        url = f"sqlite:///{tmp_path}/greenlane.db"
        store = open_store(url)
        stores.append(store)
        store.upgrade()
        desk = desk_of(Settings(tmp_path, url, **settings), store, installed.host())
        desk.book.plugins = plugins(*packs)
        desk.book.current()
        return Reader(desk)

    yield made
    for store in stores:
        store.close()
