"""Envelopes: the bytes that are signed, and the one way to write them down."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from greenlane.core.signing import envelope, keys
from greenlane.core.signing.refusal import Refusal

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
PUBLIC = keys.public_of(KEY)


def test_what_is_signed_is_as_dsse_has_it() -> None:
    # The test vector of the DSSE protocol, version 1.0.2.
    found = envelope.authenticated("http://example.com/HelloWorld", b"hello world")
    assert found == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


def test_lengths_are_those_of_the_bytes() -> None:
    assert envelope.authenticated("ä", "ö".encode()) == b"DSSEv1 2 \xc3\xa4 2 \xc3\xb6"


@given(st.text(max_size=20), st.binary(max_size=50), st.text(max_size=20), st.binary(max_size=50))
def test_no_two_texts_are_signed_as_the_same_bytes(one: str, first: bytes, two: str, second: bytes) -> None:
    same = envelope.authenticated(one, first) == envelope.authenticated(two, second)
    assert same == ((one, first) == (two, second))


@given(st.text(min_size=1, max_size=30), st.binary(max_size=200))
def test_an_envelope_is_read_as_it_was_written(type_: str, payload: bytes) -> None:
    made = envelope.sign(type_, payload, [KEY, OTHER])
    found = envelope.decode(envelope.encode(made))
    assert found == made
    assert envelope.holds(found, found.signatures[0], PUBLIC)
    assert envelope.holds(found, found.signatures[1], keys.public_of(OTHER))


def test_a_signature_holds_for_its_key_its_type_and_its_text_alone() -> None:
    made = envelope.sign("pack", b"text", [KEY])
    (signature,) = made.signatures
    assert envelope.holds(made, signature, PUBLIC)
    assert not envelope.holds(made, signature, keys.public_of(OTHER))
    assert not envelope.holds(envelope.Envelope("other", b"text", ()), signature, PUBLIC)
    assert not envelope.holds(envelope.Envelope("pack", b"texts", ()), signature, PUBLIC)
    assert not envelope.holds(envelope.Envelope("pack", b"", ()), signature, PUBLIC)


@pytest.mark.parametrize("public", [b"", b"\0" * 31, b"\xff" * 32])
def test_what_is_no_public_key_vouches_for_nothing(public: bytes) -> None:
    made = envelope.sign("pack", b"text", [KEY])
    assert not envelope.holds(made, made.signatures[0], public)


def plain() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(envelope.encode(envelope.sign("pack", b"text!", [KEY])))
    return found


def spelled(said: object) -> bytes:
    return json.dumps(said, indent=2, ensure_ascii=False).encode() + b"\n"


def test_the_written_form_is_plain_json() -> None:
    found = plain()
    assert spelled(found) == envelope.encode(envelope.sign("pack", b"text!", [KEY]))
    assert base64.b64decode(found["payload"]) == b"text!"
    assert found["signatures"][0]["keyid"] == keys.key_id(PUBLIC)


REFUSED = {
    "an empty file": b"",
    "no JSON": b"-----BEGIN PGP SIGNATURE-----\n",
    "not UTF-8": b'{"payload": "\xff"}',
    "a list": b"[]\n",
    "a number": b"1\n",
    "null": b"null\n",
    "deep lists": b"[" * 100_000 + b"]" * 100_000,
    "no signatures": spelled({**plain(), "signatures": []}),
    "signatures that are a text": spelled({**plain(), "signatures": "x"}),
    "nine signatures": spelled({**plain(), "signatures": plain()["signatures"] * 9}),
    "one key twice": spelled({**plain(), "signatures": plain()["signatures"] * 2}),
    "no payload": spelled({key: one for key, one in plain().items() if key != "payload"}),
    "a payload that is a list": spelled({**plain(), "payload": []}),
    "a payload that is not base64": spelled({**plain(), "payload": "dGV4d*=="}),
    "base64 with a line break": spelled({**plain(), "payload": "dGV4\ndCE="}),
    "base64 with other last bits": spelled({**plain(), "payload": "dGV4dCF="}),
    "base64 of the other alphabet": spelled({**plain(), "payload": "__--"}),
    "no type": spelled({key: one for key, one in plain().items() if key != "payloadType"}),
    "a type that is a number": spelled({**plain(), "payloadType": 1}),
    "one more key": spelled({**plain(), "comment": "x"}),
    "another order": spelled(dict(reversed(plain().items()))),
    "no line at its end": spelled(plain()).rstrip(),
    "a line more": spelled(plain()) + b"\n",
    "another indent": json.dumps(plain()).encode(),
    "a key that stands twice": spelled(plain()).replace(b'"payload":', b'"payload": "",\n  "payload":', 1),
    "an escape": spelled(plain()).replace(b'"pack"', b'"\\u0070ack"'),
    "an id in capitals": spelled({**plain(), "signatures": [{**plain()["signatures"][0], "keyid": "A" * 16}]}),
    "an id that is null": spelled({**plain(), "signatures": [{**plain()["signatures"][0], "keyid": None}]}),
    "an empty id": spelled({**plain(), "signatures": [{**plain()["signatures"][0], "keyid": ""}]}),
    "a short signature": spelled({**plain(), "signatures": [{**plain()["signatures"][0], "sig": "AAAA"}]}),
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
def test_what_we_would_not_have_written_is_none(content: bytes) -> None:
    with pytest.raises(Refusal) as found:
        envelope.decode(content)
    assert found.value.kind == "malformed"
    assert str(found.value).startswith("SIGNATURE: is no signature of a pack")
    assert "greenlane pack sign" in found.value.remedy
    assert "\n" not in str(found.value)


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise_anything_else(content: bytes) -> None:
    with pytest.raises(Refusal):
        envelope.decode(content)
