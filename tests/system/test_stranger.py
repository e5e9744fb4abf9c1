"""A stranger's economy, all the way: scaffolded, verified, built, installed, answered for, taken out again."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from greenlane.core.pack.cases import differences, load_cases
from greenlane.core.pack.load import load
from greenlane.core.terms import is_document, shared_documents, shared_facts
from tests import shipped
from tests.conftest import ROOT
from tests.shipped import Built, pip_install, run, wheel_of
from tests.system.serving import Client, Server, environment

pytestmark = pytest.mark.slow

USED_UMBRELLA = {
    "date": "2026-03-02",
    "route": {"import": "NZ"},
    "items": [{"commodity_code": "660110", "facts": {"used": True}}],
}
PLASTIC_SCRAP = {"date": "2025-01-01", "route": {"import": "TH"}, "items": [{"commodity_code": "39151000"}]}
OURS = ("CL", "chile")
"""The economy of ours that is also shipped as a stranger would ship it, and its folder."""


@pytest.fixture
def programs(installed: Path, built: Built, tmp_path: Path) -> Path:
    """The programs of an environment with our wheel, for this test alone."""
    return shipped.clone(installed, built, tmp_path / "environment")


def decided(programs: Path, data: Path, declaration: object, **settings: str) -> dict[str, Any]:
    """The decision of `greenlane check` in that environment."""
    done = subprocess.run(
        [programs / "greenlane", "check", "-"],
        cwd=data.parent,
        input=json.dumps(declaration),
        env=environment(data, **settings),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    decision: dict[str, Any] = json.loads(done.stdout)
    return decision


def listed(programs: Path, data: Path, name: str, **settings: str) -> dict[str, Any]:
    """What `greenlane plugin list` says of one plugin."""
    own = {**settings, "GREENLANE_DATA_DIR": str(data)}
    found = json.loads(run([programs / "greenlane", "plugin", "list", "--json"], data.parent, **own).stdout)
    (one,) = (one for one in found if one["name"] == name)
    return dict(one)


def rules(decision: dict[str, Any]) -> list[str]:
    return [finding["rule"] for item in decision["items"] for finding in item["findings"]]


def test_a_scaffolded_economy_is_verified_built_signed_installed_answered_for_and_taken_out_again(
    programs: Path, built: Built, tmp_path: Path
) -> None:
    greenlane = programs / "greenlane"
    project = tmp_path / "acme-customs-nz"
    run([greenlane, "plugin", "new", "NZ", "--name", "acme-customs-nz"], tmp_path)

    # The author's own CI: verify, tests and wheel, in an environment of its own.
    run(["sh", "ci.sh"], project, GREENLANE=str(built.wheel), PYTHON=sys.executable)
    (wheel,) = (project / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    package = project / "acme_customs_nz"
    files = [one for one in package.rglob("*") if one.is_file() and one.suffix != ".pyc"]
    assert packed == {one.relative_to(project).as_posix() for one in files} and len(files) > 10

    # Nobody vouches for it: it is refused, and whoever else is asked answers.
    pip_install(programs, wheel)
    assert listed(programs, tmp_path / "unsigned", "NZ")["status"] == "refused"
    refused = decided(programs, tmp_path / "unsigned", USED_UMBRELLA)
    assert (refused["verdict"], refused["coverage"]["NZ"]["status"]) == ("referred", "unavailable")
    assert "NZ-EXAMPLE-BAN" not in rules(refused)
    assert decided(programs, tmp_path / "unsigned", PLASTIC_SCRAP)["verdict"] == "prohibited"

    # Signed, by a key that the operator trusts for this economy.
    key = tmp_path / "acme.key"
    entry = run([greenlane, "pack", "key", key, "--economy", "NZ", "--name", "Acme Customs"], tmp_path).stdout
    trusted = tmp_path / "trusted.yaml"
    trusted.write_text("keys:\n" + entry, "utf-8")
    run([greenlane, "pack", "sign", package, "--key", key], tmp_path)
    pip_install(programs, wheel_of(project))
    signed = tmp_path / "signed"
    one = listed(programs, signed, "NZ", GREENLANE_TRUSTED_KEYS=str(trusted))
    assert (one["status"], one["distribution"], one["trusted"]) == ("loaded", "acme-customs-nz", False)
    assert "signed by Acme Customs" in one["signature"]
    answer = decided(programs, signed, USED_UMBRELLA, GREENLANE_TRUSTED_KEYS=str(trusted))
    assert (answer["verdict"], rules(answer)) == ("referred", ["NZ-EXAMPLE-BAN"])
    assert answer["coverage"]["NZ"]["status"] == "partial"

    # Gone again: what was published of it answers no more, and the rest as before.
    run([programs / "python", "-m", "pip", "uninstall", "--quiet", "--yes", "acme-customs-nz"], tmp_path)
    gone = decided(programs, signed, USED_UMBRELLA, GREENLANE_TRUSTED_KEYS=str(trusted))
    assert (gone["verdict"], gone["coverage"]["NZ"]["status"]) == ("referred", "unavailable")
    assert decided(programs, signed, PLASTIC_SCRAP)["verdict"] == "prohibited"
    fresh = decided(programs, tmp_path / "fresh", USED_UMBRELLA)
    assert (fresh["verdict"], fresh["coverage"]["NZ"]["status"]) == ("not_covered", "not_covered")


def test_an_economy_of_ours_shipped_as_a_strangers_holds_its_cases_over_http(programs: Path, tmp_path: Path) -> None:
    code, folder = OURS
    project = tmp_path / "acme-customs"
    package = project / "acme_customs"
    run([programs / "greenlane", "plugin", "new", code, "--name", "acme-customs"], tmp_path)
    shutil.rmtree(package)
    shutil.copytree(ROOT / "jurisdictions" / folder, package, ignore=shutil.ignore_patterns("__pycache__"))
    run([programs / "greenlane", "plugin", "verify", project], tmp_path)
    pip_install(programs, wheel_of(project))
    settings = {"GREENLANE_WITHOUT": code, "GREENLANE_UNSIGNED_PLUGINS": "acme-customs"}

    one = listed(programs, tmp_path / "data", code, **settings)
    assert (one["status"], one["distribution"]) == ("loaded", "acme-customs")
    pack, _ = load(package, shared_facts(), lambda name: is_document(name, shared_documents()))
    cases = load_cases(package, {**shared_facts(), **pack.facts})
    server = Server(tmp_path / "data", tmp_path, program=(programs / "greenlane",), **settings)
    try:
        server.start()
        with Client(server.port) as client:
            assert client.get("/readyz").status == 200
            wrong = {
                case.name: found
                for case in cases
                if (found := list(differences(client.check(case.declaration).document, case)))
            }
    finally:
        assert server.stop() == 0, server.said()
    assert cases and wrong == {}
    assert "NOT AVAILABLE" not in server.said()
