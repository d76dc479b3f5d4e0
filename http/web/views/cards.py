"""Photos as lists show them, from the read model's rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from projections.reading.photos import File, Listed, Mark
from web.asking import addresses as to
from web.asking.visit import Visit
from web.asking.within import NO_CONTEXT, PHOTOSTREAM, Within
from web.assets import ratio
from web.views.markup import plain
from web.views.parts import Card, Image, Pager, Person
from web.views.words import PERMISSIONS

_LARGEST_IN_ROWS = 1100
_ORIGINAL = "o"


def cards(visit: Visit, listed: Iterable[Listed], within: Within = PHOTOSTREAM) -> tuple[Card, ...]:
    """Return photos as cards, their owners named as at the time looked at.

    They lead to the photos as parts of the list `within`.
    """
    photos = list(listed)
    owners = visit.people(photo.owner for photo in photos)
    return tuple(
        card(visit, photo, owners[photo.owner], within.of(place))
        for place, photo in enumerate(photos)
    )


def card(
    visit: Visit, photo: Listed, owner: Person, context: Mapping[str, str] = NO_CONTEXT
) -> Card:
    """Return one photo as a card; `context` is what its link carries (`web.asking.within`)."""
    return Card(
        id=photo.id,
        path=visit.link(to.photo(owner.address, photo.id), **context),
        title=plain(photo.title) if "<" in photo.title else photo.title,
        owner=owner,
        posted=photo.posted,
        taken=photo.taken,
        permission=photo.permission,
        permission_words=PERMISSIONS.get(photo.permission, "Private"),
        media=photo.media,
        deleted=photo.deleted,
        sure=photo.sure,
        width=photo.width,
        height=photo.height,
        ratio=ratio(photo.width, photo.height),
        tones=photo.tones,
        images=images(visit, photo.files, _LARGEST_IN_ROWS),
    )


def images(visit: Visit, files: Sequence[File], largest: int) -> tuple[Image, ...]:
    """Return the pictures to show among some files, smallest first.

    The uploaded file itself is shown only where there is no other, and no square cut.
    """
    pictures = [f for f in files if f.content_type.startswith("image/") and f.width > 0]
    rest = [f for f in pictures if f.size not in (_ORIGINAL, "s", "q", "sq")] or pictures
    fit = [f for f in rest if max(f.width, f.height) <= largest] or rest[:1]
    return tuple(
        Image(f.size, visit.site.addresses.url(to.file(f.key)), f.width, f.height, f.content_type)
        for f in sorted(fit, key=lambda f: (f.width, f.height))
    )


def pager(visit: Visit, path: str, page: Sequence[Listed], *, newer: bool, older: bool) -> Pager:
    """Return the ways to the pages before and after this one, where there are such."""
    if not page:
        return Pager()
    first, last = Mark(page[0].when, page[0].id), Mark(page[-1].when, page[-1].id)
    return Pager(
        newer_path=visit.link(path, newer=to.mark_text(first)) if newer else "",
        older_path=visit.link(path, older=to.mark_text(last)) if older else "",
    )
