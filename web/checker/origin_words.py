"""What the questionnaire on origin calls things, in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Final

from greenlane.core.declaration import Fault
from greenlane.web.checker.tongue import _, _l
from greenlane.web.checker.wording import Lazy

MISSING: Final[Mapping[str, Lazy]] = {
    "commodity_code": _l("The code of the goods, with six digits at least"),
    "materials": _l("The codes of the foreign materials, or that there are none"),
    "materials.value": _l("What the foreign materials cost in all"),
    "materials.own": _l("What the materials are worth that originate: that takes a whole bill of materials"),
    "value": _l("Price of the goods"),
    "value.basis": _l("On which terms?"),
    "fob_price": _l("The price free on board (FOB)"),
    "ex_works_price": _l("The price at the factory gate (ex-works)"),
    "net_cost": _l("The net cost of the goods"),
}
"""What an agreement misses → what to tell."""


def fault(found: Fault) -> str:
    """A fault of what only the questionnaire has, as a sentence; empty for another one."""
    said = _FAULTS.get(found.code) if found.pointer.startswith(("/foreign", "/items/0/materials", "/route/")) else None
    return said(found) if said is not None else ""


def _line(found: Fault) -> str:
    place = found.pointer.split("/")[4]
    return _("Line %(line)d begins with no code: a material's code has 4 to 12 digits.", line=int(place) + 1)


_FAULTS: Final[Mapping[str, Callable[[Fault], str]]] = {
    "bad_commodity_code": _line,
    "too_many": lambda _fault: _("These are too many: 500 materials at most."),
    "no_price": lambda _fault: _("This is compared with the price of the goods: give that, too."),
    "too_dear": lambda _fault: _("The foreign materials cost more than the goods: one of the two is wrong."),
}
"""Code of a fault → its sentence."""
