"""What can happen on a simulated Flickr, at its own now: each change as Flickr would keep it.

Every change of a photo moves its `last_update` on. Both the API's methods and the back door
change the world through here. Nothing is checked: whoever calls has done that.
"""

import re
import time
from typing import Any

from msgspec.structs import replace

from adapters.flickr.simulator.values import (
    AccessToken,
    Comment,
    Fave,
    LicenseChange,
    Location,
    Perms,
    Person,
    Photo,
    Tag,
    secret_of,
)
from adapters.flickr.simulator.world import World

_TAG = re.compile(r'(?:[^\s"]|"[^"]*"?)+')
_MACHINE_TAG = re.compile(r"([A-Za-z][A-Za-z0-9_]*):([A-Za-z][A-Za-z0-9_]*)=(.+)", re.DOTALL)

FIRST_PHOTO = 53_000_000_000
FIRST_ALBUM = 72_157_700_000_000_000


def new_nsid(world: World) -> str:
    """The next NSID."""
    return f"{190_000_000 + 137 * world.next_number('person')}@N0{world.next_number('nsid') % 8}"


def new_photo_id(world: World) -> str:
    """The next photo id; later ones are higher."""
    return str(FIRST_PHOTO + 7919 * world.next_number("photo"))


def new_album_id(world: World) -> str:
    """The next id of an album or a gallery."""
    return str(FIRST_ALBUM + 104_729 * world.next_number("album"))


def clock_text(seconds: int) -> str:
    """Seconds since 1970 as Flickr writes the date a photo was taken, in UTC."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(seconds))


def tags_in(text: str, author: str) -> tuple[Tag, ...]:
    """The tags in a line as people type it: by spaces, quotes around those that hold spaces."""
    words = (word.replace('"', "").strip() for word in _TAG.findall(text))
    return tags_from(words, author)


def tags_from(words: Any, author: str) -> tuple[Tag, ...]:
    """One tag for each word, the first spelling of those that come to the same."""
    by_clean: dict[str, Tag] = {}
    for word in words:
        if clean_tag(word):
            by_clean.setdefault(clean_tag(word), Tag(raw=word, author=author))
    return tuple(by_clean.values())


def clean_tag(raw: str) -> str:
    """A tag as Flickr compares it: letters and digits alone, in lower case.

    A machine tag keeps its namespace and predicate: `geh:maker=Atget, E` is `geh:maker=atgete`.
    """
    machine = _MACHINE_TAG.fullmatch(raw)
    if machine:
        namespace, predicate, value = machine.groups()
        return f"{namespace.lower()}:{predicate.lower()}={_letters(value)}"
    return _letters(raw)


def is_machine_tag(raw: str) -> bool:
    """Whether a tag has the form namespace:predicate=value."""
    return _MACHINE_TAG.fullmatch(raw) is not None


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def change_photo(world: World, photo: Photo, **changes: Any) -> Photo:
    """A photo with other values in some of its fields, changed now."""
    changed = replace(photo, **changes)
    if changed != photo:
        changed = replace(changed, last_update=world.now())
        world.put_photo(changed)
    return changed


def set_license(world: World, photo: Photo, license_: int) -> Photo:
    """Another licence, and a line in the history of licences."""
    if license_ == photo.license:
        return photo
    line = LicenseChange(date=world.now(), old=photo.license, new=license_)
    history = (*photo.license_history, line)
    return change_photo(world, photo, license=license_, license_history=history)


def set_location(world: World, photo: Photo, location: Location | None) -> Photo:
    """Another place, or none."""
    return change_photo(world, photo, location=location)


def rotate(world: World, photo: Photo, degrees: int) -> Photo:
    """Turned to stand at `degrees` clockwise; the sizes get new secrets, the original keeps its."""
    if degrees == photo.rotation:
        return photo
    version = photo.version + 1
    secret = secret_of(photo.id, version)
    return change_photo(world, photo, rotation=degrees, version=version, secret=secret)


def replace_file(
    world: World, photo: Photo, *, file: str, format: str, width: int, height: int, colour: str
) -> Photo:
    """Another file behind the same photo: new secrets, nothing else."""
    version = photo.version + 1
    return change_photo(
        world,
        photo,
        file=file,
        format=format,
        width=width,
        height=height,
        colour=colour,
        version=version,
        rotation=0,
        secret=secret_of(photo.id, version),
        original_secret=secret_of(photo.id, version, "o"),
    )


def touch(world: World, photo: Photo) -> None:
    """Moves a photo's last update on, as a comment does."""
    world.put_photo(replace(photo, last_update=world.now()))


def add_comment(
    world: World, photo: Photo, author: str, text: str, date: int | None = None
) -> Comment:
    """A comment, now or at `date`."""
    number = FIRST_ALBUM + world.next_number("comment")
    comment = Comment(
        id=f"{owner_number(photo.owner)}-{photo.id}-{number}",
        photo=photo.id,
        author=author,
        text=text,
        date=world.now() if date is None else date,
    )
    world.put_comment(comment)
    touch(world, photo)
    return comment


def remove_comment(world: World, comment: Comment) -> None:
    """Takes a comment away."""
    world.drop_comment(comment.id)
    photo = world.photo(comment.photo)
    if photo is not None:
        touch(world, photo)


def add_fave(world: World, nsid: str, photo: Photo, date: int | None = None) -> None:
    """A fave, now or at `date`."""
    when = world.now() if date is None else date
    world.put_fave(Fave(nsid=nsid, photo=photo.id, date=when))


def delete_person(world: World, person: Person) -> None:
    """An account closed: photos, faves, tokens, subscriptions go; comments stay, as at Flickr."""
    for photo in world.photos_of(person.nsid):
        world.drop_photo(photo.id)
    for fave in world.faves_by(person.nsid):
        world.drop_fave(fave.nsid, fave.photo)
    for nsid in list(world.contacts_of(person.nsid)):
        world.drop_contact(person.nsid, nsid)
    for other in list(world.people.values()):
        world.drop_contact(other.nsid, person.nsid)
    for album in [album for album in world.albums.values() if album.owner == person.nsid]:
        world.albums.drop(album.id)
    for subscription in [s for s in world.subscriptions.values() if s.nsid == person.nsid]:
        world.subscriptions.drop(subscription.key)
    for token in access_tokens_of(world, person.nsid):
        world.access_tokens.drop(token.token)
    world.people.put(replace(person, deleted=True, icon_version=0))


def access_tokens_of(
    world: World, nsid: str, api_key: str | None = None, perms: Perms | None = None
) -> list[AccessToken]:
    """A member's tokens, of one application and with one permission where asked."""
    return [
        token
        for token in world.access_tokens.values()
        if token.nsid == nsid and api_key in (None, token.api_key) and perms in (None, token.perms)
    ]


def owner_number(nsid: str) -> int:
    """The number inside the ids of a member's tags and comments, which is not that of the NSID."""
    digits = nsid.partition("@")[0]
    return max(int(digits) - 316_000, 1) if digits.isdecimal() else 1
