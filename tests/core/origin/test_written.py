"""Product rules as lawyers write them: read, printed back, and refused with what would be right."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenlane.core.origin.rule import (
    LEVELS,
    METHODS,
    Allowance,
    Both,
    Change,
    Content,
    Either,
    From,
    Process,
    ProductRule,
    Share,
    Span,
    WhollyObtained,
)
from greenlane.core.origin.written import RuleError, parse, span, spans, write, write_span

CTH = Change(4)
RVC40 = Content("RVC", Decimal(40))


def one(code: str, last: str | None = None) -> Span:
    return Span(code, last or code)


CANONICAL: dict[str, ProductRule] = {
    "WO": WhollyObtained(),
    "CC": Change(2),
    "CTH": CTH,
    "CTSH": Change(6),
    "any heading": Change(0),
    "RVC40": RVC40,
    "BD55": Content("BD", Decimal(55)),
    "BU37.5": Content("BU", Decimal("37.5")),
    "MC100": Content("MC", Decimal(100)),
    "RVC0.05": Content("RVC", Decimal("0.05")),
    "CTH or RVC40": Either((CTH, RVC40)),
    "CTSH and RVC35": Both((Change(6), Content("RVC", Decimal(35)))),
    "BU35 or BD55 or NC35": Either(
        tuple(Content(name, Decimal(n)) for name, n in (("BU", 35), ("BD", 55), ("NC", 35)))
    ),
    "CTH except from 7219 or RVC40": Either((Change(4, (one("7219"),)), RVC40)),
    "CTH except from 7605-7606": Change(4, (one("7605", "7606"),)),
    "any heading except from 4011, 4012": Change(0, (one("4011"), one("4012"))),
    "CC except from 5201-5203, 5403.33-5403.39, 54": Change(
        2, (one("5201", "5203"), one("540333", "540339"), one("54"))
    ),
    "CTH with same heading up to 20% and MC50 or MC40": Either(
        (Both((Change(4, (), Allowance(4, Decimal(20))), Content("MC", Decimal(50)))), Content("MC", Decimal(40)))
    ),
    "CTH except from 8503 with same subheading up to 55%": Change(4, (one("8503"),), Allowance(6, Decimal(55))),
    "CTSH with same heading up to 12.5%": Change(6, (), Allowance(4, Decimal("12.5"))),
    "from 7201-7206": From((one("7201", "7206"),)),
    "from 7206, 7207": From((one("7206"), one("7207"))),
    "from 8503 and (BU35 or BD45)": Both(
        (From((one("8503"),)), Either((Content("BU", Decimal(35)), Content("BD", Decimal(45)))))
    ),
    "process retreading": Process("retreading"),
    "CTH or process thermal_or_electrolytic": Either((CTH, Process("thermal_or_electrolytic"))),
    "CTH and originating_polymer_percent >= 50": Both((CTH, Share("originating_polymer_percent", Decimal(50)))),
    "CC and process cut_and_sewn": Both((Change(2), Process("cut_and_sewn"))),
    "WO or CC except from 01": Either((WhollyObtained(), Change(2, (one("01"),)))),
    "(WO or CTH and (RVC40 or process mixing)) and CTSH": Both(
        (Either((WhollyObtained(), Both((CTH, Either((RVC40, Process("mixing"))))))), Change(6))
    ),
    # Names may be words of the grammar, as long as "and" and "or" are none.
    "from 72 or heading >= 5": Either((From((one("72"),)), Share("heading", Decimal(5)))),
    "process process or process >= 5 or rvc40 >= 6": Either(
        (Process("process"), Share("process", Decimal(5)), Share("rvc40", Decimal(6)))
    ),
}


@pytest.mark.parametrize("text", CANONICAL)
def test_what_is_canonical_is_read_and_printed_back_unchanged(text: str) -> None:
    assert parse(text) == CANONICAL[text]
    assert write(parse(text)) == text


@pytest.mark.parametrize(
    ("variant", "canonical"),
    [
        ("RVC(40)", "RVC40"),
        ("RVC 40%", "RVC40"),
        ("RVC40 %", "RVC40"),
        ("rvc ( 40 % )", "RVC40"),
        ("RVC 40 per cent", "RVC40"),
        ("RVC 040.50", "RVC40.5"),
        ("MaxNOM 45%", "MC45"),
        ("MAX NOM 45 % or cth", "MC45 or CTH"),
        ("  cTh \n or\tRvC40 ", "CTH or RVC40"),
        ("CTH\N{NO-BREAK SPACE}or RVC40", "CTH or RVC40"),
        ("CTH, or RVC40", "CTH or RVC40"),
        ("CTH; or RVC(40)", "CTH or RVC40"),
        ("CTH, except from 7219, or RVC40", "CTH except from 7219 or RVC40"),
        ("CTH except from Heading 72.19", "CTH except from 7219"),
        ("any heading except 4011 and 4012", "any heading except from 4011, 4012"),
        ("ANY HEADING", "any heading"),
        ("Wholly obtained", "WO"),
        ("from 7206 or 7207", "from 7206, 7207"),
        ("from 7206, 7207, or 7208; or RVC40", "from 7206, 7207, 7208 or RVC40"),
        ("from headings 5201 through 5203", "from 5201-5203"),
        ("from chapter 50 to chapter 63", "from 50-63"),
        ("from 5201 \N{EN DASH} 5203", "from 5201-5203"),
        ("from sub-heading 850760, subheadings 85.07.10 and 8507.20", "from 8507.60, 8507.10, 8507.20"),
        ("from 7206-7206", "from 7206"),
        ("CTH, or BU35/BD55/NC35", "CTH or BU35 or BD55 or NC35"),
        ("CTSH and BU35/BD45", "CTSH and (BU35 or BD45)"),
        ("CTH (same-heading up to 20%); or MC40", "CTH with same heading up to 20% or MC40"),
        ("CTH with same sub-heading up to 55 per cent", "CTH with same subheading up to 55%"),
        ("((CTH)) or (RVC40 or WO)", "CTH or RVC40 or WO"),
        ("CTH and (RVC40 and WO)", "CTH and RVC40 and WO"),
        ("(CTH and MC50) or MC40", "CTH and MC50 or MC40"),
        ("CTH, and RVC40", "CTH and RVC40"),
        ("CTH and RVC40; or WO", "CTH and RVC40 or WO"),
        ("Process Retreading", "process retreading"),
        ("Originating_Polymer_Percent ≥50%", "originating_polymer_percent >= 50"),
    ],
)
def test_what_is_written_otherwise_is_printed_canonically(variant: str, canonical: str) -> None:
    assert write(parse(variant)) == canonical
    assert write(parse(canonical)) == canonical


def test_and_binds_tighter_than_or() -> None:
    a, b, c = WhollyObtained(), Change(2), Change(6)
    assert parse("WO or CC and CTSH") == Either((a, Both((b, c))))
    assert parse("(WO or CC) and CTSH") == Both((Either((a, b)), c))


PART = "a condition: any heading, CC, CTH, CTSH, WO, from, process, RVC, BD, BU, NC, MC, or a fact with >="
JOINT = '"or", "and", or the end'
CODE = "a code such as 72, 7219 or 8507.60"


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("", 0, 'the rule is empty; write one, for example "CTH or RVC40"'),
        (" \n", 0, 'the rule is empty; write one, for example "CTH or RVC40"'),
        ("()", 1, f'found ")", expected {PART}'),
        ("CTH or", 6, f"found the end, expected {PART}"),
        ("CTH or RVX40", 7, f'found "RVX40", expected {PART}; did you mean RVC?'),
        ("CTHS", 0, f'found "CTHS", expected {PART}; did you mean CTH?'),
        ("any", 0, f'found "any", expected {PART}; did you mean any heading?'),
        ("proces retreading", 0, f'found "proces", expected {PART}; did you mean process?'),
        ("or RVC40", 0, f'found "or", expected {PART}'),
        ("or >= 40", 0, f'found "or", expected {PART}'),
        ("40%", 0, f'found "40", expected {PART}'),
        (
            "CTC or RVC40",
            0,
            f'found "CTC", expected {PART}; CTC names no level; write CC (2 digits), CTH (4) or CTSH (6)',
        ),
        ("CTH RVC40", 4, f'found "RVC40", expected {JOINT}'),
        ("CTH adn RVC40", 4, f'found "adn", expected {JOINT}; did you mean and?'),
        ("CTH exept from 72", 4, f'found "exept", expected {JOINT}; did you mean except from?'),
        ("CTH excluding 72", 4, f'found "excluding", expected {JOINT}; write "except from"'),
        ("CTH from outside 72", 4, f'found "from", expected {JOINT}; for codes left out write "except from"'),
        (
            "CTSH with RVC40",
            5,
            f'found "with", expected {JOINT}; after a change, "with same heading up to 20%" may follow; '
            'further conditions are joined with "and"',
        ),
        ("CTH, RVC40", 3, f'found ",", expected {JOINT}; a comma stands between codes, or before "or" and "and"'),
        ("CTH\u200b", 3, rf'found "\u200b", expected {JOINT}'),
        ("CTH and/or RVC40", 4, '"and/or" leaves open whether both are needed; write "and" or "or"'),
        (
            "CTH or RVC40, and process mixing",
            12,
            'found ", and" beside an "or": what belongs together? Group it with parentheses',
        ),
        ("(CTH or RVC40", 13, 'found the end, expected "or", "and", or the ")" for the "(" at character 1'),
        ("CTH)", 3, f'found ")", expected {JOINT}; no "(" opens it'),
        ("RVC(40", 6, 'found the end, expected the ")" for the "(" at character 4'),
        ("CTH (same heading up to 5%", 26, 'found the end, expected the ")" for the "(" at character 5'),
        ("(" * 21 + "CTH" + ")" * 21, 20, "found parentheses more than 20 deep; write the rule with fewer"),
        ("CTH or RVC", 10, "found the end, expected a percentage such as 40 or 37.5"),
        ("RVC-40", 3, 'found "-", expected a percentage such as 40 or 37.5'),
        ("RVC100.01", 3, 'found "100.01"; a percentage is more than 0 and at most 100'),
        ("MC0", 2, 'found "0"; a percentage is more than 0 and at most 100'),
        ("CTH with same heading up to 0.0%", 28, 'found "0.0"; a percentage is more than 0 and at most 100'),
        ("RVC4E1", 4, f'found "E1", expected {JOINT}'),
        ("RVC37,5", 5, 'found "," within a number; write decimals with a point, as in 37.5'),
        ("RVC40-50", 5, f'found "-", expected {JOINT}'),
        ("CTH or BU35/CTSH", 12, 'found "CTSH", expected a value test: RVC, BD, BU, NC, MC'),
        ("from", 4, f"found the end, expected {CODE}"),
        ("CTH except form 7219", 11, f'found "form", expected {CODE}; did you mean from?'),
        ("from 7", 5, 'found "7" of 1 digit; a code has 2, 4 or 6, as in 72, 7219 or 8507.60'),
        ("from 8507.6", 5, 'found "8507.6" of 5 digits; a code has 2, 4 or 6, as in 72, 7219 or 8507.60'),
        ("from 8507.60.00", 5, 'found "8507.60.00" of 8 digits; a code has 2, 4 or 6, as in 72, 7219 or 8507.60'),
        ("from 7.219", 5, 'found "7.219", its points out of place; write 7219'),
        ("from 72.19.", 5, 'found "72.19.", its points out of place; write 7219'),
        ("from 0001", 5, 'found "0001"; there is no chapter 00: chapters run from 01'),
        (
            "from 5403.42-5405",
            5,
            "found a range from 540342 to 5405; both ends are equally long; split it, as in 5403.42-5403.49, 5404-5405",
        ),
        (
            "from 5203-5201",
            5,
            "found a range that runs backwards, from 5203 to 5201; write 5201-5203",
        ),
        ("from heading 72", 13, 'found "72" as a heading; it is a chapter: correct the word or the code'),
        ("process", 7, "found the end, expected the name of a process, as in process retreading"),
        ("process or CTH", 8, 'found "or", expected the name of a process, as in process retreading'),
        ("origin_percent", 0, 'found "origin_percent" without a limit; a fact takes one, as in origin_percent >= 50'),
        ("origin_percent >= x", 18, 'found "x", expected a percentage such as 40 or 37.5'),
        (
            "origin_percent > 50",
            0,
            'found "origin_percent" without a limit; a fact takes one, as in origin_percent >= 50',
        ),
    ],
)
def test_what_is_no_rule_is_refused_at_its_place_with_what_would_be_right(text: str, place: int, said: str) -> None:
    with pytest.raises(RuleError) as raised:
        parse(text)
    assert raised.value.place == place
    shown = text.replace("\n", r"\n").replace("\u200b", r"\u200b")
    assert str(raised.value) == f'at character {place + 1} of "{shown}": {said}'


def test_a_long_text_is_shown_by_its_beginning() -> None:
    with pytest.raises(RuleError) as raised:
        parse("CTH or " + "x" * 5000)
    assert len(str(raised.value)) < 400


@pytest.mark.parametrize(
    ("text", "read", "canonical"),
    [
        ("72", one("72"), "72"),
        ("01-14", one("01", "14"), "01-14"),
        ("heading 72.19", one("7219"), "7219"),
        ("8507.60", one("850760"), "8507.60"),
        ("4012.11-4012.19", one("401211", "401219"), "4012.11-4012.19"),
    ],
)
def test_a_span_is_read_and_written(text: str, read: Span, canonical: str) -> None:
    assert span(text) == read
    assert write_span(read) == canonical


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("", 0, f"found the end, expected {CODE}"),
        ("72, 73", 2, 'found ",", expected the end: one code, or one range such as 5201-5203, stands here'),
        ("WO", 0, f'found "WO", expected {CODE}'),
        ("chaptre 72", 0, f'found "chaptre", expected {CODE}; did you mean chapter?'),
        ("01-", 3, f"found the end, expected {CODE}"),
    ],
)
def test_what_is_no_span_is_refused(text: str, place: int, said: str) -> None:
    with pytest.raises(RuleError) as raised:
        span(text)
    assert raised.value.place == place
    assert str(raised.value) == f'at character {place + 1} of "{text}": {said}'


def test_a_list_of_spans_is_read_in_its_order() -> None:
    assert spans(["72", "01-14"]) == (one("72"), one("01", "14"))
    assert spans([]) == ()
    with pytest.raises(RuleError, match="runs backwards"):
        spans(["72", "14-01"])


def _codes(digits: int) -> st.SearchStrategy[str]:
    return st.integers(10 ** (digits - 2), 10**digits - 1).map(lambda number: f"{number:0{digits}}")


SPANS = st.sampled_from([2, 4, 6]).flatmap(
    lambda digits: st.lists(_codes(digits), min_size=2, max_size=2).map(lambda ends: Span(min(ends), max(ends)))
)
SINGLE = st.sampled_from([2, 4, 6]).flatmap(_codes).map(one)
LISTS = st.lists(SPANS | SINGLE, min_size=1, max_size=4).map(tuple)
PERCENTS = st.decimals("0.0001", "100", places=4) | st.integers(1, 100).map(Decimal)
NAMES = st.from_regex(r"\A[a-z][a-z0-9_]{0,12}\Z") | st.sampled_from(
    ["from", "process", "heading", "with", "except", "rvc40", "cth", "any", "to", "wo", "same", "chapter72"]
)
NAMED = NAMES.filter(lambda name: name not in ("and", "or"))
LEAVES: st.SearchStrategy[ProductRule] = st.one_of(
    st.just(WhollyObtained()),
    st.builds(
        Change,
        st.sampled_from(sorted(LEVELS)),
        st.just(()) | LISTS,
        st.none() | st.builds(Allowance, st.sampled_from([4, 6]), PERCENTS),
    ),
    st.builds(From, LISTS),
    st.builds(Content, st.sampled_from(METHODS), PERCENTS),
    st.builds(Process, NAMED),
    st.builds(Share, NAMED, PERCENTS),
)


def _groups(depth: int, kind: type[Both] | type[Either]) -> st.SearchStrategy[ProductRule]:
    """Groups as parse() gives them: of at least two parts, and none of its own kind directly within."""
    other = Either if kind is Both else Both
    part = LEAVES if depth == 0 else LEAVES | _groups(depth - 1, other)
    return st.lists(part, min_size=2, max_size=3).map(lambda parts: kind(tuple(parts)))


RULES = LEAVES | _groups(3, Both) | _groups(3, Either)


@given(RULES)
def test_every_rule_comes_back_as_it_was_written(rule: ProductRule) -> None:
    text = write(rule)
    assert parse(text) == rule
    assert write(parse(text)) == text


@given(RULES, st.data())
def test_case_and_spaces_change_nothing(rule: ProductRule, data: st.DataObject) -> None:
    text = write(rule)
    loud = text.upper() if data.draw(st.booleans()) else text.lower()
    wide = loud.replace(" ", data.draw(st.sampled_from([" ", "  ", "\t", "\n ", "\N{NO-BREAK SPACE}"])))
    assert parse(f" {wide} ") == rule


WORDS = (
    "CTH CC any heading except from with same subheading up to 20% RVC MC 40 37.5 WO process and or "
    "/ ( ) , ; - 72 7219 8507.60 8507.6 name >= ≥ % chapter headings through MaxNOM . E1 \u0130 \u212a ٤ \x00 \ud800"
).split(" ")
TEXTS = st.text() | st.lists(st.sampled_from(WORDS)).map(" ".join) | st.lists(st.sampled_from(WORDS)).map("".join)


@given(TEXTS)
def test_no_text_raises_anything_but_an_error_of_the_rule(text: str) -> None:
    try:
        rule = parse(text)
    except RuleError as error:
        assert 0 <= error.place <= len(text)
        assert str(error).isprintable()
    else:
        assert parse(write(rule)) == rule


@given(TEXTS)
def test_no_text_raises_anything_but_an_error_of_the_span(text: str) -> None:
    try:
        read = span(text)
    except RuleError as error:
        assert 0 <= error.place <= len(text)
    else:
        assert span(write_span(read)) == read


@given(RULES, st.data())
def test_a_rule_with_a_piece_missing_is_read_or_refused(rule: ProductRule, data: st.DataObject) -> None:
    text = write(rule)
    at = data.draw(st.integers(0, len(text)))
    cut = text[:at] + text[at + data.draw(st.integers(1, 5)) :]
    try:
        read = parse(cut)
    except RuleError as error:
        assert 0 <= error.place <= len(cut)
    else:
        assert parse(write(read)) == read
