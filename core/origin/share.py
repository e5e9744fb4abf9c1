"""What share of the price some materials are, on each basis the agreement leaves to the exporter."""

from collections.abc import Iterable
from decimal import Decimal

from greenlane.core.origin.agreement import Agreement
from greenlane.core.origin.bill import Foreign
from greenlane.core.origin.content import most
from greenlane.core.origin.found import Found
from greenlane.core.origin.outcome import Figure, Phrase
from greenlane.core.origin.price import Price


def worth(foreign: Foreign, places: Iterable[int]) -> tuple[Decimal, Decimal | None]:
    """The least and the most that some materials are worth; of the most None where nothing bounds it."""
    places = list(places)
    exact = foreign.worth(places)
    if exact is not None:
        return exact, exact
    known = [foreign.materials[place].amount for place in places]
    least = sum((one for one in known if one is not None), Decimal(0))
    return least, foreign.total


def shares(
    method: str,
    agreement: Agreement,
    price: Price,
    foreign: Foreign,
    places: list[int],
    percent: Decimal,
    found: Found,
) -> tuple[list[Figure], bool]:
    """The share of some materials in each basis of the agreement; and whether one of them cannot be told."""
    terms = agreement.value
    if terms is None:
        return [], True
    figures, open_ = [], False
    least, greatest = worth(foreign, places)
    for basis in terms.bases:
        base = price.on(basis, terms)
        if base is None:
            open_ = True
            found.facts += (price.wanted(basis, terms),)
            continue
        if base.used != base.wanted:
            found.because += (Phrase("origin_stands", {"used": base.used, "wanted": base.wanted}),)
        if greatest is not None and (figure := most(method, base, greatest, percent, price.currency)).met:
            figures.append(figure)
        elif (figure := most(method, base, least, percent, price.currency)).met:
            open_ = True
            found.facts += ("materials.value",)
        else:
            figures.append(figure)
    return figures, open_
