"""The form of each entry of a content: the schemas of a pack's files, once its lists and defaults were read."""

from typing import Final

from greenlane.core.draft.entries import ECONOMY
from greenlane.core.pack import agreement_schema, schema
from greenlane.core.pack import crosswalk_schema as crosswalk
from greenlane.core.pack.schema import Schema

CODE_LIST: Schema = {"type": "list", "codes": True}


def _plain(name: str) -> Schema:
    return {**CODE_LIST, "meta": schema.RULE[name]["meta"]}


RULE: Final[Schema] = {
    **schema.RULE,
    "codes": _plain("codes"),
    "codes_title": schema.said("Name of the list", "What the list of codes is called.", schema.TEXT),
    "exclude": _plain("exclude"),
    "valid": {**schema.RULE["valid"], "required": True},
    "legal_basis": {**schema.RULE["legal_basis"], "required": True},
    **{name: {**schema.RULE[name], "required": True} for name in ("evidence", "verified_on", "review_by")},
}
"""A rule as it stands in the content: its code lists resolved, its instrument's defaults in place."""
CASE: Final[Schema] = {
    **schema.CASE,
    "file": schema.said("File", "Where it came from; empty for a case of a draft.", schema.STRING),
}
AGREEMENT: Final[Schema] = agreement_schema.AGREEMENT
PRODUCT_RULE: Final[Schema] = agreement_schema.PRODUCT_RULE

ENTRIES: Final[dict[str, Schema]] = {
    ECONOMY: schema.ECONOMY_FILE,
    "facts": schema.FACTS_FILE["facts"]["valuesrules"]["schema"],
    "documents": schema.DOCUMENTS_FILE["documents"]["valuesrules"]["schema"],
    "parameters": schema.PARAMETERS_FILE["parameters"]["valuesrules"]["schema"],
    "rules": RULE,
    "cases": CASE,
    "agreements": AGREEMENT,
    "product_rules": PRODUCT_RULE,
    "streams": crosswalk.STREAM,
    "groups": crosswalk.GROUP_ENTRY,
    "regimes": crosswalk.REGIME,
}
"""The schema of an entry, by the part of the document it stands in."""
NAMES: Final[dict[str, Schema]] = {
    "facts": {"name": schema.FACTS_FILE["facts"]["keysrules"]},
    "documents": {"name": schema.DOCUMENTS_FILE["documents"]["keysrules"]},
    "parameters": {"name": schema.PARAMETERS_FILE["parameters"]["keysrules"]},
    "groups": {"name": crosswalk.GROUP},
}
"""The form of the name of an entry that does not say its own."""
SPAN: Final[Schema] = schema.RULE["valid"]
"""The first and last day of a rule."""
VALUE: Final[Schema] = ENTRIES["parameters"]["values"]["schema"]["schema"]
"""One value of a dated series."""
