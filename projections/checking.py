"""Checking: fold every stream anew and compare row for row with what is served."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from sqlalchemy import ColumnElement, Connection, Engine, Table, and_, or_, select

from domain import streams as stream_names
from domain.fact import Fact
from domain.recorded import EventLog
from projections.comparing import count
from projections.following import catch_up
from projections.shapes import Row
from projections.tables import METADATA, POSITIONS
from projections.totals import TOTALED, Counts, given
from projections.totals import served as served_totals
from projections.writing import rows_of, shape_of

_STREAMS_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where what is served is not what the log says."""

    table: str
    stream: str
    should_be: Row | None
    is_served: Row | None

    def __str__(self) -> str:
        return (
            f"table {self.table}, stream {self.stream}: the log makes {self.should_be}, "
            f"served is {self.is_served}; mend it with `parallel-flickr projections rebuild`"
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check looked at, and the first difference if there is one."""

    events: int
    rows: int
    difference: Difference | None


def check(
    log: EventLog,
    engine: Engine,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Checked:
    """Compare every row served with a fresh fold of the log, up to its present end."""
    catch_up(log, engine)
    head = log.head()
    events = 0
    counts = Counter[str]()
    totals = Counts()
    every = log.by_stream(upto=head)
    with engine.connect() as connection:
        while chunk := list(islice(every, _STREAMS_AT_ONCE)):
            facts = dict(chunk)
            events += sum(len(told) for told in facts.values())
            found = _compare(connection, facts, counts, totals)
            if found is not None:
                return Checked(events, counts.total(), found)
            progress(events, head)
        difference = _compare_totals(connection, totals) or _surplus(connection, counts)
    return Checked(events, counts.total(), difference)


def _compare(
    connection: Connection,
    facts: Mapping[str, Sequence[Fact]],
    counts: Counter[str],
    totals: Counts,
) -> Difference | None:
    expected: dict[Table, dict[str, list[Row]]] = {}
    for stream, told in facts.items():
        made = rows_of(stream, told)
        totals.update(given(made))
        for table in shape_of(stream).keys:
            rows = sorted(made.get(table.name, ()))
            expected.setdefault(table, {})[stream] = rows
            counts[table.name] += len(rows)
    for table, by_stream in expected.items():
        served = _served(connection, table, by_stream)
        for stream, rows in by_stream.items():
            found = sorted(served.get(stream, ()))
            if found != rows:
                return _first_difference(table.name, stream, rows, found)
    return None


def _served(
    connection: Connection, table: Table, wanted: Mapping[str, object]
) -> dict[str, list[Row]]:
    """Return the rows served for some streams, by stream."""
    any_stream = next(iter(wanted))
    keys = shape_of(any_stream).keys[table]
    kind = stream_names.kind_of(any_stream)
    if len(keys) == 1:
        values = [s if keys == ("stream",) else stream_names.parts_of(s)[0] for s in wanted]
        where: ColumnElement[bool] = table.c[keys[0]].in_(values)
    else:
        where = or_(
            *(
                and_(*(table.c[k] == v for k, v in zip(keys, parts, strict=True)))
                for parts in map(stream_names.parts_of, wanted)
            )
        )
    places = [list(table.c.keys()).index(key) for key in keys]
    found: dict[str, list[Row]] = {}
    for row in connection.execute(select(table).where(where)):
        parts = [row[place] for place in places]
        stream = parts[0] if keys == ("stream",) else ":".join([kind, *parts])
        found.setdefault(stream, []).append(tuple(row))
    return found


def _first_difference(
    table: str, stream: str, rows: Sequence[Row], found: Sequence[Row]
) -> Difference:
    for number in range(max(len(rows), len(found))):
        should_be = rows[number] if number < len(rows) else None
        is_served = found[number] if number < len(found) else None
        if should_be != is_served:
            return Difference(table, stream, should_be, is_served)
    raise AssertionError("equal rows have no difference")


def _compare_totals(connection: Connection, totals: Counts) -> Difference | None:
    served = served_totals(connection)
    for table, bucket in sorted(set(totals) | set(served)):
        should_be, is_served = totals[table, bucket], served[table, bucket]
        if should_be != is_served:
            return Difference(table, "(all)", (*bucket, should_be), (*bucket, is_served))
    return None


def _surplus(connection: Connection, counts: Counter[str]) -> Difference | None:
    """Find rows of which the log knows no stream at all."""
    not_of_streams = (POSITIONS, *(total.table for total in TOTALED))
    for table in METADATA.sorted_tables:
        if table not in not_of_streams:
            served = count(connection, table)
            if served != counts[table.name]:
                return Difference(table.name, "(all)", (counts[table.name],), (served,))
    return None
