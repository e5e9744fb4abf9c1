"""The frozen values that hooks take and return. Their one definition is in the core, which makes them."""

from greenlane.core.extension import (
    ChargeResult,
    CheckContext,
    DecisionView,
    FactValue,
    Fault,
    FaultKind,
    FindingView,
    ItemView,
    RiskSignal,
    Stopped,
)

__all__ = [
    "ChargeResult",
    "CheckContext",
    "DecisionView",
    "FactValue",
    "Fault",
    "FaultKind",
    "FindingView",
    "ItemView",
    "RiskSignal",
    "Stopped",
]
