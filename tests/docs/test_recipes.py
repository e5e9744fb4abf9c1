"""docs/recipes.md shows packs as they stand, and the cases it names are there and prove the rule shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml

from tests.docs.blocks import ROOT

PAGE = (ROOT / "docs" / "recipes.md").read_text("utf-8")
LEFT_OUT = "# …"
RULE = re.compile(r"^ *- id: ([A-Z]{2}-\S+)$", re.MULTILINE)
SHOWN = re.compile(
    r"^\[`(\S+)`\]\(\.\./jurisdictions/\1\)\n\n```(?:yaml|csv|python)\n(.*?)\n```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Recipe:
    """One section: its excerpts, each with its file below `jurisdictions`, and the cases that prove it."""

    title: str
    excerpts: tuple[tuple[str, str], ...]
    cases: tuple[str, ...]
    words: str

    @property
    def rules(self) -> set[str]:
        return {name for _, text in self.excerpts for name in RULE.findall(text)}


def recipes() -> list[Recipe]:
    found = []
    for section in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]:
        title, _, words = section.partition("\n")
        excerpts = SHOWN.findall(words)
        proof = re.search(r"^Proved by: (.+)\.$", words, re.MULTILINE)
        cases = re.findall(r"\*(.+?)\*", proof[1]) if proof else []
        found.append(Recipe(title, tuple(excerpts), tuple(cases), words))
    return found


RECIPES = recipes()


@cache
def cases(economy: str) -> dict[str, tuple[set[str], set[str]]]:
    """The cases in an economy's folder: name → the rules it hits, and those it misses."""
    found = {}
    for path in sorted((ROOT / "jurisdictions" / economy / "cases").glob("*.yaml")):
        for case in yaml.load(path.read_text("utf-8"), yaml.BaseLoader)["cases"]:
            found[case["name"]] = (set(case.get("hits", ())), set(case.get("misses", ())))
    return found


def stands(excerpt: str, file: Path) -> bool:
    """Whether the lines stand in the file in this order, without a break but where something was left out.

    Of a table any rows may be left out.
    """
    lines = [line.rstrip() for line in file.read_text("utf-8").splitlines()]
    if file.suffix == ".csv":
        excerpt = f"\n{LEFT_OUT}\n".join(excerpt.splitlines())
    for indent in ("", "  ", "    "):
        place = 0
        for chunk in re.split(rf"^ *{LEFT_OUT}\n?", excerpt, flags=re.MULTILINE):
            wanted = [f"{indent}{line}".rstrip() for line in chunk.splitlines()]
            if not wanted:
                continue
            at = next((n for n in range(place, len(lines)) if lines[n : n + len(wanted)] == wanted), None)
            if at is None:
                break
            place = at + len(wanted)
        else:
            return True
    return False


def test_there_are_enough_recipes_and_each_is_numbered_and_whole() -> None:
    assert len(RECIPES) >= 12
    for number, recipe in enumerate(RECIPES, 1):
        assert recipe.title.startswith(f"{number}. ")
        assert recipe.excerpts and recipe.cases, recipe.title
        assert recipe.words.count("```") == 2 * len(recipe.excerpts), f"{recipe.title}: a block without its file"


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.title)
def test_what_is_shown_stands_in_the_pack(recipe: Recipe) -> None:
    for file, text in recipe.excerpts:
        path = ROOT / "jurisdictions" / file
        assert stands(text, path), f"{recipe.title}: not, or no longer, in jurisdictions/{file}:\n{text}"
        for rule in RULE.findall(text):
            own = re.split(r"^  - id: ", path.read_text("utf-8"), flags=re.MULTILINE)
            (body,) = [one for one in own if one.partition("\n")[0] == rule]
            shown = text.partition(f"- id: {rule}\n")[2].splitlines()
            assert {line.strip() for line in shown} - {LEFT_OUT} <= {line.strip() for line in body.splitlines()}, rule


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.title)
def test_a_case_that_is_named_is_in_the_pack_and_about_the_rule(recipe: Recipe) -> None:
    economies = {file.partition("/")[0] for file, _ in recipe.excerpts}
    known = {name: said for economy in economies for name, said in cases(economy).items()}
    hit: set[str] = set()
    for name in recipe.cases:
        assert name in known, f"{recipe.title}: no case is called {name!r}"
        hits, misses = known[name]
        assert not recipe.rules or (hits | misses) & recipe.rules, f"{recipe.title}: {name!r} is about other rules"
        hit |= hits
    assert recipe.rules <= hit, f"{recipe.title}: no case that is named hits {recipe.rules - hit}"


def test_an_excerpt_that_is_not_in_the_file_is_found_out(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("rules:\n  - id: AQ-A\n    kind: risk\n    when: {a: b}\n    codes: [1]\n")
    assert stands("- id: AQ-A\n  kind: risk\n  # …\n  codes: [1]", file)
    for wrong in ("- id: AQ-A\n  when: {a: b}", "- id: AQ-A\n  kind: notice", "  codes: [1]\n  # …\n  kind: risk"):
        assert not stands(wrong, file)
