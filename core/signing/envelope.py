"""A signed text in the manner of DSSE (Dead Simple Signing Envelope 1.0): the exact bytes are signed, with their type.

    {"payload": base64, "payloadType": type, "signatures": [{"keyid": id, "sig": base64}, …]}

There is one way to write an envelope: any other spelling of the same is refused, so that no byte of the file is free.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from greenlane.core.signing.keys import key_id, public_of
from greenlane.core.signing.refusal import Refusal

MOST: Final = 8
"""Signatures of one envelope."""
LONGEST: Final = 8 * 1024 * 1024
"""Bytes of an envelope."""
_AGAIN: Final = "sign the pack again: greenlane pack sign FOLDER --key FILE"


@dataclass(frozen=True, slots=True)
class Signature:
    """Whose it is, by the id of the key, and its 64 bytes."""

    key_id: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """What was signed, of which type, and by whom. Nothing of it is proved yet."""

    type: str
    payload: bytes
    signatures: tuple[Signature, ...]


def authenticated(type_: str, payload: bytes) -> bytes:
    """The bytes that are signed (pre-authentication encoding): no type passes for another, nor a part for the whole."""
    said = type_.encode()
    return b"DSSEv1 %d %b %d %b" % (len(said), said, len(payload), payload)


def sign(type_: str, payload: bytes, keys: Iterable[Ed25519PrivateKey]) -> Envelope:
    """An envelope signed by each of the keys."""
    text = authenticated(type_, payload)
    return Envelope(type_, payload, tuple(Signature(key_id(public_of(key)), key.sign(text)) for key in keys))


def holds(envelope: Envelope, signature: Signature, public: bytes) -> bool:
    """Whether the owner of a public key made this signature of this envelope."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(
            signature.value, authenticated(envelope.type, envelope.payload)
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def encode(envelope: Envelope) -> bytes:
    """The file of an envelope."""
    said = {
        "payload": base64.b64encode(envelope.payload).decode(),
        "payloadType": envelope.type,
        "signatures": [
            {"keyid": one.key_id, "sig": base64.b64encode(one.value).decode()} for one in envelope.signatures
        ],
    }
    return orjson.dumps(said, option=orjson.OPT_INDENT_2) + b"\n"


def decode(content: bytes) -> Envelope:
    """The envelope of a file. Raises Refusal for whatever `encode` would not have written."""
    try:
        found = _envelope(orjson.loads(content))
        if encode(found) != content:
            raise ValueError("it is written otherwise than greenlane pack sign writes one")
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        said = "is no signature of a pack" + (f": {error}" if type(error) is ValueError else "")
        raise Refusal("malformed", said, _AGAIN) from None
    return found


def _envelope(said: Any) -> Envelope:
    signatures = tuple(
        Signature(str(one["keyid"]), base64.b64decode(one["sig"], validate=True)) for one in said["signatures"]
    )
    if not 0 < len(signatures) <= MOST:
        raise ValueError(f"it holds {len(signatures)} signatures: 1 to {MOST}")
    if len({one.key_id for one in signatures}) < len(signatures):
        raise ValueError("one key signed it twice")
    if any(len(one.value) != 64 or not re.fullmatch("[0-9a-f]{16}", one.key_id) for one in signatures):
        raise ValueError("a signature or a key's id has another length")
    if not isinstance(said["payloadType"], str):
        raise ValueError("its type is no text")
    return Envelope(said["payloadType"], base64.b64decode(said["payload"], validate=True), signatures)
