"""The code blocks of the documentation, each with where it stands and what a comment above it says of it.

`<!-- not run: reason -->` is for what cannot be run; `<!-- run by: tests/…::test -->` for what another test runs;
`<!-- answer to: tests/docs/… -->` says to which declaration a block is the answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[2]
MARK = re.compile(r"<!-- (not run|run by|answer to): (.+?) -->")


@dataclass(frozen=True)
class Block:
    """One fenced block. `line` counts from 1; `section`: the heading it stands under; `said`: what its comment says."""

    document: str
    line: int
    language: str
    text: str
    section: str = ""
    mark: str = ""
    said: str = ""

    @property
    def place(self) -> str:
        return f"{self.document}:{self.line}"


def documents() -> list[str]:
    """README, CONTRIBUTING, everything in docs, and the READMEs of the packs, as paths from the root."""
    found = [*sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "jurisdictions").glob("*/README.md"))]
    return ["README.md", "CONTRIBUTING.md", *(path.relative_to(ROOT).as_posix() for path in found)]


@cache
def blocks_of(document: str) -> tuple[Block, ...]:
    """The blocks of one document, in their order."""
    return tuple(read((ROOT / document).read_text("utf-8"), document))


def every() -> list[Block]:
    return [block for document in documents() for block in blocks_of(document)]


def read(text: str, document: str) -> list[Block]:
    """The blocks of a Markdown text."""
    found: list[Block] = []
    section, marked, heading = "", ("", ""), False
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "heading_open":
            heading = True
        elif token.type == "inline" and heading:
            section, heading = token.content, False
        elif token.type == "html_block" and (match := MARK.fullmatch(token.content.strip())):
            marked = (match[1], match[2])
            continue
        elif token.type in ("fence", "code_block"):
            language = token.info.split()[0] if token.info.strip() else ""
            assert token.map is not None
            found.append(Block(document, token.map[0] + 1, language, token.content, section, *marked))
        elif token.level:
            continue  # within a list or table
        marked = ("", "")
    return found
