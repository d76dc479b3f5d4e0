"""A member's own account: what is backed up, how that went, what their token allows."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from domain import streams
from domain.account import ACCOUNT, BACKUPS, Account, account_history
from domain.fact import UNSAID
from domain.history import History
from projections.following import catch_up
from projections.reading import people, photos, suggested
from projections.reading.subscriptions import subscriptions
from web.answering.dates import date_of_look
from web.asking.errors import Elsewhere, bad_request
from web.asking.forms import Sent
from web.asking.roles import is_admin
from web.asking.visit import Visit
from web.pages.certified import CertificateShown, certified
from web.pages.watching import Watched, watched
from web.site import Site
from web.views.cards import cards
from web.views.parts import Card, Person, View

_RUNS = 20
_MISSING = 8
_SUGGESTED = 50


class RunShown(Struct, frozen=True, kw_only=True):
    """A finished backup; `missing` is what it could not get, `more` how many are left out."""

    kind: str
    begun: int
    seconds: int
    counts: dict[str, int]
    missing: tuple[str, ...]
    more: int


class AccountView(View, frozen=True, kw_only=True):
    """The account page; `admin` is whether the member looks after the whole archive.

    `suggested` are their photos at which places that others suggested wait for an answer.
    """

    person: Person
    admin: bool
    joined: int | None
    perms: str
    paused: bool
    watched: Watched
    certificates: tuple[CertificateShown, ...]
    suggested: tuple[Card, ...]
    runs: tuple[RunShown, ...]


def look(visit: Visit) -> AccountView:
    """Return the viewer's own account, from its own stream: a change shows at once."""
    if not visit.viewer:
        raise Elsewhere(visit.site.addresses.url("/signin", go_on="/account"))
    nsid = visit.viewer
    past = past_of(visit.site, nsid)
    state: Account = past.now.state if past.now else ACCOUNT.empty
    if state.deleted is True:
        raise Elsewhere(visit.site.addresses.url("/signin", go_on="/account"))
    registered = () if state.backups is UNSAID else state.backups
    runs = people.runs(visit.connection, nsid, _RUNS)
    return AccountView(
        title="Your account",
        time=visit.sign(seen=date_of_look(visit, [nsid])),
        person=visit.people([nsid])[nsid],
        admin=is_admin(visit.site, nsid),
        joined=past.facts[0].happened.until if past.facts else None,
        perms=state.perms if isinstance(state.perms, str) else "none",
        paused=state.paused is True,
        watched=watched(visit, nsid, registered),
        certificates=certified(visit, nsid),
        suggested=cards(visit, photos.some(visit.connection, visit.eyes, _asked(visit))),
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


def _asked(visit: Visit) -> list[str]:
    return suggested.waiting_for(visit.connection, visit.viewer, _SUGGESTED)


def lead_back(visit: Visit) -> View:
    """Lead from where the forms about backups are sent to the page on which they stand."""
    raise Elsewhere(visit.site.addresses.url("/account"))


def act(visit: Visit, sent: Sent) -> str:
    """Do what the form says: `backups` (several), `paused` (1 or 0), or `again` (one kind)."""
    site, viewer = visit.site, visit.viewer
    if "paused" in sent:
        site.archive.accounts.pause_backups(viewer, sent["paused"][0] == "1")
    elif "again" in sent:
        _ask_for(site, viewer, _known(sent["again"])[0])
    elif "backups" in sent:
        chosen = _known([kind for kind in sent["backups"] if kind])
        site.archive.accounts.register_backups(viewer, [kind for kind in BACKUPS if kind in chosen])
        _subscribe(site, viewer, chosen)
    else:
        raise bad_request("This form says nothing.")
    return site.addresses.url("/account")


def _ask_for(site: Site, viewer: str, kind: str) -> None:
    """Ask for a backup now: a worker makes it, and without one the next that cron calls."""
    account = _account(site, viewer)
    if account.paused is True:
        raise bad_request("Your backups rest: let them go on first.")
    if account.backups is UNSAID or kind not in account.backups:
        raise bad_request(f"There is no backup of your {kind}: choose it first.")
    site.looks.ask(viewer, kind, site.archive.log.head())


def _subscribe(site: Site, viewer: str, chosen: Sequence[str]) -> None:
    """Subscribe to news of what is backed up; what Flickr refuses stands in the log."""
    archive = site.archive
    settings = archive.settings
    if settings.enable_feature_flickr_push and settings.flickr_push_enable_registrations:
        engine = archive.generations.live()
        catch_up(archive.log, engine)  # what was subscribed a moment ago counts as well
        with engine.connect() as connection:
            held = subscriptions(connection, viewer)
        site.push.register(viewer, list(chosen), held)


def _known(kinds: Sequence[str]) -> Sequence[str]:
    """Return kinds of backup that there are. Raises Trouble for another."""
    for kind in kinds:
        if kind not in BACKUPS:
            raise bad_request(f"There is no backup called “{kind[:40]}”.")
    return kinds


def past_of(site: Site, nsid: str) -> History[Account]:
    """Return a member's account, from its own stream."""
    return account_history(e.fact for e in site.archive.log.read(streams.account(nsid)))


def _account(site: Site, nsid: str) -> Account:
    now = past_of(site, nsid).now
    return now.state if now else ACCOUNT.empty
