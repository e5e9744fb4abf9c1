"""A Cerberus schema as JSON Schema 2020-12, for OpenAPI 3.1: the same language, where JSON Schema can say it.

What it cannot say: how many digits a JSON number has, and bounds of a decimal written as a string unless they
are nought and a power of ten.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from greenlane.core.declaration.forms import (
    CODE,
    CODE_LENGTH,
    DATE,
    DATETIME,
    DECIMAL,
    DECIMAL_LENGTH,
    TOO_LARGE,
)
from greenlane.core.terms.codes import CURRENCIES, ECONOMIES
from greenlane.core.units import UNITS

JSON = dict[str, Any]
Definition = Mapping[str, Any]

_FRACTION = r"(?:\.[0-9]{1,30})?"
_NOUGHT = r"-0(?:\.0{1,30})?"

SHARED: dict[str, JSON] = {
    "Economy": {
        "type": "string",
        "enum": sorted(ECONOMIES),
        "description": "ISO 3166-1 alpha-2, and EU for the customs union.",
    },
    "Currency": {"type": "string", "enum": sorted(CURRENCIES), "description": "ISO 4217."},
    "Unit": {"type": "string", "enum": sorted(UNITS), "description": "UN/CEFACT Rec 20."},
}


def json_schema(schema: Definition, prefix: str = "#/$defs/") -> JSON:
    """The JSON Schema of a declaration; named definitions stand in `$defs`, referred to below `prefix`.

    For OpenAPI say `#/components/schemas/` and move `$defs` there.
    """
    converter = _Converter(prefix)
    root = converter.convert({"type": "dict", "schema": schema})
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **root, "$defs": converter.definitions}


class _Converter:
    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.definitions: dict[str, JSON] = dict(SHARED)

    def convert(self, definition: Definition) -> JSON:
        name = definition.get("meta", {}).get("name")
        if not name:
            return self._inline(definition)
        if name not in self.definitions:
            self.definitions[name] = {}
            self.definitions[name] = self._inline(definition)
        return {"$ref": self.prefix + name}

    def _inline(self, definition: Definition) -> JSON:
        meta = definition.get("meta", {})
        said: JSON = {key: meta[key] for key in ("title", "description") if meta.get(key)}
        if "example" in meta:
            said["examples"] = [meta["example"]]
        if "unit" in meta:
            said["x-unit"] = meta["unit"]
        return said | self._shape(definition)

    def _shape(self, definition: Definition) -> JSON:
        match definition["type"]:
            case "dict":
                return self._object(definition)
            case "list":
                listed: JSON = {"type": "array"}
                if "schema" in definition:
                    listed["items"] = self.convert(definition["schema"])
                return listed | _sizes(definition, "minItems", "maxItems")
            case "string":
                return {"type": "string"} | _sizes(definition, "minLength", "maxLength") | _text(definition)
            case "integer":
                low, high = definition.get("min", 1 - TOO_LARGE), definition.get("max", TOO_LARGE - 1)
                return {"type": "integer", "minimum": _plain(low), "maximum": _plain(high)}
            case "decimal":
                return _decimal(definition)
            case "boolean":
                return {"type": "boolean"}
            case "date":
                return {"type": "string", "format": "date", "pattern": f"^(?:{DATE})$"}
            case "datetime":
                return {"type": "string", "format": "date-time", "pattern": f"^{DATETIME}$", "maxLength": 40}
            case "commodity_code":
                return {"type": "string", "pattern": f"^{CODE}$", "maxLength": CODE_LENGTH}
            case kind:
                return {"$ref": self.prefix + str(kind).capitalize()}

    def _object(self, definition: Definition) -> JSON:
        found: JSON = {"type": "object"} | _sizes(definition, "minProperties", "maxProperties")
        if "schema" in definition:
            fields = definition["schema"]
            found["properties"] = {name: self.convert(field) for name, field in fields.items()}
            found["additionalProperties"] = False
            required = [name for name, field in fields.items() if field.get("required")]
            if required:
                found["required"] = required
            if "some_of" in definition:
                found["anyOf"] = [_given(name, fields[name]) for name in definition["some_of"]]
        if "keysrules" in definition:
            found["propertyNames"] = self.convert(definition["keysrules"])
        if "valuesrules" in definition:
            found["additionalProperties"] = self.convert(definition["valuesrules"])
        return found


def _given(name: str, field: Definition) -> JSON:
    given: JSON = {"required": [name]}
    if field["type"] == "list":
        given["properties"] = {name: {"minItems": 1}}
    return given


def _sizes(definition: Definition, low: str, high: str) -> JSON:
    names = (("minlength", low), ("maxlength", high))
    return {said: definition[rule] for rule, said in names if rule in definition}


def _text(definition: Definition) -> JSON:
    meta = definition.get("meta", {})
    if "allowed" in definition:
        return {"enum": list(definition["allowed"])}
    if meta.get("known"):
        return {"anyOf": [{"enum": meta["known"]}, *({"pattern": f"^{family}$"} for family in meta["families"])]}
    return {"pattern": f"^(?:{definition['regex']})$"} if "regex" in definition else {}


def _decimal(definition: Definition) -> JSON:
    low, high = definition.get("min"), definition.get("max")
    number: JSON = {"type": "number"}
    number |= {"exclusiveMinimum": -1e31} if low is None else {"minimum": _plain(low)}
    number |= {"exclusiveMaximum": 1e31} if high is None else {"maximum": _plain(high)}
    text = {"type": "string", "pattern": f"^(?:{_decimal_text(low, high)})$", "maxLength": DECIMAL_LENGTH}
    return {"oneOf": [text, number]}


def _decimal_text(low: Any, high: Any) -> str:
    if low is None or low != 0:
        return DECIMAL
    power = None if high is None else str(high)
    if power is not None and power.startswith("1") and not power.strip("10") and power.count("1") == 1:
        return rf"{_NOUGHT}|{power}(?:\.0{{1,30}})?|(?:0|[1-9][0-9]{{0,{len(power) - 2}}}){_FRACTION}"
    return rf"{_NOUGHT}|(?:0|[1-9][0-9]{{0,30}}){_FRACTION}"


def _plain(bound: Any) -> int | float:
    number = Decimal(bound)
    return int(number) if number == number.to_integral_value() else float(number)
