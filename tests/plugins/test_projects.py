"""Plugins in an author's project folder, and our own left out so that others may answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from greenlane.plugins.discovery import GROUP, discover, ours
from greenlane.plugins.locate import NotFound
from greenlane.plugins.project import read_project
from tests.plugins.conftest import FIXTURES

DECLARED = '[project]\nname = "acme-qm"\nversion = "1.2"\n[project.entry-points.greenlane]\nQM = "greenlane_qm"\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the package of the fixture `data_only`, whose economy is QM, not installed."""
    folder = tmp_path / "acme-qm"
    (folder / "tests").mkdir(parents=True)
    (folder / "greenlane_qm").symlink_to(FIXTURES / "data_only" / "greenlane_qm")
    (folder / "pyproject.toml").write_text(DECLARED)
    return folder


def test_the_settings_may_name_a_projects_folder(site, project: Path) -> None:
    plugin = site.load(f"{project}/").plugins["QM"]
    assert (plugin.status, plugin.trusted, plugin.distribution, plugin.version) == ("loaded", True, "acme-qm", "1.2")


def test_its_package_may_lie_in_src(site, project: Path) -> None:
    (project / "src").mkdir()
    (project / "greenlane_qm").rename(project / "src" / "greenlane_qm")
    assert site.load(str(project)).plugins["QM"].status == "loaded"


def test_a_folder_stands_for_what_is_installed_of_the_same_package(site, project: Path) -> None:
    site.install("data_only")
    host = site.load(str(project))
    assert set(host.plugins) == {"QM"}
    assert host.plugins["QM"].distribution == "acme-qm"


def test_a_folder_that_is_named_twice_is_one_plugin(site, project: Path) -> None:
    host = site.load(str(project), f"{project}/", f"{project}/greenlane_qm/../greenlane_qm")
    assert [(one.name, one.status, one.distribution) for one in host.plugins.values()] == [("QM", "loaded", "acme-qm")]


def test_a_folder_takes_no_place_from_another_package_of_the_same_economy_that_is_trusted_more(
    site, project: Path
) -> None:
    site.install("data_only")
    site.declare("greenlane", "[greenlane]\nQM = greenlane_qm\n")
    host = site.load(str(project))
    assert host.plugins["QM"].distribution == "greenlane"
    assert "QM belongs to greenlane 1.0" in host.plugins["QM@acme-qm"].reasons[0]


def test_a_project_that_calls_itself_greenlane_is_not_ours(site, project: Path) -> None:
    (project / "pyproject.toml").write_text(DECLARED.replace("acme-qm", "GreenLane"))
    (one,) = discover([str(project)], path=[str(site.folder)])
    assert (one.distribution, one.name, one.trusted) == ("", "QM", True)
    assert ours(path=[str(site.folder)]) == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[project", "pyproject.toml cannot be read: "),
        ('[project]\nname = "x"\n', "declares no plugin: write [project.entry-points.greenlane], then NZ = "),
        ('[project.entry-points]\ngreenlane = "QM"\n', "declares no plugin"),
        (DECLARED.replace('"greenlane_qm"', '"greenlane_zz"'), "there is neither greenlane_zz/__init__.py nor src/"),
        (DECLARED.replace('"greenlane_qm"', '"greenlane qm"'), "QM = 'greenlane qm': write the name of a package"),
        (DECLARED.replace('"greenlane_qm"', '"../greenlane_qm"'), "write the name of a package"),
    ],
)
def test_what_is_wrong_with_a_project_is_told(written: str, said: str, site, project: Path) -> None:
    (project / "pyproject.toml").write_text(written)
    site.install("fact_one")
    host = site.load(str(project))
    (bad,) = (one for one in host.plugins.values() if one.status == "failed")
    assert said in bad.reasons[0] and str(project) in bad.reasons[0]
    assert "QW" in host.packs


def test_a_project_says_each_of_its_plugins(project: Path) -> None:
    (project / "pyproject.toml").write_text(DECLARED + 'QN = "greenlane_qm.more:hooks"\n')
    (project / "src" / "greenlane_qm" / "more").mkdir(parents=True)
    (project / "src" / "greenlane_qm" / "more" / "__init__.py").touch()
    found = read_project(project, GROUP)
    assert [(one.name, one.module, one.attribute, one.reason) for one in found.points] == [
        ("QM", "greenlane_qm", "", ""),
        ("QN", "greenlane_qm.more", "hooks", ""),
    ]
    assert found.points[1].package is not None and found.points[1].package.name == "greenlane_qm.more"


def test_a_folder_without_a_project_has_none(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="pyproject.toml cannot be read"):
        read_project(tmp_path, GROUP)


def test_one_of_ours_that_is_left_out_leaves_its_economy_to_others(site) -> None:
    site.install("data_only", "same_economy")
    site.declare("greenlane", "[greenlane]\nQM = greenlane_qm\nQN = greenlane_qn\n")
    where = [str(site.folder)]
    assert ours(path=where) == ["QM", "QN"]

    assert [one.distribution for one in discover((), where) if one.name == "QM"][0] == "greenlane"
    left = discover((), where, without=["QM"])

    assert {one.distribution for one in left if one.name == "QM"} == {"acme-data_only", "acme-same_economy"}
    assert [one.name for one in left if one.distribution == "greenlane"] == ["QN"]


def test_only_ours_are_left_out(site) -> None:
    site.install("data_only")
    assert [one.name for one in discover((), [str(site.folder)], without=["QM"])] == ["QM"]
