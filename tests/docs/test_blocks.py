"""Every code block of the documentation is run, or checked, or says why not; these are few."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.blocks import MARK, ROOT, Block, documents, every, read

LANGUAGES = {
    "sh": "test_commands.py",
    "console": "test_commands.py",
    "http": "test_commands.py",
    "json": "test_commands.py",
    "toml": "test_toml.py",
    "yaml": "test_packs.py, test_conditions.py, test_recipes.py, test_tutorial.py",
    "csv": "test_packs.py, test_recipes.py, test_tutorial.py",
    "python": "tests/plugins/test_docs.py, test_recipes.py, test_tutorial.py; whole ones in test_public_api.py",
    "md": "test_tutorial.py",
}
"""What runs the blocks of a language."""
NOT_RUN = 6
"""At most so many say that they are not run."""


def test_every_block_has_a_language_that_some_test_runs_or_says_why_not() -> None:
    found = [block.place for block in every() if block.language not in LANGUAGES and not block.mark]
    assert not found, f"write one of {', '.join(LANGUAGES)} after the fence, or <!-- not run: why --> above it: {found}"


def test_few_blocks_are_not_run_and_each_says_why() -> None:
    marked = {block.place: block.said for block in every() if block.mark == "not run"}
    assert len(marked) <= NOT_RUN, f"{len(marked)} blocks are not run, {NOT_RUN} at most may be: {marked}"
    assert all(len(why.split()) >= 4 for why in marked.values()), marked


def test_what_another_test_runs_is_named_there() -> None:
    for block in every():
        if block.mark == "run by":
            path, _, name = block.said.partition("::")
            text = (ROOT / path).read_text("utf-8")
            assert f"def {name}(" in text, f"{block.place}: {path} has no test {name}"


def test_every_comment_that_looks_like_a_mark_stands_above_a_block() -> None:
    for document in documents():
        lines = (ROOT / document).read_text("utf-8").splitlines()
        marks = [line for line in lines if MARK.fullmatch(line.strip())]
        assert len(marks) == len([block for block in every() if block.document == document and block.mark])


def test_blocks_are_found_with_their_language_place_section_and_mark() -> None:
    text = "# A\n\n```sh\na\n```\n\n## B `c`\n\n<!-- not run: it is a picture of it -->\n```\nb\n```\n"
    text += "\n1. x\n\n   ```json\n   {}\n   ```\n"
    assert read(text, "x.md") == [
        Block("x.md", 3, "sh", "a\n", "A"),
        Block("x.md", 10, "", "b\n", "B `c`", "not run", "it is a picture of it"),
        Block("x.md", 16, "json", "{}\n", "B `c`"),
    ]


def test_a_mark_holds_for_the_block_below_it_alone() -> None:
    text = "<!-- not run: one two three four -->\n\nText.\n\n```sh\na\n```\n"
    assert [block.mark for block in read(text, "x.md")] == [""]


def anchors(path: Path) -> set[str]:
    """What can be pointed at in a document: its headings, as GitHub and GitLab name them."""
    titles = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.M | re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", [*documents(), *(f"docs/adr/{one.name}" for one in ROOT.glob("docs/adr/*.md"))])
def test_every_link_of_a_document_leads_somewhere(document: str) -> None:
    path = ROOT / document
    text = re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.M | re.S)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        file, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:|/", target):  # elsewhere, or on a server
            continue
        there = (path.parent / file).resolve() if file else path
        if not there.exists() or anchor and anchor not in anchors(there):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("document", documents())
def test_a_document_ends_with_its_fences_closed(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    assert sum(line.lstrip().startswith("```") for line in text.splitlines()) % 2 == 0
