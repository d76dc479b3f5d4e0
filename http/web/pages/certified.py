"""A member's certificates of completeness: whether the archive holds what Flickr states."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from domain.account import BACKUPS
from domain.clock import Instant
from projections.reading import albums, people, photos, polling
from projections.reading.polling import Certified
from web.asking import addresses as to
from web.asking.visit import Visit
from web.views.cards import cards

_MOST: Final = 50
_FLICKR: Final = "https://www.flickr.com"
_LACKING: Final = "at Flickr and not here"
_UNLISTED: Final = "here and not in Flickr’s list"
_WITHOUT_FILE: Final = "no file is stored"


class Differing(Struct, frozen=True, kw_only=True):
    """One count of a year, an album or a permission in which Flickr and the archive differ."""

    what: str
    stated: int
    held: int


class Odd(Struct, frozen=True, kw_only=True):
    """One photo, album or person that only one side has, or of which no file is stored.

    `path` leads to its page here or, where there is none, to Flickr's.
    """

    id: str
    title: str
    path: str
    why: str


class CertificateShown(Struct, frozen=True, kw_only=True):
    """The certificate of one kind of backup; `more` is how many of its `odd` are left out.

    `made` is when it was made, `confirmed` when the last run ended that found the same.
    `compared` is how many counts were compared. What was `forgotten` as its owner asked
    makes no difference.
    """

    kind: str
    made: Instant
    confirmed: Instant
    whole: bool
    compared: int
    differing: tuple[Differing, ...]
    odd: tuple[Odd, ...]
    more: int
    forgotten: int


def certified(visit: Visit, nsid: str) -> tuple[CertificateShown, ...]:
    """Return what the last runs of a member's backups found, by kind."""
    found = polling.certificates(visit.connection, nsid)
    return tuple(_shown(visit, nsid, found[kind]) for kind in BACKUPS if kind in found)


def _shown(visit: Visit, nsid: str, of: Certified) -> CertificateShown:
    certificate = of.certificate
    differing = [count for count in certificate.counts if count.stated != count.held]
    odd = [
        *((name, _LACKING) for name in certificate.lacking),
        *((name, _UNLISTED) for name in certificate.unlisted),
        *((name, _WITHOUT_FILE) for name in certificate.without_file),
    ]
    named = {name for name, _ in odd[:_MOST]}
    if of.kind == "albums":
        named |= {count.what.partition(" ")[2] for count in differing}
    here = _here(visit, nsid, of.kind, named)
    return CertificateShown(
        kind=of.kind,
        made=of.made,
        confirmed=of.confirmed,
        whole=certificate.whole,
        compared=len(certificate.counts),
        differing=tuple(
            Differing(what=_words(count.what, here), stated=count.stated, held=count.held)
            for count in differing
        ),
        odd=tuple(
            Odd(id=name, title=title, path=path, why=why)
            for name, why in odd[:_MOST]
            for title, path in [here.get(name) or (name, _at_flickr(nsid, of.kind, name))]
        ),
        more=max(len(odd) - _MOST, 0),
        forgotten=certificate.forgotten,
    )


def _here(visit: Visit, nsid: str, kind: str, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return title and path of those that have a page here for the viewer, by id."""
    wanted = sorted(ids)
    if not wanted:
        return {}
    if kind == "contacts":
        met = people.names(visit.connection, wanted, visit.eyes.at).values()
        return {
            who.nsid: (who.username, visit.person(who).path)
            for who in met
            if who.username != who.nsid
        }
    if kind == "albums":
        address = visit.people([nsid])[nsid].address
        return {
            album.id: (album.title or "Untitled album", visit.link(to.albums(address, album.id)))
            for album in albums.albums(visit.connection, visit.eyes, nsid)
            if album.id in wanted
        }
    held = cards(visit, photos.some(visit.connection, visit.eyes, wanted))
    return {card.id: (card.title or "Untitled", card.path) for card in held}


def _at_flickr(nsid: str, kind: str, name: str) -> str:
    if kind == "contacts":
        return f"{_FLICKR}/people/{name}/"
    if kind == "albums":
        return f"{_FLICKR}/photos/{nsid}/albums/{name}/"
    return f"{_FLICKR}/photo.gne?id={name}"


def _words(what: str, here: dict[str, tuple[str, str]]) -> str:
    word, _, name = what.partition(" ")
    return f"{word} {here[name][0]}" if name in here else what
