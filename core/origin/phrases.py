"""The sentences of an origin answer, in English; the arguments that need words are put in words here."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from greenlane.core.origin.outcome import Figure, Phrase
from greenlane.core.speaker import Speaker
from greenlane.core.vocabulary import FALSE, TRUE, UNKNOWN

SENTENCES: Final[Mapping[str, str]] = {
    "origin_alone": "made only from materials that originate",
    "origin_change_met": "{rule} is met: every non-originating material changes its classification",
    "origin_no_materials": "the bill of materials is not stated",
    "origin_unchanged": "{rule} is not met: {materials} of the same {unit} as the goods",
    "origin_unsure": "{rule}: whether {materials} of another {unit} than the goods cannot be told",
    "origin_figure": "{figure}",
    "origin_shift": "{shift}",
    "origin_replace": "for {rule}: replace {materials} by originating ones, or by ones of another {unit}",
    "origin_no_basis": "{rule}: the {basis} is not stated, or is nothing",
    "origin_stands": "the {used} stands for the {wanted}",
    "origin_no_rate": "no exchange rate for {currency} is stated",
    "origin_tolerance_never": "the tolerance does not apply to these goods or materials",
    "origin_tolerance_subheading": (
        "the tolerance applies to these goods only where the material changes its subheading"
    ),
    "origin_tolerance_fact": "the tolerance applies to these goods only where {name} is true",
    "origin_weight_met": "{percent} % by weight does not change: within the tolerance of {limit} %",
    "origin_weight_over": "{percent} % by weight does not change: more than the tolerance of {limit} %",
    "origin_not_wholly": "WO: not wholly obtained, because of {materials}",
    "origin_any_heading": "{rule} is met: materials of any heading may be used",
    "origin_process_open": "whether {name} was done is not stated",
    "origin_process_unsaid": "{names} would give origin too, and nobody said that it was done: taken as not done",
    "origin_say_process": "if {names} was done, say so (origin_processes)",
    "origin_say_where": "if the goods are {limb}, say where ({name})",
    "origin_obtained_as": "originating as {limb} ({provision})",
    "origin_obtained_elsewhere": "not wholly obtained as {limb} ({provision}): {name} is {economy}",
    "origin_process_done": "the process {name} was done",
    "origin_process_absent": "the process {name} was not done",
    "origin_share_met": "{name} is {value}: at least {limit}",
    "origin_share_short": "{name} is {value}: less than {limit}",
    "origin_not_in_force": "not in force for {economy} on {on}: it is since {day}",
    "origin_obtained": "wholly obtained: {limb} ({provision})",
    "origin_obtained_not": "not wholly obtained as {limb} ({provision})",
    "origin_obtained_open": "whether wholly obtained as {limb} ({provision}) cannot be told",
    "origin_document": "present {documents}",
    "origin_code_short": "commodity code {code} is too short: product rules go by six digits",
    "origin_fallback": "allowed beside the product rule by {provision}",
    "origin_too_dear": (
        "the materials are worth {worth} {currency}, more than the good ({price} {currency}): one of the two is wrong"
    ),
    "origin_unknown_origin": (
        "of unknown origin, or not said to originate, so counted as non-originating: {materials}"
    ),
    "origin_prove_materials": "show that these originate, if they do (a supplier's declaration): {materials}",
    "origin_not_cumulated": "originating in no party of the agreement, so counted as non-originating: {materials}",
    "origin_insufficient": "{processes}: work that never gives origin by itself ({provision})",
    "origin_do_more": "do more to the goods than {processes} ({provision})",
    "origin_transport_met": "on the way through {transit}: what {provision} asks is met",
    "origin_transport_open": "on the way through {transit}: whether what {provision} asks is met cannot be told",
    "origin_transport_failed": "on the way through {transit}: what {provision} asks is not met",
    "origin_go_direct": "send the goods directly, or as {provision} allows",
    "origin_if_direct": "the goods go directly to the importing economy{as_provision}",
    "origin_if_sufficient": "more was done to the goods than {processes} ({provision})",
    "origin_if_sufficient_unknown": (
        "more was done than minimal operations; which these are under this agreement was not found"
    ),
    "origin_if_suppliers": "each material said to originate is proven to (a supplier's declaration)",
    "origin_if_edition": "the product rule is of HS {edition}, where the code is read as {codes}",
    "origin_if_declared_edition": "the HS edition of the product rules was not found: the code is read as declared",
    "origin_gap_value": "{rule}: how this agreement reckons value was not found",
    "origin_gap_tolerance": "the tolerance of this agreement was not found",
    "origin_gap_in_force": "since when the agreement binds {economy} was not found",
    "origin_gap_edition": (
        "code {code} is not of HS {edition}, in which the product rules are written, and what it was "
        "there was not found"
    ),
    "origin_gap_edition_material": "what the code of a material was in HS {edition} was not found",
    "origin_gap_transposed": "code {code} was {codes} in HS {edition}; their rules come out differently: {rules}",
    "origin_gap_lines": "the annex has different rules for {goods}; which of them the good is decides: {rules}",
    "origin_gap_line": (
        "the product rule for {code} is not held here: ask the customs authority, or look it up in the annex"
    ),
    "origin_gap_general": (
        "by the general rule {rule} {outcome}; it holds for goods that the product annex does not name, "
        "and the annex is not held here"
    ),
    "origin_gap_cumulation": (
        "whether these, of another party, may be counted as originating was not found: {materials}"
    ),
    "origin_gap_transport": "the rule on transport through {transit} was not found",
    "origin_gap_denied": "preference may be denied to these goods ({provision}); whether it is was not found",
    "origin_excepted": "{rule} is not met: {materials} of a code that the rule does not allow",
    "origin_minimal": (
        "only {processes} was done, and which operations never suffice under this agreement was not found"
    ),
    "origin_rank_unheld": "cannot be told here: a part of the law is not held",
    "origin_rank_qualifies": (
        "qualifies; {proof}; the duty rates of the agreements are not known here, so the proof ranks it"
    ),
    "origin_rank_undetermined": "may qualify once what is missing is told",
    "origin_rank_fails": "does not qualify as the goods are",
    "origin_rank_not_in_force": "not in force on the day",
}
_PROOFS: Final = {
    "presented": "its proof of origin was presented",
    "self": "the exporter proves origin by himself",
    "declaration": "the exporter proves origin by a declaration",
    "either": "an authority or the exporter proves origin",
    "authority": "an authority issues the proof",
}
_OUTCOMES: Final = {
    TRUE: "the goods would qualify",
    FALSE: "the goods would not qualify",
    UNKNOWN: "it could not be told either",
}
BASES: Final = {
    "FOB": "free-on-board value (FOB)",
    "CIF": "value with freight and insurance (CIF)",
    "EXW": "ex-works price (EXW)",
    "AV": "adjusted value (AV)",
    "TV": "transaction value (TV)",
    "CV": "customs value (CV)",
    "NC": "net cost (NC)",
}
FORMULAS: Final = {
    "BD": "({base} - VNM) / {base} x 100",
    "NC": "(NC - VNM) / NC x 100",
    "BU": "VOM / {base} x 100",
    "MC": "VNM / {base} x 100",
    "tolerance": "unchanged / {base} x 100",
    "allowance": "same heading or subheading / {base} x 100",
    "weight": "unchanged / weight x 100",
}
"""How a figure is reckoned; VNM: non-originating, VOM: originating materials."""
SHOWN: Final = 6


def worded(phrase: Phrase, say: Speaker) -> str:
    """One sentence. Phrases of conditions (`fact`, `document` …) are among those of `because`."""
    sentence = SENTENCES.get(phrase.key)
    if sentence is None:
        return say(phrase.key, **phrase.arguments)
    arguments = {name: _said(name, value, say) for name, value in phrase.arguments.items()}
    if phrase.key == "origin_shift":
        arguments["shift"] = shift(phrase.arguments["figure"], phrase.arguments["rule"])
    elif phrase.key == "origin_figure":
        arguments["figure"] = figure(phrase.arguments["figure"], phrase.arguments["rule"])
    elif phrase.key == "origin_gap_general":
        arguments["outcome"] = _OUTCOMES[phrase.arguments["value"]]
    elif phrase.key == "origin_if_direct":
        arguments["as_provision"] = f", or as {arguments['provision']} allows" if arguments["provision"] else ""
    elif phrase.key == "origin_rank_qualifies":
        arguments["proof"] = _PROOFS.get(str(phrase.arguments["proof"]), "how origin is proven was not found")
    return sentence.format(**arguments)


def _said(name: str, value: Any, say: Speaker) -> str:
    if isinstance(value, Mapping):
        return say.text(value)
    if name == "materials":
        shown = ", ".join(
            f"material {one[0]} ({one[1]}{f', {one[2]}' if len(one) > 2 else ''})" for one in value[:SHOWN]
        )
        return shown + (f" and {len(value) - SHOWN} more" if len(value) > SHOWN else "")
    if name in ("used", "wanted", "basis"):
        return BASES.get(value, str(value))
    if name in ("names", "name", "processes"):
        words = [str(one).replace("_", " ") for one in ([value] if isinstance(value, str) else value)]
        return ", ".join(words) if name != "names" else " or ".join(words)
    if isinstance(value, list | tuple):
        return ", ".join(say.text(one) if isinstance(one, Mapping) else str(one) for one in value)
    return number(value) if isinstance(value, Decimal) else str(value)


def number(value: Decimal) -> str:
    """A decimal without an exponent."""
    return format(value, "f")


def figure(one: Figure, rule: str) -> str:
    """A value test in one sentence, formula first."""
    outcome = {True: "met", False: "not met", None: "cannot be told"}[one.met]
    if one.base is None or one.part is None or one.percent is None:
        return f"{rule or one.method}: {outcome}"
    limit = f"{'at least' if one.method in ('BD', 'BU', 'NC') else 'at most'} {number(one.limit)} %"
    sums = {
        "BD": f"({number(one.base)} - {number(one.part)}) / {number(one.base)}",
        "NC": f"({number(one.base)} - {number(one.part)}) / {number(one.base)}",
    }.get(one.method, f"{number(one.part)} / {number(one.base)}")
    names = {"tolerance": "tolerance", "allowance": "allowance"}
    formula = FORMULAS[one.method].format(base=one.basis)
    return (
        f"{rule or names.get(one.method, one.method)}: {formula} = {sums} {one.currency} = {number(one.percent)} %, "
        f"{limit} asked: {outcome}"
    )


def shift(one: Figure, rule: str) -> str:
    """What would have to move so that a value test is met."""
    assert one.shift is not None
    by = f"{number(one.shift)} {one.currency}"
    if one.method == "BU":
        return f"for {rule}: {by} more of originating materials"
    if one.method in ("tolerance", "allowance"):
        return f"for the {one.method} of {number(one.limit)} %: {by} less of the materials that do not change"
    return f"for {rule}: {by} less of non-originating materials (originating ones in their place)"
