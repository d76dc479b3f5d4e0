"""What a page asks of its moments: the nearest ones, all from one on, how many there are.

What makes a moment of which page is said in `projections.reading.moments`. Of an owner's
photos the answers come from prepared statements and from totals (`projections.reading.news`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from typing import Final

from sqlalchemy import Connection, func, select

from domain.clock import DAWN, Instant, month_of
from projections.reading import news
from projections.reading.eyes import Eyes
from projections.reading.moments import Moments, Source

_MOST: Final = 5_000


@dataclass(frozen=True, slots=True)
class Steps:
    """The moments of a page, up to now, as its viewer asks for them."""

    connection: Connection
    looking: Eyes
    moments: Moments

    def last_upto(self, instant: Instant) -> Instant | None:
        """Return the last moment at or before an instant."""
        return max(self._each(self._last_upto, instant), default=None)

    def first_since(self, instant: Instant) -> Instant | None:
        """Return the first moment at or after an instant."""
        return min(self._each(self._first_since, instant), default=None)

    def all_since(self, instant: Instant) -> Iterator[Instant]:
        """Return the moments at or after an instant, each once, oldest first."""
        every = (self._all_since(source, instant) for source in self.moments)
        yield from (at for at, _ in groupby(merge(*every)))

    def count_since(self, most: int) -> int:
        """Count the changes since the time looked at, `most` at the most."""
        count, looking = 0, self.looking
        for source in self.moments:
            query = source.query.where(source.at > looking.at, source.at <= looking.now)
            limited = query.with_only_columns(source.at).limit(most).subquery()
            counted = select(func.count()).select_from(limited)
            count += self.connection.execute(counted).scalar_one()
        return min(count, most)

    def between(self, since: Instant, until: Instant) -> list[Instant]:
        """Return when each change was after `since` up to `until`, the latest of very many."""
        found: list[Instant] = []
        for source in self.moments:
            query = source.query.with_only_columns(source.at)
            query = query.where(source.at > since, source.at <= until)
            query = query.order_by(source.at.desc()).limit(_MOST)
            found += self.connection.execute(query).scalars()
        return found

    def months(self) -> dict[str, int]:
        """Return how many changes each month (UTC) had up to now, the latest of very many.

        Of an owner's photos they come from the totals, where a month in which the viewer
        became, or ceased to be, somebody to the owner counts only what admits them throughout.
        """
        counts: Counter[str] = Counter()
        for source in self.moments:
            if source.owner:
                counts.update(news.months(self.connection, self.looking, source.owner))
                continue
            query = source.query.with_only_columns(source.at)
            query = query.where(source.at <= self.looking.now, source.at > DAWN)
            query = query.order_by(source.at.desc()).limit(_MOST)
            counts.update(month_of(at) for at in self.connection.execute(query).scalars())
        return dict(sorted(counts.items()))

    def _each(self, ask: _Ask, instant: Instant) -> Iterator[Instant]:
        for source in self.moments:
            found = ask(source, instant)
            if found is not None:
                yield found

    def _last_upto(self, source: Source, instant: Instant) -> Instant | None:
        if source.owner:
            return news.last_upto(self.connection, self.looking, source.owner, instant)
        at, latest = source.at, min(instant, self.looking.now)
        query = source.query.with_only_columns(at).where(at <= latest, at > DAWN)
        query = query.order_by(at.desc()).limit(1)
        return self.connection.execute(query).scalar_one_or_none()

    def _first_since(self, source: Source, instant: Instant) -> Instant | None:
        if source.owner:
            return news.first_since(self.connection, self.looking, source.owner, instant)
        at, earliest = source.at, max(instant, DAWN + 1)
        query = source.query.with_only_columns(at).where(at >= earliest, at <= self.looking.now)
        return self.connection.execute(query.order_by(at).limit(1)).scalar_one_or_none()

    def _all_since(self, source: Source, instant: Instant) -> Iterator[Instant]:
        if source.owner:
            yield from news.all_since(self.connection, self.looking, source.owner, instant)
            return
        at, earliest = source.at, max(instant, DAWN + 1)
        query = source.query.with_only_columns(at).where(at >= earliest, at <= self.looking.now)
        yield from self.connection.execute(query.distinct().order_by(at)).scalars()


_Ask = Callable[[Source, Instant], Instant | None]
