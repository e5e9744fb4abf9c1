"""Agreements and product rules: on forms of a draft, and on the page of their economy."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from tests.core.origin.agreed import FACTS, agreement, lines
from tests.core.service.offices import fiji
from tests.web.console.conftest import Browser, House
from tests.web.console.filled import filled
from tests.web.console.test_casework import Drawer

NEW = "/entries/new?part=product_rules&economy=FJ"
PICTA = "/entries/FJ/agreements/PICTA"
LINE = {"/agreement": ["PICTA"], "/codes": ["8507.10-8507.80\r\n8541.40"], "/rule": ["CTSH or RVC40"],
        "/evidence": ["secondary"], "/source": ["annex, read 2026-11-22"]}  # fmt: skip


@pytest.fixture
def drawer(house: House, editor: Browser) -> Drawer:
    """A draft with the agreement and what it speaks of."""
    made = Drawer(house, editor)
    for name, fact in FACTS.items():
        made.edit("put_entry", {"address": f"FJ/facts/{name}", "entry": fact})
    made.edit("put_entry", {"address": "FJ/documents/P-BILL", "entry": {"label": "bill of lading"}})
    made.edit("put_entry", {"address": "FJ/agreements/PICTA", "entry": agreement()})
    return made


def add(drawer: Drawer, *entries: dict[str, Any]) -> None:
    for one in entries:
        drawer.edit("put_entry", {"address": f"FJ/product_rules/{one['id']}", "entry": one})


def test_an_agreement_is_shown_whole_and_saved_as_it_was(drawer: Drawer) -> None:
    form = drawer.form(PICTA, reason="spelling")
    assert form["/origin/value/stands/AV"] == ["FOB"] and form["/origin/general/rule"] == ["CTH or RVC 40%"]
    form["/proof_validity"] = ["2 years"]
    drawer.send(PICTA, form, "save", 303)

    assert drawer.entry("FJ/agreements/PICTA") == {**agreement(), "proof_validity": "2 years"}


def test_terms_are_added_to_an_agreement_that_has_none(drawer: Drawer) -> None:
    bare = {name: one for name, one in agreement().items() if name != "origin"}
    drawer.edit("put_entry", {"address": "FJ/agreements/PICTA", "entry": bare})
    form = filled(drawer.send(PICTA, drawer.form(PICTA), "add:/origin/obtained"))
    form |= {"/origin/obtained/0/name": ["collected"], "/origin/obtained/0/title/en": ["Collected there"],
             "/origin/obtained/0/of": ["collected_in"], "/origin/obtained/0/evidence": ["unverified"],
             "/origin/general/rule": ["cth or RVC(40)"], "/origin/general/annex_known": ["false"],
             "/origin/general/evidence": ["unverified"], "reason": ["art. 3"]}  # fmt: skip
    drawer.send(PICTA, form, "save", 303)

    assert drawer.entry("FJ/agreements/PICTA")["origin"] == {
        "obtained": [{"name": "collected", "title": "Collected there", "of": "collected_in", "evidence": "unverified"}],
        "general": {"rule": "cth or RVC(40)", "annex_known": "false", "evidence": "unverified"},
    }


def test_a_product_rule_is_a_short_form_and_gets_its_name_from_what_it_says(drawer: Drawer) -> None:
    form = drawer.form(NEW, reason="annex 1")
    assert "/id" not in form and '<option value="PICTA">Pacific trade</option>' in drawer.browser.get(drawer.at + NEW)
    drawer.send(NEW, {**form, **LINE}, "save", 303)

    name = "PICTA 8507.10-8507.80 8541.40"
    assert drawer.entry(f"FJ/product_rules/{name}") == {
        "id": name,
        "agreement": "PICTA",
        "codes": ["8507.10-8507.80", "8541.40"],
        "rule": "CTSH or RVC40",
        "evidence": "secondary",
        "source": "annex, read 2026-11-22",
    }
    drawer.send(NEW, {**form, **LINE}, "save", 422)


def test_a_product_rule_is_read_as_it_is_typed(drawer: Drawer) -> None:
    form = {**drawer.form(NEW), **LINE, "/rule": ["CTHH"], "/source": [""]}
    told = drawer.send(NEW, form, "looked")
    assert "did you mean CTH?" in told and "At character 1 of" in told

    told = drawer.send(NEW, {**form, "/rule": ["CTH"], "/codes": ["8507.1"]}, "looked")
    assert "of 5 digits" in told and "did you mean CTH?" not in told


def test_a_product_rule_is_corrected_but_keeps_its_codes(drawer: Drawer) -> None:
    add(drawer, lines()[2])
    path = "/entries/FJ/product_rules/PICTA 39"
    drawer.send(path, {**drawer.form(path, reason="misread"), "/rule": ["CTH"]}, "save", 303)
    assert drawer.entry("FJ/product_rules/PICTA 39")["rule"] == "CTH"

    told = drawer.send(path, {**drawer.form(path, reason="misread"), "/codes": ["40"]}, "save", 422)
    assert "filed under another name than PICTA 40" in told
    drawer.send(path, {"tag": drawer.form(path)["tag"], "reason": "twice"}, "remove", 303)
    assert drawer.entry("FJ/product_rules/PICTA 39") is None


def test_entries_lead_to_the_product_rules_of_their_agreement(drawer: Drawer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("greenlane.web.console.entry_tables.PAGE", 2)
    add(drawer, *lines())
    text = drawer.browser.get(f"{drawer.at}/entries")
    assert f"{drawer.at}/entries?agreement=FJ%2FPICTA" in text and "FJ/product_rules" not in text
    assert "Add a product rule" in text

    text = drawer.browser.get(f"{drawer.at}/entries?agreement=FJ/PICTA")
    assert "process retreading" in text and "RVC40" not in text and "after=2" in text
    assert "RVC40" in drawer.browser.get(f"{drawer.at}/entries?agreement=FJ/PICTA&after=2")
    whole = drawer.browser.client.get(f"{drawer.at}/entries?agreement=FJ/PICTA&format=csv").text
    assert len(list(csv.reader(io.StringIO(whole.removeprefix("\ufeff"))))) == 4


def test_the_economys_page_shows_agreements_and_product_rules(
    house: House, drawer: Drawer, viewer: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("greenlane.web.console.agreement_tables.SHOWN", 2)
    house.install({**_fiji(house), "agreements": [agreement()], "product_rules": lines()})
    assert house.desk.book.publish_packs(reason="more", by="test")

    text = viewer.get("/console/economies/FJ")
    for wanted in ("Pacific trade", "TO, WS", "WS from 2007-06-01 (unverified)", "authority, Form P; 1 year", "2012",
                   "The annex was not found.", "wholly obtained", "4012.11-4012.19", "process retreading"):  # fmt: skip
        assert wanted in text, wanted
    assert "gt;= 50" in text and "of alloy" not in text
    assert "authority: authority" not in text
    whole = viewer.client.get("/console/economies/FJ?format=csv&table=product_rules").text
    assert "of alloy" in whole
    (found,) = house.desk.catalogue.economies()[0]["agreements"]
    assert found["id"] == "PICTA" and found["product_rules"] == 3 and found["hs_edition"] == "2012"
    assert found["in_force"][0]["month_evidence"] == "secondary"


def _fiji(house: House) -> dict[str, Any]:
    """Fiji's pack with what the agreement speaks of."""
    made: dict[str, Any] = fiji()
    made["economy"]["version"] = "2"
    return {**made, "facts": {**made["facts"], **FACTS}, "documents": {"P-BILL": {"label": "bill of lading"}}}
