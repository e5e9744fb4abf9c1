"""Faults: what is wrong in a declaration, where (RFC 6901), and what would be right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from greenlane.core.declaration.validator import MAX_MISFITS, Misfit
from greenlane.core.declaration.wording import word


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `message` is for a broker; `suggestion`, if there is one, would be taken."""

    pointer: str
    code: str
    message: str
    suggestion: str | None = None


def pointer(path: Iterable[str | int]) -> str:
    """The RFC 6901 pointer to a place; the whole document is the empty string."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def faults_of(misfits: list[Misfit], facts: Iterable[str]) -> list[Fault]:
    """The misfits in words. `facts` are the known fact names; a misplaced one is shown its place."""
    names = tuple(facts)
    found = []
    for misfit in misfits:
        code, message, suggestion = word(misfit, names)
        found.append(Fault(pointer(misfit.path), code, message, suggestion))
    if len(found) >= MAX_MISFITS:
        found.append(
            Fault("", "too_many_faults", f"Only the first {MAX_MISFITS} faults are listed; there may be more.")
        )
    return found


def without(document: dict[str, Any], misfits: Iterable[Misfit]) -> dict[str, Any]:
    """A copy of a document that lacks what does not fit, so that the rest can still be looked at."""
    tree: dict[str | int, Any] = {}
    for misfit in misfits:
        branch = tree
        for step in misfit.path:
            branch = branch.setdefault(step, {})
        branch[_WHOLE] = {}
    pruned: dict[str, Any] = _prune(document, tree)
    return pruned


_WHOLE = -1
"""Marks a branch that goes as a whole; no list has this index."""


def _prune(node: Any, tree: Mapping[str | int, Any]) -> Any:
    if isinstance(node, list):
        copied = list(node)
        for index, branch in tree.items():
            if index != _WHOLE:
                # An element keeps its place, so that the pointers to its neighbours stay right.
                copied[index] = {} if _WHOLE in branch else _prune(copied[index], branch)  # type: ignore[index]
        return copied
    pruned = dict(node)
    for name, branch in tree.items():
        if name == _WHOLE:
            continue
        if _WHOLE in branch:
            pruned.pop(name, None)
        else:
            pruned[name] = _prune(pruned[name], branch)
    return pruned
