"""Run as a program beside a server: `publisher.py`, over the database of its settings.

Each line it is sent, it changes the title of Thailand's ban by a draft, as people would: one edits and submits, another
approves and publishes. An edition says its own number in that title. Prints, for each: the number, the digest, and the
monotonic clock (which all processes of a host share) once it was published.
"""

from __future__ import annotations

import json
import sys
import time

from greenlane.core.rights import EVERY, Actor, Grant
from greenlane.core.settings import read
from greenlane.web.wiring import Desk, wire

RULE = "TH-PLASTIC-BAN"
EDITOR = Actor("editor", frozenset({Grant("editor", EVERY)}))
APPROVER = Actor("approver", frozenset({Grant("approver", EVERY)}))


ACCEPTED: dict[str, str] = {}
"""The warnings that the pack's own rule has, looked up once."""


def published(desk: Desk) -> int:
    """The number of a rule set in which the ban is called by it."""
    drafts = desk.drafts
    title = f"edition {len(desk.publishing.history()) + 1}"
    draft = drafts.open(EDITOR, title, "to see it change")
    said = {"id": RULE, "set": {"title": {"en": title}}}
    draft = drafts.edit(EDITOR, draft.id, draft.etag, "change_rule", said, title)
    if not ACCEPTED:
        ACCEPTED.update({want.key: "as it was" for want in drafts.wants(draft) if not want.blocks})
    draft = drafts.submit(EDITOR, draft.id, draft.etag, "please", ACCEPTED)
    draft = drafts.approve(APPROVER, draft.id, draft.digest, "fine")
    return drafts.publish(APPROVER, draft.id, draft.digest, title)


def main() -> None:
    desk = wire(read())
    desk.book.current()
    for _ in sys.stdin:
        number = published(desk)
        print(json.dumps([number, desk.book.digest(number), time.monotonic()]), flush=True)
    desk.store.close()


if __name__ == "__main__":
    main()
