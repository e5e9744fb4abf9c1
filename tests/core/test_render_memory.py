"""A remembered finding reads as one that is worded anew."""

from pathlib import Path

import pytest

from greenlane.core.check import Checker
from greenlane.core.declaration import NotADeclaration, Reader
from greenlane.core.engine import CompiledEngine
from greenlane.core.finding import FindingWriter
from greenlane.core.pack.cases import load_cases
from greenlane.core.render import Renderer
from greenlane.core.ruleset import assemble
from greenlane.core.terms import Terms, shared_documents, shared_facts
from greenlane.plugins.services import PluginServices


@pytest.fixture(scope="module")
def everything(host):
    ruleset = assemble(dict(host.packs), shared_facts(), shared_documents())
    economies = {code: pack.economy for code, pack in ruleset.packs.items()}
    reader = Reader(Terms(ruleset.facts, ruleset.documents, economies))
    checker = Checker(ruleset, CompiledEngine(ruleset), PluginServices(host), {})
    made = []
    for folder in sorted(path.parent for path in Path(__file__).parents[2].glob("jurisdictions/*/economy.yaml")):
        for case in load_cases(folder, ruleset.facts):
            try:
                declaration = reader.accept(case.declaration)
            except NotADeclaration:
                continue
            made.append((case, declaration, checker.check(declaration)))
    return ruleset, made


class Forgetful(dict):
    """Remembers nothing."""

    def __setitem__(self, key, value):
        """Forget it."""


def test_every_case_of_every_pack_reads_the_same_remembered_and_anew(everything):
    ruleset, made = everything
    remembering, forgetting = Renderer(ruleset, "en"), Renderer(ruleset, "en")
    forgetting._told = Forgetful()
    assert len(made) > 500
    for _ in range(2):
        for case, declaration, outcome in made:
            again = remembering.decision("D", "now", declaration, outcome, {})
            assert again == forgetting.decision("D", "now", declaration, outcome, {}), case.name
    assert len(remembering._told) > 300


def test_most_findings_are_worded_once(everything, monkeypatch):
    ruleset, made = everything
    written = []
    write = FindingWriter.write
    monkeypatch.setattr(FindingWriter, "write", lambda self, *a: written.append(a) or write(self, *a))
    renderer = Renderer(ruleset, "en")
    for _ in range(10):
        for _, declaration, outcome in made:
            renderer.decision("D", "now", declaration, outcome, {})
    shown = 10 * sum(len(item.hits) for _, _, outcome in made for item in outcome.items)
    assert len(written) < shown / 3
