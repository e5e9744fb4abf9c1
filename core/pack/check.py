"""Cerberus over one file of a pack, its faults put at their lines."""

import difflib
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from cerberus import Validator

from greenlane.core.digits import is_code
from greenlane.core.origin import written
from greenlane.core.pack.problems import Problem
from greenlane.core.pack.schema import DATE, DECIMAL, ECONOMY, WORD
from greenlane.core.pack.yamltext import Source, is_text


class PackValidator(Validator):  # type: ignore[misc]
    """Cerberus with the forms a pack needs: texts by language, lists of codes, product rules and their spans."""

    def _validate_regex(self, pattern: str, field: str, value: object) -> None:
        """Match the whole text: Cerberus' own `$` would let a trailing newline pass.

        The rule's arguments are validated against this schema: {'type': 'string'}
        """
        if isinstance(value, str) and not re.fullmatch(pattern, value):
            self._error(field, f"{value[:60]!r} has not the form {pattern}")

    def _validate_text(self, wanted: bool, field: str, value: object) -> None:
        """The rule's arguments are validated against this schema: {'type': 'boolean'}"""
        if wanted and not is_text(value):
            self._error(field, "a text is one string, or strings by language with `en` among them")

    def _validate_product_rule(self, wanted: bool, field: str, value: object) -> None:
        """The rule's arguments are validated against this schema: {'type': 'boolean'}"""
        self._read_by(written.parse, wanted, field, value)

    def _validate_span(self, wanted: bool, field: str, value: object) -> None:
        """The rule's arguments are validated against this schema: {'type': 'boolean'}"""
        self._read_by(written.span, wanted, field, value)

    def _read_by(self, parse: Callable[[str], object], wanted: bool, field: str, value: object) -> None:
        """Whether a text of product rules can be read; where not, what its parser says."""
        try:
            if wanted and isinstance(value, str):
                parse(value)
        except written.RuleError as error:
            self._error(field, str(error))

    def _validate_codes(self, wanted: bool, field: str, value: object) -> None:
        """The rule's arguments are validated against this schema: {'type': 'boolean'}"""
        if not wanted:
            return
        if isinstance(value, Mapping):
            if not _is_list(value):
                self._error(field, "a code list is {list: file.csv, where: {column: value}, title: …}")
        elif isinstance(value, list):
            for code in value:
                if not (isinstance(code, str) and is_code(code)):
                    self._error(field, f"{code!r} is no commodity code: 2 to 12 digits, no dots")


def _is_list(value: Mapping[str, Any]) -> bool:
    where = value.get("where", {})
    return (
        isinstance(value.get("list"), str)
        and not set(value) - {"list", "where", "title"}
        and ("title" not in value or is_text(value["title"]))
        and isinstance(where, Mapping)
        and all(isinstance(one, str) for wanted in where.values() for one in _several(wanted))
    )


def _several(wanted: object) -> list[Any]:
    return wanted if isinstance(wanted, list) else [wanted]


_validators: dict[int, PackValidator] = {}
_one_at_a_time = threading.Lock()  # a validator keeps the errors of what it looks at


def _errors(content: Mapping[str, Any], schema: dict[str, Any]) -> object:
    """Cerberus' errors. A schema's validator is made once: Cerberus checks a schema each time it is given one."""
    name = id(schema)  # the schemas are constants of a module: they stay
    with _one_at_a_time:
        if name not in _validators:
            _validators[name] = PackValidator(schema)
        validator = _validators[name]
        return {} if validator.validate(content, normalize=False) else validator.errors


def misfits(content: Mapping[str, Any], schema: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Where plain content does not fit a schema (a constant of its module): path, what is wrong, what would be right.

    May be called by several threads.
    """
    for path, message in _leaves(_errors(content, schema), ()):
        yield path, message, _remedy(message, path, schema)


def check(source: Source, schema: dict[str, Any]) -> list[Problem]:
    """Every fault of the file against its schema."""
    if not isinstance(source.content, Mapping):
        return [Problem(source.file, 1, "the file must be a mapping", f"start with {next(iter(schema))}:")]
    return [
        Problem(source.file, source.line(path), f"{'.'.join(map(str, path))}: {message}", remedy)
        for path, message, remedy in misfits(source.content, schema)
    ]


def _leaves(errors: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(errors, Mapping):
        for key, inner in errors.items():
            yield from _leaves(inner, (*path, key))
    elif isinstance(errors, list):
        for one in errors:
            yield from _leaves(one, path)
    else:
        yield path, str(errors)


def _remedy(message: str, path: tuple[str | int, ...], schema: dict[str, Any]) -> str:
    if message == "required field":
        meaning = _meaning(_at(schema, path))
        return f"add it: {meaning}" if meaning else "add it"
    if message != "unknown field":
        return _form(message, _at(schema, path))
    near = difflib.get_close_matches(str(path[-1]), sorted(_names(schema)), 1)
    return f"did you mean {near[0]}?" if near else "see docs/pack-format.md for what may stand here"


FORMS: Final = {
    DATE["regex"]: "a day as 2025-01-31",
    DECIMAL["regex"]: "a number as 12.5",
    ECONOMY["regex"]: "two capital letters, as VN",
    "[A-Z]{3}": "three capital letters, as VND",
    WORD["regex"]: "small letters, digits and underscores",
}
"""What a form means, in words."""


def _form(message: str, field: Mapping[str, Any]) -> str:
    """What would be right where a value is none of its list, of another form or of another type."""
    if message.startswith("unallowed value") and "allowed" in field:
        return f"one of {', '.join(map(str, field['allowed']))}"
    if " has not the form " in message:
        return FORMS.get(field.get("regex", ""), "") or _meaning(field)
    if message == "must be of list type":
        return "write a list, in brackets: [one, two]"
    if message == "must be of dict type":
        return "write keys below it, or in braces: {key: value}"
    if message == "must be of string type":
        return "write one text; in quotes where it holds a colon, a comma or a bracket"
    return ""


def _meaning(field: Mapping[str, Any]) -> str:
    """What stands in a field, as a form says it, for the middle of a sentence."""
    said: str = field.get("meta", {}).get("description", "")
    return said[:1].lower() + said[1:].rstrip(".")


def _at(schema: Mapping[str, Any], path: tuple[str | int, ...]) -> Mapping[str, Any]:
    """The field that a path leads to; nothing where the schema does not say."""
    fields: Any = schema
    field: Any = {}
    for step in path:
        field = fields.get(step, {}) if isinstance(step, str) and isinstance(fields, dict) else fields or {}
        # Of a mapping with names of its own, each is of one kind.
        fields = dict.fromkeys(map(str, path), field["valuesrules"]) if "valuesrules" in field else field.get("schema")
    found: dict[str, Any] = field
    return found


def _names(schema: object) -> set[str]:
    """Every field name in a schema, however deep."""
    found: set[str] = set()
    if isinstance(schema, Mapping):
        for key, value in schema.items():
            if key == "meta":  # words about a field
                continue
            if isinstance(value, Mapping) and key not in ("schema", "valuesrules", "keysrules"):
                found.add(str(key))
            found |= _names(value)
    return found
