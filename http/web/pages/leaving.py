"""Leaving the archive: a page that says what goes and what stays, and the form that does it."""

from __future__ import annotations

import falcon

from domain.account import AccountDeleted
from domain.fact import UNSAID
from web.errors import Elsewhere, Trouble
from web.forms import check_crumb, fields
from web.page import Page, viewer_of
from web.pages.account import past_of
from web.session import SESSION_COOKIE
from web.site import Site
from web.views.parts import View
from web.visit import Visit


class LeavingView(View, frozen=True, kw_only=True):
    """The page; `name` is what has to be typed to show that it is meant."""

    name: str


class Leaving(Page):
    """Shows the page, and lets a member leave who typed their name."""

    def __init__(self, site: Site) -> None:
        super().__init__(site, "leaving.html", look)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Record that the viewer left, and end their session. The erasing follows."""
        site = self._site
        viewer = viewer_of(site, req)
        check_crumb(site, req, viewer)
        name = name_of(site, viewer)
        if fields(req).get("name", [""])[0].strip() != name:
            raise Trouble(
                400,
                "That is not your name",
                f"Type “{name}”, just so, to leave. Nothing was changed.",
            )
        site.archive.tell(viewer, [AccountDeleted()])
        resp.unset_cookie(SESSION_COOKIE, path=site.addresses.url("/"))
        resp.set_header("Clear-Site-Data", '"cache"')
        resp.status = falcon.HTTP_303
        resp.location = site.addresses.url("/")


def look(visit: Visit) -> LeavingView:
    """Return what a member has to know before they leave."""
    if not visit.viewer:
        raise Elsewhere(visit.site.addresses.url("/signin", go_on="/account/delete"))
    return LeavingView(
        title="Leave the archive", time=visit.sign(), name=name_of(visit.site, visit.viewer)
    )


def name_of(site: Site, nsid: str) -> str:
    """Return the name under which a member joined; their NSID if there is none."""
    held = past_of(site, nsid).now
    username = UNSAID if held is None else held.state.username
    return nsid if username is UNSAID else username
