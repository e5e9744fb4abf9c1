"""A small pack without a fault, and ways to spoil it."""

from __future__ import annotations

from pathlib import Path

import pytest

from greenlane.core.model import Pack
from greenlane.core.pack import PackError, Problem, load
from greenlane.core.pack.load import Document
from greenlane.core.terms import is_document, shared_documents, shared_facts

ECONOMY = """\
economy: FJ
names: {en: Fiji, fj: Viti}
languages: [en, fj]
time_zone: Pacific/Fiji
currency: FJD
version: 2026.11.22
api: 1
nomenclature: {name: Fiji Tariff, family: PACIFIC, shared_digits: 6, lengths: [8]}
coverage:
  - {flow: import, from: 2020-01-01, to: 2026-12-31, status: partial, scope: imported scrap}
"""
FACTS = """\
facts:
  used: {presume: "false"}
  condition_flags: {presume: []}
  statistical_code:
    presume: {not: "899", unless: {used: "true"}}
  reference_price: {provider: copra_price}
  moisture_percent: {type: decimal, unit: P1, label: moisture, minimum: 0, maximum: 100}
  grade: {type: choice, values: [first, second], label: grade of the copra}
"""
DOCUMENTS = """\
documents:
  FJ-PERMIT: {label: import permit}
"""
PARAMETERS = """\
parameters:
  copra_price:
    title: Price of copra
    unit: FJD/TNE
    period: month
    values:
      - {period: 2025-01, value: 1200.50, evidence: secondary, source: "gazette, read 2026-11-22"}
      - {period: 2025-02, value: 1300, evidence: legal_text, source: "gazette, read 2026-11-22"}
  levy_price:
    title: Price for the levy
    unit: FJD/TNE
    period: dated
    values:
      - {from: 2025-01-01, to: 2025-01-31, value: 10, evidence: secondary, source: gazette}
      - {from: 2025-02-01, value: 11, evidence: secondary, source: gazette}
"""
RULES = """\
instrument:
  name: Decree 7
  in_force_from: 2020-01-01
  source: https://example.org, read 2026-11-22
  evidence: legal_text
  verified_on: 2026-11-22
  review_by: 2027-05-22
rules:
  - id: FJ-SCRAP
    title: {en: Scrap, fj: Benu}
    kind: restriction
    flows: [import]
    codes: {list: scrap.csv, where: {group: steel}, title: the scrap list}
    exclude: [72044900]
    partners: [NO, US]
    when: {used: "true"}
    requires:
      - that: {document: FJ-PERMIT}
        message: no permit
      - that: {grade: first}
        otherwise: prohibited
    message: Scrap needs a permit.
  - id: FJ-APPLES
    title: Apples are prohibited
    kind: prohibition
    flows: [import, transit]
    codes: [0808]
    valid: {from: 2025-01-01, to: 2025-12-31}
    when: {impurity_percent: "<= 2"}
    message: No apples.
  - id: FJ-LEVY
    title: Levy on copra
    kind: charge
    flows: [export]
    codes: [1203]
    charge:
      kind: levy
      base: {quantity: TNE, times: reference_price}
      currency: FJD
      scale:
        by: {fact: reference_price}
        includes: upper
        rows:
          - {to: 1000, percent: 0}
          - {from: 1000, to: 1500, percent: "2.5"}
          - {from: 1500, percent: 5}
        doubts:
          - {above: 1500, below: 1501, note: The printed scale jumps.}
    message: Copra pays a levy.
"""
SCRAP = """\
code,group,note
72041000,steel,cast
72044900,steel,"turnings, loose"
74040000,copper,
"""
FILES = {
    "economy.yaml": ECONOMY,
    "facts.yaml": FACTS,
    "documents.yaml": DOCUMENTS,
    "parameters.yaml": PARAMETERS,
    "rules/decree-7.yaml": RULES,
    "rules/scrap.csv": SCRAP,
}


def known(code: str) -> bool:
    return is_document(code, shared_documents())


class Folder:
    """A pack on disk: the small one, until a test changes it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for name, content in FILES.items():
            self.write(name, content)

    def write(self, name: str, content: str | bytes) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)

    def change(self, name: str, old: str, new: str) -> None:
        """Put `new` where the file says `old`, which must stand in it once."""
        content = (self.path / name).read_text("utf-8")
        assert content.count(old) == 1, f"{old!r} stands {content.count(old)} times in {name}"
        self.write(name, content.replace(old, new))

    def line(self, name: str, text: str) -> int:
        """Line on which `text` stands, which it must do once."""
        lines = [number for number, line in enumerate(self.read(name).splitlines(), 1) if text in line]
        assert len(lines) == 1, f"{text!r} stands on lines {lines} of {name}"
        return lines[0]

    def read(self, name: str) -> str:
        return (self.path / name).read_text("utf-8")

    def load(self) -> tuple[Pack, Document]:
        return load(self.path, shared_facts(), known)

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with it; it must be refused."""
        with pytest.raises(PackError) as caught:
            self.load()
        return caught.value.problems

    def problem(self) -> Problem:
        """The only thing that is wrong with it."""
        (found,) = self.problems()
        return found
