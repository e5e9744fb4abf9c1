"""What was counted of the calls into a plugin's code, read off the samples of metrics."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from prometheus_client import Metric

QUICK = "0.001"
"""The bucket, in seconds, of the calls that were quick."""


@dataclass(frozen=True, slots=True)
class HookFigures:
    """What all processes of the host counted of a plugin's hook since the server was started.

    `calls`: those that returned, in `seconds` together; `quick`: the share of them within a millisecond (0 to 1).
    `faults`: by kind. `last_fault`: when one of the processes last saw one.
    """

    calls: int = 0
    seconds: float = 0.0
    quick: float = 0.0
    faults: Mapping[str, int] = field(default_factory=dict)
    last_fault: datetime | None = None


def hook_figures(families: Iterable[Metric], plugin: str) -> dict[str, HookFigures]:
    """The figures of a plugin by hook, in order."""
    found: dict[str, HookFigures] = {}
    for family in families:
        if not family.name.startswith("greenlane_plugin_"):
            continue
        for sample in family.samples:
            if sample.labels.get("plugin") == plugin:
                hook = sample.labels["hook"]
                found[hook] = _with(found.get(hook, HookFigures()), sample.name, sample.labels, sample.value)
    return {hook: replace(one, quick=one.quick / max(one.calls, 1)) for hook, one in sorted(found.items())}


def _with(one: HookFigures, name: str, labels: Mapping[str, str], value: float) -> HookFigures:
    """The figures with one sample more."""
    match name:
        case "greenlane_plugin_seconds_count":
            return replace(one, calls=int(value))
        case "greenlane_plugin_seconds_sum":
            return replace(one, seconds=value)
        case "greenlane_plugin_seconds_bucket" if labels["le"] == QUICK:
            return replace(one, quick=value)
        case "greenlane_plugin_faults_total":
            return replace(one, faults={**one.faults, labels["kind"]: int(value)})
        case "greenlane_plugin_fault_seconds":
            return replace(one, last_fault=datetime.fromtimestamp(value, UTC))
        case _:
            return one
