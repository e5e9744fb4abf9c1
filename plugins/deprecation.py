"""What is going away, and how whoever uses it is told: names here, hooks in `hookspecs`, keys in `core.pack.renamed`.

A deprecated thing works unchanged until the release that removes it, and that is a release with a new `API_VERSION`.
"""

import sys
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Deprecated:
    """Since which version of Greenlane something is deprecated, in which it goes, and what to write instead.

    `replacement`: of a name, the public one that is given for it; of a hook or an argument, its name, empty for none.
    """

    replacement: str
    since: str
    removed_in: str

    def said(self, what: str) -> str:
        """The sentence of the warning. `what` is deprecated, as `greenlane.OldView`."""
        instead = f"use {self.replacement}" if self.replacement else "nothing takes its place"
        return f"{what} is deprecated since {self.since} and goes in {self.removed_in}: {instead}"

    def warning(self, what: str) -> DeprecationWarning:
        """For `warn_on_impl` and `warn_on_impl_args` of a hook's specification."""
        return DeprecationWarning(self.said(what))


NAMES: Final[Mapping[str, Deprecated]] = {}
"""Names of `greenlane` that are going away: old name → what it is now."""


def deprecated(name: str, names: Mapping[str, Deprecated], public: Mapping[str, object]) -> object:
    """What a deprecated name stands for among the `public` ones, with a DeprecationWarning at the caller's line.

    Raises AttributeError where the name is not in `names`.
    """
    if name not in names:
        raise AttributeError(f"module 'greenlane' has no attribute {name!r}")
    file, line = _caller()
    said = f"{file}:{line}: {names[name].said(f'greenlane.{name}')}"
    warnings.warn_explicit(said, DeprecationWarning, file, line)
    return public[names[name].replacement]


def of_hook(specification: object, arguments: Iterable[str]) -> list[str]:
    """What pluggy warns of where the specification is implemented with these arguments."""
    options = getattr(specification, "greenlane_spec", {})
    whole = [options["warn_on_impl"]] if options.get("warn_on_impl") else []
    parts = options.get("warn_on_impl_args") or {}
    return [str(one) for one in (*whole, *(parts[name] for name in arguments if name in parts))]


def _caller() -> tuple[str, int]:
    """File and line of whoever asked `greenlane` for the name."""
    frame = sys._getframe(1)
    while frame.f_back is not None and (
        frame.f_globals.get("__name__") in (__name__, "greenlane") or "importlib._bootstrap" in frame.f_code.co_filename
    ):
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno
