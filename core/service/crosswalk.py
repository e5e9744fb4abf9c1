"""What goods of a code may be in the lists of waste, and which list counts between two economies on a day."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, Final

from greenlane.core.crosswalk.model import LISTS, UNION, Crosswalk, Entry, Regime, Stream
from greenlane.core.crosswalk.pair import Pair, Standing, holds
from greenlane.core.reference import under
from greenlane.core.ruleset import RuleSet
from greenlane.core.speaker import Speaker
from greenlane.core.vocabulary import FALSE, TRUE, UNKNOWN, weakest

Json = dict[str, Any]
SHORTEST: Final = 4
"""Digits below which a code says nothing about waste."""
CONTROL_SAID: Final = {
    "none": "no consent is needed",
    "consent": "prior informed consent is needed",
    "depends": "the composition decides",
    "by_economy": "no common rule: each of the two economies decides, ask both",
    "agreement": "only under an agreement of the two economies",
    "barred": "it may not move",
    "unknown": "what is asked is not held here",
}
LIST_SAID: Final = {"basel": "Annex {}", "oecd": "{} list", "eu": "{} list"}
STANDS: Final = {TRUE: "member", FALSE: "no member", UNKNOWN: "not known"}


class NoCrosswalk(LookupError):
    """No pack of the rule set holds a crosswalk."""


def crosswalk(
    ruleset: RuleSet,
    code: str,
    sender: str,
    receiver: str,
    on: date,
    stream: str = "",
    language: str = "en",
    unavailable: Collection[str] = (),
) -> Json:
    """The rows of every crosswalk that goods of a code (digits, `SHORTEST` at least) may fall under, for a pair.

    `stream`: only that one, by its id. `unavailable`: packs that do not answer. An end may be a union: then it is any
    of its members. Raises NoCrosswalk.
    """
    say = Speaker(language)
    walks = _walks(ruleset, unavailable)
    if not walks:
        raise NoCrosswalk
    rows: list[Json] = []
    ends: dict[str, list[Json]] = {sender: [], receiver: []}
    for name, walk in walks.items():
        pair = Pair(walk, sender, receiver, on)
        for one in ends:
            ends[one] += _groups(walk, pair, one, name, say)
        rows += [
            {"pack": name, **_row(walk, pair, one, match, (sender, receiver), say)}
            for one, match in _named(walk, code, on)
            if stream in ("", one.id)
        ]
    return {
        "code": code,
        "date": on.isoformat(),
        "from": {"economy": sender, "groups": ends[sender]},
        "to": {"economy": receiver, "groups": ends[receiver]},
        "rows": rows,
    }


def streams(ruleset: RuleSet, unavailable: Collection[str] = ()) -> dict[str, Stream]:
    """Every stream of every crosswalk, by id."""
    return {one.id: one for walk in _walks(ruleset, unavailable).values() for one in walk.streams}


def _walks(ruleset: RuleSet, unavailable: Collection[str]) -> dict[str, Crosswalk]:
    return {
        name: pack.crosswalk
        for name, pack in sorted(ruleset.packs.items())
        if pack.crosswalk is not None and name not in unavailable
    }


def _named(walk: Crosswalk, code: str, on: date) -> Iterator[tuple[Stream, int]]:
    for one in walk.streams:
        match = under(code[:6], one.codes)
        if match != FALSE and holds(one.valid_from, one.valid_to, on):
            yield one, match


def _groups(walk: Crosswalk, pair: Pair, economy: str, pack: str, say: Speaker) -> Iterator[Json]:
    for one in pair.standings(economy):
        group = walk.groups.get(one.group)
        yield {
            "pack": pack,
            "group": one.group,
            "title": say.text(group.title) if group else "European Union",
            "stands": STANDS[one.value].replace(" ", "_"),
            "evidence": evidence_of(walk, one),
            "source": one.said.source if one.said else None,
        }


def evidence_of(walk: Crosswalk, standing: Standing) -> str | None:
    """On what it rests that an economy is in a group, or out of it; None where it is not known, and of the union."""
    if standing.group == UNION or standing.value == UNKNOWN:
        return None
    if standing.said is not None:
        return standing.said.evidence
    return weakest([one.evidence for one in walk.groups[standing.group].memberships])


def _row(walk: Crosswalk, pair: Pair, one: Stream, match: int, ends: tuple[str, str], say: Speaker) -> Json:
    regimes = pair.regimes(one)
    certain = pair.certain(regimes, one)
    return {
        "stream": one.id,
        "title": say.text(one.title),
        "codes": list(one.codes),
        "match": "certain" if match == TRUE else "possible",
        "valid": {
            "from": one.valid_from.isoformat() if one.valid_from else None,
            "to": one.valid_to.isoformat() if one.valid_to else None,
        },
        **{name: _entry(one.entries.get(name)) for name in LISTS},
        "note": say.text(one.note) if one.note else None,
        "source": one.source,
        "status": "determined" if certain else "undetermined" if regimes else "not_held",
        "applies": [_applies(walk, pair, regime, one, ends, say) for regime in regimes],
    }


def _entry(one: Entry | None) -> Json | None:
    if one is None:
        return None
    return {
        "entry": one.entry or None,
        "list": one.group or None,
        "control": one.control,
        "says": CONTROL_SAID[one.control],
        "evidence": one.evidence,
    }


def _applies(walk: Crosswalk, pair: Pair, regime: Regime, one: Stream, ends: tuple[str, str], say: Speaker) -> Json:
    entry = one.entries.get(regime.reads) or Entry("", "", "unknown", "unverified")
    control = regime.control or entry.control
    standings = [
        pair.standing(economy, name)
        for economy, side in zip(ends, (regime.sender, regime.receiver), strict=True)
        for name in (*side.within, *side.outside)
    ]
    rests = [regime.evidence, entry.evidence, *filter(None, (evidence_of(walk, each) for each in standings))]
    title = say.text(regime.title)
    where = LIST_SAID[regime.reads].format(entry.group) if entry.group else ""
    named = ", ".join(filter(None, (entry.entry, where)))
    return {
        "regime": regime.id,
        "title": title,
        "message": say.text(regime.message),
        "list": regime.reads,
        "entry": entry.entry or None,
        "group": entry.group or None,
        "control": control,
        "says": f"{title}: {named + ': ' if named else ''}{CONTROL_SAID[control]}.",
        "evidence": weakest(rests),
        "source": regime.source,
    }
