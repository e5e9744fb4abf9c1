"""Commands of the documentation are run in a clean folder, and answer what is shown below them."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.docs.blocks import ROOT, Block, blocks_of, documents
from tests.docs.shown import json_differs, text_differs
from tests.docs.world import PASSWORD, Done, World, commands

ELSEWHERE = {"docs/tutorial.md"}
"""Its blocks run as one story, in test_tutorial.py."""
PLUGINS = {"docs/hooks.md", "docs/recipes.md"}
"""Their Python is of plugins, and run elsewhere."""


def is_tried(block: Block) -> bool:
    """Whether it is run here."""
    if block.document in ELSEWHERE or block.mark in ("not run", "run by"):
        return False
    return block.language in ("sh", "console", "json", "http") or (
        block.language == "python" and block.document not in PLUGINS
    )


DOCUMENTS = [document for document in documents() if any(map(is_tried, blocks_of(document)))]
PLASTIC = {"date": "2025-01-01", "route": {"import": "TH"}, "items": [{"commodity_code": "3915.10.00"}]}


def files(world: World) -> None:
    """What FILE, IN and OUT stand for."""
    (world.folder / "declaration.json").write_text(json.dumps(PLASTIC))
    (world.folder / "declarations.ndjson").write_text(json.dumps(PLASTIC) + "\n")
    world.words |= {"FILE": "declaration.json", "IN": "declarations.ndjson", "OUT": "out.ndjson", "DAY": "2026-11-01"}


def people(economy: str) -> Callable[[World], None]:
    """An admin, an editor and an approver of an economy."""

    def add(world: World) -> None:
        told = [
            world.run("greenlane users add ada --role admin"),
            world.run(f"greenlane users add minh --role editor@{economy} --role viewer --as ada"),
            world.run(f"greenlane users add lan --role approver@{economy} --as ada"),
        ]
        assert [one.status for one in told] == [0, 0, 0], told

    return add


def draft(world: World) -> None:
    people("TH")(world)
    closed = """'{"id": "TH-PLASTIC-BAN", "on": "2027-06-30"}'"""
    for command in (
        "greenlane drafts begin Ban --reason notification --as minh",
        f"greenlane drafts edit DRAFT close_rule {closed} --reason gone --as minh",
    ):
        done = world.run(command)
        assert done.status == 0, done


def project(world: World) -> None:
    """A plugin's project with its wheel built, in which the commands are given."""
    made = world.run("greenlane plugin new NZ && cd greenlane-nz && pip wheel --quiet --no-deps --wheel-dir dist .")
    assert made.status == 0, made
    world.folder /= "greenlane-nz"


PREPARED: dict[str, list[Callable[[World], None]]] = {
    "README.md": [files],
    "docs/conformance.md": [project],
    "docs/drafts.md": [people("TH")],
    "docs/impact.md": [draft],
}
"""What a document takes for granted."""


@pytest.mark.slow
@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_a_document_shows_happens(document: str, tmp_path: Path) -> None:
    with World(tmp_path, PIP_NO_INDEX="1", PIP_NO_BUILD_ISOLATION="false") as world:
        for prepare in PREPARED.get(document, ()):
            prepare(world)
        last: Done | None = None
        for block in blocks_of(document):
            if is_tried(block):
                last = TRIED[block.language](block, world, last)


def shell(block: Block, world: World, last: Done | None) -> Done | None:
    """Commands: each ends well, and says what is shown below it."""
    for command, shown in commands(block):
        last = world.run(command)
        assert last.status == 0, f"{block.place}: {last}"
        differs = "" if shown is None else text_differs(shown, last.out)
        assert not differs, f"{block.place}: $ {command}\n{differs}"
    return last


def declared_or_answered(block: Block, world: World, last: Done | None) -> Done | None:
    """JSON: a declaration, which is answered; or the answer to one, or to the last command."""
    shown = shown_json(block)
    if block.mark != "answer to" and {"route", "items"} <= set(shown):
        (world.folder / "shown.json").write_text(block.text)
        last = world.run("greenlane check shown.json")
        assert last.status == 0 and "verdict" in json.loads(last.out), f"{block.place}: {last}"
        return last
    differences = list(json_differs(shown, answered(block, world, last)))
    assert differences == [], f"{block.place}: {differences}"
    return last


def python(block: Block, world: World, last: Done | None) -> Done | None:
    """A program, which ends well."""
    (world.folder / "shown.py").write_text(block.text)
    done = world.run("python shown.py")
    assert done.status == 0, f"{block.place}: {done}"
    return done


def requests(block: Block, world: World, last: Done | None) -> Done | None:
    """HTTP: each line by itself."""
    for line in block.text.splitlines():
        request(block, line, world)
    return last


TRIED = {"sh": shell, "console": shell, "json": declared_or_answered, "python": python, "http": requests}


def shown_json(block: Block) -> Any:
    """The value of a block; one that begins with a member's name is of an object."""
    text = block.text.strip()
    return json.loads(f"{{{text}}}" if text.startswith('"') else text)


def answered(block: Block, world: World, last: Done | None) -> Any:
    """What the block shows an answer of: the declaration its comment names, or the command above it."""
    if block.mark != "answer to":
        assert last is not None, f"{block.place}: the answer to which command?"
        return json.loads(last.out)
    (world.folder / "asked.json").write_text((ROOT / block.said).read_text("utf-8"))
    answer = json.loads(world.run("greenlane check asked.json").out)
    return answer if "verdict" in shown_json(block) else answer["items"][0]


def request(block: Block, line: str, world: World) -> None:
    """One line of an `http` block: `METHOD /path {body} → status, Header: value`, then in words after two spaces."""
    form = r"(GET|POST|DELETE) (/\S+)(?: (\{.*?\}))?(?: +→ (\d{3})(?:, (\w+): (\S+))?)?(?: {2,}.*)?"
    match = re.fullmatch(form, line)
    assert match is not None, f"{block.place}: {line}"
    method, path, body, status, header, value = match.groups()
    for word, known in world.words.items():
        path = path.replace(f"<{word.lower()}>", known).replace("<id>", known if word == "DRAFT" else "<id>")
    connection = http.client.HTTPConnection("127.0.0.1", world.server.port, timeout=30)
    try:
        connection.request("POST", "/api/v1/sessions", json.dumps({"name": "minh", "password": PASSWORD}),
                           {"Content-Type": "application/json"})  # fmt: skip
        opened = connection.getresponse()
        told = json.loads(opened.read())
        cookie = (opened.getheader("Set-Cookie") or "").partition(";")[0]
        more = {"Cookie": cookie, "X-Greenlane-CSRF": told["csrf"], "Content-Type": "application/json"}
        connection.request(method, path, body, more)
        answer = connection.getresponse()
        content = answer.read()
    finally:
        connection.close()
    assert answer.status == int(status) if status else answer.status < 300, f"{block.place}: {line}: {content!r}"
    if header:
        pattern = re.sub(r"<(\w+)>", r"(?P<\1>[^/]+)", value)
        found = re.fullmatch(pattern, answer.getheader(header) or "")
        assert found is not None, f"{block.place}: {header}: {answer.getheader(header)}"
        world.words |= {name.upper(): part for name, part in found.groupdict().items()}


def test_outputs_are_compared_with_room_for_what_is_left_out() -> None:
    assert not text_differs("a …\n…\nlast", "a 12\nb\nc\nlast\n")
    assert not text_differs("a\n…", "a\n") and not text_differs("…\nb", "b")
    assert text_differs("a …\nlast", "a 12\nb\nlast") and text_differs("a.c", "abc")


def test_answers_are_compared_with_room_for_what_is_left_out() -> None:
    said = {"verdict": "clear", "items": [{"rule": "A", "because": ["x 1", "y"]}, {"rule": "B"}]}
    assert not list(json_differs({"items": [{"because": ["x …", "…"]}, {"…": "…"}]}, said))
    for wrong in (
        {"verdict": "referred"},
        {"items": [{"rule": "B"}, {"rule": "A"}]},
        {"items": [{"because": ["y", "x 1"]}]},
        {"missing": {}},
        {"items": [{"rule": "C…"}]},
    ):
        assert list(json_differs(wrong, said)), wrong


@given(st.recursive(st.none() | st.integers() | st.text(max_size=4), lambda one: st.lists(one) | st.dictionaries(
    st.text(max_size=3), one), max_leaves=8))  # fmt: skip
def test_an_answer_is_as_it_is_shown_whole_and_a_part_of_it_is_too(said: Any) -> None:
    assert list(json_differs(said, said)) == []
    if isinstance(said, dict) and said:
        key = next(iter(said))
        assert list(json_differs({name: part for name, part in said.items() if name != key}, said)) == []
        assert key == "…" or list(json_differs(said, {name: part for name, part in said.items() if name != key}))


def test_commands_of_a_block_are_read_with_what_they_show() -> None:
    console = Block("x.md", 1, "console", "$ a \\\n  b\n$ c 'd\ne'\nout\n\nmore\n")
    assert list(commands(console)) == [("a \\\n  b", None), ("c 'd\ne'", "out\n\nmore")]
    shell = Block("x.md", 1, "sh", "a   # why\n# nothing\ncurl -d '{\n}'\n")
    assert list(commands(shell)) == [("a   # why", None), ("curl -d '{\n}'", None)]
