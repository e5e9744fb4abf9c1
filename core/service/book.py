"""The rule sets a process has read: the one in force, and older ones for `known_at` and stored decisions."""

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from greenlane.core.check import Checker
from greenlane.core.compile import compile_rules
from greenlane.core.declaration import Reader
from greenlane.core.draft.entries import Entries, join, split
from greenlane.core.engine import CompiledEngine
from greenlane.core.extension import Services
from greenlane.core.model import Pack
from greenlane.core.pack import PackError
from greenlane.core.render import Renderer
from greenlane.core.ruleset import RuleSet, canonical, digest, restore
from greenlane.core.service.images import shared
from greenlane.core.store import InstalledPack, RuleSetHeader, Store, StoreUnavailable, UnknownRuleSet
from greenlane.core.terms import Terms, is_document, shared_documents, shared_facts


@dataclass(frozen=True)
class Plugins:
    """What the host loaded. `documents`: by economy, its pack's plain document. `failed`: with the reason.

    `versions`: by plugin, for the record of a decision. `packs`: what was built of the documents, where it is at hand.
    `refused`: with the reason, economies whose plugin's signature is not good: what was published of them stays.
    """

    documents: Mapping[str, Mapping[str, Any]]
    failed: Mapping[str, str]
    versions: Mapping[str, str]
    services: Services
    packs: Mapping[str, Pack] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)


class KnownAtTooEarly(ValueError):
    """Asked what was known before the first rule set was in force; `first` is when that was."""

    def __init__(self, first: datetime) -> None:
        super().__init__(f"no rule set was in force before {first.isoformat()}")
        self.first = first


class Compiled:
    """A rule set, published or not, ready to answer. Shared by threads. `images`: folder of shared images, or None."""

    def __init__(self, ruleset: RuleSet, plugins: Plugins, images: Path | None = None) -> None:
        self.ruleset = ruleset
        self.unavailable = _unavailable(ruleset, plugins)
        compiled = compile_rules(ruleset.rules, ruleset.facts, ruleset.presumptions)
        name = ruleset.digest.removeprefix("sha256:")[:16]
        self.engine = CompiledEngine(ruleset, shared(images, name, compiled))
        self.checker = Checker(ruleset, self.engine, plugins.services, self.unavailable)
        economies = {code: pack.economy for code, pack in ruleset.packs.items()}
        self.reader = Reader(Terms(ruleset.facts, ruleset.documents, economies))
        self._renderers: dict[str, Renderer] = {}

    def renderer(self, language: str) -> Renderer:
        """Renders this rule set's outcomes in a language."""
        renderer = self._renderers.get(language)
        if renderer is None:
            renderer = self._renderers[language] = Renderer(self.ruleset, language)
        return renderer


class Edition(Compiled):
    """One published rule set."""

    def __init__(
        self, header: RuleSetHeader, content: bytes, ruleset: RuleSet, plugins: Plugins, images: Path | None
    ) -> None:
        super().__init__(ruleset, plugins, images)
        self.header = header
        #: By economy, the digest of its part of the content.
        self.contents = {code: digest(canonical({code: document})) for code, document in json.loads(content).items()}

    @property
    def version(self) -> int:
        """The rule set's number."""
        return self.header.version


def _unavailable(ruleset: RuleSet, plugins: Plugins) -> dict[str, str]:
    """Economies that cannot be answered for now, with the reason. Fail closed."""
    reasons = dict(plugins.failed)
    for code in ruleset.packs:
        if code not in plugins.documents and code not in reasons and code not in plugins.refused:
            reasons[code] = f"rule set {ruleset.version} holds its rules, but no plugin for it is installed"
    for code, reason in plugins.refused.items():
        if code not in ruleset.packs:
            reasons.setdefault(code, reason)
    for code in plugins.documents:
        if code not in ruleset.packs:
            reasons[code] = "its plugin is new and its rules are not published: greenlane drafts upgrade"
    return reasons


class RuleBook:
    """Editions by number. `images`: folder of shared images, None for none."""

    FRESH = 1.0
    """Seconds for which the number in force is believed where nothing is stored; storing always checks it."""

    def __init__(self, store: Store, plugins: Plugins, images: Path | None = None) -> None:
        self.store = store
        self.plugins = plugins
        self._images = images
        self._lock = threading.Lock()
        self._editions: OrderedDict[int, Edition] = OrderedDict()
        self._contents: OrderedDict[int, tuple[Entries, str]] = OrderedDict()
        self._untaken: tuple[int, frozenset[str]] | None = None
        self._current: Edition | None = None
        self._looked = 0.0

    def baseline(self) -> bytes:
        """The content that the installed packs make."""
        return canonical(join(split(self.plugins.documents)))

    def installed(self) -> dict[str, InstalledPack]:
        """The installed packs by economy."""
        packs = {}
        for code, document in join(split(self.plugins.documents)).items():
            content = canonical({code: document})
            packs[code] = InstalledPack(document["economy"]["version"], digest(content), content)
        return packs

    def untaken(self, edition: Edition) -> frozenset[str]:
        """The economies whose installed pack is not the one that was taken in, as of a rule set in force."""
        if self._untaken is None or self._untaken[0] != edition.version:
            taken = self.store.baseline_digests()
            found = frozenset(
                code
                for code, pack in self.installed().items()
                if code in edition.ruleset.packs and taken.get(code, edition.contents[code]) != pack.digest
            )
            self._untaken = edition.version, found
        return self._untaken[1]

    def first(self) -> int:
        """Publish the packs as rule set 1 if nothing was published yet; the number in force then."""
        content = self.baseline()
        return self.store.publish_first(
            content,
            digest(content),
            reason="first start: the installed packs",
            by="greenlane",
            packs=self.installed(),
            entries=split(json.loads(content)),
        )

    def entries(self, version: int) -> Entries:
        """The entries of a published content; the last few are kept. Raises UnknownRuleSet."""
        return self._content(version)[0]

    def digest(self, version: int) -> str:
        """The digest of a published content, which is not read for it. Raises UnknownRuleSet."""
        with self._lock:
            if version in self._contents:
                return self._contents[version][1]
        for header in self.store.rule_sets():
            if header.version == version:
                return header.digest
        raise UnknownRuleSet(version)

    def _content(self, version: int) -> tuple[Entries, str]:
        with self._lock:
            found = self._contents.get(version)
            if found is not None:
                self._contents.move_to_end(version)
                return found
        content = self.store.content(version)
        found = (split(json.loads(content)), digest(content))
        with self._lock:
            self._contents[version] = found
            while len(self._contents) > 8:
                self._contents.popitem(last=False)
        return found

    def publish_packs(self, *, reason: str, by: str) -> int | None:
        """Publish the installed packs as the next rule set; None when they are what is in force already."""
        content = self.baseline()
        if digest(content) == self.current(fresh=True).header.digest:
            return None
        number = self.store.publish(content, digest(content), reason=reason, by=by, packs=self.installed())
        self.current(fresh=True)
        return number

    def current(self, *, fresh: bool = False) -> Edition:
        """The edition in force. `fresh`: look at the store now. Raises StoreUnavailable."""
        edition = self._current
        now = time.monotonic()
        if edition is not None and not fresh and now - self._looked < self.FRESH:
            return edition
        header = self.store.in_force()
        if header is None:
            self.first()
            header = self.store.in_force()
            assert header is not None
        self._looked = now
        if edition is None or edition.version != header.version:
            edition = self._current = self.edition(header)
        return edition

    def hot(self) -> Edition:
        """The edition this process holds to be in force: right for whoever then stores, as storing checks it."""
        return self._current or self.current()

    def at(self, known_at: datetime) -> Edition:
        """The edition in force at an instant. Raises KnownAtTooEarly."""
        header = self.store.in_force(known_at)
        if header is None:
            first = self.store.first()
            raise KnownAtTooEarly(first.effective_at if first else datetime.now(UTC))
        return self.edition(header)

    def numbered(self, version: int) -> Edition:
        """The edition of a number. Raises UnknownRuleSet."""
        edition = self._editions.get(version)
        if edition is not None:
            return edition
        for header in self.store.rule_sets():
            if header.version == version:
                return self.edition(header)
        raise UnknownRuleSet(version)

    def edition(self, header: RuleSetHeader) -> Edition:
        """The edition of a header, read from the store once; the last few are kept."""
        with self._lock:
            edition = self._editions.get(header.version)
            if edition is None:
                documents = shared_documents()
                content = self.store.content(header.version)
                try:
                    ruleset = restore(
                        content,
                        header.version,
                        shared_facts(),
                        documents,
                        lambda code: is_document(code, documents),
                        {code: (self.plugins.documents[code], pack) for code, pack in self.plugins.packs.items()},
                    )
                except PackError as error:
                    raise StoreUnavailable(f"this version cannot read rule set {header.version}: {error}") from error
                edition = self._editions[header.version] = Edition(header, content, ruleset, self.plugins, self._images)
                while len(self._editions) > 6:
                    self._editions.popitem(last=False)
            else:
                self._editions.move_to_end(header.version)
            return edition
