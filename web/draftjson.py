"""Drafts, rule sets and what is said of them, as JSON: the same at every door."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from greenlane.core.draft.merge import Change, Conflict
from greenlane.core.draft.words import describe
from greenlane.core.proof.cases import Proof
from greenlane.core.proof.probes import Probe, Said
from greenlane.core.service.drafts import Draft
from greenlane.core.service.readiness import Want
from greenlane.core.service.upgrades import Upgrade
from greenlane.core.store import RuleSetHeader
from greenlane.core.store.drafts import Review, Revision

Json = dict[str, Any]
COMMENTED: Final = "commented"


def draft(one: Draft) -> Json:
    """A draft, without what it changes. `version` is what its ETag says."""
    header = one.header
    return {
        "id": one.id,
        "title": header.title,
        "state": header.state,
        "revision": header.revision,
        "version": one.etag,
        "digest": one.digest,
        "base": one.base,
        "economies": sorted(one.economies),
        "changed": len(one.patch),
        "unresolved": len(one.unresolved),
        "created_at": _at(header.created_at),
        "created_by": header.created_by,
        "updated_at": _at(header.updated_at),
        "published_as": header.published_as,
    }


def reviews(said: Iterable[Review]) -> list[Json]:
    """Submissions, approvals and what else was said, oldest first."""
    return [
        {
            "step": one.step,
            "by": one.by,
            "at": _at(one.at),
            "revision": one.revision,
            "digest": one.digest,
            "comment": one.comment,
        }
        for one in said
    ]


def steps(said: Iterable[Review]) -> list[Json]:
    """The steps of its way alone: a comment changes nothing of the draft, and stands with `comments`."""
    return reviews(one for one in said if one.step != COMMENTED)


def comments(said: Iterable[Review]) -> list[Json]:
    """What was said in its discussion, oldest first."""
    return [comment(one) for one in said if one.step == COMMENTED]


def comment(one: Review) -> Json:
    """One word of its discussion."""
    return {"by": one.by, "at": _at(one.at), "revision": one.revision, "digest": one.digest, "text": one.comment}


def edits(made: Iterable[Revision]) -> list[Json]:
    """Edits with what each changed."""
    return [
        {
            "revision": one.revision,
            "by": one.by,
            "at": _at(one.at),
            "action": one.action,
            "reason": one.reason,
            "base": one.base,
            "changes": changes(Change(*change) for change in one.changes),
        }
        for one in made
    ]


def changes(made: Iterable[Change]) -> list[Json]:
    """Changes in a sentence each, and the fields that differ."""
    return [
        {
            "address": one.address,
            "action": one.action,
            "title": one.title,
            "sentence": one.sentence,
            "fields": [{"path": field.path, "before": field.before, "after": field.after} for field in one.fields],
        }
        for one in describe(made)
    ]


def conflicts(found: Iterable[Conflict]) -> list[Json]:
    """Entries that both sides changed; null where a side has none."""
    return [{"address": one.address, "base": one.base, "ours": one.ours, "theirs": one.theirs} for one in found]


def wants(found: Iterable[Want]) -> list[Json]:
    """What is wanting; as entries of a problem's `errors` too."""
    return [
        {
            "kind": one.kind,
            "code": one.code,
            "blocks": one.blocks,
            "key": one.key,
            "address": one.address,
            "pointer": one.pointer,
            "message": one.message,
            "remedy": one.remedy,
        }
        for one in found
    ]


def proof(found: Proof) -> Json:
    """Cases, and what they cover."""
    rules, all_rules = found.rules_covered
    seen, outcomes = found.branches_covered
    return {
        "cases": [
            {
                "address": one.address,
                "name": one.name,
                "file": one.file,
                "holds": one.holds,
                "verdict": one.verdict,
                "found": list(one.found),
                "differences": list(one.differences),
            }
            for one in found.results
        ],
        "failing": len(found.failing),
        "coverage": {
            "rules": {"covered": rules, "of": all_rules},
            "branches": {"seen": seen, "of": outcomes},
            "by_rule": [
                {
                    "address": one.address,
                    "hits": one.hits,
                    "misses": one.misses,
                    "found": one.found,
                    "branches": [
                        {
                            "pointer": branch.pointer,
                            "test": branch.test,
                            "seen": list(branch.seen),
                            "unseen": list(branch.unseen),
                        }
                        for branch in one.branches
                    ],
                }
                for one in found.rules
            ],
        },
    }


def probes(found: Iterable[Probe]) -> list[Json]:
    """Examples on the sides of each threshold that moves, and both answers."""
    return [
        {
            "address": one.address,
            "threshold": one.threshold,
            "side": one.side,
            "flips": one.flips,
            "declaration": one.declaration,
            "before": _said(one.before),
            "after": _said(one.after),
        }
        for one in found
    ]


def upgrades(found: Sequence[Upgrade]) -> list[Json]:
    """What each pack brings: nothing that goes is left unsaid."""
    return [
        {
            "economy": one.economy,
            "before": one.before,
            "after": one.after,
            "downgrade": one.downgrade,
            "changed": len(one.patch),
            "conflicts": [conflict.address for conflict in one.conflicts],
            "kept": list(one.kept),
            "disappearing": list(one.disappearing),
        }
        for one in found
    ]


def rule_set(one: RuleSetHeader, in_force: int, pending: Iterable[int]) -> Json:
    """A published set. `state`: in force, scheduled, or past (also of what was scheduled and never came into force)."""
    state = "in force" if one.version == in_force else "scheduled" if one.version in set(pending) else "past"
    return {
        "version": one.version,
        "digest": one.digest,
        "state": state,
        "published_at": _at(one.published_at),
        "effective_at": _at(one.effective_at),
        "published_by": one.published_by,
        "reason": one.reason,
        "origin": one.origin,
        "draft": one.draft_id,
        "source": one.source,
    }


def choices(sent: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """By address, how a conflict is settled, as the drafts take it: `take` is ours, theirs or neither."""
    return {
        address: {"entry": one["entry"]} if "entry" in one else {"ours": "ours", "theirs": "theirs"}.get(
            one["take"], {"entry": None}
        )
        for address, one in sent.items()
    }  # fmt: skip


def _said(one: Said) -> Json:
    charges = [{"kind": kind, "amount": {"amount": sum_, "currency": unit}} for kind, sum_, unit in one.charges]
    return {"verdict": one.verdict, "rule": one.rule, "charges": charges, "refused": one.refused}


def _at(instant: datetime) -> str:
    return instant.isoformat()
