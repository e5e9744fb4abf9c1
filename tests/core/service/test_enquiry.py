"""The next questions: only what the rules need, what decides most first, and none that no longer matters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from greenlane.core.service import Checks
from greenlane.core.service.drafts import Drafts
from greenlane.core.service.enquiry import Enquiry, Question, enquire
from greenlane.core.service.publishing import Publishing
from greenlane.core.service.trial import Trials
from tests import installed
from tests.core.making import Json, charge, money, pack, quantity, restriction, rule
from tests.core.service.bureau import plugins


class Asking:
    """Questions about one item on its way into Fiji, by some rules."""

    def __init__(self, checks: Checks) -> None:
        self.trials = Trials(checks.book, Drafts(checks.book, Publishing(checks.book)))

    def enquiry(
        self,
        code: str = "39151010",
        route: Json | None = None,
        unsure: tuple[str, ...] = (),
        without: tuple[str, ...] = (),
        **item: Any,
    ) -> Enquiry:
        document = {
            "date": "2025-02-24",
            "route": route or {"import": "FJ"},
            "items": [{"commodity_code": code, **item}],
        }
        return enquire(self.trials.decide(document), unsure, without)

    def open(self, *arguments: Any, **more: Any) -> list[str]:
        return keys(self.enquiry(*arguments, **more).open)


def keys(questions: tuple[Question, ...]) -> list[str]:
    return [one.key for one in questions]


@contextmanager
def asking(folder: Path, *rules: Json, more: tuple[Json, ...] = (), **of: Any) -> Iterator[Asking]:
    with installed.opened(folder, plugins(pack("FJ", *rules, **of), *more)) as checks:
        yield Asking(checks)


# What is asked


def test_what_a_finding_misses_becomes_a_question_with_all_that_is_known_of_it(tmp_path: Path) -> None:
    wet = restriction("FJ-WET", {"moisture_percent": "<= 10"}, {"document": "FJ-LAB"}, codes=["3915"])
    own = {
        "facts": {
            "moisture_percent": {
                "type": "decimal", "unit": "P1", "label": {"en": "moisture", "vi": "độ ẩm"},
                "help": "by weight", "minimum": "0", "maximum": "100",
            }
        },
        "documents": {"FJ-LAB": {"label": "laboratory report", "help": "of a laboratory in Suva"}},
    }  # fmt: skip
    with asking(tmp_path, wet, **own) as at:
        fact, paper = at.enquiry().open

    assert (fact.key, fact.kind, fact.unit, fact.minimum, fact.maximum) == (
        "fact:moisture_percent", "decimal", "P1", Decimal(0), Decimal(100),
    )  # fmt: skip
    assert (fact.label, fact.help) == ({"en": "moisture", "vi": "độ ẩm"}, {"en": "by weight"})
    assert (paper.key, paper.kind, paper.label) == ("document:FJ-LAB", "document", {"en": "laboratory report"})
    (asker,) = fact.asked_by
    assert (asker.rule, asker.economy, asker.flow) == ("FJ-WET", "FJ", "import")
    assert asker.title == {"en": "Title of FJ-WET"}
    assert asker.legal_basis[0].instrument == "Decree 1"


def test_where_no_rule_asks_nothing_is_asked(tmp_path: Path) -> None:
    with asking(tmp_path, restriction("FJ-WET", {"document": "TH-DIW"}, codes=["3915"])) as at:
        found = at.enquiry("40040000")

    assert (found.open, found.answered, found.presumed, found.settled) == ((), (), (), False)


def test_false_decides_alone_and_the_other_question_disappears(tmp_path: Path) -> None:
    ban = rule("FJ-BAN", codes=["39"], when={"all": [{"used": "true"}, {"works": "false"}]})
    with asking(tmp_path, ban) as at:
        assert at.open() == ["fact:used", "fact:works"]
        assert at.open(facts={"used": True}) == ["fact:works"]

        found = at.enquiry(facts={"used": False})

    assert found.open == ()
    assert keys(found.answered) == ["fact:used"]


def test_what_was_told_and_no_longer_matters_is_asked_no_more(tmp_path: Path) -> None:
    ban = rule("FJ-BAN", codes=["39"], when={"all": [{"used": "true"}, {"works": "false"}]})
    with asking(tmp_path, ban) as at:
        assert keys(at.enquiry(facts={"used": True, "works": True}).answered) == ["fact:works"]
        assert keys(at.enquiry(facts={"used": True, "works": True, "in_bulk": True}).answered) == ["fact:works"]


def test_of_two_answers_that_make_each_other_needless_one_is_kept(tmp_path: Path) -> None:
    ban = rule("FJ-BAN", codes=["39"], when={"all": [{"used": "true"}, {"works": "false"}]})
    with asking(tmp_path, ban) as at:
        (kept,) = at.enquiry(facts={"used": False, "works": True}).answered
        told = {"used": False} if kept.name == "used" else {"works": True}

        assert at.open(facts=told) == []


def test_of_documents_of_which_one_is_enough_the_others_are_asked_no_more(tmp_path: Path) -> None:
    either = restriction("FJ-EITHER", {"any": [{"document": "TH-DIW"}, {"document": "BASEL-PIC"}]}, codes=["39"])
    with asking(tmp_path, either) as at:
        assert at.open() == ["document:BASEL-PIC", "document:TH-DIW"]

        found = at.enquiry(documents=[{"code": "TH-DIW"}])

    assert found.open == ()
    assert keys(found.answered) == ["document:TH-DIW"]


def test_the_day_of_a_document_is_asked_only_where_a_rule_looks_at_it(tmp_path: Path) -> None:
    dated = restriction("FJ-OLD", {"document": {"code": "TH-DIW", "issued": "< 2024-01-01"}}, codes=["39"])
    plain = restriction("FJ-ANY", {"document": "TH-DIW"}, codes=["40"])
    with asking(tmp_path, dated, plain) as at:
        assert at.open() == ["document:TH-DIW"]
        found = at.enquiry(documents=[{"code": "TH-DIW"}])
        assert [(one.key, one.kind) for one in found.open] == [("issued:TH-DIW", "date")]
        told = at.enquiry(documents=[{"code": "TH-DIW", "issued": "2023-05-05"}])
        assert (told.open, keys(told.answered)) == ((), ["document:TH-DIW", "issued:TH-DIW"])
        assert at.open("40040000", documents=[{"code": "TH-DIW"}]) == []


def test_goods_that_are_prohibited_for_certain_are_asked_nothing(tmp_path: Path) -> None:
    rules = rule("FJ-BAN", codes=["39"]), restriction("FJ-WET", {"used": "false"}, codes=["39"])
    with asking(tmp_path, *rules) as at:
        found = at.enquiry()

    assert found.settled
    assert (found.open, found.unsure) == ((), ())


def test_a_notice_asks_nothing(tmp_path: Path) -> None:
    with asking(tmp_path, rule("FJ-NOTE", "notice", codes=["391510"])) as at:
        assert at.open("3915") == []


# Order


def test_what_decides_most_is_asked_first(tmp_path: Path) -> None:
    rules = [
        charge("FJ-DUTY", {"base": "value", "percent": "5"}, codes=["3915"]),
        restriction("FJ-PAPER", {"document": "TH-DIW"}, codes=["3915"]),
        restriction("FJ-LOOSE", {"in_bulk": "true"}, codes=["3915"]),
        rule("FJ-BAN", codes=["3915"], when={"repairable": "false"}),
        rule("FJ-RISK", "risk", codes=["3915"], when={"works": "false"}),
        rule("FJ-US", codes=["3915"], partners=["US"]),
    ]
    with asking(tmp_path, *rules) as at:
        assert at.open() == [
            "origin", "fact:repairable", "fact:in_bulk", "fact:works", "document:TH-DIW", "value",
        ]  # fmt: skip


def test_one_question_of_several_rules_is_asked_once_and_names_them_all(tmp_path: Path) -> None:
    rules = [rule(f"FJ-{n}", codes=["39"], when={"used": "true"}) for n in (1, 2)]
    with asking(tmp_path, *rules) as at:
        (found,) = at.enquiry().open

    assert [one.rule for one in found.asked_by] == ["FJ-1", "FJ-2"]


# I do not know


def test_what_the_person_does_not_know_stays_unknown_and_is_not_asked_again(tmp_path: Path) -> None:
    ban = rule("FJ-BAN", codes=["39"], when={"used": "true"})
    with asking(tmp_path, ban) as at:
        found = at.enquiry(unsure=("fact:used",))

    assert found.open == ()
    assert keys(found.unsure) == ["fact:used"]


def test_a_document_that_is_not_there_is_told_and_not_asked_again(tmp_path: Path) -> None:
    with asking(tmp_path, restriction("FJ-PAPER", {"document": "TH-DIW"}, codes=["39"])) as at:
        found = at.enquiry(without=("document:TH-DIW",))

    assert found.open == ()
    assert keys(found.answered) == ["document:TH-DIW"]


# Codes, routes, amounts, series


def test_a_code_that_is_too_short_is_asked_for_with_the_longer_ones_that_rules_name(tmp_path: Path) -> None:
    rules = rule("FJ-A", codes=["391510", "40"]), rule("FJ-B", codes=["39152010", "3915"], exclude=["39159000"])
    with asking(tmp_path, *rules) as at:
        (found,) = at.enquiry("3915").open
        longer = at.enquiry("391520")

    assert (found.key, found.kind, found.values) == ("code", "code", ("391510", "39152010", "39159000"))
    assert longer.settled


def test_the_code_of_another_economy_is_asked_for_where_its_rules_need_it(tmp_path: Path) -> None:
    other = pack("PE", rule("PE-BAN", flows=["export"], codes=["39151090"]))
    with asking(tmp_path, rule("FJ-X", codes=["99"]), more=(other,)) as at:
        (found,) = at.enquiry(route={"export": "PE", "import": "FJ"}).open
        told = at.enquiry(route={"export": "PE", "import": "FJ"}, national_codes={"PE": "39151010"})

    assert (found.key, found.name, found.values) == ("national:PE", "PE", ("39151090",))
    assert keys(told.answered) == ["national:PE"]


def test_the_destination_is_asked_for_where_an_export_rule_depends_on_it(tmp_path: Path) -> None:
    with asking(tmp_path, rule("FJ-OUT", flows=["export"], codes=["39"], partners=["US"])) as at:
        assert at.open(route={"export": "FJ"}) == ["to"]


def test_quantity_and_value_are_asked_for_only_where_a_charge_needs_them(tmp_path: Path) -> None:
    duty = charge(
        "FJ-DUTY", {"base": "value", "scale": {"by": {"quantity": "TNE"}, "includes": "lower", "rows": [
            {"to": "500", "percent": "10"}, {"from": "500", "percent": "20"}]}}, codes=["39"],
    )  # fmt: skip
    with asking(tmp_path, duty) as at:
        amount, worth = at.enquiry().open
        assert (amount.key, amount.values) == ("quantity", ("TNE", "KGM", "GRM"))
        assert (worth.key, worth.unit) == ("value", "USD")
        told = at.enquiry(quantity=quantity("12"), value=money("100"))
        assert (told.open, keys(told.answered)) == ((), ["quantity", "value"])
        assert at.open("40040000") == []


def test_a_dated_series_without_a_value_is_asked_for_as_the_fact_it_provides(tmp_path: Path) -> None:
    duty = charge(
        "FJ-DUTY", {"base": {"quantity": "TNE", "times": "reference_price"}, "currency": "USD", "percent": "10"},
        codes=["15"],
    )  # fmt: skip
    series = {
        "title": "Gazetted price", "unit": "USD/TNE", "period": "month",
        "values": [{"period": "2025-01", "value": "700", "evidence": "secondary", "source": "a paper"}],
    }  # fmt: skip
    own = {"facts": {"reference_price": {"provider": "price"}}, "parameters": {"price": series}}
    with asking(tmp_path, duty, **own) as at:
        found = at.enquiry("15111000", quantity=quantity("2")).open
        told = at.enquiry("15111000", quantity=quantity("2"), facts={"reference_price": "800"})

    assert [(one.key, one.period) for one in found] == [("fact:reference_price", "2025-02")]
    assert found[0].parameter is not None and found[0].parameter.title == {"en": "Gazetted price"}
    assert (told.open, keys(told.answered)) == ((), ["fact:reference_price", "quantity"])


# What is taken for granted


PRESUMED = {"facts": {"used": {"presume": "false"}, "works": {"presume": "true"}, "condition_flags": {"presume": []}}}


def test_what_is_presumed_and_would_change_the_answer_is_named(tmp_path: Path) -> None:
    rules = [
        rule("FJ-USED", codes=["39"], when={"used": "true"}),
        rule("FJ-WET", codes=["40"], when={"condition_flags": {"any": ["waterlogged"]}}),
    ]
    with asking(tmp_path, *rules, **PRESUMED) as at:
        plastic, rubber = at.enquiry(), at.enquiry("40040000")
        declared = at.enquiry(facts={"used": True})

    assert [(one.key, one.presumed) for one in plastic.presumed] == [("fact:used", False)]
    assert [(one.key, one.presumed) for one in rubber.presumed] == [("fact:condition_flags", frozenset())]
    assert (plastic.open, declared.presumed, keys(declared.answered)) == ((), (), ["fact:used"])


def test_what_was_presumed_and_is_told_alike_can_still_be_told_otherwise(tmp_path: Path) -> None:
    with asking(tmp_path, rule("FJ-USED", codes=["39"], when={"used": "true"}), **PRESUMED) as at:
        assert keys(at.enquiry(facts={"used": False}).answered) == ["fact:used"]


# The real packs


CASES = [
    pytest.param(economy, index, id=f"{economy}: {case.name}")
    for economy in sorted(installed.FOLDERS)
    for index, case in enumerate(installed.cases(economy))
]


@pytest.mark.parametrize(("economy", "index"), CASES)
def test_each_question_is_one_that_a_rule_misses_and_each_missing_thing_is_asked(
    everyone: Checks, economy: str, index: int
) -> None:
    case = installed.cases(economy)[index]
    trials = Trials(everyone.book, Drafts(everyone.book, Publishing(everyone.book)))
    trial = trials.decide(case.declaration)
    item = trial.answer["items"][0]
    found = enquire(trial)

    kinds = {rule.id: rule.kind for rule in trial.ruleset.rules}
    missing = {
        (part, name)
        for finding in item["findings"]
        if kinds.get(finding["rule"], "notice") != "notice"
        for part, names in finding["missing"].items()
        for name in names
    }
    if item["verdict"] == "prohibited":
        assert found.settled and not found.open
        return
    asked = {_missed(one) for one in found.open}
    assert asked == {_said(*one) for one in missing if not one[1].startswith("formula ")}
    for one in found.open:
        assert one.asked_by and all(asker.economy in trial.ruleset.packs for asker in one.asked_by)
        if one.kind not in ("quantity", "value", "code", "economy"):
            assert one.label and one.label["en"]


def _missed(question: Question) -> str:
    if question.parameter is not None:
        return f"{question.parameter.name} {question.period}"
    return question.key


def _said(part: str, name: str) -> str:
    if part == "documents":
        return f"document:{name}"
    if part == "parameters":
        return name
    fixed = {"commodity_code": "code", "route.import": "to", "route.export": "from"}
    if name in (*fixed, "origin", "quantity", "value"):
        return fixed.get(name, name)
    if name.startswith("national_codes."):
        return f"national:{name[15:]}"
    if name.startswith("documents."):
        return f"issued:{name[10:-7]}"
    return f"fact:{name}"
