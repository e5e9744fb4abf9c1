"""What decided a condition, and what would tell: read off the values of its nodes."""

from __future__ import annotations

from datetime import date
from typing import Any as Anything

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.core import reference
from greenlane.core.ask import Ask
from greenlane.core.conditions import parse
from greenlane.core.explain import absent, deciding, layout, unknown
from greenlane.core.model import Presumption, Requirement, Rule
from greenlane.core.terms import shared_facts
from greenlane.core.vocabulary import FALSE, PRESUMED, TRUE, UNKNOWN
from tests.core.making import known

USED, WORKS, DIRTY = {"used": "true"}, {"works": "true"}, {"contaminated": "true"}
PAPER, OTHER = {"document": "TH-DIW"}, {"document": "VN-QCVN"}


class Read:
    """A condition decided for some facts, documents and presumptions."""

    def __init__(
        self, written: Anything, papers: tuple[str, ...] = (), presumed: Anything = None, **facts: bool
    ) -> None:
        condition = parse(written, shared_facts(), known)
        presumptions = {("FJ", name): Presumption(value) for name, value in (presumed or {}).items()}
        ask = Ask("FJ", "import", date(2025, 1, 1), "39", facts=facts, documents={code: (None,) for code in papers})
        values: list[int] = []
        self.value = reference.evaluate(condition, presumptions, ask, values)
        node = layout(Rule("FJ-A", "FJ", "risk", ("import",), when=condition)).when
        assert node is not None
        self.node, self.values = node, bytes(values)

    @property
    def decided(self) -> list[str]:
        return [test.subject for test, _ in deciding(self.node, self.values)]

    @property
    def asked(self) -> list[str]:
        return [test.subject for test in unknown(self.node, self.values)]

    @property
    def absent(self) -> list[str]:
        return [test.subject for test in absent(self.node, self.values)]


@pytest.mark.parametrize(
    ("written", "facts", "value", "asked"),
    [
        ({"all": [USED, WORKS]}, {}, UNKNOWN, ["used", "works"]),
        ({"all": [USED, WORKS]}, {"used": True}, UNKNOWN, ["works"]),
        ({"all": [USED, WORKS]}, {"used": False}, FALSE, []),
        ({"any": [USED, WORKS]}, {"used": True}, TRUE, []),
        ({"any": [USED, WORKS]}, {"used": False}, UNKNOWN, ["works"]),
        ({"not": {"all": [USED, WORKS]}}, {"used": False}, TRUE, []),
        ({"not": {"any": [USED, WORKS]}}, {"used": True}, FALSE, []),
        ({"all": [USED, {"any": [WORKS, DIRTY]}]}, {"works": True}, UNKNOWN, ["used"]),
        ({"all": [USED, {"any": [WORKS, DIRTY]}]}, {"used": False}, FALSE, []),
        ({"all": [{"any": [USED, WORKS]}, {"not": DIRTY}]}, {"contaminated": True}, FALSE, []),
        ({"all": [{"any": [USED, WORKS]}, {"not": DIRTY}]}, {"used": True}, UNKNOWN, ["contaminated"]),
        ({"all": [USED, {"all": [WORKS, DIRTY]}]}, {"works": False}, FALSE, []),
    ],
)
def test_nothing_is_asked_where_something_decides_alone(
    written: Anything, facts: dict[str, bool], value: int, asked: list[str]
) -> None:
    read = Read(written, **facts)

    assert (read.value, read.asked) == (value, asked)


@pytest.mark.parametrize(
    ("written", "facts", "decided"),
    [
        ({"all": [USED, WORKS]}, {"used": True, "works": True}, ["used", "works"]),
        ({"all": [USED, WORKS]}, {"used": True, "works": False}, ["works"]),
        ({"all": [USED, WORKS]}, {"used": False}, ["used"]),
        ({"any": [USED, WORKS]}, {"used": False, "works": False}, ["used", "works"]),
        ({"any": [USED, WORKS]}, {"used": True, "works": False}, ["used"]),
        ({"any": [USED, WORKS]}, {"used": True}, ["used"]),
        ({"any": [USED, WORKS]}, {"used": False}, ["works"]),
        ({"not": {"all": [USED, WORKS]}}, {"used": True, "works": False}, ["works"]),
        (
            {"all": [{"any": [USED, WORKS]}, DIRTY]},
            {"used": True, "works": False, "contaminated": True},
            ["used", "contaminated"],
        ),
    ],
)
def test_only_what_decided_is_said(written: Anything, facts: dict[str, bool], decided: list[str]) -> None:
    assert Read(written, **facts).decided == decided


def test_what_was_declared_is_said_before_what_was_presumed() -> None:
    read = Read({"all": [USED, WORKS]}, presumed={"used": False}, works=False)

    assert (read.value, read.decided) == (FALSE, ["works"])


def test_a_presumption_is_said_where_nothing_else_decides() -> None:
    read = Read({"all": [USED, WORKS]}, presumed={"used": False})

    assert read.decided == ["used"]
    assert next(deciding(read.node, read.values))[1] == FALSE | PRESUMED


def test_a_presumption_keeps_its_mark_through_a_not() -> None:
    read = Read({"not": USED}, presumed={"used": False})

    assert read.value == TRUE
    assert next(deciding(read.node, read.values))[1] == FALSE | PRESUMED


@pytest.mark.parametrize(
    ("written", "absent"),
    [
        (PAPER, ["document:TH-DIW"]),
        ({"all": [PAPER, OTHER]}, ["document:TH-DIW", "document:VN-QCVN"]),
        ({"any": [PAPER, OTHER]}, ["document:TH-DIW", "document:VN-QCVN"]),
        ({"document": {"code": "TH-DIW", "issued": "< 2023-06-01"}}, ["document:TH-DIW"]),
        ({"all": [PAPER, USED]}, ["document:TH-DIW"]),
    ],
)
def test_the_documents_that_would_cure_a_failure_are_named(written: Anything, absent: list[str]) -> None:
    assert Read(written, used=False).absent == absent


def test_a_document_that_is_there_is_not_named() -> None:
    assert Read({"all": [PAPER, OTHER]}, papers=("TH-DIW",)).absent == ["document:VN-QCVN"]


def test_no_document_cures_a_condition_that_wants_it_away() -> None:
    assert Read({"not": PAPER}, papers=("TH-DIW",)).absent == []


def test_below_an_unknown_any_the_document_that_would_settle_it_is_named() -> None:
    assert Read({"any": [USED, PAPER]}).asked == ["used", "document:TH-DIW"]


def test_below_a_not_a_document_would_settle_it_the_wrong_way_and_is_not_named() -> None:
    assert Read({"not": {"any": [USED, PAPER]}}).asked == ["used"]


def test_below_two_nots_it_is_named_again() -> None:
    assert Read({"not": {"not": {"any": [USED, PAPER]}}}).asked == ["used", "document:TH-DIW"]


@pytest.mark.parametrize(
    ("papers", "value", "asked"),
    [((), FALSE, []), (("TH-DIW",), UNKNOWN, ["document:TH-DIW"])],
    ids=["absent", "of an unstated day"],
)
def test_an_unstated_day_of_issue_is_asked(papers: tuple[str, ...], value: int, asked: list[str]) -> None:
    read = Read({"document": {"code": "TH-DIW", "issued": "< 2023-06-01"}}, papers=papers)

    assert (read.value, read.asked) == (value, asked)


def test_nodes_stand_in_postfix_order_when_before_the_requirements() -> None:
    when = parse({"any": [USED, {"not": WORKS}]}, shared_facts(), known)
    that = parse({"all": [PAPER, DIRTY]}, shared_facts(), known)

    found = layout(Rule("FJ-A", "FJ", "restriction", ("import",), when=when, requires=(Requirement(that),)))

    assert found.when is not None
    assert [part.place for part in found.when.parts] == [0, 2]
    assert (found.when.place, found.requires[0].place, found.size) == (3, 6, 7)


def test_a_rule_without_conditions_has_no_nodes() -> None:
    found = layout(Rule("FJ-A", "FJ", "prohibition", ("import",)))

    assert (found.when, found.requires, found.size) == (None, (), 0)


three = st.sampled_from([None, False, True])
trees = st.recursive(
    st.sampled_from([USED, WORKS, DIRTY]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=6,
)


@given(trees, three, three, three)
def test_what_is_asked_settles_the_condition_and_a_settled_one_asks_nothing(
    written: Anything, used: bool | None, works: bool | None, contaminated: bool | None
) -> None:
    facts = {"used": used, "works": works, "contaminated": contaminated}
    stated = {name: value for name, value in facts.items() if value is not None}
    read = Read(written, **stated)

    assert bool(read.asked) == (read.value == UNKNOWN)
    assert not set(read.asked) & set(stated)
    settled = Read(written, **stated, **dict.fromkeys(read.asked, True))
    assert settled.value != UNKNOWN


@given(trees, three, three, three)
def test_what_decided_decides_alone(
    written: Anything, used: bool | None, works: bool | None, contaminated: bool | None
) -> None:
    facts = {"used": used, "works": works, "contaminated": contaminated}
    stated = {name: value for name, value in facts.items() if value is not None}
    read = Read(written, **stated)

    if read.value != UNKNOWN:
        assert Read(written, **{name: stated[name] for name in read.decided}).value == read.value
