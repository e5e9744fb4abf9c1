"""The file of trusted keys: read whole or not at all, its faults at their lines."""

from __future__ import annotations

import base64
import re
from datetime import date
from pathlib import Path

import pytest

from greenlane.core.signing import keyring, keys

KEY = keys.public_of(keys.make())
ID = keys.key_id(KEY)
ENTRY = f"""keys:
  - id: {ID}
    key: {base64.b64encode(KEY).decode()}
    name: Acme
    economies: [NZ, AU]
    from: 2026-01-01
"""


def read(folder: Path, text: str | bytes) -> keyring.Keyring:
    file = folder / "trusted.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return keyring.read(file)


def test_a_key_is_trusted_for_its_economies_from_its_day_on(tmp_path: Path) -> None:
    found = read(tmp_path, ENTRY)
    assert found.faults == ()
    assert found.file == str(tmp_path / "trusted.yaml")
    assert found.keys == {ID: keyring.TrustedKey(ID, KEY, "Acme", frozenset({"NZ", "AU"}), date(2026, 1, 1))}
    assert found.keys[ID].speaks_for("NZ") and not found.keys[ID].speaks_for("VN")


def test_a_key_may_end_and_be_revoked(tmp_path: Path) -> None:
    one = read(tmp_path, ENTRY + "    to: 2027-01-01\n    revoked: {on: 2026-12-01, because: a laptop was stolen}\n")
    assert one.faults == ()
    key = one.keys[ID]
    assert (key.valid_to, key.revoked_on, key.because) == (date(2027, 1, 1), date(2026, 12, 1), "a laptop was stolen")


def test_a_key_may_speak_for_all(tmp_path: Path) -> None:
    assert read(tmp_path, ENTRY.replace("[NZ, AU]", "[all]")).keys[ID].speaks_for("VN")


def test_what_is_printed_of_a_new_key_is_an_entry(tmp_path: Path) -> None:
    lines = keyring.entry(KEY, 'Zoll: "Regeln" #1 – ä', ["NZ"], date(2026, 11, 23))
    found = read(tmp_path, "keys:\n" + "\n".join(lines))
    assert found.faults == ()
    assert found.keys[ID].name == 'Zoll: "Regeln" #1 – ä'
    assert found.keys[ID].valid_from == date(2026, 11, 23)


def test_the_file_that_the_documentation_shows_can_be_read(tmp_path: Path) -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "signing.md").read_text("utf-8")
    block = re.search(r"^```yaml\n(keys:.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert block is not None
    found = read(tmp_path, block[1])
    assert found.faults == ()
    assert [(one.name, one.because) for one in found.keys.values()] == [("Acme, customs rules", "a laptop was stolen")]


def test_no_file_trusts_nobody() -> None:
    assert keyring.read(None) == keyring.Keyring()


@pytest.mark.parametrize("text", ["keys: []\n"])
def test_an_empty_list_trusts_nobody(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, text)
    assert (found.keys, found.faults) == ({}, ())


OTHER = base64.b64encode(keys.public_of(keys.make())).decode()
FAULTS = {
    "": ("trusted.yaml", "keys"),
    "keys:\n": ("trusted.yaml:1", "list"),
    "nothing": ("trusted.yaml", ""),
    "- id: x\n": ("trusted.yaml", ""),
    ENTRY.replace("    name: Acme\n", ""): ("trusted.yaml:2", "name"),
    ENTRY.replace("name: Acme", "name:"): ("trusted.yaml:4", ""),
    ENTRY.replace(ID, ID.upper() + "x"): ("trusted.yaml:2", ""),
    ENTRY.replace(ID, "0" * 16): ("trusted.yaml:2", f"the key's id is {ID}"),
    ENTRY.replace(base64.b64encode(KEY).decode(), OTHER): ("trusted.yaml:2", "the key's id is"),
    ENTRY.replace(base64.b64encode(KEY).decode(), "AAAA"): ("trusted.yaml:3", "32 bytes in base64"),
    ENTRY.replace(base64.b64encode(KEY).decode(), "ä*"): ("trusted.yaml:3", "32 bytes in base64"),
    ENTRY.replace("[NZ, AU]", "[nz]"): ("trusted.yaml:5", ""),
    ENTRY.replace("[NZ, AU]", "[]"): ("trusted.yaml:5", ""),
    ENTRY.replace("[NZ, AU]", "all"): ("trusted.yaml:5", ""),
    ENTRY.replace("2026-01-01", "2026-02-30"): ("trusted.yaml:6", "2026-02-30 is no day"),
    ENTRY.replace("2026-01-01", "tomorrow"): ("trusted.yaml:6", ""),
    ENTRY.replace("    from: 2026-01-01\n", ""): ("trusted.yaml:2", "from"),
    ENTRY + "    to: 2025-12-31\n": ("trusted.yaml:7", "it ends on 2025-12-31, before it begins"),
    ENTRY + "    revoked: {on: 2026-12-01}\n": ("trusted.yaml:7", "because"),
    ENTRY + "    revoked: {because: stolen}\n": ("trusted.yaml:7", "on"),
    ENTRY + "    revoked: true\n": ("trusted.yaml:7", ""),
    ENTRY + "    trusted: very\n": ("trusted.yaml:7", ""),
    ENTRY + "\n".join(ENTRY.splitlines()[1:]): ("trusted.yaml:7", f"{ID} stands twice"),
    ENTRY + "keys: []\n": ("trusted.yaml:7", "the key keys stands twice"),
    ENTRY.replace("    name", "  name"): ("trusted.yaml", "not YAML"),
}


@pytest.mark.parametrize(("text", "said"), FAULTS.items())
def test_a_fault_anywhere_is_said_at_its_line_and_nobody_is_trusted(
    tmp_path: Path, text: str, said: tuple[str, str]
) -> None:
    found = read(tmp_path, text)
    assert found.keys == {}
    where, what = said
    assert any(one.startswith(where) and what in one for one in found.faults), found.faults


def test_one_bad_entry_takes_the_good_ones_with_it(tmp_path: Path) -> None:
    bad = ENTRY.replace("keys:\n", "").replace(ID, "0" * 16)
    found = read(tmp_path, ENTRY + bad)
    assert found.keys == {}
    assert found.faults


def test_a_file_that_cannot_be_read_trusts_nobody(tmp_path: Path) -> None:
    for file in (tmp_path / "none.yaml", tmp_path):
        found = keyring.read(file)
        assert found.keys == {}
        assert "cannot be read" in found.faults[0]
    assert read(tmp_path, b"keys: \xff").faults


def test_a_file_that_anybody_may_write_to_trusts_nobody(tmp_path: Path) -> None:
    read(tmp_path, ENTRY)
    (tmp_path / "trusted.yaml").chmod(0o646)
    found = keyring.read(tmp_path / "trusted.yaml")
    assert found.keys == {}
    assert "anybody may write to it (chmod o-w " in found.faults[0]


def test_deep_yaml_trusts_nobody(tmp_path: Path) -> None:
    found = read(tmp_path, "keys: " + "[" * 5_000)
    assert found.keys == {}
    assert found.faults
