"""The poller of a member's contacts: who they are, what they are called, who was dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from adapters.flickr.pages import PER_PAGE_CONTACTS, Page, pages
from adapters.flickr.people_sightings import contact_from_row
from adapters.flickr.poll.certificate import certify_list
from adapters.flickr.poll.people import person_is_gone, store_icons
from adapters.flickr.poll.ports import Poll
from adapters.flickr.poll.recording import finish, look_now, record
from adapters.flickr.reading import Node, child, many, text
from adapters.recording import Facts, Held
from domain import contact, person, streams
from domain.clock import Instant
from domain.contact import Relation, contact_history
from domain.fact import Covered, Fact
from domain.person import Person, person_history

_METHOD: Final = "flickr.contacts.getList"
_PAGES_AT_ONCE: Final = 4
_DAY: Final = 86_400


def backup_contacts(poll: Poll) -> None:
    """Bring the archive up to date with a member's contacts.

    A list of many thousands is read a few pages a day, unless its total says that
    somebody came or went.
    """
    begun = poll.clock()
    poll.index.refresh()
    before = poll.index.last_look("contacts")
    live = set(poll.index.live_contacts())
    every = _pages(poll)
    first = next(every)
    whole = poll.full or not before or first.pages <= _PAGES_AT_ONCE or first.total != len(live)
    if whole:
        gone = live - _read(poll, chain([first], every), before)
        if gone:  # a list that shifted while being read drops nobody: look again
            gone -= _read(poll, _pages(poll), before)
        _drop(poll, gone, before)
    else:
        _read(poll, [first, *_some(poll, begun, first.pages)], before)
    poll.index.refresh()
    certificate = certify_list("contacts", first.total, poll.index.live_contacts(), None)
    finish(poll, "contacts", begun, {"contacts": begun} if whole else {}, certificate)
    poll.index.refresh()


def _pages(poll: Poll) -> Iterator[Page]:
    return pages(poll.call, _METHOD, "contacts", "contact", per_page=PER_PAGE_CONTACTS)


def _some(poll: Poll, begun: Instant, count: int) -> Iterator[Page]:
    """Read a few pages of a long list, others every day."""
    for turn in range(_PAGES_AT_ONCE - 1):
        number = 2 + (begun // _DAY * (_PAGES_AT_ONCE - 1) + turn) % (count - 1)
        answer = poll.call(_METHOD, page=number, per_page=PER_PAGE_CONTACTS)
        head = child(answer, "contacts")
        yield Page(number, count, 0, many(head, "contact"), head)


def _read(poll: Poll, some: Iterable[Page], before: Instant) -> set[str]:
    """Record pages of contacts, each in one transaction, and return whom they name."""
    listed: set[str] = set()
    for page in some:
        listed |= _take(poll, page.rows, before)
        poll.report.progress("contacts", len(listed), page.total)
    return listed


def _take(poll: Poll, rows: list[Node], before: Instant) -> set[str]:
    look = look_now(poll)
    covered = {"": Covered(before)}
    seen: dict[str, tuple[Person, Relation]] = {
        text(row, "nsid") or "": contact_from_row(row) for row in rows
    }

    def decide(held: Held) -> Facts:
        decided: dict[str, tuple[Fact, ...]] = {}
        for nsid, (who, relation) in seen.items():
            stream = streams.contact(poll.account, nsid)
            past = contact_history(held[stream])
            decided[stream] = contact.observe(past, relation, look, covered)
            stream = streams.person(nsid)
            decided[stream] = person.observe(person_history(held[stream]), who, look)
        return decided

    names = [streams.contact(poll.account, nsid) for nsid in seen]
    new = record(poll, [*names, *(streams.person(nsid) for nsid in seen)], decide)
    poll.report.counts["contacts changed"] += sum(1 for name in names if name in new)
    store_icons(poll, {nsid: who for nsid, (who, _) in seen.items()})
    return set(seen)


def _drop(poll: Poll, gone: Iterable[str], before: Instant) -> None:
    names = [streams.contact(poll.account, nsid) for nsid in sorted(gone)]
    look = look_now(poll)
    covered = {"": Covered(before)}

    def decide(held: Held) -> Facts:
        return {
            name: contact.observe(contact_history(held[name]), None, look, covered)
            for name in names
        }

    dropped = record(poll, names, decide)
    poll.report.counts["contacts dropped"] += len(dropped)
    for name in dropped:
        person_is_gone(poll, streams.parts_of(name)[1])
