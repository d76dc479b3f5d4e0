"""Albums, galleries, faves, contacts and comments by the back door."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from adapters.flickr.simulator import life, wishes
from adapters.flickr.simulator.backdoor.door import Door, NotThereError, some_photo, someone
from adapters.flickr.simulator.request import File
from adapters.flickr.simulator.values import (
    Album,
    Contact,
    Gallery,
)
from adapters.flickr.simulator.wishes import Wish, WrongError, needed, refuse_others
from adapters.flickr.simulator.world import World


def add_album(door: Door, wish: Wish, _files: Mapping[str, File]) -> Any:
    """`{owner, title, photos, description?, primary?, date?, id?}` → `{id}`."""
    refuse_others(wish, "owner", "title", "photos", "description", "primary", "date", "id")
    needed(wish, "owner", "title", "photos")
    photos = _ids(door.world, wish["photos"])
    now = wishes.seconds(wish["date"], "date") if "date" in wish else door.world.now()
    album = Album(
        id=str(wish.get("id") or life.new_album_id(door.world)),
        owner=someone(door.world, wish["owner"]).nsid,
        title=str(wish["title"]),
        photos=photos,
        primary=str(wish.get("primary") or photos[0]),
        created=now,
        updated=now,
        description=str(wish.get("description") or ""),
    )
    door.world.albums.put(album)
    return {"id": album.id}


def _ids(world: World, ids: Any) -> tuple[str, ...]:
    if not isinstance(ids, list) or not ids:
        raise WrongError("photos is a list of at least one photo id")
    return tuple(dict.fromkeys(some_photo(world, photo_id).id for photo_id in ids))


def change_album(door: Door, wish: Wish, album_id: str) -> Any:
    """PATCH `{title?, description?, photos?, primary?}`; the order of `photos` is the album's."""
    refuse_others(wish, "title", "description", "photos", "primary")
    album = door.world.albums.get(album_id)
    if album is None:
        raise NotThereError(f"there is no album {album_id!r}")
    photos = _ids(door.world, wish["photos"]) if "photos" in wish else album.photos
    primary = str(wish.get("primary", album.primary))
    changed = replace(
        album,
        title=str(wish.get("title", album.title)),
        description=str(wish.get("description", album.description)),
        photos=photos,
        primary=primary if primary in photos else photos[0],
        updated=door.world.now(),
    )
    door.world.albums.put(changed)
    return {"id": album_id}


def delete_album(door: Door, _wish: Wish, album_id: str) -> Any:
    """The album is gone; its photos stay."""
    if door.world.albums.drop(album_id) is None:
        raise NotThereError(f"there is no album {album_id!r}")
    return {}


def add_gallery(door: Door, wish: Wish, _files: Mapping[str, File]) -> Any:
    """`{owner, title, photos, description?}` → `{id}`."""
    refuse_others(wish, "owner", "title", "photos", "description")
    needed(wish, "owner", "title", "photos")
    now = door.world.now()
    gallery = Gallery(
        id=life.new_album_id(door.world),
        owner=someone(door.world, wish["owner"]).nsid,
        title=str(wish["title"]),
        photos=_ids(door.world, wish["photos"]),
        created=now,
        updated=now,
        description=str(wish.get("description") or ""),
    )
    door.world.galleries.put(gallery)
    return {"id": gallery.id}


def add_fave(door: Door, wish: Wish, _files: Mapping[str, File]) -> Any:
    """`{nsid, id, date?}`."""
    refuse_others(wish, "nsid", "id", "date")
    needed(wish, "nsid", "id")
    date = wishes.seconds(wish["date"], "date") if "date" in wish else None
    nsid = someone(door.world, wish["nsid"]).nsid
    life.add_fave(door.world, nsid, some_photo(door.world, wish["id"]), date)
    return {}


def drop_fave(door: Door, wish: Wish) -> Any:
    """`{nsid, id}`."""
    refuse_others(wish, "nsid", "id")
    needed(wish, "nsid", "id")
    if not door.world.drop_fave(str(wish["nsid"]), str(wish["id"])):
        raise NotThereError(f"{wish['nsid']} has not faved {wish['id']}")
    return {}


def add_contact(door: Door, wish: Wish, _files: Mapping[str, File]) -> Any:
    """`{owner, nsid, friend, family, ignored?}`: makes or changes what `owner` calls `nsid`."""
    refuse_others(wish, "owner", "nsid", "friend", "family", "ignored")
    needed(wish, "owner", "nsid")
    if wish["owner"] == wish["nsid"]:
        raise WrongError("nobody is their own contact")
    contact = Contact(
        owner=someone(door.world, wish["owner"]).nsid,
        nsid=someone(door.world, wish["nsid"]).nsid,
        friend=wishes.truth(wish.get("friend", False)),
        family=wishes.truth(wish.get("family", False)),
        ignored=wishes.truth(wish.get("ignored", False)),
    )
    door.world.put_contact(contact)
    return {}


def drop_contact(door: Door, wish: Wish) -> Any:
    """`{owner, nsid}`."""
    refuse_others(wish, "owner", "nsid")
    needed(wish, "owner", "nsid")
    if not door.world.drop_contact(str(wish["owner"]), str(wish["nsid"])):
        raise NotThereError(f"{wish['nsid']} is no contact of {wish['owner']}")
    return {}


def add_comment(door: Door, wish: Wish, _files: Mapping[str, File]) -> Any:
    """`{id, author, text, date?}` → `{id}` of the comment."""
    refuse_others(wish, "id", "author", "text", "date")
    needed(wish, "id", "author", "text")
    author = someone(door.world, wish["author"]).nsid
    date = wishes.seconds(wish["date"], "date") if "date" in wish else None
    photo = some_photo(door.world, wish["id"])
    return {"id": life.add_comment(door.world, photo, author, str(wish["text"]), date).id}


def delete_comment(door: Door, _wish: Wish, comment_id: str) -> Any:
    """The comment is gone."""
    comment = door.world.comment(comment_id)
    if comment is None:
        raise NotThereError(f"there is no comment {comment_id!r}")
    life.remove_comment(door.world, comment)
    return {}
