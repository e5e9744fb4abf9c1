"""What a statement of origin says in its own words, and its calculations as formulae."""

from collections.abc import Mapping
from typing import Any, Final

from babel import Locale

from greenlane.core.origin.outcome import FAILS, NOT_IN_FORCE, UNDETERMINED

TITLE: Final = "Statement of origin"
NOTICE: Final = (
    "Prepared by a computer from what was declared, for the exporter to check and to sign. It is not the official "
    "form of the agreement and does not take its place."
)
PROOFS: Final[Mapping[str, str]] = {
    "authority": "The proof of origin of this agreement is issued by an authority, or a body that it names: the "
    "exporter applies there, and this statement, signed, is what the application rests on.",
    "self": "The proof of origin of this agreement is made out by the trader, in the form that the agreement asks "
    "for: this statement, signed, is the record that it rests on.",
    "either": "The proof of origin of this agreement is issued by an authority on application, or made out by the "
    "trader where the agreement allows it: this statement, signed, is what either rests on.",
    "declaration": "The proof of origin of this agreement is a declaration in its own prescribed words, on the "
    "invoice or another commercial document: this statement, signed, is the record that it rests on.",
    "unknown": "Who makes out the proof of origin of this agreement is not known here: ask the authority. This "
    "statement, signed, is the record that it rests on.",
}
"""By whom the proof is made out → what this statement is for."""
NOT_SEEN: Final = (
    "How this agreement's form prints this criterion was not seen: it stands here in plain words. Compare it with "
    "the notes on the form before it is copied there."
)
EXPLAINED: Final[Mapping[str, str]] = {
    FAILS: "The goods do not meet the rule of origin with what was declared.",
    UNDETERMINED: "Whether the goods meet the rule of origin cannot be told from what was declared and is known here.",
    NOT_IN_FORCE: "The agreement is not in force between the two on that day.",
}
"""Status → why an item is not covered."""
RESTS: Final[Mapping[str, str]] = {
    "legal_text": "The rules were read in the text of the law itself.",
    "secondary": "At least one of the rules was told by a reliable second source; the text of the law was not read.",
    "workshop": "At least one of the rules was told by customs officers at a workshop; the text of the law was not "
    "read: have it confirmed before you sign.",
    "unverified": "At least one of the rules was not verified by anybody: have it confirmed before you sign.",
}
"""Evidence of the weakest rule → what that means for who signs."""
DECLARED: Final = (
    "I, the undersigned exporter, declare that the goods of {goods} above originate in {economy} within the meaning "
    "of the {agreement}; that what is stated here about them, their materials and how they were made is complete and "
    "true; that what this statement takes as given is so; and that I hold the records that show it and will produce "
    "them when I am asked to."
)
_PARTS: Final[Mapping[str, tuple[str, str]]] = {
    "BD": ("({base} - {part}) / {base} x 100", "non-originating materials"),
    "BU": ("{part} / {base} x 100", "originating materials and what may be added to them"),
    "NC": ("({base} - {part}) / {base} x 100", "non-originating materials"),
    "MC": ("{part} / {base} x 100", "non-originating materials"),
    "tolerance": ("{part} / {base} x 100", "materials that do not change as the rule asks"),
    "allowance": ("{part} / {base} x 100", "materials that may stay in the good's own heading or subheading"),
}
"""Method → its sum, and what `part` is the value of."""
_AT_LEAST: Final = ("BD", "BU", "NC")


def computed(figure: Mapping[str, Any]) -> str:
    """A figure of an answer as one line that can be computed again; empty where a number is not known."""
    base, part, percent = figure["base"], figure["value"], figure["percent"]
    if percent is None:
        return ""
    limit = f"{'at least' if figure['method'] in _AT_LEAST else 'at most'} {figure['limit']} % is asked"
    shape = _PARTS.get(figure["method"])
    if shape is None or base is None or part is None:
        return f"{figure['formula']} = {percent} %; {limit}."
    sums, meaning = shape
    shown = sums.format(base=base["amount"], part=part["amount"])
    return (
        f"{figure['formula']} = {shown} = {percent} %; {limit}. {base['amount']} {base['currency']}: the price on the "
        f"basis {figure['basis']}; {part['amount']} {part['currency']}: {meaning}."
    )


def economy_named(code: str) -> str:
    """An economy's English name, as the declaration has it; its code where it has none."""
    return str(Locale("en").territories.get(code, code))
