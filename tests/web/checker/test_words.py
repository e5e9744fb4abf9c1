"""Everything that the page calls by a name of its own has one, and every fault has its sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from greenlane.core.declaration import Fault
from greenlane.core.terms import shared_documents, shared_facts
from greenlane.core.units import UNITS
from greenlane.core.vocabulary import COVERAGE, EVIDENCE, REGIMES, VERDICTS
from greenlane.web.checker import facts, faults, wording
from greenlane.web.checker.questions import dotted
from greenlane.web.checker.wording import spoken
from greenlane.web.languages import LANGUAGES
from tests import installed

ROOT = Path(__file__).resolve().parents[3]


def test_every_shared_fact_has_its_question_and_every_value_its_name() -> None:
    assert set(facts.ASKED) == set(shared_facts())
    of_packs = {name: fact for pack in installed.host().packs.values() for name, fact in pack.facts.items()}
    values = {(name, value) for name, fact in shared_facts().items() for value in fact.values}
    named = {(name, value) for name, fact in (of_packs | shared_facts()).items() for value in fact.values}
    assert values <= set(facts.VALUES) <= named
    assert set(facts.DOCUMENTS) == set(shared_documents())


def test_every_word_of_the_contract_has_its_words() -> None:
    assert set(wording.VERDICTS) == set(VERDICTS)
    assert set(wording.EVIDENCE) == set(EVIDENCE)
    assert set(wording.COVERAGE) == set(COVERAGE)
    assert set(wording.REGIMES) == set(REGIMES)
    kinds = {rule.charge.kind for pack in installed.host().packs.values() for rule in pack.rules if rule.charge}
    assert kinds <= set(wording.CHARGES)


def test_every_fault_that_a_form_can_make_has_its_sentence() -> None:
    written = "".join((ROOT / "core" / "declaration" / f"{name}.py").read_text() for name in ("wording", "rules"))
    written += (ROOT / "core" / "service" / "reading.py").read_text()
    codes = set(re.findall(r'return "([a-z_]+)", ', written)) | set(re.findall(r'"([a-z]+_[a-z_]+)", message', written))
    codes |= set(re.findall(r'return \(\s*"([a-z_]+)",', written))
    codes |= {"bad_commodity_code", "unknown_economy", "bad_date"}
    known = set(faults._WORDS)
    # What only a program can send: a name of a field, the number of an item, an instant.
    codes -= {"unknown_field", "repeated_number", "bad_datetime"}
    assert codes <= known, codes - known


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_units_numbers_and_money_are_said_as_the_language_writes_them(page_app: Flask, language: str) -> None:
    with page_app.test_request_context(f"/?lang={language}"):
        assert all(wording.unit(one) for one in UNITS)
        assert wording.unit("P1") == "%" and wording.unit("MYR/TNE").startswith("MYR / ")
        assert "500" in wording.number("1500.50")
        assert re.sub(r"[^0-9]", "", wording.number("12345678901234567890123456789012345.123")) == (
            "12345678901234567890123456789012345123"
        )
        assert "1" in wording.money("1234567890123456789012345678.12345", "USD")
        assert wording.percent("4.5")


def test_a_number_keeps_all_its_digits(page_app: Flask) -> None:
    with page_app.test_request_context("/?lang=en"):
        assert wording.money("61.73", "USD") == "$61.73"
        assert wording.money("5", "USD") == "$5.00"
        assert wording.money("1000", "VND") == "₫1,000"
        assert wording.money("0.123456", "USD") == "$0.123456"
        assert wording.number("0.10") == "0.1"
        assert wording.percent("12.50") == "12.5 %"


def test_a_text_is_said_with_its_language_where_it_is_not_the_pages(page_app: Flask) -> None:
    with page_app.test_request_context("/?lang=vi"):
        assert spoken({"en": "a", "vi": "b"}) == ("b", "")
        assert spoken({"en": "a"}) == ("a", "en")
        assert spoken({}) == ("", "")
    with page_app.test_request_context("/?lang=en"):
        assert spoken({"en": "a"}) == ("a", "")


@pytest.mark.parametrize(
    ("pointer", "field"),
    [
        ("/route", "to"), ("/route/export", "from"), ("/route/transit/3", "via"), ("/date", "on"),
        ("/items/0/commodity_code", "q"), ("/items/0/facts/used", "f.used"),
        ("/items/0/facts/polymers/1", "f.polymers"), ("/items/0/national_codes/KR", "n.KR"),
        ("/items/0/documents/0/issued", "i.TH-DIW"), ("/items/0/documents/0/code", "d.TH-DIW"),
        ("/items/0/quantity/unit", "unit"), ("/items/0/value/amount", "amount"),
        ("/items/0/documents/9/issued", "q"), ("", "q"),
    ],
)  # fmt: skip
def test_each_pointer_leads_to_its_field(pointer: str, field: str) -> None:
    assert faults.field_of(pointer, ["TH-DIW"]) == field


def test_a_suggestion_is_told_and_an_unknown_fault_too(page_app: Flask) -> None:
    with page_app.test_request_context("/?lang=en"):
        assert faults.worded(Fault("/date", "bad_date", "x", "2026-03-31")).endswith("Did you mean 2026-03-31?")
        assert faults.worded(Fault("/x", "never_heard_of", "x")) == "This cannot be read."


@pytest.mark.parametrize(
    ("code", "printed"), [("39", "39"), ("3915", "3915"), ("391510", "3915.10"), ("3915101034", "3915.10.10.34")]
)
def test_codes_are_printed_as_tariffs_print_them(code: str, printed: str) -> None:
    assert dotted(code) == printed


def test_no_sentence_of_the_page_is_left_unmarked() -> None:
    """Every text of a template stands in `_()`, but for marks, names of the house and what data says."""
    for path in sorted((ROOT / "web" / "templates" / "checker").glob("*.html")):
        text = re.sub(r"(?s)\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", "\n", path.read_text("utf-8"))
        words = {word for word in re.findall(r"[A-Za-z]{2,}", text)} - {"Greenlane", "UTC"}
        assert not words, f"{path.name}: {words}"
        attributes = re.findall(r'\s(?:title|aria-label|placeholder)="([^"{]+)"', path.read_text("utf-8"))
        assert not attributes, f"{path.name}: {attributes}"
