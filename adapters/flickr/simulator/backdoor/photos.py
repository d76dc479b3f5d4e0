"""Photos by the back door."""

from collections.abc import Mapping
from typing import Any

import msgspec

from adapters.flickr.simulator import exif, life, newphoto, wishes
from adapters.flickr.simulator.backdoor.door import Door, some_photo, someone
from adapters.flickr.simulator.pictures import NotAPictureError, Original
from adapters.flickr.simulator.request import File
from adapters.flickr.simulator.wishes import Wish, WrongError, needed, refuse_others


def _original(door: Door, files: Mapping[str, File], *, video: bool = False) -> Original | None:
    file = files.get("photo")
    if file is None:
        return None
    try:
        return door.pictures.take(file.content)
    except NotAPictureError as error:
        if video:
            return Original(door.pictures.keep(file.content), "jpg", 640, 360)
        raise WrongError(f"the file is no JPEG, PNG or GIF: {error}") from error


def _spelt(wish: Wish) -> Wish:
    return {"colour" if name == "color" else name: value for name, value in wish.items()}


def add_photo(door: Door, wish: Wish, files: Mapping[str, File]) -> Any:
    """Multipart with the file in `photo`, or JSON: `{owner, title?, description?, tags?, perms?,
    date_taken?, date_upload?, lat?, lon?, color?, …}` → `{id}`; all that PATCH takes, and
    `id, width, height` besides. Without a file the picture is made up.
    """
    wish = _spelt(wish)
    also = ("owner", "id", "width", "height", "license", "rotation", "last_update")
    refuse_others(wish, *wishes.FIELDS, *also)
    needed(wish, "owner")
    owner = someone(door.world, wish["owner"]).nsid
    photo_id = wishes.photo_id(wish.get("id") or life.new_photo_id(door.world))
    if door.world.photo(photo_id) is not None:
        raise WrongError(f"photo {photo_id} is there already")
    original = _original(door, files, video="video" in wish)
    fields = wishes.photo_fields(wish, photo_id, owner, None)
    if "license" in wish:
        fields["license"] = wishes.license_number(wish["license"])
    if "rotation" in wish:
        fields["rotation"] = _rotation(wish["rotation"])
    for side in ("width", "height"):
        if side in wish:
            fields[side] = wishes.whole(wish[side], side, range(1, 20_001))
    if "last_update" in wish:
        fields["last_update"] = wishes.seconds(wish["last_update"], "last_update")
    if original is not None and "video" not in wish and "exif" not in fields:
        path = door.pictures.path(original.file)
        fields["exif"] = exif.of_file(path)
        fields.setdefault("date_taken", exif.taken_at(path))
    photo = newphoto.add_photo(door.world, owner, original=original, id=photo_id, **fields)
    return {"id": photo.id}


def _rotation(value: Any) -> int:
    degrees = wishes.whole(value, "rotation")
    if degrees not in (0, 90, 180, 270):
        raise WrongError(f"rotation {degrees} is none of 0, 90, 180, 270")
    return degrees


def change_photo(door: Door, wish: Wish, photo_id: str) -> Any:
    """PATCH: any of `wishes.FIELDS`, `license`, `rotation`."""
    wish = _spelt(wish)
    refuse_others(wish, *wishes.FIELDS, "license", "rotation")
    photo = some_photo(door.world, photo_id)
    fields = wishes.photo_fields(wish, photo.id, photo.owner, photo)
    license_ = wishes.license_number(wish.get("license", photo.license))
    degrees = _rotation(wish.get("rotation", photo.rotation))
    photo = life.change_photo(door.world, photo, **fields)
    photo = life.set_license(door.world, photo, license_)
    photo = life.rotate(door.world, photo, degrees)
    return {"id": photo.id}


def delete_photo(door: Door, _wish: Wish, photo_id: str) -> Any:
    """The photo is gone, its files with it."""
    door.world.drop_photo(some_photo(door.world, photo_id).id)
    return {}


def replace_photo(door: Door, wish: Wish, files: Mapping[str, File], photo_id: str) -> Any:
    """Multipart with the file in `photo`; or JSON `{color?}` for another made-up picture."""
    wish = _spelt(wish)
    refuse_others(wish, "colour")
    photo = some_photo(door.world, photo_id)
    original = _original(door, files) or Original("", "jpg", photo.width, photo.height)
    life.replace_file(
        door.world,
        photo,
        file=original.file,
        format=original.format,
        width=original.width,
        height=original.height,
        colour=str(wish.get("colour", photo.colour)),
    )
    return {"id": photo.id}


def show_photo(door: Door, _wish: Wish, photo_id: str) -> Any:
    """All that is kept about a photo."""
    return msgspec.to_builtins(some_photo(door.world, photo_id))


def list_photos(door: Door, wish: Wish) -> Any:
    """`?owner=NSID`: all that is kept about a member's photos, the newest first."""
    needed(wish, "owner")
    return [msgspec.to_builtins(photo) for photo in door.world.photos_of(str(wish["owner"]))]
