"""Four questions are put to the same engine as a declaration, and what was not told stays unknown."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from greenlane.core.declaration import NotADeclaration
from greenlane.core.service.questionnaire import Answers, Json, ask
from tests.core.making import pack
from tests.core.origin.stated import scheme
from tests.core.service.bureau import Bureau

PRICE = {"amount": "1000", "currency": "USD", "basis": "FOB"}
SAID = {"provision": "art. 4", "evidence": "legal_text", "source": "a gazette, read 2026-11-22"}
LIMBS: list[Json] = [
    {"name": "produced", "title": {"en": "produced there"}, "of": "produced_in", "alone": "true", **SAID},
    {
        "name": "collected", "title": {"en": "collected there"}, "of": "collected_in",
        "when": {"all": [{"works": "false"}, {"repairable": "false"}]}, **SAID,
    },
]  # fmt: skip
TRANSPORT = {"requires": {"transit_customs_control": "true"}, **SAID}
FACTS = {"transit_customs_control": {"type": "boolean", "label": {"en": "under control"}, "help": {"en": "so"}}}


@pytest.fixture
def asked(bureau: Bureau) -> Any:
    """What the one agreement of Fiji and Korea says of answers."""

    def answer(rule: str = "CTH or RVC40", **told: Any) -> Json:
        origin = {"obtained": LIMBS, "transport": TRANSPORT}
        bureau.install({**pack("FJ", facts=FACTS), **scheme("FJ", "KR", rule, origin=origin)})
        bureau.book.publish_packs(reason="an agreement", by="test")
        bureau.book.current(fresh=True)
        given = {"code": "85076020", "export": "FJ", "import_": "KR", "day": "2025-02-24", **told}
        found = ask(bureau.book, Answers(**given))
        assert len(found) == 1
        return found[0]

    return answer


def faults(bureau: Bureau, **told: Any) -> dict[str, str]:
    given = {"code": "85076020", "export": "FJ", "import_": "KR", "day": "2025-02-24", **told}
    with pytest.raises(NotADeclaration) as refused:
        ask(bureau.book, Answers(**given))
    return {one.pointer: one.code for one in refused.value.faults}


def test_without_a_word_on_the_materials_nothing_is_told(asked: Any) -> None:
    found = asked()
    assert found["status"] == "undetermined"
    assert "materials" in found["missing"]["facts"]


def test_codes_alone_decide_a_change_of_classification(asked: Any) -> None:
    assert asked(materials=("8537", "3926.90"))["satisfied_by"] == "CTH"
    assert asked("CTH", materials=("8507.90", "3926.90"))["status"] != "qualifies"


@pytest.mark.parametrize(("foreign", "status"), [("600.00", "qualifies"), ("600.01", "fails")])
def test_one_total_decides_a_value_test_to_the_cent(asked: Any, foreign: str, status: str) -> None:
    found = asked("RVC40", materials=("8507.60",), value=PRICE, foreign=foreign)
    assert found["status"] == status
    assert Decimal(found["figures"][0]["value"]["amount"]) == Decimal(foreign)


def test_a_total_that_is_not_told_stays_open(asked: Any) -> None:
    assert asked("RVC40", materials=("8507.60",), value=PRICE)["status"] == "undetermined"


def test_what_is_not_on_the_list_is_no_build_up(asked: Any) -> None:
    """Only foreign materials are listed: what the others are worth is not known, and not nothing."""
    assert asked("BU40", materials=("8507.60",), value=PRICE, foreign="100")["status"] == "undetermined"


def test_no_foreign_material_at_all_is_enough(asked: Any) -> None:
    assert asked("WO", materials=())["criterion"] == "PE"
    assert asked("WO", made="all")["criterion"] == "WO"


@pytest.mark.parametrize(
    ("repairable", "where", "status"),
    [
        (False, "FJ", "qualifies"),
        (True, "FJ", "undetermined"),
        (None, "FJ", "undetermined"),
        (False, "AU", "undetermined"),
    ],
)
def test_collected_goods_need_all_that_their_limb_asks(
    asked: Any, repairable: bool | None, where: str, status: str
) -> None:
    found = asked(made="used", where=where, works=False, repairable=repairable)
    assert found["status"] == status


@pytest.mark.parametrize(("control", "status"), [(True, "qualifies"), (False, "fails"), (None, "undetermined")])
def test_goods_that_cross_another_economy_need_what_the_agreement_asks(
    asked: Any, control: bool | None, status: str
) -> None:
    assert asked(materials=("8537",), transit=("SG",), transit_customs_control=control)["status"] == status


def test_between_two_that_have_no_agreement_there_is_no_answer(bureau: Bureau) -> None:
    assert ask(bureau.book, Answers("85076020", "FJ", "KR", "2025-02-24")) == []


def test_every_fault_is_told_at_once(bureau: Bureau) -> None:
    assert faults(bureau, import_="", day="2025-02-30", materials=("8507", "85"), foreign="a lot") == {
        "/date": "bad_date",
        "/route/import": "missing",
        "/items/0/materials/1/commodity_code": "bad_commodity_code",
        "/foreign": "bad_decimal",
    }


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"foreign": "10"}, "no_price"),
        ({"foreign": "1000.01", "value": PRICE}, "too_dear"),
        ({"foreign": "-1", "value": PRICE}, "bad_decimal"),
    ],
)
def test_a_total_is_compared_with_the_price(bureau: Bureau, told: Json, code: str) -> None:
    assert faults(bureau, materials=("8537",), **told) == {"/foreign": code}


def test_a_bill_has_an_end(bureau: Bureau) -> None:
    assert faults(bureau, materials=("8537",) * 501) == {"/items/0/materials": "too_many"}


def test_nothing_is_stored(asked: Any, bureau: Bureau) -> None:
    asked(materials=("8537",))
    assert list(bureau.store.decisions()) == []
