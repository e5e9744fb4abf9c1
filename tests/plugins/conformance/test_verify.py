"""A good plugin conforms, whatever its author names it by: its folder, its package, its wheel, its economy."""

from __future__ import annotations

import importlib
import json
import shutil
import sys
from pathlib import Path

import pytest

from greenlane.core.engine import CompiledEngine
from greenlane.plugins.conformance import NotAPlugin, Report, found, verify
from greenlane.plugins.conformance.registry import CHECKS
from tests.plugins.conformance.made import HOOKS, TODAY, Made, make

NO_CASE = "cases: []\n"


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return make(tmp_path / "acme-fj")


def statuses(report: Report) -> dict[str, str]:
    return {check.name: check.status for check in report.checks}


def test_a_good_plugin_conforms_without_a_warning(made: Made) -> None:
    report = made.verify(strict=True)

    assert report.ok, report.text()
    assert set(statuses(report).values()) == {"passed"}
    assert (report.economy, report.version) == ("FJ", "2026.11.22")
    assert [check.name for check in report.checks] == [check.name for check in CHECKS]
    assert [(one.rule, one.hits > 0, one.misses > 0) for one in report.coverage] == [
        ("FJ-COPRA-DUTY", True, True),
        ("FJ-METAL", True, True),
        ("FJ-PAPER", True, True),
        ("FJ-PLASTIC", True, True),
    ]


def test_a_wheel_is_verified_as_it_is(made: Made, tmp_path: Path) -> None:
    report = verify(made.wheel(tmp_path), strict=True, today=TODAY)

    assert report.ok, report.text()
    assert statuses(report)["top-level"] == "passed"


def test_a_wheel_with_code_is_asked_in_a_process_of_its_own(made: Made, tmp_path: Path) -> None:
    made.write("__init__.py", HOOKS)
    report = verify(made.wheel(tmp_path), only=["hooks", "determinism"], today=TODAY)

    assert report.ok, report.text()
    assert "asked in a process of its own" in report.checks[0].results[0].message
    assert "acme_fj" not in sys.modules


@pytest.mark.parametrize("source", ["src", "."])
def test_a_project_may_keep_its_package_below_src(source: str, made: Made) -> None:
    if source == "src":
        (made.folder / "src").mkdir()
        shutil.move(made.pack, made.folder / "src" / "acme_fj")
    assert verify(made.folder, only=["found", "schema", "top-level"], today=TODAY).ok


def test_a_package_and_a_folder_of_data_are_verified_with_a_word_on_what_is_not_known(made: Made) -> None:
    for change in (lambda: None, (made.pack / "__init__.py").unlink):
        change()
        report = verify(made.pack, today=TODAY, only=["found", "top-level", "schema", "names"])
        assert report.ok
        assert statuses(report) == {"found": "warned", "top-level": "skipped", "schema": "passed", "names": "passed"}


@pytest.mark.parametrize("name", ["acme-fj", "Acme.FJ", "FJ", "fj", "acme_fj"])
def test_what_is_installed_is_verified_by_name(
    name: str, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    shutil.unpack_archive(made.wheel(tmp_path), site, "zip")
    monkeypatch.syspath_prepend(site)
    importlib.invalidate_caches()

    report = verify(name, only=["found", "top-level", "schema", "api", "names", "readme"], today=TODAY, strict=True)

    assert report.ok, report.text()
    assert report.subject == "acme-fj 1.0: FJ"


def test_of_two_plugins_with_one_economy_each_is_told_of_the_other(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("acme_fj", "other_fj"):
        shutil.copytree(made.pack, tmp_path / "site" / name)
        info = tmp_path / "site" / f"{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[greenlane]\nFJ = {name}\n")
    monkeypatch.syspath_prepend(tmp_path / "site")
    importlib.invalidate_caches()

    (fault,) = verify("other_fj", only=["names"], today=TODAY).results
    warnings = made.found("names")

    both = "economy.yaml:1: FJ is answered for by"
    assert str(fault) == f"{both} acme_fj 1.0 (a server takes one of the two: uninstall the other)"
    assert [str(one) for one in warnings] == [
        f"{both} {name} 1.0 (a server takes one of the two: nobody may have both installed)"
        for name in ("acme_fj", "other_fj")
    ]


def test_a_fact_that_means_something_else_to_another_plugin_is_told(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.write("facts.yaml", (made.pack / "facts.yaml").read_text() + "  salinity: {type: string, label: salinity}\n")
    other = make(tmp_path / "other")
    for name in ("economy.yaml", "rules/scrap.yaml", "rules/metal.yaml", "rules/copra.yaml", "documents.yaml"):
        text = (other.pack / name).read_text().replace("FJ-", "TO-").replace("economy: FJ", "economy: TO")
        other.write(name, text)
    other.write(
        "facts.yaml", (other.pack / "facts.yaml").read_text() + "  salinity: {type: decimal, label: salinity}\n"
    )
    shutil.copytree(other.pack, tmp_path / "site" / "acme_to")
    info = tmp_path / "site" / "acme_to-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-to\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[greenlane]\nTO = acme_to\n")
    monkeypatch.syspath_prepend(tmp_path / "site")
    importlib.invalidate_caches()

    told = [str(one) for one in made.found("names")]

    assert told == ["facts.yaml:5: salinity has the type string; acme-to 1.0 gives it decimal (use another name)"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nowhere", "there is no folder, and no installed plugin, called nowhere: give a project's folder"),
        ("", "holds no pyproject.toml, no economy.yaml and no __init__.py: give a project's folder"),
        ("text.txt", "is neither a folder nor a wheel: give a project's folder"),
        ("bad.whl", "bad.whl cannot be unpacked: File is not a zip file; build it again"),
    ],
)
def test_what_is_no_plugin_is_told_with_what_to_give(
    name: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "text.txt").write_text("")
    (tmp_path / "bad.whl").write_text("")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NotAPlugin) as refused:
        verify(name or tmp_path)
    assert reason in str(refused.value)


def test_a_project_that_declares_no_plugin_is_told_how(made: Made) -> None:
    made.edit("/pyproject.toml", '[project.entry-points.greenlane]\nFJ = "acme_fj"\n', "")
    with pytest.raises(NotAPlugin, match=r"declares no plugin: write \[project.entry-points.greenlane\]"):
        verify(made.folder)


def test_a_wheel_that_reaches_outside_is_not_unpacked(made: Made, tmp_path: Path) -> None:
    import zipfile

    wheel = made.wheel(tmp_path)
    with zipfile.ZipFile(wheel, "a") as packed:
        packed.writestr("../../evil.py", "")
    with pytest.raises(NotAPlugin, match="which would lie outside"):
        verify(wheel)


def test_of_a_project_with_several_plugins_each_is_found(made: Made) -> None:
    shutil.copytree(made.pack, made.folder / "acme_to")
    made.edit("/pyproject.toml", 'FJ = "acme_fj"\n', 'FJ = "acme_fj"\nTO = "acme_to"\n')
    with found(made.folder) as subjects:
        assert [one.said for one in subjects] == ["acme-fj 1.0: FJ", "acme-fj 1.0: TO"]


def test_only_the_checks_that_were_asked_for_are_made(made: Made) -> None:
    assert list(statuses(made.verify("codes", "texts"))) == ["codes", "texts"]
    with pytest.raises(ValueError, match="there is no check code: they are found, top-level"):
        made.verify("code")


def test_a_warning_is_a_fault_only_where_that_is_strict(made: Made) -> None:
    made.drop("/README.md")
    assert made.verify("readme").ok
    assert not made.verify("readme", strict=True).ok


def test_what_the_pack_is_wanting_for_is_not_looked_at(made: Made) -> None:
    made.write("facts.yaml", "facts: [\n")
    found_out = statuses(made.verify())
    assert {name for name, status in found_out.items() if status == "failed"} == {"schema"}
    assert found_out["found"] == found_out["api"] == found_out["files"] == "passed"
    assert found_out["citations"] == found_out["fuzz"] == "skipped"


def test_code_runs_in_this_process_only_where_it_is_trusted(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(sys, "acme_seen", seen, raising=False)
    made.write("__init__.py", HOOKS + "\nimport sys\n\ngetattr(sys, 'acme_seen', []).append('here')\n")

    assert made.verify("hooks").ok
    assert seen == []
    assert made.verify("hooks", trusted=True).ok
    assert seen == ["here"]
    assert "acme_fj" not in sys.modules, "it can be verified again after a change"


def test_code_that_hangs_is_asked_no_more(made: Made) -> None:
    made.write("__init__.py", HOOKS.replace('    if "mixed"', '    while True:\n        pass\n    if "mixed"'))
    report = made.verify("hooks", "determinism", "fuzz", "time", "texts")
    assert statuses(report) == {
        "hooks": "failed",
        "determinism": "skipped",
        "fuzz": "skipped",
        "time": "skipped",
        "texts": "passed",
    }


def test_a_pack_may_lie_where_its_code_says(made: Made) -> None:
    shutil.move(made.pack, made.folder / "rules_of_2026")
    made.pack.mkdir()
    shutil.move(made.folder / "rules_of_2026", made.pack / "rules_of_2026")
    (made.pack / "rules_of_2026" / "__init__.py").unlink()
    hook = HOOKS + "\n\n@hookimpl\ndef greenlane_pack():\n    return 'rules_of_2026'\n"
    made.write("__init__.py", hook)
    report = made.verify("found", "hooks", "schema", "determinism")
    assert report.ok, report.text()


def test_an_answer_that_hangs_on_the_order_of_a_set_is_found(made: Made) -> None:
    made.write(
        "__init__.py",
        "from greenlane import RiskSignal, hookimpl\n\nWORDS = {'one', 'two', 'three', 'four', 'five', 'six'}\n\n\n"
        "@hookimpl\ndef greenlane_risk(item):\n"
        "    return tuple(RiskSignal('FJ-SET', 'A set', word) for word in WORDS)\n",
    )
    (fault,) = made.found("determinism")
    assert fault.status == "failed"
    assert "answers are others when asked in another process" in fault.message
    assert (
        fault.remedy
        == "an answer may rest on the declaration alone: on no clock, no chance, no network, no order of a set"
    )


def test_an_answer_that_hangs_on_the_time_zone_is_found(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    made.write(
        "__init__.py",
        "import time\n\nfrom greenlane import RiskSignal, hookimpl\n\n\n@hookimpl\ndef greenlane_risk(item):\n"
        "    return (RiskSignal('FJ-ZONE', 'A zone', f'{time.timezone} s'),)\n",
    )
    assert "asked in another process" in made.found("determinism")[0].message


def test_an_answer_that_hangs_on_what_was_asked_before_is_found(made: Made) -> None:
    made.write(
        "__init__.py",
        "from greenlane import RiskSignal, hookimpl\n\nSEEN = []\n\n\n@hookimpl\ndef greenlane_risk(item):\n"
        "    SEEN.append(item.commodity_code)\n"
        "    return (RiskSignal('FJ-SEEN', 'Seen', f'{len(SEEN)} seen'),)\n",
    )
    assert "asked again" in made.found("determinism")[0].message


class _Blind(CompiledEngine):
    """An engine that does not see prohibitions."""

    def check_item(self, *question):  # type: ignore[no-untyped-def]
        return [hit._replace(verdict=0) for hit in super().check_item(*question)]


def test_an_engine_that_lets_goods_pass_is_found(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("greenlane.core.proof.answers.CompiledEngine", _Blind)
    told = made.found("fuzz")
    assert len(told) == 3, "and then no more are looked for"
    assert told[0].message.startswith("answered clear, and a rule says ")
    assert "report it with the declaration" in told[0].remedy


def test_what_raises_at_a_made_up_declaration_is_found(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: object, ask: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(CompiledEngine, "check", fail)
    assert made.found("fuzz")[0].message.startswith("raised ZeroDivisionError: division by zero (")


def test_a_slow_check_is_warned_of_and_only_a_gross_one_fails(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    timing = "greenlane.plugins.conformance.checks.timing"
    monkeypatch.setattr(f"{timing}.SLOW", 0.0)
    (warning,) = made.found("time")
    assert warning.status == "warned" and " ms for each goods item" in warning.message
    monkeypatch.setattr(f"{timing}.GROSS", 0.0)
    assert made.found("time")[0].status == "failed"


def test_a_check_that_stumbles_is_told_and_the_others_go_on(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise LookupError("no such thing")

    monkeypatch.setattr("greenlane.plugins.conformance.checks.codes._rows", fail)
    report = made.verify("codes", "texts")
    assert statuses(report) == {"codes": "failed", "texts": "passed"}
    assert report.faults[0].message == "the check itself raised LookupError: no such thing"


def test_codes_are_held_to_a_tariff_where_one_is_given(made: Made) -> None:
    report = verify(made.folder, only=["codes"], today=TODAY, nomenclatures={"HS": ["470710", "391510", "7204"]})
    told = [one.message for one in report.results]
    assert "FJ-PLASTIC: not in the nomenclature HS: 391520" in told
    assert "FJ-COPRA-DUTY: not in the nomenclature HS: 1203" in told


def test_a_signature_is_not_asked_for(made: Made) -> None:
    assert made.verify("signature", strict=True).checks[0].results[0].message.startswith("not signed")


def test_the_same_plugin_gets_the_same_report(made: Made) -> None:
    made.drop("/README.md")
    one, other = (made.verify("found", "schema", "readme", "fuzz", "branches").as_json() for _ in range(2))
    assert json.dumps(one) == json.dumps(other)
