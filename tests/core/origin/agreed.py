"""An agreement of Fiji with Samoa and Tonga as a pack's document has it, with every term; and ways to build it."""

from __future__ import annotations

import copy
from typing import Any

from greenlane.core.model import Fact
from greenlane.core.origin.agreement import Agreement
from greenlane.core.origin.build import Known, build_agreements
from greenlane.core.terms import is_document, shared_documents, shared_facts

Json = dict[str, Any]
SAID = {"provision": "art. 3", "evidence": "legal_text", "source": "treaty text, read 2026-11-22"}
AGREEMENT: Json = {
    "id": "PICTA",
    "name": {"en": "Pacific trade", "fj": "Veivoli"},
    "partners": ["WS", "TO"],
    "in_force": [
        {
            "partners": ["WS"],
            "from": "2007-06-01",
            "evidence": "unverified",
            "month_evidence": "secondary",
            "source": "x y",
        },
        {"partners": ["TO"], "from": "2008-01-01", "evidence": "secondary", "source": "gazette"},
    ],
    "proof": "authority, Form P",
    "proof_kind": "authority",
    "proof_evidence": "secondary",
    "proof_validity": "1 year",
    "source": "gazette, read 2026-11-22",
    "origin": {
        "edition": {"hs": "2012", **SAID},
        "value": {
            "bases": ["FOB", "AV"],
            "stands": {"AV": ["FOB"]},
            "methods": ["BD", "BU"],
            "adds": ["direct_labour"],
            **SAID,
            "note": "Either way.",
        },
        "tolerance": {
            "percent": "10",
            "cures": "change",
            "exceptions": [
                {"codes": ["01-14"], "rule": "never"},
                {"codes": ["15-24"], "rule": "CTSH", "materials": ["1701"]},
                {"codes": ["87"], "rule": "used"},
            ],
            "textiles": {"codes": ["50-63"], "percent": "7.5", "by": ["weight"]},
            **SAID,
        },
        "cumulation": {"covers": ["materials"], **SAID},
        "materials_alone": dict(SAID),
        "obtained": [
            {
                "name": "scrap-of-production",
                "title": "Scrap of production",
                "of": "produced_in",
                "codes": ["2620-2621", "7204"],
                "when": {"used": "false"},
                "alone": "true",
                "from": "2023-09-07",
                "partners": ["FJ"],
                **SAID,
            },
            {"name": "collected", "title": "Collected", "of": "collected_in", "criterion": "WO-AK", **SAID},
        ],
        "insufficient": {"processes": ["disassembly", "cleaning"], **SAID},
        "transport": {"requires": {"document": "P-BILL"}, **SAID},
        "general": {"rule": "CTH or RVC 40%", "annex_known": "false", **SAID},
        "fallback": {"same": "subheading", "percent": "55", "exclude": ["01-21"], **SAID},
        "denied": {"when": {"used": "true"}, "exclude": ["8703"], **SAID},
        "form": {"name": "Form P", "box": "8", "criteria": {"WO": "A", "content": "RVC {percent}%"}, **SAID},
        "gaps": ["The annex was not found."],
    },
}
LINES: list[Json] = [
    {"id": "PICTA 4012.11-4012.19", "agreement": "PICTA", "codes": ["4012.11-4012.19"], "rule": "process retreading",
     "evidence": "legal_text", "source": "annex", "provision": "annex 1", "quote": "4012.11 retreading"},
    {"id": "PICTA 7219 7220 of alloy", "agreement": "PICTA", "codes": ["7219", "7220"], "goods": "of alloy",
     "rule": "CTH except from 7219-7220 or RVC40", "evidence": "secondary", "source": "annex", "note": "seen once"},
    {"id": "PICTA 39", "agreement": "PICTA", "codes": ["39"], "rule": "originating_polymer_percent >= 50",
     "evidence": "secondary", "source": "annex"},
]  # fmt: skip
FACTS: Json = {
    "origin_processes": {"type": "list", "values": ["retreading", "mixing"], "label": "work that may give origin"},
    "originating_polymer_percent": {"type": "decimal", "label": "originating polymer"},
    "direct_labour": {"type": "decimal", "label": "direct labour"},
}
"""What a pack's facts.yaml says of the facts that the agreement speaks of."""


def agreement() -> Json:
    """The agreement, to be changed at will."""
    return copy.deepcopy(AGREEMENT)


def lines() -> list[Json]:
    """The lines of its annex, to be changed at will."""
    return copy.deepcopy(LINES)


def known() -> Known:
    """What Fiji's pack may speak of."""
    own = {name: Fact(name, one["type"], tuple(one.get("values", ()))) for name, one in FACTS.items()}
    documents = shared_documents()
    return Known("FJ", {**shared_facts(), **own}, lambda code: code == "P-BILL" or is_document(code, documents))


def built(*agreements: Json, rules: list[Json] | None = None) -> tuple[tuple[Agreement, ...], list[str]]:
    """What is built, and every fault as `path: message`."""
    faults: list[str] = []

    def report(path: tuple[str | int, ...], message: str, remedy: str = "") -> None:
        faults.append(f"{'.'.join(map(str, path))}: {message}")

    found = build_agreements(agreements or (AGREEMENT,), LINES if rules is None else rules, known(), report)
    return found, faults
