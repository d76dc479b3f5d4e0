"""What a Prometheus reads: how requests go, and how the archive does (`/metrics`).

How the archive does is asked of the database when it is read, so that it is the same from
every process. How requests go each process counts; where `serve` starts several they count
into files of a folder that it makes (`PROMETHEUS_MULTIPROC_DIR`), and any of them tells all.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Final

import falcon
import structlog
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from domain.account import BACKUPS
from projections.following import position
from projections.reading import people
from projections.reading.subscriptions import subscriptions
from web.site import Site

_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
_NAME: Final = "parallel_flickr"
_SECONDS: Final = Histogram(
    f"{_NAME}_request_seconds",
    "How long requests took, by route and status",
    ["method", "route", "status"],
    registry=None,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
_METHODS: Final = frozenset(falcon.HTTP_METHODS)
_log = structlog.get_logger("web")


class Timing:
    """Middleware: counts requests and how long they took, by route and not by address."""

    def process_request(self, req: falcon.Request, _resp: falcon.Response) -> None:
        """Note when a request came."""
        req.context.begun = time.monotonic()

    def process_response(
        self, req: falcon.Request, resp: falcon.Response, _resource: object, _succeeded: bool
    ) -> None:
        """Count it. What leads nowhere is one route, whatever it was called."""
        method = req.method if req.method in _METHODS else "OTHER"
        status = str(falcon.http_status_to_code(resp.status))
        took = time.monotonic() - req.context.begun
        _SECONDS.labels(method, req.uri_template or "none", status).observe(took)


class Metrics:
    """Answers with the metrics, in Prometheus' text format, to those who may read them."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._allowed = site.archive.settings.metrics_allowed_addresses

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer with all metrics.

        Every address on the way that a request says it came has to be allowed: behind a
        server in front all come from that server, which adds whom it speaks for.
        """
        resp.cache_control = ["no-store"]
        resp.content_type = falcon.MEDIA_TEXT
        if not all(self._may_read(address) for address in req.access_route):
            resp.status = falcon.HTTP_403
            resp.text = "Your address is not among metrics_allowed_addresses.\n"
            return
        registry = CollectorRegistry()
        if os.environ.get(_FOLDER):
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call] # the library's
        else:
            registry.register(_SECONDS)
        registry.register(_Archive(self._site))
        resp.content_type = CONTENT_TYPE_PLAIN_0_0_4
        resp.data = generate_latest(registry)

    on_head = on_get

    def _may_read(self, address: str) -> bool:
        try:
            known = ip_address(address)
        except ValueError:
            return False
        return any(known in network for network in self._allowed)


class _Archive(Collector):
    """How the archive does. A part that does not answer is left out; `/readyz` names it."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def collect(self) -> Iterator[Metric]:
        """Ask each part."""
        for part in (self._log_and_views, self._search, self._work, self._push, self._members):
            try:
                yield from list(part())
            except Exception:  # any failure of a part leaves the others to be told
                _log.exception("not measured")

    def _log_and_views(self) -> Iterator[Metric]:
        head = self._site.archive.log.head()
        yield _gauge("log_position", "The last position of the log", head)
        with self._site.archive.generations.live().connect() as connection:
            behind = head - position(connection)
        yield _gauge("views_behind_events", "Events that the views have not seen", max(behind, 0))

    def _search(self) -> Iterator[Metric]:
        archive = self._site.archive
        behind = archive.log.head() - archive.search.position()
        words = "Events that the search index has not seen"
        yield _gauge("search_behind_events", words, max(behind, 0))

    def _work(self) -> Iterator[Metric]:
        words = "Looks at Flickr that are due, now or later"
        yield _gauge("looks_waiting", words, self._site.looks.waiting())
        words = "Calls of Flickr that the pollers have left for now"
        yield _gauge("calls_left", words, self._site.archive.flickr.budget.left().calls)

    def _push(self) -> Iterator[Metric]:
        now = self._site.archive.clock()
        with self._site.archive.generations.live().connect() as connection:
            held = subscriptions(connection)
        standing = GaugeMetricFamily(
            f"{_NAME}_subscriptions", "PuSH subscriptions, by how they stand", labels=["status"]
        )
        states = ["ended" if each.ended(now) else each.status for each in held]
        for status in ("asked", "verified", "failed", "ended"):
            standing.add_metric([status], states.count(status))
        yield standing
        refused = CounterMetricFamily(
            f"{_NAME}_deliveries_refused", "What the receiver refused, by why", labels=["why"]
        )
        for why, number in self._site.push.attempts().items():
            refused.add_metric([why], number)
        yield refused

    def _members(self) -> Iterator[Metric]:
        with self._site.archive.generations.live().connect() as connection:
            members = [each for each in people.members(connection) if not each.deleted]
            last = {
                kind: [
                    run.finished if (run := people.last_run(connection, each.nsid, kind)) else 0
                    for each in members
                    if kind in each.backups and not each.paused
                ]
                for kind in BACKUPS
            }
        yield _gauge("members", "Members of the archive", len(members))
        words = "When a kind of backup last ended, of the member who waits longest"
        ended = GaugeMetricFamily(f"{_NAME}_backup_ended_seconds", words, labels=["kind"])
        for kind, instants in last.items():
            if instants:
                ended.add_metric([kind], min(instants))
        yield ended


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{_NAME}_{name}", words, value=value)
