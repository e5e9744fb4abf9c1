"""The way of a declaration: strict JSON, the schema, the checks between fields, the engine's own form."""

import threading
from datetime import UTC, datetime
from typing import Any

from greenlane.core.declaration.faults import Fault, faults_of, without
from greenlane.core.declaration.forms import instant
from greenlane.core.declaration.generate import generate
from greenlane.core.declaration.normalise import Declaration, normalise
from greenlane.core.declaration.places import places_of
from greenlane.core.declaration.rules import check
from greenlane.core.declaration.schema import declaration_schema
from greenlane.core.declaration.strictjson import MalformedJSON, loads
from greenlane.core.declaration.validator import StrictValidator
from greenlane.core.terms import Terms


class NotJSON(ValueError):
    """The body is not JSON as we take it; the message says where."""


class NotADeclaration(ValueError):
    """JSON, but no declaration: every fault found, each at the field that is wrong."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.pointer}: {fault.message}" for fault in faults[:3]))
        self.faults = faults


def decoded(data: bytes) -> object:
    """What a body holds; its numbers are int or Decimal. Raises NotJSON."""
    try:
        return loads(data)
    except MalformedJSON as error:
        raise NotJSON(str(error)) from None


def known_at(document: object) -> datetime | None:
    """The instant of knowledge that a document asks for, if it is one at all; nothing else is looked at."""
    written = document.get("known_at") if isinstance(document, dict) else None
    return instant(written) if isinstance(written, str) else None


class Reader:
    """Reads declarations that name facts, documents and economies of `terms`. Threads may share it."""

    def __init__(self, terms: Terms) -> None:
        self.schema = declaration_schema(terms)
        self._facts = tuple(terms.facts)
        self._places = places_of(terms.economies)
        self._acceptors = generate(self.schema)
        self._accepts = self._acceptors["declaration"]
        self._thread = threading.local()

    def read(self, data: bytes, now: datetime | None = None) -> Declaration:
        """The declaration that a body holds. `now` (aware) is for tests.

        Raises NotJSON, or NotADeclaration with every fault.
        """
        return self.accept(decoded(data), now)

    def accept(self, document: object, now: datetime | None = None) -> Declaration:
        """The declaration that a decoded document says; its numbers are int or Decimal, never float.

        Raises NotADeclaration with every fault.
        """
        now = now or datetime.now(UTC)
        if not isinstance(document, dict):
            raise NotADeclaration((Fault("", "wrong_type", "A declaration is a JSON object: {…}."),))
        faults = check(document, self._places, now) if self._accepts(document) else self._explain(document, now)
        if faults:
            raise NotADeclaration(tuple(faults))
        return normalise(document, self._places, now)

    def kept(self, document: dict[str, Any], now: datetime) -> Declaration:
        """The declaration of a document accepted at `now`: what a later version would refuse stays readable."""
        return normalise(document, self._places, now)

    def _explain(self, document: dict[str, Any], now: datetime) -> list[Fault]:
        misfits = self._validator().misfits(document)
        between = check(without(document, misfits), self._places, now)
        return faults_of(misfits, self._facts) + between

    def _validator(self) -> StrictValidator:
        validator: StrictValidator | None = getattr(self._thread, "validator", None)
        if validator is None:
            validator = StrictValidator(self.schema, acceptors=self._acceptors)
            self._thread.validator = validator
        return validator
