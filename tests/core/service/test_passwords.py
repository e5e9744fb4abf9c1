"""The real hash."""

from __future__ import annotations

import pytest

from greenlane.core.service import passwords


def test_it_is_argon2id_with_enough_memory_and_a_salt() -> None:
    one, other = passwords.hashed("seven green lanes"), passwords.hashed("seven green lanes")
    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$") and one != other
    assert passwords.matches(one, "seven green lanes") and not passwords.matches(one, "seven green lane")
    assert not passwords.outdated(one)


def test_nobodys_password_is_nothing() -> None:
    assert not passwords.matches(None, "")
    assert passwords._nobodys().startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("kept", ["", "plain", "$argon2id$v=19$m=8,t=1,p=1$AAAA$"])
def test_what_is_no_hash_matches_nothing(kept: str) -> None:
    assert not passwords.matches(kept, "seven green lanes")


def test_what_is_wrong_with_a_password_is_said() -> None:
    assert passwords.fault("twelve chars", "minh") is None
    assert passwords.fault("twelve char", "minh").code == "too_short"  # type: ignore[union-attr]
    assert passwords.fault("x1y2z3" * 40, "minh").code == "too_long"  # type: ignore[union-attr]
    assert passwords.fault("abcabcabcabc", "minh").code == "guessable"  # type: ignore[union-attr]
    assert passwords.fault("Minh12345678", "minh").code == "guessable"  # type: ignore[union-attr]
    assert passwords.fault("Minh and eleven more", "minh") is None
