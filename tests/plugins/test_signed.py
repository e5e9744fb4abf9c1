"""Signed packages among the plugins of a host: the good ones answer, and nothing of the others is read or run."""

from __future__ import annotations

import importlib
import py_compile
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from greenlane.core.signing import keys
from greenlane.core.signing.accepted import AcceptedPack
from greenlane.core.signing.judge import judge
from greenlane.core.signing.keyring import Keyring
from greenlane.core.signing.refusal import NAME
from greenlane.core.store.errors import StoreUnavailable
from greenlane.plugins import intake
from greenlane.plugins.host import Host
from greenlane.plugins.plugin import Plugin
from greenlane.plugins.seal import Seals
from greenlane.plugins.services import PluginServices
from greenlane.plugins.values import CheckContext, Fault, ItemView
from tests import installed
from tests.core.signing.packages import economy, ring, signed, trusted

KEY, OTHER = keys.make(), keys.make()
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
RING = ring(trusted(KEY, "QM", "QN"))
VERSION = "2026.11.22"


@dataclass
class Memory:
    """Remembers as the store does, in this process. `away`: what it says instead."""

    standing: dict[str, AcceptedPack] = field(default_factory=dict)
    away: str = ""

    def of(self, economy: str) -> AcceptedPack | None:
        if self.away:
            raise StoreUnavailable(self.away)
        return self.standing.get(economy)

    def accept(self, pack: AcceptedPack) -> AcceptedPack:
        standing = self.of(pack.economy)
        if standing is None or not pack.is_older_than(standing):
            self.standing[pack.economy] = standing = pack
        return standing


def seals(keyring: Keyring = RING, unsigned: tuple[str, ...] = (), ledger: Memory | None = None) -> Seals:
    return Seals(keyring, unsigned, ledger, lambda: NOW)


def sealed(site: Any, fixture: str = "data_only", code: str = "QM", **more: Any) -> Path:
    """A fixture installed, and signed by KEY for its economy."""
    site.install(fixture)
    return resigned(site, code, **more)


def resigned(site: Any, code: str = "QM", version: str = VERSION, at: datetime = NOW, **more: Any) -> Path:
    folder: Path = site.folder / f"greenlane_{code.lower()}"
    return signed(folder, more.pop("key", KEY), at=at, by=economy(code, version), **more)


def answers(host: Host, code: str) -> bool:
    return code in host.packs


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> set[Path]:
    """The folders that were handed to the reader of packs."""
    found: set[Path] = set()
    load = intake.load

    def noted(folder: Path, *arguments: Any, **more: Any) -> Any:
        found.add(folder)
        return load(folder, *arguments, **more)

    monkeypatch.setattr(intake, "load", noted)
    return found


def test_a_package_that_a_trusted_key_signed_answers(site: Any) -> None:
    sealed(site)
    plugin = site.load(seals=seals()).plugins["QM"]
    assert (plugin.status, plugin.reasons) == ("loaded", ())
    assert plugin.seal is not None
    assert plugin.seal.words == f"signed by Acme ({trusted(KEY).id}) on 2026-11-23 10:00 UTC, as version {VERSION}"


def test_an_unsigned_stranger_is_refused_and_told_what_to_do(site: Any) -> None:
    site.install("data_only")
    host = site.load(seals=seals())
    plugin = host.plugins["QM"]
    assert plugin.status == "refused"
    assert plugin.reasons == (
        "SIGNATURE: is not there: nobody vouches for this pack (install one that is signed and trust its key, or name "
        "acme-data_only in GREENLANE_UNSIGNED_PLUGINS)",
    )
    assert host.refused == {"QM": plugin.reasons[0]}
    assert host.failed == {}
    assert not answers(host, "QM")


def test_who_says_nothing_of_signatures_trusts_nobody(site: Any) -> None:
    sealed(site)
    host = site.load(seals=None)
    assert host.plugins["QM"].status == "refused"
    assert "no key is trusted here" in host.refused["QM"]


@pytest.mark.parametrize("names", [("all",), ("acme-data_only",), ("other", "ACME.Data-Only")])
def test_the_settings_may_let_an_unsigned_one_be(site: Any, names: tuple[str, ...]) -> None:
    site.install("data_only")
    plugin = site.load(seals=seals(unsigned=names)).plugins["QM"]
    assert plugin.status == "loaded"
    assert plugin.seal is not None
    assert plugin.seal.words == "is not signed: GREENLANE_UNSIGNED_PLUGINS lets it be"


def test_another_distribution_may_be_unsigned_and_this_one_not(site: Any) -> None:
    site.install("data_only", "fact_one")
    host = site.load(seals=seals(unsigned=("acme-fact_one",)))
    assert {one.distribution: one.status for one in host.plugins.values()} == {
        "acme-data_only": "refused",
        "acme-fact_one": "loaded",
    }


@pytest.mark.parametrize("spoil", [
    lambda folder: (folder / "rules" / "scrap.yaml").write_text("rules: []\n"),
    lambda folder: (folder / "more.py").write_text(""),
    lambda folder: (folder / "facts.yaml").unlink(),
    lambda folder: (folder / "economy.yaml").unlink(),
    lambda folder: (folder / NAME).write_bytes(b"none"),
    lambda folder: signed(folder, OTHER, by=economy("QM", VERSION)),
])  # fmt: skip
@pytest.mark.parametrize("unsigned", [(), ("all",)])
def test_a_bad_signature_is_refused_unread_even_where_none_is_needed(
    site: Any, read: set[Path], spoil: Callable[[Path], object], unsigned: tuple[str, ...]
) -> None:
    spoil(sealed(site))
    host = site.load(seals=seals(unsigned=unsigned))
    assert host.plugins["QM"].status == "refused"
    assert "QM" in host.refused
    assert not answers(host, "QM")
    assert read == set()


def test_a_stripped_one_is_refused_where_none_needs_a_signature_once_it_had_one(site: Any) -> None:
    ledger = Memory()
    folder = sealed(site)
    assert answers(site.load(seals=seals(ledger=ledger)), "QM")
    (folder / NAME).unlink()
    host = site.load(seals=seals(unsigned=("all",), ledger=ledger))
    assert "the pack of QM that was taken in was signed: 2026.11.22, signed on 2026-11-23" in host.refused["QM"]
    assert "greenlane pack accept QM" in host.refused["QM"]


def test_another_economys_signed_pack_copied_over_is_refused(site: Any) -> None:
    sealed(site)
    site.declare("acme-other", "[greenlane]\nQX = greenlane_qm\n")
    host = site.load(seals=seals(ring(trusted(KEY, "all"))))
    assert "it signs the pack of QM, and the entry point is called QX" in host.refused["QX"]
    assert answers(host, "QM")


def test_a_signed_package_in_another_distribution_is_refused(site: Any) -> None:
    sealed(site, distribution="acme-real")
    refused = site.load(seals=seals()).refused["QM"]
    assert "it signs a package of acme-real, and this is one of acme-data_only" in refused
    resigned(site, distribution="Acme.Data_only")
    assert answers(site.load(seals=seals()), "QM")


def test_the_signed_version_is_that_of_the_pack(site: Any) -> None:
    sealed(site, version="2099")
    assert "it signs QM, version 2099, and economy.yaml says otherwise" in site.load(seals=seals()).refused["QM"]


def test_a_refused_one_holds_no_claim(site: Any) -> None:
    """Else anybody could take an economy down by an unsigned package of its name."""
    sealed(site)
    shutil.copytree(site.folder / "greenlane_qm", site.folder / "a_squatter")
    (site.folder / "a_squatter" / NAME).unlink()
    site.declare("aaa-squatter", "[greenlane]\nQM = a_squatter\n")
    host = site.load(seals=seals())
    assert answers(host, "QM")
    assert {one.distribution: one.status for one in host.plugins.values()} == {
        "aaa-squatter": "refused",
        "acme-data_only": "loaded",
    }
    assert host.refused == {}
    assert host.plugins["QM"].distribution == "acme-data_only"


def test_a_package_that_is_not_there_holds_no_claim_either(site: Any) -> None:
    sealed(site)
    site.declare("aaa-squatter", "[greenlane]\nQM = nothing_at_all\n")
    host = site.load(seals=seals())
    assert answers(host, "QM")
    refused = [one for one in host.plugins.values() if one.distribution == "aaa-squatter"]
    assert [one.status for one in refused] == ["refused"]
    assert "there is no module nothing_at_all" in refused[0].reasons[0]
    host = site.load(seals=seals(unsigned=("aaa-squatter",)))
    assert {one.status for one in host.plugins.values()} == {"failed"}


def test_an_older_one_is_refused_after_a_newer_one(site: Any) -> None:
    ledger = Memory()
    sealed(site, at=NOW - timedelta(days=1))
    old = site.folder.parent / "old"
    shutil.copytree(site.folder / "greenlane_qm", old)
    resigned(site)
    assert answers(site.load(seals=seals(ledger=ledger)), "QM")
    shutil.rmtree(site.folder / "greenlane_qm")
    shutil.copytree(old, site.folder / "greenlane_qm")
    host = site.load(seals=seals(ledger=ledger))
    assert "is older than what was taken in" in host.refused["QM"]
    assert ledger.standing["QM"].signed_at == NOW


def test_what_loads_is_remembered_and_what_does_not_is_not(site: Any) -> None:
    ledger = Memory()
    folder = sealed(site)
    (folder / "rules" / "scrap.yaml").write_text("nothing: at all\n")
    resigned(site)
    host = site.load(seals=seals(ledger=ledger))
    assert host.plugins["QM"].status == "failed"
    assert ledger.standing == {}


def test_whoever_loses_a_race_to_a_newer_one_is_refused(site: Any) -> None:
    class Racing(Memory):
        def accept(self, pack: AcceptedPack) -> AcceptedPack:
            self.standing[pack.economy] = replace(pack, version="2099")
            return super().accept(pack)

    sealed(site)
    assert "2099, signed on" in site.load(seals=seals(ledger=Racing())).refused["QM"]


def test_while_the_database_is_away_no_signed_pack_is_taken(site: Any) -> None:
    sealed(site)
    host = site.load(seals=seals(ledger=Memory(away="no route")))
    assert "what was taken in before cannot be told: no route" in host.refused["QM"]


def test_what_is_altered_while_it_is_read_is_refused(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = sealed(site)
    load = intake.load

    def meanwhile(*arguments: Any, **more: Any) -> Any:
        (folder / "rules" / "scrap.yaml").write_bytes((folder / "rules" / "scrap.yaml").read_bytes() + b"# more\n")
        return load(*arguments, **more)

    monkeypatch.setattr(intake, "load", meanwhile)
    ledger = Memory()
    assert "rules/scrap.yaml: was altered" in site.load(seals=seals(ledger=ledger)).refused["QM"]
    assert ledger.standing == {}


def test_a_pack_that_was_kept_between_starts_is_judged_all_the_same(site: Any, tmp_path: Path) -> None:
    folder = sealed(site)
    for _ in range(2):
        assert answers(site.load(seals=seals(), kept=tmp_path / "kept"), "QM")
    assert list((tmp_path / "kept").glob("*.json"))
    (folder / "LICENSE").write_text("not a file that packs are made of")
    assert "LICENSE: was not signed" in site.load(seals=seals(), kept=tmp_path / "kept").refused["QM"]


# Those that need none.


def test_one_that_the_settings_name_needs_none(site: Any) -> None:
    site.install("data_only")
    plugin = site.load("acme-data_only", seals=seals()).plugins["QM"]
    assert plugin.status == "loaded"
    assert plugin.seal is not None and plugin.seal.words == "needs no signature: GREENLANE_PLUGINS names it"


def test_one_that_the_settings_name_may_be_signed_by_who_is_not_known(site: Any) -> None:
    sealed(site, key=OTHER)
    plugin = site.load("acme-data_only", seals=seals()).plugins["QM"]
    assert plugin.status == "loaded"
    assert plugin.seal is not None and "the file of trusted keys does not hold it" in plugin.seal.words


def test_one_that_the_settings_name_and_a_trusted_key_signed_must_be_what_was_signed(site: Any) -> None:
    folder = sealed(site)
    assert site.load("acme-data_only", seals=seals()).plugins["QM"].seal.signed is not None
    (folder / "rules" / "scrap.yaml").write_text("rules: []\n")
    refused = site.load("acme-data_only", seals=seals()).refused["QM"]
    assert "rules/scrap.yaml: was altered" in refused
    assert "delete SIGNATURE while you work on it" in refused


def test_ours_need_none() -> None:
    found = installed.host().plugins.values()
    assert len(found) > 4
    assert {one.seal.words for one in found if one.seal} == {"needs no signature: it came with Greenlane"}


# Code.


def ran(plugin: Plugin) -> bool:
    return bool(plugin.implementations)


def test_signed_code_of_a_stranger_runs_in_a_process_of_its_own(site: Any) -> None:
    sealed(site, "all_hooks", "QN")
    host = site.load(seals=seals())
    plugin = host.plugins["QN"]
    host.rest()
    assert (plugin.status, plugin.reasons) == ("loaded", ())
    assert plugin.isolated and ran(plugin)
    assert "greenlane_qn" not in sys.modules


@pytest.mark.parametrize("path", ["__init__.py", "rates.py", "new.py", "data/pack/economy.yaml"])
def test_altered_code_does_not_run(site: Any, tmp_path: Path, path: str) -> None:
    folder = sealed(site, "all_hooks", "QN")
    told = tmp_path / "told"
    with (folder / path).open("a") as file:
        file.write(f"\nopen({str(told)!r}, 'w').close()\n" if path.endswith(".py") else "\n")
    for named in ((), ("acme-all_hooks",)):
        host = site.load(*named, seals=seals())
        assert host.plugins["QN"].status == "refused"
        assert path in host.refused["QN"]
        assert not ran(host.plugins["QN"])
    assert not told.exists()
    assert "greenlane_qn" not in sys.modules


def test_what_lies_compiled_beside_the_sources_does_not_run(site: Any, tmp_path: Path) -> None:
    """Nobody signs it, so a stranger's process reads the sources, however well the compiled file fits them."""
    folder = sealed(site, "all_hooks", "QN")
    source, told = folder / "__init__.py", tmp_path / "told"
    honest = source.read_bytes()
    evil = honest + f"\nopen({str(told)!r}, 'w').close()\n".encode()
    source.write_bytes(evil)
    compiled = Path(importlib.util.cache_from_source(str(source)))
    unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(str(source), str(compiled), doraise=True, invalidation_mode=unchecked)
    source.write_bytes(honest)
    # It is what Python would run.
    subprocess.run([sys.executable, "-c", "import greenlane_qn"], cwd=site.folder, check=True, timeout=60)
    assert told.exists()
    told.unlink()
    host = site.load(seals=seals())
    plugin = host.plugins["QN"]
    host.rest()
    assert (plugin.status, plugin.reasons) == ("loaded", ())
    assert ran(plugin)
    assert not told.exists()


def test_code_that_is_altered_later_does_not_run_in_a_process_that_is_begun_later(
    site: Any, item: ItemView, context: CheckContext, tmp_path: Path
) -> None:
    folder = sealed(site, "all_hooks", "QN")
    host = site.load(seals=seals())
    services = PluginServices(host)
    try:
        assert [one.code for one in services.risks("QN", item, context)] == ["QN-MIXED"]
        told = tmp_path / "told"
        (folder / "rates.py").write_text(f"open({str(told)!r}, 'w').close()\nFEE = 0\n")
        host.rest()
        found = services.risks("QN", item, context)
        assert isinstance(found, Fault)
        assert not told.exists()
    finally:
        host.rest()


def test_code_above_the_package_is_not_covered_and_so_refused(site: Any) -> None:
    site.install("all_hooks")
    above = site.folder / "acme"
    above.mkdir()
    shutil.move(site.folder / "greenlane_qn", above / "greenlane_qn")
    signed(above / "greenlane_qn", KEY, by=economy("QN", VERSION))
    site.declare("acme-nested", "[greenlane]\nQN = acme.greenlane_qn\n")
    shutil.rmtree(site.folder / "acme_all_hooks-1.0.dist-info")
    (above / "__init__.py").write_text('"""Nothing."""\n')
    importlib.invalidate_caches()
    assert site.load(seals=seals()).plugins["QN"].status != "refused"
    (above / "__init__.py").write_text("import os\n")
    refused = site.load(seals=seals()).refused["QN"]
    assert "acme/__init__.py: runs before the plugin's code, and stands outside what is signed" in refused


# Installed by pip.


@pytest.mark.slow
def test_the_signature_holds_once_a_wheel_of_it_is_installed(tmp_path: Path) -> None:
    """A real wheel, built by its build backend and installed by pip, which compiles it and writes RECORD."""
    project = tmp_path / "project"
    shutil.copytree(Path(__file__).parent / "fixtures" / "data_only" / "greenlane_qm", project / "src" / "greenlane_qm")
    (project / "pyproject.toml").write_text(PYPROJECT)
    signed(project / "src" / "greenlane_qm", KEY, by=economy("QM", VERSION), distribution="acme-qm")
    run = {"check": True, "capture_output": True, "timeout": 240, "cwd": project}
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "."], **run)
    (wheel,) = project.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert "greenlane_qm/SIGNATURE" in archive.namelist()
    site = tmp_path / "site"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--compile"]
    subprocess.run([*command, "--target", str(site), str(wheel)], **run)
    assert list((site / "greenlane_qm").rglob("*.pyc"))
    found = judge(site / "greenlane_qm", RING, NOW)
    assert found.manifest.distribution == "acme-qm"


PYPROJECT = """
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "acme-qm"
version = "1.0"

[project.entry-points.greenlane]
QM = "greenlane_qm"

[tool.setuptools.packages.find]
where = ["src"]

[tool.setuptools.package-data]
greenlane_qm = ["**/*.yaml", "**/*.csv", "SIGNATURE"]
"""
