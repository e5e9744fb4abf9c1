"""The pack of the reference is a real one: it loads, its cases hold, and no key of the format is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from greenlane.core.pack import crosswalk_schema as crosswalk
from greenlane.core.pack import load, schema
from greenlane.core.pack.agreement_schema import AGREEMENTS_FILE, COLUMNS
from greenlane.core.pack.cases import differences, load_cases
from greenlane.core.terms import is_document, shared_documents, shared_facts
from tests.core.making import Desk
from tests.docs.blocks import blocks_of
from tests.docs.packs import write

REFERENCE = "docs/pack-format.md"
PLACELESS = "A pack without an economy"
FILES: dict[str, Any] = {
    "economy.yaml": schema.ECONOMY_FILE,
    "facts.yaml, documents.yaml": schema.FACTS_FILE | schema.DOCUMENTS_FILE,
    "parameters.yaml": schema.PARAMETERS_FILE,
    "rules/*.yaml": schema.RULES_FILE,
    "cases/*.yaml": schema.CASES_FILE,
    "agreements/": AGREEMENTS_FILE,
    PLACELESS: crosswalk.GROUPS_FILE | crosswalk.REGIMES_FILE,
}
"""The sections of the reference, and what may stand in the files they are of."""
BLOCKS = [block for block in blocks_of(REFERENCE) if block.language in ("yaml", "csv")]
OF_ECONOMY = [block for block in BLOCKS if block.section != PLACELESS]
ANYWHERE = {"provision", "evidence", "source", "note"}
"""Keys that every term of an agreement has: shown once."""
Keys = tuple[str, ...]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reference")
    write(OF_ECONOMY, folder)
    return folder


def test_the_pack_of_the_reference_loads_without_a_fault(folder: Path) -> None:
    pack, document = load(folder, shared_facts(), lambda code: is_document(code, shared_documents()))
    assert (pack.economy.code, len(pack.rules), len(pack.agreements)) == ("AQ", 3, 1)
    assert len(document["cases"]) == 2


def test_the_pack_without_an_economy_of_the_reference_loads_and_answers_beside_the_other(
    folder: Path, tmp_path: Path
) -> None:
    write([block for block in BLOCKS if block.section == PLACELESS], tmp_path)
    documents = []
    for one in (folder, tmp_path):
        _, document = load(one, shared_facts(), lambda code: is_document(code, shared_documents()))
        documents.append(document)
    assert [len(documents[1][part]) for part in ("groups", "regimes", "streams")] == [1, 2, 1]
    sent = {"date": "2026-11-20", "route": {"import": "AQ"}, "items": [{"commodity_code": "391510"}]}
    found = {one["rule"]: one["verdict"] for one in Desk(*documents).answer(sent)["items"][0]["findings"]}
    assert found == {"XA-PLASTIC": "clear"}


def test_the_cases_of_the_reference_hold_and_hit_and_miss_every_rule(folder: Path) -> None:
    pack, document = load(folder, shared_facts(), lambda code: is_document(code, shared_documents()))
    cases = load_cases(folder, {**shared_facts(), **pack.facts})
    desk = Desk(document)
    for case in cases:
        assert list(differences(desk.answer(case.declaration), case)) == [], case.name
    rules = {rule.id for rule in pack.rules}
    assert {name for case in cases for name in case.hits} == rules == {name for case in cases for name in case.misses}


def in_schema(fields: Mapping[str, Any], above: Keys = ()) -> Iterator[Keys]:
    """The path of every key that a schema knows; `*` stands for each of a list or of a mapping."""
    for key, field in fields.items():
        yield (*above, key)
        yield from below(field, (*above, key))


def below(field: Mapping[str, Any], above: Keys) -> Iterator[Keys]:
    inner = field.get("schema")
    if inner is not None:
        if field.get("type") == "list":
            yield from below(inner, (*above, "*"))
        else:
            yield from in_schema(inner, above)
    if "valuesrules" in field:
        yield from below(field["valuesrules"], (*above, "*"))
    yield from in_schema(field.get("meta", {}).get("schema", {}), above)


def in_example(content: object, above: Keys = ()) -> Iterator[Keys]:
    """The path of every key that stands in an example, each also with `*` for what is an item or a name."""
    if isinstance(content, dict):
        for key, part in content.items():
            yield (*above, key)
            yield from in_example(part, (*above, key))
            yield from in_example(part, (*above, "*"))
    elif isinstance(content, list):
        for part in content:
            yield from in_example(part, (*above, "*"))


@pytest.mark.parametrize("section", FILES)
def test_every_key_of_the_format_is_shown_or_named_in_its_section(section: str) -> None:
    text = Path(__file__).resolve().parents[2].joinpath(REFERENCE).read_text("utf-8")
    words = text.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    named = set(re.findall(r"`([a-z_]+)[`:]", words))
    shown: set[Keys] = set()
    for block in blocks_of(REFERENCE):
        if block.language == "yaml" and block.text in words:
            shown |= set(in_example(yaml.load(block.text, yaml.BaseLoader)))
    wanted = set(in_schema(FILES[section]))
    everywhere = {path[-1] for path in shown} & ANYWHERE
    missing = [
        ".".join(path)
        for path in sorted(wanted - shown)
        if path[-1] not in named and path[-1] not in everywhere and path[-2:-1] != ("stands",)
    ]
    assert wanted and missing == [], f"{REFERENCE}, section {section}: show these keys in the example: {missing}"


def test_every_column_of_a_product_annex_and_of_a_crosswalk_is_shown() -> None:
    heads = [one.text.splitlines()[0].split(",") for one in BLOCKS if one.language == "csv"]
    assert [head for head in heads if head[0] == "codes"] == [list(COLUMNS)]
    assert [head for head in heads if head[0] == "id"] == [list(crosswalk.COLUMNS)]


def test_a_key_that_the_format_does_not_have_would_be_refused(folder: Path, tmp_path: Path) -> None:
    """What the reference shows beyond the format cannot stand: the loader refuses it, line by line."""
    from greenlane.core.pack import PackError

    spoiled = tmp_path / "pack"
    write(OF_ECONOMY, spoiled)
    economy = (spoiled / "economy.yaml").read_text("utf-8")
    (spoiled / "economy.yaml").write_text(economy.replace("currency: XTS", "currency: XTS\nmoney: XTS"))
    with pytest.raises(PackError, match="money: unknown field"):
        load(spoiled, shared_facts(), lambda code: is_document(code, shared_documents()))
