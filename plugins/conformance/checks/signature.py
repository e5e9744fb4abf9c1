"""Whether the pack is signed: told, never asked for."""

from collections.abc import Iterator

from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.find import ours
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import passed

TITLE = "Signature"


def look(one: Examined) -> Iterator[Result]:
    """The file SIGNATURE beside the pack."""
    assert one.folder is not None
    if ours(one.subject.candidate):
        yield passed("comes with Greenlane, and needs none")
    elif (one.folder / "SIGNATURE").is_file():
        yield passed("signed; which keys are trusted is for each server to say (greenlane pack verify)")
    else:
        yield passed("not signed: a server takes it only where its settings say so (greenlane pack sign)")
