"""People with roles, a small economy with cases, and the drafts by which its rules change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from greenlane.core.rights import EVERY, Actor, Grant
from greenlane.core.service import RuleBook
from greenlane.core.service.drafts import Draft, Drafts
from greenlane.core.service.publishing import Publishing
from greenlane.core.store import open_store
from tests.core.making import Json, pack, rule
from tests.core.service.bureau import plugins


def person(name: str, *roles: str, economy: str = EVERY) -> Actor:
    """Somebody with these roles."""
    return Actor(name, frozenset(Grant(role, economy) for role in roles), "session")


ANA = person("ana", "editor")
BEN = person("ben", "approver")
CHI = person("chi", "editor", "approver")
DEV = person("dev", "viewer")
EVA = person("eva", "admin")
FAY = person("fay", "broker")


def case(name: str, code: str, hits: list[str], misses: list[str], verdict: str) -> Json:
    """A case of one import."""
    return {
        "name": name,
        "file": "cases/a.yaml",
        "hits": hits,
        "misses": misses,
        "declaration": {"date": "2025-02-24", "route": {"import": "FJ"}, "items": [{"commodity_code": code}]},
        "expect": {"verdict": verdict},
    }


def fiji(*more: Json, cases: list[Json] | None = None, version: str = "1") -> Json:
    """A pack that bans chapter 39, with its cases."""
    own = [
        case("plastic is banned", "39151010", ["FJ-BAN"], [], "prohibited"),
        case("rubber is not", "40040000", [], ["FJ-BAN"], "clear"),
    ]
    made = pack("FJ", rule("FJ-BAN", codes=["39"], valid={"from": "2020-01-01"}), *more, version=version)
    return {**made, "cases": own + (cases or [])}


NEW_RULE = rule("FJ-RUBBER", codes=["4004"], valid={"from": "2020-01-01"})
"""A second ban."""
NEW_CASES = [
    case("rubber waste is banned", "40040000", ["FJ-RUBBER"], ["FJ-BAN"], "prohibited"),
    case("paper is not", "47079000", [], ["FJ-RUBBER"], "clear"),
]


class Office:
    """One process' drafts over a store."""

    def __init__(self, book: RuleBook) -> None:
        self.book = book
        self.store = book.store
        self.publishing = Publishing(book)
        self.drafts = Drafts(book, self.publishing)

    def rubber(self, actor: Actor = ANA, reason: str = "Order 7 of 2026") -> Draft:
        """A draft that bans rubber waste too, cases and all."""
        draft = self.drafts.open(actor, "Rubber", reason)
        draft = self.edit(draft, "remove_case", {"economy": "FJ", "name": "rubber is not"}, actor)
        draft = self.edit(draft, "add_rule", {"rule": NEW_RULE}, actor)
        for one in NEW_CASES:
            draft = self.edit(draft, "put_case", {"economy": "FJ", "case": one}, actor)
        paper = case("paper is no plastic", "47079000", [], ["FJ-BAN"], "clear")
        return self.edit(draft, "put_case", {"economy": "FJ", "case": paper}, actor)

    def titled(self, title: str, actor: Actor = ANA) -> Draft:
        """A draft that gives the ban another title."""
        draft = self.drafts.open(actor, f"Title {title}", "clearer")
        return self.edit(draft, "change_rule", {"id": "FJ-BAN", "set": {"title": title}}, actor)

    def edit(self, draft: Draft, action: str, arguments: dict[str, Any], actor: Actor = ANA) -> Draft:
        """An edit of a draft as it stands."""
        return self.drafts.edit(actor, draft.id, draft.etag, action, arguments, "because")

    def submitted(self, draft: Draft, actor: Actor = ANA) -> Draft:
        """The draft submitted, each warning accepted."""
        accepted = {one.key: "seen" for one in self.drafts.wants(draft) if not one.blocks}
        return self.drafts.submit(actor, draft.id, draft.etag, "please look", accepted)

    def approved(self, draft: Draft) -> Draft:
        """The draft submitted by Ana and approved by Ben."""
        draft = self.submitted(draft)
        return self.drafts.approve(BEN, draft.id, draft.digest, "as the order says")

    def published(self, draft: Draft, **when: Any) -> int:
        """The number as which it was published, approved before."""
        draft = self.approved(draft)
        return self.drafts.publish(BEN, draft.id, draft.digest, "Order 7", **when)

    def title(self, version: int | None = None) -> str:
        """What the ban is called in a rule set; in the one in force where none is named."""
        number = version or self.book.current(fresh=True).version
        entry = self.book.entries(number)["FJ/rules/FJ-BAN"]
        return str(entry["title"])


@contextmanager
def office(url: str, *packs: Json) -> Iterator[Office]:
    """An office over an empty database; its rule set 1 is of some packs."""
    store = open_store(url)
    store.upgrade()
    book = RuleBook(store, plugins(*(packs or (fiji(),))))
    book.current()
    try:
        yield Office(book)
    finally:
        store.close()
