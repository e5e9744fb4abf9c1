"""What a plugin's source says of it, read but not run."""

import ast
import hashlib
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Final

CODE: Final = frozenset({".py", ".pyc", ".so"})
"""How the names of files end that Python imports."""


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
    """A short digest of all code below a folder, sources and libraries: it moves whenever the plugin's code does.

    What Python compiles of the sources is left out: it is not what a stranger's process runs.
    """
    digest = hashlib.sha256()
    for path in sorted(one for one in folder.rglob("*") if one.suffix in CODE and one.is_file()):
        if path.suffix == ".pyc" and path.parent.name == "__pycache__":
            continue
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
