"""Origin on the public page: the agreements of a route side by side, in the words of the reader."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pytest

from greenlane.core.origin.outcome import STATUSES, Figure, Phrase
from greenlane.core.origin.phrases import FORMULAS
from greenlane.core.render import Renderer
from greenlane.web.checker.agreements import STATUSES as WORDS
from greenlane.web.checker.agreements import TESTS
from greenlane.web.languages import LANGUAGES
from tests.core.making import Json, pack, rule
from tests.core.origin.told_samples import DOWN, UP, answer
from tests.web.checker.conftest import Reader

READ = "read in the text of the law itself"

Small = Callable[..., Reader]
ASKED = "/?q=3915&from=WS&to=FJ&on=2025-02-24"


@pytest.fixture
def at(small: Small, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Reader]:
    """At the page, where every item is answered with these agreements."""
    whole = Renderer._item

    def shown(*origin: Json) -> Reader:
        def item(self: Renderer, *given: Any) -> Json:
            return {**whole(self, *given), "origin": list(origin)}

        monkeypatch.setattr(Renderer, "_item", item)
        return small(pack("FJ", rule("FJ-NOTE", "notice", codes=["39"])), pack("WS"))

    return shown


def words(text: str) -> str:
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", text)).split())


def test_every_status_and_every_test_has_its_words() -> None:
    assert set(WORDS) == set(STATUSES)
    assert set(TESTS) == set(FORMULAS)


def test_agreements_stand_under_the_verdict_side_by_side(at: Callable[..., Reader]) -> None:
    reader = at(*(answer(status, f"A{place}") for place, status in enumerate(STATUSES, 1)))
    text = reader.get(ASKED)

    assert text.index('id="verdict"') < text.index('id="origin-title"')
    (table,) = re.findall(r'<table class="agreements">.*?</table>', text, re.DOTALL)
    rows = [words(row) for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)]
    assert rows == [
        "Agreement Result Rule Figure Proof of origin",
        f"A1 Qualifies {READ} CTH or RVC40 met by RVC40 45 % at least 40 % certificate of origin",
        "A2 Cannot be told yet CTH or RVC40 38.5 % at least 40 % certificate of origin",
        f"A3 Does not qualify {READ} CTH or RVC40 38.5 % at least 40 % certificate of origin",
        "A4 Not in force on that day CTH or RVC40 certificate of origin",
    ]
    for link in re.findall(r'href="#(agreement-[0-9]+)"', table):
        assert reader.form.ids.count(link) == 1
    assert len(reader.form.ids) == len(set(reader.form.ids))


def test_no_origin_question_is_asked_but_a_link_leads_to_them(at: Callable[..., Reader]) -> None:
    reader = at(answer("undetermined"))
    text = html.unescape(reader.get(ASKED))

    assert reader.form.questions == []
    assert 'href="/origin?code=3915&from=WS&to=FJ&on=2025-02-24"' in text


def test_a_route_without_agreements_says_nothing_of_origin(at: Callable[..., Reader]) -> None:
    text = at().get(ASKED)
    assert "origin-title" not in text and "/origin?" not in text


def test_what_is_missing_is_named_in_words_of_the_page(at: Callable[..., Reader]) -> None:
    missing = [
        "materials", "materials.value", "materials.3.commodity_code", "exchange_rates.KRW", "value", "value.basis",
        "commodity_code", "collected_in", "something_else",
    ]  # fmt: skip
    said = words(at(answer("undetermined", missing_facts=missing, missing_documents=["CO-RCEP"])).get(ASKED))

    for part in (
        "the materials that went into the goods, with their codes and values",
        "the value of every material, in one currency",
        "a longer code of material 3",
        "an exchange rate for KRW",
        "whether the value of the goods is FOB, CIF or EXW",
        "Where were they collected?",
        "something_else",
    ):
        assert part in said, part


def test_figures_are_written_as_the_language_writes_numbers(at: Callable[..., Reader]) -> None:
    most = Figure("MC", "EXW", DOWN.base, DOWN.part, "USD", DOWN.part, DOWN.limit, False, DOWN.shift)
    open_ = Figure("BD", "FOB", None, None, "USD", None, DOWN.limit, None)
    reader = at(answer("fails", figures=(DOWN, most, open_, UP)))
    said = words(reader.get(f"{ASKED}&lang=en"))

    assert "(FOB - VNM) / FOB x 100 $100.00 $61.50 38.5 % at least 40 % not met $1.50 too little" in said
    assert "VNM / EXW x 100 $100.00 $61.50 61.5 % at most 40 % not met $1.50 too much" in said
    assert "(FOB - VNM) / FOB x 100 – – – at least 40 % cannot be told" in said
    assert "A1" not in said
    assert "61,50" in words(reader.get(f"{ASKED}&lang=vi"))


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_the_comparison_speaks_the_readers_language_and_marks_what_does_not(
    at: Callable[..., Reader], language: str
) -> None:
    reader = at(*(answer(status, f"A{place}", gaps=(Phrase("origin_gap_tolerance", {}),))
                  for place, status in enumerate(STATUSES, 1)))  # fmt: skip
    text = reader.get(f"{ASKED}&lang={language}")

    assert ("Does not qualify" in text) is (language == "en")
    gap = "the tolerance of this agreement was not found"
    assert f"<li>{gap}</li>" in text
    before = text[: text.index(f"<li>{gap}</li>")]
    assert before.endswith("<ul>" if language == "en" else '<ul lang="en">')


def test_a_kept_answer_shows_them_too_with_statements_to_sign(at: Callable[..., Reader]) -> None:
    reader = at(answer("qualifies", "A1"), answer("fails", "A2"))
    reader.get(ASKED)
    address = str(reader.keep().headers["Location"])
    text = html.unescape(reader.get(address))

    assert "Does not qualify" in text and "/origin?code=3915&from=WS&to=FJ" in text
    assert f'href="{address}/origin/A1"' in text and "/origin/A2" not in text


def test_what_packs_wrote_is_shown_as_text(at: Callable[..., Reader]) -> None:
    hostile = "<script>alert(1)</script>"
    one = answer(agreement=hostile)
    one |= dict.fromkeys(("criterion", "satisfied_by", "proof", "proof_validity", "name", "ranked_because"), hostile)
    one |= {name: [hostile] for name in ("because", "advice", "conditions", "gaps")}
    one["missing"] = {"facts": [hostile], "documents": [], "parameters": [hostile]}
    one["figures"] = [{**one["figures"][0], "formula": hostile, "method": hostile}]
    one["legal_basis"] = [{**one["legal_basis"][0], "instrument": hostile, "provision": hostile, "source": hostile}]

    text = at(one).get(ASKED)

    assert hostile not in text and html.escape(hostile) in text
