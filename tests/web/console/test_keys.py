"""Keys at the console: made for somebody, shown once, revoked."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.web.console.conftest import Browser, House

FORM: dict[str, Any] = {"owner": "fay", "name": "filing desk", "roles": ["broker"], "economies": "FJ", "days": "90",
                        "reason": "contract 7"}  # fmt: skip


def made(browser: Browser, **changed: Any) -> tuple[str, str]:
    """A key's secret and its id."""
    answered = browser.post("/console/keys", {**FORM, **changed})
    assert answered.status_code == 200, answered.text
    found = re.search(r'<code id="secret">(gl_([0-9A-Z]{26})_[^<]+)</code>', answered.text)
    assert found
    return found.group(1), found.group(2)


@pytest.mark.parametrize("name", ["ana", "ben", "dev", "fay", "gus"])
def test_keys_of_others_are_for_admins(house: House, admin: Browser, name: str) -> None:
    _, key_id = made(admin)
    browser = house.browser(name)
    for path in ("/console/keys", f"/console/keys/{key_id}"):
        browser.get(path, 403)
    for path in ("/console/keys", f"/console/keys/{key_id}/revoke"):
        assert browser.post(path, FORM).status_code == 403
    assert house.desk.store.people.key(key_id).usable  # type: ignore[union-attr]


def test_a_key_is_shown_on_the_page_that_answers_and_never_again(house: House, admin: Browser) -> None:
    answered = admin.post("/console/keys", FORM)
    secret = re.search(r'<code id="secret">([^<]+)', answered.text).group(1)  # type: ignore[union-attr]
    assert answered.status_code == 200 and answered.headers["Cache-Control"] == "no-store"
    assert "Location" not in answered.headers
    assert secret not in admin.get("/console/keys") and secret not in admin.client.get("/console/keys?format=csv").text
    key_id = secret.split("_")[1]
    assert secret not in admin.get(f"/console/keys/{key_id}")
    assert all(secret not in str(one) for one in house.desk.store.change_log.read())
    entry = next(house.desk.store.change_log.read(action="key.added", subject=f"key:{key_id}"))
    assert (entry.actor, entry.reason) == ("eva", "contract 7")
    actor = house.desk.people.actor_of_key(secret)
    assert actor is not None and actor.name == "fay"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"owner": "nobody"}, "There is no user"),
        ({"name": " "}, "says in 1 to 100 characters"),
        ({"roles": []}, "Tick at least one role"),
        ({"economies": "??"}, "is no economy"),
        ({"roles": ["admin"]}, "fay does not hold admin@FJ"),
        ({"days": "0"}, "1 to 730 days"),
        ({"days": "٣"}, "Give a number of days"),
        ({"days": "1e3"}, "Give a number of days"),
        ({"reason": ""}, "Say why"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(house: House, admin: Browser, changed: dict[str, Any], said: str) -> None:
    before = len(house.desk.store.people.keys())
    answered = admin.post("/console/keys", {**FORM, **changed})
    assert answered.status_code == 422
    errors = re.findall(r'<p class="error"[^>]*>([^<]+)</p>', answered.text)
    assert any(said in one for one in errors), errors
    assert len(house.desk.store.people.keys()) == before


def test_a_revoked_key_opens_nothing(house: House, admin: Browser) -> None:
    secret, key_id = made(admin)
    refused = admin.post(f"/console/keys/{key_id}/revoke", {"reason": ""})
    assert refused.status_code == 422 and house.desk.people.actor_of_key(secret) is not None
    admin.done(f"/console/keys/{key_id}/revoke", {"reason": "contract ended"})
    assert house.desk.people.actor_of_key(secret) is None
    assert ">revoked<" in admin.get(f"/console/keys/{key_id}")
    entry = next(house.desk.store.change_log.read(action="key.revoked"))
    assert entry.reason == "contract ended"


def test_the_list_is_narrowed_by_owner_and_state(admin: Browser) -> None:
    _, key_id = made(admin)
    admin.done(f"/console/keys/{key_id}/revoke", {"reason": "done"})
    assert "filing desk" in admin.get("/console/keys?owner=fay&state=revoked")
    assert "filing desk" not in admin.get("/console/keys?owner=fay&state=in+use").split("Make a key")[0]
    assert "filing desk" not in admin.get("/console/keys?owner=ana").split("Make a key")[0]
    assert "filing desk,fay,revoked" in admin.client.get("/console/keys?state=revoked&format=csv").text


def test_a_key_that_there_is_not_is_a_page_that_says_so(admin: Browser) -> None:
    assert "There is no key with this id." in admin.get("/console/keys/01JMTPVBWZ9S2CJ4S4E1S1T1N2", 404)
    admin.get("/console/keys/x", 404)
