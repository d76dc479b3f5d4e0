"""News as Flickr writes it: an Atom feed with an entry for each change.

Who owns a photo stands in the author's `flickr:nsid`, as in all of Flickr's feeds, and in the
entry's `flickr:author_nsid`; who faved it likewise with the contributor.
"""

import time

from adapters.flickr.simulator.sizes import turned
from adapters.flickr.simulator.values import Change, Person, Subscription
from adapters.flickr.simulator.wire import escaped
from adapters.flickr.simulator.world import World

CONTENT_TYPE = "application/atom+xml"
_FEED = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:flickr="urn:flickr:user" xmlns:media="http://search.yahoo.com/mrss/">'
)


def feed(world: World, subscription: Subscription, change: Change, now: int) -> bytes:
    """A delivery: the feed of a topic, with one entry."""
    topic = subscription.topic
    lines = [
        '<?xml version="1.0" encoding="utf-8" standalone="yes"?>',
        _FEED,
        _text("title", f"Flickr: {topic}"),
        f'<link rel="self" href="{escaped(topic_address(subscription))}"/>',
        f'<link rel="hub" href="{escaped(subscription.root)}/services/push/"/>',
        _text("id", f"tag:flickr.com,2005:/push/{topic}"),
        _text("updated", _instant(now)),
        '<generator uri="https://www.flickr.com/">Flickr</generator>',
        *_entry(world, subscription, change, now),
        "</feed>",
    ]
    return "\n".join(lines).encode()


def topic_address(subscription: Subscription) -> str:
    """The address of a topic's feed, whose last word is the topic's name."""
    return f"{subscription.root}/services/push/{subscription.topic}"


def _entry(world: World, subscription: Subscription, change: Change, now: int) -> list[str]:
    photo, root = change.photo, subscription.root
    owner = world.known_person(photo.owner)
    width, height = turned(photo)
    file = f"{root}/static/{photo.server}/{photo.id}_{photo.secret}"
    lines = [
        "<entry>",
        _text("title", photo.title),
        f'<link rel="alternate" type="text/html" href="{escaped(_page(root, owner))}{photo.id}/"/>',
        _text("id", f"tag:flickr.com,2005:/photo/{photo.id}"),
        _text("published", _instant(photo.date_upload)),
        _text("updated", _instant(now)),
        f"<dc:date.Taken>{escaped(photo.date_taken)}</dc:date.Taken>",
        *_somebody("author", owner, root),
    ]
    if change.faver:
        lines += _somebody("contributor", world.known_person(change.faver), root)
    lines += [f'<flickr:update type="{escaped(kind)}"/>' for kind in change.types]
    lines += [
        f'<media:content url="{escaped(file)}_b.jpg" type="image/jpeg"'
        f' height="{height}" width="{width}"/>',
        f'<media:thumbnail url="{escaped(file)}_s.jpg" height="75" width="75"/>',
        "</entry>",
    ]
    return lines


def _somebody(element: str, person: Person, root: str) -> list[str]:
    return [
        f"<{element}>",
        _text("name", person.username),
        _text("uri", _page(root, person, "people")),
        _text("flickr:nsid", person.nsid),
        f"</{element}>",
        _text(f"flickr:{element}_nsid", person.nsid),
    ]


def _page(root: str, person: Person, kind: str = "photos") -> str:
    return f"{root}/{kind}/{person.path_alias or person.nsid}/"


def _text(element: str, text: str) -> str:
    return f"<{element}>{escaped(text)}</{element}>"


def _instant(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
