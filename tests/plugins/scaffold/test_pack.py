"""The pack that the scaffold writes: whole for any economy, an example of each kind of rule, none taken for law."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
import yaml

from greenlane.core.model import Pack
from greenlane.core.proof.cases import Proof, run
from greenlane.core.proof.lint import lint
from greenlane.core.ruleset import RuleSet, canonical, restore
from greenlane.core.terms import is_document, shared_documents, shared_facts
from greenlane.core.terms.codes import ECONOMIES, UNION_OF
from greenlane.core.vocabulary import KINDS
from greenlane.plugins.conformance import verify
from greenlane.plugins.discovery import ours
from greenlane.plugins.scaffold.distribution import distribution
from greenlane.plugins.scaffold.writing import SUFFIX, TEMPLATES, contents
from tests.plugins.scaffold.conftest import TODAY, loaded, scaffolded

OWN = sorted(ECONOMIES - set(UNION_OF))


def proven(pack: Pack, document: dict[str, object]) -> tuple[RuleSet, Proof]:
    documents = {pack.economy.code: document}
    known = shared_documents()
    ruleset = restore(canonical(documents), 1, shared_facts(), known, lambda code: is_document(code, known))
    return ruleset, run(ruleset, documents)


@pytest.fixture(scope="session")
def pack(project: Path) -> Pack:
    return loaded(project / "greenlane_nz")[0]


@pytest.mark.parametrize("code", OWN)
def test_a_pack_for_any_economy_loads_and_its_cases_hold_and_see_every_branch(code: str, tmp_path: Path) -> None:
    folder = scaffolded(code, tmp_path / "made") / f"greenlane_{code.lower()}"

    found, document = loaded(folder)
    ruleset, proof = proven(found, document)

    assert found.economy.code == code
    assert [(one.name, one.differences) for one in proof.failing] == []
    assert proof.rules_covered == (len(found.rules), len(found.rules))
    assert proof.share == 1
    assert lint({code: document}, ruleset, TODAY) == []


@pytest.mark.slow
@pytest.mark.parametrize("code", ["NZ", "EU", "NO", "AQ", "KW"])
def test_a_project_conforms_before_a_line_is_changed(code: str, tmp_path: Path) -> None:
    report = verify(scaffolded(code, tmp_path / "made"))

    assert report.ok, report.text()
    warned = {one.check for one in report.results if one.status == "warned"}
    assert warned == {"citations", "leftovers"} | ({"names"} if code in ours() else set()), report.text()


def test_there_is_an_example_of_each_kind_of_rule(pack: Pack) -> None:
    assert {rule.kind for rule in pack.rules} == set(KINDS)
    assert any(rule.charge and rule.charge.scale for rule in pack.rules)
    assert any(rule.codes_title for rule in pack.rules), "none has a code list"
    assert pack.facts and pack.documents and pack.parameters and pack.agreements


def test_each_rule_is_explained_where_it_stands(project: Path) -> None:
    for file in (project / "greenlane_nz" / "rules").glob("*.yaml"):
        lines = file.read_text("utf-8").splitlines()
        for number, line in enumerate(lines):
            if line.startswith("  - id:"):
                assert lines[number - 1].lstrip().startswith("# "), f"{file.name}:{number}: {line}"


def test_every_example_is_marked_and_believed_by_nobody(pack: Pack) -> None:
    for rule in pack.rules:
        assert rule.id.startswith("NZ-EXAMPLE-") and rule.evidence == "unverified"
        assert rule.title["en"].startswith("EXAMPLE: ") and rule.message["en"].startswith("EXAMPLE, not law: ")
        assert all("EXAMPLE" in one.instrument and "example.invalid" in one.source for one in rule.legal_basis)
    assert all(code.startswith("NZ-EXAMPLE-") for code in pack.documents)
    assert all("EXAMPLE" in value.source for one in pack.parameters.values() for value in one.values)
    assert all("EXAMPLE" in one.scope["en"] for one in pack.economy.coverage)


def test_no_example_stops_anybodys_goods(project: Path) -> None:
    pack, document = loaded(project / "greenlane_nz")
    _, proof = proven(pack, document)
    assert {one.verdict for one in proof.results} <= {"clear", "referred", "not_covered"}


@pytest.mark.parametrize("code", ["NZ", "EU", "PS"])
def test_every_template_is_written_and_none_of_its_places_is_left_open(code: str) -> None:
    files = dict(contents(distribution(code, TODAY)))

    assert len(files) == len([one for one in TEMPLATES.rglob("*") if one.is_file()])
    for path, text in files.items():
        assert not re.search(r"_package_|_code_|dot-|\.txt$", str(path)), path
        assert not re.search(r"\$\{?(code|name|package|distribution|today|partner|currency)\b", text), path
        assert text.endswith("\n") and "\r" not in text and "\t" not in text, path
        assert max(map(len, text.splitlines())) < 320, path


def test_no_template_is_taken_for_a_file_of_ours() -> None:
    assert {one.suffix for one in TEMPLATES.rglob("*") if one.is_file()} == {SUFFIX}
    assert not [one for one in TEMPLATES.rglob("*") if one.name.startswith(".")]


def test_what_is_no_pack_can_be_read_too(project: Path) -> None:
    settings = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))
    assert settings["project"]["entry-points"]["greenlane"] == {"NZ": "greenlane_nz"}
    assert "license" not in settings["project"] and not (project / "LICENSE").exists(), "it is the author's to choose"
    workflow = yaml.safe_load((project / ".github/workflows/check.yml").read_text("utf-8"))
    assert workflow["jobs"]["check"]["steps"][-1]["run"] == "sh ci.sh"
    for file in project.rglob("*.py"):
        ast.parse(file.read_text("utf-8"))
    assert "*.key" in (project / ".gitignore").read_text("utf-8").splitlines()


def test_the_readme_says_what_a_reader_looks_for(project: Path) -> None:
    readme = (project / "README.md").read_text("utf-8")
    for heading in ("Coverage", "Try it", "Update", "Release", "Sources", "Known gaps", "Licence"):
        assert f"\n## {heading}\n" in readme
    assert "GREENLANE_PLUGINS=./" in readme and "greenlane plugin dev" in readme


def test_names_that_yaml_would_read_otherwise_stay_text(tmp_path: Path) -> None:
    for code in ("NO", "CI", "BQ"):
        pack, _ = loaded(scaffolded(code, tmp_path / code) / f"greenlane_{code.lower()}")
        assert pack.economy.code == code and pack.economy.names["en"]
