"""The questions of an enquiry as fields of the form, with what was typed in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from greenlane.core.service.enquiry import SCOPE, Enquiry, Question
from greenlane.core.service.goods import Goods
from greenlane.core.terms.codes import CURRENCIES
from greenlane.core.units import UNITS
from greenlane.web.checker import facts, wording
from greenlane.web.checker.state import NONE, UNSURE, State
from greenlane.web.checker.tongue import _
from greenlane.web.checker.wording import Said, spoken
from greenlane.web.languages import economies, economy_name, language

AT_ONCE: Final = 4
"""Open questions that are asked at one time: an answer often makes others needless."""
CANDIDATES: Final = 24
"""Longer codes that are offered."""
_FIELDS: Final = {"fact": "f.", "document": "d.", "issued": "i.", "national": "n."}
_PLAIN: Final = {"code": "longer", "quantity": "qty", "value": "amount"}
ROUTE: Final = ("from", "to")
"""Keys whose fields stand in the form anyway."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that can be chosen."""

    value: str
    label: str
    chosen: bool
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it is shown. `kind`: radio, check, codes, select, text, number or date. `second`: of an amount,
    what it is measured in. `why`: by which rules of whom it is asked. `presumed`: what is taken for granted.
    """

    key: str
    field: str
    kind: str
    heading: Said
    help: Said
    about: Said
    choices: tuple[Choice, ...]
    typed: str
    unit: str
    second: str
    seconds: tuple[Choice, ...]
    unsure: bool
    answered: bool
    why: tuple[tuple[str, Said, str], ...]
    presumed: str
    error: str

    @property
    def id(self) -> str:
        """Of its element."""
        return "q-" + "".join(one if one.isalnum() else "-" for one in self.field)


def field_of(key: str) -> str:
    """The field that answers a key."""
    head, colon, name = key.partition(":")
    return _FIELDS[head] + name if colon else _PLAIN.get(key, key)


def shown(
    enquiry: Enquiry, state: State, goods: Goods, errors: Mapping[str, str], economy: str
) -> tuple[list[Asked], list[Asked], int]:
    """The questions to show: those that were answered and the next open ones; what was taken for granted; how many
    more are open. `economy`: in whose nomenclature the code is.
    """
    words = _Words(state, goods, errors)
    told = [one for one in (*enquiry.answered, *enquiry.unsure) if one.key not in ROUTE]
    if state.code != state.first and not any(one.key == "code" for one in (*enquiry.open, *told)):
        # Which of the longer codes it is can be said otherwise.
        told.append(Question("code", "code", economy, values=tuple(goods.under(state.first, economy)), stage=SCOPE))
    told.sort(key=lambda one: (one.stage, one.key))
    ready = [one for one in enquiry.open if one.key not in ROUTE]
    # What was typed and cannot be read is asked again at once.
    ready.sort(key=lambda one: field_of(one.key) not in errors)
    asked = [words(one, answered=True) for one in told] + [words(one) for one in ready[:AT_ONCE]]
    return asked, [words(one) for one in enquiry.presumed], len(ready[AT_ONCE:])


class _Words:
    def __init__(self, state: State, goods: Goods, errors: Mapping[str, str]) -> None:
        self._state = state
        self._goods = goods
        self._errors = errors

    def __call__(self, question: Question, answered: bool = False) -> Asked:
        state, field = self._state, field_of(question.key)
        typed = self._typed(question, field)
        taken = question.presumed is not None
        kind, choices = self._form(question, typed, taken)
        second, seconds = self._second(question)
        return Asked(
            key=question.key,
            field=field,
            kind=kind,
            heading=facts.heading(question),
            help=facts.help_of(question),
            about=facts.paper(question) if question.kind in ("document", "date") else Said(""),
            choices=choices,
            typed=typed[0] if len(typed) == 1 else ", ".join(typed),
            unit=wording.unit(question.unit) if question.unit and question.kind in ("decimal", "integer") else "",
            second=second,
            seconds=seconds,
            unsure=question.key in state.unsure,
            answered=answered,
            why=tuple(
                (wording.flow(one.economy, one.flow), spoken(one.title), _law(one.legal_basis))
                for one in question.asked_by
            ),
            presumed=_presumed(question) if taken else "",
            error=self._errors.get(field) or self._errors.get(second, ""),
        )

    def _typed(self, question: Question, field: str) -> tuple[str, ...]:
        head, _dot, name = field.partition(".")
        state = self._state
        if head == "f":
            return state.facts.get(name, ())
        held: Mapping[str, str] = {"d": state.papers, "i": state.issued, "n": state.codes}.get(head, {})
        found = held.get(name, "") if name else state[field]
        return (found,) if found else ()

    def _form(self, question: Question, typed: Sequence[str], taken: bool) -> tuple[str, tuple[Choice, ...]]:
        unsure = question.key in self._state.unsure
        open_ = [] if taken else [Choice(UNSURE, _("I do not know"), unsure)]
        match question.kind:
            case "boolean" | "document":
                pairs = (("yes", _("Yes")), ("no", _("No")))
                return "radio", tuple([*(Choice(one, text, one in typed) for one, text in pairs), *open_])
            case "choice":
                values = [Choice(one, facts.value(question.name, one), one in typed) for one in question.values]
                return "radio", tuple([*values, *open_])
            case "list" if question.values:
                values = [Choice(one, facts.value(question.name, one), one in typed) for one in question.values]
                return "check", tuple([*values, Choice(NONE, _("none of these"), NONE in typed), *open_])
            case "economy":
                blank = [Choice("", "", not typed)]
                return "select", tuple([*blank, *(Choice(one, name, one in typed) for one, name in economies())])
            case "code":
                codes = tuple(self._codes(question, typed))
                return ("codes" if codes else "text"), codes
            case "decimal" | "integer" | "quantity" | "value":
                return "number", ()
            case "date":
                return "date", ()
            case _:
                return "text", ()

    def _codes(self, question: Question, typed: Sequence[str]) -> Iterable[Choice]:
        languages = (language(), "en")
        for code in sorted({*question.values[:CANDIDATES], *filter(None, [self._longer()])}):
            known = self._goods.name(code, languages, question.name)
            lang = "" if known is None or known.language in (language(), "") else known.language
            name = known.text if known is not None and known.code == code else ""
            yield Choice(code, f"{dotted(code)} {name}".strip(), code in typed, lang)

    def _longer(self) -> str:
        """The longer code that was chosen, whatever rules name."""
        state = self._state
        return state.code if state.code != state.first else ""

    def _second(self, question: Question) -> tuple[str, tuple[Choice, ...]]:
        if question.kind == "quantity":
            unit = self._state["unit"]
            units = question.values or tuple(UNITS)
            if unit in UNITS and unit not in units:
                units = (*units, unit)
            chosen = unit if unit in units else units[0]
            return "unit", tuple(Choice(one, wording.unit(one), one == chosen) for one in units)
        if question.kind == "value":
            chosen = self._state["currency"] or question.unit or "USD"
            return "currency", tuple(Choice(one, one, one == chosen) for one in sorted(CURRENCIES))
        return "", ()


def _law(bases: Sequence[Any]) -> str:
    return f"{bases[0].instrument}, {bases[0].provision}".rstrip(", ") if bases else ""


def granted(question: Question) -> tuple[Said, Said, str]:
    """Something taken for granted: the question, the document it is about, and the answer that was assumed."""
    about = facts.paper(question) if question.kind in ("document", "date") else Said("")
    return facts.heading(question), about, _presumed(question)


def _presumed(question: Question) -> str:
    """What is taken for granted, in words."""
    value = question.presumed
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, frozenset):
        return ", ".join(facts.value(question.name, one) for one in sorted(value)) or _("none of these")
    text = str(value)
    if not text.startswith("not "):
        return facts.value(question.name, text)
    other = text[4:]
    named = economy_name(other) if question.kind == "economy" else facts.value(question.name, other)
    return _("something other than: %(value)s", value=named)


def dotted(code: str) -> str:
    """A commodity code as tariffs print it: 3915.10.90."""
    return ".".join(filter(None, (code[:4], code[4:6], *(code[place : place + 2] for place in range(6, len(code), 2)))))
