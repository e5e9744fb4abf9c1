"""Rule sets and drafts as files: written for people to work on, and taken in as a draft."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from greenlane.core.draft.edits import EditRefused, checked
from greenlane.core.draft.entries import Entries, economies_of, economy_of
from greenlane.core.draft.merge import diff
from greenlane.core.exchange import Imported, ImportFault, ImportRefused, read_xlsx, read_yaml, write_xlsx, write_yaml
from greenlane.core.rights import Actor
from greenlane.core.service.drafts import Draft, Drafts, Refused
from greenlane.core.service.guard import demand

Write = Callable[[Mapping[str, Any], str], bytes]
Read = Callable[[bytes, str], Imported]
FORMATS: Final[dict[str, tuple[str, Write, Read]]] = {
    "yaml": ("application/yaml", write_yaml, read_yaml),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx, read_xlsx),
}
"""Format, which is also the ending of a file's name → media type, writer, reader."""


class Files:
    """The use cases around files. All may raise StoreUnavailable."""

    def __init__(self, drafts: Drafts) -> None:
        self._drafts = drafts
        self._book = drafts.book

    def of_rule_set(self, number: int, written: str, economies: Collection[str] = ()) -> bytes:
        """A published set in a format. Raises UnknownRuleSet, Refused for an economy without rules, CannotExport."""
        heading = f"Greenlane, rule set {number}\n{self._book.digest(number)}"
        return FORMATS[written][1](_of(self._book.entries(number), economies), heading)

    def of_draft(self, draft: Draft, written: str, economies: Collection[str] = ()) -> bytes:
        """What a draft makes of its base, in a format. Raises Refused, CannotExport."""
        heading = (
            f"Greenlane, draft {draft.id}, revision {draft.header.revision}: {draft.header.title}\n"
            f"on rule set {draft.base}\n{draft.digest}"
        )
        return FORMATS[written][1](_of(draft.entries, economies), heading)

    def begin(
        self, actor: Actor, content: bytes, name: str, written: str, title: str, reason: str, *, add: bool = False
    ) -> Draft:
        """A draft on the set in force that holds what a file holds. `add`: entries that the file lacks stay.

        Raises ImportRefused with every fault at its place in the file; Forbidden, Refused.
        """
        demand(self._drafts.store, actor, "edit drafts")
        current = self._book.current(fresh=True).version
        entries = self._read(actor, content, name, written, self._book.entries(current), "draft", add)
        if not title.strip() or not reason.strip():
            raise Refused("a draft needs a title, and a reason that stands in the change log")
        draft = self._drafts.open(actor, title, reason, current)
        return self._drafts.put_entries(actor, draft.id, draft.etag, entries, "import", reason)

    def put(
        self,
        actor: Actor,
        draft_id: str,
        if_match: str,
        content: bytes,
        name: str,
        written: str,
        reason: str,
        *,
        add: bool = False,
    ) -> Draft:
        """What a file holds put into a draft, as one edit. Raises as `begin`, and Stale, NoSuchDraft."""
        demand(self._drafts.store, actor, "edit drafts", (), f"draft:{draft_id}")
        draft = self._drafts.get(draft_id, actor)
        if if_match != draft.etag:
            # Told before the file is: what it would change may be there already.
            return self._drafts.put_entries(actor, draft_id, if_match, {}, "import", reason)
        entries = self._read(actor, content, name, written, draft.entries, f"draft:{draft_id}", add)
        return self._drafts.put_entries(actor, draft_id, if_match, entries, "import", reason)

    def _read(
        self, actor: Actor, content: bytes, name: str, written: str, standing: Entries, subject: str, add: bool
    ) -> Entries:
        """All entries of the economies that a file changes, as they shall be."""
        imported = FORMATS[written][2](content, name)
        entries = imported.onto(standing, add=add)
        touched = economies_of([change.address for change in diff(standing, entries)])
        if not touched:
            raise Refused("nothing would change: the file says what stands there already")
        # Before anything is said of what the file holds.
        demand(self._drafts.store, actor, "edit drafts", touched, subject)
        try:
            checked(standing, entries)
        except EditRefused as error:
            raise ImportRefused(
                ImportFault(
                    imported.where(one.address, one.pointer),
                    f"{one.address}{one.pointer}: {one.message}" if one.address else one.message,
                    one.remedy,
                )
                for one in error.faults
            ) from None
        return {place: entry for place, entry in entries.items() if economy_of(place) in touched}


def _of(entries: Entries, economies: Collection[str]) -> Entries:
    known = economies_of(entries)
    unknown = sorted(set(economies) - known)
    if unknown:
        raise Refused(f"there are no rules of {', '.join(unknown)}: there are {', '.join(sorted(known))}")
    wanted = set(economies) or known
    return {place: entry for place, entry in entries.items() if economy_of(place) in wanted}
