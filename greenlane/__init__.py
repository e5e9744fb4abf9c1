"""Greenlane: environmental customs rules as plugins. These names are all that a plugin may use of it."""

from importlib.metadata import PackageNotFoundError, version

from greenlane.plugins.hookspecs import hookimpl
from greenlane.plugins.values import (
    ChargeResult,
    CheckContext,
    DecisionView,
    FactValue,
    FindingView,
    ItemView,
    RiskSignal,
)

__all__ = [
    "ChargeResult",
    "CheckContext",
    "DecisionView",
    "FactValue",
    "FindingView",
    "ItemView",
    "RiskSignal",
    "hookimpl",
]

try:
    __version__ = version("greenlane")
except PackageNotFoundError:  # A checkout that was not installed.
    __version__ = "0"
