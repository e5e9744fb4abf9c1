"""The tutorial, from the first command to the last, as it is written: real files, a real key, a real installation."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from greenlane.plugins.pytest_plugin import __name__ as PYTEST_PLUGIN
from tests.conftest import _free_port
from tests.docs import fresh
from tests.docs.blocks import Block, blocks_of
from tests.docs.shown import json_differs, text_differs
from tests.docs.world import Done, World, commands

TUTORIAL = "docs/tutorial.md"
FILE = re.compile(r"# (\S+\.(?:yaml|csv|py|md))(, at its end)?\n")
TODAY = datetime.now(UTC).date()
PATIENCE = 30
"""Seconds that `plugin dev` may take to say what is shown."""


class Story(World):
    """A world with a second terminal, in which `greenlane plugin dev` runs, and a shell that remembers where it is."""

    def __init__(self, folder: Path) -> None:
        quiet = {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "false", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        super().__init__(folder, fresh.make(folder / "environment"), PYTHONUNBUFFERED="1", **quiet)
        self.dev: subprocess.Popen[bytes] | None = None
        self.dev_log = folder / "dev.log"
        self.dev_port = _free_port()
        self.heard = 0

    @property
    def port(self) -> int:
        return self.dev_port if self.dev is not None else super().port

    def run(self, command: str) -> Done:
        words = command.split()
        if words[0] == "cd":
            self.folder = (self.folder / words[1]).resolve()
            return Done(command, 0 if self.folder.is_dir() else 1, "", "")
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            self.settings[name] = value.replace("$PWD", str(self.folder))
            return Done(command, 0, "", "")
        if words[:3] == ["greenlane", "plugin", "dev"]:
            with self.dev_log.open("wb") as log:
                self.dev = subprocess.Popen(
                    [self.programs / "greenlane", *words[1:]],
                    cwd=self.folder,
                    env={**self.environment, "PORT": str(self.dev_port)},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            return Done(command, 0, "", "")
        return super().run(command)

    def hear(self, shown: str) -> str:
        """Wait until the second terminal has said what is shown, since it was last looked at; how it differs else."""
        end = time.monotonic() + PATIENCE
        while True:
            said = self.dev_log.read_text("utf-8").replace(f":{self.dev_port}", ":8000")
            differs = text_differs(shown, said[self.heard :])
            if not differs:
                self.heard = len(said)
                return ""
            assert self.dev is not None
            if time.monotonic() > end or self.dev.poll() is not None:
                return differs
            time.sleep(0.1)

    def stop(self) -> None:
        """End what still runs."""
        self.stop_server()
        if self.dev is not None:
            self.dev.terminate()
            try:
                self.dev.wait(30)
            finally:
                if self.dev.poll() is None:
                    os.killpg(self.dev.pid, signal.SIGKILL)
                    self.dev.wait()


def write(block: Block, story: Story) -> None:
    """The file that a block is, whole or at its end."""
    match = FILE.match(block.text)
    assert match is not None, f"{block.place}: a block of {block.language} begins with its file's name"
    # A name on the first line is a comment in all but CSV, where it would be a row, and Markdown, where it is a title.
    text = block.text[match.end() :]
    # Whoever follows it reads the law on that day; a review that is overdue would have to be accepted.
    text = text.replace("verified_on: 2026-11-22", f"verified_on: {TODAY - timedelta(days=1)}")
    text = text.replace("review_by: 2027-05-22", f"review_by: {TODAY + timedelta(days=180)}")
    file = story.folder / match[1]
    assert file.exists() or not match[2], f"{block.place}: {match[1]} has no end yet"
    file.write_text(file.read_text("utf-8") + text if match[2] else text, encoding="utf-8")


def shell(block: Block, story: Story) -> Done | None:
    """Run the commands of a block, and compare; a block without a command is what the second terminal says."""
    if not block.text.startswith("$ "):
        differs = story.hear(block.text)
        assert not differs, f"{block.place}: {differs}"
        return None
    last: Done | None = None
    for command, shown in commands(block):
        last = story.run(command)
        assert last.status == 0, f"{block.place}: {last.command}\n{last.out}\n{last.error}"
        if " plugin dev " in command:
            differs = story.hear(shown or "")
        else:
            differs = "" if shown is None else text_differs(shown, last.out)
        assert not differs, f"{block.place}: $ {command}\n{differs}\n{last.error}"
    return last


@pytest.mark.slow
def test_the_afternoon_happens_as_it_is_told(tmp_path: Path) -> None:
    assert PYTEST_PLUGIN  # which pytest finds by its entry point
    story = Story(tmp_path)
    last: Done | None = None
    try:
        for block in blocks_of(TUTORIAL):
            if block.mark:
                continue
            if block.language == "console":
                last = shell(block, story) or last
            elif block.language == "json":
                assert last is not None
                assert list(json_differs(json.loads(block.text), json.loads(last.out))) == [], block.place
            else:
                write(block, story)
    finally:
        story.stop()


def test_the_tutorial_names_the_file_of_every_block_that_is_one() -> None:
    files = [block for block in blocks_of(TUTORIAL) if block.language in ("yaml", "csv", "python", "md", "toml")]
    assert len(files) > 12
    assert [block.place for block in files if not FILE.match(block.text)] == []
