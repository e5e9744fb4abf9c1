"""An agreement's entry becomes its values; what is wrong with it is told where it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from greenlane.core.model import Test as Leaf
from greenlane.core.origin.agreement import Exemption, InForce, Said, Textiles
from greenlane.core.origin.rule import Process, Share, Span
from tests.core.origin.agreed import Json, agreement, built, lines

SAID = Said("art. 3", "legal_text", "treaty text, read 2026-11-22")


def test_an_agreement_is_read_with_all_its_terms() -> None:
    (found,), faults = built()

    assert not faults
    assert (found.id, found.economy, found.partners) == ("PICTA", "FJ", {"WS", "TO"})
    assert found.parties == {"FJ", "WS", "TO"} and found.name["fj"] == "Veivoli"
    assert (found.proof, found.proof_kind, found.proof_evidence) == ("authority, Form P", "authority", "secondary")
    assert (found.edition, found.edition_said) == ("2012", SAID)
    assert found.value is not None and found.value.said.note == {"en": "Either way."}
    assert (found.value.bases, found.value.stands) == (("FOB", "AV"), {"AV": ("FOB",)})
    assert (found.value.methods, found.value.adds) == (("BD", "BU"), ("direct_labour",))
    assert found.cumulation == SAID and found.cumulation_covers == ("materials",) and found.materials_alone == SAID
    assert found.insufficient is not None and found.insufficient.processes == {"disassembly", "cleaning"}
    assert found.transport is not None and found.transport.requires == Leaf("document:P-BILL", "presented", None)
    assert found.general is not None and found.general.written == "CTH or RVC40" and not found.general.annex_known
    assert found.fallback is not None and found.fallback.exclude == (Span("01", "21"),)
    assert (found.fallback.level, found.fallback.percent) == (6, Decimal(55))
    assert found.denied is not None and found.denied.when == Leaf("used", "is", True)
    assert found.form is not None and found.form.criteria == {"WO": "A", "content": "RVC {percent}%"}
    assert found.gaps == ({"en": "The annex was not found."},)


def test_a_tolerance_is_read_with_its_exceptions() -> None:
    (found,), _ = built()

    assert found.tolerance is not None and (found.tolerance.percent, found.tolerance.cures) == (Decimal(10), "change")
    assert found.tolerance.exceptions == (
        Exemption((Span("01", "14"),), "never"),
        Exemption((Span("15", "24"),), "CTSH", (Span("1701", "1701"),)),
        Exemption((Span("87", "87"),), "used"),
    )
    assert found.tolerance.textiles == Textiles((Span("50", "63"),), Decimal("7.5"), ("weight",))


def test_a_way_to_be_wholly_obtained_says_whom_and_what_it_is_open_to() -> None:
    (found,), _ = built()

    scrap, collected = found.obtained
    assert (scrap.of, scrap.alone, scrap.valid_from) == ("produced_in", True, date(2023, 9, 7))
    assert scrap.codes == (Span("2620", "2621"), Span("7204", "7204")) and scrap.partners == {"FJ"}
    assert scrap.when == Leaf("used", "is", False) and scrap.criterion == "WO"
    assert (collected.criterion, collected.when, collected.alone) == ("WO-AK", None, False)


def test_the_month_may_be_known_better_than_the_day() -> None:
    (found,), _ = built()

    assert found.in_force == (
        InForce(frozenset({"WS"}), date(2007, 6, 1), "unverified", "secondary", "x y"),
        InForce(frozenset({"TO"}), date(2008, 1, 1), "secondary", "secondary", "gazette"),
    )


def test_a_union_is_bound_with_its_members_but_one_that_joined_later() -> None:
    one = agreement()
    one["partners"] = ["EU"]
    one["in_force"] = [
        {"partners": ["EU"], "from": "2011-07-01", "evidence": "secondary", "source": "gazette"},
        {"partners": ["HR"], "from": "2013-07-01", "evidence": "secondary", "source": "gazette"},
    ]
    one["origin"] = {}
    (found,), faults = built(one, rules=[])

    assert not any("bound twice" in fault for fault in faults)
    assert {"EU", "DE", "HR"} <= found.partners
    first, second = found.in_force
    assert "DE" in first.partners and "HR" not in first.partners and second.partners == {"HR"}


def test_lines_stand_with_their_agreement_in_canonical_words() -> None:
    (found,), _ = built()

    assert [line.written for line in found.lines] == [
        "process retreading",
        "CTH except from 7219-7220 or RVC40",
        "originating_polymer_percent >= 50",
    ]
    assert found.lines[0].rule == Process("retreading") and found.lines[0].quote == "4012.11 retreading"
    assert found.lines[1].goods == {"en": "of alloy"} and found.lines[1].said.note == {"en": "seen once"}
    assert found.lines[2].rule == Share("originating_polymer_percent", Decimal(50))


def test_what_was_not_found_is_none() -> None:
    one = agreement()
    del one["origin"]
    (found,), faults = built(one, rules=[])

    assert not faults
    assert (found.value, found.tolerance, found.general, found.transport) == (None, None, None, None)
    assert found.obtained == () and found.lines == () and found.edition == ""


def _origin(term: str, **more: object) -> Callable[[Json], None]:
    def change(one: Json) -> None:
        one["origin"][term].update(more)

    return change


def _limb(**more: object) -> Callable[[Json], None]:
    def change(one: Json) -> None:
        one["origin"]["obtained"][0].update(more)

    return change


def _unlimited(one: Json) -> None:
    for name in ("of", "when"):
        del one["origin"]["obtained"][0][name]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda one: one.update(partners=["WS", "TO", "FJ"]), "agreements.0.partners: FJ is no partner of its own"),
        (
            lambda one: one["in_force"][0].update(partners=["WS", "NU"]),
            "agreements.0.in_force.0.partners: NU is no partner of PICTA",
        ),
        (
            lambda one: one["in_force"][1].update(partners=["WS"]),
            "agreements.0.in_force.1.partners: WS is bound twice: entry 1 says it already",
        ),
        (
            lambda one: one["in_force"][1].update({"from": "2008-02-30"}),
            "agreements.0.in_force.1.from: 2008-02-30 does not exist",
        ),
        (
            _origin("value", adds=["direct_labor"]),
            "agreements.0.origin.value.adds.0: direct_labor is no fact this pack knows",
        ),
        (_origin("value", adds=["used"]), "agreements.0.origin.value.adds.0: used is of type boolean, not decimal"),
        (_origin("value", stands={"CV": ["FOB"]}), "agreements.0.origin.value.stands.CV: CV is no basis of it"),
        (
            _origin("tolerance", exceptions=[{"codes": ["01"], "rule": "produced_in"}]),
            "agreements.0.origin.tolerance.exceptions.0.rule: produced_in is of type economy, not boolean",
        ),
        (
            _origin("insufficient", processes=["polishing"]),
            "agreements.0.origin.insufficient.processes.0: polishing is no value of processes",
        ),
        (
            _origin("transport", requires={"bill": "true"}),
            "agreements.0.origin.transport.requires.bill: bill is no fact this pack knows",
        ),
        (
            _origin("general", rule="process polishing"),
            "agreements.0.origin.general.rule: polishing is no value of origin_processes",
        ),
        (
            _origin("general", rule="used >= 5"),
            "agreements.0.origin.general.rule: used is of type boolean, not decimal",
        ),
        (_limb(of="used"), "agreements.0.origin.obtained.0.of: used is of type boolean, not economy"),
        (_limb(name="collected"), "agreements.0.origin.obtained.1.name: collected stands twice"),
        (_limb(partners=["NU"]), "agreements.0.origin.obtained.0.partners: NU is no party"),
        (_unlimited, "agreements.0.origin.obtained.0: it asks nothing, so that all goods would be wholly obtained"),
        (
            lambda one: one["origin"]["form"].pop("source"),
            "agreements.0.origin.form.evidence: legal_text, and no source",
        ),
    ],
)
def test_a_fault_of_an_agreement_is_told_at_its_place(change: Callable[[Json], object], fault: str) -> None:
    one = agreement()
    change(one)
    _, faults = built(one)

    assert [told for told in faults if told.startswith(fault)], faults


def test_what_is_unverified_needs_no_source() -> None:
    one = agreement()
    one["origin"]["form"] = {"name": "Form P", "evidence": "unverified"}

    assert built(one)[1] == []


def test_an_agreement_stands_once() -> None:
    assert built(agreement(), agreement())[1] == ["agreements.1.id: the agreement PICTA stands twice"]


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"rule": "CTHH"}, 'product_rules.0.rule: at character 1 of "CTHH"'),
        ({"rule": "process polishing"}, "product_rules.0.rule: polishing is no value of origin_processes"),
        ({"rule": "mass >= 50"}, "product_rules.0.rule: mass is no fact this pack knows"),
        (
            {"agreement": "PACER", "id": "PACER 4012.11-4012.19"},
            "product_rules.0.agreement: there is no agreement PACER",
        ),
        ({"codes": ["4012.1"], "id": "PICTA 4012.1"}, 'product_rules.0.codes.0: at character 1 of "4012.1"'),
        ({"id": "PICTA 4012"}, "product_rules.0.id: PICTA 4012 is filed under another name than PICTA 4012.11-4012.19"),
    ],
)
def test_a_fault_of_a_line_is_told_at_its_place(more: Json, fault: str) -> None:
    rules = lines()
    rules[0].update(more)

    assert [told for told in built(rules=rules)[1] if told.startswith(fault)], built(rules=rules)[1]


def _line(codes: str, goods: str = "") -> Json:
    name = f"PICTA {codes} {goods}".strip()
    one = {"id": name, "agreement": "PICTA", "codes": codes.split(), "rule": "CTH", "evidence": "secondary"}
    return {**one, "source": "annex", **({"goods": goods} if goods else {})}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (_line("7219"), _line("7219 7220")),
        (_line("7219-7222"), _line("7221-7229")),
        (_line("8507.10-8507.60"), _line("8507.60-8507.80")),
    ],
)
def test_two_lines_of_whole_codes_of_which_neither_is_narrower_are_told(first: Json, second: Json) -> None:
    (told,) = built(rules=[first, second])[1]

    assert "neither is narrower" in told


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (_line("72"), _line("7219")),
        (_line("7219-7222"), _line("7220")),
        (_line("7219"), _line("7219", "of alloy")),
        (_line("7219", "of alloy"), _line("7219", "of another")),
        (_line("7219"), _line("7220")),
        (_line("8507.10-8507.50"), _line("8507.60")),
    ],
)
def test_lines_side_by_side_within_each_other_or_of_certain_goods_stand(first: Json, second: Json) -> None:
    assert built(rules=[first, second])[1] == built(rules=[second, first])[1] == []


def test_codes_of_one_line_that_cover_each_other_are_told() -> None:
    (told,) = built(rules=[_line("7219-7221 7220-7222")])[1]

    assert told == "product_rules.0.codes: two of its codes cover each other, and neither is narrower"
