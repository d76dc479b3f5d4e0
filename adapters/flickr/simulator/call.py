"""A call of the API as its method sees it: who asks, with what arguments, of which world."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec

from adapters.flickr.simulator import permission
from adapters.flickr.simulator.faults import Trouble
from adapters.flickr.simulator.push.hub import Hub
from adapters.flickr.simulator.values import Perms, Person, Photo
from adapters.flickr.simulator.world import World

T = TypeVar("T")


class Fail(Exception):  # noqa: N818 - what Flickr calls it: stat="fail"
    """An answer with stat="fail": Flickr's code and message."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Call(msgspec.Struct, frozen=True):
    """One call. `caller` is the member who signed it, None for an unsigned one."""

    world: World
    arguments: Mapping[str, str]
    root: str
    caller: str | None = None
    perms: Perms = "none"
    api_key: str = ""
    token: str = ""
    trouble: Trouble | None = None
    hub: Hub | None = None

    def text(self, name: str, default: str = "") -> str:
        """An argument as text."""
        return self.arguments.get(name, default)

    def number(self, name: str, default: int | None = None) -> int | None:
        """An argument as a whole number; `default` where absent, empty or no number."""
        try:
            return int(float(self.arguments[name]))
        except (KeyError, ValueError, OverflowError):
            return default

    def needs(
        self, *names: str, code: int = 1, message: str = "Required parameter missing"
    ) -> None:
        """Raises `Fail` unless all of these arguments have a value."""
        if not all(self.arguments.get(name) for name in names):
            raise Fail(code, message)

    def member(self) -> str:
        """The caller's NSID. For methods that ask for permission: others have no caller."""
        if self.caller is None:
            raise Fail(99, "User not logged in / Insufficient permissions")
        return self.caller

    def person(self, name: str = "user_id", *, message: str = "User not found") -> Person:
        """The member named by an argument, `me` for the caller; the caller where it is absent."""
        asked = self.text(name, "me") or "me"
        nsid = self.caller if asked == "me" else asked
        if nsid is None:
            raise Fail(1, message)
        person = self.world.people.get(nsid)
        if person is None:
            raise Fail(1, message)
        if person.deleted:
            raise Fail(5, "User deleted")
        return person

    def photo(self, name: str = "photo_id", *, message: str = "Photo not found") -> Photo:
        """The photo named by an argument, if the caller may see it or knows its secret."""
        photo = self.world.photo(self.text(name))
        known = photo is not None and self.text("secret") == photo.secret
        if photo is None or not (known or permission.sees(self.world, photo, self.caller)):
            raise Fail(1, message)
        return photo

    def own_photo(self) -> Photo:
        """The photo named by `photo_id`, which must be the caller's own."""
        photo = self.photo()
        if photo.owner != self.caller:
            raise Fail(2, "Permission denied")
        return photo

    def extras(self) -> frozenset[str]:
        """What more is asked of each row of a list."""
        return frozenset(word.strip() for word in self.text("extras").split(",") if word.strip())


class Page(msgspec.Struct, frozen=True):
    """A page's number and length, how many pages and rows there are, and where its rows start."""

    page: int
    per_page: int
    pages: int
    total: int


def page_of(
    call: Call, rows: Sequence[T], *, default: int = 100, most: int = 500, repeat_after: int = 0
) -> tuple[Page, Sequence[T]]:
    """The page that was asked for, cut out of all rows.

    A page past the end is the last one again. After `repeat_after` rows (where not 0) the list
    begins anew. Trouble with pages is made here: see `faults`.
    """
    per_page = call.number("per_page", default) or default
    per_page = min(max(per_page, 1), most)
    pages = max(-(-len(rows) // per_page), 1)
    page = min(max(call.number("page", 1) or 1, 1), pages)
    start = (page - 1) * per_page
    if repeat_after:
        start %= repeat_after
    if call.trouble is not None:
        start, rows = call.trouble.shifted(start, per_page, rows)
    shown = rows[start : start + per_page]
    return Page(page, per_page, pages if rows else 0, len(rows)), shown
