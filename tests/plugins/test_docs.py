"""The documentation is held to the code: every hook with its signature, every name with its parts."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from dataclasses import is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

import greenlane
from greenlane import CheckContext, DecisionView, FindingView, ItemView
from greenlane.core import extension
from greenlane.core.extension import Fault
from greenlane.plugins import hookspecs
from greenlane.plugins.registry import SPECS
from greenlane.plugins.services import PluginServices

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs" / "hooks.md"
TEXT = DOCS.read_text("utf-8")


def tree(module) -> ast.Module:
    return ast.parse(Path(module.__file__).read_text("utf-8"))


def hooks() -> dict[str, str]:
    """Each hook's signature as it is written in hookspecs.py."""
    return {
        node.name: f"{node.name}({ast.unparse(node.args)}) -> {ast.unparse(node.returns)}"
        for node in tree(hookspecs).body
        if isinstance(node, ast.FunctionDef) and node.returns
    }


def fields() -> dict[str, list[str]]:
    """Each value's fields as they are written in extension.py."""
    return {
        node.name: [
            f"{one.target.id}: {ast.unparse(one.annotation)}"
            for one in node.body
            if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
        ]
        for node in tree(extension).body
        if isinstance(node, ast.ClassDef)
    }


def examples() -> dict[str, str]:
    sections = re.split(r"^### ", TEXT, flags=re.MULTILINE)[1:]
    found = {}
    for section in sections:
        blocks = re.findall(r"^```python\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
        assert len(blocks) == 1, section[:60]
        found[section[1:].partition("(")[0]] = blocks[0]
    return found


def test_every_hook_is_documented_with_its_exact_signature_and_no_other_is() -> None:
    assert re.findall(r"^### `(.*)`$", TEXT, re.MULTILINE) == list(hooks().values())
    assert list(hooks()) == list(SPECS)


def test_every_hook_says_what_it_is_for() -> None:
    for name, hook in SPECS.items():
        assert len((hook.__doc__ or "").split()) > 20, name


def test_every_hook_has_a_test_of_its_own() -> None:
    tests = {
        node.name
        for path in HERE.glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert [name for name in SPECS if f"test_hook_{name}" not in tests] == []


def test_every_public_name_is_documented_and_no_other_is() -> None:
    table = TEXT.partition("## The names of `greenlane`")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", table, re.MULTILINE))
    assert sorted(rows) == sorted(greenlane.__all__)
    for name, written in rows.items():
        if is_dataclass(getattr(greenlane, name)):
            assert [one.replace("\\|", "|") for one in re.findall("`(.*?)`", written)] == fields()[name], name


def test_the_public_names_are_light_to_import() -> None:
    heavy = {
        "flask",
        "sqlalchemy",
        "cerberus",
        "babel",
        "yaml",
        "greenlane.core.pack",
        "greenlane.plugins.host",
    }
    script = f"import greenlane, sys; print(sorted({heavy!r} & set(sys.modules)), greenlane.__version__)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["[]", greenlane.__version__]


def test_every_value_that_a_hook_takes_or_gives_is_public() -> None:
    used = {word for signature in hooks().values() for word in re.findall(r"\b[A-Z]\w+", signature)}
    assert used - {"None", "Sequence"} <= set(greenlane.__all__)


@pytest.mark.parametrize("hook", SPECS)
def test_every_example_runs(hook: str, site) -> None:
    site.install("data_only")
    package = site.folder / "greenlane_qm"
    for path in (package / "economy.yaml", package / "rules" / "scrap.yaml"):
        path.write_text(path.read_text().replace("QM", "KR"))
    if hook == "greenlane_pack":
        (package / "rules_of_2026").mkdir()
        for name in ("economy.yaml", "rules", "facts.yaml"):
            (package / name).rename(package / "rules_of_2026" / name)
    (package / "__init__.py").write_text(examples()[hook])
    site.declare("acme-example", "[greenlane]\nKR = greenlane_qm\n")
    host = site.load("acme-example")
    assert (host.plugins["KR"].status, host.plugins["KR"].hooks) == ("loaded", {hook}), host.plugins["KR"].reasons

    services = PluginServices(host)
    item = ItemView(1, "39151000", "Refurbished", quantity=(Decimal("2.5"), "TNE"))
    context = CheckContext("KR", "import", date(2026, 11, 22), "free_zone")
    finding = FindingView(1, "KR-SCRAP", "KR", "import", "prohibition", "prohibited")
    now = datetime(2026, 11, 22, tzinfo=UTC)
    services.decided(DecisionView("01", context.date, now, "prohibited", 1, "sha256:0", ("KR",), (finding,)))
    answers = {
        "greenlane_fact": services.fact("KR", "used", item, context),
        "greenlane_charge": services.charge("KR", "recycling_fee", item, context),
        "greenlane_risk": services.risks("KR", item, context),
    }
    assert host.plugins["KR"].reasons == ()
    assert not isinstance(answers.get(hook), Fault)
    assert hook not in answers or answers[hook]
