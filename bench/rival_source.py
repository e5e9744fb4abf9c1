"""A rule as a generated Python function, for the rival. Rules of one shape share one compiled source."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any as Anything

from greenlane.core.keywords import canonical, pattern
from greenlane.core.model import All, Condition, Not, Presumption, Rule, Test
from greenlane.core.vocabulary import PRESUMED, SEVERITY

Presumptions = Mapping[tuple[str, str], Presumption]
Function = Callable[..., Anything]

REFERRED, INCOMPLETE = SEVERITY["referred"], SEVERITY["incomplete"]
COMPARED = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "=": "==", "!=": "!="}


def rule_function(
    rule: Rule, index: int, flow: str, presumptions: Presumptions, made: dict[str, Callable[..., Function]]
) -> Function:
    """What to call with (code's value, code, item, facts, partner, regime, day) for the rule's finding or None."""
    source = _Source(rule, presumptions)
    text = source.write(index, flow)
    factory = made.get(text)
    if factory is None:
        scope: dict[str, Anything] = {"Decimal": Decimal, "canonical": canonical}
        exec(text, scope)  # generated from rules of our own making
        factory = made[text] = scope["make"]
    return factory(*source.constants)


class _Source:
    """Writes the source; whatever differs between rules of one shape becomes a constant of the closure."""

    def __init__(self, rule: Rule, presumptions: Presumptions) -> None:
        self.rule = rule
        self.presumptions = presumptions
        self.constants: list[Anything] = []
        self.lines: list[str] = []
        self.names = 0
        self.values: list[str] = []

    def write(self, index: int, flow: str) -> str:
        rule, line = self.rule, self.line
        if rule.regimes:
            line(f"if regime not in {self.constant(frozenset(rule.regimes))}: return None")
        if rule.exclude:
            excluded = self.constant(rule.exclude)
            line(f"if given.startswith({excluded}): return None")
            line(f"for one in {excluded}:")
            line("    if one.startswith(given): code = 1")
        partner = "2"
        if rule.partners:
            partner = "part"
            line("other = partner" if flow == "export" else "other = item.get('origin')")
            line("if other is None: part = 1")
            line(f"elif other in {self.constant(rule.partners)}: part = 2")
            line("else: return None")
        if rule.keywords:
            line("text = item.get('description')")
            line("if not text: return None")
            line("text = canonical(text)")
            words = [self.constant(pattern(word)) for word in rule.keywords]
            line(f"if {' and '.join(f'{word} not in text' for word in words)}: return None")
        line(f"match = {'code' if partner == '2' else 'code if code < part else part'}")
        if rule.when is not None:
            value = self.condition(rule.when, leave=True)
            if value != "2":
                line(f"if {value} < match: match = {value}")
        required = [self.condition(one.that) for one in rule.requires]
        self.verdict(required)
        values = f"bytes(({', '.join(self.values)},))" if self.values else "b''"
        line(f"return ({self.constant(index)}, code, {partner}, match, verdict, {values})")
        names = ", ".join(f"K{number}" for number in range(len(self.constants)))
        body = "\n".join(f"        {one}" for one in self.lines)
        head = "def rule(code, given, item, facts, partner, regime, on):"
        return f"def make({names}):\n    {head}\n{body}\n    return rule\n"

    def line(self, text: str) -> None:
        self.lines.append(text)

    def constant(self, value: object) -> str:
        self.constants.append(value)
        return f"K{len(self.constants) - 1}"

    def name(self) -> str:
        self.names += 1
        return f"v{self.names}"

    def condition(self, condition: Condition, leave: bool = False, kept: bool = True) -> str:
        """Lines that find a condition's value; the name it is in. `leave`: return None as soon as it is false."""
        if isinstance(condition, Test):
            return self.test(condition, leave, kept)
        result = self.name()
        if isinstance(condition, Not):
            self.line(f"{result} = 2 - {self.condition(condition.part, kept=kept)}")
        else:
            conjunction = isinstance(condition, All)
            parts = [self.condition(part, leave and conjunction, kept) for part in condition.parts]
            self.line(f"{result} = {parts[0]}")
            for part in parts[1:]:
                self.line(f"if {part} {'<' if conjunction else '>'} {result}: {result} = {part}")
            leave = leave and not conjunction
        if leave:
            self.line(f"if not {result}: return None")
        if kept:
            self.values.append(result)
        return result

    def test(self, test: Test, leave: bool, kept: bool) -> str:
        raw = value = self.name()
        if test.subject.startswith("document:"):
            self.document(raw, test)
        else:
            presumed = self.fact(raw, test)
            if presumed:
                value = self.name()
                self.line(f"{value} = {raw} & 3")
        if leave:
            self.line(f"if not {value}: return None")
        if kept:
            self.values.append(raw)
        return value

    def fact(self, name: str, test: Test) -> bool:
        """Whether the value may carry the flag of a presumption."""
        self.line(f"x = facts.get({self.constant(test.subject)})")
        self.line("if x is None:")
        presumption = self.presumptions.get((self.rule.economy, test.subject))
        if presumption is None:
            self.line(f"    {name} = 1")
        else:
            taken = self.constant((2 if presumption.value is test.value else 0) | PRESUMED)
            if presumption.unless is None:
                self.line(f"    {name} = {taken}")
            else:
                before, self.lines = self.lines, []
                unless = self.condition(presumption.unless, kept=False)
                self.lines = before + [f"    {one}" for one in self.lines]
                self.line(f"    {name} = 1 if {unless} == 2 else {taken}")
        if test.op == "is":
            self.line(f"elif x is {self.constant(test.value)}: {name} = 2")
            self.line(f"else: {name} = 0")
        elif test.op == "in":
            self.line(f"elif x in {self.constant(test.value)}: {name} = 2")
            self.line(f"else: {name} = 0")
        else:
            assert isinstance(test.value, Decimal)
            op = COMPARED[test.op]
            near, exact = self.constant(float(test.value)), self.constant(test.value)
            # Rounding keeps the order: only where the floats are equal must the decimals themselves be compared.
            self.line("else:")
            self.line("    f = float(x)")
            self.line(f"    if f != {near}: {name} = 2 if f {op} {near} else 0")
            self.line(f"    else: {name} = 2 if Decimal(x) {op} {exact} else 0")
        return presumption is not None

    def document(self, name: str, test: Test) -> None:
        self.line(f"{name} = 0")
        self.line("for one in item.get('documents', ()):")
        self.line(f"    if one['code'] == {self.constant(test.subject[9:])}:")
        self.line("        issued = one.get('issued')")
        if test.op == "presented":
            self.line("        if issued is None or issued <= on:")
            self.line(f"            {name} = 2")
            self.line("            break")
            return
        assert isinstance(test.value, date)
        op = COMPARED[test.op.removeprefix("issued ")]
        self.line("        if issued is None:")
        self.line(f"            {name} = 1")
        self.line(f"        elif issued <= on and issued {op} {self.constant(test.value.isoformat())}:")
        self.line(f"            {name} = 2")
        self.line("            break")

    def verdict(self, required: list[str]) -> None:
        rule, line = self.rule, self.line
        capped = rule.evidence == "unverified" or bool(rule.keywords and not rule.codes)
        if rule.kind == "simplification":
            for value in ["match", *required]:
                line(f"if {value} != 2: return None")
        if rule.kind in ("simplification", "notice", "preference"):
            line("verdict = 0")
        elif rule.kind == "risk":
            line(f"verdict = {REFERRED}")
        elif rule.kind == "prohibition":
            worst = REFERRED if capped else SEVERITY["prohibited"]
            line(f"verdict = {self.constant(worst)} if match == 2 else {self.constant(min(worst, INCOMPLETE))}")
        else:
            line("verdict = 0" if rule.kind == "restriction" else f"verdict = 0 if match == 2 else {INCOMPLETE}")
            for value, requirement in zip(required, rule.requires, strict=True):
                line(f"if {value} != 2:")
                worse = self.constant(SEVERITY[requirement.otherwise])
                line(f"    worse = {worse} if {value} == 0 and match == 2 else {INCOMPLETE}")
                line("    if worse > verdict: verdict = worse")
            if capped:
                line(f"if verdict > {REFERRED}: verdict = {REFERRED}")
