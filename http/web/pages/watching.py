"""How a member's backups do: what is due, what failed, how many calls are left."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from domain import streams
from domain.account import BACKUPS
from domain.clock import Instant
from projections.reactions.looks import Due
from projections.reading import people, photos
from projections.reading.people import Run
from projections.reading.subscriptions import Subscribed, subscriptions
from web.asking.visit import Visit
from web.views.cards import cards
from web.views.parts import Card

DUE_AFTER: Final = 86_400
"""Seconds after which a kind of backup is due again. What cron calls comes more often."""
_MOST: Final = 50
_WORDS: Final = {
    "photos": "Your photos, of every visibility, with their files",
    "faves": "What you faved of others, with the files",
    "contacts": "Your contacts, friends and family",
    "albums": "Your albums and their order",
}


class Kind(Struct, frozen=True, kw_only=True):
    """A kind of backup: whether it is registered, when it last ended, and how it stands.

    `state` is `under way`, `asked for`, `due` or `up to date`; empty for one that is not
    registered. `why` is what the last try of one that was asked for failed with. `told` is
    how the subscription stands by which Flickr tells of changes; empty where there is none.
    """

    name: str
    words: str
    registered: bool
    finished: int | None
    state: str
    why: str
    told: str


class Failed(Struct, frozen=True, kw_only=True):
    """One thing that the last run of a kind could not get; the photo, if it is here."""

    kind: str
    id: str
    why: str
    photo: Card | None


class Watched(Struct, frozen=True, kw_only=True):
    """What a member sees of the work that is done for them.

    `looks` are the photos that Flickr told of and that wait to be looked at. `calls_left`
    is for now, `calls_again` when there are more; 0 where there are enough. Of what failed
    `more` is what is left out.
    """

    kinds: tuple[Kind, ...]
    looks: int
    calls_left: int
    calls_again: int
    failed: tuple[Failed, ...]
    more: int


def watched(visit: Visit, nsid: str, registered: tuple[str, ...]) -> Watched:
    """Return how the backups of a member do."""
    now = visit.eyes.now
    last = {kind: people.last_run(visit.connection, nsid, kind) for kind in BACKUPS}
    due = {each.subject: each for each in visit.site.looks.of(nsid)}
    told = {each.topic: each for each in subscriptions(visit.connection, nsid)}
    topics = {kind: told.get(visit.site.push.topic_of(kind)) for kind in BACKUPS}
    budget = visit.site.archive.flickr.budget.left()
    missing = [
        (kind, *entry.partition(" ")[::2])
        for kind, run in last.items()
        if run is not None and kind in registered
        for entry in run.missing
    ]
    shown = missing[:_MOST]
    seen = {
        card.id: card
        for card in cards(
            visit, photos.some(visit.connection, visit.eyes, [item for _, item, _ in shown])
        )
    }
    return Watched(
        kinds=tuple(
            Kind(
                name=kind,
                words=_WORDS[kind],
                registered=kind in registered,
                finished=run.finished if (run := last[kind]) else None,
                state=_state(run, due.get(kind), now) if kind in registered else "",
                why=_why(run, due.get(kind)),
                told=_told(topics[kind], now),
            )
            for kind in BACKUPS
        ),
        looks=sum(streams.kind_of(each.subject) == "photo" for each in due.values()),
        calls_left=budget.calls,
        calls_again=0 if budget.calls else budget.free_at,
        failed=tuple(
            Failed(kind=kind, id=item, why=why, photo=seen.get(item)) for kind, item, why in shown
        ),
        more=len(missing) - len(shown),
    )


def _state(last: Run | None, look: Due | None, now: Instant) -> str:
    finished = last.finished if last else 0
    if look is not None and look.due is not None and look.due >= finished:
        return "under way" if look.under_way else "asked for"
    return "due" if finished + DUE_AFTER <= now else "up to date"


def _why(last: Run | None, look: Due | None) -> str:
    """Return why what was asked for failed, unless a run has ended since."""
    if look is None or (last is not None and look.looked < last.finished):
        return ""
    return look.why


def _told(subscribed: Subscribed | None, now: Instant) -> str:
    if subscribed is None:
        return ""
    return "lease ended" if subscribed.ended(now) else subscribed.status
