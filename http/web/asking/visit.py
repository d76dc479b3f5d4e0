"""One visit to a page: who looks, at what time, and the read model they look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from sqlalchemy import Connection

from domain import streams
from domain.clock import Instant
from projections.reading import people
from projections.reading.eyes import Eyes, eyes
from projections.reading.people import Named
from web.asking import addresses as to
from web.asking.errors import Elsewhere, Trouble, Way, bad_request, forbidden, not_found
from web.asking.times import ACCEPTED, Asking, BadTime, read_instant
from web.site import Site
from web.views.parts import Bar, Person, TimeSign, When

_TIMELESS: Final = ("deleted", "in", "q", "since", "sort")
_CONTEXT: Final = ("in", "q", "sort")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Visit:
    """A request for a page, its times already read.

    `as_of` and `known_at` are as they were asked for ("" where they were not), so that
    links keep them; `eyes` has the instants. An `as_of` that lies in the future is now.
    """

    site: Site
    connection: Connection
    eyes: Eyes
    path: str
    params: Mapping[str, str]
    as_of: str
    known_at: str
    known: Instant | None
    _met: dict[str, Any] = field(default_factory=dict)

    @property
    def viewer(self) -> str:
        """The NSID of the member who is signed in; "" for nobody in particular."""
        return self.eyes.nsid

    @property
    def past(self) -> bool:
        """Whether another time than now is looked at."""
        return bool(self.as_of)

    def link(self, path: str, /, **query: str | None) -> str:
        """Return the address of a path of ours at the time looked at."""
        return self.site.addresses.url(path, as_of=self.as_of, known_at=self.known_at, **query)

    def at(self, instant: Instant, path: str = "") -> str:
        """Return the address of a path (this one unless told) at another instant."""
        return self.on(f"@{instant}" if instant < self.eyes.now else "", path)

    def on(self, as_of: str, path: str = "") -> str:
        """Return the address of a path (this one unless told) at another time, "" for now."""
        kept = {} if path else self.kept()
        return self.site.addresses.url(path or self.path, as_of=as_of, **kept)

    def kept(self) -> dict[str, str]:
        """Return what of the query holds at any time: not the place in a list."""
        return {key: self.params[key] for key in _TIMELESS if self.params.get(key)}

    def along(self, path: str) -> str:
        """Return the address of a path at the time looked at, in the list one came from."""
        return self.link(path, **{k: v for k, v in self.kept().items() if k in _CONTEXT})

    def sign(
        self,
        *,
        sure: bool = True,
        doubts: tuple[str, ...] = (),
        since: str = "",
        since_path: str = "",
        earlier: Instant | None = None,
        later: Instant | None = None,
        bars: tuple[Bar, ...] = (),
        bars_from: str = "",
        calendar_path: str = "",
        so: When | None = None,
        seen: When | None = None,
    ) -> TimeSign:
        """Return what a page says about its time."""
        speech, at = self.site.speech, self.eyes.at
        known = "" if self.known is None else speech.looked_at(self.known)
        return TimeSign(
            past=self.past,
            at=at,
            iso=speech.iso(at),
            words=speech.looked_at(at),
            day=speech.date(at),
            sure=sure,
            doubts=doubts,
            since=since,
            since_path=since_path,
            known_at=known,
            now_path=self.on(""),
            earlier_path="" if earlier is None else self.at(earlier),
            later_path="" if later is None else self.at(later),
            bars=bars,
            bars_from=bars_from,
            kept=tuple(self.kept().items()),
            calendar_path=calendar_path,
            so=so,
            seen=seen,
        )

    def person(self, named: Named, *, member: bool = False) -> Person:
        """Return a member as pages show them."""
        return Person(
            nsid=named.nsid,
            name=named.username or named.nsid,
            realname=named.realname,
            address=named.address,
            path=self.link(to.photostream(named.address)),
            icon_path=self.link(to.buddy_icon(named.nsid)),
            member=member,
        )

    def people(self, nsids: Iterable[str]) -> dict[str, Person]:
        """Return members as they were called at the time looked at, by NSID."""
        wanted = set(nsids)
        met: dict[str, Person] = self._once("people", dict)
        if missing := wanted - met.keys():
            named = people.names(self.connection, missing, self.eyes.at)
            met.update((nsid, self.person(name)) for nsid, name in named.items())
        return {nsid: met[nsid] for nsid in sorted(wanted)}

    def whom(self, address: str, rest: str = "") -> Named:
        """Return the member meant by an address, as they were called at the time.

        Raises Trouble where there is nobody, and Elsewhere for an alias that they have
        no more. `rest` is what follows the address in the path.
        """
        if not to.can_be_person(address):
            raise not_found("No member of Flickr can have this name.")
        found = self._once(
            f"address:{address}", lambda: people.by_address(self.connection, address)
        )
        named, current = found or (self._without_a_name(address), True)
        if not current:
            path = to.photostream(named.address) + rest
            raise Elsewhere(self.link(path, **self.further()))
        return self.called(named.nsid)

    def called(self, nsid: str) -> Named:
        """Return a member as they were called at the time looked at."""
        return self._once(f"name:{nsid}", lambda: self._meet(nsid))

    def _meet(self, nsid: str) -> Named:
        named = people.names(self.connection, [nsid], self.eyes.at)[nsid]
        met: dict[str, Any] = self._once("people", dict)
        met[nsid] = self.person(named)
        return named

    def further(self) -> dict[str, str]:
        """Return what of the query is not about time."""
        return {k: v for k, v in self.params.items() if k not in ("as_of", "known_at")}

    def own(self, nsid: str, what: str) -> None:
        """Let nobody but a member themself go on. Raises Trouble."""
        if self.viewer == nsid:
            return
        if self.viewer:
            raise forbidden(f"{what} are for their owner alone.")
        way = Way("/signin", "Sign in")
        raise forbidden(f"{what} are for their owner alone. If they are yours, sign in.", way)

    def since_recorded(self, named: Named) -> None:
        """Refuse a time before the record of a member's lists begins. Raises Trouble."""
        if not self.past:
            return
        begun = self.recorded_from(named.nsid)
        if begun is None:
            raise Trouble(
                404,
                "Before the record",
                "The archive has no record of these lists in the past: "
                "what it keeps here are single photos, each with its own history.",
                Way(self.path, "See them as they are now"),
            )
        if self.eyes.at < begun:
            speech = self.site.speech
            raise Trouble(
                404,
                "Before the record",
                f"The archive's record of {named.username or named.nsid} begins on "
                f"{speech.instant(begun)}. Of the time before it keeps single photos, "
                "each from its upload on, and no lists.",
                Way(self.path, "Go to the first day of the record", f"@{begun}"),
            )

    def recorded_from(self, nsid: str) -> Instant | None:
        """Return when the record of a member's lists begins; None if there is none."""
        return self._once(f"recorded:{nsid}", lambda: people.recorded_from(self.connection, nsid))

    def _once(self, key: str, ask: Callable[[], T]) -> T:
        """Ask the same question only once in a visit."""
        if key not in self._met:
            self._met[key] = ask()
        found: T = self._met[key]
        return found

    def _without_a_name(self, address: str) -> Named:
        """Return somebody of whom nothing but their NSID is known. Raises Trouble."""
        member = people.member(self.connection, address) if streams.is_nsid(address) else None
        if member is None:
            raise not_found("The archive knows no member of Flickr by this name.")
        return Named(member.nsid, member.username, "", "", "")


def open_visit(
    site: Site,
    connection: Connection,
    viewer: str,
    path: str,
    params: Mapping[str, str],
    asking: Asking | None = None,
) -> Visit:
    """Open the visit of a request, whose times may have been read. Raises Trouble for bad ones."""
    if asking is None:
        asking = times_asked(site, params)
    return Visit(
        site=site,
        connection=connection,
        eyes=eyes(connection, viewer, asking.now, asking.at),
        path=path,
        params=params,
        as_of=asking.as_of,
        known_at=asking.known_at,
        known=asking.known,
    )


def times_asked(site: Site, params: Mapping[str, str]) -> Asking:
    """Read the times that a request asks for. Raises Trouble for one that is none."""
    now = site.archive.clock()
    return Asking(now, *_time(site, params, "as_of", now), *_time(site, params, "known_at", now))


def _time(
    site: Site, params: Mapping[str, str], name: str, now: Instant
) -> tuple[str, Instant | None]:
    """Return a time as it was asked for and as it is meant; nothing where it is now."""
    text = params.get(name, "").strip()
    if not text:
        return "", None
    try:
        instant = read_instant(text, site.zone)
    except BadTime:
        raise bad_request(f"“{text[:60]}” is no time. Give {ACCEPTED}.") from None
    return (text, instant) if instant < now else ("", None)
