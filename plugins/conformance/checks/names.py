"""Whose economy it is: the entry point and the pack say the same, and nobody else has it."""

from collections.abc import Iterator

from greenlane.core.model import Pack
from greenlane.core.pack import PackError, load
from greenlane.core.pack.reading import text
from greenlane.core.terms import is_document, shared_documents, shared_facts
from greenlane.core.terms.codes import ECONOMIES, PLACELESS
from greenlane.plugins.claims import Claims
from greenlane.plugins.conformance.examined import Examined
from greenlane.plugins.conformance.find import ours
from greenlane.plugins.conformance.report import Result
from greenlane.plugins.conformance.say import failed, passed, warned
from greenlane.plugins.discovery import Candidate, discover

TITLE = "Economy, entry point and rivals"


def look(one: Examined) -> Iterator[Result]:
    """The economy's code is that of the entry point, exists, and is answered for by nobody else here."""
    code, where = one.economy, one.places.of("economy", "", "economy")
    declared = one.subject.candidate.name
    if one.subject.where and declared != code:
        message = f"the economy is {code}, and the entry point is called {declared}"
        yield failed(message, one.subject.where, f"call the entry point {code}, or mend `economy` in {where}")
    if code not in ECONOMIES and code not in PLACELESS:
        remedy = "use the ISO 3166-1 alpha-2 code; XA to XZ are for packs without an economy"
        yield warned(f"{code} is no economy's code", where, remedy)
    for member in one.pack.economy.members:
        if member not in ECONOMIES:
            remedy = "use the ISO 3166-1 alpha-2 code"
            yield warned(f"the member {member} is no economy's code", one.places.of("economy", "", "members"), remedy)
    rivals = [other for other in discover() if not _same(other, one.subject.candidate)]
    for rival in rivals:
        if rival.name in (code, *one.pack.economy.members):
            yield _rival(one, rival, where)
    yield from _facts(one, rivals)
    yield passed(f"{code}: {one.pack.economy.names['en']}")


def _same(other: Candidate, candidate: Candidate) -> bool:
    """Whether another plugin is this one, perhaps installed as well as lying in a folder."""
    if other.package and candidate.package:
        theirs, mine = (
            {folder.resolve() for folder in one.package.folders} for one in (other, candidate) if one.package
        )
        if theirs & mine:
            return True
    return bool(candidate.distribution) and (other.distribution, other.name) == (candidate.distribution, candidate.name)


def _rival(one: Examined, rival: Candidate, where: str) -> Result:
    message = f"{rival.name} is answered for by {rival.distribution} {rival.version}"
    if ours(rival):
        return warned(message, where, f"a server that is to use yours sets GREENLANE_WITHOUT={rival.name}")
    if one.subject.installed:
        return failed(message, where, "a server takes one of the two: uninstall the other")
    return warned(message, where, "a server takes one of the two: nobody may have both installed")


def _facts(one: Examined, rivals: list[Candidate]) -> Iterator[Result]:
    """Whether a fact of its own means something else to another plugin that is installed."""
    new = set(one.pack.facts) - set(shared_facts())
    rivals = [rival for rival in rivals if _mentions(rival, new)]
    if not rivals:
        return
    claims = Claims()
    for rival in rivals:
        pack = _pack(rival)
        if pack is not None and pack.economy.code not in (one.economy, *one.pack.economy.members):
            claims.take(pack, f"{rival.distribution} {rival.version}".strip())
    try:
        assert one.folder is not None
        claims.check(one.pack, one.folder, "", one.subject.said)
    except PackError as error:
        for problem in error.problems:
            if problem.file == "facts.yaml":
                yield failed(problem.message, f"{problem.file}:{problem.line}", problem.remedy)


def _mentions(rival: Candidate, facts: set[str]) -> bool:
    """Whether another pack may declare one of these facts: read at a glance, as reading it well takes its time."""
    for folder in rival.package.folders if rival.package else ():
        try:
            written = text(folder / "facts.yaml", "facts.yaml")
        except PackError:
            continue
        if any(fact in written for fact in facts):
            return True
    return False


def _pack(rival: Candidate) -> Pack | None:
    """Another plugin's pack, signed or not; None where it cannot be read."""
    for folder in rival.package.folders if rival.package else ():
        try:
            return load(folder, shared_facts(), lambda code: is_document(code, shared_documents()))[0]
        except PackError:
            continue
    return None
