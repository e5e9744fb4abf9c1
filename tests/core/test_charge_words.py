"""Charges in words."""

from __future__ import annotations

from decimal import Decimal

from greenlane.core.charge_words import brackets, formula
from greenlane.core.model import Bracket, Charge, Fact, Scale

FACTS = {"price": Fact("price", "decimal", label={"en": "reference price"})}


def test_a_rate_of_the_value() -> None:
    assert formula(Charge("duty", "value", Decimal("7.50"))) == "7.5 % of the value of the goods item."


def test_a_rate_of_a_quantity_times_a_price() -> None:
    said = formula(Charge("export_duty", "quantity:TNE*price", Decimal(3), currency="MYR"), FACTS)
    assert said == "3 % of the quantity in t times “reference price”, in MYR."


def test_a_plugin_says_its_formula_by_name() -> None:
    said = formula(Charge("fee", "value", formula="recycling"))
    assert said == "The plugin's formula “recycling”, on the value of the goods item."


def test_the_rows_of_a_scale_say_which_edge_is_theirs() -> None:
    rows = (Bracket(None, Decimal(10), Decimal(0)), Bracket(Decimal(10), None, Decimal(5), "above 10"))
    for includes, said in (
        ("upper", ["at most 10 t", "more than 10 t"]),
        ("lower", ["less than 10 t", "at least 10 t"]),
    ):
        charge = Charge("duty", "value", scale=Scale("quantity:TNE", includes, rows))
        found = list(brackets(charge))
        assert [one for one, _, _ in found] == said
        assert found[1][1:] == ("5 %", "above 10")
        assert f"its {includes} edge included" in formula(charge)
    assert list(brackets(Charge("duty", "value", Decimal(1)))) == []
