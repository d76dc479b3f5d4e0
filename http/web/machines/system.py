"""What machines ask of the site: alive, ready, what robots may read."""

from __future__ import annotations

from typing import Final

import falcon
import structlog

from projections.following import position
from web.site import Site

_ROBOTS: Final = """User-agent: *
Disallow: /account
Disallow: /god
Disallow: /search
Disallow: /signin
Disallow: /auth
Disallow: /*as_of=
Disallow: /*known_at=
"""
_log = structlog.get_logger("web")


class Health:
    """Answers that the process is alive."""

    def on_get(self, _: falcon.Request, resp: falcon.Response) -> None:
        """Answer 200."""
        resp.content_type = falcon.MEDIA_TEXT
        resp.text = "alive\n"
        resp.cache_control = ["no-store"]

    on_head = on_get


class Ready:
    """Answers whether the site can do its work: the database, views, storage, search.

    Views and search may be behind the log by as many events as `ready_most_behind` says.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._most_behind = site.archive.settings.ready_most_behind

    def on_get(self, _: falcon.Request, resp: falcon.Response) -> None:
        """Answer 200 or 503, naming the part that does not answer."""
        resp.content_type = falcon.MEDIA_TEXT
        resp.cache_control = ["no-store"]
        failing = self._failing()
        if failing:
            resp.status = falcon.HTTP_503
        resp.text = f"not ready: {failing}\n" if failing else f"ready{self._without()}\n"

    on_head = on_get

    def _failing(self) -> str:
        archive = self._site.archive
        try:
            head = archive.log.head()
        except Exception:  # any failure of a part is the answer asked for
            _log.exception("log not ready")
            return "log"
        try:
            with archive.generations.live().connect() as connection:
                reached = position(connection)
        except Exception:
            _log.exception("views not ready")
            return "views"
        if head - reached > self._most_behind:
            return f"views ({head - reached} events behind)"
        try:
            archive.storage.ready()
        except Exception:
            _log.exception("storage not ready")
            return "storage"
        return self._search_failing(head)

    def _without(self) -> str:
        """Say what the site goes on without."""
        shared = self._site.archive.memcached
        try:
            if shared is not None:
                shared.check()
        except Exception:
            _log.exception("memcached not ready")
            return ", without memcached"
        return ""

    def _search_failing(self, head: int) -> str:
        try:
            behind = head - self._site.archive.search.position()
        except Exception:
            _log.exception("search not ready")
            return "search"
        return f"search ({behind} events behind)" if behind > self._most_behind else ""


class Robots:
    """Tells robots to leave the past alone: it is the same photographs many times over."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def on_get(self, _: falcon.Request, resp: falcon.Response) -> None:
        """Answer with the rules."""
        prefix = self._site.addresses.prefix
        resp.content_type = falcon.MEDIA_TEXT
        resp.text = _ROBOTS.replace(": /", f": {prefix}/")
        resp.cache_control = ["public", "max-age=86400"]

    on_head = on_get
