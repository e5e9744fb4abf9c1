"""Which non-originating materials do not change as a rule of change asks."""

from collections.abc import Sequence

from greenlane.core.origin.annex import covered
from greenlane.core.origin.editions import Transposed
from greenlane.core.origin.foreign import Foreign, Unchanged
from greenlane.core.origin.rule import Change, From, Span
from greenlane.core.vocabulary import FALSE, TRUE, UNKNOWN


def staying(rule: Change | From, written: str, code: str, foreign: Foreign) -> Unchanged:
    """Places of the materials that do not change as the rule asks, and of those of which it cannot be told.

    `code`: the good's six digits in the rule's edition. `written`: the rule, which many agreements share.
    """
    key = written, code
    found = foreign.stayed.get(key)
    if found is None:
        stay = _surely(rule, code, foreign)
        maybe: list[int] = []
        if foreign.doubtful:
            for place, moved in foreign.doubtful.items():
                value = _stays(rule, code, moved)
                if value == TRUE:
                    stay.append(place)
                elif value == UNKNOWN:
                    maybe.append(place)
            stay.sort()
        found = foreign.stayed[key] = (tuple(stay), tuple(maybe))
    return found


def _surely(rule: Change | From, code: str, foreign: Foreign) -> list[int]:
    """Of the materials whose code is not in doubt, those that do not change, in the order of the bill."""
    if isinstance(rule, From):
        within = {place for span in rule.codes for place in foreign.under(span.first, span.last)}
        return [place for place in foreign.places if place not in within and place not in foreign.doubtful]
    stay = foreign.under(code[: rule.level], code[: rule.level]) if rule.level else []
    for span in rule.exclude:
        stay += foreign.under(span.first, span.last)
    return sorted(set(stay)) if len(stay) > 1 else stay


def _stays(rule: Change | From, code: str, moved: Transposed) -> int:
    """Whether a material stays whose code is one of several, too short to tell, or not known in the edition."""
    codes = moved.codes
    if isinstance(rule, From):
        if not moved.known:
            return UNKNOWN
        return TRUE - _within(rule.codes, codes)
    value = _within(rule.exclude, codes) if rule.exclude else FALSE
    if rule.level and value != TRUE:
        prefix = code[: rule.level]
        if all(one.startswith(prefix) for one in codes):
            return TRUE
        if any(one.startswith(prefix) or prefix.startswith(one) for one in codes):
            return UNKNOWN
    if value == FALSE and not moved.known and (rule.level or rule.exclude):
        return UNKNOWN
    return value


def _within(spans: Sequence[Span], codes: Sequence[str]) -> int:
    """Whether a material of one of these codes lies in one of these spans: surely, perhaps, or not."""
    if all(covered(spans, one) for one in codes):
        return TRUE
    return UNKNOWN if any(span.covers(one) or span.touches(one) for span in spans for one in codes) else FALSE
