"""What a person does to a draft → the changes it makes, or every reason why it cannot be done.

Nothing dated is overwritten in passing: a rule is closed and another opened, a value of a series likewise. Whoever
corrects what was written wrongly says so by the act they choose.
"""

from collections.abc import Callable, Mapping, Set
from typing import Any, Final

from greenlane.core.draft import entry_acts, rule_acts
from greenlane.core.draft.actions import misfits
from greenlane.core.draft.check import Fault, faults
from greenlane.core.draft.entries import LISTED, agreement_of, economies_of, economy_of, parts
from greenlane.core.draft.merge import Change, diff, patched
from greenlane.core.draft.standing import Arguments, EditRefused, Patch

ACTS: Final[dict[str, Callable[[Mapping[str, Any], Arguments], Patch]]] = {
    "add_rule": rule_acts.add_rule,
    "change_rule": rule_acts.change_rule,
    "succeed_rule": rule_acts.succeed_rule,
    "close_rule": rule_acts.close_rule,
    "reopen_rule": rule_acts.reopen_rule,
    "remove_rule": rule_acts.remove_rule,
    "put_value": entry_acts.put_value,
    "correct_value": entry_acts.correct_value,
    "close_value": entry_acts.close_value,
    "put_parameter": entry_acts.put_parameter,
    "put_case": entry_acts.put_case,
    "remove_case": entry_acts.remove_case,
    "put_entry": entry_acts.put_entry,
    "remove_entry": entry_acts.remove_entry,
}
"""Action → what it makes of entries and arguments that fit its schema."""


def act(entries: Mapping[str, Any], action: str, arguments: Arguments) -> list[Change]:
    """The changes that an action makes to a content; none when all is so already.

    Raises EditRefused: for arguments that do not fit `ACTIONS[action]`, for what cannot be done to the entries as
    they are, and for a fault that the content would have after it and had not before. A fault that it had already
    does not stand in the way of an edit, so that faults can be mended one by one.
    """
    wrong = misfits(action, arguments)
    if wrong:
        raise EditRefused(wrong)
    patch = ACTS[action](entries, arguments)
    changes = [
        Change(place, entries.get(place), entry)
        for place, entry in sorted(patch.items())
        if entries.get(place) != entry
    ]
    _hold(entries, patched(entries, patch), changes)
    return changes


def checked(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The changes between two contents. Raises EditRefused where they bring a fault in."""
    changes = diff(before, after)
    _hold(before, after, changes)
    return changes


def _hold(before: Mapping[str, Any], after: Mapping[str, Any], changes: list[Change]) -> None:
    """Return if changes bring no fault in. Raises EditRefused.

    Rules, cases and agreements stand each by itself: where nothing else was changed, the others of their kinds are as
    they were, and are not built again. An agreement and its product rules stand together. What only all rules together
    can be too large for is said at submission.
    """
    if all(parts(change.address).part in LISTED for change in changes):
        near = {change.address for change in changes} | _annexed(before, after, changes)
        before, after = (
            {place: one for place, one in side.items() if place in near or place.split("/", 2)[1] not in LISTED}
            for side in (before, after)
        )
    touched = economies_of([change.address for change in changes])
    wrong = faults(after, touched) if touched else []
    if wrong:
        wrong = _brought_in(wrong, faults(before, touched), {change.address for change in changes})
    if wrong:
        raise EditRefused(wrong)


def _annexed(before: Mapping[str, Any], after: Mapping[str, Any], changes: list[Change]) -> set[str]:
    """The agreements that changes touch, each with its product rules, whichever of them was changed."""
    touched = {
        (parts(change.address).economy, agreement)
        for change in changes
        for entry in (change.before, change.after)
        if (agreement := agreement_of(change.address, entry))
    }
    if not touched:
        return set()
    return {
        place
        for side in (before, after)
        for place, entry in side.items()
        if (agreement := agreement_of(place, entry)) and (parts(place).economy, agreement) in touched
    }


def _brought_in(after: list[Fault], before: list[Fault], edited: Set[str]) -> list[Fault]:
    """The faults that an edit is to blame for.

    Places in an entry shift when something before them is taken out, so a fault is known by its words. In an
    economy that had faults others may come to light as one is mended: they count only where the edit was.
    """
    had = {(fault.address, fault.message) for fault in before}
    ailing = {economy_of(fault.address) for fault in before}
    return [
        fault
        for fault in after
        if (fault.address, fault.message) not in had
        and (fault.address in edited or economy_of(fault.address) not in ailing)
    ]


__all__ = ["ACTS", "EditRefused", "act", "checked"]
