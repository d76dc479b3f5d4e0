"""The index on Solr, by pysolr.

A step is one update: first the turn, then what the streams give, last the position. Solr
refuses the turn, and with it the step, where another worker took it in between; what is cut
off in the middle leaves the position as it was, and is done again. Nothing is seen before
the commit at its end, so position and documents are seen together.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Final

from adapters.search.solr.conditions import Json, found_by, said, when_faved
from adapters.search.solr.documents import Doc, blocks, emptied
from adapters.search.solr.server import SolrServer
from domain.search.index import (
    VERSION,
    Count,
    Entries,
    Found,
    Looker,
    SearchTooSlow,
    SearchUnavailable,
)
from domain.search.query import PLACE_TERMS, Condition, Query, Sort
from domain.search.sight import may_see_place, meant

_SECONDS: Final = 10.0
_GRACE: Final = 5.0
"""Seconds that Solr has beyond those of a question, to say that it gave up."""
_UPDATE_SECONDS: Final = 120.0
_TURN_SECONDS: Final = 120
"""For so long a step that somebody began is left to them."""
_AT_ONCE: Final = 1000
_POSITION: Final = f"position-{VERSION}"
_HELD: Final = f"{{!term f=id}}{_POSITION}"
_NONE: Final = -1
"""The version that says to Solr that there must be none yet."""


class SolrSearch:
    """An index on Solr (`domain.search.index.SearchIndex`)."""

    def __init__(
        self, endpoint: str, seconds: float = _SECONDS, now: Callable[[], float] = time.time
    ) -> None:
        """Take the address; a question may take so many seconds."""
        self._reading = SolrServer(endpoint, seconds + _GRACE)
        self._writing = SolrServer(endpoint, _UPDATE_SECONDS)
        self._milliseconds = max(1, int(seconds * 1000))
        self._now = now
        self._worker = uuid.uuid4().hex

    def prepare(self) -> None:
        """Make an empty index where there is none. Safe to do again."""
        if not self._writing.exists():
            self.rebuild((), 0)

    def position(self) -> int:
        """Return how far the index accounts for the log; 0 for one that is empty."""
        return self._reading.ask(_position)

    def replace(self, streams: Iterable[str], entries: Entries, before: int, reached: int) -> bool:
        """Put in what streams give now, and move the position, in one update."""
        given = {block["id"]: block for block in blocks(entries)}
        gone = [emptied(stream) for stream in streams if stream not in given]
        leader = self._writing.leader()
        turn = self._writing.ask(partial(_turn, before=before, worker=self._worker,
                                         now=int(self._now())))  # fmt: skip
        if turn is None:
            return False
        update = [turn, *gone, *given.values(), _reached(reached)]
        try:
            self._writing.ask(partial(_add, docs=update, commit=True), at=leader)
        except SearchUnavailable as trouble:
            if "HTTP 409" in str(trouble):  # somebody took the turn in between
                return False
            raise
        return True

    def rebuild(self, batches: Iterable[Entries], reached: int) -> None:
        """Fill a fresh core or collection and put it in the live one's place."""
        fresh = self._writing.create()
        try:
            for some in _cut(block for entries in batches for block in blocks(entries)):
                self._writing.ask(partial(_add, docs=some), fresh)
            self._writing.ask(partial(_add, docs=[_reached(reached)], commit=True), fresh)
            self._writing.make_live(fresh)
        except BaseException:
            self._writing.remove(fresh)
            raise

    def scrub(self) -> None:
        """Merge what was removed out of Solr's files, and out of its log of updates."""
        self._writing.ask(_merge)

    def search(self, query: Query, looking: Looker, sort: Sort, offset: int, limit: int) -> Found:
        """Return a page of the photos that a query finds."""
        order, needed = _ordered(query, looking, sort)
        asked: Json = {
            **found_by(query, looking),
            "queries": needed,
            "sort": f"{order}, posted desc, photo desc",
            "fields": ["photo"],
            "offset": offset,
            "limit": limit,
        }
        response = self._ask(asked)["response"]
        return Found(response["numFound"], [doc["photo"] for doc in response["docs"]])

    def counts(
        self,
        query: Query,
        looking: Looker,
        fields: Sequence[str],
        limit: int,
        beginning: str = "",
        *,
        newest: bool = True,
    ) -> list[list[Count]]:
        """Return the values of each field among the photos found, the most frequent first."""
        facets = {field: _facet(field, limit, beginning, newest) for field in fields}
        placed = {"placed": said(may_see_place(looking))} if PLACE_TERMS & facets.keys() else {}
        asked: Json = {
            **found_by(query, looking), "queries": placed, "limit": 0, "facet": facets,
        }  # fmt: skip
        answered = self._ask(asked)["facets"]
        return [
            [
                Count(one["val"], one["count"], one.get("newest", "").partition(".")[2])
                for one in answered.get(field, {"buckets": []})["buckets"]
            ]
            for field in fields
        ]

    def how_many(self, query: Query, looking: Looker, conditions: Sequence[Condition]) -> list[int]:
        """Return for how many of the photos found each of some conditions holds, too."""
        names = [f"c{number}" for number in range(len(conditions))]
        plain = [said(meant(one, looking)) for one in conditions]
        asked: Json = {
            **found_by(query, looking),
            "queries": dict(zip(names, plain, strict=True)),
            "limit": 0,
            "facet": {name: _facet_of(name) for name in names},
        }
        facets = self._ask(asked)["facets"]
        return [facets[name]["count"] if facets["count"] else 0 for name in names]

    def close(self) -> None:
        """Close every connection."""
        self._reading.close()
        self._writing.close()

    def _ask(self, asked: Json) -> dict[str, Any]:
        """Ask the live index; what it could not answer in time is no answer."""
        text = json.dumps(asked)
        try:
            answer: dict[str, Any] = self._reading.ask(
                lambda live: live.search("*:*", json=text, timeAllowed=self._milliseconds,
                                         expandMacros="false"),
                once=True,
            ).raw_response  # fmt: skip
        except SearchUnavailable as trouble:
            if "timed out" in str(trouble):
                raise SearchTooSlow from None
            raise
        if answer["responseHeader"].get("partialResults"):
            raise SearchTooSlow
        return answer


def _position(live: Any) -> int:
    found = live.search(_HELD, fl="reached").docs
    return int(found[0]["reached"]) if found else 0


def _add(index: Any, docs: list[Doc], commit: bool = False) -> None:
    index.add(docs, commit=commit)


def _merge(live: Any) -> None:
    held = live.search(_HELD, fl="id,kind,reached").docs
    live.add(held, commit=True)  # Solr keeps its last log of updates: now that is only this
    live.optimize(maxSegments=1)


def _turn(live: Any, before: int, worker: str, now: int) -> Doc | None:
    """Return what takes the turn of a step; None where the step is not to be taken.

    What is not committed yet is looked at too: that another is in the middle of it.
    """
    docs = live.search("", search_handler="get", ids=f"turn,{_POSITION}", fl="*,_version_").docs
    held = {doc["id"]: doc for doc in docs}
    if int(held.get(_POSITION, {}).get("reached", 0)) != before:
        return None
    turn = held.get("turn")
    if turn is not None and _is_theirs(turn, before, worker, now):
        return None
    return {
        "id": "turn",
        "kind": "turn",
        "reached": before,
        "worker": worker,
        "taken_at": now,
        "_version_": _NONE if turn is None else turn["_version_"],
    }


def _is_theirs(turn: Doc, before: int, worker: str, now: int) -> bool:
    """Tell whether another worker is in the middle of the step from `before`."""
    begun = turn["reached"] == before and turn["worker"] != worker
    return bool(begun and turn["taken_at"] + _TURN_SECONDS > now)


def _reached(position: int) -> Doc:
    return {"id": _POSITION, "kind": "position", "reached": position}


def _cut(docs: Iterable[Doc]) -> Iterator[list[Doc]]:
    some: list[Doc] = []
    for doc in docs:
        some.append(doc)
        if len(some) == _AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _facet(field: str, limit: int, beginning: str, newest: bool) -> Json:
    made: Json = {"type": "terms", "field": f"term_{field}", "limit": limit}
    if newest:
        made["facet"] = {"newest": "max(newest)"}
    if beginning:
        made["prefix"] = beginning
    if field in PLACE_TERMS:
        made["domain"] = {"filter": {"param": "placed"}}
    return made


def _facet_of(name: str) -> Json:
    """Return the facet that counts what a query, by its name, finds besides."""
    return {"type": "query", "q": "*:*", "domain": {"filter": {"param": name}}}


def _ordered(query: Query, looking: Looker, sort: Sort) -> tuple[str, Json]:
    """Return an order, and the queries that it needs by their names."""
    if sort is Sort.TAKEN:
        return "taken desc", {}
    if sort is Sort.FAVED and query.faved_by:
        high, low = (when_faved(query.faved_by, looking.at, part) for part in ("high", "low"))
        return "query($high) desc, query($low) desc", {"high": high, "low": low}
    if sort is Sort.RELEVANCE and query.relevant:
        return "score desc", {}
    return "posted desc", {}
