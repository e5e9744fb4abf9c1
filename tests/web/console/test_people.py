"""People at the console: added, given roles and taken them, closed and opened, each with a reason."""

from __future__ import annotations

import re
from typing import Any

import pytest

from greenlane.core.rights import EVERY, Actor, Grant
from tests.web.console.conftest import PASSWORD, Browser, House
from tests.web.console.test_account import code as code_now
from tests.web.staff import BOSS

WHY = "new at the desk"


def roles(house: House, name: str) -> set[tuple[str, str]]:
    user = house.desk.store.people.user(name)
    assert user is not None
    return {(one.role, one.economy) for one in user.grants}


def last(house: House) -> Any:
    """The last entry of the change log that is no sign-in."""
    return next(one for one in house.desk.store.change_log.read() if one.action != "user.signed_in")


@pytest.mark.parametrize("name", ["ana", "ben", "dev", "fay", "gus"])
def test_people_are_for_admins(house: House, name: str) -> None:
    browser = house.browser(name)
    for path in ("/console/people", "/console/people/ben"):
        browser.get(path, 403)
    for path in ("/console/people", "/console/people/ben/grant", "/console/people/ben/close"):
        assert browser.post(path, {"reason": WHY, "name": "new"}).status_code == 403
    assert len(house.denials()) == 5
    assert house.desk.store.people.user("new") is None


def test_the_list_names_everybody_and_is_searched_by_name_or_role(admin: Browser) -> None:
    text = admin.get("/console/people")
    assert all(f'href="/console/people/{name}"' in text for name in ("ana", "ben", "eva", "gus"))
    part = admin.part("/console/people?q=broker", "people")
    assert 'href="/console/people/fay"' in part and "ana" not in part and "<h1" not in part
    assert admin.client.get("/console/people?format=csv").text.splitlines()[1].startswith("ana,open,editor everywhere")


def test_somebody_is_added_with_roles_and_can_sign_in(house: House, admin: Browser) -> None:
    form = {"name": "hoa", "password": PASSWORD, "password_again": PASSWORD, "roles": ["viewer", "broker"],
            "economies": "th, VN", "reason": WHY}  # fmt: skip
    assert admin.done("/console/people", form) == "/console/people/hoa"
    assert roles(house, "hoa") == {(role, code) for role in ("viewer", "broker") for code in ("TH", "VN")}
    assert "hoa was added." in admin.get("/console/people/hoa")
    entry = last(house)
    assert (entry.actor, entry.action, entry.reason) == ("eva", "user.added", WHY)
    assert house.browser("hoa").get("/console/rules")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "Hoa Nguyen"}, "A name has 1 to 64 small letters"),
        ({"name": "ana"}, "was given before"),
        ({"password": "short", "password_again": "short"}, "12"),
        ({"password_again": "another one of them"}, "This is not what stands in the field above"),
        ({"economies": ""}, "Name the economies"),
        ({"economies": "Siam"}, "is no economy"),
        ({"roles": ["king"]}, "is no role"),
        ({"reason": "  "}, "Say why"),
        ({"reason": "x" * 501}, "Say why"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    house: House, admin: Browser, changed: dict[str, Any], said: str
) -> None:
    form = {"name": "hoa", "password": PASSWORD, "password_again": PASSWORD, "roles": ["viewer"],
            "economies": "TH", "reason": WHY, **changed}  # fmt: skip
    answered = admin.post("/console/people", form)
    assert answered.status_code in (409, 422)
    errors = re.findall(r'<p class="error"[^>]*>([^<]+)</p>', answered.text)
    assert any(said in one for one in errors), errors
    assert f'value="{form["name"]}"' in answered.text
    assert PASSWORD not in answered.text
    assert house.desk.store.people.user("hoa") is None


def test_a_role_is_given_and_taken_away(house: House, admin: Browser) -> None:
    admin.done("/console/people/dev/grant", {"roles": ["editor"], "economies": "FJ", "reason": WHY})
    assert roles(house, "dev") == {("viewer", EVERY), ("editor", "FJ")}
    assert last(house).reason == WHY
    text = admin.get("/console/people/dev")
    assert 'action="/console/people/dev/revoke/editor@FJ"' in text
    admin.done("/console/people/dev/revoke/editor@FJ", {"reason": "back again"})
    assert roles(house, "dev") == {("viewer", EVERY)}
    assert (last(house).action, last(house).reason) == ("role.revoked", "back again")


def test_nothing_is_done_without_a_reason(house: House, admin: Browser) -> None:
    for act in ("grant", "revoke/viewer@*", "close", "password"):
        form = {"roles": ["editor"], "economies": "*", "password": PASSWORD, "password_again": PASSWORD}
        answered = admin.post(f"/console/people/dev/{act}", form)
        assert answered.status_code == 422 and "Say why" in answered.text, act
    user = house.desk.store.people.user("dev")
    assert user and user.grants == {Grant("viewer", EVERY)} and user.disabled_at is None


def test_the_last_admin_stays_and_is_told_so(house: House, admin: Browser) -> None:
    for act in ("close", "revoke/admin@*"):
        answered = admin.post(f"/console/people/eva/{act}", {"reason": WHY})
        assert answered.status_code == 409 and "the last admin" in answered.text
    assert ("admin", EVERY) in roles(house, "eva")


def test_an_admin_of_one_economy_gives_nothing_beyond_it(house: House) -> None:
    house.join("ida", ("admin", "FJ"))
    house.desk.people.change_user(BOSS, "ida", password=PASSWORD)
    browser = house.browser("ida")
    answered = browser.post("/console/people/fay/grant", {"roles": ["viewer"], "economies": "TH", "reason": WHY})
    assert answered.status_code == 403 and "may not manage people in TH" in answered.text
    assert roles(house, "fay") == {("broker", EVERY)}
    assert house.denials()[0] == ("ida", "user:fay")


def test_a_closed_account_is_signed_out_and_opens_again(house: House, admin: Browser, editor: Browser) -> None:
    editor.get("/console/rules")
    admin.done("/console/people/ana/close", {"reason": "left"})
    editor.get("/console/rules", 401)
    assert ">closed<" in admin.get("/console/people/ana")
    admin.done("/console/people/ana/open", {"reason": "came back"})
    assert house.browser("ana").get("/console/rules")


def test_a_password_is_set_for_somebody_and_ends_their_sessions(house: House, admin: Browser, editor: Browser) -> None:
    form = {"password": "another battery staple", "password_again": "another battery staple", "reason": "forgotten"}
    admin.done("/console/people/ana/password", form)
    editor.get("/console/rules", 401)
    assert house.browser(None).sign_in("ana", "another battery staple").status_code == 303
    entry = next(one for one in house.desk.store.change_log.read(action="user.password_set"))
    assert (entry.actor, entry.subject, entry.reason) == ("eva", "user:ana", "forgotten")


def test_a_lost_second_factor_is_removed(house: House, admin: Browser) -> None:
    ana = Actor("ana", frozenset({Grant("editor", EVERY)}), "session")
    code = code_now(house, house.desk.people.begin_second_factor(ana, PASSWORD).secret)
    house.desk.people.confirm_second_factor(ana, code)
    assert "Remove the second factor" in admin.get("/console/people/ana")
    admin.done("/console/people/ana/second-factor", {"reason": "lost the telephone"})
    assert "Remove the second factor" not in admin.get("/console/people/ana")
    assert house.browser("ana").get("/console/rules")


@pytest.mark.parametrize("name", ["nobody", "%3Cscript%3E", "ana/dance"])
def test_nobody_and_nothing_is_a_page_that_says_so(admin: Browser, name: str) -> None:
    path = f"/console/people/{name}"
    answered = admin.post(path, {}) if name.endswith("dance") else admin.client.get(path)
    assert answered.status_code == 404 and "<script>" not in answered.text.split("<main")[1]


def test_what_is_typed_is_shown_as_text(admin: Browser) -> None:
    hostile = '"><script>alert(1)</script>'
    form = {"name": hostile, "reason": hostile, "economies": hostile, "roles": ["viewer"]}
    answered = admin.post("/console/people", form)
    assert answered.status_code == 422 and "<script>alert" not in answered.text
