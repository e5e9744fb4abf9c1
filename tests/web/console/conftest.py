"""A console with people in it, over a small economy, and a browser of the test client's for each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from greenlane.core.rights import EVERY, Grant
from tests.core.service.crowd import cheap_passwords
from tests.web.staff import BOSS, PEOPLE, Staff
from tests.web.staff import staff as staffed

PASSWORD = "correct horse battery staple"


class Browser:
    """A person at the console: signed in, with a cookie jar; posts the forms that a page holds."""

    def __init__(self, staff: Staff, name: str | None) -> None:
        self.staff = staff
        self.client: FlaskClient = staff.app.test_client()
        self.name = name
        if name is not None:
            self.sign_in(name)

    def sign_in(self, name: str, password: str = PASSWORD, **more: str) -> TestResponse:
        self.client.get("/console/sign-in")
        return self.post("/console/sign-in", {"name": name, "password": password, **more})

    def get(self, path: str, status: int = 200, **more: Any) -> str:
        """A page's text."""
        answered = self.client.get(path, **more)
        assert answered.status_code == status, f"{path}: {answered.status_code}\n{answered.text[:3000]}"
        return answered.text

    def part(self, path: str, target: str, status: int = 200, **more: Any) -> str:
        """What htmx gets for an element."""
        return self.get(path, status, headers={"HX-Request": "true", "HX-Target": target}, **more)

    def post(self, path: str, form: dict[str, Any], **more: Any) -> TestResponse:
        """Post a form with the token that the pages of this browser hold."""
        return self.client.post(path, data={"csrf": self.csrf(), **form}, **more)

    def done(self, path: str, form: dict[str, Any]) -> str:
        """Post a form that is taken; where it leads."""
        answered = self.post(path, form)
        assert answered.status_code == 303, f"{path}: {answered.status_code}\n{answered.text[:4000]}"
        return answered.headers["Location"]

    def csrf(self) -> str:
        """The token in the pages of this browser."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.client.get("/console/help").text)
        assert found
        return found.group(1)


class House(Staff):
    """The staff, all of whom can sign in."""

    def browser(self, name: str | None) -> Browser:
        return Browser(self, name)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with cheap_passwords(), staffed(tmp_path, House) as made:
        for name in PEOPLE:
            made.desk.people.change_user(BOSS, name, password=PASSWORD)
        yield made


@pytest.fixture
def editor(house: House) -> Browser:
    return house.browser("ana")


@pytest.fixture
def approver(house: House) -> Browser:
    return house.browser("ben")


@pytest.fixture
def admin(house: House) -> Browser:
    return house.browser("eva")


@pytest.fixture
def viewer(house: House) -> Browser:
    return house.browser("dev")


__all__ = ["EVERY", "Grant"]
