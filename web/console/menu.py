"""The way through the console: its places, those first that a person may enter, and the key that leads there."""

from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext as _

from greenlane.core.rights import Actor


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the console. `action`: the right that opens it, None for everybody. `key`: pressed after `g`."""

    href: str
    title: str
    action: str | None
    key: str
    current: bool = False


_PLACES: Final[tuple[tuple[str, object, str | None, str], ...]] = (
    ("/console", _("Today"), "read drafts", "t"),
    ("/console/rules", _("Rules"), None, "r"),
    ("/console/drafts", _("Drafts"), "read drafts", "d"),
    ("/console/rule-sets", _("Rule sets"), "read drafts", "s"),
    ("/console/decisions", _("Decisions"), "read own decisions", "e"),
    ("/console/try", _("Try it"), None, "y"),
    ("/console/economies", _("Economies"), None, "c"),
    ("/console/people", _("People"), "manage people", "p"),
    ("/console/keys", _("API keys"), "manage keys", "k"),
    ("/console/changes", _("Change log"), "read changes", "l"),
    ("/console/jobs", _("Jobs"), "read jobs", "j"),
)


def menu(actor: Actor | None, path: str) -> list[Place]:
    """The places that a person may enter; the one that `path` lies in is current. Nobody has none."""
    if actor is None:
        return []
    found = [one for one in _PLACES if one[2] is None or actor.may(one[2])
             or (one[2] == "read own decisions" and actor.may("read decisions"))]  # fmt: skip
    inside = max(
        (href for href, *_ in found if path == href or (href != "/console" and path.startswith(f"{href}/"))),
        key=len,
        default="",
    )
    return [Place(href, str(title), action, key, href == inside) for href, title, action, key in found]
