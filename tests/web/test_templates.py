"""What holds of every template, whoever writes it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "web"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
NAMES = [str(path.relative_to(ROOT / "templates")) for path in TEMPLATES]
SOURCES = {name: path.read_text("utf-8") for name, path in zip(NAMES, TEMPLATES, strict=True)}
PYTHON = "\n".join(path.read_text("utf-8") for path in ROOT.rglob("*.py"))
CSS = (ROOT / "static" / "greenlane.css").read_text("utf-8")


def bare(name: str) -> str:
    """A template without its comments."""
    return re.sub(r"\{#.*?#\}", "", SOURCES[name], flags=re.DOTALL)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_inline_and_nothing_goes_unescaped(name: str) -> None:
    text = bare(name)
    assert not re.search(r"""\sstyle=|\son[a-z]+=|hx-on|js:|javascript:|<style""", text)
    assert not re.search(r"\|\s*safe\b|Markup|autoescape", text)
    for script in re.findall(r"<script[^>]*>", text):
        assert "src=" in script
    assert "https://" not in re.sub(r"\{[{%].*?[}%]\}", "", text), "nothing is loaded or linked from elsewhere"


@pytest.mark.parametrize("name", NAMES)
def test_every_form_that_is_posted_carries_its_token(name: str) -> None:
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", bare(name), re.DOTALL):
        assert "csrf()" in form or 'name="csrf"' in form, form[:300]


@pytest.mark.parametrize("name", [name for name in NAMES if Path(name).name.startswith("_")])
def test_a_partial_extends_nothing_and_is_used(name: str) -> None:
    assert "{% extends" not in SOURCES[name]
    elsewhere = [text for other, text in SOURCES.items() if other != name]
    assert any(name in text for text in elsewhere) or name in PYTHON, "neither included by a page nor sent by a view"


@pytest.mark.parametrize("name", [name for name in NAMES if not Path(name).name.startswith("_") and "base" not in name])
def test_a_page_has_one_heading_and_a_view(name: str) -> None:
    assert name in PYTHON or any(name in text for other, text in SOURCES.items() if other != name)
    assert "{% extends" in SOURCES[name]


def test_every_token_that_is_used_is_defined_and_every_colour_is_a_token() -> None:
    defined = set(re.findall(r"(--[a-z0-9-]+):", CSS))
    assert set(re.findall(r"var\((--[a-z0-9-]+)", CSS)) <= defined
    rules = CSS.partition("/* elements */")[2].partition("@media print")[0]
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", rules), "colours stand among the tokens only"


def test_python_marks_no_text_as_safe() -> None:
    assert "Markup(" not in PYTHON and "render_template_string" not in PYTHON
