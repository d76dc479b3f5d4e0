"""PuSH subscriptions: all of the archive's, what came to each, and the forms about them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import falcon
from msgspec import Struct

from adapters.assembly import FlickrError, NotAMember, NotSubscribed
from domain.topics import TOPICS, BadTopic, Topic, arguments_of, topic
from projections.following import catch_up
from projections.reading import people, photos
from projections.reading.subscriptions import Subscribed, subscriptions
from web.answering.posting import Again
from web.asking.errors import not_found
from web.asking.forms import Sent
from web.asking.roles import need_admin
from web.asking.visit import Visit
from web.site import Site
from web.views.cards import cards
from web.views.parts import Card, Person, View

PATH = "/god/push/subscriptions"
_LAST_PINGS = 100
_ASIDE = ("topic", "account")
_STATUS = {
    "asked": "not verified yet",
    "failed": "failed",
    "verified": "verified",
}


class TopicChoice(Struct, frozen=True, kw_only=True):
    """A topic, what it is about to whoever subscribes, and the arguments that it takes."""

    name: str
    words: str
    arguments: tuple[str, ...]


class SubscriptionLine(Struct, frozen=True, kw_only=True):
    """A subscription: whose, to what, how it stands, and what came to it.

    `until` is when its lease ends, 0 where Flickr renews it by itself. `pings` are those of
    this month.
    """

    id: str
    person: Person
    topic: str
    words: str
    arguments: dict[str, str]
    status: str
    asked: int
    until: int
    why: str
    pings: int
    last_delivered: int | None
    path: str


class GodSubscriptions(View, frozen=True, kw_only=True):
    """Every subscription that was not ended, and what the form to make one offers.

    `wrong` says why what was typed (`typed`) was not done.
    """

    on: bool
    members: tuple[Person, ...]
    topics: tuple[TopicChoice, ...]
    subscriptions: tuple[SubscriptionLine, ...]
    wrong: str
    typed: dict[str, str]


class PingLine(Struct, frozen=True, kw_only=True):
    """What Flickr said, and nobody believes before a look: which photo, and what changed.

    `photo` is None where the one who reads this may not see it.
    """

    at: int
    photo: Card | None
    updates: tuple[str, ...]


class GodSubscription(View, frozen=True, kw_only=True):
    """One subscription with its last pings, newest first."""

    subscription: SubscriptionLine
    pings: tuple[PingLine, ...]


def look(
    visit: Visit, *, wrong: str = "", typed: Mapping[str, str] | None = None
) -> GodSubscriptions:
    """Return every subscription of the archive."""
    need_admin(visit.site, visit.viewer)
    members = [m.nsid for m in people.members(visit.connection) if not m.deleted]
    return GodSubscriptions(
        title="PuSH subscriptions",
        time=visit.sign(),
        on=visit.site.archive.settings.enable_feature_flickr_push,
        members=tuple(visit.people(members)[nsid] for nsid in members),
        topics=tuple(
            TopicChoice(name=name, words=words, arguments=arguments_of(name))
            for name, words in TOPICS.items()
        ),
        subscriptions=_lines(visit, subscriptions(visit.connection)),
        wrong=wrong,
        typed={"account": visit.viewer, **(typed or {})},
    )


def look_at_one(visit: Visit, subscription: str) -> GodSubscription:
    """Return one subscription, and what last came to it."""
    need_admin(visit.site, visit.viewer)
    found = [each for each in subscriptions(visit.connection) if each.id == subscription]
    if not found:
        raise not_found("There is no such subscription, or it was ended.")
    [line] = _lines(visit, found)
    pings = visit.site.push.last_pings(subscription, _LAST_PINGS)
    ids = list(dict.fromkeys(ping.event.photo for ping in pings))
    seen = {card.id: card for card in cards(visit, photos.some(visit.connection, visit.eyes, ids))}
    return GodSubscription(
        title=f"{line.topic} of {line.person.name}",
        time=visit.sign(),
        subscription=line,
        pings=tuple(
            PingLine(at=ping.at, photo=seen.get(ping.event.photo), updates=ping.event.updates)
            for ping in pings
        ),
    )


def _lines(visit: Visit, held: list[Subscribed]) -> tuple[SubscriptionLine, ...]:
    now = visit.eyes.now
    called = visit.people(each.nsid for each in held)
    counts = visit.site.push.counts([each.id for each in held])
    last = visit.site.push.last_delivered()
    return tuple(
        SubscriptionLine(
            id=each.id,
            person=called[each.nsid],
            topic=each.topic,
            words=TOPICS.get(each.topic, ""),
            arguments=dict(each.arguments),
            status="lease ended" if each.ended(now) else _STATUS.get(each.status, each.status),
            asked=each.asked,
            until=each.until,
            why=each.why,
            pings=counts[each.id],
            last_delivered=last.get(each.id),
            path=visit.site.addresses.url(f"{PATH}/{each.id}/"),
        )
        for each in held
    )


def act(visit: Visit, sent: Sent) -> str:
    """Do what a form says: `end` or `renew` one, else subscribe `account` to `topic`.

    Raises Again where it cannot be done: the page itself says so, and keeps what was typed.
    """
    site = visit.site
    need_admin(site, visit.viewer)
    typed = {name: values[0] for name, values in sent.items() if name != "crumb"}
    try:
        _do(site, typed)
    except (BadTopic, NotAMember, NotSubscribed, _Refused) as wrong:
        raise _again(falcon.HTTP_400, str(wrong), typed) from None
    except FlickrError as wrong:
        raise _again(falcon.HTTP_502, f"Flickr did not do it: {wrong}", typed) from None
    finally:
        _catch_up(site)
    return site.addresses.url(PATH)


def _again(status: str, wrong: str, typed: Mapping[str, str]) -> Again:
    return Again(status, partial(look, wrong=wrong, typed=typed))


def _do(site: Site, sent: Mapping[str, str]) -> None:
    if not site.archive.settings.enable_feature_flickr_push:
        raise _Refused("PuSH is off: set enable_feature_flickr_push = true.")
    if "end" in sent:
        site.push.unsubscribe(sent["end"], "async")
    elif "renew" in sent:
        site.push.renew(sent["renew"], "async")
    else:
        given = {name: value for name, value in sent.items() if name not in _ASIDE}
        _subscribe(site, sent.get("account", ""), topic(sent.get("topic", ""), given))


def _subscribe(site: Site, nsid: str, about: Topic) -> None:
    _catch_up(site)
    with site.archive.generations.live().connect() as connection:
        member = people.member(connection, nsid)
        held = subscriptions(connection, nsid)
    if member is None or member.deleted:
        raise _Refused("Choose whose news it is to be: a member of this archive.")
    if any(each.about == about for each in held):
        raise _Refused(f"{member.username} is subscribed to that already: renew or end it below.")
    site.push.subscribe(nsid, about, "async")


def _catch_up(site: Site) -> None:
    catch_up(site.archive.log, site.archive.generations.live())


class _Refused(Exception):  # noqa: N818 - says what is so
    """The form asks for what cannot be done."""
