"""Economies and their plugins at the console."""

from __future__ import annotations

import re

import pytest

from tests.core.making import charge, rule
from tests.core.service.offices import case, fiji
from tests.web.console.conftest import Browser, House
from tests.web.console.test_rules import publish


@pytest.mark.parametrize("name", ["ana", "ben", "dev", "eva", "fay", "gus"])
def test_economies_are_for_everybody_who_is_signed_in(house: House, name: str) -> None:
    browser = house.browser(name)
    assert 'href="/console/economies/FJ"' in browser.get("/console/economies")
    for path in ("/console/economies/FJ", "/console/economies/FJ/cases", "/console/economies/how-to-add-one"):
        browser.get(path)
        house.browser(None).get(path, 401)


def test_the_list_says_how_each_stands(house: House, viewer: Browser) -> None:
    text = viewer.get("/console/economies")
    assert "Land of FJ" in text and "import: covered" in text and ">run 2<" in text
    viewer.get("/console/economies/FJ/cases")
    assert ">2 of 2<" in viewer.get("/console/economies")
    rows = viewer.client.get("/console/economies?format=csv").text.splitlines()
    assert any(row.startswith("FJ,Land of FJ,1,answers") for row in rows)


def test_an_economy_says_all_that_its_pack_brings(house: House, viewer: Browser) -> None:
    made = fiji(charge("FJ-DUTY", {"base": {"quantity": "TNE", "times": "price_of_oil"}, "percent": "3",
                                   "currency": "USD"}, codes=["1511"]))  # fmt: skip
    made["facts"] = {
        "price_of_oil": {"type": "decimal", "unit": "USD/TNE", "label": "price of oil", "provider": "oil"},
        "used": {"presume": "false"},
    }
    made["documents"] = {"FJ-PERMIT": {"label": "import permit", "help": "issued by customs"}}
    made["parameters"] = {
        "oil": {
            "title": "Gazetted price of oil",
            "unit": "USD/TNE",
            "period": "dated",
            "values": [{"from": "2025-01-01", "value": "5001.72", "evidence": "legal_text", "source": "a gazette"}],
        }
    }
    made["agreements"] = [
        {
            "id": "PICTA",
            "name": "Pacific trade",
            "partners": ["WS"],
            "proof": "authority",
            "evidence": "secondary",
            "source": "x",
            "in_force": [{"partners": ["WS"], "from": "2007-06-01", "evidence": "secondary", "source": "x"}],
        }
    ]
    made["economy"]["version"] = "2"
    house.install(made)
    assert house.desk.book.publish_packs(reason="more", by="test")
    text = viewer.get("/console/economies/FJ")
    for wanted in ("Land of FJ", "Tariff of FJ", "USD", "Asia/Seoul", "price of oil", "Gazetted price of oil",
                   "5001.72", 'href="/console/parameters/FJ/oil"', "import permit", "issued by customs", "PICTA",
                   "Pacific trade", "covered: all import", "2 cases"):  # fmt: skip
        assert wanted in text, wanted
    assert "FJ-PERMIT,import permit" in viewer.client.get("/console/economies/FJ?format=csv&table=documents").text


def test_cases_are_run_with_what_they_cover(house: House, viewer: Browser) -> None:
    publish(house, rule("FJ-USED", codes=["8703"], when={"used": "true"}),
            cases=[case("plastic is clear, somebody thought", "39151010", ["FJ-BAN"], [], "clear")])  # fmt: skip
    part = viewer.part("/console/economies/FJ/cases", "proof")
    assert part.strip().startswith('<div id="proof"') and "2 of 3" in part and "1 of 2" in part
    text = viewer.get("/console/economies/FJ/cases")
    assert "plastic is clear, somebody thought" in text and "verdict prohibited, wanted clear" in text
    assert 'href="/console/rules/FJ-USED"' in text and "never true" in text
    assert "1 fail" in viewer.get("/console/economies")
    assert "verdict prohibited" in viewer.client.get("/console/economies/FJ/cases?format=csv").text


def test_a_proof_is_of_one_rule_set(house: House, viewer: Browser) -> None:
    assert "2 of 2" in viewer.get("/console/economies/FJ/cases")
    publish(house, cases=[case("one more", "39151010", ["FJ-BAN"], [], "prohibited")])
    assert "hx-get=\"/console/economies/FJ/cases\"" in viewer.get("/console/economies/FJ")
    assert "3 of 3" in viewer.get("/console/economies/FJ/cases")


def test_a_pack_that_was_not_taken_in_is_said_and_leads_editors_to_a_draft(
    house: House, editor: Browser, viewer: Browser
) -> None:
    house.install(fiji(rule("FJ-NEW", codes=["4012"]), version="7"))
    house.desk.book._untaken = None
    for browser, offered in ((editor, True), (viewer, False)):
        text = browser.get("/console/economies/FJ")
        assert "The installed pack, 7, is not the one that was taken in, 1." in text
        assert ('href="/console/drafts/upgrade"' in text) == offered
    assert "another is installed" in viewer.get("/console/economies")


def test_an_economy_without_a_plugin_says_so(house: House, viewer: Browser) -> None:
    text = viewer.get("/console/economies/FJ")  # the small economy is no plugin of the host's
    assert "No plugin for it is installed" in text
    assert "no plugin" in viewer.get("/console/economies")


def test_hooks_stand_with_what_all_processes_counted(house: House, viewer: Browser) -> None:
    meter = house.app.extensions["greenlane.meter"]
    code = next(one.economy for one in house.desk.host.plugins.values())
    text = viewer.get(f"/console/economies/{code}")
    assert "no rules of it" in text and "greenlane_fact" not in text  # data alone, and not taken in
    for _ in range(4):
        meter.called(code, "greenlane_fact", 0.0005)
    meter.called(code, "greenlane_fact", 0.008)
    meter.fault(code, "greenlane_fact", "late")
    text = viewer.get(f"/console/economies/{code}")
    row = re.search(r"<tr>\s*<th[^>]*><code>greenlane_fact</code>.*?</tr>", text, re.S)
    assert row
    for wanted in ("provides facts that nobody declared", ">5<", "2.00 ms", "80 %", "1 late", "<time datetime="):
        assert wanted in row.group(0), wanted


def test_how_to_add_one_tells_commands_that_there_are(viewer: Browser) -> None:
    from click.testing import CliRunner

    from greenlane.web.cli import main

    text = viewer.get("/console/economies/how-to-add-one")
    written = " ".join(re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", text, re.S))
    command = r"(?<![\w.])greenlane (doctor|serve|(?:[a-z]+ [a-z]+))(?= --| *#| [a-z]+\.csv|\s|$)"
    said = set(re.findall(command, written))
    assert said == {
        "plugin new", "plugin verify", "plugin dev", "plugin list", "pack key", "pack sign", "pack verify", "serve",
        "drafts upgrade", "nomenclature import",
    }  # fmt: skip
    for one in said:
        assert CliRunner().invoke(main, [*one.split(), "--help"]).exit_code == 0, one
    options = CliRunner().invoke(main, ["nomenclature", "import", "--help"]).output
    assert "--name" in options and "--source" in options and "--as" in options


def test_an_economy_that_there_is_not_is_a_page_that_says_so(viewer: Browser) -> None:
    for path in ("/console/economies/ZZ", "/console/economies/ZZ/cases", "/console/economies/%3Cb%3E"):
        text = viewer.get(path, 404)
        assert "There is no economy" in text and "<b>" not in text.split("<main")[1]
