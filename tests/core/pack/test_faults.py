"""Every way to get a pack wrong is named with its file, its line and what would be right."""

from __future__ import annotations

import pytest

from tests.core.pack.samples import Folder

R, E, F, D, P = "rules/decree-7.yaml", "economy.yaml", "facts.yaml", "documents.yaml", "parameters.yaml"

FAULTS = {
    # file, what stands there, what stands there instead, on whose line, what is said, what would be right
    "a key twice": (
        R,
        "    kind: prohibition\n",
        "    kind: prohibition\n    message: Twice.\n",
        "    message: No apples.",
        "the key message stands twice",
        "keep one",
    ),
    "a key twice in one line": (
        D,
        "{label: import permit}",
        "{label: import permit, label: permit}",
        "FJ-PERMIT",
        "the key label stands twice",
        "keep one",
    ),
    "a tab for an indent": (
        E,
        "  - {flow: import",
        "\t- {flow: import",
        "flow: import",
        "not YAML",
        "indent by spaces: there is a tab",
    ),
    "a wrong indent": (
        R,
        "    kind: prohibition\n",
        "   kind: prohibition\n",
        "   kind: prohibition",
        "not YAML",
        "quote the text or mend the indent",
    ),
    "a colon in a plain text": (
        R,
        "message: No apples.",
        "message: No apples: none.",
        "No apples: none.",
        "not YAML",
        "quote the text",
    ),
    "a character YAML does not allow": (
        R,
        "message: No apples.",
        "message: Kein Ä\x07pfel",
        "Kein",
        "a character that YAML does not allow",
        "remove it",
    ),
    "an unknown field": (
        R,
        "    partners: [NO, US]",
        "    partnrs: [NO, US]",
        "partnrs",
        "unknown field",
        "did you mean partners?",
    ),
    "an unknown field like none": (
        R,
        "    partners: [NO, US]",
        "    zzzzqq: [NO, US]",
        "zzzzqq",
        "unknown field",
        "see docs/pack-format.md",
    ),
    "an unknown field in economy.yaml": (
        E,
        "currency: FJD",
        "currency: FJD\nmember: [WS]",
        "member: [WS]",
        "unknown field",
        "did you mean members?",
    ),
    "a missing field": (R, "    title: Apples are prohibited\n", "", "- id: FJ-APPLES", "title: required", "add it"),
    "a missing field of the economy": (E, "time_zone: Pacific/Fiji\n", "", "economy: FJ", "time_zone: req", "add it"),
    "an instrument without review": (R, "  review_by: 2027-05-22\n", "", "instrument:", "review_by: req", "add it"),
    "a document without a label": (
        D,
        "{label: import permit}",
        "{help: import permit}",
        "FJ-PERMIT",
        "label: required",
        "add it",
    ),
    "a day in another form": (
        R,
        "to: 2025-12-31}",
        "to: 31.12.2025}",
        "31.12.2025",
        "'31.12.2025' has not the form",
        "a day as 2025-01-31",
    ),
    "a day that does not exist": (
        R,
        "valid: {from: 2025-01-01, to: 2025-12-31}",
        "valid: {from: 2025-01-01, to: 2025-02-30}",
        "2025-02-30",
        "2025-02-30 does not exist",
        "a day as 2025-01-31",
    ),
    "an instrument's day that does not exist": (
        R,
        "  verified_on: 2026-11-22\n",
        "  verified_on: 2026-11-31\n",
        None,
        "2026-11-31 does not exist",
        "a day as 2025-01-31",
    ),
    "a coverage day that does not exist": (
        E,
        "to: 2026-12-31",
        "to: 2026-06-31",
        "2026-06-31",
        "2026-06-31 does not exist",
        "a day as 2025-01-31",
    ),
    "the year 0": (
        E,
        "from: 2020-01-01",
        "from: 0000-01-01",
        "0000-01-01",
        "0000-01-01 does not exist",
        "a day as 2025-01-31",
    ),
    "an end before the start": (
        R,
        "to: 2025-12-31}",
        "to: 2024-12-31}",
        "2024-12-31",
        "ends on 2024-12-31, before it begins on 2025-01-01",
        "both days are inclusive",
    ),
    "coverage that ends before it begins": (
        E,
        "to: 2026-12-31",
        "to: 2019-12-31",
        "2019-12-31",
        "ends before it begins",
        "both days are inclusive",
    ),
    "a wrong evidence": (
        R,
        "  evidence: legal_text",
        "  evidence: hearsay",
        "hearsay",
        "unallowed value hearsay",
        "one of unverified, workshop",
    ),
    "a wrong kind": (R, "    kind: prohibition", "    kind: ban", "kind: ban", "unallowed value ban", "one of prohib"),
    "a wrong flow": (
        R,
        "flows: [import, transit]",
        "flows: [import, transfer]",
        "flows: [import, transfer]",
        "unallowed value transfer",
        "one of import, export, transit",
    ),
    "no flow": (R, "flows: [import, transit]", "flows: []", "flows: []", "min length is 1", ""),
    "a wrong coverage status": (
        E,
        "status: partial",
        "status: full",
        "status: full",
        "unallowed value full",
        "one of covered, partial",
    ),
    "another format's number": (E, "api: 1", "api: 2", "api: 2", "unallowed value 2", "one of 1"),
    "an id of another economy": (
        R,
        "id: FJ-APPLES",
        "id: WS-APPLES",
        "WS-APPLES",
        "the id must start with FJ-",
        "so that a reader sees whose rule it is",
    ),
    "an id in small letters": (R, "id: FJ-APPLES", "id: FJ-apples", "FJ-apples", "has not the form", "a dash, a name"),
    "an id twice": (
        R,
        "id: FJ-APPLES",
        "id: FJ-LEVY",
        None,
        "the rule FJ-LEVY stands twice",
        "give each rule its own id",
    ),
    "a code with dots": (
        R,
        "codes: [1203]",
        "codes: [12.03]",
        "12.03",
        "'12.03' is no commodity code",
        "",
    ),
    "a code of one digit": (R, "codes: [1203]", "codes: [1]", "codes: [1]", "'1' is no commodity code", ""),
    "a code of 13 digits": (
        R,
        "codes: [1203]",
        "codes: [1203000000000]",
        "1203000000000",
        "is no commodity code",
        "",
    ),
    "an unknown fact": (
        R,
        "when: {impurity_percent:",
        "when: {impurity_percnt:",
        "impurity_percnt",
        "impurity_percnt is no fact this pack knows; did you mean impurity_percent?",
        "",
    ),
    "an unknown fact deep in a condition": (
        R,
        'when: {impurity_percent: "<= 2"}',
        'when:\n      any:\n        - {used: "true"}\n        - not: {usd: "true"}',
        "usd",
        "usd is no fact this pack knows; did you mean used?",
        "",
    ),
    "an unknown document": (
        R,
        "- that: {document: FJ-PERMIT}",
        "- that: {document: FJ-PERMITS}",
        "FJ-PERMITS",
        "'FJ-PERMITS' is no document this pack knows: add it to documents.yaml",
        "",
    ),
    "a bad comparison": (
        R,
        'impurity_percent: "<= 2"',
        'impurity_percent: "=< 2"',
        "=< 2",
        "'< 2' is no number",
        "",
    ),
    "a comparison with a word": (
        R,
        'impurity_percent: "<= 2"',
        'impurity_percent: "<= two"',
        "<= two",
        "'two' is no number",
        "",
    ),
    "a list where a number is compared": (
        R,
        'impurity_percent: "<= 2"',
        "impurity_percent: [2]",
        "impurity_percent: [2]",
        "is no comparison",
        "",
    ),
    "a number of seven places": (
        R,
        'impurity_percent: "<= 2"',
        'impurity_percent: "<= 0.0000001"',
        "0.0000001",
        "out of range: at most six decimal places",
        "",
    ),
    "a boolean that is none": (
        R,
        'when: {used: "true"}',
        "when: {used: yes}",
        "used: yes",
        'used is "true" or "false", not \'yes\'',
        "",
    ),
    "a value out of its list": (
        R,
        "{grade: first}",
        "{grade: third}",
        "third",
        "'third' is no grade: one of first, second",
        "",
    ),
    "a text that has not its fact's form": (
        R,
        "{grade: first}",
        '{statistical_code: "89"}',
        "statistical_code",
        "'89' is not a statistical_code: its form is [0-9]{3}",
        "",
    ),
    "an economy in words": (
        R,
        "{grade: first}",
        "{collected_in: Samoa}",
        "Samoa",
        "'Samoa' is not an economy's two capital letters",
        "",
    ),
    "no value at all": (R, "{grade: first}", "{grade: []}", "grade: []", "an empty list is never true", ""),
    "a list fact without a comparison": (
        R,
        "{grade: first}",
        "{condition_flags: [dirty]}",
        "condition_flags: [dirty]",
        "condition_flags is a list: write {any: […]}, {all: […]} or {only: […]}",
        "",
    ),
    "a unit nobody converts": (
        R,
        "{grade: first}",
        '{quantity: {unit: LBR, is: ">= 5"}}',
        "LBR",
        "LBR is no unit we convert",
        "",
    ),
    "a word without letters": (
        R,
        "    partners: [NO, US]",
        "    keywords: {en: [scrap, '--']}",
        "'--'",
        "'--' has neither letters nor digits",
        "it would stand in every text",
    ),
    "a code list that is not there": (
        R,
        "list: scrap.csv",
        "list: other.csv",
        "other.csv",
        "no code list other.csv",
        "put it beside the rules as CSV",
    ),
    "a code list outside the pack": (
        R,
        "list: scrap.csv",
        "list: ../economy.yaml",
        "../economy.yaml",
        "no code list ../economy.yaml",
        "put it beside the rules as CSV",
    ),
    "a where that no row holds": (
        R,
        "where: {group: steel}",
        "where: {group: tin}",
        "tin",
        "no row of rules/scrap.csv holds {'group': 'tin'}",
        "an empty list matches nothing",
    ),
    "a where on a column that is not there": (
        R,
        "where: {group: steel}",
        "where: {gruop: steel}",
        "gruop",
        "rules/scrap.csv has no column gruop",
        "it has code, group, note",
    ),
    "a where that is a list": (
        R,
        "where: {group: steel}",
        "where: [code]",
        "where: [code]",
        "a code list is {list: file.csv, where: {column: value}, title: …}",
        "",
    ),
    "a text without English": (
        R,
        "title: {en: Scrap, fj: Benu}",
        "title: {fj: Benu}",
        "title: {fj: Benu}",
        "a text is one string, or strings by language with `en` among them",
        "",
    ),
    "an empty text": (R, "message: No apples.", "message: ' '", "message: ' '", "a text is one string", ""),
    "a document that is prohibited when absent": (
        R,
        "- that: {grade: first}",
        "- that: {any: [{grade: first}, {document: FJ-PERMIT}]}",
        "otherwise: prohibited",
        "an absent document is always `restricted`",
        "a paper can be brought",
    ),
    "a prohibition that requires": (
        R,
        "    kind: restriction",
        "    kind: prohibition",
        "    requires:",
        "a prohibition requires nothing",
        "use `when`, or kind restriction",
    ),
    "a risk that requires": (R, "    kind: restriction", "    kind: risk", "    requires:", "a risk requires", "use"),
    "a notice that requires": (R, "    kind: restriction", "    kind: notice", "    requires:", "a notice req", "use"),
    "a restriction that requires nothing": (
        R,
        "    kind: prohibition",
        "    kind: restriction",
        "- id: FJ-APPLES",
        "a restriction says what it requires",
        "add `requires`",
    ),
    "a charge that charges nothing": (
        R,
        "    kind: prohibition",
        "    kind: charge",
        "- id: FJ-APPLES",
        "a rule of kind charge needs `charge`",
        "",
    ),
    "a notice that charges": (
        R,
        "    kind: charge",
        "    kind: notice",
        "    charge:",
        "a notice charges nothing",
        "make it a rule of its own, of kind charge",
    ),
    "a charge computed in two ways": (
        R,
        "      currency: FJD\n",
        '      currency: FJD\n      percent: "5"\n',
        "    charge:",
        "a charge has one of percent, scale or formula",
        "",
    ),
    "a base that is none": (
        R,
        "base: {quantity: TNE, times: reference_price}",
        "base: weight",
        "base: weight",
        "'weight' is no base",
        "write value, or {quantity: TNE, times: price_fact}",
    ),
    "a base in a unit nobody converts": (
        R,
        "base: {quantity: TNE,",
        "base: {quantity: LBR,",
        "LBR",
        "a base is `value`, or {quantity: UNIT, times: price_fact} with a currency",
        "",
    ),
    "a base of a list": (
        R,
        "base: {quantity: TNE,",
        "base: {quantity: [TNE],",
        "[TNE]",
        "must be of string type",
        "write one text",
    ),
    "a base times no price": (
        R,
        "times: reference_price}",
        "times: used}",
        "times: used}",
        "used is no decimal fact",
        "",
    ),
    "a base without a currency": (
        R,
        "      currency: FJD\n",
        "",
        "base: {quantity",
        "with a currency",
        "",
    ),
    "a scale by nothing": (
        R,
        "by: {fact: reference_price}",
        "by: {fact: used}",
        "by: {fact: used}",
        "a scale goes by {quantity: UNIT} or {fact: decimal_fact}",
        "",
    ),
    "a scale with a gap": (
        R,
        "{from: 1500, percent: 5}",
        "{from: 1501, percent: 5}",
        "{from: 1501,",
        "starts at 1501, the row above ends at 1500",
        "rows join exactly",
    ),
    "a scale that overlaps": (
        R,
        "{from: 1500, percent: 5}",
        "{from: 1499.99, percent: 5}",
        "{from: 1499.99,",
        "starts at 1499.99, the row above ends at 1500",
        "rows join exactly",
    ),
    "a scale's row that ends before it begins": (
        R,
        "{from: 1500, percent: 5}",
        "{from: 1500, to: 1400, percent: 5}",
        "to: 1400",
        "ends before it begins",
        "",
    ),
    "an edge without a scale's number": (
        R,
        "{from: 1500, percent: 5}",
        "{from: 1500, to: 99999999999999, percent: 5}",
        "99999999999999",
        "has not the form",
        "a number as 12.5",
    ),
    "a percent out of range": (
        R,
        "{from: 1500, percent: 5}",
        "{from: 1500, percent: 9999999999999}",
        "9999999999999",
        "9999999999999 is out of range",
        "",
    ),
    "a month that does not exist": (
        P,
        "period: 2025-02",
        "period: 2025-13",
        "2025-13",
        "'2025-13' has not the form",
        "as 2025-01",
    ),
    "a month of the year 0": (
        P,
        "period: 2025-02",
        "period: 0000-02",
        "0000-02",
        "0000-02 does not exist",
        "a month as 2025-01",
    ),
    "a value without its month": (
        P,
        "{period: 2025-02, ",
        "{",
        "value: 1300",
        "a monthly value needs `period`",
        "a month as 2025-01",
    ),
    "a value without its day": (
        P,
        "{from: 2025-01-01, to: 2025-01-31, ",
        "{",
        "value: 10",
        "a dated value needs `from`",
        "and `to` when it was closed",
    ),
    "two values for a month": (
        P,
        "period: 2025-02",
        "period: 2025-01",
        "copra_price:",
        "two values for 2025-01-01",
        "close the older one the day before",
    ),
    "two values for a day": (
        P,
        "to: 2025-01-31",
        "to: 2025-02-01",
        "levy_price:",
        "two values for 2025-02-01",
        "close the older one the day before",
    ),
    "an older value that is not closed": (
        P,
        "to: 2025-01-31, ",
        "",
        "levy_price:",
        "two values for 2025-02-01",
        "close the older one the day before",
    ),
    "a value that ends before it begins": (
        P,
        "to: 2025-01-31",
        "to: 2024-01-31",
        "to: 2024-01-31",
        "ends before it begins",
        "both days are inclusive",
    ),
    "a value nobody verified": (
        P,
        "evidence: legal_text",
        "evidence: unverified",
        "evidence: unverified",
        "an unverified value decides nothing",
        "leave it out and say so in the README",
    ),
    "a value without a source": (
        P,
        'value: 1300, evidence: legal_text, source: "gazette, read 2026-11-22"',
        "value: 1300, evidence: legal_text",
        "value: 1300",
        "source: required field",
        "add it",
    ),
    "a value out of range": (
        P,
        "value: 1300",
        "value: 9999999999999",
        "9999999999999",
        "9999999999999 is out of range",
        "",
    ),
    "a provider without its parameter": (
        F,
        "provider: copra_price",
        "provider: copra_prices",
        "copra_prices",
        "no parameter copra_prices",
        "name one of parameters.yaml",
    ),
    "a provider of a boolean": (
        F,
        'used: {presume: "false"}',
        "used: {provider: copra_price}",
        "used: {provider",
        "used is a boolean: a parameter gives decimals",
        "leave it out",
    ),
    "a boolean presumed in words": (
        F,
        'used: {presume: "false"}',
        "used: {presume: no}",
        "used: {presume: no}",
        "'no' is no boolean",
        'write "false"',
    ),
    "a boolean presumed not to be": (
        F,
        'used: {presume: "false"}',
        "used: {presume: {not: new}}",
        "used: {presume",
        "a boolean is not presumed as {not: value}",
        "see docs/pack-format.md",
    ),
    "a decimal presumed": (
        F,
        "reference_price: {provider: copra_price}",
        'reference_price: {presume: "5"}',
        "reference_price",
        "a decimal is presumed as {not: value}",
        "see docs/pack-format.md",
    ),
    "a list presumed out of its values": (
        F,
        "condition_flags: {presume: []}",
        "condition_flags: {presume: [clean]}",
        "[clean]",
        "['clean'] is no list of condition_flags",
        "write [] for none",
    ),
    "a choice presumed to be": (
        F,
        "label: grade of the copra}",
        "label: grade of the copra, presume: {is: first}}",
        "grade of the copra",
        "a choice is presumed as {not: value}",
        "see docs/pack-format.md",
    ),
    "a choice presumed not to be what it cannot": (
        F,
        "label: grade of the copra}",
        "label: grade of the copra, presume: {not: third}}",
        "grade of the copra",
        "'third' is no grade",
        "one of first, second",
    ),
    "a presumption of another form": (
        F,
        '{not: "899", unless:',
        '{otherwise: "899", unless:',
        "otherwise:",
        "a presumption is a value, or {not: value, unless: condition}",
        "see docs/pack-format.md",
    ),
    "a presumption unless an unknown fact": (
        F,
        'unless: {used: "true"}',
        'unless: {usd: "true"}',
        "usd:",
        "usd is no fact this pack knows; did you mean used?",
        "",
    ),
    "a new fact without its type": (
        F,
        "moisture_percent: {type: decimal, unit: P1,",
        "moisture_percent: {",
        "moisture_percent:",
        "moisture_percent is a new fact: it needs type and label",
        "or is the name misspelt?",
    ),
    "a known fact of another type": (
        F,
        'used: {presume: "false"}',
        "used: {type: decimal, label: used}",
        "used: {type",
        "used is a boolean for everyone",
        "use another name",
    ),
    "a fact's form that is none": (
        F,
        "type: decimal, unit: P1,",
        "type: string, pattern: '[a-',",
        "[a-",
        "'[a-' is no regular expression",
        "as [0-9]{3}",
    ),
    "a wrong time zone": (
        E,
        "Pacific/Fiji",
        "Pacific/Suva",
        "Pacific/Suva",
        "'Pacific/Suva' is no time zone",
        "an IANA name such as Asia/Seoul",
    ),
    "shared digits that no family has": (
        E,
        "shared_digits: 6",
        "shared_digits: 7",
        "shared_digits: 7",
        "'7' has not the form",
        "6, 8 or 10",
    ),
}


@pytest.mark.parametrize(("file", "old", "new", "at", "message", "remedy"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_with_file_line_and_remedy(
    folder: Folder, file: str, old: str, new: str, at: str | None, message: str, remedy: str
) -> None:
    folder.change(file, old, new)

    problems = folder.problems()

    said = [one for one in problems if message in one.message]
    assert said, [str(one) for one in problems]
    assert {one.message for one in problems} == {one.message for one in said}, "something else is said too"
    assert {one.file for one in problems} == {file}
    if at is not None:
        assert [one.line for one in said] == [folder.line(file, at)]
    assert remedy in said[0].remedy
    assert bool(said[0].remedy) == bool(remedy)


def test_an_instruments_fault_is_named_for_each_of_its_rules_at_the_rule(folder: Folder) -> None:
    folder.change(R, "  verified_on: 2026-11-22\n", "  verified_on: 2026-11-31\n")

    lines = [problem.line for problem in folder.problems()]

    assert lines == [folder.line(R, f"- id: {name}") for name in ("FJ-SCRAP", "FJ-APPLES", "FJ-LEVY")]


def test_the_second_rule_of_an_id_is_the_one_that_is_named(folder: Folder) -> None:
    folder.change(R, "- id: FJ-LEVY", "- id: FJ-APPLES")
    lines = folder.read(R).splitlines()

    assert lines[folder.problem().line - 1] == "  - id: FJ-APPLES"
    assert folder.problem().line > lines.index("  - id: FJ-APPLES") + 1


@pytest.mark.parametrize(
    "anchored",
    [
        ("codes: [1203]", "codes: &codes [1203]\n    exclude: *codes"),
        ("message: Copra pays a levy.", "message: &text Copra pays a levy.\n    remedy: *text"),
    ],
    ids=["of a list", "of a text"],
)
def test_an_alias_is_refused(folder: Folder, anchored: tuple[str, str]) -> None:
    folder.change(R, *anchored)

    problem = folder.problem()

    assert (problem.message, problem.remedy) == ("an alias (*name)", "write it out: a reader sees one place")
    assert problem.line == folder.line(R, ": *")


def test_a_file_that_is_not_utf_8_is_refused(folder: Folder) -> None:
    folder.write(D, "documents:\n  FJ-PERMIT: {label: Genehmigung für Müll}\n".encode("latin-1"))

    problem = next(one for one in folder.problems() if one.file == D)

    assert (problem.line, problem.remedy) == (0, "save the file as UTF-8")
    assert problem.message == "not UTF-8 at byte 45"


def test_a_file_that_is_a_list_is_refused(folder: Folder) -> None:
    folder.write(D, "- FJ-PERMIT\n")

    problem = folder.problem()

    assert str(problem) == "documents.yaml:1: the file must be a mapping (start with documents:)"


def test_two_documents_in_a_file_are_refused(folder: Folder) -> None:
    folder.change(D, "documents:", "documents: {}\n---\ndocuments:")

    assert folder.problem().message.startswith("not YAML: but found another document")


def test_a_folder_without_an_economy_is_refused(folder: Folder) -> None:
    (folder.path / "economy.yaml").unlink()

    assert str(folder.problem()) == ("economy.yaml: missing (every pack says who answers: see docs/pack-format.md)")


CSV_FAULTS = {
    "no column code": ("code,group", "codes,group", 1, "no column `code`", "`code` among them"),
    "a code with dots": ("72041000", "7204.10", 2, "'7204.10' is no commodity code", "2 to 12 digits, no dots"),
    "no code": ("74040000,copper,", ",copper,", 4, "'' is no commodity code", "2 to 12 digits, no dots"),
    "digits of another script": ("72041000", "٧٢٠٤", 2, "'٧٢٠٤' is no commodity code", "2 to 12 digits"),
    "a comma too many": ("74040000,copper,", "74040000,copper,bare, bright", 4, "columns do not match", "quote"),
    "a column too few": ("74040000,copper,", "74040000,copper", 4, "columns do not match", "quote texts"),
    "a quote that does not end": ('"turnings, loose"', '"turnings, loose', 3, "not CSV: unexpected end", "quote"),
}


@pytest.mark.parametrize(("old", "new", "line", "message", "remedy"), CSV_FAULTS.values(), ids=CSV_FAULTS)
def test_a_fault_in_a_code_list_is_named_with_its_line(
    folder: Folder, old: str, new: str, line: int, message: str, remedy: str
) -> None:
    folder.change("rules/scrap.csv", old, new)

    problem = folder.problem()

    assert (problem.file, problem.line) == ("rules/scrap.csv", line)
    assert message in problem.message
    assert remedy in problem.remedy


def test_a_bad_row_is_named_also_where_the_rule_does_not_ask_for_it(folder: Folder) -> None:
    folder.change("rules/scrap.csv", "74040000", "7404.00")

    assert folder.problem().line == 4


def test_a_code_list_that_is_not_utf_8_is_refused(folder: Folder) -> None:
    folder.write("rules/scrap.csv", "code,group\n72041000,Stahl für Öfen\n".encode("latin-1"))

    problem = folder.problem()

    assert (problem.file, problem.remedy) == ("rules/scrap.csv", "save the file as UTF-8")


def test_a_code_list_whose_header_is_no_csv_is_refused(folder: Folder) -> None:
    folder.write("rules/scrap.csv", '"code\n72041000,steel\n')

    problem = folder.problem()

    assert (problem.file, problem.line) == ("rules/scrap.csv", 1)
    assert problem.message.startswith("not CSV")


@pytest.mark.parametrize(("parts", "fits"), [(59, True), (60, False)])
def test_a_condition_has_at_most_59_parts(folder: Folder, parts: int, fits: bool) -> None:
    many = ", ".join(['{used: "true"}'] * parts)
    folder.change(R, 'when: {impurity_percent: "<= 2"}', f"when: {{any: [{many}]}}")

    if fits:
        assert len(folder.load()[0].rules[0].when.parts) == parts  # type: ignore[union-attr]
    else:
        assert "make several rules of it" in folder.problem().message
        assert folder.problem().line == folder.line(R, "when: {any:")


@pytest.mark.parametrize(("depth", "fits"), [(59, True), (60, False)])
def test_a_condition_is_at_most_59_deep(folder: Folder, depth: int, fits: bool) -> None:
    deep = "{not: " * depth + '{used: "true"}' + "}" * depth
    folder.change(R, 'when: {impurity_percent: "<= 2"}', f"when: {deep}")

    if fits:
        assert folder.load()[0].rules[0].when is not None
    else:
        assert "make several rules of it" in folder.problem().message


def test_all_faults_of_all_files_are_named_at_once(folder: Folder) -> None:
    folder.change(E, "status: partial", "status: full")
    folder.change(D, "{label: import permit}", "{lable: import permit}")
    folder.change(R, "kind: prohibition", "kind: ban")
    folder.change("rules/scrap.csv", "72041000", "7204.10")
    folder.change(P, "period: 2025-02", "period: 2025-13")

    assert {problem.file for problem in folder.problems()} == {E, D, R, P}

    folder.write(E, folder.read(E).replace("full", "partial"))
    folder.write(D, folder.read(D).replace("lable", "label"))
    folder.write(R, folder.read(R).replace("ban", "prohibition"))
    folder.write(P, folder.read(P).replace("2025-13", "2025-02"))
    assert {problem.file for problem in folder.problems()} == {"rules/scrap.csv"}


def test_all_faults_of_meaning_are_named_at_once(folder: Folder) -> None:
    folder.change(E, "Pacific/Fiji", "Pacific/Suva")
    folder.change(F, "provider: copra_price", "provider: copra_prices")
    folder.change(R, "id: FJ-APPLES", "id: WS-APPLES")
    folder.change(R, "{document: FJ-PERMIT}", "{document: FJ-PERMITS}")
    folder.change(R, "{from: 1500, percent: 5}", "{from: 1501, percent: 5}")
    folder.change(P, "to: 2025-01-31", "to: 2025-02-01")

    found = [(problem.file, problem.line) for problem in folder.problems()]

    assert found == sorted(
        [
            (E, folder.line(E, "Pacific/Suva")),
            (F, folder.line(F, "copra_prices")),
            (P, folder.line(P, "levy_price")),
            (R, folder.line(R, "FJ-PERMITS")),
            (R, folder.line(R, "WS-APPLES")),
            (R, folder.line(R, "from: 1501")),
        ]
    )


def test_a_problem_is_written_with_file_line_and_remedy(folder: Folder) -> None:
    folder.change(R, "    partners: [NO, US]", "    partnrs: [NO, US]")

    assert str(folder.problem()) == (
        f"{R}:{folder.line(R, 'partnrs')}: rules.0.partnrs: unknown field (did you mean partners?)"
    )


def test_a_requirement_that_cannot_be_read_is_told_once_and_not_as_one_that_is_missing(folder: Folder) -> None:
    content = folder.read(R)
    start, end = content.index("    requires:\n"), content.index("    message: Scrap needs a permit.")
    folder.write(R, content[:start] + "    requires:\n      - that: {grade: third}\n" + content[end:])
    assert "'third' is no grade" in str(folder.problem())
