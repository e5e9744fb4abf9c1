"""Dated series: shown with the source of each value; put, corrected, closed, pasted."""

from __future__ import annotations

import html
from typing import Any

import pytest

from greenlane.core.service.drafts import Draft
from tests.core.service.offices import ANA, CHI
from tests.web.console.conftest import Browser, House
from tests.web.console.filled import filled

MONTHLY = {"title": "Price of palm oil", "unit": "USD/TNE", "period": "month"}
DATED = {"title": "Fee", "unit": "USD", "period": "dated"}
VALUE = {"value": "10.5", "evidence": "secondary", "source": "gazette, read 2026-11-22", "reason": "Gazette 4"}


class Series:
    """A series of a draft before an editor."""

    def __init__(self, house: House, browser: Browser, described: dict[str, str], **first: str) -> None:
        self.house, self.browser = house, browser
        self.draft: Draft = house.desk.drafts.open(ANA, "Prices", "Gazette 4")
        self.at = f"/console/drafts/{self.draft.id}/parameters/FJ/price"
        self.edit("put_parameter", {"economy": "FJ", "name": "price", "parameter": described})
        value = {key: one for key, one in VALUE.items() if key != "reason"}
        self.edit("put_value", {"economy": "FJ", "parameter": "price", **value, **first})

    def edit(self, action: str, arguments: dict[str, Any], actor: Any = ANA) -> None:
        draft = self.house.desk.drafts.get(self.draft.id)
        self.draft = self.house.desk.drafts.edit(actor, draft.id, draft.etag, action, arguments, "because")

    def values(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = self.house.desk.drafts.get(self.draft.id).entries["FJ/parameters/price"]["values"]
        return found

    def send(self, act: str, status: int = 303, **typed: str) -> str:
        tag = self.house.desk.drafts.get(self.draft.id).etag
        answered = self.browser.post(self.at, {"tag": tag, "act": act, **typed})
        assert answered.status_code == status, answered.text[:4000]
        return answered.text


@pytest.fixture
def monthly(house: House, editor: Browser) -> Series:
    return Series(house, editor, MONTHLY, period="2025-01")


@pytest.fixture
def dated(house: House, editor: Browser) -> Series:
    return Series(house, editor, DATED, **{"from": "2025-01-01"})


def test_a_series_is_drawn_with_the_source_of_each_value(monthly: Series) -> None:
    text = monthly.browser.get(monthly.at)
    assert "<svg" in text and "Price of palm oil" in text
    assert "gazette, read 2026-11-22" in text and "10.5" in text
    assert "2025-01" in monthly.browser.get(monthly.at + "?format=csv")


def test_a_value_is_put_corrected_and_closed(dated: Series) -> None:
    dated.send("put_value", **{**VALUE, "from": "2025-07-01", "value": "12"})
    assert [(one["from"], one.get("to")) for one in dated.values()] == [
        ("2025-01-01", "2025-06-30"),
        ("2025-07-01", None),
    ]
    dated.send("correct_value", **{**VALUE, "from": "2025-07-01", "value": "12.5"})
    assert dated.values()[1]["value"] == "12.5"
    dated.send("close_value", **{"from": "2025-07-01", "on": "2025-12-31", "reason": "repealed"})
    assert dated.values()[1]["to"] == "2025-12-31"


@pytest.mark.parametrize(
    ("act", "typed", "said"),
    [
        ("put_value", {"period": "2025-02", "reason": ""}, "Say why"),
        ("put_value", {"period": "2025-01"}, "a value from 2025-01 stands already"),
        ("put_value", {"period": "2025-02", "value": "1,5"}, "form: write a number with a point, as 2.5"),
        ("put_value", {"period": "2025-02", "source": ""}, "Source is missing"),
        ("correct_value", {"period": "2024-01"}, "no value begins with 2024-01"),
        ("close_value", {"from": "2025-01-01", "on": "2025-12-31"}, "a month's value ends with its month"),
    ],
)
def test_what_cannot_be_done_is_said_and_what_was_typed_stays(
    monthly: Series, act: str, typed: dict[str, str], said: str
) -> None:
    text = html.unescape(monthly.send(act, 422, **{**VALUE, **typed}))
    assert said.casefold() in text.casefold()
    if typed.get("period"):
        assert f'value="{typed["period"]}"' in text
    assert len(monthly.values()) == 1


def test_many_months_are_pasted_as_one_edit(monthly: Series) -> None:
    pasted = "\n".join(f"2025-{month:02}\t{month}.25" for month in range(2, 13))
    before = len(monthly.house.desk.drafts.edits(monthly.draft.id))
    monthly.send("paste", pasted=pasted, paste_evidence="legal_text", paste_source="gazette", reason="Gazette 5")
    assert len(monthly.values()) == 12 and monthly.values()[-1] == {
        "period": "2025-12", "value": "12.25", "evidence": "legal_text", "source": "gazette",
    }  # fmt: skip
    assert len(monthly.house.desk.drafts.edits(monthly.draft.id)) == before + 1


def test_each_pasted_line_is_checked_while_typing(monthly: Series) -> None:
    sent = {"tag": monthly.draft.etag, "act": "check", "pasted": "02/2025\t1,200\n2025-03\t5", "paste_source": "x"}
    answered = monthly.browser.post(monthly.at, sent, headers={"HX-Request": "true", "HX-Target": "pasted"})
    assert answered.status_code == 200 and answered.text.strip().startswith('<div id="pasted"')
    assert "2 lines read, 1 cannot be taken" in answered.text
    assert "Meant is probably <code>2025-02 1200</code>" in answered.text


def test_nothing_of_a_paste_is_taken_while_a_line_is_wrong(monthly: Series) -> None:
    text = monthly.send("paste", 422, pasted="2025-02\t5\n2025-03\tx", paste_source="x", reason="Gazette 5")
    assert "1 of 2 lines cannot be taken" in text and "2025-03\tx" in text
    assert len(monthly.values()) == 1


def test_what_the_series_refuses_of_a_paste_stands_at_the_lines(monthly: Series) -> None:
    text = monthly.send("paste", 422, pasted="2025-02\t5", paste_source="x", reason="Gazette 5")
    assert 'id="f-pasted-error">At least 3 characters are needed.' in text


def test_values_that_stand_are_corrected_where_that_is_said(monthly: Series) -> None:
    monthly.send("paste", 422, pasted="2025-01\t11", paste_source="x", reason="Gazette 5")
    monthly.send("paste", pasted="2025-01\t11", paste_source="gazette", reason="Gazette 5", correct="true")
    assert monthly.values()[0]["value"] == "11"


def test_dated_values_that_are_pasted_close_one_another(dated: Series) -> None:
    dated.send("paste", pasted="2025-04-01 11\n2025-07-01 12", paste_source="gazette", reason="Gazette 5")
    assert [(one["from"], one.get("to")) for one in dated.values()] == [
        ("2025-01-01", "2025-03-31"), ("2025-04-01", "2025-06-30"), ("2025-07-01", None),
    ]  # fmt: skip


def test_what_was_typed_is_kept(monthly: Series) -> None:
    monthly.send("paste", 422, pasted="2025-02\tx", paste_source="x", reason="Gazette 5")
    assert "is kept from" in monthly.browser.get(monthly.at)
    assert filled(monthly.browser.get(monthly.at + "?kept=1"), "paste")["pasted"] == ["2025-02\tx"]
    monthly.send("discard")
    assert "is kept from" not in monthly.browser.get(monthly.at)


def test_a_series_that_somebody_else_changed_is_shown_first(monthly: Series) -> None:
    tag = monthly.draft.etag
    value = {key: one for key, one in VALUE.items() if key != "reason"}
    arguments = {"economy": "FJ", "parameter": "price", **value, "period": "2025-01", "value": "9"}
    monthly.edit("correct_value", arguments, CHI)
    text = monthly.send("correct_value", 412, **{**VALUE, "period": "2025-01", "tag": tag})
    assert "Somebody changed this series meanwhile" in text and ">9<" in text
    monthly.send("correct_value", **{**VALUE, "period": "2025-01"})
    assert monthly.values()[0]["value"] == "10.5"


def test_a_series_is_begun_and_renamed(monthly: Series) -> None:
    path = f"/console/drafts/{monthly.draft.id}/parameters/FJ/new"
    sent = {"name": "fee", "title": "Fee", "unit": "USD", "period": "dated", "reason": "Order 8"}
    assert monthly.browser.post(path, {**sent, "name": "Fee!"}).status_code == 422
    where = monthly.browser.done(path, sent)
    assert "No value yet" in monthly.browser.get(where)
    monthly.send("describe", title="Gazetted price", unit="USD/TNE", reason="clearer")
    assert "Gazetted price" in monthly.browser.get(monthly.at)


def test_a_series_in_force_is_read(house: House, viewer: Browser) -> None:
    viewer.get("/console/parameters/FJ/none", 404)


def test_a_viewer_changes_nothing(house: House, viewer: Browser) -> None:
    series = Series(house, viewer, MONTHLY, period="2025-01")
    series.send("put_value", 403, **{**VALUE, "period": "2025-02"})
    assert len(series.values()) == 1
