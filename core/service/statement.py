"""The statement of origin of a stored decision: read again, with who declared it as far as that is known."""

from typing import Any

import orjson

from greenlane.core.origin.statement import Declarant, NoSuchAgreement, statement
from greenlane.core.service import records
from greenlane.core.service.checks import Checks
from greenlane.core.store import DecisionRecord, Store

Json = dict[str, Any]


def statement_of(checks: Checks, kept: DecisionRecord, agreement_id: str) -> Json:
    """The statement of a decision under one agreement, by the rule set it was decided by.

    Raises Erased, NoSuchAgreement (also where it is none of the route's), NothingQualifies, StoreUnavailable.
    """
    answer = orjson.loads(checks.rendered(kept, "en"))
    edition = checks.book.numbered(kept.rule_set)
    bound = edition.checker.agreements.bound.get(agreement_id)
    if bound is None:
        raise NoSuchAgreement(agreement_id)
    declared = records.read(kept.body)["input"]
    who = declarant(checks.store, kept.owner)
    return statement(declared, answer, bound, edition.ruleset.facts, who, kept.created_at)


def declarant(store: Store, owner: str | None) -> Declarant:
    """Who asked for a decision: a person, a key and whose it is, or a name that is neither (`public page`)."""
    if owner is None:
        return Declarant(None)
    if owner.startswith("user:"):
        return Declarant(owner, owner.removeprefix("user:"))
    key = store.people.key(owner)
    return Declarant(owner) if key is None else Declarant(owner, key.owner.name, key.name)
