"""A real server over a signed package of a stranger: what was published answers, whatever becomes of its files."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from greenlane.core.signing.refusal import NAME
from tests.conftest import ROOT
from tests.system.serving import Client, Server

pytestmark = pytest.mark.slow

FIXTURE = ROOT / "tests" / "plugins" / "fixtures" / "well_behaved"
ECONOMY = "TO"


class Office:
    """A site with the distribution acme-to, a signer's key, a file of trusted keys, and a server that has them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.other: tuple[str, Any, int] | None = None
        self.site = folder / "site"
        shutil.copytree(FIXTURE, self.site, ignore=shutil.ignore_patterns("__pycache__", "entry_points.txt"))
        info = self.site / "acme_to-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-to\nVersion: 1.0\n")
        shutil.copy(FIXTURE / "entry_points.txt", info)
        self.package = self.site / "greenlane_to"
        self.trusted = folder / "trusted.yaml"
        self.server = Server(
            folder / "data", folder, workers=1, PYTHONPATH=str(self.site), GREENLANE_TRUSTED_KEYS=str(self.trusted)
        )
        made = self.run("pack", "key", "key.pem", "--economy", ECONOMY, "--name", "Acme, rules")
        self.trusted.write_text("keys:\n" + made)
        self.secret = "".join((folder / "key.pem").read_text().splitlines()[1:-1])

    def run(self, *arguments: str, status: int = 0) -> str:
        """What a command prints, and says."""
        done = self.server.run(*arguments)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout if status == 0 else done.stdout + done.stderr

    def sign(self, version: str) -> Path:
        """The package signed as a version of it; a copy of it, to be put back."""
        file = self.package / "economy.yaml"
        file.write_text(re.sub("(?m)^version:.*$", f"version: {version}", file.read_text()))
        self.run("pack", "sign", str(self.package), "--key", "key.pem")
        copy = self.folder / f"copy-{version}"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.package, copy, ignore=shutil.ignore_patterns("__pycache__"))
        return copy

    def put(self, copy: Path) -> None:
        """A copy in the place of the package."""
        shutil.rmtree(self.package)
        shutil.copytree(copy, self.package)

    def answer(self) -> tuple[str, Any, int]:
        """Of a server that is started for it: the verdict, how the economy stands, and how many risk signals it gave.

        Thailand's answer must be what it always was.
        """
        self.server.start()
        try:
            with Client(self.server.port) as client:
                own, other = (self._asked(client, economy) for economy in (ECONOMY, "TH"))
        finally:
            self.server.stop()
        self.other = self.other or other
        assert other == self.other
        return own

    @staticmethod
    def _asked(client: Client, economy: str) -> tuple[str, Any, int]:
        item = {"commodity_code": "39151000", "description": "mixed scrap"}
        said = client.check({"date": "2026-11-20", "route": {"import": economy}, "items": [item]})
        assert said.status == 200, said.body
        found = said.document
        return found["verdict"], found["coverage"], json.dumps(found).count("Mixed loads are looked at.")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.server.stop()
    assert made.secret not in made.server.said()


def test_whatever_becomes_of_the_files_the_old_stays(office: Office, tmp_path: Path) -> None:
    old = office.sign("1.0")
    assert "Good: TO 1.0, signed by Acme, rules" in office.run("pack", "verify", str(office.package))
    good = office.answer()
    assert good[0] == "prohibited" and good[2] > 0

    # Altered, law and code: the old law answers, and the new code does not run.
    told = tmp_path / "told"
    (office.package / "rules" / "scrap.yaml").write_text("instrument: {}\nrules: []\n")
    code = office.package / "__init__.py"
    code.write_text(code.read_text() + f"\nopen({str(told)!r}, 'w').close()\n")
    assert "Not good: " in office.run("pack", "verify", str(office.package), status=1)
    assert office.answer() == (good[0], good[1], 0)
    assert "acme-to 1.0 is refused: __init__.py: was altered since it was signed" in office.server.said()
    doctor = office.run("doctor", status=1)
    assert "TO 1.0: refused" in doctor and "__init__.py: was altered since it was signed" in doctor
    assert "UNAVAILABLE" not in doctor
    assert "refused" in office.run("plugin", "list")

    # Stripped; signed by somebody else.
    office.put(old)
    (office.package / NAME).unlink()
    assert office.answer() == (good[0], good[1], 0)
    assert "nobody vouches for this pack" in office.run("doctor", status=1)
    office.put(old)
    office.run("pack", "key", "other.pem", "--economy", ECONOMY, "--name", "Somebody")
    office.run("pack", "sign", str(office.package), "--key", "other.pem")
    assert office.answer() == (good[0], good[1], 0)
    assert "the file of trusted keys does not hold it" in office.run("doctor", status=1)

    # As it was: code and all.
    office.put(old)
    assert office.answer() == good
    assert not told.exists()


def test_a_restart_does_not_forget_what_was_taken_in_and_going_back_is_said(office: Office) -> None:
    old = office.sign("1.0")
    office.run("doctor")
    office.sign("1.1")
    assert "the installed pack is not the one that was taken in" in office.run("doctor")
    office.put(old)
    for _ in range(2):
        doctor = office.run("doctor", status=1)
        assert "TO 1.0, signed on" in doctor and "is older than what was taken in: 1.1, signed on" in doctor
        assert "greenlane pack accept TO" in doctor
    assert office.answer()[0::2] == ("prohibited", 0)
    said = office.run("pack", "accept", ECONOMY, "--reason", "1.1 misses a ban")
    assert said.startswith("TO 1.0, signed on") and "Start the server again" in said
    verdict, _, signals = office.answer()
    assert verdict == "prohibited" and signals > 0
    assert "there is nothing to accept" in office.run("pack", "accept", ECONOMY, "--reason", "again", status=1)


def test_a_revoked_key_takes_the_package_away_and_not_the_law(office: Office) -> None:
    office.sign("1.0")
    good = office.answer()
    office.trusted.write_text(office.trusted.read_text() + "    revoked: {on: 2026-01-01, because: a stolen laptop}\n")
    assert office.answer() == (good[0], good[1], 0)
    assert "was revoked on 2026-01-01: a stolen laptop" in office.run("doctor", status=1)
    assert "was revoked" in office.run("pack", "accept", ECONOMY, "--reason", "anyway", status=1)


def test_a_pack_that_nobody_vouches_for_is_not_published(office: Office) -> None:
    verdict, coverage, _ = office.answer()
    assert verdict == "referred" and "unavailable" in json.dumps(coverage)
    assert "UNAVAILABLE TO: SIGNATURE: is not there" in office.run("doctor", status=1)
    said = office.run("rules", "publish", "--reason", "all that is there", status=1)
    assert "Nothing is published while a plugin fails" in said and "nobody vouches" in said
