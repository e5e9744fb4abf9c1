"""The facts and documents that every economy understands, and the codes of other people's lists.

`facts.yaml` and `documents.yaml` are section 3 of the contract as data; a pack adds presumptions and its own.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from greenlane.core.model import DocumentType, Economy, Fact

TYPES = ("boolean", "decimal", "integer", "choice", "string", "economy", "list")
_FAMILY = re.compile(r"<[a-z_]+>")
_FACT_KEYS = {"type", "values", "pattern", "minimum", "maximum", "unit", "label", "help"}


@dataclass(frozen=True)
class Terms:
    """What a declaration may name: facts and documents, shared and of the packs, and the loaded economies."""

    facts: Mapping[str, Fact]
    documents: Mapping[str, DocumentType]
    economies: Mapping[str, Economy]


@cache
def shared_facts() -> dict[str, Fact]:
    """The facts of the contract by name, in its order. Raises ValueError when the packaged file is broken."""
    return {name: _fact(name, written) for name, written in _read("facts").items()}


@cache
def shared_documents() -> dict[str, DocumentType]:
    """The document types of the contract by code; `CO-<agreement>` is an open family."""
    return {
        code: DocumentType(code, written["label"], written.get("help", {}))
        for code, written in _read("documents").items()
    }


def is_family(code: str) -> bool:
    """Whether a document code stands for many, as `CO-<agreement>` does."""
    return _FAMILY.search(code) is not None


def document_pattern(code: str) -> str:
    """The regular expression of the codes that a document type stands for."""
    return "[A-Z0-9-]+".join(re.escape(part).replace(r"\-", "-") for part in _FAMILY.split(code))


def is_document(code: str, known: Iterable[str]) -> bool:
    """Whether `code` is one of the `known` document codes, or of one of their open families."""
    return any(re.fullmatch(document_pattern(one), code) for one in known)


def _read(name: str) -> dict[str, Any]:
    text = files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    # Everything stays text, as in a pack: no `NO` becomes false.
    content: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)[name]
    return content


def _fact(name: str, written: Mapping[str, Any]) -> Fact:
    if written.get("type") not in TYPES or set(written) - _FACT_KEYS or not written.get("label"):
        raise ValueError(f"core/terms/facts.yaml: the fact {name} needs a type, a label and no other keys")
    return Fact(
        name=name,
        type=written["type"],
        values=tuple(written.get("values", ())),
        pattern=written.get("pattern", ""),
        minimum=Decimal(written["minimum"]) if "minimum" in written else None,
        maximum=Decimal(written["maximum"]) if "maximum" in written else None,
        unit=written.get("unit", ""),
        label=written["label"],
        help=written.get("help", {}),
    )
