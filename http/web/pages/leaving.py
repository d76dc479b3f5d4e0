"""Leaving the archive: a page that says what goes and what stays, and the form that does it."""

from __future__ import annotations

from domain.fact import UNSAID
from web.answering.posting import Done
from web.asking.errors import Elsewhere, Trouble
from web.asking.forms import Sent, field
from web.asking.visit import Visit
from web.pages.account import past_of
from web.signing_in import signed_out
from web.site import Site
from web.views.parts import View


class LeavingView(View, frozen=True, kw_only=True):
    """The page; `name` is what has to be typed to show that it is meant."""

    name: str


def look(visit: Visit) -> LeavingView:
    """Return what a member has to know before they leave."""
    if not visit.viewer:
        raise Elsewhere(visit.site.addresses.url("/signin", go_on="/account/delete"))
    return LeavingView(
        title="Leave the archive", time=visit.sign(), name=name_of(visit.site, visit.viewer)
    )


def act(visit: Visit, sent: Sent) -> Done:
    """Record that the viewer left, who typed their name; their session ends. Raises Trouble.

    The erasing follows.
    """
    name = name_of(visit.site, visit.viewer)
    if field(sent, "name") != name:
        raise Trouble(
            400,
            "That is not your name",
            f"Type “{name}”, just so, to leave. Nothing was changed.",
        )
    visit.site.archive.accounts.leave(visit.viewer)
    return signed_out(visit.site)


def name_of(site: Site, nsid: str) -> str:
    """Return the name under which a member joined; their NSID if there is none."""
    held = past_of(site, nsid).now
    username = UNSAID if held is None else held.state.username
    return nsid if username is UNSAID else username
