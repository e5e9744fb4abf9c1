"""The public surface as text: every name of `greenlane`, its fields and types, every hook. Run: it is recorded anew."""

from __future__ import annotations

import ast
import hashlib
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any

import greenlane
from greenlane.core import extension
from greenlane.plugins import hookspecs

RECORD = Path(__file__).with_name("public_api.txt")


def surface() -> list[str]:
    """One line a fact that a plugin may rest on."""
    lines: list[str] = []
    for name in greenlane.__all__:
        value: Any = getattr(greenlane, name)
        if is_dataclass(value):
            lines.append(f"{name}: frozen dataclass" if value.__dataclass_params__.frozen else f"{name}: dataclass")
            lines += [f"{name}.{one.name}: {_type(name, one.name)}{_default(one)}" for one in fields(value)]
        elif name == "FactValue":
            lines.append(f"{name}: {value}")
        else:
            lines.append(f"{name}: {type(value).__name__}")
    tree = ast.parse(Path(hookspecs.__file__).read_text("utf-8"))
    lines += [
        f"hook {node.name}({ast.unparse(node.args)}) -> {ast.unparse(node.returns)}"
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.returns
    ]
    return sorted(lines)


def fingerprint(lines: list[str]) -> str:
    """Of a surface, short enough for a table."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def recorded() -> tuple[int, list[str]]:
    """API version and surface as they were last recorded."""
    head, *lines = RECORD.read_text("utf-8").splitlines()
    return int(head.removeprefix("api ")), lines


def _type(name: str, field: str) -> str:
    """As it is written in the source."""
    tree = ast.parse(Path(extension.__file__).read_text("utf-8"))
    (one,) = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name]
    return next(
        ast.unparse(node.annotation)
        for node in one.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == field
    )


def _default(one: Any) -> str:
    if one.default is not MISSING:
        return f" = {one.default!r}"
    return f" = {one.default_factory.__name__}()" if one.default_factory is not MISSING else ""


if __name__ == "__main__":
    RECORD.write_text("\n".join([f"api {greenlane.API_VERSION}", *surface()]) + "\n", encoding="utf-8")
    print(f"{RECORD.name}: api {greenlane.API_VERSION}, fingerprint {fingerprint(surface())}")
