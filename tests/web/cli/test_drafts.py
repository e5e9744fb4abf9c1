"""`greenlane drafts` and `greenlane rules`: the same use cases as over HTTP, by the same rights."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from greenlane.core.rights import Actor, Grant
from greenlane.core.settings import Settings
from greenlane.core.store import open_store
from greenlane.web.cli import desk as cli_desk
from greenlane.web.cli import main
from greenlane.web.cli.drafts import command as drafts_command
from greenlane.web.cli.rules import command as rules_command
from greenlane.web.wiring import Desk
from greenlane.web.wiring import desk as desk_of
from tests import installed
from tests.core.making import rule
from tests.core.service.offices import fiji
from tests.web.staff import PEOPLE, Staff, staff

Run = Callable[..., Result]
ULID = r"[0-7][0-9A-HJKMNP-TV-Z]{25}"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Staff]:
    with staff(tmp_path) as found:
        yield found


@pytest.fixture
def run(office: Staff, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in this process, by somebody's key."""

    def wire(settings: Settings, *, upgrade: bool) -> Desk:
        there = office.desk.settings
        made = desk_of(there, open_store(there.database_url), installed.host())
        made.book.plugins = office.desk.book.plugins
        return made

    monkeypatch.setattr(cli_desk, "wire", wire)

    def invoke(who: str | None, *arguments: object, **more: Any) -> Result:
        environment = {"GREENLANE_KEY": office.keys[who] if who else None}
        return CliRunner(catch_exceptions=False).invoke(main, [str(one) for one in arguments], env=environment, **more)

    return invoke


def done(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def version(run: Run, draft: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done(run("dev", "drafts", "show", draft, "--json")))
    return found


def test_a_rule_goes_from_a_draft_into_force(run: Run, office: Staff, tmp_path: Path) -> None:
    said = done(run("ana", "drafts", "begin", "Slips", "--reason", "Order 7"))
    found = re.fullmatch(rf"Draft ({ULID}), open: version 1-open-[0-9a-f]{{12}}, 0 changes\.\n", said)
    assert found, said
    draft = found[1]
    slip = tmp_path / "slip.yaml"
    slip.write_text("address: FJ/documents/FJ-SLIP\nentry: {label: slip}\n", "utf-8")

    assert "1 change." in done(run("ana", "drafts", "edit", draft, "put_entry", f"@{slip}", "--reason", "new paper"))
    shown = done(run("dev", "drafts", "show", draft))
    assert "begun by ana" in shown and "Document FJ-SLIP “slip” is added" in shown
    assert "ana put_entry: new paper" in done(run("dev", "drafts", "edits", draft))
    warnings = json.loads(run("dev", "drafts", "lint", draft, "--json").stdout)
    accepted = [part for one in warnings for part in ("--accept", one["key"], "seen")]
    assert "submitted" in done(run("ana", "drafts", "submit", draft, *accepted, "--reason", "please"))
    digest = version(run, draft)["digest"]
    assert "approved" in done(run("ben", "drafts", "approve", draft, "--digest", digest, "--comment", "read"))
    said = done(run("ben", "drafts", "publish", draft, "--digest", digest, "--reason", "Order 7"))
    assert said == "Rule set 2 is in force.\n"
    assert office.get("dev", "/rule-sets")["in_force"] == 2
    assert "FJ-SLIP" in done(run("dev", "rules", "changes", 2))
    assert re.search(r"2 +in force .* ben +draft +Order 7", done(run("dev", "rules", "history")))
    said = done(run("ben", "rules", "rollback", 1, "--reason", "the order was withdrawn"))
    assert said == "Rule set 3 is in force: it says what 1 says.\n"


def test_a_stale_command_is_told_what_changed(run: Run, office: Staff) -> None:
    read = office.begun()
    office.edited(read, "change_rule", {"id": "FJ-BAN", "set": {"title": "Waste"}})

    late = run("chi", "drafts", "undo", read["id"], "--version", read["version"], "--reason", "x")

    assert (late.exit_code, late.stdout) == (1, "")
    assert "revision 2 by ana" in late.stderr and "“Waste”" in late.stderr
    assert "2-open" in done(run("dev", "drafts", "show", read["id"]))


def test_what_keeps_a_draft_back_is_said_at_its_place(run: Run, office: Staff) -> None:
    draft = office.edited(office.begun(), "add_rule", {"rule": rule("FJ-PAPER", codes=["47"])})["id"]
    refused = run("ana", "drafts", "submit", draft, "--reason", "go")
    assert refused.exit_code == 1
    assert "FJ/rules/FJ-PAPER: no case" in refused.stderr
    linted = run("dev", "drafts", "lint", draft)
    assert (linted.exit_code, "error no-hitting-case FJ/rules/FJ-PAPER" in linted.stdout) == (1, True)


def test_cases_and_probes_are_shown(run: Run, office: Staff) -> None:
    draft = office.edited(office.begun(), "close_rule", {"id": "FJ-BAN", "on": "2024-12-31"})["id"]
    cases = run("dev", "drafts", "cases", draft)
    assert cases.exit_code == 1
    assert cases.stdout.startswith("FJ/cases/plastic is banned: verdict clear, wanted prohibited")
    assert "2 cases, 1 fail; " in cases.stdout
    probes = done(run("dev", "drafts", "probes", draft))
    assert re.search(r"^ *\* +FJ/rules/FJ-BAN .* prohibited +clear *$", probes, re.MULTILINE)


def test_conflicts_are_named_and_settled(run: Run, office: Staff) -> None:
    late = office.titled("Late")["id"]
    office.published(office.approved(office.submitted(office.titled("First"))))
    listed = run("dev", "drafts", "conflicts", late)
    assert (listed.exit_code, listed.stdout) == (1, "FJ/rules/FJ-BAN\n")
    refused = run("ana", "drafts", "rebase", late, "--reason", "x")
    assert (refused.exit_code, "FJ/rules/FJ-BAN" in refused.stderr) == (1, True)
    assert "0 changes" in done(
        run("ana", "drafts", "rebase", late, "--take", "FJ/rules/FJ-BAN", "theirs", "--reason", "x")
    )
    assert run("dev", "drafts", "conflicts", late).exit_code == 0


@pytest.mark.parametrize("ending", ["yaml", "xlsx"])
def test_a_file_goes_out_and_comes_in_again(run: Run, office: Staff, tmp_path: Path, ending: str) -> None:
    draft, file, old = office.rubber(), tmp_path / f"new.{ending}", tmp_path / f"old.{ending}"
    done(run("dev", "drafts", "export", draft["id"], file))
    done(run("dev", "rules", "export", old, "--economy", "FJ"))
    said = done(run("ana", "rules", "import", file, "--reason", "as sent"))
    (again,) = re.findall(ULID, said)
    assert "5 changes." in said
    assert version(run, again)["title"] == f"new.{ending}"
    assert "0 changes." in done(run("ana", "drafts", "import", old, "--into", again, "--reason", "as before"))


def test_a_rule_set_goes_to_standard_output_as_yaml(run: Run) -> None:
    assert done(run("dev", "rules", "export")).startswith("# Greenlane, rule set 1\n# sha256:")


def test_a_file_that_is_wrong_is_refused_at_its_line(run: Run, tmp_path: Path, office: Staff) -> None:
    file = tmp_path / "in.yaml"
    file.write_text("economy: FJ\nfacts:\n  used: {presume: maybe}\n", "utf-8")
    refused = run("ana", "rules", "import", file, "--add", "--reason", "x")
    assert refused.exit_code == 1
    assert "in.yaml:3: FJ/facts/used/presume: 'maybe' is no boolean" in refused.stderr
    assert office.get("ana", "/drafts")["drafts"] == []


def test_an_upgrade_names_what_it_brings(run: Run, office: Staff) -> None:
    office.install({**fiji(version="2"), "rules": [rule("FJ-WASTE", codes=["3915"])]})
    said = done(run("ana", "drafts", "upgrade", "--reason", "November"))
    assert "FJ 1 → 2" in said
    assert "to be settled: FJ/rules/FJ-BAN" in said and "no longer in the pack: FJ-BAN" in said


def test_packs_are_not_published_past_a_second_pair_of_eyes(run: Run, office: Staff) -> None:
    office.install(fiji(version="2"))
    for who in (None, *PEOPLE):
        refused = run(who, "rules", "publish", "--reason", "quick")
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert "greenlane drafts upgrade" in refused.stderr
    assert office.get("dev", "/rule-sets")["in_force"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["edit", "X", "undo", "{", "--reason", "x"], "neither JSON nor YAML"),
        (["edit", "X", "undo", "@nowhere", "--reason", "x"], "neither JSON nor YAML"),
        (["export", "X", "file.txt"], "a file ends in .yaml or .xlsx"),
        (["undo", "X"], "--reason"),
        (["publish", "X", "--digest", "d", "--reason", "x", "--at", "soon"], "soon"),
    ],
)
def test_a_wrong_call_is_said(run: Run, arguments: list[str], said: str) -> None:
    wrong = run("ana" if arguments[0] == "edit" else "chi", "drafts", *arguments)
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert said in wrong.stderr


@pytest.mark.parametrize("draft", ["X", "01JMTPVBWZ9S2CJ4S4E1S1T1N2"])
def test_a_draft_that_is_not_there_is_said(run: Run, draft: str) -> None:
    refused = run("dev", "drafts", "show", draft)
    assert (refused.exit_code, refused.stderr) == (1, "There is no draft with this id.\n")


DIGEST = "sha256:" + "0" * 64
RIGHTS: dict[str, tuple[str, list[str]]] = {
    "drafts": ("read drafts", []),
    "drafts show": ("read drafts", ["{draft}"]),
    "drafts edits": ("read drafts", ["{draft}"]),
    "drafts conflicts": ("read drafts", ["{draft}"]),
    "drafts lint": ("read drafts", ["{draft}"]),
    "drafts cases": ("read drafts", ["{draft}"]),
    "drafts probes": ("read drafts", ["{draft}"]),
    "drafts export": ("read drafts", ["{draft}"]),
    "drafts begin": ("edit drafts", ["x", "--reason", "x"]),
    "drafts edit": ("edit drafts", ["{draft}", "remove_rule", '{{"id": "FJ-BAN"}}', "--version", "0", "--reason", "x"]),
    "drafts import": ("edit drafts", ["{file}", "--into", "{draft}", "--version", "0", "--reason", "x"]),
    "drafts undo": ("edit drafts", ["{draft}", "--version", "0", "--reason", "x"]),
    "drafts rebase": ("edit drafts", ["{draft}", "--version", "0", "--reason", "x"]),
    "drafts upgrade": ("edit drafts", ["--reason", "x"]),
    "drafts withdraw": ("edit drafts", ["{draft}", "--version", "0", "--reason", "x"]),
    "drafts submit": ("submit drafts", ["{draft}", "--version", "0", "--reason", "x"]),
    "drafts comment": ("read drafts", ["{draft}", "x"]),
    "drafts approve": ("review drafts", ["{draft}", "--digest", DIGEST, "--comment", "x"]),
    "drafts return": ("review drafts", ["{draft}", "--comment", "x"]),
    "drafts publish": ("publish", ["{draft}", "--digest", DIGEST, "--reason", "x"]),
    "drafts impact": ("run impact", ["{draft}", "--since", "2026-10-01", "--until", "2026-10-31"]),
    "rules history": ("read drafts", []),
    "rules changes": ("read drafts", ["1"]),
    "rules export": ("read drafts", []),
    "rules import": ("edit drafts", ["{file}", "--add", "--reason", "x"]),
    "rules rollback": ("roll back", ["1", "--reason", "x"]),
    "rules cancel": ("publish", ["1", "--reason", "x"]),
}
"""Command → the action of the table of rights that it is, and arguments; what changes a draft names a stale version."""


def test_every_command_is_here() -> None:
    commands = {"drafts"} | {f"drafts {name}" for name in drafts_command.commands}
    commands |= {f"rules {name}" for name in rules_command.commands}
    assert commands - {"rules publish"} == set(RIGHTS)


@pytest.mark.parametrize("name", RIGHTS)
def test_a_role_gets_through_or_is_refused_and_noted(run: Run, office: Staff, tmp_path: Path, name: str) -> None:
    draft = office.titled()["id"]
    file = tmp_path / "in.yaml"
    file.write_text("economy: FJ\ndocuments:\n  FJ-SLIP: {label: slip}\n", "utf-8")
    action, arguments = RIGHTS[name]
    given = [one.format(draft=draft, file=file) for one in arguments]
    for who, roles in PEOPLE.items():
        if who == "gus" and action != "read drafts" and action != "run impact":
            continue  # his rights elsewhere are the use cases' business: tests/web/test_draft_rights.py
        may = Actor(who, frozenset(Grant(*one) for one in roles)).may(action)
        before = len(office.denials())

        result = run(who, *name.split(), *given)

        refused = f"{who} may not {action}: that needs the role" in result.stderr
        assert refused != may, result.output
        assert len(office.denials()) == before + (not may)
        assert may or (result.exit_code, result.stdout) == (1, "")
    nobody = run(None, *name.split(), *given)
    assert (nobody.exit_code, nobody.stdout) == (2, "")
    assert "say who you are" in nobody.stderr


def test_an_impact_is_asked_for_by_days(run: Run, office: Staff) -> None:
    draft = office.titled()["id"]
    said = done(run("dev", "drafts", "impact", draft, "--since", "2026-10-01", "--until", "2026-10-31", "--json"))
    asked = json.loads(said)["request"]
    assert (asked["since"], asked["until"]) == ("2026-10-01T00:00:00+00:00", "2026-11-01T00:00:00+00:00")
    assert "waits for a worker" in done(
        run("dev", "drafts", "impact", draft, "--since", "2026-10-01T07:00:00+07:00", "--until", "2026-10-31")
    )
    for since in ("yesterday", "2026-12-01"):
        assert run("dev", "drafts", "impact", draft, "--since", since, "--until", "2026-10-31").exit_code == 1


def test_a_draft_is_discussed(run: Run, office: Staff) -> None:
    draft = office.titled()["id"]
    assert done(run("dev", "drafts", "comment", draft.lower(), "why?")) == f"Said of draft {draft}, revision 2.\n"
    assert json.loads(done(run("ben", "drafts", "comment", draft, "read art. 3", "--json")))["text"] == "read art. 3"
    assert "commented by dev" in done(run("dev", "drafts", "show", draft))
    refused = run("dev", "drafts", "comment", draft, " ")
    assert (refused.exit_code, "empty" in refused.output) == (1, True)
