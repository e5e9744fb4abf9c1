"""What charts are drawn from: verdicts by day and economy, how often rules hit, and which hit most."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from greenlane.core.store.database import Database
from greenlane.core.store.filing import DAY, EVERY
from greenlane.core.store.insight_schema import filing, rule_hits, rule_ranks, verdict_counts
from greenlane.core.store.records import from_microseconds

RANKED: Final = (7, 30, 90)
"""Of the last so many days, today (UTC) among them."""
PLACES: Final = 20
_EPOCH: Final = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Counted:
    """So many decisions of a day (UTC) with a verdict."""

    day: date
    verdict: str
    decisions: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """A rule, the decisions in which it left a finding, and those in which that was `against`: not clear."""

    rule: str
    decisions: int
    against: int


class InsightStore:
    """Reads what is counted, and ranks rules. Every method can raise StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def verdicts(self, since: date, until: date, economy: str = EVERY) -> list[Counted]:
        """Decisions by day and verdict, both days included, of those that asked an economy; of all (`*`)."""
        table = verdict_counts.c
        query = (
            sa.select(table.day, table.verdict, table.decisions)
            .where(table.economy == economy, table.day.between(_number(since), _number(until)))
            .order_by(table.day, table.verdict)
        )
        with self._database.reading() as connection:
            return [Counted(_day(row.day), row.verdict, row.decisions) for row in connection.execute(query)]

    def economies(self, since: date, until: date) -> dict[str, dict[str, int]]:
        """By economy, the decisions that asked it by verdict; each under every economy that it asked."""
        table = verdict_counts.c
        query = (
            sa.select(table.economy, table.verdict, sa.func.sum(table.decisions).label("decisions"))
            .where(table.economy != EVERY, table.day.between(_number(since), _number(until)))
            .group_by(table.economy, table.verdict)
            .order_by(table.economy, table.verdict)
        )
        found: dict[str, dict[str, int]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(query):
                found.setdefault(row.economy, {})[row.verdict] = int(row.decisions)
        return found

    def hits(self, rule: str, since: date, until: date) -> list[Counted]:
        """Decisions in which a rule left a finding, by day and the worst it said; empty: erased before it was filed."""
        table = rule_hits.c
        query = (
            sa.select(table.day, table.verdict, table.decisions)
            .where(table.rule == rule, table.day.between(_number(since), _number(until)))
            .order_by(table.day, table.verdict)
        )
        with self._database.reading() as connection:
            return [Counted(_day(row.day), row.verdict, row.decisions) for row in connection.execute(query)]

    def ranks(self, days: int, economy: str = EVERY) -> list[Ranked]:
        """The rules that hit most in the last days (7, 30 or 90), of one economy or of all."""
        table = rule_ranks.c
        query = (
            sa.select(table.rule, table.decisions, table.against)
            .where(table.days == days, table.economy == economy)
            .order_by(table.place)
        )
        with self._database.reading() as connection:
            return [Ranked(row.rule, row.decisions, row.against) for row in connection.execute(query)]

    def ranked_at(self) -> datetime | None:
        """When rules were ranked."""
        query = sa.select(filing.c.filed_at).where(filing.c.name == "ranks")
        with self._database.reading() as connection:
            at = connection.execute(query).scalar_one()
        return None if at is None else from_microseconds(at)

    def rank_due(self, seconds: float) -> bool:
        """Whether something was filed, or a day began, since rules were ranked, and so many seconds have passed."""
        with self._database.reading() as connection:
            standing = {row.name: row for row in connection.execute(sa.select(filing))}
            now = self._database.now(connection)
        ranks = standing["ranks"]
        if ranks.filed_at is None:
            return bool(standing["decisions"].position)
        changed = ranks.position != standing["decisions"].position or ranks.filed_at // DAY != now // DAY
        return bool(changed) and bool(now - ranks.filed_at >= seconds * 1_000_000)

    def rank(self) -> None:
        """Rank the rules anew."""
        table = rule_hits.c
        with self._database.reading() as connection:
            position = connection.execute(sa.select(filing.c.position).where(filing.c.name == "decisions")).scalar_one()
            today = self._database.now(connection) // DAY
            within = [sa.case((table.day > today - days, table.decisions), else_=0) for days in RANKED]
            sums = [sa.func.sum(one) for one in within]
            sums += [sa.func.sum(sa.case((table.verdict.in_(("clear", "")), 0), else_=one)) for one in within]
            query = sa.select(table.rule, *sums).where(table.day > today - max(RANKED)).group_by(table.rule)
            counted = [(row[0], list(map(int, row[1:]))) for row in connection.execute(query)]
        rows = []
        for place, days in enumerate(RANKED):
            ranked: dict[str, list[Ranked]] = {EVERY: []}
            for rule, numbers in counted:
                one = Ranked(rule, numbers[place], numbers[place + len(RANKED)])
                if one.decisions:
                    ranked[EVERY].append(one)
                    ranked.setdefault(rule.partition("-")[0], []).append(one)  # ids begin with their economy
            for economy, some in ranked.items():
                rows += _places(days, economy, some)
        with self._database.writing() as connection:
            now = self._database.now(connection)
            connection.execute(filing.update().where(filing.c.name == "ranks").values(position=position, filed_at=now))
            connection.execute(rule_ranks.delete())
            if rows:
                connection.execute(rule_ranks.insert(), rows)


def _places(days: int, economy: str, some: Sequence[Ranked]) -> list[dict[str, object]]:
    best = sorted(some, key=lambda one: (-one.decisions, one.rule))[:PLACES]
    return [
        {
            "days": days,
            "economy": economy,
            "place": place,
            "rule": one.rule,
            "decisions": one.decisions,
            "against": one.against,
        }
        for place, one in enumerate(best, 1)
    ]


def _number(day: date) -> int:
    return day.toordinal() - _EPOCH


def _day(number: int) -> date:
    return date.fromordinal(number + _EPOCH)
