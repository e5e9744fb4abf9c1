"""All packs that are published together: numbered, digested, immutable; rebuilt from its own content alone."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any

from greenlane.core.explain import Layout, layout
from greenlane.core.model import Coverage, DocumentType, Economy, Fact, Pack, Parameter, Presumption, Rule
from greenlane.core.pack import build
from greenlane.core.terms.codes import UNIONS

Documents = Mapping[str, Mapping[str, Any]]
"""Economy's code → its pack's plain document."""


def canonical(documents: Documents) -> bytes:
    """The content of a rule set: JSON with sorted keys, UTF-8, no spaces."""
    return json.dumps(documents, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(content: bytes) -> str:
    """`sha256:` and the hexadecimal digest of a rule set's content."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


@dataclass(frozen=True)
class RuleSet:
    """`rules` in the order of their ids; `layouts` beside them. `facts` and `documents` of all packs together."""

    version: int
    digest: str
    packs: Mapping[str, Pack]
    rules: tuple[Rule, ...]
    layouts: tuple[Layout, ...]
    facts: Mapping[str, Fact]
    documents: Mapping[str, DocumentType]
    presumptions: Mapping[tuple[str, str], Presumption]
    unions: Mapping[str, str]
    """Member → union."""

    @cached_property
    def everywhere(self) -> frozenset[str]:
        """The codes of the packs without an economy, which are asked on every route."""
        return frozenset(code for code, pack in self.packs.items() if pack.economy.everywhere)

    @property
    def economies(self) -> list[str]:
        """The economies that have a pack, in the order of their codes."""
        return sorted(self.packs.keys() - self.everywhere)

    def economy(self, code: str) -> Economy | None:
        """The loaded economy that answers for a code (a union for its member), or None."""
        pack = self.packs.get(self.unions.get(code, code))
        return pack.economy if pack else None

    def coverage(self, code: str, flow: str, on: date) -> tuple[Coverage, ...]:
        """What an economy's pack says it covers for a flow on a day; empty when nothing."""
        pack = self.packs.get(code)
        if pack is None:
            return ()
        return tuple(
            one
            for one in pack.economy.coverage
            if one.flow == flow and one.valid_from <= on and (one.valid_to is None or on <= one.valid_to)
        )

    def parameter(self, economy: str, fact: str) -> Parameter | None:
        """The dated series that provides a fact in an economy, or None."""
        pack = self.packs.get(economy)
        own = pack.facts.get(fact) if pack else None
        return pack.parameters.get(own.provider) if pack and own and own.provider else None


def assemble(
    packs: Mapping[str, Pack],
    shared_facts: Mapping[str, Fact],
    shared_documents: Mapping[str, DocumentType],
    *,
    version: int = 0,
    content_digest: str = "",
) -> RuleSet:
    """A rule set of packs that were read already."""
    rules = tuple(sorted((rule for pack in packs.values() for rule in pack.rules), key=lambda rule: rule.id))
    facts = dict(shared_facts)
    documents = dict(shared_documents)
    presumptions = {}
    for code, pack in packs.items():
        for fact in pack.facts.values():
            facts.setdefault(fact.name, fact)
            if fact.presumption is not None:
                presumptions[code, fact.name] = fact.presumption
        documents.update(pack.documents)
    return RuleSet(
        version,
        content_digest,
        dict(packs),
        rules,
        tuple(layout(rule) for rule in rules),
        facts,
        documents,
        presumptions,
        {member: code for code, members in UNIONS.items() for member in members}
        | {member: code for code, pack in packs.items() for member in pack.economy.members},
    )


def restore(
    content: bytes,
    version: int,
    shared_facts: Mapping[str, Fact],
    shared_documents: Mapping[str, DocumentType],
    is_document: Callable[[str], bool],
    built: Mapping[str, tuple[Mapping[str, Any], Pack]] = MappingProxyType({}),
) -> RuleSet:
    """The rule set a content says. Raises PackError when the content is of a format this server cannot read.

    `built`: by economy, a document and the pack that was built of it already: of the same document it is the same.
    """
    documents: Documents = json.loads(content)
    packs = {}
    for code, document in documents.items():
        before = built.get(code)
        pack = before[1] if before and before[0] == document else build(document, shared_facts, is_document)
        assert pack is not None
        packs[code] = pack
    return assemble(packs, shared_facts, shared_documents, version=version, content_digest=digest(content))
