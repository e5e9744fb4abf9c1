"""What the buttons of the condition builder do to its tree, and where in it a fault belongs."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from greenlane.web.console.forms.conditions import Node, write
from greenlane.web.console.forms.places import is_place

Change = Callable[[Node], Node | None]
NEW = Node("test", op="in")
ACTS = ("test", "group", "remove", "up", "down", "not", "all", "any")


def acted(root: Node | None, act: str, path: Sequence[int]) -> Node | None:
    """The tree after an act at a node; None where nothing is left. An unknown act or place changes nothing."""
    if root is None:
        return {"test": NEW, "group": Node("any", parts=(NEW,))}.get(act)
    if act in ("remove", "up", "down"):
        if not path:
            return None if act == "remove" else root
        return _at(root, path[:-1], lambda above: _moved(above, path[-1], act))
    if act in ("test", "group"):
        new = NEW if act == "test" else Node("any" if root.kind != "any" else "all", parts=(NEW,))
        return _at(root, path, lambda node: _grown(node, new))
    if act == "not":
        return _at(root, path, lambda node: replace(node, nots=node.nots - 1 if node.nots else 1))
    if act in ("all", "any"):
        return _at(root, path, lambda node: node if node.kind == "test" else replace(node, kind=act))
    return root


def _at(node: Node, path: Sequence[int], change: Change) -> Node | None:
    if not path:
        return change(node)
    first, rest = path[0], path[1:]
    if node.kind == "test" or first >= len(node.parts):
        return node
    changed = _at(node.parts[first], rest, change)
    kept = (changed,) if changed is not None else ()
    parts = (*node.parts[:first], *kept, *node.parts[first + 1 :])
    return replace(node, parts=parts) if parts else None


def _moved(above: Node, index: int, act: str) -> Node | None:
    if above.kind == "test" or index >= len(above.parts):
        return above
    parts = list(above.parts)
    if act == "remove":
        del parts[index]
        return replace(above, parts=tuple(parts)) if parts else None
    other = index - 1 if act == "up" else index + 1
    if 0 <= other < len(parts):
        parts[index], parts[other] = parts[other], parts[index]
    return replace(above, parts=tuple(parts))


def _grown(node: Node, new: Node) -> Node:
    """A group with one part more; a test becomes a group first."""
    if node.kind == "test":
        return Node("all", parts=(node, new))
    return replace(node, parts=(*node.parts, new))


def place_of(node: Node, steps: Sequence[str], place: str) -> str:
    """The pointer of the node to which a path into the written form leads, as far as it can be followed."""
    left = list(steps)
    for _ in range(node.nots):
        if left and left[0] == "not":
            left.pop(0)
    if node.kind == "test" or not left:
        return place
    if node.kind == "each":
        written = [write(part) for part in node.parts]
        index = next((i for i, one in enumerate(written) if isinstance(one, dict) and left[0] in one), None)
    else:
        left.pop(0)
        index = int(left.pop(0)) if left and is_place(left[0]) else None
    if index is None or index >= len(node.parts):
        return place
    return place_of(node.parts[index], left, f"{place}/{index}")
