"""What the host makes of plugins, good and bad: each fault is said, and the others answer."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

from greenlane.core.model import Pack
from greenlane.plugins.discovery import discover
from greenlane.plugins.host import Host

ROOT = Path(__file__).resolve().parents[2]

REFUSED = {
    "broken_yaml": ("QO", "rules/scrap.yaml:"),
    "wrong_signature": (
        "QP",
        "greenlane_qp/__init__.py:12: greenlane_risk takes (item, request): take (some of) (item, context)",
    ),
    "misspelt_hook": (
        "QQ",
        "greenlane_qq/__init__.py:6: there is no hook greenlane_facts (did you mean greenlane_fact?)",
    ),
    "raises_at_import": ("QR", "greenlane_qr/table.py:5: raised LookupError: no table"),
    "exits_at_import": ("QS", "greenlane_qs/__init__.py:5: raised SystemExit: no licence"),
    "registers_then_fails": ("QT", "greenlane_pack: '../greenlane_qm' is no folder of greenlane_qt"),
    "other_name": ("XU", "economy.yaml:1: the economy is QU, the entry point is called XU"),
    "missing_module": ("QY", "entry point QY = greenlane_qy.rules: there is no module greenlane_qy"),
    "broken_entry_points": ("", "acme-broken_entry_points: entry_points.txt cannot be read"),
}


def answers(host: Host, economy: str) -> bool:
    pack = host.packs.get(economy)
    return isinstance(pack, Pack) and [rule.id for rule in pack.rules] == [f"{economy}-SCRAP"]


def imported(*packages: str) -> set[str]:
    return {name for name in sys.modules if name.partition(".")[0] in packages}


def test_a_pack_without_code_is_read_and_nothing_is_imported(site) -> None:
    site.install("data_only")
    plugin = site.load().plugins["QM"]
    assert (plugin.status, plugin.economy, plugin.reasons) == ("loaded", "QM", ())
    assert (plugin.distribution, plugin.version) == ("acme-data_only", "1.0")
    assert (plugin.has_code, plugin.trusted, plugin.hooks) == (False, False, frozenset())
    assert plugin.pack is not None and plugin.document is not None
    assert not imported("greenlane_qm")


def test_a_trusted_pack_without_code_is_not_imported_either(site) -> None:
    site.install("data_only")
    assert site.load("acme-data_only").plugins["QM"].trusted
    assert not imported("greenlane_qm")


def test_no_package_above_a_plugin_is_imported(site) -> None:
    site.install("below")
    host = site.load("acme-below")
    assert answers(host, "QA")
    assert not imported("greenlane_qa")


@pytest.mark.parametrize("parent", ["a package", "a namespace"])
def test_a_folder_of_data_needs_no_init(parent: str, site) -> None:
    site.install("below")
    (site.folder / "greenlane_qa" / "rules_of_qa" / "__init__.py").unlink()
    if parent == "a namespace":
        (site.folder / "greenlane_qa" / "__init__.py").unlink()
    assert answers(site.load(), "QA")
    assert not imported("greenlane_qa")


def test_a_single_module_is_no_plugin(site) -> None:
    (site.folder / "greenlane_xb.py").write_text('raise AssertionError("imported")\n')
    site.declare("acme-module", "[greenlane]\nXB = greenlane_xb\nXC = greenlane_xb.rules\n")
    failed = site.load("acme-module").failed
    assert all("greenlane_xb is a module: a plugin is a package" in failed[name] for name in ("XB", "XC"))


@pytest.mark.parametrize("fixture", REFUSED)
def test_a_bad_plugin_is_refused_with_its_reason_and_the_others_answer(fixture: str, site) -> None:
    site.install("data_only", fixture)
    economy, reason = REFUSED[fixture]
    host = site.load(f"acme-{fixture}")
    (bad,) = (one for one in host.plugins.values() if one.status == "failed")
    assert bad.economy == economy
    assert reason in "\n".join(bad.reasons)
    assert (bad.pack, bad.document, bad.hooks) == (None, None, frozenset())
    assert answers(host, "QM")
    assert set(host.packs) == set(host.versions) == {"QM"}
    assert dict(host.failed) == ({economy: "\n".join(bad.reasons)} if economy else {})


@pytest.mark.parametrize(
    "fixture",
    ["wrong_signature", "misspelt_hook", "raises_at_import", "exits_at_import", "registers_then_fails"],
)
def test_a_refused_plugin_leaves_nothing_behind(fixture: str, site) -> None:
    site.install(fixture)
    before = set(sys.modules)
    host = site.load(f"acme-{fixture}")
    assert [one.status for one in host.plugins.values()] == ["failed"]
    assert {name for name in set(sys.modules) - before if name.startswith("greenlane_")} == set()


def test_a_hook_without_its_mark_is_told(site) -> None:
    site.install("misspelt_hook")
    reasons = site.load("acme-misspelt_hook").plugins["QQ"].reasons
    assert [one.partition(": ")[2].partition(" (")[0] for one in reasons] == [
        "there is no hook greenlane_facts",
        "greenlane_risk is not marked with @hookimpl",
    ]


def test_a_strangers_code_never_runs_in_this_process_and_its_pack_answers(site) -> None:
    site.install("bad_answers")
    host = site.load()
    plugin = host.plugins["QV"]
    assert answers(host, "QV")
    assert (plugin.status, plugin.has_code, plugin.trusted, plugin.isolated) == ("loaded", True, False, True)
    assert plugin.hooks == {"greenlane_fact", "greenlane_charge", "greenlane_risk", "greenlane_decided"}
    assert plugin.reasons == ()
    assert not imported("greenlane_qv")
    host.rest()


def test_a_pack_that_only_code_can_find_is_found_by_a_stranger_elsewhere(site) -> None:
    site.install("all_hooks")
    host = site.load()
    assert answers(host, "QN")
    assert not imported("greenlane_qn")
    host.rest()


@pytest.mark.parametrize("fixture", REFUSED)
def test_a_bad_stranger_is_refused_for_the_same_reason_and_nothing_of_it_comes_here(fixture: str, site) -> None:
    site.install("data_only", fixture)
    economy, reason = REFUSED[fixture]
    before = set(sys.modules)
    host = site.load()
    (bad,) = (one for one in host.plugins.values() if one.status == "failed")
    assert bad.economy == economy
    assert reason in "\n".join(bad.reasons)
    assert (bad.pack, bad.document, bad.hooks) == (None, None, frozenset())
    assert answers(host, "QM")
    assert not {name for name in set(sys.modules) - before if name.startswith("greenlane_")}
    host.rest()


def test_code_that_is_trusted_runs_here_and_a_strangers_elsewhere(site) -> None:
    site.install("all_hooks", "bad_answers")
    host = site.load("acme-all_hooks")
    assert [host.plugins[name].isolated for name in ("QN", "QV")] == [False, True]
    assert imported("greenlane_qn") and not imported("greenlane_qv")
    host.rest()


def test_code_runs_when_the_settings_name_its_distribution(site) -> None:
    site.install("all_hooks")
    plugin = site.load("Acme.All-Hooks").plugins["QN"]
    assert (plugin.status, plugin.trusted, plugin.reasons) == ("loaded", True, ())
    assert len(plugin.hooks) == 5


def test_what_a_decision_keeps_moves_with_the_code(site) -> None:
    site.install("all_hooks")
    first = site.load("acme-all_hooks").versions["QN"]
    assert first.startswith("acme-all_hooks 1.0, pack 2026.11.22, code ")
    rates = site.folder / "greenlane_qn" / "rates.py"
    rates.write_text(rates.read_text().replace("2.5", "3.5"))
    assert site.load("acme-all_hooks").versions["QN"] != first


def test_what_a_decision_keeps_moves_with_a_strangers_code_too(site) -> None:
    site.install("all_hooks")
    host = site.load()
    assert host.versions["QN"] == site.load("acme-all_hooks").versions["QN"]
    rates = site.folder / "greenlane_qn" / "rates.py"
    rates.write_text(rates.read_text().replace("2.5", "3.5"))
    later = site.load()
    assert later.versions["QN"] != host.versions["QN"]
    assert later.versions["QN"].startswith("acme-all_hooks 1.0, pack 2026.11.22, code ")
    host.rest()
    later.rest()


def test_an_economy_has_one_plugin(site) -> None:
    site.install("data_only", "same_economy")
    host = site.load()
    assert answers(host, "QM")
    second = host.plugins["QM@acme-same_economy"]
    assert second.status == "failed"
    assert second.reasons == (
        "economy.yaml:1: QM belongs to acme-data_only 1.0 (QM): acme-same_economy 1.0 (QM) is refused"
        " (uninstall one of the two)",
    )
    assert dict(host.failed) == {}


def test_nobody_slips_in_for_a_plugin_that_failed(site) -> None:
    site.install("data_only", "same_economy")
    (site.folder / "greenlane_qm" / "economy.yaml").write_text("economy: QM\n")
    host = site.load()
    assert dict(host.packs) == {}
    assert "economy.yaml" in host.failed["QM"]
    assert "which failed" in host.plugins["QM@acme-same_economy"].reasons[0]


def test_ours_come_first_whatever_a_stranger_is_called(site) -> None:
    site.install("same_economy")
    (site.folder / "greenlane_qm_again").rename(site.folder / "greenlane_ours")
    site.install("data_only")
    site.declare("greenlane", "[greenlane]\nQM = greenlane_ours\n")
    host = site.load()
    assert host.plugins["QM"].distribution == "greenlane"
    assert host.plugins["QM"].trusted
    assert "belongs to greenlane 1.0 (QM)" in host.plugins["QM@acme-data_only"].reasons[0]


def test_a_member_of_a_union_is_not_answered_for_twice(site) -> None:
    site.install("data_only", "fact_one")
    economy = site.folder / "greenlane_qm" / "economy.yaml"
    economy.write_text(economy.read_text() + "members: [QW]\n")
    host = site.load()
    assert set(host.packs) == {"QM"}
    assert "QW belongs to acme-data_only 1.0 (QM)" in host.failed["QW"]


def test_a_fact_means_one_thing(site) -> None:
    site.install("data_only", "fact_one", "fact_other")
    host = site.load()
    assert answers(host, "QM") and answers(host, "QW")
    assert host.failed["QX"] == (
        "facts.yaml:5: moisture_percent has the type string; acme-fact_one 1.0 (QW) gives it decimal (use another name)"
    )


def test_the_settings_may_name_a_folder(site, tmp_path: Path) -> None:
    site.install("bad_answers")
    folder = tmp_path / "work" / "greenlane_dev"
    folder.parent.mkdir()
    (site.folder / "greenlane_qv").rename(folder)
    host = site.load(str(folder))
    plugin = host.plugins["QV"]
    assert (plugin.status, plugin.trusted, plugin.distribution) == ("loaded", True, "")
    assert "greenlane_fact" in plugin.hooks


def test_the_settings_may_name_a_package_that_no_distribution_brings(site) -> None:
    site.install("data_only")
    for info in site.folder.glob("*.dist-info"):
        (info / "entry_points.txt").unlink()
    host = site.load("greenlane_qm")
    assert (host.plugins["QM"].trusted, host.plugins["QM"].distribution) == (True, "")


@pytest.mark.parametrize("name", ["acme-nowhere", "./nowhere/greenlane_zz"])
def test_a_name_in_the_settings_that_leads_nowhere_is_shown(name: str, site) -> None:
    site.install("data_only")
    host = site.load(name)
    assert answers(host, "QM")
    (bad,) = (one for one in host.plugins.values() if one.status == "failed")
    assert name in bad.reasons[0]


def test_of_a_distribution_found_twice_the_first_counts(site, tmp_path: Path) -> None:
    site.install("data_only")
    site.declare("acme-data_only", "[greenlane]\nQM = greenlane_stale\n", version="0.9")
    assert len(discover(path=[str(site.folder)])) == 1


def test_the_built_in_economies_come_through_the_same_door(site) -> None:
    points = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]["greenlane"]
    site.declare("greenlane", "[greenlane]\n" + "".join(f"{name} = {value}\n" for name, value in points.items()))
    found = {one.name: one for one in discover(path=[str(site.folder)])}
    assert found.keys() == points.keys()
    assert all(one.trusted for one in found.values())
    package = found["TH"].package
    assert package is not None
    assert package.folders[0].samefile(ROOT / "jurisdictions" / "thailand")


def test_packs_that_were_good_are_kept_between_starts_and_broken_ones_are_not(site, tmp_path: Path) -> None:
    site.install("data_only", "broken_yaml")
    kept = tmp_path / "packs"
    first = site.load(kept=kept)
    (file,) = kept.iterdir()
    written = file.stat().st_ino
    second = site.load(kept=kept)

    assert [one.stat().st_ino for one in kept.iterdir()] == [written]
    assert second.plugins["QM"] == first.plugins["QM"]
    assert second.plugins["QO"].reasons == first.plugins["QO"].reasons != ()


def test_an_older_plugin_that_another_distribution_of_its_name_hides_is_not_taken(site, tmp_path) -> None:
    site.install("data_only")
    above = tmp_path / "above"
    info = above / "acme_data_only-2.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: Acme.Data-Only\nVersion: 2.0\n")

    assert [one.name for one in discover(path=[str(site.folder)])] == ["QM"]
    assert discover(path=[str(above), str(site.folder)]) == []
