"""Every way to get a pack or plugin wrong that we could think of: how the good plugin of `made` is spoilt, and which
check says so. What it says, word for word, stands in told.txt.
"""

from __future__ import annotations

import os

from tests.plugins.conformance.made import HOOKS, Made, Spoil


def edited(name: str, old: str, new: str) -> Spoil:
    return lambda made: made.edit(name, old, new)


def written(name: str, content: str | bytes) -> Spoil:
    return lambda made: made.write(name, content)


def dropped(name: str) -> Spoil:
    return lambda made: made.drop(name)


def also(*spoils: Spoil) -> Spoil:
    def every(made: Made) -> None:
        for spoil in spoils:
            spoil(made)

    return every


def code(old: str, new: str) -> Spoil:
    return also(written("__init__.py", HOOKS), edited("__init__.py", old, new))


def hook(function: str) -> Spoil:
    risk = "def greenlane_risk(item, context):"
    return code(risk, f"{function}\n\n@hookimpl\n{risk}")


def linked(name: str, target: str) -> Spoil:
    return lambda made: (made.pack / name).symlink_to(target)


def piped(name: str) -> Spoil:
    return lambda made: os.mkfifo(made.pack / name)


def appended(name: str, text: str) -> Spoil:
    return lambda made: made.write(name, (made.pack / name).read_text("utf-8") + text)


SCRAP, METAL, COPRA, CASES = "rules/scrap.yaml", "rules/metal.yaml", "rules/copra.yaml", "cases/scrap.yaml"
TOGETHER = '[project.entry-points.greenlane]\nFJ = "acme_fj"\n'
BOMB = "facts:\n  a: &a [x, x, x]\n  b: [*a, *a]\n"
AGREEMENT = """\
agreements:
  - id: FJ-NZ
    name: Agreement with New Zealand
    partners: [NZ]
    in_force:
      - {partners: [NZ], from: 2020-01-01, evidence: secondary, source: gazette}
    proof: self
    proof_kind: self
    proof_evidence: secondary
    source: "gazette, read 2026-11-22"
    origin:
      gaps: [No product rule was read.]
"""

FOUND = {
    "no package": (edited("/pyproject.toml", 'FJ = "acme_fj"', 'FJ = "acme_fiji"'), "found"),
    "entry point that is none": (edited("/pyproject.toml", 'FJ = "acme_fj"', 'FJ = "acme fj!"'), "found"),
    "no pack": (dropped("economy.yaml"), "found"),
    "pack that only code can find, and does not": (
        also(dropped("economy.yaml"), written("__init__.py", HOOKS)),
        "found",
    ),
}
TOP_LEVEL = {
    "bare top-level package": (
        edited("/pyproject.toml", 'packages = ["acme_fj"]', 'packages = ["acme_fj", "core"]'),
        "top-level",
    ),
    "tests as a top-level package": (
        edited("/pyproject.toml", 'packages = ["acme_fj"]', 'packages = ["acme_fj", "tests.unit"]'),
        "top-level",
    ),
    "the server's own package": (
        edited("/pyproject.toml", 'packages = ["acme_fj"]', 'packages = ["greenlane.fiji"]'),
        "top-level",
    ),
    "another distribution's package": (
        edited("/pyproject.toml", 'packages = ["acme_fj"]', 'packages = ["acme_fj", "yaml"]'),
        "top-level",
    ),
    "packages found by themselves": (
        also(
            edited("/pyproject.toml", '[tool.setuptools]\npackages = ["acme_fj"]\n', ""),
            written("/web/__init__.py", ""),
        ),
        "top-level",
    ),
}
FILES = {
    "a link out of the pack": (linked("rules/more.csv", "/etc/hostname"), "files"),
    "a link that leads nowhere": (linked("rules/more.csv", "nowhere.csv"), "files"),
    "byte order mark": (
        written("documents.yaml", b"\xef\xbb\xbfdocuments:\n  FJ-PERMIT: {label: import permit}\n"),
        "files",
    ),
    "huge file": (written("rules/huge.csv", b"code\n" + b"391510\n" * 700_000), "files"),
    "yml": (written("rules/more.yml", "rules: []\n"), "files"),
    "a rule file beside the pack": (written("more.yaml", "rules: []\n"), "files"),
    "a misspelt file": (written("fact.yaml", "facts: {}\n"), "files"),
    "a misspelt folder": (written("rule/more.yaml", "rules: []\n"), "files"),
    "a folder too deep": (written("rules/old/more.yaml", "rules: []\n"), "files"),
    "a list that no rule names": (written("rules/more.csv", "code\n391510\n"), "files"),
}
SCHEMA = {
    "not YAML": (written("facts.yaml", "facts: {used: {presume: false}\n"), "schema"),
    "a tab": (written("facts.yaml", "facts:\n\tused: {presume: false}\n"), "schema"),
    "two documents": (appended("facts.yaml", "---\nfacts: {}\n"), "schema"),
    "a list where a mapping belongs": (written("facts.yaml", "- facts\n"), "schema"),
    "duplicate key": (appended("documents.yaml", "  FJ-PERMIT: {label: again}\n"), "schema"),
    "unknown key": (edited(SCRAP, "    when: {used", "    wen: {used"), "schema"),
    "unknown key unlike any": (edited(SCRAP, "    when: {used", "    colour: {used"), "schema"),
    "wrong type": (
        edited(SCRAP, "    flows: [import]\n    codes: {list", "    flows: import\n    codes: {list"),
        "schema",
    ),
    "a value out of its list": (edited(SCRAP, "kind: prohibition", "kind: ban"), "schema"),
    "missing key": (edited(METAL, "    title: Scrap of metal is looked at\n", ""), "schema"),
    "no economy": (edited("economy.yaml", "economy: FJ\n", ""), "schema"),
    "economy in small letters": (edited("economy.yaml", "economy: FJ\n", "economy: fj\n"), "schema"),
    "time zone that is none": (edited("economy.yaml", "Pacific/Fiji", "Fiji/Suva"), "schema"),
    "wrong encoding": (written("facts.yaml", "facts:\n  used: {presume: “false”}\n".encode("utf-16")), "schema"),
    "a character that YAML does not allow": (written("facts.yaml", b"facts:\x00\n"), "schema"),
    "an alias": (written("facts.yaml", BOMB), "schema"),
    "nested too deep": (written("facts.yaml", "facts: " + "[" * 100_000), "schema"),
    "a pipe": (piped("rules/more.yaml"), "schema"),
    "a folder called as a file": (lambda made: (made.pack / "rules/more.yaml").mkdir(), "schema"),
    "a device": (linked("rules/more.yaml", "/dev/zero"), "schema"),
    "code with letters": (edited(SCRAP, 'codes: ["4707"]', 'codes: ["47AB"]'), "schema"),
    "code with dots": (edited(SCRAP, 'codes: ["4707"]', "codes: [47.07]"), "schema"),
    "code of one digit": (edited(SCRAP, 'codes: ["4707"]', "codes: [4]"), "schema"),
    "code that is no list": (edited(SCRAP, 'codes: ["4707"]', "codes: 4707"), "schema"),
    "unknown fact": (edited(SCRAP, "when: {used:", "when: {usd:"), "schema"),
    "unknown document": (edited(SCRAP, "that: {document: FJ-PERMIT}", "that: {document: FJ-PERMITT}"), "schema"),
    "wrong operator": (edited(SCRAP, '"<= 12"', '"at most 12"'), "schema"),
    "operator that its type has not": (edited(SCRAP, 'when: {used: "true"}', 'when: {used: ">= 1"}'), "schema"),
    "a day that does not exist": (edited(SCRAP, "in_force_from: 2024-01-01", "in_force_from: 2024-02-30"), "schema"),
    "a day in another form": (edited(SCRAP, "in_force_from: 2024-01-01", "in_force_from: 1.1.2024"), "schema"),
    "charge with a gap": (edited(COPRA, "{from: 1000, percent", "{from: 1001, percent"), "schema"),
    "charge with an overlap": (edited(COPRA, "{from: 1000, percent", "{from: 999, percent"), "schema"),
    "charge without rate": (
        edited(
            COPRA,
            COPRA_SCALE := "      scale:\n        by: {fact: reference_price}\n        includes: upper\n        rows:\n"
            '          - {to: 1000, percent: "0", printed: "up to 1,000"}\n'
            '          - {from: 1000, percent: "5", printed: "more than 1,000"}\n',
            "",
        ),
        "schema",
    ),
    "charge by an unknown fact": (edited(COPRA, "times: reference_price", "times: reference_prize"), "schema"),
    "a restriction that requires nothing": (edited(SCRAP, "kind: prohibition", "kind: restriction"), "schema"),
    "a prohibition that requires": (edited(SCRAP, "kind: restriction", "kind: prohibition"), "schema"),
    "a paper that cannot be brought": (
        edited(SCRAP, "message: no permit", "message: no permit\n        otherwise: prohibited"),
        "schema",
    ),
    "parameter overlap": (edited("parameters.yaml", "to: 2025-12-31", "to: 2026-01-01"), "schema"),
    "parameter without source": (
        edited(
            "parameters.yaml",
            '{from: 2026-01-01, value: 1500, evidence: secondary, source: "gazette, read 2026-11-22"}',
            "{from: 2026-01-01, value: 1500, evidence: secondary}",
        ),
        "schema",
    ),
    "parameter that nobody verified": (
        edited(
            "parameters.yaml",
            "{from: 2026-01-01, value: 1500, evidence: secondary",
            "{from: 2026-01-01, value: 1500, evidence: unverified",
        ),
        "schema",
    ),
    "provider that is no parameter": (
        edited("facts.yaml", "provider: copra_price", "provider: copra_prices"),
        "schema",
    ),
    "validity reversed": (
        edited(SCRAP, "when: {used:", "valid: {from: 2025-02-01, to: 2025-01-31}\n    when: {used:"),
        "schema",
    ),
    "duplicate rule id": (edited(METAL, "id: FJ-METAL", "id: FJ-PAPER"), "schema"),
    "rule id with a foreign prefix": (edited(METAL, "id: FJ-METAL", "id: NZ-METAL"), "schema"),
    "rule id in small letters": (edited(METAL, "id: FJ-METAL", "id: fj-metal"), "schema"),
    "two cases of one name": (
        edited("cases/copra.yaml", "name: Other goods bear none", "name: Wet paper is refused"),
        "schema",
    ),
    "a case that expects what nobody looks at": (edited(CASES, "{verdict: referred}", "{verdikt: referred}"), "schema"),
    "list file missing": (dropped("rules/scrap.csv"), "schema"),
    "list column missing": (written("rules/scrap.csv", "code,name\n391510,ethylene\n"), "schema"),
    "list without codes": (written("rules/scrap.csv", "hs,group\n391510,plastic\n"), "schema"),
    "list column twice": (written("rules/scrap.csv", "code,group,group\n391510,plastic,plastic\n"), "schema"),
    "CSV with wrong delimiter": (written("rules/scrap.csv", "code;group\n391510;plastic\n"), "schema"),
    "CSV with a comma too many": (appended("rules/scrap.csv", "391530,plastic,vinyl, chloride\n"), "schema"),
    "CSV with a code that is none": (appended("rules/scrap.csv", "3915.30,plastic,vinyl\n"), "schema"),
    "CSV of which no row is meant": (edited(SCRAP, "group: plastic", "group: plastics"), "schema"),
    "CSV in another encoding": (
        written("rules/scrap.csv", "code,group,name\n391510,plastic,éthylène\n".encode("latin-1")),
        "schema",
    ),
    "fact redefined": (edited("facts.yaml", 'used: {presume: "false"}', "used: {type: decimal}"), "schema"),
    "new fact without label": (appended("facts.yaml", "  salinity: {type: decimal}\n"), "schema"),
    "pattern that is none": (
        appended("facts.yaml", '  mark: {type: string, label: mark, pattern: "[0-9"}\n'),
        "schema",
    ),
    "pattern that may take ages": (
        appended("facts.yaml", '  mark: {type: string, label: mark, pattern: "(a+)+b"}\n'),
        "schema",
    ),
    "agreement with a gap in its terms": (
        written("agreements/FJ-NZ.yaml", AGREEMENT.replace("    proof: self\n", "")),
        "schema",
    ),
}
API = {
    "wrong api": (edited("economy.yaml", "api: 1", "api: 99"), "api"),
    "api that is no number": (edited("economy.yaml", "api: 1", "api: one"), "api"),
    "asks for another release": (edited("/pyproject.toml", "greenlane>=0.1", "greenlane>=7"), "api"),
    "asks for no release": (edited("/pyproject.toml", '"greenlane>=0.1"', '"requests"'), "api"),
    "a requirement that is none": (edited("/pyproject.toml", "greenlane>=0.1", "greenlane at least 1"), "api"),
    "private import": (written("__init__.py", "from greenlane.core.model import Rule\n"), "api"),
    "private import by name": (written("helper.py", "import greenlane.plugins.host\n"), "api"),
    "private attribute": (written("helper.py", "import greenlane\n\nBOOK = greenlane.core\n"), "api"),
    "private import of a public name": (
        written("helper.py", "from greenlane.plugins.hookspecs import hookimpl\n"),
        "api",
    ),
    "import by a text": (
        written("helper.py", 'import importlib\n\nimportlib.import_module("greenlane.web.cli")\n'),
        "api",
    ),
    "import of everything": (written("helper.py", "from greenlane import *\n"), "api"),
    "import of the server's folder": (written("helper.py", "from core.model import Rule\n"), "api"),
    "no Python": (written("helper.py", "def broken(:\n"), "api"),
}
CODE = {
    "misspelt hook": (code("def greenlane_fact(", "def greenlane_facts("), "hooks"),
    "a hook that there is not": (code("def greenlane_fact(", "def greenlane_console("), "hooks"),
    "unmarked hook": (code("@hookimpl\ndef greenlane_fact(", "def greenlane_fact("), "hooks"),
    "wrapper": (code("@hookimpl\ndef greenlane_fact(", "@hookimpl(wrapper=True)\ndef greenlane_fact("), "hooks"),
    "async hook": (code("def greenlane_fact(", "async def greenlane_fact("), "hooks"),
    "wrong signature": (code("def greenlane_risk(item, context)", "def greenlane_risk(item, request)"), "hooks"),
    "import that raises": (written("__init__.py", 'from greenlane import hookimpl\n\nTABLE = {}["rates"]\n'), "hooks"),
    "import that exits": (written("__init__.py", 'import sys\n\nsys.exit("no licence")\n'), "hooks"),
    "import of what is not there": (written("__init__.py", "import pandaz\n"), "hooks"),
    "import that ends the process": (written("__init__.py", "import os\n\nos._exit(3)\n"), "hooks"),
    "hook that raises": (code('    if "mixed" in', '    raise LookupError("no table")\n    if "mixed" in'), "hooks"),
    "hook that answers a wrong type": (code("    return ()\n", "    return None\n"), "hooks"),
    "fact of a wrong type": (
        code(
            'return "second-hand" in item.description if name == "used" else None',
            'return "yes" if name == "used" else None',
        ),
        "hooks",
    ),
    "signal with a foreign code": (
        code("    return ()\n", '    return (RiskSignal("NZ-SCRAP", "Scrap", "Scrap is looked at."),)\n'),
        "hooks",
    ),
    "hook that is not deterministic": (
        code(
            "    return ()\n",
            "    COUNT.append(1)\n    said = f'Looked at {len(COUNT)} times.'\n"
            "    return (RiskSignal('FJ-COUNT', 'Counted', said),)\n\n\nCOUNT = []\n",
        ),
        "hooks",
    ),
    "formula that no code computes": (edited(COPRA, COPRA_SCALE, "      formula: copra_duty\n"), "hooks"),
    "formula that the code does not know": (
        also(
            edited(COPRA, COPRA_SCALE, "      formula: copra_duty\n"),
            hook("def greenlane_charge(formula, item):\n    return None\n"),
        ),
        "hooks",
    ),
    "hook that nobody calls": (
        hook("def greenlane_charge(formula, item):\n    return None\n"),
        "hooks",
    ),
    "hook that hangs": (code('    if "mixed" in', '    while True:\n        pass\n    if "mixed" in'), "hooks"),
    "hook that is slow": (
        also(
            code('    if "mixed" in', '    time.sleep(0.4)\n    if "mixed" in'),
            edited("__init__.py", "from greenlane import", "import time\n\nfrom greenlane import"),
        ),
        "hooks",
    ),
    "hook that crashes the interpreter": (
        code('    if "mixed" in', '    import ctypes\n\n    ctypes.string_at(0)\n    if "mixed" in'),
        "hooks",
    ),
    "hook that eats memory": (code('    if "mixed" in', '    b"x" * 2**33\n    if "mixed" in'), "hooks"),
    "notice that raises": (
        hook("def greenlane_decided(decision):\n    raise OSError('disk')\n"),
        "hooks",
    ),
}
LAW = {
    "entry point of another name": (edited("/pyproject.toml", 'FJ = "acme_fj"', 'NZ = "acme_fj"'), "names"),
    "code of no economy": (
        also(
            edited("economy.yaml", "economy: FJ", "economy: QM"),
            *(
                (
                    lambda made, name=name: made.write(
                        name, (made.pack / name).read_text().replace("FJ-", "QM-").replace("FJ}", "QM}")
                    )
                )
                for name in (SCRAP, METAL, COPRA, CASES, "cases/copra.yaml", "documents.yaml")
            ),
            edited("/pyproject.toml", 'FJ = "acme_fj"', 'QM = "acme_fj"'),
        ),
        "names",
    ),
    "an economy that Greenlane answers for": (
        also(
            edited("economy.yaml", "economy: FJ", "economy: VN"),
            *(
                (
                    lambda made, name=name: made.write(
                        name, (made.pack / name).read_text().replace("FJ-", "VN-").replace("FJ}", "VN}")
                    )
                )
                for name in (SCRAP, METAL, COPRA, CASES, "cases/copra.yaml", "documents.yaml")
            ),
            edited("/pyproject.toml", 'FJ = "acme_fj"', 'VN = "acme_fj"'),
        ),
        "names",
    ),
    "source without a day": (edited(SCRAP, "example gazette 7, read 2026-11-22", "example gazette 7"), "citations"),
    "source read tomorrow": (edited(SCRAP, "gazette 7, read 2026-11-22", "gazette 7, read 2026-11-24"), "citations"),
    "verified tomorrow": (edited(SCRAP, "verified_on: 2026-11-22", "verified_on: 2026-11-24"), "citations"),
    "review passed": (
        edited(
            SCRAP,
            "verified_on: 2026-11-22\n  review_by: 2027-05-22",
            "verified_on: 2026-01-22\n  review_by: 2026-05-22",
        ),
        "citations",
    ),
    "review before it was verified": (edited(SCRAP, "review_by: 2027-05-22", "review_by: 2026-11-22"), "citations"),
    "review after years": (edited(SCRAP, "review_by: 2027-05-22", "review_by: 2029-05-22"), "citations"),
    "the law's own text of no article": (
        also(
            edited(METAL, "evidence: secondary", "evidence: legal_text"),
        ),
        "citations",
    ),
    "a prohibition that nobody verified": (
        edited(SCRAP, 'when: {used: "true"}', 'when: {used: "true"}\n    evidence: unverified'),
        "citations",
    ),
    "value without a day": (
        edited(
            "parameters.yaml",
            '1500, evidence: secondary, source: "gazette, read 2026-11-22"',
            '1500, evidence: secondary, source: "gazette"',
        ),
        "citations",
    ),
    "term of an agreement without a day": (written("agreements/FJ-NZ.yaml", AGREEMENT), "citations"),
    "in force after its rule": (
        edited(SCRAP, "when: {used:", "valid: {from: 2023-01-01}\n    when: {used:"),
        "citations",
    ),
    "coverage of both kinds": (
        edited(
            "economy.yaml",
            "coverage:\n",
            "coverage:\n  - {flow: import, from: 2025-01-01, status: covered, scope: scrap}\n",
        ),
        "dates",
    ),
    "coverage with a gap": (
        edited(
            "economy.yaml",
            "from: 2024-01-01, status: partial, scope: scrap and waste}\n",
            "from: 2024-01-01, to: 2024-06-30, status: partial, scope: scrap and waste}\n"
            "  - {flow: import, from: 2024-08-01, status: partial, scope: scrap and waste}\n",
        ),
        "dates",
    ),
    "valid before coverage": (
        edited(METAL, "    codes:", "    valid: {from: 2023-01-01, to: 2023-12-31}\n    codes:"),
        "dates",
    ),
    "parameter gap": (edited("parameters.yaml", "to: 2025-12-31", "to: 2025-11-30"), "dates"),
    "series that has ended": (
        edited("parameters.yaml", "{from: 2026-01-01, value", "{from: 2026-01-01, to: 2026-10-31, value"),
        "dates",
    ),
    "gap between two versions": (
        also(
            edited(METAL, "    codes:", "    valid: {from: 2024-01-01, to: 2025-12-31}\n    codes:"),
            appended(
                METAL,
                "  - id: FJ-METAL-2026\n    title: Scrap of metal is looked at\n    kind: risk\n    flows: [import]\n"
                "    codes: {list: scrap.csv, where: {group: metal}}\n    valid: {from: 2026-02-01}\n"
                "    message: An officer looks at scrap of metal.\n    remedy: Have the weighing note at hand.\n",
            ),
        ),
        "dates",
    ),
    "a chapter that there is not": (edited(SCRAP, 'codes: ["4707"]', 'codes: ["4707", "7707"]'), "codes"),
    "code too long": (edited(SCRAP, 'codes: ["4707"]', 'codes: ["4707", "4808100012"]'), "codes"),
    "code of a length that there is not": (edited(SCRAP, 'codes: ["4707"]', 'codes: ["4707", "48081"]'), "codes"),
    "code twice": (edited(SCRAP, 'codes: ["4707"]', 'codes: ["4707", "4707"]'), "codes"),
    "code below another": (edited(SCRAP, 'codes: ["4707"]', 'codes: ["4707", "470710"]'), "codes"),
    "exclusion that does nothing": (edited(SCRAP, 'exclude: ["470790"]', 'exclude: ["480790"]'), "codes"),
    "exclusion of everything": (edited(SCRAP, 'exclude: ["470790"]', 'exclude: ["4707"]'), "codes"),
    "list with a row twice": (appended("rules/scrap.csv", "391510,plastic,ethylene\n"), "codes"),
    "condition that is never true": (
        edited(SCRAP, 'when: {used: "true"}', 'when: {all: [{used: "true"}, {used: "false"}]}'),
        "conditions",
    ),
    "requirement that nobody can meet": (edited(SCRAP, '"<= 12"', '"> 100"'), "conditions"),
    "two charges of one kind": (
        appended(
            COPRA,
            "  - id: FJ-COPRA-LEVY\n    title: Levy\n    kind: charge\n    flows: [export]\n    codes: ['120300']\n"
            "    charge: {kind: export_duty, base: value, percent: '1'}\n    message: A levy.\n",
        ),
        "conditions",
    ),
    "scale that is open": (
        edited(COPRA, '{from: 1000, percent: "5", printed: "more than 1,000"}', '{from: 1000, to: 2000, percent: "5"}'),
        "brackets",
    ),
    "edge that is not printed": (edited(COPRA, "more than 1,000", "more than 1,200"), "brackets"),
    "row without a case": (
        edited("cases/copra.yaml", "date: 2025-12-31", "date: 2026-01-02"),
        "brackets",
    ),
    "rule without a case": (edited(CASES, "    hits: [FJ-METAL]\n", ""), "cases"),
    "rule that no case misses": (
        edited(CASES, "    misses: [FJ-PAPER, FJ-METAL]\n", "    misses: [FJ-PAPER]\n"),
        "cases",
    ),
    "no case at all": (also(written(CASES, "cases: []\n"), written("cases/copra.yaml", "cases: []\n")), "cases"),
    "case names unknown rule": (edited(CASES, "hits: [FJ-METAL]", "hits: [FJ-METAL, FJ-MTEAL]"), "cases"),
    "case that hits and misses": (
        edited(CASES, "    hits: [FJ-METAL]\n", "    hits: [FJ-METAL]\n    misses: [FJ-METAL]\n"),
        "cases",
    ),
    "case that expects nothing": (
        also(
            edited(CASES, "    hits: [FJ-METAL]\n", ""),
            edited(CASES, "expect: {verdict: referred}", "expect: {}"),
        ),
        "cases",
    ),
    "case that does not hold": (edited(CASES, "expect: {verdict: referred}", "expect: {verdict: clear}"), "answers"),
    "case that is no declaration": (edited(CASES, "7204.10.00", "7204.1O.00"), "answers"),
    "condition that no case comes to": (
        edited(
            CASES,
            "      items: [{commodity_code: 3915.10.00, facts: {used",
            "      items: [{commodity_code: 6309.10.00, facts: {used",
        ),
        "branches",
    ),
    "outcome that no case makes": (edited(CASES, 'moisture_percent: "12.01"', 'moisture_percent: "11"'), "branches"),
    "language that is none": (edited("economy.yaml", "languages: [en]", "languages: [en, xyzzy]"), "translations"),
    "no English": (edited("economy.yaml", "languages: [en]", "languages: [hi]"), "translations"),
    "translation missing": (edited("economy.yaml", "languages: [en]", "languages: [en, hi]"), "translations"),
    "translation that is not declared": (
        edited(METAL, "title: Scrap of metal is looked at", "title: {en: Scrap of metal is looked at, hi: धातु}"),
        "translations",
    ),
    "empty translation": (
        also(
            edited("economy.yaml", "languages: [en]", "languages: [en, hi]"),
            edited(METAL, "title: Scrap of metal is looked at", "title: {en: Scrap of metal is looked at, hi: ' '}"),
        ),
        "texts",
    ),
    "markup": (edited(METAL, "An officer looks at", "An <b>officer</b> looks at"), "texts"),
    "placeholder": (edited(METAL, "An officer looks at", "An officer looks at {goods}, that is"), "texts"),
    "text that is not finished": (edited(METAL, "An officer looks at scrap of metal.", "TODO say more."), "texts"),
    "two spaces": (edited(METAL, "An officer looks", "An officer  looks"), "texts"),
    "no full stop": (edited(METAL, "looks at scrap of metal.", "looks at scrap of metal"), "texts"),
    "title with a full stop": (
        edited(METAL, "title: Scrap of metal is looked at", "title: Scrap of metal is looked at."),
        "texts",
    ),
    "text too long": (
        edited(METAL, "looks at scrap of metal.", "looks at " + "scrap of metal and " * 80 + "more."),
        "texts",
    ),
    "message that is its title": (
        edited(METAL, "message: An officer looks at scrap of metal.", "message: Scrap of metal is looked at"),
        "texts",
    ),
    "nobody is told what to do": (edited(METAL, "    remedy: Have the weighing note at hand.\n", ""), "texts"),
    "example left": (edited(METAL, "name: Decree on Metal", "name: EXAMPLE Decree on Metal"), "leftovers"),
    "example's address left": (edited(METAL, "example gazette 8", "https://example.org/8"), "leftovers"),
    "no README": (dropped("/README.md"), "readme"),
    "README without gaps": (edited("/README.md", "## Known gaps", "## Thanks"), "readme"),
    "README that says nothing of coverage": (
        edited("/README.md", "Imports of scrap and waste, and exports of copra, since the beginning of 2024.", "Some."),
        "readme",
    ),
}
EVERY = FOUND | TOP_LEVEL | FILES | SCHEMA | API | CODE | LAW
