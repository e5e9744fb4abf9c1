"""The compiled matcher and the reference say the same, whatever the rules and whatever is asked."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greenlane.core import reference
from greenlane.core.ask import Hit
from greenlane.core.asking import ask_of
from greenlane.core.compile import compile_rules
from greenlane.core.engine import plain
from greenlane.core.keywords import canonical
from greenlane.core.model import All, Any, Fact, Not, Presumption, Requirement, Rule, Test
from greenlane.core.vocabulary import EVIDENCE, FLOWS, KINDS, REGIMES
from greenlane.ext import _matcher

ECONOMIES = ["TH", "VN", "CN"]
PARTNERS = ["US", "FJ", "TH", "ZZ", "AA", None]
FACTS = {
    "used": Fact("used", "boolean"),
    "works": Fact("works", "boolean"),
    "impurity": Fact("impurity", "decimal"),
    "line": Fact("line", "integer"),
    "purpose": Fact("purpose", "choice", ("trade", "repair", "cement")),
    "statistical": Fact("statistical", "string"),
    "flags": Fact("flags", "list", ("dirty", "mouldy", "wet")),
    "polymers": Fact("polymers", "list"),
}
NUMBERS = [Decimal(x) for x in ("0", "1", "-1", "2", "1.999999", "2.000001", "99.5", "1000000000000", "0.000001")]
DECLARED = [
    "0",
    "2",
    "2.0",
    "1.9999999",
    "2.00000000000001",
    "-0.5",
    "1e3",
    "99.50",
    "123456789012345678901234567890",
    7,
]
DAYS = [date(2024, 12, 31) + timedelta(days=k) for k in range(-2, 3)]
WORDS = ["kraft", "used goods", "废纸", "ขยะ", "PET"]
TEXTS = ["", "Recycled KRAFT board", "unused goods", "used  goods, mixed", "进口废纸浆", "krafty", "ขยะพลาสติก PET瓶"]
POLYMERS = ["PE", "PET", "PVC", "XX"]

codes = st.text("139", min_size=1, max_size=6).filter(lambda c: len(c) > 1)
some_codes = st.lists(codes, max_size=3).map(tuple)


def leaves():
    return st.one_of(
        st.builds(lambda f, v: Test(f, "is", v), st.sampled_from(["used", "works"]), st.booleans()),
        st.builds(
            lambda f, op, v: Test(f, op, v),
            st.sampled_from(["impurity", "line"]),
            st.sampled_from(["<", "<=", ">", ">=", "=", "!="]),
            st.sampled_from(NUMBERS),
        ),
        st.builds(
            lambda v: Test("purpose", "in", frozenset(v)),
            st.lists(st.sampled_from(["trade", "repair", "cement"]), min_size=1),
        ),
        st.builds(
            lambda v: Test("statistical", "in", frozenset(v)), st.lists(st.sampled_from(["899", "001"]), min_size=1)
        ),
        st.builds(
            lambda op, v: Test("flags", op, frozenset(v)),
            st.sampled_from(["any", "all", "only"]),
            st.lists(st.sampled_from(["dirty", "mouldy", "wet"]), min_size=1),
        ),
        st.builds(
            lambda op, v: Test("polymers", op, frozenset(v)),
            st.sampled_from(["any", "all", "only"]),
            st.lists(st.sampled_from(POLYMERS[:3]), min_size=1),
        ),
        st.builds(lambda v: Test("commodity_code", "under", frozenset(v)), st.lists(codes, min_size=1, max_size=3)),
        st.builds(
            lambda s, v: Test(s, "in", frozenset(v)),
            st.sampled_from(["origin", "partner"]),
            st.lists(st.sampled_from(["US", "FJ", "AA", "ZZ"]), min_size=1),
        ),
        st.builds(lambda v: Test("regime", "in", frozenset(v)), st.lists(st.sampled_from(REGIMES), min_size=1)),
        st.builds(lambda v: Test("keyword", "any", frozenset(v)), st.lists(st.sampled_from(WORDS), min_size=1)),
        st.builds(lambda d: Test(f"document:{d}", "presented", None), st.sampled_from(["A-1", "B-2"])),
        st.builds(
            lambda d, op, v: Test(f"document:{d}", f"issued {op}", v),
            st.sampled_from(["A-1", "B-2"]),
            st.sampled_from(["<", "<=", ">", ">=", "=", "!="]),
            st.sampled_from(DAYS),
        ),
        st.builds(
            lambda u, op, v: Test(f"quantity:{u}", op, v),
            st.sampled_from(["TNE", "KGM", "MTQ", "NAR"]),
            st.sampled_from(["<", "<=", ">", ">="]),
            st.sampled_from(NUMBERS),
        ),
    )


conditions = st.recursive(
    leaves(),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda p: All(tuple(p))),
        st.lists(inner, min_size=1, max_size=3).map(lambda p: Any(tuple(p))),
        inner.map(Not),
    ),
    max_leaves=5,
)
rules = st.builds(
    Rule,
    id=st.just("X"),
    economy=st.sampled_from(ECONOMIES[:2]),
    kind=st.sampled_from(KINDS),
    flows=st.lists(st.sampled_from(FLOWS), min_size=1, max_size=2).map(tuple),
    codes=some_codes,
    exclude=st.one_of(st.just(()), some_codes),
    partners=st.one_of(st.just(frozenset()), st.frozensets(st.sampled_from(["US", "FJ"]), min_size=1)),
    regimes=st.one_of(st.just(()), st.lists(st.sampled_from(REGIMES), min_size=1, max_size=2).map(tuple)),
    valid_from=st.one_of(st.none(), st.sampled_from(DAYS)),
    valid_to=st.one_of(st.none(), st.sampled_from(DAYS)),
    keywords=st.one_of(st.just(()), st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(tuple)),
    when=st.one_of(st.none(), conditions),
    requires=st.lists(
        st.builds(Requirement, conditions, st.sampled_from(["restricted", "prohibited"])), max_size=2
    ).map(tuple),
    evidence=st.sampled_from(EVIDENCE),
)
presumptions = st.dictionaries(
    st.tuples(st.sampled_from(ECONOMIES[:2]), st.just("used")), st.just(Presumption(False)), max_size=2
).flatmap(
    lambda plain_ones: st.dictionaries(
        st.tuples(st.sampled_from(ECONOMIES[:2]), st.sampled_from(["statistical", "flags"])),
        st.none(),
        max_size=2,
    ).map(
        lambda more: (
            plain_ones
            | {
                key: Presumption(frozenset())
                if key[1] == "flags"
                else Presumption("not 899", Any((Test("used", "is", True), Test("works", "is", False))))
                for key in more
            }
        )
    )
)


def random_item(r: random.Random) -> dict:
    """A goods item as it is decoded."""
    facts: dict[str, object] = {}
    for name, values in (
        ("used", [True, False]),
        ("works", [True, False]),
        ("impurity", [*DECLARED, Decimal("2.0000001")]),
        ("line", [0, 1, 2, 25]),
        ("purpose", ["trade", "repair", "cement"]),
        ("statistical", ["899", "001", "123"]),
        ("flags", [[], ["dirty"], ["wet", "mouldy"]]),
        ("polymers", [[], ["PE"], ["PE", "PET"], ["PVC", "unheard-of"], ["XX"]]),
    ):
        if r.random() < 0.5:
            facts[name] = r.choice(values)
    item: dict[str, object] = {"facts": facts} if facts or r.random() < 0.5 else {}
    documents = []
    for code in ("A-1", "B-2", "C-3"):
        for _ in range(r.choice([0, 0, 1, 2])):
            document = {"code": code}
            for name in ("issued", "expires"):
                if r.random() < 0.5:
                    document[name] = r.choice(DAYS).isoformat()
            documents.append(document)
    if documents:
        item["documents"] = documents
    if r.random() < 0.7:
        item["description"] = r.choice(TEXTS)
    if origin := r.choice(PARTNERS):
        item["origin"] = origin
    if quantity := r.choice([None, ("2", "TNE"), ("1999.9999999", "KGM"), (1, "NAR"), (Decimal(2), "KWH"), (2, "LTR")]):
        item["quantity"] = {"value": quantity[0], "unit": quantity[1]}
    return item


def random_question(r: random.Random) -> tuple:
    return (
        r.choice(ECONOMIES),
        r.choice(FLOWS),
        r.choice(DAYS),
        "".join(r.choice("139") for _ in range(r.choice([2, 3, 4, 5, 6, 8, 12]))),
        r.choice(REGIMES),
        r.choice(PARTNERS),
        random_item(r),
    )


ASKS = 60


@pytest.mark.slow
@settings(max_examples=1700, deadline=None, suppress_health_check=list(HealthCheck), derandomize=False)
@given(st.lists(rules, max_size=7), presumptions, st.integers(0, 2**32))
def test_the_compiled_matcher_agrees_with_the_reference_on_random_rule_sets(ruleset, presumed, seed):
    """1,700 rule sets of 60 asks: 102,000 checks, each of a decoded item, of an ask, and by column."""
    matcher = _matcher.Matcher(compile_rules(ruleset, FACTS, presumed), canonical)
    r = random.Random(seed)
    questions = [random_question(r) for _ in range(ASKS)]
    asks = [ask_of(*question) for question in questions]
    columns = matcher.columns(len(asks))
    expected = []
    for ask, (economy, flow, day, code, regime, partner, item) in zip(asks, questions, strict=True):
        wanted = reference.check(ruleset, presumed, ask)
        found = matcher.check_item(economy, flow, day.toordinal(), code, regime, partner, item)
        assert [Hit(*one) for one in found] == wanted, (ask, item)
        assert [Hit(*found) for found in matcher.check(*plain(ask))] == wanted, ask
        columns.append(*plain(ask))
        expected.append([(hit.rule, hit.verdict, hit.match) for hit in wanted])
    ends, found, verdicts, matches = matcher.check_columns(columns)
    flat = list(zip(memoryview(found).cast("I"), verdicts, matches, strict=True))
    edges = [0, *memoryview(ends).cast("I")]
    assert [flat[a:b] for a, b in zip(edges, edges[1:], strict=False)] == expected


def test_an_empty_rule_set_says_nothing():
    matcher = _matcher.Matcher(compile_rules([], {}, {}))
    assert matcher.check("TH", "import", 1, "3915", "release", None, None, "", None, {}, {}) == []


def test_a_rule_of_odd_length_matches_longer_codes_and_may_match_shorter_ones():
    rule = Rule("TH-X", "TH", "prohibition", ("import",), codes=("39151",))
    matcher = _matcher.Matcher(compile_rules([rule], {}, {}))

    def verdict(code):
        found = matcher.check("TH", "import", 1, code, "release", None, None, "", None, {}, {})
        return found[0][4] if found else None

    assert verdict("391510") == 5
    assert verdict("3915") == 3
    assert verdict("391520") is None


@pytest.mark.parametrize("damage", [b"", b"\0" * 300, lambda image: image[:-8], lambda image: b"X" + image[1:]])
def test_a_buffer_that_is_no_image_is_refused(damage):
    image = compile_rules([Rule("TH-X", "TH", "notice", ("import",), codes=("39",))], {}, {})
    with pytest.raises(ValueError, match="image"):
        _matcher.Matcher(damage(image) if callable(damage) else damage)


@pytest.mark.parametrize("above", ["1000000000000.0000001", "1000000000000.000001", "1000000000001", "1e13", "9" * 40])
def test_a_number_above_the_highest_threshold_is_above_it(above):
    highest = _matcher.number_key(Decimal(10**12))
    assert _matcher.number_key(above) > highest == _matcher.number_key("1000000000000")
    assert _matcher.number_key(f"-{above}") < _matcher.number_key(Decimal(-(10**12)))


@given(
    st.decimals(min_value=-(10**14), max_value=10**14, places=9),
    st.decimals(min_value=-(10**11), max_value=10**11, places=6),
)
@settings(max_examples=500)
def test_number_keys_compare_as_the_decimals_do(declared, threshold):
    left, right = _matcher.number_key(str(declared)), _matcher.number_key(threshold)
    assert (left < right) == (declared < threshold)
    assert (left == right) == (declared == threshold)


@pytest.mark.parametrize("text", ["1e3", "1000", "1000.000000", "1E+3", "1000.0000000000"])
def test_the_same_number_in_another_form_has_the_same_key(text):
    assert _matcher.number_key(text) == _matcher.number_key(1000)


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)))
@settings(max_examples=2000)
def test_a_day_is_counted_as_python_counts_it(day):
    assert _matcher.ordinal_of(day.isoformat()) == day.toordinal()


@pytest.mark.parametrize("text", ["2025-1-01", "2025-01-0a", "", "20250101xx"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValueError, match="is no day"):
        _matcher.ordinal_of(text)
