"""A pack's folder → one plain document, every fault put at its file and line."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from greenlane.core.digits import is_code
from greenlane.core.kept import keep, kept
from greenlane.core.model import Fact, Pack
from greenlane.core.pack import annexes, schema
from greenlane.core.pack import crosswalk_files as crosswalk
from greenlane.core.pack.build import build
from greenlane.core.pack.check import check
from greenlane.core.pack.fingerprint import fingerprint
from greenlane.core.pack.problems import PackError, Problem
from greenlane.core.pack.reading import text
from greenlane.core.pack.renamed import current
from greenlane.core.pack.yamltext import Source, read

Document = dict[str, Any]
Place = tuple[Source, tuple[str | int, ...]]
OPTIONAL = {
    "facts": schema.FACTS_FILE,
    "documents": schema.DOCUMENTS_FILE,
    "parameters": schema.PARAMETERS_FILE,
}
BASIS = ("name", "provision", "in_force_from", "in_force_to", "source")


def load(
    folder: Path, facts: Mapping[str, Fact], is_document: Callable[[str], bool], place: Path | None = None
) -> tuple[Pack, Document]:
    """Read, check and build the pack in `folder`.

    `facts` are those every pack may use; `is_document` knows the documents every pack may use. `place`: where documents
    are kept, so that a folder which has not changed is not read and validated again; None: nowhere.
    Raises PackError with every fault found.
    """
    name = _name(folder) if place is not None else ""
    if place is not None and name and (document := kept(place, name)) is not None:
        try:
            pack = build(document, facts, is_document)
        except PackError:  # It is read again, so that each fault is said at its line.
            pack = None
        if pack is not None:
            return pack, document
    pack, document = _read(folder, facts, is_document)
    if place is not None and name and name == _name(folder):  # Else somebody wrote to it meanwhile.
        keep(place, name, document)
    return pack, document


def _name(folder: Path) -> str:
    """The fingerprint of the folder; empty where something of it cannot be read."""
    try:
        return fingerprint(folder)
    except OSError:
        return ""


def _read(folder: Path, facts: Mapping[str, Fact], is_document: Callable[[str], bool]) -> tuple[Pack, Document]:
    """The pack of a folder from its files. Raises PackError with every fault found."""
    problems: list[Problem] = []
    places: dict[str, Place] = {}
    document: Document = {
        "economy": {},
        "facts": {},
        "documents": {},
        "parameters": {},
        "rules": [],
        "cases": [],
        "agreements": [],
        "product_rules": [],
    }

    def take(path: Path, wanted: dict[str, Any]) -> Source | None:
        name = path.relative_to(folder).as_posix()
        try:
            source = current(read(path, name))
        except PackError as error:
            problems.extend(error.problems)
            return None
        faults = check(source, wanted)
        problems.extend(faults)
        return None if faults else source

    economy = folder / "economy.yaml"
    if not economy.is_file():
        raise PackError([Problem("economy.yaml", 0, "missing", "every pack says who answers: see docs/pack-format.md")])
    if source := take(economy, schema.ECONOMY_FILE):
        document["economy"] = source.content
        places["economy"] = (source, ())
    for part, wanted in OPTIONAL.items():
        path = folder / f"{part}.yaml"
        if path.is_file() and (source := take(path, wanted)):
            assert isinstance(source.content, dict)
            document[part] = source.content[part]
            places[part] = (source, (part,))
    placed: list[tuple[dict[str, Any], Place]] = []
    for path in sorted((folder / "rules").glob("*.yaml")):
        if source := take(path, schema.RULES_FILE):
            assert isinstance(source.content, dict)
            for index, rule in enumerate(source.content["rules"]):
                placed.append((_resolved(rule, source, index, folder, problems), (source, ("rules", index))))
    for path in sorted((folder / "cases").glob("*.yaml")):
        if source := take(path, schema.CASES_FILE):
            assert isinstance(source.content, dict)
            for index, case in enumerate(source.content["cases"]):
                document["cases"].append({"file": source.file, **case})
                problems.extend(_twice(case["name"], (source, ("cases", index, "name")), places))
    problems.extend(annexes.strays(folder))
    walked = crosswalk.read(folder, take, problems)
    listed = {
        "agreements": list(annexes.agreements(folder, take)),
        "product_rules": list(annexes.product_rules(folder, problems)),
    }
    if problems:
        raise PackError(problems)
    # One order, whoever wrote the files: the content of a rule set does not depend on where a rule stands.
    placed.sort(key=lambda one: str(one[0]["id"]))
    document["rules"] = [rule for rule, _ in placed]
    rule_places = [place for _, place in placed]
    document["cases"].sort(key=lambda case: str(case["name"]))
    for part, entries in listed.items():
        entries.sort(key=lambda one: str(one[0]["id"]))
        document[part] = [entry for entry, _ in entries]

    # Only where there is one: the content of a pack without a crosswalk does not know of any.
    document |= {part: content for part, (content, _) in walked.items()}

    def report(path: tuple[str | int, ...], message: str, remedy: str = "") -> None:
        if path and path[0] in walked:
            problems.append(Problem(*walked[str(path[0])][1](path[1:]), message, remedy))
            return
        if path and path[0] in listed and len(path) > 1:
            _, where = listed[str(path[0])][int(path[1])]
            problems.append(Problem(*where(path[2:]), message, remedy))
            return
        if path and path[0] == "rules" and len(path) > 1:
            source, prefix = rule_places[int(path[1])]
            rest = path[2:]
        else:
            source, prefix = places.get(str(path[0]) if path else "economy", places["economy"])
            rest = path[1:]
        problems.append(Problem(source.file, source.line((*prefix, *rest)), message, remedy))

    pack = build(document, facts, is_document, report)
    if problems or pack is None:
        raise PackError(problems)
    return pack, document


def _twice(name: str, place: Place, places: dict[str, Place]) -> Iterator[Problem]:
    """The problem of a case whose name another one has; else its place is noted."""
    key = f"case {name}"
    if key in places:
        (source, path), (other, first) = place, places[key]
        message = f"the case {name!r} stands twice: it is {other.file}:{other.line(first)} already"
        yield Problem(source.file, source.line(path), message, "give each case its own name")
    places.setdefault(key, place)


def _resolved(
    rule: dict[str, Any], source: Source, index: int, folder: Path, problems: list[Problem]
) -> dict[str, Any]:
    """The rule with the instrument's defaults in place and its code lists read."""
    assert isinstance(source.content, dict)
    instrument = source.content["instrument"]
    full = dict(rule)
    for name in ("evidence", "verified_on", "review_by"):
        full.setdefault(name, instrument[name])
    full.setdefault(
        "valid",
        {
            key: instrument[name]
            for key, name in (("from", "in_force_from"), ("to", "in_force_to"))
            if name in instrument
        },
    )
    default = {key: instrument[key] for key in BASIS if key in instrument}
    full["legal_basis"] = [
        {**(default if basis.get("name", default["name"]) == default["name"] else {}), **basis}
        for basis in rule.get("legal_basis", [{}])
    ]
    for name in ("codes", "exclude"):
        if isinstance(rule.get(name), Mapping):
            full[name] = _list(rule[name], folder, source, ("rules", index, name), problems)
            if name == "codes" and "title" in rule[name]:
                full["codes_title"] = rule[name]["title"]
    return full


def _list(
    wanted: Mapping[str, Any],
    folder: Path,
    source: Source,
    path: tuple[str | int, ...],
    problems: list[Problem],
) -> list[str]:
    """The codes of a CSV list whose rows hold what `where` asks (a value, or one of several)."""
    file = folder / "rules" / str(wanted["list"])
    name = f"rules/{wanted['list']}"
    line = source.line((*path, "list"))
    if not file.is_file() or file.parent != folder / "rules":
        problems.append(Problem(source.file, line, f"no code list {wanted['list']}", "put it beside the rules as CSV"))
        return []
    codes: list[str] = []
    try:
        content = text(file, name)
    except PackError as error:
        problems.extend(error.problems)
        return []
    with io.StringIO(content, newline="") as stream:
        rows = csv.DictReader(stream, strict=True)
        try:
            columns = rows.fieldnames or []
        except csv.Error as error:
            problems.append(Problem(name, 1, f"not CSV: {error}", "quote texts with commas or quotes"))
            return []
        if "code" not in columns:
            apart = next((one for one in (";", "\t", "|") if len(columns) == 1 and one in columns[0]), "")
            remedy = f"set columns apart by commas, not by {apart!r}" if apart else ""
            remedy = remedy or "the first row names the columns, `code` among them"
            problems.append(Problem(name, 1, "no column `code`", remedy))
            return []
        twice = [column for column, times in Counter(columns).items() if times > 1]
        if twice:
            problems.append(Problem(name, 1, f"the column {twice[0]} stands twice", "keep one"))
            return []
        where = wanted.get("where", {})
        for column in where:
            if column not in columns:
                problems.append(
                    Problem(source.file, line, f"{name} has no column {column}", f"it has {', '.join(columns)}")
                )
                return []
        try:
            for row in rows:
                code = (row["code"] or "").strip()
                if not is_code(code):
                    problems.append(
                        Problem(name, rows.line_num, f"{code!r} is no commodity code", "2 to 12 digits, no dots")
                    )
                elif None in row or None in row.values():
                    problems.append(
                        Problem(name, rows.line_num, "columns do not match the header", "quote texts with commas")
                    )
                elif all(row[c] in (v if isinstance(v, list) else [v]) for c, v in where.items()):
                    codes.append(code)
        except csv.Error as error:
            problems.append(Problem(name, rows.line_num + 1, f"not CSV: {error}", "quote texts with commas or quotes"))
    if not codes:
        problems.append(
            Problem(source.file, line, f"no row of {name} holds {dict(where)}", "an empty list matches nothing")
        )
    return codes
