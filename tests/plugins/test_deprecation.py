"""What is going away still works, and tells its user since when, until when, and what to write instead."""

from __future__ import annotations

import importlib
import sys
import warnings
from pathlib import Path

import pytest
from pluggy import HookimplMarker, HookspecMarker, PluginManager

import greenlane
from greenlane.plugins import deprecation
from greenlane.plugins.conformance import verify
from greenlane.plugins.conformance.checks import hooks
from greenlane.plugins.deprecation import NAMES, Deprecated, deprecated
from tests.plugins.conftest import Site

OLD = Deprecated("ItemView", "1.2", "2.0")
SAID = "greenlane.GoodsView is deprecated since 1.2 and goes in 2.0: use ItemView"


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deprecation, "NAMES", {"GoodsView": OLD})


def plugin(folder: Path, monkeypatch: pytest.MonkeyPatch, source: str) -> Path:
    file = folder / "acme_goods.py"
    file.write_text(source)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, "acme_goods", raising=False)
    return file


@pytest.mark.usefixtures("made_up")
@pytest.mark.parametrize(
    "source", ["\nfrom greenlane import GoodsView\n", "import greenlane\nGoodsView = greenlane.GoodsView\n"]
)
def test_a_deprecated_name_is_given_with_a_warning_that_names_the_file_and_line_of_its_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    file = plugin(tmp_path, monkeypatch, source)
    with pytest.warns(DeprecationWarning) as told:
        module = importlib.import_module("acme_goods")
    monkeypatch.delitem(sys.modules, "acme_goods")
    assert module.GoodsView is greenlane.ItemView
    assert {str(one.message) for one in told} == {f"{file}:2: {SAID}"}
    assert {(one.filename, one.lineno) for one in told} == {(str(file), 2)}


@pytest.mark.usefixtures("made_up")
def test_a_name_that_was_never_there_is_no_attribute_and_warns_of_nothing() -> None:
    with warnings.catch_warnings(), pytest.raises(AttributeError, match="has no attribute 'GoodView'"):
        warnings.simplefilter("error")
        _ = greenlane.GoodView


def test_a_name_in_use_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in greenlane.__all__:
            assert getattr(greenlane, name)


def test_each_deprecated_name_leads_to_a_public_one_and_is_no_public_one_itself() -> None:
    for name, one in NAMES.items():
        assert one.replacement in greenlane.__all__ and name not in greenlane.__all__
        assert one.since and one.removed_in


def test_the_table_alone_decides() -> None:
    with pytest.warns(DeprecationWarning, match="greenlane.GoodsView is deprecated"):
        assert deprecated("GoodsView", {"GoodsView": OLD}, {"ItemView": 1}) == 1
    with pytest.raises(AttributeError):
        deprecated("GoodsView", {}, {"ItemView": 1})


def test_a_deprecated_hook_and_a_deprecated_argument_warn_at_the_line_of_the_plugins_function(tmp_path: Path) -> None:
    """By pluggy's own means: a specification says `warn_on_impl`, and the words are those of every deprecation."""
    spec, impl = HookspecMarker("greenlane"), HookimplMarker("greenlane")
    old = Deprecated("greenlane_risk", "1.2", "2.0")
    argument = Deprecated("item", "1.3", "2.0")

    class Specs:
        @spec(warn_on_impl=old.warning("the hook greenlane_danger"))
        def greenlane_danger(self, item: object) -> None:
            """Old."""

        @spec(warn_on_impl_args={"goods": argument.warning("the argument goods of greenlane_risk")})
        def greenlane_risk(self, item: object, goods: object) -> None:
            """New."""

    class Plugin:
        @impl
        def greenlane_danger(self, item: object) -> None: ...

        @impl
        def greenlane_risk(self, goods: object) -> None: ...

    manager = PluginManager("greenlane")
    manager.add_hookspecs(Specs)
    with pytest.warns(DeprecationWarning) as told:
        manager.register(Plugin(), "acme")
    assert [(str(one.message), one.filename) for one in told] == [
        ("the hook greenlane_danger is deprecated since 1.2 and goes in 2.0: use greenlane_risk", __file__),
        ("the argument goods of greenlane_risk is deprecated since 1.3 and goes in 2.0: use item", __file__),
    ]
    assert Deprecated("", "1", "2").said("the hook x").endswith("goes in 2: nothing takes its place")


def test_verify_warns_of_a_deprecated_hook_and_argument(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = HookspecMarker("greenlane")

    @spec(
        warn_on_impl=Deprecated("greenlane_doubt", "1.2", "2.0").warning("the hook greenlane_risk"),
        warn_on_impl_args={"item": Deprecated("goods", "1.2", "2.0").warning("the argument item")},
    )
    def greenlane_risk(item: object, context: object) -> None: ...

    monkeypatch.setattr(hooks, "SPECS", {**hooks.SPECS, "greenlane_risk": greenlane_risk})
    site.install("all_hooks")
    report = verify(site.folder / "greenlane_qn", only=["hooks"])
    warned = [one for one in report.results if one.status == "warned" and "deprecated" in one.message]
    assert [one.message for one in warned] == [
        "the hook greenlane_risk is deprecated since 1.2 and goes in 2.0: use greenlane_doubt",
        "the argument item is deprecated since 1.2 and goes in 2.0: use goods",
    ]
    assert all(one.where.startswith("greenlane_qn/__init__.py:") for one in warned)
