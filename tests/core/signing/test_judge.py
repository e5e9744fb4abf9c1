"""Whether a package is good: each way not to be has its own sentence, which says what to do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from greenlane.core.signing import envelope, keys, manifest
from greenlane.core.signing.accepted import AcceptedPack
from greenlane.core.signing.keyring import Keyring
from greenlane.core.signing.refusal import NAME, Refusal
from greenlane.core.signing.sign import sign
from tests.core.signing.packages import FILES, NOW, economy, good, package, refused, ring, signed, trusted

KEY, OTHER = keys.make(), keys.make()
MINE = trusted(KEY)
RING = ring(MINE)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return signed(package(tmp_path), KEY)


def test_a_signed_package_is_good(pack: Path) -> None:
    found = good(pack, RING)
    assert found.key == MINE
    assert (found.manifest.economy, found.manifest.version, found.manifest.signed_at) == ("NZ", "1.2", NOW)
    assert set(found.manifest.files) == set(FILES)
    found.still_holds()


def test_what_python_compiles_changes_nothing(pack: Path) -> None:
    (pack / "__pycache__").mkdir()
    (pack / "__pycache__" / "__init__.cpython-311.pyc").write_bytes(b"x")
    good(pack, RING).still_holds()


def test_it_is_good_wherever_it_lies(pack: Path, tmp_path: Path) -> None:
    there = tmp_path / "site" / pack.name
    shutil.copytree(pack, there)
    assert good(there, RING).manifest == good(pack, RING).manifest


def test_signing_again_replaces_the_signature(pack: Path) -> None:
    (pack / "rules" / "act.yaml").write_bytes(b"rules: [] # more\n")
    signed(pack, KEY, at=NOW + timedelta(days=1))
    assert good(pack, RING, NOW + timedelta(days=1)).manifest.signed_at == NOW + timedelta(days=1)
    assert [one.name for one in pack.parent.iterdir()] == [pack.name]


def write(folder: Path, path: str, content: bytes = b"x") -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(content)


def other_type(folder: Path) -> None:
    made = envelope.decode((folder / NAME).read_bytes())
    write(folder, NAME, envelope.encode(envelope.sign("application/vnd.in-toto+json", made.payload, [KEY])))


def no_manifest(folder: Path) -> None:
    write(folder, NAME, envelope.encode(envelope.sign(manifest.TYPE, b"{}", [KEY])))


def by_another(folder: Path) -> None:
    signed(folder, OTHER)


def of_another(folder: Path) -> None:
    """The key's id, and somebody else's signature."""
    made = envelope.decode((folder / NAME).read_bytes())
    forged = envelope.sign(made.type, made.payload, [OTHER]).signatures[0]
    write(folder, NAME, envelope.encode(replace(made, signatures=(replace(forged, key_id=MINE.id),))))


def renamed(folder: Path) -> None:
    signed(package(folder.parent, "acme_au"), KEY)
    shutil.copy(folder.parent / "acme_au" / NAME, folder / NAME)


BROKEN: dict[str, tuple[Callable[[Path], object], str, str, str]] = {
    "stripped": (lambda f: (f / NAME).unlink(), "unsigned", "nobody vouches", "greenlane pack sign"),
    "emptied": (lambda f: write(f, NAME, b""), "malformed", "is no signature", "greenlane pack sign"),
    "no envelope": (lambda f: write(f, NAME, b"{}"), "malformed", "is no signature", "greenlane pack sign"),
    "an endless one": (
        lambda f: write(f, NAME, b" " * (envelope.LONGEST + 1)), "unsafe", "has more than", "needs less"),
    "a link": (
        lambda f: ((f / NAME).rename(f.parent / "S"), (f / NAME).symlink_to(f.parent / "S")),
        "unsafe", "is a link", "plain file"),
    "a folder": (lambda f: ((f / NAME).unlink(), (f / NAME).mkdir()), "unsafe", "no plain file", "take it away"),
    "another type": (other_type, "other type", "it signs application/vnd.in-toto+json", "application/vnd.greenlane"),
    "no manifest": (no_manifest, "malformed", "no list of a pack's files", "sign the pack again"),
    "another's signature": (by_another, "unknown key", "does not hold it", "add its entry"),
    "a forged one": (of_another, "forged", "not that of Acme", "install the package again"),
    "an altered file": (lambda f: write(f, "rules/act.yaml"), "altered", "rules/act.yaml: was altered", "install"),
    "altered code": (
        lambda f: write(f, "__init__.py", b"import os\n"), "altered", "__init__.py: was altered", "install"),
    "a longer file": (
        lambda f: write(f, "rules/act.yaml", FILES["rules/act.yaml"] + b"\n"), "altered", "was altered", "install"),
    "a missing file": (lambda f: (f / "rules/list.csv").unlink(), "missing", "rules/list.csv: was signed", "install"),
    "no pack at all": (lambda f: (f / "economy.yaml").unlink(), "missing", "economy.yaml: was signed", "install"),
    "a rule more": (lambda f: write(f, "rules/new.yaml"), "extra", "rules/new.yaml: was not signed", "take it away"),
    "code more": (lambda f: write(f, "evil.py"), "extra", "evil.py: was not signed", "take it away"),
    "a hidden file": (lambda f: write(f, ".evil"), "extra", ".evil: was not signed", "take it away"),
    "an empty file more": (lambda f: write(f, "rules/x.csv", b""), "extra", "rules/x.csv", "take it away"),
    "compiled code without a source": (lambda f: write(f, "evil.pyc"), "extra", "evil.pyc", "take it away"),
    "code among the compiled": (lambda f: write(f, "__pycache__/e.py"), "extra", "__pycache__/e.py", "take it away"),
    "a signature deeper down": (
        lambda f: shutil.copy(f / NAME, f / "rules" / NAME), "extra", f"rules/{NAME}", "take it away"),
    "a link more": (lambda f: (f / "x").symlink_to("rules"), "unsafe", "x: is a link", "plain file"),
    "a file made a link": (
        lambda f: ((f / "economy.yaml").rename(f.parent / "e"), (f / "economy.yaml").symlink_to(f.parent / "e")),
        "unsafe", "economy.yaml: is a link", "plain file"),
    "a folder made a link": (
        lambda f: ((f / "rules").rename(f.parent / "r"), (f / "rules").symlink_to(f.parent / "r")),
        "unsafe", "rules: is a link", "plain file"),
    "another package's signature": (renamed, "other pack", "acme_au was signed, and this is acme_nz", "install"),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "kind", "said", "remedy"), BROKEN.values(), ids=BROKEN.keys())
def test_each_way_to_be_bad_is_refused_and_says_what_to_do(
    pack: Path, spoil: Callable[[Path], object], kind: str, said: str, remedy: str
) -> None:
    spoil(pack)
    found = refused(pack, RING)
    assert found.kind == kind
    assert said in str(found)
    assert remedy in found.remedy
    assert "\n" not in str(found)


def test_an_empty_folder_is_not_good_whoever_signed_that(tmp_path: Path) -> None:
    (tmp_path / "acme_nz").mkdir()
    assert refused(tmp_path / "acme_nz", RING).kind == "unsigned"


RINGS = {
    "no file": (Keyring(), "no key is trusted here", "name a file of trusted keys in GREENLANE_TRUSTED_KEYS"),
    "an empty list": (Keyring(file="t.yaml"), "the file of trusted keys does not hold any", "add its entry"),
    "faults": (Keyring(faults=("t:3: odd",), file="t"), "so nobody is trusted: t:3: odd", "mend the file"),
    "another key": (ring(trusted(OTHER)), "does not hold it", "once you know whose it is"),
}


@pytest.mark.parametrize(("keyring", "said", "remedy"), RINGS.values(), ids=RINGS.keys())
def test_whoever_is_not_known_is_not_trusted(pack: Path, keyring: Keyring, said: str, remedy: str) -> None:
    found = refused(pack, keyring)
    assert found.kind == "unknown key"
    assert said in found.message and MINE.id in found.message
    assert remedy in found.remedy


def test_nothing_that_was_signed_is_read_before_its_signer_is_known(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest, "read", lambda payload: pytest.fail("it was read"))
    for keyring in (Keyring(), ring(trusted(OTHER))):
        assert refused(pack, keyring).kind == "unknown key"
    of_another(pack)
    assert refused(pack, RING).kind == "forged"


def test_a_key_speaks_for_its_economies_alone(pack: Path) -> None:
    found = refused(pack, ring(trusted(KEY, "AU", "FJ")))
    assert found.kind == "foreign"
    assert "is trusted for AU, FJ, and this is signed for NZ" in found.message
    assert good(pack, ring(trusted(KEY, "AU", "NZ"))).manifest.economy == "NZ"
    assert good(pack, ring(trusted(KEY, "all"))).manifest.economy == "NZ"


def test_a_key_must_be_trusted_for_each_member_of_a_union(tmp_path: Path) -> None:
    pack = signed(package(tmp_path), KEY, by=economy("EU", members=("AT", "BE")))
    assert "signed for BE" in refused(pack, ring(trusted(KEY, "EU", "AT"))).message
    assert good(pack, ring(trusted(KEY, "EU", "AT", "BE"))).manifest.members == ("AT", "BE")


def test_a_revoked_key_vouches_for_nothing_whenever_it_signed(pack: Path) -> None:
    day = NOW.date()
    gone = replace(MINE, revoked_on=day, because="a laptop was stolen")
    found = refused(pack, ring(gone))
    assert found.kind == "revoked"
    assert f"was revoked on {day}: a laptop was stolen" in found.message
    assert refused(pack, ring(gone), NOW + timedelta(days=400)).kind == "revoked"
    assert good(pack, ring(replace(gone, revoked_on=day + timedelta(days=1))))


@pytest.mark.parametrize(
    ("first", "last", "kind"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), ""),
        (date(2026, 11, 24), None, "is trusted from 2026-11-24"),
        (date(2026, 1, 1), date(2026, 11, 22), "was trusted to 2026-11-22"),
    ],
)
def test_a_key_must_be_good_on_the_day_it_signed(pack: Path, first: date, last: date | None, kind: str) -> None:
    keyring = ring(replace(MINE, valid_from=first, valid_to=last))
    if kind:
        found = refused(pack, keyring, NOW + timedelta(days=30))
        assert (found.kind, kind in found.message) == ("out of time", True)
    else:
        assert good(pack, keyring, NOW + timedelta(days=3000))


def test_what_is_signed_in_the_future_is_not_taken_yet(pack: Path) -> None:
    assert good(pack, RING, NOW - timedelta(minutes=5))
    found = refused(pack, RING, NOW - timedelta(minutes=5, seconds=1))
    assert found.kind == "out of time"
    assert "has not come yet" in found.message


def accepted(version: str = "1.2", hours: float = 0) -> AcceptedPack:
    return AcceptedPack("NZ", version, NOW + timedelta(hours=hours), MINE.id, "d" * 64)


@pytest.mark.parametrize("newest", [accepted(), accepted("1.1"), accepted("1.1", -1), accepted("1.2", -1)])
def test_what_is_as_new_or_newer_is_taken(pack: Path, newest: AcceptedPack) -> None:
    asked = []
    assert good(pack, RING, before=lambda code: asked.append(code) or newest)
    assert asked == ["NZ"]


@pytest.mark.parametrize("newest", [accepted("1.3", -1), accepted("1.10", -1), accepted("1.2", 1), accepted("1.1", 1)])
def test_what_goes_back_is_refused(pack: Path, newest: AcceptedPack) -> None:
    found = refused(pack, RING, before=lambda code: newest)
    assert found.kind == "rolled back"
    assert f"NZ 1.2, signed on 2026-11-23 10:00:00 UTC is older than what was taken in: {newest}" in found.message
    assert "greenlane pack accept NZ" in found.remedy


def test_one_of_two_signers_suffices(tmp_path: Path) -> None:
    pack = signed(package(tmp_path), KEY, OTHER)
    assert good(pack, RING).key == MINE
    assert good(pack, ring(trusted(OTHER))).key == trusted(OTHER)
    both = ring(replace(MINE, revoked_on=NOW.date(), because="lost"), trusted(OTHER))
    assert good(pack, both).key == trusted(OTHER)
    assert refused(pack, ring(replace(MINE, revoked_on=NOW.date(), because="lost"))).kind == "revoked"


def test_a_signature_of_a_known_key_must_hold_whoever_else_signed(tmp_path: Path) -> None:
    pack = signed(package(tmp_path), KEY, OTHER)
    made = envelope.decode((pack / NAME).read_bytes())
    spoiled = replace(made.signatures[1], value=made.signatures[0].value)
    write(pack, NAME, envelope.encode(replace(made, signatures=(made.signatures[0], spoiled))))
    assert refused(pack, ring(MINE, trusted(OTHER))).kind == "forged"


def test_what_changes_after_the_judgement_is_found(pack: Path) -> None:
    found = good(pack, RING)
    write(pack, "rules/act.yaml")
    with pytest.raises(Refusal, match="rules/act.yaml: was altered"):
        found.still_holds()


@pytest.mark.parametrize("kept", [0, 1])
def test_a_signature_that_was_taken_away_is_missed(tmp_path: Path, kept: int) -> None:
    pack = signed(package(tmp_path), KEY, OTHER)
    made = envelope.decode((pack / NAME).read_bytes())
    write(pack, NAME, envelope.encode(replace(made, signatures=(made.signatures[kept],))))
    found = refused(pack, ring(MINE, trusted(OTHER)))
    assert (found.kind, "others signed it" in found.message) == ("forged", True)


def test_a_signature_that_was_added_is_seen(pack: Path) -> None:
    made = envelope.decode((pack / NAME).read_bytes())
    more = envelope.sign(made.type, made.payload, [OTHER]).signatures
    write(pack, NAME, envelope.encode(replace(made, signatures=made.signatures + more)))
    assert refused(pack, RING).kind == "forged"


UNFIT = {
    ".DS_Store": (b"", "is no part of a pack"),
    "rules/.act.yaml.swp": (b"", "is no part of a pack"),
    ".git/config": (b"", "is no part of a pack"),
    "rules/act.yaml~": (b"", "is no part of a pack"),
    "rules.pyc": (b"", "is compiled Python"),
    "key.pem": (b"-----BEGIN PRIVATE KEY-----\n", "holds a private key"),
    "locked": (b"text\n-----BEGIN ENCRYPTED PRIVATE KEY-----\n", "holds a private key"),
}


@pytest.mark.parametrize(("path", "content"), UNFIT.items())
def test_what_should_not_be_shipped_is_not_signed(tmp_path: Path, path: str, content: tuple[bytes, str]) -> None:
    folder = package(tmp_path)
    write(folder, path, content[0])
    with pytest.raises(Refusal, match=content[1]) as found:
        sign(folder, economy(), "", [KEY], NOW)
    assert found.value.where == path
    assert not (folder / NAME).exists()


def test_what_is_signed_says_whose_it_is(tmp_path: Path) -> None:
    pack = signed(package(tmp_path), KEY, distribution="acme-nz")
    said = json.loads(envelope.decode((pack / NAME).read_bytes()).payload)
    assert {name: said[name] for name in ("economy", "version", "package", "distribution", "signed_at")} == {
        "economy": "NZ",
        "version": "1.2",
        "package": "acme_nz",
        "distribution": "acme-nz",
        "signed_at": "2026-11-23T10:00:00Z",
    }
