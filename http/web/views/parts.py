"""The parts that views of several pages are made of.

Addresses (`…_path`, `path`) are whole but for the host and carry the time looked at.
Times are seconds since 1970, with the words for them beside.
"""

from __future__ import annotations

from msgspec import Struct


class When(Struct, frozen=True, kw_only=True):
    """When something happened: after one instant and by another, equal where it is exact."""

    after: int
    until: int
    words: str


class Bar(Struct, frozen=True, kw_only=True):
    """A stretch of months in the time bar: how much changed in it, and the way to its end.

    `height` is its share of the busiest one's, in twentieths; `here` whether it holds the
    time looked at.
    """

    words: str
    changes: int
    height: int
    path: str
    here: bool


class TimeSign(Struct, frozen=True, kw_only=True):
    """The time that a page shows, how sure the archive is of it, and the ways through time.

    `doubts` names what may have been otherwise; `since` says what has changed since. `bars`
    tell where the changes are, from the first month of the record to the last. `kept` is
    what of the query stays when one goes to another day.

    `so` is since when what is shown was so on Flickr (on a list, its last change), `seen`
    when the archive saw it (on a list, when it last looked); `at` is as of when it is shown.
    """

    past: bool
    at: int
    iso: str
    words: str
    day: str
    sure: bool = True
    doubts: tuple[str, ...] = ()
    since: str = ""
    since_path: str = ""
    known_at: str = ""
    now_path: str
    earlier_path: str = ""
    later_path: str = ""
    bars: tuple[Bar, ...] = ()
    bars_from: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    calendar_path: str = ""
    so: When | None = None
    seen: When | None = None


class Person(Struct, frozen=True, kw_only=True):
    """A Flickr member as they were called at the time looked at."""

    nsid: str
    name: str
    realname: str
    address: str
    path: str
    icon_path: str
    member: bool = False


class Image(Struct, frozen=True):
    """One stored file of a picture."""

    size: str
    path: str
    width: int
    height: int
    content_type: str


class Card(Struct, frozen=True, kw_only=True):
    """A photo as lists show it; `ratio` is its width in hundredths of its height.

    `tones` are the colours of four by three parts of the picture, row by row, six hexadecimal
    digits each: what stands in its place until it has come. "" where the archive has none.
    """

    id: str
    path: str
    title: str
    owner: Person
    posted: int
    taken: str
    permission: int
    permission_words: str
    media: str
    deleted: bool
    sure: bool
    width: int
    height: int
    ratio: int
    tones: str
    images: tuple[Image, ...]

    @property
    def alt(self) -> str:
        """What the picture is called for those who do not see it."""
        return f"{self.title or 'Untitled photo'}, by {self.owner.name}"

    @property
    def smallest(self) -> Image | None:
        """The image to fall back on: the first that is not tiny."""
        fit = [image for image in self.images if image.width >= 300 or image.height >= 300]
        return next(iter(fit or self.images[-1:]), None)


class Pager(Struct, frozen=True, kw_only=True):
    """The ways through a list that is longer than a page."""

    newer_path: str = ""
    older_path: str = ""


class View(Struct, frozen=True, kw_only=True):
    """What every page has: a title, and the time it shows."""

    title: str
    time: TimeSign
