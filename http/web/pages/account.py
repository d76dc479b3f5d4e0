"""A member's own account: what is backed up, how that went, what their token allows."""

from __future__ import annotations

import falcon
from msgspec import Struct

from domain import streams
from domain.account import ACCOUNT, BACKUPS, Account, account_history
from domain.fact import UNSAID
from projections.following import catch_up
from projections.reading import people
from projections.reading.subscriptions import subscriptions
from web.errors import Elsewhere, bad_request
from web.forms import check_crumb, fields
from web.page import viewer_of
from web.roles import is_admin
from web.site import Site
from web.views.parts import Person, View
from web.visit import Visit

_RUNS = 20
_WHAT = {
    "photos": "Your photos, of every visibility, with their files",
    "faves": "What you faved of others, with the files",
    "contacts": "Your contacts, friends and family",
    "albums": "Your albums and their order",
}
_MISSING = 8


class Kind(Struct, frozen=True, kw_only=True):
    """A kind of backup, and whether it is registered."""

    name: str
    words: str
    registered: bool


class RunShown(Struct, frozen=True, kw_only=True):
    """A finished backup; `missing` is what it could not get, `more` how many are left out."""

    kind: str
    begun: int
    seconds: int
    counts: dict[str, int]
    missing: tuple[str, ...]
    more: int


class AccountView(View, frozen=True, kw_only=True):
    """The account page; `admin` is whether the member looks after the whole archive."""

    person: Person
    admin: bool
    joined: int | None
    perms: str
    paused: bool
    kinds: tuple[Kind, ...]
    runs: tuple[RunShown, ...]


def look(visit: Visit) -> AccountView:
    """Return the viewer's own account, from its own stream: a change shows at once."""
    if not visit.viewer:
        raise Elsewhere(visit.site.addresses.url("/signin", go_on="/account"))
    nsid = visit.viewer
    past = account_history(e.fact for e in visit.site.archive.log.read(streams.account(nsid)))
    state: Account = past.now.state if past.now else ACCOUNT.empty
    registered = () if state.backups is UNSAID else state.backups
    runs = people.runs(visit.connection, nsid, _RUNS)
    return AccountView(
        title="Your account",
        time=visit.sign(),
        person=visit.people([nsid])[nsid],
        admin=is_admin(visit.site, nsid),
        joined=past.facts[0].happened.until if past.facts else None,
        perms=state.perms if isinstance(state.perms, str) else "none",
        paused=state.paused is True,
        kinds=tuple(
            Kind(name=kind, words=_WHAT[kind], registered=kind in registered) for kind in BACKUPS
        ),
        runs=tuple(
            RunShown(
                kind=run.kind,
                begun=run.begun,
                seconds=run.finished - run.begun,
                counts=run.counts,
                missing=run.missing[:_MISSING],
                more=max(len(run.missing) - _MISSING, 0),
            )
            for run in runs
        ),
    )


class Backups:
    """Registers what is backed up for the viewer, and lets it rest or go on."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def on_get(self, _: falcon.Request, resp: falcon.Response) -> None:
        """Send to the account page, where the form is."""
        resp.status = falcon.HTTP_302
        resp.location = self._site.addresses.url("/account")

    on_head = on_get

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Record what the form says: `backups` (several), or `paused` (1 or 0)."""
        viewer = viewer_of(self._site, req)
        check_crumb(self._site, req, viewer)
        sent = fields(req)
        archive = self._site.archive
        if "paused" in sent:
            archive.pause_backups(viewer, sent["paused"][0] == "1")
        else:
            chosen = [kind for kind in sent.get("backups", []) if kind]
            unknown = [kind for kind in chosen if kind not in BACKUPS]
            if unknown:
                raise bad_request(f"There is no backup called “{unknown[0][:40]}”.")
            archive.register_backups(viewer, [kind for kind in BACKUPS if kind in chosen])
            self._subscribe(viewer, chosen)
        resp.status = falcon.HTTP_303
        resp.location = self._site.addresses.url("/account")

    def _subscribe(self, viewer: str, chosen: list[str]) -> None:
        """Subscribe to news of what is backed up; what Flickr refuses stands in the log."""
        archive = self._site.archive
        settings = archive.settings
        if settings.enable_feature_flickr_push and settings.flickr_push_enable_registrations:
            engine = archive.generations.live()
            catch_up(archive.log, engine)  # what was subscribed a moment ago counts as well
            with engine.connect() as connection:
                held = subscriptions(connection, viewer)
            self._site.push.register(viewer, chosen, held)
