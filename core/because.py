"""Sentences for what decided: the code, the partner, the tests, in the words of what was declared."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from greenlane.core.ask import Ask, Hit
from greenlane.core.explain import Layout, deciding
from greenlane.core.model import Rule, Test
from greenlane.core.units import convert
from greenlane.core.vocabulary import FALSE, PRESUMED, TRUE, UNKNOWN

Say = Callable[..., str]
"""phrase() with the language already given."""

Papers = Mapping[str, tuple[str, date]]
"""Documents that were sent but do not cover the day: code → (`early` or `late`, the day that says so)."""


def of_match(
    rule: Rule, hit: Hit, ask: Ask, foreign: bool, layout: Layout, papers: Papers, say: Say, provided: Iterable[str]
) -> Iterator[str]:
    """Why the rule matched, or may."""
    yield _code(rule, hit, ask, foreign, say)
    if rule.partners:
        role = say("destination") if ask.flow == "export" else say("origin")
        partner = ask.partner if ask.flow == "export" else ask.origin
        if hit.partner == UNKNOWN:
            yield say("partner_unknown", role=role)
        else:
            yield say("partner", role=role, economy=partner)
    if rule.keywords:
        yield say("keyword", words=_words(rule.keywords, ask))
    if layout.when is not None:
        for test, value in deciding(layout.when, hit.values):
            yield of_test(test, value, ask, papers, say, provided)


def _words(keywords: Iterable[str], ask: Ask) -> str:
    from greenlane.core.keywords import pattern

    return ", ".join(word for word in keywords if pattern(word) in ask.text)


def _code(rule: Rule, hit: Hit, ask: Ask, foreign: bool, say: Say) -> str:
    if not rule.codes and hit.code == TRUE:
        return say("code_any")
    if hit.code == TRUE:
        if rule.codes_title:
            return say("code_list", code=ask.code, title=say.text(rule.codes_title))  # type: ignore[attr-defined]
        return say("code", code=ask.code, prefix=next(p for p in rule.codes if ask.code.startswith(p)))
    longer = [p for p in (*rule.codes, *rule.exclude) if len(p) > len(ask.code) and p.startswith(ask.code)]
    example = min(longer) if longer else ask.code
    if foreign:
        return say("code_foreign", code=ask.code, digits=len(ask.code), economy=ask.economy, example=example)
    return say("code_short", code=ask.code, example=example)


def of_test(test: Test, value: int, ask: Ask, papers: Papers, say: Say, provided: Iterable[str]) -> str:
    """One deciding test in words."""
    truth, subject, op = value & 3, test.subject, test.op
    if subject.startswith("document:"):
        return _document(test, truth, ask, papers, say)
    if subject.startswith("quantity:"):
        return _quantity(test, truth, ask, say)
    if subject == "commodity_code":
        key = {TRUE: "under_true", FALSE: "under_false", UNKNOWN: "under_unknown"}[truth]
        return say(key, code=ask.code, codes=_list(test.value))
    if subject == "keyword":
        if truth == TRUE:
            return say("keyword", words=_words(sorted(test.value), ask))  # type: ignore[arg-type]
        return say("keyword_false", words=_list(test.value))
    if subject in ("origin", "partner", "regime"):
        key = {TRUE: "input_true", FALSE: "input_false", UNKNOWN: "input_unknown"}[truth]
        return say(key, name=subject, value=getattr(ask, subject), wanted=_list(test.value))
    if value & PRESUMED:
        return say("fact_presumed", name=subject, value=_presumed(test, truth, say))
    if truth == UNKNOWN:
        return say("fact_unknown", name=subject)
    declared = _value(ask.facts[subject], say)
    if subject in provided:
        return say("fact_provided", name=subject, value=declared)
    if op == "is":
        return say("fact", name=subject, value=declared)
    key = "fact_true" if truth == TRUE else "fact_false"
    return say(key, name=subject, value=declared, test=_wanted(test))


def _presumed(test: Test, truth: int, say: Say) -> str:
    if test.op == "is":
        return "true" if test.value is (truth == TRUE) else "false"
    if test.op == "in":
        return f"not {_list(test.value)}"
    return say("none")


def _document(test: Test, truth: int, ask: Ask, papers: Papers, say: Say) -> str:
    code = test.subject[9:]
    if truth == FALSE and code in papers:
        return say(f"document_{papers[code][0]}", code=code, day=papers[code][1])
    if test.op == "presented" or code not in ask.documents:
        return say("document" if truth == TRUE else "document_absent", code=code)
    key = {TRUE: "issued_true", FALSE: "issued_false", UNKNOWN: "issued_unknown"}[truth]
    return say(key, code=code, test=f"{test.op.removeprefix('issued ')} {test.value}")


def _quantity(test: Test, truth: int, ask: Ask, say: Say) -> str:
    unit = test.subject[9:]
    if ask.quantity is None:
        return say("quantity_unknown")
    if truth == UNKNOWN:
        return say("quantity_unit", unit=ask.quantity[1], wanted=unit)
    key = "quantity_true" if truth == TRUE else "quantity_false"
    value = convert(*ask.quantity, unit)
    return say(key, value=plain(value), unit=unit, test=f"{test.op} {test.value} {unit}")


def _wanted(test: Test) -> str:
    if test.op in ("any", "all", "only"):
        return f"{test.op} of {_list(test.value)}"
    if test.op == "in":
        return f"one of {_list(test.value)}"
    return f"{test.op} {test.value}"


def _value(value: Any, say: Say) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | frozenset | tuple):
        return ", ".join(sorted(map(str, value))) or say("none")
    return plain(value) if isinstance(value, Decimal) else str(value)


def _list(value: object, most: int = 8) -> str:
    members = sorted(map(str, value))  # type: ignore[call-overload]
    return ", ".join(members[:most]) + (f" … ({len(members)} in all)" if len(members) > most else "")


def plain(value: Decimal | None) -> str:
    """A decimal without an exponent and without zeros that say nothing."""
    if value is None:
        return ""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
