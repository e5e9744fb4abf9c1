"""What a plugin's source says of it, read but not run."""

import ast
import hashlib
from importlib.machinery import ModuleSpec
from pathlib import Path


def has_code(spec: ModuleSpec) -> bool:
    """Whether importing the module would do more than set a docstring and constants.

    True for whatever cannot be told: a compiled module, source that is no Python.
    """
    if spec.origin is None:
        return False
    try:
        tree = ast.parse(Path(spec.origin).read_bytes())
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError):
        return True
    return not all(_inert(statement) for statement in tree.body)


def _inert(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Assign):
        return all(isinstance(part, ast.Name) for part in statement.targets) and _literal(statement.value)
    return isinstance(statement, ast.Pass)


def _literal(node: ast.expr) -> bool:
    if isinstance(node, ast.List | ast.Tuple):
        return all(map(_literal, node.elts))
    return isinstance(node, ast.Constant)


def code_digest(folder: Path) -> str:
    """A short digest of every Python source below a folder: it moves whenever the plugin's code does."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
