"""The whole contract between the server and a plugin's code: these hooks and no others.

Every argument is a frozen value. The host calls each implementation by itself, in a boundary: one that
raises, is late or returns something else refers the item to an officer, and the other economies answer as
usual.
"""

# A specification has no body.
# mypy: disable-error-code="empty-body"

from collections.abc import Sequence
from typing import Final

from pluggy import HookimplMarker, HookspecMarker

from greenlane.plugins.values import ChargeResult, CheckContext, DecisionView, FactValue, ItemView, RiskSignal

PROJECT: Final = "greenlane"

hookspec = HookspecMarker(PROJECT)
hookimpl = HookimplMarker(PROJECT)
"""The mark that makes a function of a plugin's package a hook, by the function's name."""


@hookspec
def greenlane_pack() -> str:
    """Say in which folder the pack lies, relative to the plugin's package.

    Called once, at start-up, and only where the package folder itself holds no `economy.yaml`. The folder
    must lie inside the package. Most plugins need not implement this; one that does cannot be read without
    running its code.
    """


@hookspec
def greenlane_fact(name: str, item: ItemView, context: CheckContext) -> FactValue | None:
    """Provide a fact that nobody declared.

    Called only when a matched rule of the plugin's economy needs the fact called `name`, and no dated
    parameter answers for it. Return a value of the type that the fact is declared with, or None when the
    plugin cannot tell: the fact stays unknown.
    """


@hookspec
def greenlane_charge(formula: str, item: ItemView, context: CheckContext) -> ChargeResult | None:
    """Compute a charge by the formula that a rule of the plugin's pack names.

    Called only for a rule that matched. Give the exact amount: the host rounds it, half up, to the currency's
    minor unit. Return None when something needed is not known: the item is then `incomplete`.
    """


@hookspec
def greenlane_risk(item: ItemView, context: CheckContext) -> Sequence[RiskSignal]:
    """Give reasons for an officer to look at the item; an empty tuple when there is none.

    Called for each item and each question put to the plugin's economy. A signal makes the item `referred` at
    worst: what bars goods is a rule, written as data.
    """


@hookspec
def greenlane_decided(decision: DecisionView) -> None:
    """Take notice of a decision that concerned the plugin's economy.

    Called after the decision was recorded; nothing that happens here changes it. The findings shown are those
    of the plugin's own economy. What takes long belongs in a queue of the plugin's own.
    """
