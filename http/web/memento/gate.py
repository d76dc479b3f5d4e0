"""A page as its own TimeGate: it leads to the memento asked for, and says what it is itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import falcon

from web.asking.errors import Trouble
from web.asking.visit import Visit
from web.memento import links
from web.memento.mementos import best
from web.memento.sources import Source

ACCEPT_DATETIME: Final = "Accept-Datetime"


class TimeGate:
    """Negotiates in time for the pages whose mementos a source tells."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def leads_elsewhere(
        self, req: falcon.Request, resp: falcon.Response, visit: Visit, parts: Mapping[str, str]
    ) -> bool:
        """Answer `Accept-Datetime` by a redirect to the memento; False where there is none.

        A memento does not negotiate. Raises Trouble for what is no date.
        """
        asked = req.get_header(ACCEPT_DATETIME)
        resp.append_header("Vary", ACCEPT_DATETIME.lower())
        if asked is None or visit.past or visit.known is not None:
            return False
        wanted = links.read_date(asked)
        mementos = self._source(visit, **parts)
        chosen = best(mementos, wanted)
        if chosen is None:
            return False
        page = page_of(visit)
        resp.status = falcon.HTTP_302
        resp.location = page.memento(chosen)
        resp.append_header("Vary", "Cookie")
        resp.append_header("Link", links.of_memento(page, mementos, chosen))
        resp.cache_control = ["no-store"]
        return True

    def tell(
        self, req: falcon.Request, resp: falcon.Response, visit: Visit, parts: Mapping[str, str]
    ) -> None:
        """Say of an answer which time it shows and where its other times are.

        Raises Trouble (406) where another time was asked for and there is none.
        """
        page = page_of(visit)
        if visit.past:
            resp.set_header("Memento-Datetime", links.http_date(visit.eyes.at))
            mementos = self._source(visit, **parts)
            resp.append_header("Link", links.of_memento(page, mementos, visit.eyes.at))
            return
        if req.get_header(ACCEPT_DATETIME) is not None and visit.known is None:
            raise Trouble(
                406,
                "No other time",
                "The archive has no record of this page in the past: it can be had as it is now.",
            )
        resp.append_header("Link", links.of_original(page))


def page_of(visit: Visit) -> links.Page:
    """Return the page of a visit, whatever the time it looks at."""
    return links.Page(visit.site.addresses, visit.path, visit.further())
