"""The sentences of `because`, by language. Arguments are named; codes and verdicts are never translated."""

from collections.abc import Mapping
from typing import Final

PHRASES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "code": "commodity code {code} is under {prefix}",
        "code_list": "commodity code {code} is on {title}",
        "code_any": "applies to all goods",
        "code_short": "commodity code {code} is too short to tell: {example} would be meant, others not",
        "code_foreign": "of code {code} only {digits} digits count in {economy}: {example} would be meant, others not",
        "partner": "{role} {economy} is one of those the rule names",
        "partner_unknown": "{role} is not stated",
        "origin": "origin",
        "destination": "destination",
        "keyword": "the description holds {words}",
        "keyword_false": "the description holds none of {words}",
        "fact": "{name} is {value}",
        "fact_true": "{name} is {value}: {test}",
        "fact_false": "{name} is {value}: not {test}",
        "fact_unknown": "{name} is not stated",
        "fact_presumed": "{name} is not stated: presumed {value}",
        "fact_provided": "{name} is {value} (provided by the rule set, not declared)",
        "none": "none",
        "document": "document {code} presented",
        "document_absent": "document {code} not presented",
        "document_early": "document {code} was issued on {day}, after the day of the check: counts as not presented",
        "document_late": "document {code} expired on {day}: counts as not presented",
        "issued_true": "document {code} was issued {test}",
        "issued_false": "document {code} was not issued {test}",
        "issued_unknown": "the day document {code} was issued is not stated",
        "quantity_true": "quantity {value} {unit} is {test}",
        "quantity_false": "quantity {value} {unit} is not {test}",
        "quantity_unknown": "quantity is not stated",
        "quantity_unit": "quantity in {unit} cannot be converted to {wanted}",
        "under_true": "commodity code {code} is under one of {codes}",
        "under_false": "commodity code {code} is under none of {codes}",
        "under_unknown": "commodity code {code} is too short to tell",
        "input_true": "{name} {value} is one of {wanted}",
        "input_false": "{name} {value} is none of {wanted}",
        "input_unknown": "{name} is not stated",
        "rate": "rate {percent} %",
        "rate_scale": "{measure} {value} falls in the bracket {bracket}: {percent} %",
        "base": "base {base} {currency}",
        "amount": "{percent} % of {base} {currency} is {amount} {currency}",
        "no_value": "no value of {name} is held for {period}",
        "charge_missing": "cannot be computed: {name} is missing",
        "unverified": "nobody has verified this rule: it can at worst refer",
        "plugin_fault": "the plugin {plugin} failed ({kind} in {hook}): {message}",
        "plugin_remedy": "Ask an officer: the economy's plugin did not answer just now.",
        "signal_remedy": "Ask an officer, and have at hand what shows that it is in order.",
        "plugin_title": "The economy's rules could not be read in full",
        "unavailable": "the plugin of {economy} is unavailable: {reason}",
    }
}


def phrase(language: str, key: str, **arguments: object) -> str:
    """One sentence in a language, English where that language has none."""
    text = PHRASES.get(language, PHRASES["en"]).get(key) or PHRASES["en"][key]
    return text.format(**arguments)
