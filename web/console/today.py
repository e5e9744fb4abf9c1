"""Today: what is checked and what comes of it, what waits for me, and whether all is well."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from flask import Blueprint, Response, request

from greenlane.core.model import Rule
from greenlane.core.rights import EVERY, Actor
from greenlane.core.service.book import Edition
from greenlane.core.service.drafts import Draft
from greenlane.core.service.insight import today
from greenlane.core.speaker import Speaker
from greenlane.core.store.insight import RANKED, Counted
from greenlane.core.terms.codes import PLACELESS
from greenlane.core.vocabulary import VERDICTS
from greenlane.web import charts
from greenlane.web.console import asked
from greenlane.web.console.frame import page, person
from greenlane.web.languages import language
from greenlane.web.tables import Code, Column, Link, Mark, Row, Table, exported
from greenlane.web.wiring import Desk

DAYS: Final = 30
"""What is shown where nothing is asked for."""
SOON: Final = 30
"""Days before `review_by` in which a rule is near it."""
TOP: Final = 10
"""Rules that hit most on the page; their file has some more."""
SHOWN: Final = 15
"""Rules of the review list on the page; its file has all."""


def add(routes: Blueprint, desk: Desk) -> None:
    """Add the routes."""

    @routes.get("")
    def now() -> Response:
        actor = person(desk)
        faults: asked.Faults = {}
        edition = desk.book.current()
        theirs = seen(actor, edition)
        economy = asked.word("economy", theirs, faults) or ("" if _all(actor) else next(iter(theirs), ""))
        written = request.args.get("days", "")
        days = int(written) if written in {str(one) for one in RANKED} else DAYS
        last = today()
        first = last - timedelta(days=days - 1)
        of = economy or EVERY
        counted = desk.insight.verdicts(first, last, of) if theirs or _all(actor) else []
        reads = bool(theirs) or _all(actor)
        hits = _hits(desk, edition, days, of, first) if reads else None
        reviews = _reviews(edition, economy, last)
        waiting = _waiting(desk, actor) if actor.may("read drafts") else None
        plugins = _plugins(desk, edition)
        sets = _sets(desk, edition) if actor.may("read drafts") else None
        tables = [one for one in (waiting, hits, reviews, plugins, sets) if one is not None]
        if found := exported(*tables):
            return found
        return page(
            "console/today/index.html",
            economies=theirs,
            economy=economy,
            every=_all(actor),
            days=days,
            ranked=RANKED,
            errors=faults,
            reads=reads,
            totals=_totals(counted),
            by_day=_by_day(counted, first, last, economy),
            by_economy=_by_economy(desk, first, last, theirs) if not economy and len(theirs) > 1 else None,
            since=first,
            hits=hits,
            ranked_at=desk.insight.ranked_at() if reads else None,
            reviews=reviews,
            waiting=waiting,
            plugins=plugins,
            sets=sets,
            edition=edition,
            as_of=desk.insight.as_of(),
        )


def _all(actor: Actor) -> bool:
    return EVERY in actor.economies("read decisions")


def seen(actor: Actor, edition: Edition) -> list[str]:
    """The economies whose decisions somebody may read, as far as there are rules of them."""
    theirs = actor.economies("read decisions")
    return edition.ruleset.economies if EVERY in theirs else sorted(theirs - PLACELESS)


def _totals(counted: Sequence[Counted]) -> list[tuple[str, int]]:
    """Decisions by verdict, the worst first, and all of them."""
    sums = {verdict: sum(one.decisions for one in counted if one.verdict == verdict) for verdict in VERDICTS[::-1]}
    return list(sums.items())


def series(rows: Sequence[dict[str, int]]) -> list[tuple[str, str, list[int]]]:
    """Of bars that are counted by verdict, the layers of a chart; verdicts that none has are left out."""
    return [
        (verdict.replace("_", " "), verdict.replace("_", "-"), [row.get(verdict, 0) for row in rows])
        for verdict in VERDICTS
        if any(row.get(verdict) for row in rows)
    ]


def _by_day(counted: Sequence[Counted], first: date, last: date, economy: str) -> charts.Bars:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    rows: dict[date, dict[str, int]] = {day: {} for day in days}
    for one in counted:
        rows[one.day][one.verdict] = one.decisions
    title = f"Checks by day and verdict{f', asked of {economy}' if economy else ''}"
    return charts.bars(title, [day.isoformat() for day in days], series(list(rows.values())))


def _by_economy(desk: Desk, first: date, last: date, theirs: Sequence[str]) -> charts.Bars:
    counted = desk.insight.economies(first, last)
    found = {code: counted[code] for code in sorted(counted) if code in theirs}
    title = "Checks by economy and verdict"
    return charts.bars(title, list(found), series(list(found.values())), label="Economy")


def _hits(desk: Desk, edition: Edition, days: int, of: str, first: date) -> Table:
    say = Speaker(language())
    rules = {rule.id: rule for rule in edition.ruleset.rules} if (ranks := desk.insight.ranks(days, of)) else {}
    rows: list[Row] = []
    for one in ranks:
        rule = rules.get(one.rule)
        found = asked.linked("/console/decisions", {"rule": one.rule, "since": first.isoformat()})
        rows.append(
            {
                "rule": Link(one.rule, asked.rule_address(one.rule)),
                "title": say.text(rule.title) if rule else "not in the rule set in force",
                "decisions": one.decisions,
                "against": one.against,
                "show": Link("decisions", found),
            }
        )
    columns = [
        Column("rule", "Rule", head=True),
        Column("title", "Title"),
        Column("decisions", "Decisions it was found in", number=True),
        Column("against", "Of these, not clear", number=True),
        Column("show", "Show"),
    ]
    return Table(
        "hits",
        "Rules that hit most",
        columns,
        rows[:TOP],
        every=lambda: rows,
        nothing="No rule was found in a decision of these days.",
    )


def _reviews(edition: Edition, economy: str, last: date) -> Table:
    say = Speaker(language())
    near = last + timedelta(days=SOON)
    due = [
        rule
        for rule in edition.ruleset.rules
        if rule.review_by is not None
        and rule.review_by <= near
        and (not economy or rule.economy == economy)
        and (rule.valid_to is None or rule.valid_to >= last)
    ]
    due.sort(key=lambda rule: (rule.review_by or last, rule.id))

    def rows(some: Sequence[Rule]) -> list[Row]:
        return [
            {
                "rule": Link(rule.id, asked.rule_address(rule.id)),
                "title": say.text(rule.title),
                "economy": rule.economy,
                "review_by": rule.review_by,
                "state": Mark("past", "bad") if (rule.review_by or last) < last else Mark("soon", "warn"),
            }
            for rule in some
        ]

    columns = [
        Column("rule", "Rule", head=True),
        Column("title", "Title"),
        Column("economy", "Economy"),
        Column("review_by", "Review by"),
        Column("state", "State"),
    ]
    return Table(
        "reviews",
        "Rules to look at again",
        columns,
        rows(due[:SHOWN]),
        every=lambda: rows(due),
        nothing=f"No rule that applies is past its review day, or within {SOON} days of it.",
        total=len(due),
    )


def _waiting(desk: Desk, actor: Actor) -> Table:
    columns = [
        Column("draft", "Draft", head=True),
        Column("what", "What waits"),
        Column("economies", "Economies"),
        Column("by", "By"),
        Column("since", "Since"),
    ]
    rows: list[Row] = []
    for draft in desk.drafts.all(actor, ("open", "submitted", "approved")):
        what = _asked_of(desk, actor, draft)
        if what is not None:
            rows.append(
                {
                    "draft": Link(draft.header.title, f"/console/drafts/{draft.id}"),
                    "what": what,
                    "economies": ", ".join(sorted(draft.economies)),
                    "by": draft.header.created_by,
                    "since": draft.header.updated_at,
                }
            )
    return Table("waiting", "Drafts waiting for me", columns, rows, nothing="No draft waits for you.")


def _asked_of(desk: Desk, actor: Actor, draft: Draft) -> Mark | None:
    """What a draft wants of somebody; None for nothing."""
    state, economies = draft.header.state, draft.economies
    if state == "approved":
        return Mark("publish it", "good") if actor.may("publish", economies) else None
    reviews = desk.drafts.reviews(draft.id)
    editors = desk.drafts.editors(draft.id)
    steps = [one for one in reviews if one.step != "commented"]
    if state == "submitted":
        submitter = next((one.by for one in reversed(steps) if one.step == "submitted"), None)
        second = actor.name not in editors and actor.name != submitter and actor.may("review drafts", economies)
        return Mark("approve it, or send it back", "info") if second else None
    back = bool(steps) and steps[-1].step == "sent back" and actor.name in editors | {draft.header.created_by}
    return Mark("it was sent back to you", "warn") if back else None


_TONES: Final = {"loaded": "good", "failed": "bad", "refused": "bad", "suspended": "bad", "unavailable": "bad"}


def _plugins(desk: Desk, edition: Edition) -> Table:
    rows: list[Row] = []
    named: set[str] = set()
    for one in desk.host.plugins.values():
        code = one.economy or one.name
        named.add(code)
        known = code in edition.ruleset.packs
        rows.append(
            {
                "plugin": Link(one.name, f"/console/economies/{code}") if known else one.name,
                "status": Mark(one.status, _TONES[one.status]),
                "version": edition.ruleset.packs[code].economy.version if known else None,
                "said": "; ".join(one.reasons) or edition.unavailable.get(code),
            }
        )
    for code, reason in sorted(edition.unavailable.items()):
        if code not in named:
            status = Mark("unavailable", _TONES["unavailable"])
            rows.append({"plugin": code, "status": status, "version": None, "said": reason})
    columns = [
        Column("plugin", "Plugin", head=True),
        Column("status", "Status"),
        Column("version", "Rules of version"),
        Column("said", "What is wrong"),
    ]
    return Table("plugins", "Plugins", columns, rows, nothing="No plugin is installed.")


def _sets(desk: Desk, edition: Edition) -> Table:
    pending = desk.publishing.pending()
    rows: list[Row] = [
        {
            "number": Link(f"Rule set {one.version}", f"/console/rule-sets/{one.version}"),
            "state": Mark("in force", "good") if one.version == edition.version else Mark("scheduled", "info"),
            "from": one.effective_at,
            "by": one.published_by,
            "reason": one.reason,
            "digest": Code(one.digest[7:19]),
        }
        for one in (edition.header, *pending)
    ]
    columns = [
        Column("number", "Rule set", head=True),
        Column("state", "State"),
        Column("from", "From"),
        Column("by", "Published by"),
        Column("reason", "Reason"),
        Column("digest", "Digest"),
    ]
    return Table("sets", "Rule set in force, and those to come", columns, rows)
