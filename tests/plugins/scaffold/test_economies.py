"""What the scaffold knows of every economy, and what it says of codes that are none."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.core.terms.codes import CURRENCIES, ECONOMIES, UNION_OF
from greenlane.plugins.scaffold.economies import NoEconomy, known

OWN = sorted(ECONOMIES - set(UNION_OF))


@pytest.mark.parametrize("code", OWN)
def test_every_economy_has_a_name_a_time_zone_and_money_in_use(code: str) -> None:
    found = known(code)

    assert found.code == code and found.name
    assert all(ZoneInfo(zone) for zone in found.zones) and found.zones
    assert set(found.currencies) <= CURRENCIES
    assert bool(found.currencies) == (code != "AQ"), "only the Antarctic has no money"


@pytest.mark.parametrize(
    ("code", "zone", "currency"),
    [
        ("NZ", "Pacific/Auckland", "NZD"),
        ("CL", "America/Santiago", "CLP"),
        ("PA", "America/Panama", "PAB"),
        ("LS", "Africa/Maseru", "LSL"),
        ("HM", "Etc/UTC", "AUD"),
        ("EU", "Europe/Brussels", "EUR"),
    ],
)
def test_the_first_proposal_is_the_likeliest(code: str, zone: str, currency: str) -> None:
    assert (known(code).zones[0], known(code).currencies[0]) == (zone, currency)


def test_names_are_english_first_and_then_in_the_economys_own_languages() -> None:
    assert known("CH").names == {"en": "Switzerland", "de": "Schweiz", "fr": "Suisse", "it": "Svizzera"}
    assert known("NZ").names["mi"] == "Aotearoa"


def test_a_union_has_its_members() -> None:
    assert "DE" in known("EU").members and known("NZ").members == ()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("nz", "'nz' is no economy's code: did you mean NZ?"),
        ("NZL", "did you mean NZ?"),
        ("554", "did you mean NZ?"),
        ("New Zealand", "did you mean NZ?"),
        ("Zealand", "did you mean NZ?"),
        ("UK", "did you mean GB?"),
        ("DE", "DE belongs to the customs union EU, which answers for it: write one for EU"),
        ("XK", "XK is Kosovo, no economy of ISO 3166-1: give two capital letters"),
        ("ZZ", "no economy of ISO 3166-1"),
        ("SU", "'SU' is no economy's code: give two capital letters of ISO 3166-1, as NZ, or EU"),
        ("", "give two capital letters"),
        ("../etc", "give two capital letters"),
        ("N" * 10_000, "give two capital letters"),
    ],
)
def test_what_is_no_economys_code_is_told_with_what_would_be_right(written: str, said: str) -> None:
    with pytest.raises(NoEconomy) as told:
        known(written)
    assert said in str(told.value) and len(str(told.value)) < 200


@pytest.mark.parametrize("member", sorted(UNION_OF))
def test_no_member_of_a_union_has_a_pack_of_its_own(member: str) -> None:
    with pytest.raises(NoEconomy, match="belongs to the customs union EU"):
        known(member)


@given(st.text(max_size=8))
def test_any_text_is_an_economys_code_or_is_told(written: str) -> None:
    try:
        assert known(written).code == written
    except NoEconomy as error:
        assert str(error)
