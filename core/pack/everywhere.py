"""What a pack without an economy may be: notices on every route, under a code that is no economy's."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from greenlane.core.crosswalk.model import PARTS
from greenlane.core.terms.codes import PLACELESS

Report = Callable[[tuple[str | int, ...], str, str], None]
DIGITS: Final = "6"
"""How long its codes are at most: those of the Harmonized System, which every economy shares."""


def check(document: Mapping[str, Any], report: Report) -> None:
    """Report what such a pack may not be or hold; and a code of its kind that stands for an economy."""
    economy = document["economy"]
    code = economy["economy"]
    if economy.get("everywhere") != "true":
        for part in PARTS:
            if document.get(part):
                report(
                    (part,), f"a crosswalk is of every route, and {code} is one economy", "put it in a pack without one"
                )
        if code in PLACELESS:
            remedy = 'write everywhere: "true" for a pack without an economy, or the economy\'s own code'
            report(("economy", "economy"), f"{code} is no economy's code", remedy)
        return
    if code not in PLACELESS:
        remedy = "one of XA to XZ, which ISO 3166-1 leaves to its users; or leave `everywhere` out"
        report(("economy", "economy"), f"{code} is an economy's code: a pack that is asked everywhere has none", remedy)
    if economy.get("members"):
        report(("economy", "members"), "a pack without an economy answers for no members", "leave them out")
    if economy["nomenclature"]["lengths"] != [DIGITS]:
        where = ("economy", "nomenclature", "lengths")
        report(where, "every route shares six digits, those of the Harmonized System", 'write lengths: ["6"]')
    for index, rule in enumerate(document["rules"]):
        if rule["kind"] != "notice":
            remedy = "write a notice; what is to be enforced belongs in the pack of the economy that enforces it"
            report(("rules", index, "kind"), f"a {rule['kind']} needs an economy, and {code} has none", remedy)
        for name in ("codes", "exclude"):
            for code_ in rule.get(name, ()):
                if len(code_) > int(DIGITS):
                    report(("rules", index, name), f"{code_} is longer than the six digits that every route shares", "")
    for index, agreement in enumerate(document["agreements"]):
        remedy = "put it in the pack of each party"
        report(("agreements", index, "id"), f"{agreement['id']} binds economies, and {code} is none", remedy)
