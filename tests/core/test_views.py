"""What a plugin's code is shown of an item."""

from datetime import date
from decimal import Decimal

from greenlane.core.declaration.normalise import Item
from greenlane.core.terms import shared_facts
from greenlane.core.views import view_of


def test_facts_are_shown_at_their_types_and_the_size_of_a_party_only_where_a_pack_declares_it() -> None:
    facts = {"used": True, "impurity_percent": "1.5", "polymers": ["PE", "PE"], "importer_size": "micro"}
    item = Item(1, "3915", {"commodity_code": "3915", "facts": facts}, {}, [("TH-DIW", date(2026, 1, 1), None, True)])

    view = view_of(item, shared_facts())

    assert dict(view.facts) == {"used": True, "impurity_percent": Decimal("1.5"), "polymers": frozenset({"PE"})}
    assert view.documents == ("TH-DIW",)
