"""Greenlane: environmental customs rules as plugins. These names are all that a plugin may use of it.

`hookimpl` marks a function of the plugin's package as a hook; `ItemView`, `CheckContext`, `DecisionView` and
`FindingView` are what hooks are shown, `FactValue`, `ChargeResult` and `RiskSignal` what they answer. `API_VERSION` is
what a pack names in `economy.yaml` as `api`. docs/hooks.md has them all, and how long a name holds.
"""

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final

from greenlane.core.vocabulary import API_VERSIONS
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
    "API_VERSION",
    "ChargeResult",
    "CheckContext",
    "DecisionView",
    "FactValue",
    "FindingView",
    "ItemView",
    "RiskSignal",
    "__version__",
    "hookimpl",
]

API_VERSION: Final = API_VERSIONS[-1]
"""The newest version of the contract with plugins: names, hooks and pack format. `api` in `economy.yaml` is one that
this release reads; a new one comes only with something that breaks a plugin of the old."""

try:
    __version__ = version("greenlane")
except PackageNotFoundError:  # A checkout that was not installed.
    __version__ = "0"

if not TYPE_CHECKING:  # A type checker would take any name for one that exists.

    def __getattr__(name: str) -> object:
        """A name that is going away, with a DeprecationWarning. Raises AttributeError for any other."""
        from greenlane.plugins.deprecation import NAMES, deprecated

        return deprecated(name, NAMES, globals())
