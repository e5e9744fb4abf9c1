"""What keeps a draft from being submitted: faults, lint, cases; nothing that its base had already."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from greenlane.core.draft import check
from greenlane.core.draft.entries import Entries, economies_of, join
from greenlane.core.draft.merge import diff
from greenlane.core.extension import Services
from greenlane.core.proof.cases import Proof, run
from greenlane.core.proof.lint import Remark, lint


@dataclass(frozen=True, slots=True)
class Want:
    """One thing that is wanting. `kind`: fault, lint or case; what does not block needs a reason under its `key`."""

    kind: str
    code: str
    blocks: bool
    address: str
    pointer: str
    message: str
    remedy: str
    key: str = ""


class NotReady(Exception):
    """A draft that cannot be submitted, or not be published: `wants` says each fault at its place."""

    def __init__(self, wants: Sequence[Want]) -> None:
        self.wants = tuple(wants)
        count = len(self.wants)
        super().__init__(f"{count} {'thing is' if count == 1 else 'things are'} wanting")


class Readiness:
    """Proves contents. `nomenclatures`: imported codes by name, as they are now."""

    def __init__(
        self,
        nomenclatures: Callable[[], Mapping[str, Collection[str]]],
        today: Callable[[], date],
        services: Callable[[], Services],
    ) -> None:
        self._nomenclatures = nomenclatures
        self._today = today
        self._services = services

    def wants(self, base: Entries, entries: Entries) -> list[Want]:
        """All that is wanting in `entries`, of the economies in which they differ from `base`.

        A remark that the base drew too is left out, unless it is of an entry that was changed.
        """
        touched = {one.address for one in diff(base, entries)}
        economies = economies_of(sorted(touched))
        if not economies:
            return []
        faults = check.faults(entries, economies)
        if faults:
            return [Want("fault", "fault", True, one.address, one.pointer, one.message, one.remedy) for one in faults]
        known = {one.key for one in self._lint(base, economies)}
        wants = [
            Want("lint", one.code, one.severity == "error", one.address, one.pointer, one.message, one.remedy, one.key)
            for one in self._lint(entries, economies)
            if one.address in touched or touched.intersection(one.also) or one.key not in known
        ]
        wants += [
            Want("case", "case", True, one.address, "", "; ".join(one.differences), "mend the rule, or the case")
            # Of every economy: a route of theirs may cross into one that was changed.
            for one in self.proof(entries, None).failing
        ]
        return wants

    def proof(self, entries: Entries, economies: Collection[str] | None) -> Proof:
        """The cases of these economies (None: all) run, and what they cover. The entries have no faults."""
        return run(check.ruleset(entries), join(entries), economies, services=self._services())

    def lint(self, entries: Entries, economies: Collection[str]) -> list[Remark]:
        """All that lint says of these economies; nothing while entries have faults."""
        return self._lint(entries, frozenset(economies))

    def _lint(self, entries: Entries, economies: frozenset[str]) -> list[Remark]:
        documents = {code: one for code, one in join(entries).items() if code in economies}
        if not documents or check.faults(entries, economies):
            return []
        ruleset = check.ruleset({place: one for place, one in entries.items() if economies_of([place]) <= economies})
        return lint(documents, ruleset, self._today(), self._nomenclatures(), set(economies))
