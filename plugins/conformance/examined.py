"""One plugin as the checks see it: its pack, its files, its proof; each is made when it is first asked for."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import Any

from greenlane.core.declaration import Declaration, NotADeclaration, Reader
from greenlane.core.extension import Services
from greenlane.core.model import Pack, Rule
from greenlane.core.pack import PackError, load
from greenlane.core.pack.cases import Case, cases_of
from greenlane.core.pack.problems import Problem
from greenlane.core.proof import cases
from greenlane.core.proof.answers import Answered, Answers, WithoutPlugins
from greenlane.core.proof.cases import Proof
from greenlane.core.proof.lint import lint
from greenlane.core.proof.remark import Remark
from greenlane.core.ruleset import RuleSet, assemble
from greenlane.core.terms import Terms, is_document, shared_documents, shared_facts
from greenlane.core.uses import charged, subjects
from greenlane.plugins.boundary import DEADLINE
from greenlane.plugins.conformance.code import Code
from greenlane.plugins.conformance.places import Places
from greenlane.plugins.conformance.subject import Subject
from greenlane.plugins.intake import START
from greenlane.plugins.locate import Package


class Examined:
    """What `subject` holds. `today`: the day that reviews and series are held to, and what cases without a day are of.

    `trusted`: whether its code may run in this process. `nomenclatures`: codes by name (an economy's code, or HS).
    """

    def __init__(
        self,
        subject: Subject,
        today: date | None = None,
        trusted: bool = False,
        nomenclatures: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        self.subject = subject
        self.today = today or datetime.now(UTC).date()
        #: The first instant of the day, so that whoever verifies again on it gets the same answers.
        self.now = datetime.combine(self.today, time(), UTC)
        self.trusted = trusted or subject.candidate.trusted
        self.nomenclatures = nomenclatures or {}
        #: The plugin's code, while it runs.
        self.code = Code()

    @property
    def package(self) -> Package | None:
        """The plugin's package; None where it was not found."""
        return self.subject.candidate.package

    @cached_property
    def folder(self) -> Path | None:
        """Where the pack lies; None where the package holds none, or only its code could say."""
        folders = self.package.folders if self.package else ()
        beside = next((one for one in folders if (one / START).is_file()), None)
        return beside or (self.code.folder(self.package) if self.package else None)

    @cached_property
    def _loaded(self) -> tuple[Pack | None, dict[str, Any], tuple[Problem, ...]]:
        if self.folder is None:
            return None, {}, ()
        try:
            pack, document = load(self.folder, shared_facts(), lambda code: is_document(code, shared_documents()))
        except PackError as error:
            return None, {}, error.problems
        except Exception as error:  # A server refuses it, whatever it is.
            message = f"cannot be read: {type(error).__name__}: {error}"
            return None, {}, (Problem(START, 0, message, "this is a fault of Greenlane: please report it"),)
        return pack, document, ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why the pack cannot be loaded; nothing where it can."""
        return self._loaded[2]

    @property
    def found(self) -> bool:
        """Whether there is a pack that can be loaded."""
        return self._loaded[0] is not None

    @property
    def pack(self) -> Pack:
        """The pack. Only where it was `found`."""
        pack = self._loaded[0]
        assert pack is not None
        return pack

    @property
    def document(self) -> dict[str, Any]:
        """The pack's plain document."""
        return self._loaded[1]

    @property
    def economy(self) -> str:
        """The economy's code; of a pack that cannot be loaded, its entry point's name."""
        return self.pack.economy.code if self.found else self.subject.candidate.name if self.subject.where else ""

    @cached_property
    def places(self) -> Places:
        """Where its entries stand."""
        assert self.folder is not None
        return Places(self.folder)

    @cached_property
    def ruleset(self) -> RuleSet:
        """The pack as a rule set of its own: what conforms does so whatever else is installed."""
        return assemble({self.economy: self.pack}, shared_facts(), shared_documents())

    @property
    def too_slow(self) -> bool:
        """Whether its hooks were found so slow, or so faulty, that hundreds of questions would take minutes."""
        return self.code.faulty or max(self.code.took.values(), default=0.0) > DEADLINE

    @cached_property
    def services(self) -> Services:
        """What the plugin's code answers."""
        if not self.code.hooks:
            return WithoutPlugins()
        return self.code.services(self.subject, self.economy, self.pack)

    @cached_property
    def answers(self) -> Answers:
        """Answers by the pack, and by the plugin's code where that runs."""
        return Answers(self.ruleset, self.services, self.now)

    @cached_property
    def _reader(self) -> Reader:
        ruleset = self.ruleset
        economies = {code: pack.economy for code, pack in ruleset.packs.items()}
        return Reader(Terms(ruleset.facts, ruleset.documents, economies))

    def read(self, document: dict[str, Any]) -> Declaration | None:
        """A declaration; None where it is none."""
        try:
            return self._reader.accept(document, self.now)
        except NotADeclaration:
            return None

    @staticmethod
    def subjects(rule: Rule) -> set[str]:
        """The facts that a rule looks at, for its conditions or its charge."""
        return {*subjects(rule), *(charged(rule) if rule.charge else ())}

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """Its cases, their texts made into the types of their facts."""
        return tuple(cases_of(self.document, self.ruleset.facts))

    @cached_property
    def answered(self) -> Mapping[str, Answered]:
        """What is answered to each case, by its name; without those that are no declaration."""
        found = {}
        for case in self.cases:
            try:
                found[case.name] = self.answers.answer(case.declaration)
            except NotADeclaration:
                continue
        return found

    @cached_property
    def proof(self) -> Proof:
        """What its cases prove."""
        return cases.run(self.ruleset, {self.economy: self.document}, services=self.services, now=self.now)

    @cached_property
    def remarks(self) -> tuple[Remark, ...]:
        """What lint says of it."""
        return tuple(lint({self.economy: self.document}, self.ruleset, self.today, self.nomenclatures))
