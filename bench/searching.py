"""Searching: filling an index against bare floors; how long questions take among many photos.

`python -m bench.searching PHOTOS [ENDPOINT]` asks of Solr what `bench.asking` asks of the embedded
index: among 10,000 photos, and among so many. It starts a Solr of its own with half a gigabyte
of memory, unless the endpoint of an empty core or collection of another one is given.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from operator import attrgetter
from pathlib import Path
from random import Random
from typing import Final, TypeVar

import pysolr  # type: ignore[import-untyped]  # it brings no types

from adapters.search.embedded import EmbeddedSearch
from adapters.search.solr import SolrSearch
from adapters.search.solr.documents import blocks
from domain.clock import FOREVER
from domain.search.index import Document, Entries, SearchIndex
from domain.search.parsing import parse
from domain.search.query import TEXTS, Query
from projections.reading.eyes import Eyes
from tests.services import solr

_Viewer = TypeVar("_Viewer")

OWNER: Final = "12345@N01"
_QUERIES: Final = 60
_TURNS: Final = 3
_NOW: Final = 1_790_000_000
_FIRST: Final = 1_100_000_000
_EVERYBODY: Final = 31
_VIEWERS: Final = ("viewers", "viewers_now", "faver_viewers", "faver_viewers_now",
                   "place_viewers", "place_viewers_now")  # fmt: skip
_GIVEN_BACK: Final = ("photo", "posted", "taken", "shown_from", "shown_until", "latitude",
                      "longitude")  # fmt: skip
_given_back: Final = attrgetter(*_GIVEN_BACK)
_FACETS: Final = ("tag", "camera", "country", "locality", "taken-year", "with", "licence")
_SYLLABLES: Final = ("ha", "ro", "mi", "ta", "len", "so", "ku", "ber", "ni", "van", "dor", "es")
_WORDS: Final = [a + b + c for a in _SYLLABLES for b in _SYLLABLES for c in _SYLLABLES]
_TAGS: Final = [a + b for a in _WORDS for b in _SYLLABLES]


def documents(count: int, seed: int = 5) -> Iterator[Document]:
    """Return made-up photos of one owner, in the order of posting: words and tags as people
    use them, few very often and most hardly ever."""
    random = Random(seed)  # noqa: S311 - made-up photos

    def some(among: list[str], number: int) -> tuple[str, ...]:
        size = len(among)
        return tuple(among[int(size * random.random() ** 4)] for _ in range(number))

    step = (_NOW - _FIRST) / count
    for number in range(count):
        posted = int(_FIRST + number * step)
        at = time.gmtime(posted - random.randrange(100_000))
        day = f"{at.tm_year}-{at.tm_mon:02}-{at.tm_mday:02}"
        tags = tuple(dict.fromkeys(some(_TAGS, 4)))
        town = int(400 * random.random() ** 3)
        make = "Canon" if random.random() < 0.6 else "Nikon"
        viewers = _EVERYBODY if random.random() < 0.8 else 20
        yield Document(
            photo=str(50_000_000_000 + number), piece=0, owner=OWNER, posted=posted,
            taken=f"{day} 12:00:00", shown_from=0, shown_until=FOREVER,
            viewers=viewers, viewers_now=viewers, faver_viewers=viewers,
            faver_viewers_now=viewers, place_viewers=viewers, place_viewers_now=viewers,
            deleted=False, latitude=50 + town / 100, longitude=4 + town / 50,
            readers=(), readers_now=(),
            texts={"title": some(_WORDS, 3), "description": some(_WORDS, 12), "tags": tags,
                   "place": (f"town{town}",), "camera": (make.lower(),)},
            terms={"owner": (OWNER,), "media": ("photo",), "licence": (str(number % 9),),
                   "permission": ("0" if viewers == _EVERYBODY else "2",), "tag": tags,
                   "taken-year": (day[:4],), "taken-month": (day[:7],), "taken-day": (day,),
                   "posted-year": (day[:4],), "posted-month": (day[:7],), "posted-day": (day,),
                   "make": (make,), "camera": (f"{make}/{number % 40}",),
                   "country": (f"Country {town % 20}",), "locality": (f"Town {town}",),
                   "geotagged": ("1",)},
        )  # fmt: skip


def batches(made: Iterable[Document], size: int = 2000) -> Iterator[Entries]:
    """Return documents as a rebuild gives them to an index."""
    rest = iter(made)
    while some := list(islice(rest, size)):
        yield Entries(some)


def embedded_against_fts5(count: int = 20_000) -> float:
    """Return the speed of filling, as a part of that of a bare FTS5 of the same texts."""
    made = list(documents(count))
    ratios = []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            begun = time.perf_counter()
            index = EmbeddedSearch(folder / "index")
            index.prepare()
            index.rebuild(batches(made), 1)
            ours = time.perf_counter() - begun
            index.close()
            ratios.append(_bare_fts5(folder / "floor.db", made) / ours)
    return statistics.median(ratios)


def _bare_fts5(path: Path, made: list[Document]) -> float:
    """Write all that documents hold into an FTS5 table, as durably: words, terms and who may see
    them, and what is only given back as it is."""
    begun = time.perf_counter()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    columns = (*TEXTS, "terms", "viewers", *(f"{name} UNINDEXED" for name in _GIVEN_BACK))
    connection.execute(
        f"CREATE VIRTUAL TABLE texts USING fts5({', '.join(columns)}, tokenize = 'ascii')"
    )
    connection.execute("BEGIN")
    connection.executemany(
        f"INSERT INTO texts VALUES ({', '.join('?' * len(columns))})",  # noqa: S608
        (
            (
                *(" ".join(d.texts.get(name, ())) for name in TEXTS),
                " ".join(f"{f}={v}" for f, values in d.terms.items() for v in values),
                " ".join(f"{name}={getattr(d, name)}" for name in _VIEWERS),
                *_given_back(d),
            )
            for d in made
        ),
    )
    connection.execute("COMMIT")
    connection.close()
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return time.perf_counter() - begun


def solr_against_pysolr(endpoints: tuple[str, str], count: int = 20_000) -> float:
    """Return the speed of filling a Solr, as a part of that of a bare `pysolr.add` of the same."""
    made = list(documents(count))
    ours, floor = (SolrSearch(endpoint) for endpoint in endpoints)
    for index in (ours, floor):
        index.prepare()
    ratios = []
    for _ in range(3):
        begun = time.perf_counter()
        ours.rebuild(batches(made), 1)
        took = time.perf_counter() - begun
        ready = list(blocks(Entries(made)))
        bare = pysolr.Solr(endpoints[1], timeout=120)
        bare.delete(q="*:*", commit=True)
        begun = time.perf_counter()
        for start in range(0, count, 1000):
            bare.add(ready[start : start + 1000])
        bare.commit()
        ratios.append((time.perf_counter() - begun) / took)
    for index in (ours, floor):
        index.close()
    return statistics.median(ratios)


def solr_among_many(endpoint: str, count: int) -> dict[str, float]:
    """Fill a Solr with so many photos, and return how long its questions take."""
    index = SolrSearch(endpoint)
    index.prepare()
    index.rebuild(batches(documents(count)), 1)
    took = seconds_of_questions(index, OWNER, _NOW)
    index.close()
    return {what: p95(each) for what, each in took.items()}


def seconds_of_questions(index: SearchIndex, owner: str, now: int) -> dict[str, list[float]]:
    """Return how long each sort of question takes, by a visitor and the owner, in seconds."""
    visitor, member = Eyes("", now, now), Eyes(owner, now, now)
    took: dict[str, list[float]] = {"search": [], "facets": [], "suggestions": []}
    for number, (looking, text, beginning) in enumerate(in_turns(visitor, member)):
        query = parse(text, str)
        begun = time.perf_counter()
        index.search(query, looking, query.usual_sort, 100 * (number % 3), 50)
        took["search"].append(time.perf_counter() - begun)
        begun = time.perf_counter()
        index.counts(query, looking, _FACETS, 12, newest=False)
        took["facets"].append(time.perf_counter() - begun)
        begun = time.perf_counter()
        fields = ("tag", "locality", "camera")
        index.counts(Query(), looking, fields, 8, beginning, newest=False)
        took["suggestions"].append(time.perf_counter() - begun)
    return took


def p95(seconds: list[float]) -> float:
    """Return what 95 of 100 do not take longer than."""
    return statistics.quantiles(seconds, n=20)[-1]


def in_turns(visitor: _Viewer, owner: _Viewer) -> Iterator[tuple[_Viewer, str, str]]:
    """Return who asks, a made-up query, and the beginning of a word: all of them three times.

    The same questions come every time, and of each by turns the one and the other asks.
    """
    random = Random(3)  # noqa: S311 - made-up questions
    queries = [_query(random) for _ in range(_QUERIES)]
    beginnings = [random.choice(_WORDS)[: random.randrange(1, 4)] for _ in range(_QUERIES)]
    for turn in range(_TURNS):
        for number, asked in enumerate(zip(queries, beginnings, strict=True)):
            yield (visitor, owner)[(number + turn) % 2], *asked


def _query(random: Random) -> str:
    """Return a query as people ask: a word or two, a tag, a time, a place, or everything."""
    word = _WORDS[int(len(_WORDS) * random.random() ** 3)]
    other = _WORDS[int(len(_WORDS) * random.random() ** 3)]
    tag = _TAGS[int(len(_TAGS) * random.random() ** 3)]
    queries = ("", word, f"{word} {other}", f'"{word} {other}"', f"{word[:3]}*", f"tag:{tag}",
               f"{word} -{other}", f"{word} OR {other}", f"{word} taken:2014",
               f"posted:2012..2016 tag:{tag}", f"place:town{random.randrange(400)}",
               "camera:canon is:public")  # fmt: skip
    return random.choice(queries)


def _main(count: int, endpoint: str = "") -> None:
    with ExitStack() as ending:
        if endpoint:
            few = many = endpoint
        else:
            started = ending.enter_context(solr.running())
            few, many = started.fresh(), started.fresh()
        before, then = solr_among_many(few, 10_000), solr_among_many(many, count)
    for what, seconds in then.items():
        print(f"{what}: p95 {seconds * 1000:.0f} ms among {count} photos,"
              f" {seconds / before[what]:.1f} times that among 10,000")  # fmt: skip


if __name__ == "__main__":
    _main(int(sys.argv[1]) if sys.argv[1:] else 1_000_000, *sys.argv[2:3])
