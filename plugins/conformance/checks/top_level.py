"""The names a distribution puts into site-packages are its own: a file of another's is overwritten without a word."""

from collections.abc import Iterator
from importlib.metadata import packages_distributions
from typing import Final

from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.find import ours
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import failed, passed, skipped

TITLE = "No bare top-level package"
HOST: Final = frozenset("core ext jurisdictions plugins web".split())
"""The server's own folders, which its plugins' authors copy."""
BARE: Final = HOST | set("bench build cases dist doc docs examples lib rules scripts src test tests utils".split())


def look(one: Examined) -> Iterator[Result]:
    """Every top-level name that the distribution brings."""
    subject = one.subject
    if subject.top_level is None:
        yield skipped("no distribution to look at: verify the project's folder or the wheel")
        return
    if ours(subject.candidate) and subject.installed:
        yield passed("comes with Greenlane")
        return
    others = packages_distributions()
    for name in subject.top_level:
        plain = subject.candidate.distribution.replace("-", "_").lower()
        if name == "greenlane":
            message = "installs into greenlane, which is the server's own package"
            yield failed(message, subject.where, "give your package a name of its own, as greenlane_nz")
        elif name in BARE:
            message = f"installs a package called {name}, as half the world's projects do: one overwrites the other"
            yield failed(message, subject.where, f"move {name} into your package, or leave it out of the wheel")
        else:
            owners = {one for one in others.get(name, ()) if one.replace("-", "_").lower() != plain}
            if owners:
                message = f"installs {name}, which belongs to {', '.join(sorted(owners))}"
                yield failed(message, subject.where, "give your package another name")
    yield passed(", ".join(subject.top_level))
