"""Where what the change log and jobs are about has its page: `draft:01J…`, `user:minh`, `rule-set:7`."""

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from greenlane.core.rights import Actor
from greenlane.web.tables import Link, Value

_PAGES: Final[dict[str, tuple[str, Callable[[Actor], bool]]]] = {
    "draft": ("/console/drafts/", lambda actor: actor.may("read drafts")),
    "rule-set": ("/console/rule-sets/", lambda actor: actor.may("read drafts")),
    "decision": ("/console/decisions/", lambda actor: actor.may("read decisions")),
    "user": ("/console/people/", lambda actor: actor.may("manage people")),
    "key": ("/console/keys/", lambda actor: actor.may("manage keys")),
    "job": ("/console/jobs/", lambda actor: actor.may("read jobs")),
    "plugin": ("/console/economies/", lambda actor: True),
    "nomenclature": ("/console/economies/", lambda actor: True),
}


def linked(subject: str, actor: Actor) -> Value:
    """A subject, as a link where it has a page that the actor may open."""
    kind, _, name = subject.partition(":")
    page = _PAGES.get(kind)
    if page is None or not name or name == "?" or (kind, name) == ("nomenclature", "HS") or not page[1](actor):
        return subject
    return Link(subject, page[0] + quote(name, safe=""))
