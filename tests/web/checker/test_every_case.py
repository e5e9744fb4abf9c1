"""Every case of every pack asked at the page: it says what the API says, and asks for whatever an answer lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from greenlane.core.service.goods import code_of
from greenlane.core.vocabulary import SEVERITY
from greenlane.web.checker import answer, ask, facts, questions
from greenlane.web.checker.state import read
from greenlane.web.wiring import Desk
from tests import installed
from tests.web.checker.conftest import Reader

Json = dict[str, Any]
Pairs = list[tuple[str, str]]
YES = "Yes. These goods may go."
PARTLY = "Yes, as far as the rules are known here."
ROUNDS = 12
"""Times that the form is sent at most until nothing is asked any more."""


@dataclass(frozen=True)
class Errand:
    """One goods item of a case. `told`: by field, all that it says of the goods beside the code and the way."""

    name: str
    declaration: Json
    base: Pairs
    told: dict[str, Pairs]

    @property
    def whole(self) -> str:
        """All of it as a query string."""
        return urlencode(self.base + [pair for pairs in self.told.values() for pair in pairs])


def errands() -> Iterator[Errand]:
    """Of every pack, each goods item of each case."""
    for economy in installed.FOLDERS:
        for case in installed.cases(economy):
            for number, item in enumerate(case.declaration["items"], 1):
                declaration = {**case.declaration, "items": [item]}
                yield Errand(f"{economy}/{case.name}/{number}", declaration, base(declaration), told(declaration))


def base(declaration: Json) -> Pairs:
    """The fields that everybody fills in."""
    route, item = declaration["route"], declaration["items"][0]
    pairs = [
        ("q", item["commodity_code"]),
        ("from", route.get("export", "")),
        ("to", route.get("import", "")),
        *(("via", place) for place in route.get("transit", ())),
        ("on", declaration["date"]),
        ("regime", declaration.get("regime", "")),
        ("words", item.get("description", "")),
    ]
    return [(name, value) for name, value in pairs if value]


def told(declaration: Json) -> dict[str, Pairs]:
    """By the first field of each answer, its fields and what would be typed in them."""
    item = declaration["items"][0]
    found: dict[str, Pairs] = {}
    if "origin" in item:
        found["origin"] = [("origin", item["origin"])]
    if "quantity" in item:
        found["qty"] = [("qty", item["quantity"]["value"]), ("unit", item["quantity"]["unit"])]
    if "value" in item:
        found["amount"] = [("amount", item["value"]["amount"]), ("currency", item["value"]["currency"])]
    for economy, code in item.get("national_codes", {}).items():
        found[f"n.{economy}"] = [(f"n.{economy}", code)]
    parties = declaration.get("parties", {})
    sizes = {f"{role}_size": one["size"] for role, one in parties.items() if "size" in one and role != "declarant"}
    for name, value in {**sizes, **item.get("facts", {})}.items():
        found[f"f.{name}"] = [(f"f.{name}", one) for one in typed(value)]
    for paper in item.get("documents", ()):
        code = paper["code"]
        # The page asks for a document that stands on the day, and knows no other day of it than that of its issue.
        stands = declaration["date"] <= paper.get("expires", "9999") and declaration["date"] >= paper.get("issued", "")
        if dict(found.get(f"d.{code}", ())).get(f"d.{code}") != "yes":
            found[f"d.{code}"] = [(f"d.{code}", "yes" if stands else "no")]
        if stands and "issued" in paper:
            found[f"i.{code}"] = [(f"i.{code}", paper["issued"])]
    return found


def typed(value: object) -> list[str]:
    """What is typed, or chosen, to declare a value."""
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, list):
        return [str(one) for one in value] or ["-"]
    return [str(value)]


class Page:
    """The page of the real packs, in English, without its templates; beside it the API."""

    def __init__(self, desk: Desk, app: Flask) -> None:
        self._desk = desk
        self._app = app
        self._seen: dict[str, Seen] = {}

    def look(self, query: str) -> Seen:
        """What the page says to a query string."""
        if query not in self._seen:
            with self._app.test_request_context("/?lang=en"):
                self._seen[query] = self._look(query)
        return self._seen[query]

    def _look(self, query: str) -> Seen:
        view = ask.decided(self._desk, read(MultiDict(parse_qsl(query))))
        assert not view.errors and view.trial is not None and view.enquiry is not None, (query, view.errors)
        shown = answer.plain(view.trial.answer, view.trial.ruleset, view.enquiry)
        sheet = answer.plain(view.trial.answer, view.trial.ruleset, view.enquiry, kept=True)
        asked, presumed, _more = questions.shown(view.enquiry, view.state, self._desk.goods, {}, "")
        return Seen(
            shown,
            {questions.field_of(one.key) for one in (*view.enquiry.open, *view.enquiry.unsure)},
            [(one.field, one.key) for one in asked if not one.answered and not one.unsure],
            [one.field for one in presumed],
            sheet,
            {facts.paper(one).text for one in view.enquiry.open if one.kind == "document"},
        )

    def api(self, declaration: Json) -> Json:
        """What the API says to a declaration."""
        answered = self._app.test_client().post("/api/v1/check", json=declaration)
        assert answered.status_code == 200, answered.text
        said: Json = answered.json
        return said

    def played(self, errand: Errand) -> tuple[Seen, dict[str, Pairs]]:
        """What is said in the end to somebody who answers what is asked as the case does, and else does not know."""
        given: dict[str, Pairs] = {}
        for _round in range(ROUNDS):
            pairs = errand.base + [pair for answered in given.values() for pair in answered]
            seen = self.look(urlencode(pairs))
            fresh = {
                field: errand.told.get(field, [("dk", key)]) for field, key in seen.asked if field not in given
            }
            left = errand.told.keys() - given.keys()
            fresh |= {field: errand.told[field] for field in seen.presumed if field in left}
            if not fresh:
                return seen, given
            given |= fresh
        raise AssertionError(f"{errand.name}: {ROUNDS} pages, and still asked {seen.asked}")


@dataclass(frozen=True)
class Seen:
    """What the page says. `wanted`: the fields of all that is still to be told; `asked`: field and key of the
    questions that are shown and were not answered yet; `presumed`: the fields of what was taken for granted;
    `sheet`: what is said once the answer is kept; `missing_papers`: the names of the documents that are asked for.
    """

    plain: answer.Plain
    wanted: set[str]
    asked: list[tuple[str, str]]
    presumed: list[str]
    sheet: answer.Plain
    missing_papers: set[str]


ERRANDS = list(errands())


@pytest.fixture(scope="module")
def at(served: Desk, page_app: Flask) -> Page:
    """At the page, and everything that was asked there is remembered."""
    return Page(served, page_app)


@pytest.fixture(scope="module")
def said(at: Page) -> list[tuple[Errand, Seen, Json]]:
    """Each errand, what the page says to all of it at once, and what the API says."""
    return [(errand, at.look(errand.whole), at.api(errand.declaration)) for errand in ERRANDS]


def test_the_page_says_what_the_api_says(said: list[tuple[Errand, Seen, Json]]) -> None:
    assert len(said) > 800
    wrong = [
        f"{errand.name}: {seen.plain.verdict}, not {answered['verdict']}  /?{errand.whole}"
        for errand, seen, answered in said
        if seen.plain.verdict != answered["verdict"]
        or {one.economy: one.status for one in seen.plain.known}
        != {code: one["status"] for code, one in (answered["coverage"] | answered.get("everywhere", {})).items()}
    ]
    assert wrong == []


def test_only_what_is_clear_and_wholly_known_reads_as_a_yes(said: list[tuple[Errand, Seen, Json]]) -> None:
    heads: dict[tuple[str, bool], set[str]] = {}
    for _errand, seen, answered in said:
        wholly = all(one["status"] == "covered" for one in answered["coverage"].values())
        heads.setdefault((answered["verdict"], wholly), set()).add(seen.plain.head)

    assert heads[("clear", True)] == {YES}
    assert heads[("clear", False)] == {PARTLY}
    others = {head for (verdict, _), found in heads.items() if verdict != "clear" for head in found}
    assert {verdict for verdict, _ in heads} == set(SEVERITY)
    assert not [head for head in others if head.startswith("Yes")]


def test_whatever_an_answer_misses_is_asked_for_or_a_step(said: list[tuple[Errand, Seen, Json]]) -> None:
    wrong = []
    for errand, seen, answered in said:
        if answered["verdict"] == "prohibited":
            assert seen.wanted == set(), errand.name
            continue
        lacking = {field for finding in answered["items"][0]["findings"] for field in missed(finding)}
        refused = {field for field, pairs in errand.told.items() if pairs == [(field, "no")]}
        if lacking - seen.wanted - refused:
            wrong.append(f"{errand.name}: {lacking - seen.wanted - refused}  /?{errand.whole}")
        if answered["verdict"] != "clear" and not seen.plain.steps:
            wrong.append(f"{errand.name}: {answered['verdict']}, and nothing to do  /?{errand.whole}")
    assert wrong == []


AGAINST_ITSELF = ("EU/an item above 50 t exceeds the threshold whatever total is told/1",)
"""Errands whose total leaves out the goods in hand: the page asks for the total, says what it holds, and has no reason
to ask for the weight of goods of which the total was told.
"""


def test_answering_as_the_case_does_leads_to_what_the_case_says(
    at: Page, said: list[tuple[Errand, Seen, Json]]
) -> None:
    wrong = []
    for errand, _seen, answered in said:
        seen, given = at.played(errand)
        if seen.plain.verdict != answered["verdict"] and errand.name not in AGAINST_ITSELF:
            known = sorted(set(errand.told) - set(given))
            wrong.append(
                f"{errand.name}: {seen.plain.verdict}, not {answered['verdict']}; never asked: {known}"
                f"  /?{urlencode(errand.base)}"
            )
    assert wrong == [], "\n".join(wrong)


def test_who_knows_only_the_heading_is_led_to_the_same_answer(
    at: Page, said: list[tuple[Errand, Seen, Json]]
) -> None:
    wrong, shortened = [], 0
    for errand, _seen, answered in said:
        code = code_of(errand.declaration["items"][0]["commodity_code"])
        if len(code) > 4:
            shortened += 1
            base = [(name, code[:4] if name == "q" else value) for name, value in errand.base]
            told = {**errand.told, "longer": [("longer", code)]}
            seen, _given = at.played(Errand(errand.name, errand.declaration, base, told))
            if seen.plain.verdict != answered["verdict"] and errand.name not in AGAINST_ITSELF:
                wrong.append(f"{errand.name}: {seen.plain.verdict}, not {answered['verdict']}  /?{urlencode(base)}")
    assert wrong == [], "\n".join(wrong)
    assert shortened > 800


def test_a_kept_answer_names_whatever_is_still_to_be_found_out_or_got(said: list[tuple[Errand, Seen, Json]]) -> None:
    wrong = []
    for errand, seen, answered in said:
        if answered["verdict"] == "prohibited":
            continue
        steps = " ".join(step.text.text for step in seen.sheet.steps)
        steps += " ".join(paper.text for step in seen.sheet.steps for group in step.papers for paper in group)
        assert "open above" not in steps
        for name in seen.missing_papers:
            if name not in steps:
                wrong.append(f"{errand.name}: {name}  /?{errand.whole}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("errand", ERRANDS[::40], ids=lambda errand: errand.name)
def test_the_first_thing_to_be_read_is_the_headline(reader: Reader, at: Page, errand: Errand) -> None:
    reader.get(f"/?{errand.whole}")
    seen = at.look(errand.whole)

    assert reader.verdict() == seen.plain.tone
    assert reader.text.count(">Yes. These goods may go.<") == (seen.plain.head == YES)
    assert f'<h2 id="verdict-head">{seen.plain.head}</h2>' in reader.text


def missed(finding: Json) -> Iterator[str]:
    """The fields by which what a finding misses would be told."""
    if finding["kind"] == "notice":
        return
    plain = {"commodity_code": "longer", "quantity": "qty", "value": "amount", "origin": "origin"}
    for name in finding["missing"]["facts"]:
        head, _, rest = name.partition(".")
        if name in plain:
            yield plain[name]
        elif head == "national_codes":
            yield f"n.{rest}"
        elif head == "route":
            yield "to" if rest == "import" else "from"
        elif head == "documents":
            yield f"i.{rest.partition('.')[0]}"
        else:
            yield f"f.{name}"
    for code in finding["missing"]["documents"]:
        yield f"d.{code}"
