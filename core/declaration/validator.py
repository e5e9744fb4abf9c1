"""Cerberus without its soft spots: it alone words the errors, and nothing it takes is taken by accident.

What stock Cerberus would let through: `true` for an integer, a regex match before a final line end, bounds
that a wrong type skips, fields without a `type`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cerberus import SchemaError, TypeDefinition, Validator, errors

from greenlane.core.declaration.forms import FORMS, within

Acceptors = Mapping[str, Callable[[object], bool]]

MAX_MISFITS = 1000
"""Faults after which validation stops: a hostile body could have a million, and nobody reads them."""

SOME_OF = errors.ErrorDefinition(0x49, "some_of")


@dataclass(frozen=True, slots=True)
class Misfit:
    """One place where a document does not fit the schema. `rule` is the Cerberus rule, or `unknown`."""

    path: tuple[str | int, ...]
    rule: str
    constraint: Any
    value: Any
    definition: Mapping[str, Any]
    known: tuple[str, ...]


class _Enough(Exception):
    pass


class StrictValidator(Validator):  # type: ignore[misc]
    """A Cerberus validator over the types of `forms.py`; nothing is normalised.

    `acceptors` maps the `meta.name` of a list's element definition to a quick predicate that may only accept
    what the definition accepts; elements it accepts are not looked at again.
    Raises cerberus.SchemaError for a definition without a type of ours.
    """

    types_mapping = {name: TypeDefinition(name, (object,), ()) for name in FORMS}

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("acceptors", {})
        options.setdefault("misfits", [])
        super().__init__(*args, **options)
        if not self.is_child and self.schema is not None:
            problems = list(lint(self.schema))
            if problems:
                raise SchemaError("; ".join(problems))

    def validate(self, document: Any, **options: Any) -> bool:
        """Whether a document fits, just as it is: nothing is normalised."""
        if self.is_child:
            return bool(super().validate(document, **options))
        self._config["misfits"].clear()
        try:
            return bool(super().validate(document, normalize=False))
        except _Enough:
            return False

    __call__ = validate

    def misfits(self, document: Mapping[str, Any]) -> list[Misfit]:
        """All places where `document` does not fit, sorted by place; at most MAX_MISFITS."""
        self.validate(document)
        found: list[Misfit] = self._config["misfits"]
        return sorted(found, key=lambda misfit: [(isinstance(step, str), step) for step in misfit.path])

    def _error(self, *args: Any) -> None:
        if len(args) != 1:
            super()._error(*args)
            return
        # Cerberus would sort and fill two trees at each error: quadratic, and nothing here reads them.
        self._errors.extend(args[0])
        found = self._config["misfits"]
        for error in args[0]:
            if error.is_group_error:
                continue
            if len(found) >= MAX_MISFITS:
                raise _Enough
            unknown = error.code == errors.UNKNOWN_FIELD.code
            found.append(
                Misfit(
                    path=error.document_path,
                    rule="unknown" if unknown else error.rule,
                    constraint=error.constraint,
                    value=error.value,
                    definition={} if unknown else self.schema[error.field],
                    known=tuple(self.schema) if unknown else (),
                )
            )

    def _validate_type(self, data_type: str, field: Any, value: Any) -> None:
        """{'type': 'string', 'check_with': 'type'}"""
        if not FORMS[data_type](value):
            self._error(field, errors.BAD_TYPE)
            self._drop_remaining_rules()

    def _validate_nullable(self, nullable: bool, field: Any, value: Any) -> None:
        """{'type': 'boolean'}"""
        if value is None:
            self._error(field, errors.NOT_NULLABLE)
            self._drop_remaining_rules()

    def _validate_regex(self, pattern: str, field: Any, value: Any) -> None:
        """{'type': 'string'}"""
        if re.fullmatch(pattern, value) is None:
            self._error(field, errors.REGEX_MISMATCH)

    def _validate_min(self, bound: Any, field: Any, value: Any) -> None:
        """{'nullable': False}"""
        if not within(value, bound, None):
            self._error(field, errors.MIN_VALUE)

    def _validate_max(self, bound: Any, field: Any, value: Any) -> None:
        """{'nullable': False}"""
        if not within(value, None, bound):
            self._error(field, errors.MAX_VALUE)

    def _validate_maxlength(self, longest: int, field: Any, value: Any) -> None:
        """{'type': 'integer'}"""
        if len(value) > longest:
            self._error(field, errors.MAX_LENGTH, len(value))
            self._drop_remaining_rules()

    def _validate_minlength(self, shortest: int, field: Any, value: Any) -> None:
        """{'type': 'integer'}"""
        if len(value) < shortest:
            self._error(field, errors.MIN_LENGTH, len(value))
            self._drop_remaining_rules()

    def _validate_some_of(self, names: list[str], field: Any, value: Any) -> None:
        """{'type': 'list'}"""
        if all(value.get(name, []) == [] for name in names):
            self._error(field, SOME_OF)

    def _validate_schema(self, schema: Any, field: Any, value: Any) -> None:
        """{'type': ['dict', 'string'],
        'anyof': [{'check_with': 'schema'},
                  {'check_with': 'bulk_schema'}]}
        """
        if type(value) is not list:
            super()._validate_schema(schema, field, value)
            return
        accepts = self._config["acceptors"].get(schema.get("meta", {}).get("name"))
        doubtful = {index: one for index, one in enumerate(value) if accepts is None or not accepts(one)}
        if doubtful:
            child = self._get_child_validator(
                document_crumb=field, schema_crumb=(field, "schema"), schema=dict.fromkeys(doubtful, schema)
            )
            if not child.validate(doubtful, normalize=False):
                self._error(field, errors.SEQUENCE_SCHEMA, child._errors)


def lint(schema: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """What a schema lacks: without `type`, Cerberus skips the other rules on a wrong value, in silence."""
    for field, definition in schema.items():
        here = f"{path}/{field}"
        if definition.get("type") not in FORMS:
            yield f"{here} has no type of ours"
        for rule in ("keysrules", "valuesrules"):
            if rule in definition:
                yield from lint({rule: definition[rule]}, here)
        if "schema" in definition:
            inner = definition["schema"]
            yield from lint(inner if definition.get("type") == "dict" else {"schema": inner}, here)
