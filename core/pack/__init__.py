"""A rule pack: from YAML and CSV on disk, over one plain document, to a `Pack`."""

from greenlane.core.pack.build import build
from greenlane.core.pack.load import load
from greenlane.core.pack.problems import PackError, Problem

__all__ = ["PackError", "Problem", "build", "load"]
