"""Is there a plugin, and can it be found: entry point, package, pack."""

from collections.abc import Iterator

from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import failed, passed, warned
from greenlane.plugins.intake import START
from greenlane.plugins.source import has_code

TITLE = "Found and readable"


def look(one: Examined) -> Iterator[Result]:
    """The distribution's entry point leads to a package, and the package holds a pack."""
    subject, candidate = one.subject, one.subject.candidate
    for where, message, remedy in subject.faults:
        yield failed(message, where, remedy)
    if candidate.package is None:
        remedy = 'write the entry point as NZ = "greenlane_nz", the package that holds economy.yaml'
        yield failed(candidate.reason, subject.where, remedy)
        return
    if one.folder is None:
        coded = bool(candidate.attribute) or has_code(candidate.package.spec)
        if coded and not one.trusted:
            remedy = f"put {START} beside __init__.py, so that the pack is read without code"
            yield failed(f"{candidate.package.name} holds no {START}, and only its code could say where", "", remedy)
        else:
            remedy = f"write {START}: every pack says who answers (docs/pack-format.md)"
            yield failed(f"{candidate.package.name} holds no {START}", f"{candidate.package.folders[0].name}/", remedy)
        return
    if not subject.where:
        remedy = "verify the project's folder, or the wheel, before it is published"
        yield warned("verified as a folder: nothing is known of the distribution it will come in", "", remedy)
    yield passed(f"{candidate.package.name}, in {one.folder.name}/")
