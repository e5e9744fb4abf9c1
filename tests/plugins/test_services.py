"""Every hook, called as the core calls it, and what comes back when a plugin misbehaves."""

from __future__ import annotations

import sys
import threading
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from greenlane import ChargeResult, CheckContext, DecisionView, FindingView, ItemView, RiskSignal
from greenlane.core.extension import Fault
from greenlane.plugins.services import PluginServices

DECISION = DecisionView(
    "01JD",
    date(2026, 11, 22),
    datetime(2026, 11, 22, tzinfo=UTC),
    "prohibited",
    1,
    "sha256:0",
    ("QN", "QM"),
    (
        FindingView(1, "QN-SCRAP", "QN", "import", "prohibition", "prohibited"),
        FindingView(1, "QM-SCRAP", "QM", "export", "prohibition", "prohibited"),
    ),
)


@pytest.fixture
def good(site) -> PluginServices:
    site.install("all_hooks", "data_only")
    return PluginServices(site.load("acme-all_hooks"))


def test_hook_greenlane_pack(site) -> None:
    site.install("all_hooks")
    host = site.load("acme-all_hooks")
    assert host.packs["QN"].economy.code == "QN"


def test_hook_greenlane_fact(good: PluginServices, item: ItemView, context: CheckContext) -> None:
    assert good.fact("QN", "used", item, context) is True
    assert good.fact("QN", "polymers", item, context) == frozenset({"PE", "PET"})
    assert good.fact("QN", "moisture_percent", item, context) == Decimal("1.5")
    assert good.fact("QN", "contaminated", item, context) is None
    assert good.fact("QN", "no_such_fact", item, context) is None


def test_hook_greenlane_charge(good: PluginServices, item: ItemView, context: CheckContext) -> None:
    valued = replace(item, value=(Decimal("10.10"), "KRW"))
    charge = good.charge("QN", "recycling_fee", valued, context)
    assert isinstance(charge, ChargeResult)
    assert (charge.amount, charge.base, charge.currency) == (Decimal("0"), Decimal("10.10"), "KRW")
    assert charge.because == ("2.5 % of the value on 2026-11-22",)
    assert good.charge("QN", "recycling_fee", item, context) is None
    assert good.charge("QN", "another_fee", valued, context) is None


def test_hook_greenlane_risk(good: PluginServices, item: ItemView, context: CheckContext) -> None:
    signal = RiskSignal("QN-MIXED", "Mixed goods", "Mixed loads are looked at.")
    assert good.risks("QN", item, context) == (signal,)
    assert good.risks("QN", replace(item, description=""), context) == ()


def test_hook_greenlane_decided(good: PluginServices) -> None:
    good.decided(DECISION)
    good.decided(replace(DECISION, economies=("QM",)))
    (seen,) = sys.modules["greenlane_qn"].seen
    assert seen == replace(DECISION, findings=DECISION.findings[:1])


def test_a_plugin_without_code_provides_nothing(good: PluginServices, item: ItemView, context: CheckContext) -> None:
    for economy in ("QM", "ZZ"):
        assert good.provides(economy) == frozenset()
        assert good.fact(economy, "used", item, context) is None
        assert good.charge(economy, "fee", item, context) is None
        assert good.risks(economy, item, context) == ()
    assert "greenlane_risk" in good.provides("QN")


def test_what_a_plugin_is_shown_cannot_be_changed(item: ItemView) -> None:
    facts = {"used": True}
    shown = ItemView(1, "391510", facts=facts)
    facts["used"] = False
    assert shown.facts["used"] is True
    with pytest.raises(TypeError):
        shown.facts["used"] = False  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        shown.number = 2  # type: ignore[misc]


@pytest.fixture
def host(site):
    site.install("bad_answers", "data_only")
    return site.load("acme-bad_answers")


def ask(host, deed: str, name: str = "used"):
    return PluginServices(host).fact(
        "QV", name, ItemView(1, "391510", deed), CheckContext("QV", "import", date.today())
    )


@pytest.mark.parametrize("deed", ["raise", "exit", "loud", "memory", "recurse"])
def test_whatever_is_raised_comes_back_as_a_fault(deed: str, host) -> None:
    fault = ask(host, deed)
    assert isinstance(fault, Fault)
    assert (fault.plugin, fault.hook, fault.kind) == ("QV", "greenlane_fact", "raised")
    assert "QV" in fault.message and "secret" not in fault.message


def test_an_interrupt_from_anywhere_but_the_keyboard_is_a_fault(host) -> None:
    got: list[object] = []
    thread = threading.Thread(target=lambda: got.append(ask(host, "interrupt")))
    thread.start()
    thread.join()
    assert [one.kind for one in got if isinstance(one, Fault)] == ["raised"]


def test_ctrl_c_goes_through(host) -> None:
    with pytest.raises(KeyboardInterrupt):
        ask(host, "interrupt")


def test_each_call_that_returned_is_timed(host) -> None:
    calls: list[tuple[str, str, float]] = []
    host.boundary.on_call = lambda *call: calls.append(call)
    ask(host, "good")
    ask(host, "raise")
    assert [(plugin, hook) for plugin, hook, _ in calls] == [("QV", "greenlane_fact")]
    assert 0 <= calls[0][2] < 5


def test_a_late_answer_is_thrown_away(site) -> None:
    site.install("bad_answers")
    fault = ask(site.load("acme-bad_answers", deadline=0.02), "late")
    assert isinstance(fault, Fault)
    assert fault.kind == "late"


@pytest.mark.parametrize(
    ("deed", "name"),
    [
        ("one", "used"),
        ("text", "used"),
        ("nan", "impurity_percent"),
        ("one", "impurity_percent"),
        ("good", "gr_item"),
        ("text", "gr_item"),
        ("text", "purpose"),
        ("text", "collected_in"),
        ("text", "polymers"),
    ],
)
def test_an_answer_of_another_type_is_malformed(deed: str, name: str, host) -> None:
    fault = ask(host, deed, name)
    assert isinstance(fault, Fault)
    assert fault.kind == "malformed"


@pytest.mark.parametrize("number", ["NaN", "-1", "Infinity", "1E+40", "1E-40"])
def test_a_charge_is_a_plain_amount(number: str, host) -> None:
    fault = PluginServices(host).charge("QV", number, ItemView(1, "391510"), CheckContext("QV", "import", date.today()))
    assert isinstance(fault, Fault)
    assert fault.kind == "malformed"


def test_no_signal_is_an_empty_tuple_and_not_none(host) -> None:
    services, context = PluginServices(host), CheckContext("QV", "import", date.today())
    assert services.risks("QV", ItemView(1, "391510", "good"), context) == ()
    fault = services.risks("QV", ItemView(1, "391510", "none"), context)
    assert isinstance(fault, Fault) and fault.kind == "malformed"


def test_three_faults_in_a_row_suspend_a_plugin_until_it_is_resumed(host) -> None:
    for deed in ("raise", "raise", "good", "raise", "one"):
        ask(host, deed)
    assert host.plugins["QV"].status == "loaded"
    ask(host, "exit")
    plugin = host.plugins["QV"]
    assert plugin.status == "suspended"
    assert "3 faults in a row" in plugin.reasons[-1]
    fault = ask(host, "good")
    assert isinstance(fault, Fault) and fault.kind == "suspended" and "QV" in fault.message
    assert "QV" in host.packs and "QV" not in host.failed
    assert host.plugins["QM"].status == "loaded"
    host.resume("QV")
    assert host.plugins["QV"].status == "loaded"
    assert ask(host, "good") is True


def test_where_it_went_wrong_is_shown_to_the_operator_only(host) -> None:
    faults = [ask(host, "raise") for _ in range(4)]
    assert all("secret" not in fault.message for fault in faults)
    assert "greenlane_qv/__init__.py:20: raised ValueError: secret: 1234" in host.plugins["QV"].reasons[-1]


def test_a_failing_notice_is_silenced_and_changes_no_answer(host) -> None:
    services = PluginServices(host)
    for _ in range(5):
        services.decided(replace(DECISION, economies=("QV",)))
    assert host.plugins["QV"].status == "loaded"
    assert "greenlane_decided" in host.plugins["QV"].reasons[-1]
    assert ask(host, "good") is True


def test_faults_are_counted_once_each_however_many_threads_ask(host) -> None:
    barrier = threading.Barrier(8)
    kinds: list[str] = []

    def run() -> None:
        barrier.wait()
        for _ in range(25):
            fault = ask(host, "raise")
            assert isinstance(fault, Fault)
            kinds.append(fault.kind)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kinds) == 200
    assert set(kinds) == {"raised", "suspended"}
    assert 3 <= kinds.count("raised") <= 10
    assert host.plugins["QV"].status == "suspended"
