"""Keys: made once, kept for their owner alone, and never shown."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from greenlane.core.signing import keys


def private_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


@pytest.mark.parametrize("passphrase", ["", "many words, and ümlauts"])
def test_a_key_is_read_as_it_was_written(tmp_path: Path, passphrase: str) -> None:
    key = keys.make()
    keys.write(tmp_path / "key.pem", key, passphrase)
    assert private_bytes(keys.read(tmp_path / "key.pem", passphrase)) == private_bytes(key)


def test_the_id_is_the_beginning_of_the_digest_of_the_public_key() -> None:
    # RFC 8032, 7.1, test 1.
    key = Ed25519PrivateKey.from_private_bytes(
        bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    )
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    assert keys.public_of(key) == public
    assert keys.key_id(public) == hashlib.sha256(public).hexdigest()[:16]


def test_nobody_else_may_read_the_file_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        keys.write(tmp_path / "key.pem", keys.make())
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_text("precious")
    with pytest.raises(keys.KeyFault, match="is there already"):
        keys.write(file, keys.make())
    assert file.read_text() == "precious"


def test_a_key_is_not_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "key.pem").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(keys.KeyFault):
        keys.write(tmp_path / "key.pem", keys.make())
    assert not (tmp_path / "elsewhere").exists()


def test_a_key_in_no_folder_cannot_be_made(tmp_path: Path) -> None:
    with pytest.raises(keys.KeyFault, match="cannot be made: No such file"):
        keys.write(tmp_path / "none" / "key.pem", keys.make())


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601])
def test_a_key_that_others_could_have_is_not_used(tmp_path: Path, mode: int) -> None:
    keys.write(tmp_path / "key.pem", keys.make())
    (tmp_path / "key.pem").chmod(mode)
    with pytest.raises(keys.KeyFault, match="chmod 600"):
        keys.read(tmp_path / "key.pem")


def test_a_passphrase_is_asked_for_and_must_be_the_one(tmp_path: Path) -> None:
    keys.write(tmp_path / "key.pem", keys.make(), "right")
    with pytest.raises(keys.PassphraseWanted):
        keys.read(tmp_path / "key.pem")
    with pytest.raises(keys.KeyFault, match="the passphrase is another") as found:
        keys.read(tmp_path / "key.pem", "wrong")
    assert not isinstance(found.value, keys.PassphraseWanted)


def test_a_passphrase_for_a_key_without_one_does_no_harm(tmp_path: Path) -> None:
    key = keys.make()
    keys.write(tmp_path / "key.pem", key)
    assert private_bytes(keys.read(tmp_path / "key.pem", "set for another")) == private_bytes(key)


NO_KEYS = [b"", b"\0" * 100_000, b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]


@pytest.mark.parametrize("content", NO_KEYS)
def test_what_is_no_key_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "key.pem"
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises(keys.KeyFault, match="is no private key in PEM: greenlane pack key makes one"):
        keys.read(file)


def test_a_key_of_another_kind_is_not_used(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    file.write_bytes(
        generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    file.chmod(0o600)
    with pytest.raises(keys.KeyFault, match="Ed25519"):
        keys.read(file)


def test_a_folder_or_a_pipe_is_no_key_and_nobody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(keys.KeyFault):
        keys.read(tmp_path / "pipe")
    with pytest.raises(keys.KeyFault):
        keys.read(tmp_path)


def test_no_fault_says_what_the_file_holds(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    keys.write(file, keys.make())
    secret = file.read_text().splitlines()[1]
    file.write_text(file.read_text().replace("BEGIN PRIVATE", "BEGIN SECRET"))
    with pytest.raises(keys.KeyFault) as found:
        keys.read(file)
    assert secret[:12] not in str(found.value)
    assert found.value.__cause__ is None and found.value.__suppress_context__
