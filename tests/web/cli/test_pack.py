"""`greenlane pack`: keys, signatures, and going back on purpose. A private key is shown nowhere."""

from __future__ import annotations

import base64
import logging
import shutil
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from greenlane.core.signing import keyring, keys
from greenlane.core.signing.accepted import AcceptedPack
from greenlane.core.signing.envelope import decode
from greenlane.core.signing.manifest import Manifest
from greenlane.core.signing.manifest import read as read_manifest
from greenlane.core.store import Store
from greenlane.web.cli import main
from tests.plugins.conftest import Site
from tests.web.cli.test_drafts import Run, office, run  # noqa: F401

FIXTURE = Path(__file__).resolve().parents[2] / "plugins" / "fixtures" / "data_only" / "greenlane_qm"
Command = Callable[..., Result]


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `greenlane pack …` in an empty folder, with nobody's settings."""
    monkeypatch.chdir(tmp_path)
    for name in ("GREENLANE_TRUSTED_KEYS", "GREENLANE_PACK_PASSPHRASE", "GREENLANE_UNSIGNED_PLUGINS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GREENLANE_DATA_DIR", str(tmp_path / "data"))

    def invoke(*arguments: str | Path, status: int = 0, **more: object) -> Result:
        done = CliRunner(catch_exceptions=False).invoke(main, ["pack", *map(str, arguments)], **more)  # type: ignore[arg-type]
        assert done.exit_code == status, done.output
        return done

    return invoke


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The package of a project, as its author has it."""
    made = tmp_path / "project" / "src" / "greenlane_qm"
    shutil.copytree(FIXTURE, made, ignore=shutil.ignore_patterns("__pycache__"))
    return made


def key(pack: Command, name: str = "key.pem", **more: object) -> str:
    made = pack("key", name, "--economy", "QM", "--name", "Acme: rules", **more)
    Path("trusted.yaml").write_text("keys:\n" + made.stdout)
    return made.stdout


def manifest(folder: Path) -> Manifest:
    return read_manifest(decode((folder / "SIGNATURE").read_bytes()).payload)


def test_a_new_key_is_kept_for_its_owner_and_its_entry_printed(pack: Command) -> None:
    made = pack("key", "key.pem", "--economy", "QM", "--economy", "QN", "--name", "Acme: rules")
    assert stat.S_IMODE(Path("key.pem").stat().st_mode) == 0o600
    Path("trusted.yaml").write_text("keys:\n" + made.stdout)
    ring = keyring.read(Path("trusted.yaml"))
    assert ring.faults == ()
    (found,) = ring.keys.values()
    assert found.public == keys.public_of(keys.read(Path("key.pem")))
    assert (found.name, found.economies) == ("Acme: rules", {"QM", "QN"})
    assert found.id in made.stderr


def test_a_key_is_never_written_over(pack: Command) -> None:
    key(pack)
    before = Path("key.pem").read_bytes()
    made = pack("key", "key.pem", "--economy", "QM", "--name", "x", status=1)
    assert "key.pem is there already: a key is never written over" in made.stderr
    assert Path("key.pem").read_bytes() == before


@pytest.mark.parametrize("economies", [(), ("--economy", "nz"), ("--economy", "NZL")])
def test_what_no_file_of_trusted_keys_could_hold_is_not_printed(pack: Command, economies: tuple[str, ...]) -> None:
    pack("key", "key.pem", *economies, "--name", "x", status=2)
    assert not Path("key.pem").exists()


def test_what_was_signed_is_verified(pack: Command, folder: Path) -> None:
    said = key(pack)
    done = pack("sign", folder, "--key", "key.pem")
    assert done.stdout == f"QM 2026.11.22: 4 files are signed by {said.split()[2]}.\n"
    found = pack("verify", folder, "--keys", "trusted.yaml").stdout
    assert found.startswith(f"Good: QM 2026.11.22, signed by Acme: rules ({said.split()[2]}) on 20")
    assert found.endswith(" UTC; 4 files, no more and no fewer.\n")


def test_the_settings_say_whose_keys_are_trusted(pack: Command, folder: Path) -> None:
    key(pack)
    pack("sign", folder, "--key", "key.pem")
    assert "no key is trusted here" in pack("verify", folder, status=1).stderr
    pack("verify", folder, env={"GREENLANE_TRUSTED_KEYS": "trusted.yaml"})


def test_what_was_altered_is_not_good(pack: Command, folder: Path) -> None:
    key(pack)
    pack("sign", folder, "--key", "key.pem")
    (folder / "facts.yaml").write_text("facts: {}\n")
    done = pack("verify", folder, "--keys", "trusted.yaml", status=1)
    assert done.stdout == ""
    assert done.stderr.startswith("Not good: facts.yaml: was altered since it was signed")


def test_one_that_nobody_signed_is_not_good(pack: Command, folder: Path) -> None:
    key(pack)
    assert "nobody vouches for this pack" in pack("verify", folder, "--keys", "trusted.yaml", status=1).stderr


def test_two_may_sign(pack: Command, folder: Path) -> None:
    first, second = key(pack, "a.pem").split()[2], key(pack, "b.pem").split()[2]
    assert f"{first}, {second}" in pack("sign", folder, "--key", "a.pem", "--key", "b.pem").stdout
    assert manifest(folder).signers == (first, second)
    pack("verify", folder, "--keys", "trusted.yaml")


def test_one_key_signs_once(pack: Command, folder: Path) -> None:
    key(pack)
    assert "Each key signs once" in pack("sign", folder, "--key", "key.pem", "--key", "key.pem", status=2).stderr
    assert not (folder / "SIGNATURE").exists()


def test_a_pack_that_does_not_load_is_not_signed(pack: Command, folder: Path) -> None:
    key(pack)
    file = folder / "economy.yaml"
    file.write_text(file.read_text().replace("currency: EUR", "currency: euro"))
    done = pack("sign", folder, "--key", "key.pem", status=1)
    assert done.stderr.startswith("It is not signed, as its pack is at fault:\neconomy.yaml:")
    assert not (folder / "SIGNATURE").exists()


def test_what_should_not_be_shipped_is_not_signed(pack: Command, folder: Path) -> None:
    key(pack)
    shutil.copy("key.pem", folder / "notes.txt")
    assert "notes.txt: holds a private key" in pack("sign", folder, "--key", "key.pem", status=1).stderr
    assert not (folder / "SIGNATURE").exists()


def test_a_folder_without_a_pack_is_not_signed(pack: Command, folder: Path) -> None:
    key(pack)
    assert "holds no economy.yaml" in pack("sign", folder / "rules", "--key", "key.pem", status=1).stderr
    shutil.copytree(folder, folder.parent / "second")
    assert "2 files economy.yaml" in pack("sign", folder.parent, "--key", "key.pem", status=1).stderr


def test_the_distribution_is_that_of_the_project(pack: Command, folder: Path) -> None:
    key(pack)
    project = folder.parents[1] / "pyproject.toml"
    project.write_text('[project]\nname = "acme-qm"\n[project.entry-points.greenlane]\nQM = "greenlane_qm"\n')
    assert "QM 2026.11.22, of acme-qm: 4 files" in pack("sign", folder, "--key", "key.pem").stdout
    assert manifest(folder).distribution == "acme-qm"
    pack("sign", folder, "--key", "key.pem", "--distribution", "other")
    assert manifest(folder).distribution == "other"
    project.write_text('[project]\nname = "acme-qx"\n[project.entry-points.greenlane]\nQX = "greenlane_qx"\n')
    pack("sign", folder, "--key", "key.pem")
    assert manifest(folder).distribution == ""


def test_a_passphrase_is_asked_for_or_set(pack: Command, folder: Path) -> None:
    made = pack("key", "key.pem", "--economy", "QM", "--name", "x", "--passphrase", input="many words\nmany words\n")
    Path("trusted.yaml").write_text("keys:\n" + made.stdout)
    assert "ENCRYPTED" in Path("key.pem").read_text()
    assert "many words" not in made.output
    pack("sign", folder, "--key", "key.pem", input="many words\n")
    pack("sign", folder, "--key", "key.pem", env={"GREENLANE_PACK_PASSPHRASE": "many words"})
    pack("verify", folder, "--keys", "trusted.yaml")
    assert "the passphrase is another" in pack("sign", folder, "--key", "key.pem", input="few\n", status=2).stderr


def test_what_is_no_key_signs_nothing(pack: Command, folder: Path) -> None:
    Path("none.pem").write_text("none")
    assert "chmod 600" in pack("sign", folder, "--key", "none.pem", status=2).stderr
    Path("none.pem").chmod(0o600)
    assert "is no private key" in pack("sign", folder, "--key", "none.pem", status=2).stderr
    assert "cannot be read: No such file" in pack("sign", folder, "--key", "missing.pem", status=2).stderr


def test_the_private_key_is_shown_nowhere(
    pack: Command, folder: Path, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    with caplog.at_level(logging.DEBUG):
        said = [
            pack("key", "key.pem", "--economy", "QM", "--name", "x").output,
            pack("key", "key.pem", "--economy", "QM", "--name", "x", status=1).output,
            pack("sign", folder, "--key", "key.pem").output,
            pack("verify", folder, status=1).output,
        ]
        Path("key.pem").chmod(0o644)
        said.append(pack("sign", folder, "--key", "key.pem", status=2).output)
    Path("key.pem").chmod(0o600)
    pem = Path("key.pem").read_text()
    raw = keys.read(Path("key.pem")).private_bytes_raw()
    shown = "\n".join([*said, caplog.text])
    for secret in ("PRIVATE KEY", pem.splitlines()[1], raw.hex(), base64.b64encode(raw).decode()):
        assert secret not in shown
    for file in tmp_path.rglob("*"):
        if file.is_file() and file.name != "key.pem":
            content = file.read_bytes()
            assert raw not in content and base64.b64encode(raw) not in content, file


# Going back on purpose.


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The plugin QM among what is installed, unsigned, which the settings allow."""
    made = Site(tmp_path / "site")
    made.folder.mkdir()
    monkeypatch.syspath_prepend(made.folder)
    made.install("data_only")
    return made


NEWER = AcceptedPack("QM", "2099", datetime(2026, 11, 23, tzinfo=UTC) - timedelta(days=1), "0" * 16, "d" * 64)


@pytest.fixture
def store(office: object) -> Store:  # noqa: F811
    found: Store = office.desk.store  # type: ignore[attr-defined]
    found.accepted_packs.accept(NEWER)
    return found


def accept(run: Run, who: str | None, *more: str) -> Result:  # noqa: F811
    return run(who, "pack", "accept", "QM", "--reason", "the newer one is wrong", *more)


@pytest.mark.parametrize("who", ["ana", "dev", "eva"])
def test_going_back_is_for_who_may_roll_back(run: Run, store: Store, site: Site, who: str) -> None:  # noqa: F811
    done = accept(run, who)
    assert (done.exit_code, "may not roll back" in done.stderr) == (1, True)
    assert store.accepted_packs.of("QM") == NEWER


def test_nobody_in_particular_may_not(run: Run, store: Store, site: Site) -> None:  # noqa: F811
    assert accept(run, None).exit_code == 2
    assert store.accepted_packs.of("QM") == NEWER


def test_what_is_not_allowed_cannot_be_accepted(run: Run, store: Store, site: Site) -> None:  # noqa: F811
    done = accept(run, "ben")
    assert done.exit_code == 1
    assert "No pack of QM can be accepted: SIGNATURE: is not there" in done.stderr
    assert store.accepted_packs.of("QM") == NEWER


def test_what_is_not_installed_cannot_be_accepted(run: Run, store: Store) -> None:  # noqa: F811
    assert "No pack of QM can be accepted: none is installed" in accept(run, "ben").stderr


def test_an_approver_may_let_it_go_on_without_a_signature(
    run: Run,  # noqa: F811
    office: object,  # noqa: F811
    store: Store,
    site: Site,
) -> None:
    allowed = replace(office.desk.settings, unsigned=("acme-data_only",))  # type: ignore[attr-defined]
    object.__setattr__(office.desk, "settings", allowed)  # type: ignore[attr-defined]
    done = accept(run, "ben")
    assert done.exit_code == 0, done.output
    assert done.stdout == "QM without a signature is accepted. Start the server again on every host.\n"
    assert store.accepted_packs.of("QM") is None
    logged = next(iter(store.change_log.read(subject="pack:QM")))
    assert (logged.actor, logged.reason, logged.economies) == ("ben", "the newer one is wrong", ("QM",))
    assert logged.detail == {"before": str(NEWER), "after": None}
