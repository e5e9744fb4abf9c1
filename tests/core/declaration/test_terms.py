import pytest

from greenlane.core.terms import document_pattern, is_document, shared_documents, shared_facts
from greenlane.core.terms.codes import CURRENCIES, ECONOMIES, economy_alias

TYPES = {
    "boolean": "used contaminated for_demolition production_offcut importer_is_plant identified_as_waste "
    "meets_standard in_bulk works repairable fit_only_for_recovery warranty_like_new life_like_new seized",
    "list": "condition_flags polymers processes",
    "decimal": "impurity_percent purity_percent cross_section_mm2 reference_price",
    "choice": "purpose",
    "string": "statistical_code scientific_name",
    "economy": "collected_in produced_in",
    "integer": "gr_item",
}


def test_the_facts_are_those_of_the_contract() -> None:
    wanted = {name: kind for kind, names in TYPES.items() for name in names.split()}
    assert {name: fact.type for name, fact in shared_facts().items()} == wanted
    assert all(fact.label["en"] and fact.help["en"] and not fact.presumption for fact in shared_facts().values())


def test_the_documents_are_those_of_the_contract() -> None:
    assert set(shared_documents()) == set(
        "VN-ENV-LICENCE VN-COMPONENT-LICENCE VN-DEPOSIT VN-QCVN TH-DIW CN-IDENTIFICATION "
        "MY-SIRIM-COA MY-MPOB-LICENCE MY-DOE-APPROVAL KR-GR-CERT KR-REMAN-CERT KR-ALLBARO "
        "ID-V-LEGAL BASEL-PIC CITES-PERMIT CO-<agreement>".split()
    )


@pytest.mark.parametrize(
    ("code", "known"),
    [("CO-RCEP", True), ("CO-KR-CN", True), ("CO-", False), ("VN-DEPOSIT", True), ("CO-x", False)],
)
def test_proofs_of_origin_are_an_open_family(code: str, known: bool) -> None:
    assert is_document(code, shared_documents()) is known


def test_the_pattern_of_a_plain_document_is_its_code() -> None:
    assert document_pattern("TH-DIW") == "TH-DIW"
    assert document_pattern("CO-<agreement>") == "CO-[A-Z0-9-]+"


def test_economies_are_iso_3166_1_and_the_union() -> None:
    assert len(ECONOMIES) == 250
    assert {"VN", "EU", "GB", "TW", "HK"} <= ECONOMIES
    assert not {"UK", "XK", "EZ", "CQ", "ZZ", "SU"} & ECONOMIES


def test_currencies_are_those_of_recent_years() -> None:
    assert {"USD", "VND", "KRW", "HRK", "EUR", "CNY"} <= CURRENCIES
    assert not {"DEM", "XXX", "XAU", "CNH"} & CURRENCIES


def test_other_codes_of_an_economy_are_known_for_suggestions() -> None:
    assert (economy_alias("VNM"), economy_alias("704"), economy_alias("UK"), economy_alias("QQQ")) == (
        "VN",
        "VN",
        "GB",
        None,
    )
