"""The YAML and CSV blocks of a document as the pack they make."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from tests.docs.blocks import Block

PARTS = ("economy", "facts", "documents", "parameters", "groups", "regimes")


def write(blocks: list[Block], folder: Path) -> dict[str, Block]:
    """Write each block into the files that its first keys, or header, name; file → the block it came from."""
    written: dict[str, Block] = {}
    tables: dict[str, str] = {"id": "crosswalk.csv"}
    content = [yaml.load(block.text, yaml.BaseLoader) for block in blocks if block.language == "yaml"]
    for one in content:
        for rule in one.get("rules", ()):
            if isinstance(rule.get("codes"), dict):
                tables["code"] = f"rules/{rule['codes']['list']}"
        for agreement in one.get("agreements", ()):
            tables["codes"] = f"agreements/{agreement['id']}.csv"
    for number, block in enumerate(blocks):
        if block.language == "csv":
            files = {tables[block.text.partition(",")[0]]: block.text}
        elif re.match(r"economy:", block.text):
            files = {"economy.yaml": block.text}
        else:
            files = {_file(key, number): text for key, text in _sections(block.text).items()}
        for name, text in files.items():
            assert name not in written, f"{block.place}: {name} is shown at {written[name].place} already"
            written[name] = block
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return written


def _sections(text: str) -> dict[str, str]:
    """The text below each key at its left edge; an instrument and its rules stay together."""
    parts = re.split(r"^(?=[a-z_]+:)", text, flags=re.MULTILINE)
    found = {part.partition(":")[0]: part for part in parts if part.strip()}
    if "instrument" in found:
        return {"rules": "".join(parts)}
    return found


def _file(key: str, number: int) -> str:
    if key in PARTS:
        return f"{key}.yaml"
    assert key in ("rules", "cases", "agreements"), f"{key} is of no file of a pack"
    return f"{key}/block-{number}.yaml"
