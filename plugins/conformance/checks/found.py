"""Is there a plugin, and can it be found: entry point, package, pack."""

from collections.abc import Iterator

from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import failed, passed, warned
from greenlane.plugins.intake import START

TITLE = "Found and readable"


def look(one: Examined) -> Iterator[Result]:
    """The distribution's entry point leads to a package, and the package holds a pack."""
    subject, candidate = one.subject, one.subject.candidate
    for where, message, remedy in subject.faults:
        yield failed(message, where, remedy)
    if candidate.package is None:
        remedy = f'write it as {candidate.name} = "your_package": the package whose folder holds {START}'
        yield failed(candidate.reason, subject.where, remedy)
        return
    if one.folder is None:
        where = f"{candidate.package.folders[0].name}/"
        if one.code.hooks:
            remedy = f"put {START} beside __init__.py; or say where it lies, by the hook greenlane_pack"
            yield failed(f"{candidate.package.name} holds no {START}, and its code names no folder", where, remedy)
        else:
            remedy = f"write {START}: every pack says who answers (docs/pack-format.md)"
            yield failed(f"{candidate.package.name} holds no {START}", where, remedy)
        return
    if not subject.where:
        remedy = "verify the project's folder, or the wheel, before it is published"
        yield warned("verified as a folder: nothing is known of the distribution it will come in", "", remedy)
    yield passed(f"{candidate.package.name}, in {one.folder.name}/")
