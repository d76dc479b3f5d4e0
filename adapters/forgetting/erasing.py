"""Erasing: everything that orders of the log make the archive forget, wherever it is kept.

The views and the index forget by following the log. What is left are the files, what the
log held, the streams of members who left, and the bytes that stay behind in databases. The
log comes last: as long as it holds something, what is to be erased can be read from it, so
whoever is killed in the middle begins again and ends where it would have ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice
from typing import Final

from sqlalchemy import Engine

from adapters import operations
from adapters.care.parts import Care
from adapters.care.telling import tell
from adapters.forgetting import files
from adapters.forgetting.asking import leave_again, purge_photos
from adapters.forgetting.reached import Reached
from adapters.log import StoredLog
from adapters.log.codec import decode
from adapters.log.forgetting import Order, counted_before, forget, held_before, orders_since
from adapters.log.stored import Row
from adapters.members.accounts import facts_of
from adapters.operations.tokens import Tokens
from adapters.push.pushing import Pushing
from domain import streams
from domain.album import album_history
from domain.files import FileMended
from domain.forgetting import OF_A_MEMBER, has_left
from domain.search.index import Entries, SearchIndex
from domain.subscription import standing
from projections.following import catch_up
from projections.reading import files as manifest
from projections.reading.polling import every_photo
from projections.reading.subscriptions import subscriptions
from projections.searching import catch_up_search
from projections.writing import note_removal, remove_streams

_AT_ONCE: Final = 200
_WITH_SECRETS: Final = ("secrets", "push_callbacks", "push_entries", "file_checks")

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Erased:
    """What was erased: orders carried out, events of the log, files, raw answers among them."""

    orders: int = 0
    events: int = 0
    files: int = 0

    def __bool__(self) -> bool:
        return self.orders > 0


@dataclass(frozen=True, slots=True)
class Eraser:
    """Carries out what the log orders to forget, over all parts of one archive."""

    log: StoredLog
    care: Care
    search: SearchIndex
    zone: tzinfo
    operations: Engine
    push: Pushing

    @property
    def reached(self) -> Reached:
        """How far the orders were carried out."""
        return Reached(self.operations)

    def pending(self) -> list[Order]:
        """Return the orders that are not carried out yet, by position."""
        head = self.log.head()
        found = orders_since(self.log, self.reached.position())
        if not found:
            self.reached.note(head)
        return found

    def awaits(self, nsid: str) -> bool:
        """Tell whether a member who left is still to be forgotten."""
        return any(_member(order) == nsid for order in self.pending())

    def finish(self, progress: Progress = lambda _what, _done, _total: None) -> Erased:
        """Erase what was ordered to be forgotten and is still there. Safe to do again, and twice.

        Raises LogError, DatabaseError, StorageError or SearchUnavailable where something does
        not answer or is not over; then it goes on from there the next time.
        """
        erased = Erased()
        members = [
            nsid for order in self.pending() if (nsid := _member(order)) and self._gone(nsid)
        ]
        for nsid in members:
            self._let_go(nsid)
        orders = self.pending()
        if not orders:
            return erased
        self._follow()
        # By stream the last order counts: it covers what those before it do.
        by_stream = {order.stream: order for order in orders}
        todo = iter(by_stream.values())
        done = 0
        while some := list(islice(todo, _AT_ONCE)):
            held = {order.stream: held_before(self.log, order) for order in some}
            self._erase(held, erased, names=False)
            self._forget_counts(some, erased)
            done += len(some)
            progress("forgetting", done, len(by_stream))
        for nsid in members:
            asked = by_stream[streams.account(nsid)].position
            names = self._streams_of(nsid)
            while batch := list(islice(names, _AT_ONCE)):
                held = {name: self.log.stored_stream(name) for name in batch}
                if any(row[0] > asked for rows in held.values() for row in rows):
                    asked = leave_again(self.log, self.care.clock, nsid)
                self._remove(batch)
                self._erase(held, erased, names=True)
        self._scrub(progress)
        erased.orders = len(orders)
        self.reached.note(orders[-1].position)
        return erased

    def _forget_counts(self, ordered: Sequence[Order], erased: Erased) -> None:
        """Erase how purged photos were counted before: that stands in streams of its own."""
        for order in ordered:
            if streams.kind_of(order.stream) != "photo":
                continue
            kind = f"counts:{streams.parts_of(order.stream)[0]}"
            held = {
                name: counted_before(self.log, name, order)
                for name, _ in self.log.by_stream(kind=kind)
            }
            if any(held.values()):
                self._remove(list(held))
                self._erase(held, erased, names=False)

    def _gone(self, nsid: str) -> bool:
        """Tell whether who left is still away; who came back keeps what came after."""
        return has_left(facts_of(self.log, nsid))

    def _let_go(self, nsid: str) -> None:
        """End what a member who left has with Flickr, and order their photos to be purged."""
        live = self.care.generations.live()
        catch_up(self.log, live)
        with live.connect() as connection:
            held = subscriptions(connection, nsid)
            photos = every_photo(connection, nsid)
        self.push.leave(nsid, held)
        Tokens(self.operations).forget(nsid)
        purge_photos(self.log, self.care.clock, photos, nsid)

    def _streams_of(self, nsid: str) -> Iterator[str]:
        """Return the streams that go with a member, name and all."""
        for kind in OF_A_MEMBER:
            yield from [name for name, _ in self.log.by_stream(kind=f"{kind}:{nsid}")]
        yield streams.person(nsid)
        for name, facts in list(self.log.by_stream(kind="album")):
            held = album_history(facts).now
            if held is not None and held.state.owner == nsid:
                yield name
        for name, facts in list(self.log.by_stream(kind="subscription")):
            if standing(facts).nsid == nsid:
                pings = f"pings:{streams.parts_of(name)[0]}"
                yield from [month for month, _ in self.log.by_stream(kind=pings)]
                yield name

    def _follow(self) -> None:
        catch_up(self.log, self.care.generations.live())
        catch_up_search(self.log, self.search, self.zone)

    def _remove(self, names: Sequence[str]) -> None:
        """Take streams out of the views and the index: no event will do so."""
        with self.care.generations.live().begin() as connection:
            remove_streams(connection, names)
        removed = False
        while not removed:
            reached = self.search.position()
            removed = self.search.replace(names, Entries([], [], []), reached, reached)
        with self.care.generations.live().begin() as connection:
            note_removal(connection)  # out of the index as well

    def _erase(self, held: dict[str, list[Row]], erased: Erased, *, names: bool) -> None:
        rows = [row for some in held.values() for row in some]
        erased.files += self._erase_files(held, rows)
        erased.events += sum(forget(self.log, some, names=names) for some in held.values())

    def _erase_files(self, held: dict[str, list[Row]], rows: Sequence[Row]) -> int:
        facts = [decode(topic, state, position) for position, _, _, topic, state in rows]
        named = files.named_in(facts)
        for stream in held:
            named.update(dict.fromkeys(files.beside(self.care.storage, stream), ""))
        with self.care.generations.live().connect() as connection:
            still = manifest.named_by(connection, named)
            faults = manifest.faults(connection)
        gone = [key for key in named if not files.needed(key, still.get(key, ()))]
        count = files.delete(self.care.storage, gone)
        for digest in {named[key] for key in gone} - {""}:
            files.delete(self.care.storage, list(files.made_of(self.care.storage, digest)))
        self.care.ledger.forget(gone)
        mended = [FileMended(key=key, how="forgotten") for key in gone if key in faults]
        tell(self.log, self.care.clock, mended)
        return count

    def _scrub(self, progress: Progress) -> None:
        """Clear the bytes that are left in the files of databases."""
        steps: tuple[Callable[[], None], ...] = (
            lambda: operations.await_readers(self.operations),
            self.log.scrub,
            self.care.generations.scrub,
            self.search.scrub,
            lambda: operations.scrub(self.operations, _WITH_SECRETS),
        )
        for number, step in enumerate(steps, 1):
            step()
            progress("clearing", number, len(steps))


def _member(order: Order) -> str:
    return streams.parts_of(order.stream)[0] if streams.kind_of(order.stream) == "account" else ""
