"""The console's page on adding an economy says what the tutorial does: commands that exist, a rule that loads."""

from __future__ import annotations

import html
import re
import shlex

import click
import pytest
import yaml

from greenlane.plugins.registry import SPECS
from greenlane.web.cli import main
from tests.core.making import Desk, pack
from tests.docs.blocks import ROOT, blocks_of

PAGE = (ROOT / "web/templates/console/economies/add.html").read_text("utf-8")
SHOWN = [html.unescape(one) for one in re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", PAGE, re.DOTALL)]
COMMANDS = [line for one in SHOWN for line in one.splitlines() if line.startswith("greenlane ")]


def called(command: str) -> list[str]:
    """The commands and options of a line. Raises click.UsageError where one does not exist, or is given wrongly."""
    words = shlex.split(command, comments=True)[1:]
    group: click.Command = main
    names = []
    with click.Context(main) as ctx:
        while isinstance(group, click.Group):
            found = group.get_command(ctx, words[0]) if words else None
            if found is None:
                break
            names.append(words.pop(0))
            group = found
    with click.Context(group) as ctx:
        _, rest, order = group.make_parser(ctx).parse_args(list(words))
    assert not rest or len(rest) <= sum(isinstance(one, click.Argument) for one in group.params), f"{command}: {rest}"
    return [*names, *(one.name or "" for one in order if isinstance(one, click.Option))]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_exists_with_its_options(command: str) -> None:
    assert called(command)


def test_a_command_that_does_not_exist_is_found_out() -> None:
    for wrong in ("greenlane plugin verfy .", "greenlane pack sign x --kye y", "greenlane drafts upgrade --econmy NZ"):
        with pytest.raises((click.UsageError, AssertionError)):
            called(wrong)


def test_the_page_takes_the_steps_of_the_tutorial_in_its_order() -> None:
    told = " ".join(block.text for block in blocks_of("docs/tutorial.md") if block.language == "console")
    steps = [" ".join(called(one)[:2]) for one in COMMANDS]
    wanted = ["plugin new", "plugin verify", "plugin dev", "pack key", "pack sign", "plugin list", "drafts upgrade"]
    assert [step for step in dict.fromkeys(steps) if step in wanted] == wanted
    assert [step for step in wanted if f"greenlane {step}" not in told] == []


def test_the_rule_of_the_page_loads_and_the_hook_is_one() -> None:
    (text,) = [one for one in SHOWN if one.startswith("instrument:")]
    content = yaml.load(text, yaml.BaseLoader)
    (rule,) = content["rules"]
    basis = {**content["instrument"], **rule["legal_basis"][0]}
    full = {
        **rule,
        "valid": {"from": basis["in_force_from"]},
        "legal_basis": [{key: basis[key] for key in ("name", "provision", "source")}],
        **{key: content["instrument"][key] for key in ("evidence", "verified_on", "review_by")},
    }
    desk = Desk(pack("NZ", full, documents={"NZ-SCRAP-PERMIT": {"label": "permit"}}))
    assert desk.finding("391510", date="2026-11-20", facts={"impurity_percent": "3"})["verdict"] == "prohibited"
    (code,) = [one for one in SHOWN if "@hookimpl" in one]
    space: dict[str, object] = {}
    exec(compile(code, "page", "exec"), space)
    assert [name for name in space if name in SPECS] == ["greenlane_fact"]
