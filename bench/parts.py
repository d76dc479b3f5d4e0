"""The benchmarks by name: each a part that can be run alone, and gives its rows as they come."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bench import (
    appending,
    asking,
    deriving,
    following,
    growing,
    pages,
    rebuilding,
    scanning,
    searching,
    sending,
    storage,
    visiting,
)
from bench.years import EVENTS_A_PHOTO
from tests.services import solr
from tests.services.postgresql import running


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured against what, the ratio, and the goal: at least so much, or at `most`."""

    what: str
    against: str
    ratio: float
    goal: float
    most: bool = False

    @property
    def met(self) -> bool:
        """Whether the goal is met."""
        return self.ratio <= self.goal if self.most else self.ratio >= self.goal


def _appending() -> Iterator[Row]:
    yield Row("append, SQLite", "bare executemany", appending.sqlite(), 0.7)
    with running() as server:
        ratio = appending.postgresql(server.fresh())
    yield Row("append, PostgreSQL", "bare executemany", ratio, 0.6)


def _scanning() -> Iterator[Row]:
    for order, ratio in scanning.sqlite().items():
        yield Row(f"scan of the log {order}, SQLite", "bare cursor and msgspec", ratio, 0.7)
    with running() as server:
        ratios = scanning.postgresql(server.fresh())
    for order, ratio in ratios.items():
        yield Row(f"scan of the log {order}, PostgreSQL", "bare cursor and msgspec", ratio, 0.7)


def _rebuilding() -> Iterator[Row]:
    ratio, speed = rebuilding.sqlite()
    what = f"rebuild of 200,000 events ({speed:,.0f} a second)"
    yield Row(f"{what}, SQLite", "hand-written loop", ratio, 0.6)
    with running() as server:
        ratio, speed = rebuilding.postgresql(server.fresh())
        gain = rebuilding.by_two(server.fresh())
    what = f"rebuild of 200,000 events ({speed:,.0f} a second)"
    yield Row(f"{what}, PostgreSQL", "hand-written loop", ratio, 0.6)
    what = "rebuild of 1,000,000 events by --jobs 2, PostgreSQL"
    yield Row(what, "one job", gain, 1.6)


def _following() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        took = following.p99(f"sqlite:///{folder}/archive.db")
    yield Row("99 of 100 appends seen, SQLite", "a second", took, 1, most=True)
    with running() as server:
        took = following.p99(server.fresh(), workers=2)
    yield Row("the same, PostgreSQL, two workers", "a second", took, 1, most=True)


def _pages() -> Iterator[Row]:
    for page, past in pages.past_against_present().items():
        yield Row(f"{page} page of a random day", "the same page of today", past, 1.5, most=True)


def _visiting() -> Iterator[Row]:
    for page, visited in visiting.against_a_constant().items():
        yield Row(
            f"page of {page}, requests a second", "a constant by Falcon", visited.requests, 0.35
        )
        yield Row(f"page of {page}, p95", "a constant by Falcon", visited.p95, 0.35)


def _growing() -> Iterator[Row]:
    grown = growing.sqlite()
    events = f"{EVENTS_A_PHOTO * growing.PHOTOS:,} events"
    yield Row(f"rebuild of {events}", "of half as many", grown.rebuild, 2.2, most=True)
    yield Row("its peak of memory, MB", "no more", grown.megabytes, 200, most=True)
    for page, longer in grown.pages.items():
        yield Row(f"{page}, {growing.PHOTOS:,} photos", "10,000 photos", longer, 2, most=True)


def _storage() -> Iterator[Row]:
    floors = {storage.fs: "write and fsync", storage.storagemaster: "bare socket"}
    for measure, floor in {**floors, storage.s3: "boto3 alone"}.items():
        for what, ratio in measure().items():
            name, durable, _ = what.partition(storage.DURABLY)
            against = f"{floor}, the folder synced as well" if durable else floor
            yield Row(f"{measure.__name__}: {name}", against, ratio, 0.7)


def _deriving() -> Iterator[Row]:
    yield Row("all sizes of a picture", "bare Pillow", deriving.all_sizes(), 0.8)


def _sending() -> Iterator[Row]:
    for how, ratio in sending.against_nginx().items():
        goal = 0.5 if how == "streamed" else 0.9
        yield Row(f"5 MB file, {how}", "nginx from the disk", ratio, goal)


def _searching() -> Iterator[Row]:
    ratio = searching.embedded_against_fts5()
    yield Row("search: filling the embedded index", "bare FTS5", ratio, 0.6)
    with solr.running() as started:
        ratio = searching.solr_against_pysolr((started.fresh(), started.fresh()))
    yield Row("search: filling Solr", "bare pysolr.add", ratio, 0.6)
    few, many = asking.seconds_among(asking.FEW), asking.seconds_among(asking.MANY)
    for what, seconds in many.items():
        took = searching.p95(seconds)
        name = f"search: {what}, a million photos, p95"
        yield Row(name, "10,000 photos", took / searching.p95(few[what]), 4, most=True)
        yield Row(name, "150 ms", took / 0.15, 1, most=True)


PARTS: Final[Mapping[str, Callable[[], Iterator[Row]]]] = {
    "appending": _appending,
    "scanning": _scanning,
    "rebuilding": _rebuilding,
    "following": _following,
    "pages": _pages,
    "visiting": _visiting,
    "growing": _growing,
    "storage": _storage,
    "deriving": _deriving,
    "sending": _sending,
    "searching": _searching,
}
