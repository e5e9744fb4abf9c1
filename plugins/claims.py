"""What plugins may not both have: an economy, and a fact that means two things."""

from pathlib import Path

from greenlane.core.model import Fact, Pack
from greenlane.core.pack import PackError, Problem
from greenlane.core.pack.yamltext import read

SAME = ("type", "unit", "values", "pattern", "minimum", "maximum")
"""What a declaration states a fact by: one name, one meaning, whoever asks."""


class Claims:
    """Who has what. A plugin that failed keeps its economy: nobody else may slip in under its code."""

    def __init__(self) -> None:
        self._economies: dict[str, str] = {}
        self._facts: dict[str, tuple[str, Fact]] = {}

    def check(self, pack: Pack, folder: Path, declared: str, who: str) -> None:
        """Raises PackError, every fault at its file and line, when the pack takes what another one has.

        `declared`: the name of its entry point, or empty. `who`: the plugin in a few words.
        """
        problems = []
        code = pack.economy.code
        if declared and declared != code:
            message = f"the economy is {code}, the entry point is called {declared}"
            problems.append(_problem(folder, "economy", ("economy",), message, "give both one name"))
        for one in (code, *pack.economy.members):
            if one in self._economies:
                message = f"{one} belongs to {self._economies[one]}: {who} is refused"
                problems.append(
                    _problem(folder, "economy", ("economy",), message, "uninstall one of the two")
                )
        for name, fact in pack.facts.items():
            other, known = self._facts.get(name, ("", fact))
            differing = [what for what in SAME if getattr(fact, what) != getattr(known, what)]
            if differing:
                what = differing[0]
                message = f"{name} has the {what} {_say(fact, what)}; {other} gives it {_say(known, what)}"
                problems.append(_problem(folder, "facts", ("facts", name, what), message, "use another name"))
        if problems:
            raise PackError(problems)

    def take(self, pack: Pack, who: str) -> None:
        """Note what a loaded plugin has."""
        for code in (pack.economy.code, *pack.economy.members):
            self._economies[code] = who
        self._facts.update(
            (name, (who, fact)) for name, fact in pack.facts.items() if name not in self._facts
        )

    def keep(self, economy: str, who: str) -> None:
        """Note whose economy a failed plugin's is, unless somebody has it."""
        if economy:
            self._economies.setdefault(economy, f"{who}, which failed")


def _say(fact: Fact, what: str) -> str:
    value = getattr(fact, what)
    return ", ".join(value) if isinstance(value, tuple) and value else str(value or "none")


def _problem(folder: Path, name: str, path: tuple[str, ...], message: str, remedy: str) -> Problem:
    file = f"{name}.yaml"
    return Problem(file, read(folder / file, file).line(path), message, remedy)
