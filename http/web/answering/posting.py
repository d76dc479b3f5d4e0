"""Forms are taken in one way: the crumb is checked, the form's act is done, the answer leads on."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import falcon

from web.answering.page import Look, Page, viewer_of
from web.asking.forms import check_crumb, fields
from web.asking.visit import open_visit
from web.site import Site


def _nothing(_: falcon.Response) -> None:
    """Change nothing of an answer."""


class Done(NamedTuple):
    """What came of a form: where to go on, and what else the answer tells the browser."""

    location: str
    tell: Callable[[falcon.Response], None] = _nothing


class Again(Exception):  # noqa: N818 - the page once more, not a fault of the program
    """The form's page is to be shown once more, by a look that says what was wrong."""

    def __init__(self, status: str, look: Look) -> None:
        super().__init__(status)
        self.status = status
        self.look = look


Act = Callable[..., str | Done]
"""Given a visit, what a form sent and the parts of the path: does it. Returns where to go on.

Raises Trouble for what cannot be done, or Again where the page itself says so.
"""


class Form:
    """An address to which a form is sent."""

    def __init__(self, site: Site, act: Act, template: str = "") -> None:
        self._site = site
        self._act = act
        self._template = template

    def on_post(self, req: falcon.Request, resp: falcon.Response, **parts: str) -> None:
        """Do what the form says, and lead on. Raises Trouble."""
        viewer = viewer_of(self._site, req)
        check_crumb(self._site, req, viewer)
        try:
            with self._site.archive.generations.live().connect() as connection:
                visit = open_visit(self._site, connection, viewer, req.path, {})
                went = self._act(visit, fields(req), **parts)
        except Again as again:
            Page(self._site, self._template, again.look).on_get(req, resp, **parts)
            resp.status = again.status
            return
        done = Done(went) if isinstance(went, str) else went
        done.tell(resp)
        resp.location = done.location
        resp.status = falcon.HTTP_303
        resp.cache_control = ["no-store"]


class PageWithForm(Form):
    """A page whose form is sent to its own address."""

    def __init__(self, site: Site, act: Act, template: str, page: Page) -> None:
        super().__init__(site, act, template)
        self.on_get = page.on_get
        self.on_head = page.on_get
