"""Texts in the reader's language, English where there is nothing else."""

import json

import pytest
from flask.testing import FlaskClient

from greenlane.web.api.languages import Languages
from greenlane.web.api.reading import language
from greenlane.web.openapi.examples import SCRAP
from greenlane.web.wiring import Desk

SPOKEN = frozenset({"en", "ko", "vi", "zh"})


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        (None, "en"),
        ("", "en"),
        ("*", "en"),
        ("ko", "ko"),
        ("ko-KR", "ko"),
        ("de", "en"),
        ("de, vi;q=0.5", "vi"),
        ("vi;q=0.5, ko;q=0.9", "ko"),
        ("en, vi", "en"),
        ("vi, en;q=0.9", "vi"),
        ("vi;q=0", "en"),
        ("zh" + ", de" * 400, "en"),
    ],
)
def test_the_best_language_is_chosen(accepted: str | None, chosen: str) -> None:
    environ = {} if accepted is None else {"HTTP_ACCEPT_LANGUAGE": accepted}
    assert language(environ, SPOKEN) == chosen


def test_the_packs_languages_are_spoken(desk: Desk) -> None:
    languages = {code for pack in desk.book.current().ruleset.packs.values() for code in pack.economy.languages}
    assert Languages(desk.book).spoken == {"en", *languages}


def test_codes_and_verdicts_are_never_translated(client: FlaskClient) -> None:
    sent = {"data": json.dumps(SCRAP), "content_type": "application/json"}
    english = client.post("/api/v1/check", **sent)
    chinese = client.post("/api/v1/check", **sent, headers={"Accept-Language": "zh-CN"})
    assert (english.headers["Content-Language"], chinese.headers["Content-Language"]) == ("en", "zh")
    assert chinese.headers["Vary"] == "Accept-Language"
    ours, theirs = english.get_json(), chinese.get_json()
    assert ours["verdict"] == theirs["verdict"]
    assert [one["rule"] for one in ours["items"][0]["findings"]] == [
        one["rule"] for one in theirs["items"][0]["findings"]
    ]
