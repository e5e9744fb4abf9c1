"""A report for a terminal, for a machine, as a page and as a badge; each says the same."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from greenlane.plugins.conformance import Report, badge
from greenlane.plugins.conformance.report import Checked, Covered, Result
from tests.plugins.conformance.made import make

HOSTILE = "<script>alert(1)</script> & \"quotes\" 'too'"


def report(*statuses: str, strict: bool = False, message: str = "what was found") -> Report:
    checks = tuple(
        Checked(
            f"check-{number}", f"Check {number}", (Result(f"check-{number}", status, message, "a.yaml:1", "mend it"),)
        )  # type: ignore[arg-type]
        for number, status in enumerate(statuses, 1)
    )
    covered = (Covered("FJ-A", "risk", 1, 0, (2, 3), "rules/a.yaml:9"),)
    return Report("acme-fj 1.0", "FJ", "2026.11.22", checks, covered, strict, "0.1.0", 1.25)


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Report:
    made = make(tmp_path_factory.mktemp("spoilt") / "acme-fj")
    made.edit("rules/metal.yaml", "An officer looks at", "An <b>officer</b> looks at")
    made.edit("cases/scrap.yaml", "expect: {verdict: referred}", "expect: {verdict: clear}")
    made.drop("/README.md")
    return made.verify("found", "schema", "cases", "answers", "branches", "texts", "readme")


@pytest.mark.parametrize(
    ("statuses", "strict", "ok", "passed", "conclusion"),
    [
        (("passed", "passed"), False, True, (2, 2), "Conforms: 2 checks"),
        (("passed", "warned"), False, True, (2, 2), "Conforms: 2 checks, 1 with warnings"),
        (("passed", "warned"), True, False, (1, 2), "Does not conform: 1 of 2 checks failed"),
        (("passed", "failed", "skipped"), False, False, (1, 2), "Does not conform: 1 of 2 checks failed"),
        (("skipped", "skipped"), False, False, (0, 0), "Nothing was checked"),
        ((), False, False, (0, 0), "Nothing was checked"),
    ],
)
def test_a_report_concludes(
    statuses: tuple[str, ...], strict: bool, ok: bool, passed: tuple[int, int], conclusion: str
) -> None:
    found = report(*statuses, strict=strict)
    assert (found.ok, found.passed, found.conclusion) == (ok, passed, conclusion)


def test_the_text_is_short_and_each_fault_has_its_place_and_remedy(spoilt: Report) -> None:
    lines = re.sub(r" [\d.]+ s\n$", "", spoilt.text()).splitlines()
    assert lines == [
        "acme-fj 1.0 (pack 2026.11.22)",
        "",
        "ok    found         acme_fj, in acme_fj/",
        "ok    schema        4 rules, 9 cases, 0 agreements",
        "ok    cases         9 cases for 4 rules",
        "FAIL  answers       Cases hold",
        "        cases/scrap.yaml:32: 'Scrap of iron is referred': verdict referred, wanted clear",
        "          -> correct the rule; or the case, where the law says so",
        "ok    branches      7 of 7 outcomes of tests are seen by cases",
        "FAIL  texts         Texts",
        "        rules/metal.yaml:14: FJ-METAL: its message holds '<b>'",
        "          -> write plain text: it is shown as it stands",
        "warn  readme        README",
        "        warning: README.md: there is no README",
        "          -> write README.md with Coverage, Sources and Known gaps",
        "",
        "Does not conform: 2 of 7 checks failed.",
    ]


def test_what_is_long_is_counted_in_a_terminal_and_whole_for_a_machine() -> None:
    many = tuple(Result("codes", "failed", f"fault {number}", "", "mend it") for number in range(20))
    found = Report("acme-fj", "FJ", "1", (Checked("codes", "Codes", many),))
    assert found.text().count("-> mend it") == 12
    assert "        and 8 more (--json has them all)\n" in found.text()
    assert len(found.as_json()["checks"][0]["results"]) == 20


def test_the_json_holds_everything(spoilt: Report) -> None:
    told = json.loads(spoilt.json())
    assert (told["subject"], told["economy"], told["conforms"]) == ("acme-fj 1.0", "FJ", False)
    assert [check["check"] for check in told["checks"]] == [check.name for check in spoilt.checks]
    assert told["checks"][3]["results"] == [
        {
            "check": "answers",
            "status": "failed",
            "message": "'Scrap of iron is referred': verdict referred, wanted clear",
            "where": "cases/scrap.yaml:32",
            "remedy": "correct the rule; or the case, where the law says so",
        }
    ]
    assert {
        "rule": "FJ-PAPER",
        "kind": "restriction",
        "hits": 3,
        "misses": 1,
        "outcomes_seen": 5,
        "outcomes": 5,
        "where": "rules/scrap.yaml:19",
    } in told["coverage"]


def test_the_page_is_whole_in_itself_and_runs_nothing(spoilt: Report) -> None:
    page = spoilt.page()
    assert "FJ-METAL: its message holds &#x27;&lt;b&gt;&#x27;" in page
    assert "<code>cases/scrap.yaml:32</code>" in page
    assert re.search(r"content=\"default-src 'none'; style-src 'sha256-[\w+/=]{44}'\"", page)
    assert not re.search(r"<script|<link|<img|\bstyle=|\son\w+=|https?://|url\(|@import", page)
    assert re.findall(r'href="([^"]*)"', page) == ["#r1-answers", "#r1-texts", "#r1-readme"]
    assert all(f'id="{name[1:]}"' in page for name in re.findall(r'href="([^"]*)"', page))


def test_the_page_shows_a_rule_that_no_case_misses() -> None:
    assert '<td class="n failed">1</td><td class="n failed">0</td><td class="n">2 of 3</td>' in report("passed").page()


def test_what_a_pack_holds_stays_text_on_the_page_and_the_badge() -> None:
    found = report("failed", message=HOSTILE)
    hostile = Report(HOSTILE, HOSTILE, HOSTILE, found.checks)
    assert "<script" not in hostile.page()
    assert "<script" not in badge(hostile)
    ElementTree.fromstring(badge(hostile))


@pytest.mark.parametrize(
    ("statuses", "title", "colour"),
    [
        (("passed", "passed"), "greenlane: conforms 2/2, FJ 2026.11.22", "#18794e"),
        (("passed", "warned"), "greenlane: conforms 2/2, FJ 2026.11.22", "#8a6100"),
        (("passed", "failed"), "greenlane: faults 1/2, FJ 2026.11.22", "#b3261e"),
    ],
)
def test_a_badge_says_in_words_what_its_colour_says(statuses: tuple[str, ...], title: str, colour: str) -> None:
    drawn = badge(report(*statuses))
    picture = ElementTree.fromstring(drawn)
    assert picture.attrib["role"] == "img" and picture.attrib["aria-label"] == title
    assert picture[0].text == title
    assert f'fill="{colour}"' in drawn
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")
    assert _contrast(colour, "#ffffff") >= 4.5


def _contrast(one: str, other: str) -> float:
    """Of WCAG 2.2, between two colours."""
    light = []
    for colour in (one, other):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        light.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(light) + 0.05) / (min(light) + 0.05)


def test_the_readme_of_a_wheel_is_read(tmp_path: Path) -> None:
    from greenlane.plugins.conformance import verify

    made = make(tmp_path / "acme-fj")
    assert verify(made.wheel(tmp_path), only=["readme"], strict=True).ok
