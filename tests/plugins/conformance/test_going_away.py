"""What is deprecated, or does not fit what was signed, is told with file and line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from greenlane.core.pack import load
from greenlane.core.pack.renamed import Renamed
from greenlane.core.signing import keys
from greenlane.core.signing.sign import sign
from greenlane.core.terms import is_document, shared_documents, shared_facts
from greenlane.plugins.deprecation import Deprecated
from tests.plugins.conformance.made import Made, make


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return make(tmp_path / "acme-fj")


def signed(made: Made) -> Made:
    pack, _ = load(made.pack, shared_facts(), lambda code: is_document(code, shared_documents()))
    sign(made.pack, pack.economy, "acme-fj", [keys.make()], datetime(2026, 11, 23, 9, tzinfo=UTC))
    return made


def test_a_name_that_goes_away_is_told(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    going = {"GoodsView": Deprecated("ItemView", "0.2", "0.4")}
    monkeypatch.setattr("greenlane.plugins.conformance.checks.api.NAMES", going)
    made.write("helper.py", "from greenlane import GoodsView\n")
    (warning,) = made.found("api")
    said = "greenlane.GoodsView is deprecated since 0.2 and goes in 0.4: use ItemView"
    assert str(warning) == f"acme_fj/helper.py:1: {said} (write ItemView)"
    assert warning.status == "warned"


def test_a_key_that_goes_away_is_told(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    renamed = (Renamed("rules/*.yaml", ("rules", "*"), "title", "heading", "0.2", "0.4"),)
    monkeypatch.setattr("greenlane.core.pack.renamed.notices.__defaults__", (renamed,))
    told = [str(one) for one in made.found("schema")]
    assert told[0] == "rules/copra.yaml:10: title is deprecated since 0.2 and goes in 0.4 (write heading)"
    assert len(told) == 4


def test_a_signature_of_these_files_is_told_with_its_key(made: Made) -> None:
    (result,) = signed(made).verify("signature", strict=True).results
    assert result.status == "passed"
    assert result.message.startswith("signed on 2026-11-23 by ")


def test_a_file_that_was_changed_after_it_was_signed_is_told(made: Made) -> None:
    signed(made).edit("rules/metal.yaml", "An officer looks", "Somebody looks")
    (fault,) = made.found("signature")
    assert str(fault) == (
        "rules/metal.yaml: was altered since it was signed (sign it again, after the last change: greenlane pack sign)"
    )


def test_a_file_that_was_added_or_taken_away_after_it_was_signed_is_told(made: Made) -> None:
    signed(made).write("rules/more.csv", "code\n391530\n")
    assert made.found("signature")[0].where == "rules/more.csv"
    made.drop("rules/more.csv")
    made.drop("documents.yaml")
    assert str(made.found("signature")[0]).startswith("documents.yaml: was signed, and is not there")


def test_a_signature_that_is_none_is_told(made: Made) -> None:
    made.write("SIGNATURE", "{}")
    (fault,) = made.found("signature")
    assert (fault.status, fault.where) == ("failed", "SIGNATURE")
    assert fault.remedy == "sign it again, after the last change: greenlane pack sign"
