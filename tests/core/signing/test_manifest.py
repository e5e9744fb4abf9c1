"""Manifests: written in one way, and read in no other."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.core.signing import manifest
from greenlane.core.signing.files import File
from greenlane.core.signing.refusal import Refusal
from tests.core.signing.packages import NOW

FILE = File(3, "a" * 64)
LISTED = {"a.yaml": FILE, "b/c.yaml": FILE}
MADE = manifest.Manifest("EU", ("AT", "BE"), "1.2", NOW, "acme_eu", "acme-eu", ("a" * 16,), LISTED)
PATHS = st.dictionaries(
    st.from_regex(r"[a-z]{1,5}(/[a-z.]{2,5}x){0,2}", fullmatch=True),
    st.builds(File, st.integers(0, 2**40), st.from_regex("[0-9a-f]{64}", fullmatch=True)),
    max_size=5,
)


@given(PATHS, st.text("ab1.-", max_size=9), st.datetimes(min_value=NOW.replace(tzinfo=None)))
def test_a_manifest_is_read_as_it_was_written(files: dict[str, File], version: str, at: Any) -> None:
    made = replace(MADE, files=files, version=version, signed_at=at.replace(tzinfo=NOW.tzinfo, microsecond=0))
    assert manifest.read(manifest.written(made)) == made


def test_files_stand_in_the_order_of_their_paths() -> None:
    turned = replace(MADE, files=dict(reversed(MADE.files.items())))
    assert manifest.written(turned) == manifest.written(MADE)


def said(**changes: Any) -> bytes:
    found = json.loads(manifest.written(MADE)) | changes
    return json.dumps(found, separators=(",", ":"), ensure_ascii=False).encode()


def entry(**changes: Any) -> list[dict[str, Any]]:
    return [{"path": "a.yaml", "size": 3, "sha256": "a" * 64, **changes}]


def test_the_tests_write_as_it_is_written() -> None:
    assert said() == manifest.written(MADE)


WRONG = {
    "no JSON": b"economy: NZ",
    "a list": b"[]",
    "spaces": json.dumps(json.loads(manifest.written(MADE))).encode(),
    "one key more": said(more=1),
    "a small economy": said(economy="nz"),
    "an economy that is a list": said(economy=["NZ"]),
    "a member of three letters": said(members=["AUT"]),
    "members that are a text": said(members="AT"),
    "a version that is a number": said(version=1),
    "a version of two lines": said(version="1\n2"),
    "a version without end": said(version="1" * 201),
    "a day alone": said(signed_at="2026-11-23"),
    "a signer that is no id": said(signers=["me"]),
    "signers that are a text": said(signers="a" * 16),
    "another zone": said(signed_at="2026-11-23T10:00:00+01:00"),
    "no time": said(signed_at=None),
    "a file above": said(files=entry(path="../a.yaml")),
    "an absolute file": said(files=entry(path="/etc/passwd")),
    "a file without a name": said(files=entry(path="")),
    "a path that is a number": said(files=entry(path=1)),
    "a size that is a text": said(files=entry(size="3")),
    "a size that is true": said(files=entry(size=True)),
    "a size that is no whole number": said(files=entry(size=3.0)),
    "a digest in capitals": said(files=entry(sha256="A" * 64)),
    "a short digest": said(files=entry(sha256="a" * 63)),
    "a digest that is null": said(files=entry(sha256=None)),
    "a file twice": said(files=entry() * 2),
    "another order": said(files=list(reversed(json.loads(manifest.written(MADE))["files"]))),
    "a file that says more": said(files=entry(mode=511)),
    "files by name": said(files={"a.yaml": "a" * 64}),
}


@pytest.mark.parametrize("payload", WRONG.values(), ids=WRONG.keys())
def test_what_is_written_otherwise_is_none(payload: bytes) -> None:
    with pytest.raises(Refusal) as found:
        manifest.read(payload)
    assert found.value.kind == "malformed"


@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise_anything_else(payload: bytes) -> None:
    with pytest.raises(Refusal):
        manifest.read(payload)
