"""The plugin's code: it can be taken in, and its hooks answer, in time, the right types, twice the same."""

import random
import re
import time as clock
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from functools import partial
from typing import Final

from greenlane.core.declaration import Declaration
from greenlane.core.extension import DecisionView, Fault
from greenlane.core.views import context_of, view_of
from greenlane.plugins.boundary import DEADLINE
from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.made_up import MadeUp
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import failed, passed, some, warned
from greenlane.plugins.deprecation import of_hook
from greenlane.plugins.registry import SPECS

TITLE = "The plugin's code"
PLACE: Final = re.compile(r"^(\S+:\d+): (.*)$", re.DOTALL)
DETAIL: Final = re.compile(r"(.*?) \((?:(\S+:\d+): )?(.*)\)", re.DOTALL)
"""A fault as the operator is told it: what it was, and in brackets where and what was said."""
MANY: Final = 40
"""Made-up questions that each hook is asked."""
SECONDS: Final = 5.0
"""After which no more are asked of slow ones."""
REMEDIES: Final = (
    ("is not marked with @hookimpl", "put @hookimpl above it, or call it something else"),
    ("did you mean", "mend the name"),
    ("there is no hook", f"the hooks are {', '.join(SPECS)}"),
    ("is a wrapper", "leave wrapper=True out: implement the hook itself"),
    ("may not be async", "make it a plain function that returns its answer"),
    (" takes (", "take the arguments by these names, without defaults"),
    ("times: once is meant", "keep one"),
    ("is no folder of", "name a folder inside the package that holds economy.yaml"),
    ("greenlane_pack", "return the folder's name, as a text"),
    ("ModuleNotFoundError", "add it to the distribution's dependencies, or is its name misspelt?"),
    ("memory", "hold less: a plugin's process has 512 MB"),
    ("longer than", "an import may only define: read and compute when first asked"),
    ("", "an import may only define: move what can fail into the hooks"),
)
CALLS: Final = (
    ("took longer than", "answer from what is held in memory: a call has 250 ms"),
    ("malformed", "answer the type that docs/hooks.md says, or None where nothing is known"),
    ("raised", "answer None where nothing is known; catch what can be foreseen"),
    ("", "call it by itself, and see what ends its process"),
)


def look(one: Examined) -> Iterator[Result]:
    """The import, the hooks' names and signatures; then every hook is called."""
    for reason in one.code.refused:
        place = PLACE.match(reason)
        where, said = (place[1], place[2]) if place else ("", reason)
        yield failed(said, where, next(remedy for sign, remedy in REMEDIES if sign in said))
    if not one.code.hooks and not one.code.refused:
        yield from _formulas(one)
        yield passed("no code: the pack says it all")
        return
    if one.found and not one.code.refused:
        yield from _formulas(one)
        yield from _called(one)
    for hook, implementation in one.code.hooks.items():
        for said in of_hook(SPECS[hook], getattr(implementation, "argnames", ())):
            yield warned(said, _defined(one, hook), "docs/hooks.md, Versions of the contract")
    where = "in a process of its own" if one.code.isolated else "in this process, as trusted code"
    yield passed(f"{', '.join(sorted(one.code.hooks))}: asked {where}")


def _formulas(one: Examined) -> Iterator[Result]:
    """Formulas that rules name, against the hook that computes them."""
    if not one.found:
        return
    named = {rule.charge.formula: rule.id for rule in one.pack.rules if rule.charge and rule.charge.formula}
    if named and "greenlane_charge" not in one.code.hooks:
        for formula, rule in sorted(named.items()):
            message = f"{rule} charges by the formula {formula}, and no code computes it"
            where = one.places.of("rules", rule, "charge", "formula")
            yield failed(message, where, "implement greenlane_charge, or write the charge as percent or scale")
    if not named and "greenlane_charge" in one.code.hooks:
        message = "greenlane_charge is implemented, and no rule names a formula: it is never called"
        yield warned(
            message, _defined(one, "greenlane_charge"), "name it in a rule (charge: {formula: …}), or take the hook out"
        )


def _called(one: Examined) -> Iterator[Result]:
    """Each hook, with made-up items, each time twice."""
    made = MadeUp(one.ruleset, one.economy, random.Random(4711), one.today)
    wrong: dict[str, Result] = {}
    computed: set[str] = set()
    begun = clock.monotonic()
    for _ in range(MANY):
        if clock.monotonic() - begun > SECONDS:
            break
        declaration = one.read(made.declaration())
        for hook, name, call in _calls(one, declaration) if declaration is not None else ():
            if hook in wrong:
                continue
            fault, answer = _twice(one, hook, name, call)
            if fault is not None:
                wrong[hook] = fault
            elif answer is not None:
                computed.add(name)
    one.code.faulty = bool(wrong)
    yield from wrong.values()
    yield from _decided(one)
    for formula in sorted(_named(one) - computed) if "greenlane_charge" in one.code.hooks.keys() - wrong.keys() else ():
        message = f"greenlane_charge answers nothing for the formula {formula}, whatever it is asked"
        yield warned(
            message, _defined(one, "greenlane_charge"), "is its name misspelt in the code? or ask for less of the goods"
        )
    slow = sorted(hook for hook, seconds in one.code.took.items() if seconds > DEADLINE)
    if slow and not wrong:
        message = f"{some(slow)} took more than {DEADLINE * 1000:.0f} ms: a server would refer the goods"
        yield warned(message, _defined(one, slow[0]), "answer from what is held in memory")


Call = Callable[[], object]


def _calls(one: Examined, declaration: Declaration) -> Iterator[tuple[str, str, Call]]:
    """What a server would ask of the hooks for a declaration's first item: hook, fact or formula, and the call."""
    item = declaration.items[0]
    asked = next((asked for asked in declaration.asks if asked[0] == one.economy), None)
    if asked is None:
        return
    economy, flow = asked
    ask = one.answers.checker.ask(declaration, item, economy, flow)[0]
    view, context, services = view_of(item, one.ruleset.facts), context_of(ask), one.services
    hooks = one.code.hooks
    if "greenlane_fact" in hooks:
        for name in sorted({name for rule in one.pack.rules for name in one.subjects(rule)} & set(one.ruleset.facts)):
            yield "greenlane_fact", name, partial(services.fact, economy, name, view, context)
    if "greenlane_charge" in hooks:
        for formula in sorted(_named(one)):
            yield "greenlane_charge", formula, partial(services.charge, economy, formula, view, context)
    if "greenlane_risk" in hooks:
        yield "greenlane_risk", "", partial(services.risks, economy, view, context)


def _named(one: Examined) -> set[str]:
    return {rule.charge.formula for rule in one.pack.rules if rule.charge and rule.charge.formula}


def _twice(one: Examined, hook: str, name: str, call: Call) -> tuple[Result | None, object]:
    first = call()
    if isinstance(first, Fault):
        return _fault(one, first, name), None
    second = call()
    if isinstance(second, Fault):
        return _fault(one, second, name), None
    if first != second:
        said = f"{hook}{f' for {name}' if name else ''} answers {_short(first)}, and to the same again {_short(second)}"
        remedy = "an answer may rest on its arguments alone: on no clock, no chance, no count of calls"
        return failed(said, _defined(one, hook), remedy), None
    return None, first


def _decided(one: Examined) -> Iterator[Result]:
    if "greenlane_decided" not in one.code.hooks:
        return
    known = datetime.combine(one.today, time(), UTC)
    before = len(one.code.said)
    one.services.decided(DecisionView("01TEST", one.today, known, "clear", 1, "sha256:0", (one.economy,), ()))
    if said := one.code.said[before:]:
        yield _told(one, "greenlane_decided", said[0], "")


def _fault(one: Examined, fault: Fault, name: str) -> Result:
    told = next((said for said in reversed(one.code.said) if said.startswith(fault.message)), fault.message)
    return _told(one, fault.hook, told, name)


def _told(one: Examined, hook: str, told: str, name: str) -> Result:
    """What the operator is told of a call, for the author: what it said, where it was, what to do."""
    match = DETAIL.fullmatch(told)
    said, place, detail = (match[1], match[2], match[3]) if match else (told, "", "")
    said = said.replace(f" of the plugin {one.economy}", "")
    said = f"{said.partition(' raised ')[0]} {detail}" if detail.startswith("raised ") else f"{said}: {detail}"
    asked = f", asked for {name}" if name else ""
    remedy = next(remedy for sign, remedy in CALLS if sign in told)
    return failed(said.rstrip(": ") + asked, place or _defined(one, hook), remedy)


def _defined(one: Examined, hook: str) -> str:
    """`file:line` of a hook's function, read but not run; empty where it is not written so."""
    for folder in one.package.folders if one.package else ():
        for path in sorted(folder.rglob("*.py")):
            for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
                if re.match(rf"\s*def {hook}\(", line):
                    return f"{folder.name}/{path.relative_to(folder).as_posix()}:{number}"
    return ""


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) < 80 else text[:80] + "…"
