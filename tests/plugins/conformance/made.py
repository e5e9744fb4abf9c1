"""A small plugin without a fault, as its author has it in a folder, and ways to spoil it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from greenlane.plugins.conformance import Report, Result, verify

TODAY = date(2026, 11, 23)

PYPROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "acme-fj"
version = "1.0"
dependencies = ["greenlane>=0.1"]

[project.entry-points.greenlane]
FJ = "acme_fj"

[tool.setuptools]
packages = ["acme_fj"]
"""
README = """\
# Fiji

## Coverage

Imports of scrap and waste, and exports of copra, since the beginning of 2024.

## Sources

The Decree on Scrap and the Copra Act, both in the gazette, read 2026-11-22.

## Known gaps

Whatever else the law of the sea may say of it was not looked for.
"""
ECONOMY = """\
economy: FJ
names: {en: Fiji}
languages: [en]
time_zone: Pacific/Fiji
currency: FJD
version: 2026.11.22
api: 1
nomenclature: {name: Fiji Tariff, family: PACIFIC, shared_digits: 6, lengths: [8]}
coverage:
  - {flow: import, from: 2024-01-01, status: partial, scope: scrap and waste}
  - {flow: export, from: 2024-01-01, status: partial, scope: copra}
"""
FACTS = """\
facts:
  used: {presume: "false"}
  reference_price: {provider: copra_price}
  moisture_percent: {type: decimal, unit: P1, label: moisture by weight, minimum: 0, maximum: 100}
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
    period: dated
    values:
      - {from: 2024-01-01, to: 2025-12-31, value: 1000, evidence: secondary, source: "gazette, read 2026-11-22"}
      - {from: 2026-01-01, value: 1500, evidence: secondary, source: "gazette, read 2026-11-22"}
"""
SCRAP = """\
instrument:
  name: Decree on Scrap
  in_force_from: 2024-01-01
  source: example gazette 7, read 2026-11-22
  evidence: secondary
  verified_on: 2026-11-22
  review_by: 2027-05-22
rules:
  - id: FJ-PLASTIC
    title: Used plastic scrap is prohibited
    kind: prohibition
    flows: [import]
    codes: {list: scrap.csv, where: {group: plastic}}
    when: {used: "true"}
    legal_basis:
      - {provision: art. 1}
    message: Used plastic scrap may not be imported.
    remedy: Do not ship.
  - id: FJ-PAPER
    title: Waste paper needs a permit
    kind: restriction
    flows: [import]
    codes: ["4707"]
    exclude: ["470790"]
    requires:
      - that: {document: FJ-PERMIT}
        message: no permit
      - that: {moisture_percent: "<= 12"}
        otherwise: prohibited
        message: too wet
    legal_basis:
      - {provision: art. 2}
    message: Waste paper is imported with a permit, and dry.
    remedy: Apply for the permit, and dry the paper.
"""
LIST = """\
code,group,name
391510,plastic,ethylene
391520,plastic,styrene
7204,metal,iron
"""
METAL = """\
instrument:
  name: Decree on Metal
  in_force_from: 2024-01-01
  source: example gazette 8, read 2026-11-22
  evidence: secondary
  verified_on: 2026-11-22
  review_by: 2027-05-22
rules:
  - id: FJ-METAL
    title: Scrap of metal is looked at
    kind: risk
    flows: [import]
    codes: {list: scrap.csv, where: {group: metal}}
    message: An officer looks at scrap of metal.
    remedy: Have the weighing note at hand.
"""
COPRA = """\
instrument:
  name: Copra Act
  in_force_from: 2024-01-01
  source: example gazette 9, read 2026-11-22
  evidence: secondary
  verified_on: 2026-11-22
  review_by: 2027-05-22
rules:
  - id: FJ-COPRA-DUTY
    title: Export duty on copra
    kind: charge
    flows: [export]
    codes: ["1203"]
    charge:
      kind: export_duty
      base: {quantity: TNE, times: reference_price}
      currency: FJD
      scale:
        by: {fact: reference_price}
        includes: upper
        rows:
          - {to: 1000, percent: "0", printed: "up to 1,000"}
          - {from: 1000, percent: "5", printed: "more than 1,000"}
    legal_basis:
      - {provision: s. 4}
    message: Exported copra bears a duty.
    remedy: Pay it with the declaration.
"""
SCRAP_CASES = """\
cases:
  - name: Used plastic scrap is refused
    hits: [FJ-PLASTIC]
    misses: [FJ-PAPER, FJ-METAL]
    declaration:
      date: 2026-11-22
      route: {import: FJ}
      items: [{commodity_code: 3915.10.00, facts: {used: "true"}}]
    expect: {verdict: prohibited}
  - name: Plastic scrap that nobody calls used is not
    misses: [FJ-PLASTIC]
    declaration: {date: 2026-11-22, route: {import: FJ}, items: [{commodity_code: 3915.10.00}]}
    expect: {verdict: clear}
  - name: Dry paper with a permit may enter
    hits: [FJ-PAPER]
    declaration:
      date: 2026-11-22
      route: {import: FJ}
      items: [{commodity_code: 4707.10.00, facts: {moisture_percent: "12"}, documents: [{code: FJ-PERMIT}]}]
    expect: {verdict: clear}
  - name: Wet paper is refused
    hits: [FJ-PAPER]
    declaration:
      date: 2026-11-22
      route: {import: FJ}
      items: [{commodity_code: 4707.10.00, facts: {moisture_percent: "12.01"}, documents: [{code: FJ-PERMIT}]}]
    expect: {verdict: prohibited}
  - name: Of paper without a permit the moisture is asked, too
    hits: [FJ-PAPER]
    declaration: {date: 2026-11-22, route: {import: FJ}, items: [{commodity_code: 4707.10.00}]}
    expect: {verdict: restricted, missing: {documents: [FJ-PERMIT], facts: [moisture_percent]}}
  - name: Scrap of iron is referred
    hits: [FJ-METAL]
    declaration: {date: 2026-11-22, route: {import: FJ}, items: [{commodity_code: 7204.10.00}]}
    expect: {verdict: referred}
"""
COPRA_CASES = """\
cases:
  - name: Copra at the first price bears nothing
    hits: [FJ-COPRA-DUTY]
    declaration:
      date: 2025-12-31
      route: {export: FJ}
      items: [{commodity_code: 1203.00.00, quantity: {value: "10", unit: TNE}}]
    expect: {charges: [{kind: export_duty, amount: "0"}]}
  - name: Copra at the second price bears five percent
    hits: [FJ-COPRA-DUTY]
    declaration:
      date: 2026-01-01
      route: {export: FJ}
      items: [{commodity_code: 1203.00.00, quantity: {value: "10", unit: TNE}}]
    expect: {charges: [{kind: export_duty, amount: "750"}]}
  - name: Other goods bear none
    misses: [FJ-COPRA-DUTY]
    declaration: {date: 2026-01-01, route: {export: FJ}, items: [{commodity_code: 1204.00.00}]}
    expect: {verdict: clear}
"""
PACK = {
    "economy.yaml": ECONOMY,
    "facts.yaml": FACTS,
    "documents.yaml": DOCUMENTS,
    "parameters.yaml": PARAMETERS,
    "rules/scrap.yaml": SCRAP,
    "rules/scrap.csv": LIST,
    "rules/metal.yaml": METAL,
    "rules/copra.yaml": COPRA,
    "cases/scrap.yaml": SCRAP_CASES,
    "cases/copra.yaml": COPRA_CASES,
    "__init__.py": '"""The Decrees on Scrap and on Metal, and the Copra Act, of the tests."""\n',
}
HOOKS = '''\
"""A plugin with code."""

from greenlane import RiskSignal, hookimpl


@hookimpl
def greenlane_fact(name, item):
    return "second-hand" in item.description if name == "used" else None


@hookimpl
def greenlane_risk(item, context):
    if "mixed" in item.description:
        return (RiskSignal("FJ-MIXED", "Mixed goods", "Mixed loads are looked at."),)
    return ()
'''


@dataclass(frozen=True)
class Made:
    """A project in a folder. `pack`: of its package, which is the pack's folder."""

    folder: Path

    @property
    def pack(self) -> Path:
        return self.folder / "acme_fj"

    def write(self, name: str, content: str | bytes) -> None:
        """A file of the pack; of the project where its name begins with a stroke."""
        file = self.folder / name[1:] if name.startswith("/") else self.pack / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace what stands once in a file."""
        file = self.folder / name[1:] if name.startswith("/") else self.pack / name
        text = file.read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def drop(self, name: str) -> None:
        """Remove a file of the pack, or of the project."""
        (self.folder / name[1:] if name.startswith("/") else self.pack / name).unlink()

    def verify(self, *only: str, strict: bool = False, trusted: bool = False) -> Report:
        """The report, by some checks or all."""
        return verify(self.folder, only=only, strict=strict, trusted=trusted, today=TODAY)

    def found(self, check: str, trusted: bool = False) -> list[Result]:
        """What one check has to say against it, the worst first."""
        told = [one for one in self.verify(check, trusted=trusted).results if one.status in ("failed", "warned")]
        return sorted(told, key=lambda one: one.status)

    def wheel(self, folder: Path) -> Path:
        """The wheel that would be built of it, made by hand."""
        path = folder / "acme_fj-1.0-py3-none-any.whl"
        info = "acme_fj-1.0.dist-info"
        files = {
            f"acme_fj/{one.relative_to(self.pack)}": one.read_bytes() for one in self.pack.rglob("*") if one.is_file()
        }
        about = "Metadata-Version: 2.1\nName: acme-fj\nVersion: 1.0\nRequires-Dist: greenlane>=0.1\n\n" + README
        files[f"{info}/METADATA"] = about.encode()
        files[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        files[f"{info}/entry_points.txt"] = b"[greenlane]\nFJ = acme_fj\n"
        files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in (*files, f"{info}/RECORD")).encode()
        with zipfile.ZipFile(path, "w") as packed:
            for name, content in files.items():
                packed.writestr(name, content)
        return path


def make(folder: Path) -> Made:
    """The plugin, good as it is, in a folder."""
    made = Made(folder)
    for name, content in PACK.items():
        made.write(name, content)
    made.write("/pyproject.toml", PYPROJECT)
    made.write("/README.md", README)
    return made


Spoil = Callable[[Made], object]
