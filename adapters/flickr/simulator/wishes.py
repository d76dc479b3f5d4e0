"""What the back door is asked for, read generously; one clear line where it is wrong.

perms      public | contacts (places only) | friends | family | friends_family | private,
           or 0 public, 1 contacts (places only), 2 friends, 3 family, 4 both, 5 private,
           or {is_public, is_friend, is_family} (and is_contact for places)
tags       as typed at Flickr (`one "two words" three`), or a list of strings
exif       {"Model": "X100T", …} or a list of {tag, raw, tagspace?, label?, clean?}
notes      a list of {author?, x, y, w, h, text, id?}
people     a list of NSIDs, or of {nsid, added_by?, x?, y?, w?, h?}
pools      a list of {id, title, url?, members?, pool_count?}
video      {duration, width, height}
"""

import json
import re
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from adapters.flickr.simulator import gazetteer, life
from adapters.flickr.simulator.methods.licenses import NUMBERS
from adapters.flickr.simulator.methods.photos import when
from adapters.flickr.simulator.values import (
    ExifTag,
    GeoPerms,
    Location,
    Note,
    PersonInPhoto,
    Photo,
    Place,
    Pool,
    Tag,
    Video,
)

Wish = Mapping[str, Any]


class WrongError(Exception):
    """What was asked cannot be: a line that says what is wrong and what would be right."""


_NAMES = ("public", "contacts", "friends", "family", "friends_family", "private")
_ALSO = {
    "contact": "contacts",
    "friend": "friends",
    "friends_and_family": "friends_family",
    "friends+family": "friends_family",
    "both": "friends_family",
}


def _level(value: Any) -> str:
    text = str(value).strip().lower()
    if text.isdecimal() and int(text) < len(_NAMES):
        return _NAMES[int(text)]
    text = _ALSO.get(text, text)
    if text not in _NAMES:
        raise WrongError(f"perms {value!r} is none of {', '.join(_NAMES)}, or 0 to 5")
    return text


def _flags(value: Any, what: str) -> dict[str, bool]:
    value = _decoded(value)
    if isinstance(value, Mapping):
        names = {"is_public", "is_contact", "is_friend", "is_family"}
        if not value or not set(value) <= names:
            raise WrongError(f"{what} has other keys than {', '.join(sorted(names))}")
        return {name: truth(value.get(name, False)) for name in names}
    level = _level(value)
    return {
        "is_public": level == "public",
        "is_contact": level == "contacts",
        "is_friend": level in ("friends", "friends_family"),
        "is_family": level in ("family", "friends_family"),
    }


def perms(value: Any) -> dict[str, bool]:
    """A photo's `is_public`, `is_friend` and `is_family`."""
    flags = _flags(value, "perms")
    if flags.pop("is_contact"):
        raise WrongError("perms of a photo cannot be contacts; only those of a place can")
    return flags


def geoperms(value: Any) -> GeoPerms:
    """Who may see a place."""
    return GeoPerms(**_flags(value, "geoperms"))


def truth(value: Any) -> bool:
    """A yes or no: true, 1, "1", "true", "yes", "on"."""
    return str(value).strip().lower() in ("true", "1", "yes", "on")


def tags(value: Any, author: str) -> tuple[Tag, ...]:
    """Tags as typed, or a list of them."""
    if isinstance(value, str) and not value.lstrip().startswith("["):
        return life.tags_in(value, author)
    value = _decoded(value)
    if not isinstance(value, list) or not all(isinstance(tag, str) for tag in value):
        raise WrongError("tags are text as typed at Flickr, or a list of strings")
    return life.tags_from(value, author)


def seconds(value: Any, what: str) -> int:
    """A moment: seconds since 1970, or "Y-m-d H:M:S" in UTC."""
    moment = int(value) if isinstance(value, int | float) else when(str(value))
    if moment is None:
        raise WrongError(f"{what} {value!r} is neither seconds since 1970 nor Y-m-d H:M:S")
    return moment


def whole(value: Any, what: str, allowed: range | None = None) -> int:
    """A whole number, within a range where there is one."""
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise WrongError(f"{what} {value!r} is no whole number") from None
    if allowed is not None and number not in allowed:
        raise WrongError(f"{what} {number} is not from {allowed.start} to {allowed.stop - 1}")
    return number


def date_taken(value: Any) -> str:
    """When a photo was taken: "Y-m-d H:M:S", zeros allowed where nobody knows; or seconds."""
    if str(value).isdecimal():
        return life.clock_text(int(value))
    date, _, time = str(value).strip().replace("T", " ").partition(" ")
    parts = date.split("-") + (time or "00:00:00").split(":")
    if len(parts) != 6 or not all(part.isdecimal() for part in parts):
        raise WrongError(f"date_taken {value!r} is not of the form Y-m-d H:M:S")
    return f"{date} {time or '00:00:00'}"


def license_number(value: Any) -> int:
    """A licence by Flickr's number."""
    number = whole(value, "license")
    if number not in NUMBERS:
        raise WrongError(f"license {number} is none of Flickr's, 0 to 16")
    return number


def _decoded(value: Any) -> Any:
    if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except ValueError as error:
            raise WrongError(f"{value[:60]!r} is not JSON: {error}") from error
    return value


def _listed(value: Any, what: str, kind: type[Any], complete: Callable[[Any], Any]) -> Any:
    value = _decoded(value)
    if not isinstance(value, list):
        raise WrongError(f"{what} is a list")
    try:
        return tuple(msgspec.convert(complete(item), kind, strict=False) for item in value)
    except msgspec.ValidationError as error:
        raise WrongError(f"{what}: {error}") from error


def exif(value: Any) -> tuple[ExifTag, ...]:
    """Technical data."""
    value = _decoded(value)
    if isinstance(value, Mapping):
        return tuple(ExifTag(tag=tag, raw=str(raw)) for tag, raw in value.items())
    lines: tuple[ExifTag, ...] = _listed(value, "exif", ExifTag, lambda line: line)
    return lines


def _note(photo: str, owner: str) -> Callable[[Any], Any]:
    def complete(note: Any) -> Any:
        if not isinstance(note, Mapping):
            return note
        made_id = str(life.FIRST_ALBUM + zlib.crc32(f"{photo}/{note}".encode()))
        box = {"x": 10, "y": 10, "w": 50, "h": 50}
        return {"id": made_id, "author": owner, "text": "", **box, **note}

    return complete


def _person(owner: str) -> Callable[[Any], Any]:
    def complete(person: Any) -> Any:
        named = {"nsid": person} if isinstance(person, str) else person
        return {"added_by": owner, **named} if isinstance(named, Mapping) else named

    return complete


def location(wish: Wish, before: Location | None) -> Location | None:
    """The place named by `lat`, `lon`, `accuracy`, `context`, `place`; lat null takes it away."""
    if "lat" in wish and wish["lat"] in (None, ""):
        return None
    start = before or gazetteer.located(0, 0)
    try:
        lat = float(wish.get("lat", start.latitude))
        lon = float(wish.get("lon", start.longitude))
    except (TypeError, ValueError):
        raise WrongError("lat and lon are degrees") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise WrongError("lat is from -90 to 90, lon from -180 to 180")
    if before is None and not ("lat" in wish and "lon" in wish):
        raise WrongError("a photo without a place needs both lat and lon")
    accuracy = whole(wish.get("accuracy", start.accuracy), "accuracy", range(1, 17))
    context = whole(wish.get("context", start.context), "context", range(3))
    found = gazetteer.located(lat, lon, accuracy, context)
    if "place" in wish:
        try:
            place = msgspec.convert(_decoded(wish["place"]), Place)
        except msgspec.ValidationError as error:
            raise WrongError(f"place: {error}") from error
        found = msgspec.structs.replace(found, place=place)
    return found


def _text(value: Any) -> str:
    return "" if value is None else str(value)


_SIMPLE: dict[str, Callable[[Any], Any]] = {
    "title": _text,
    "description": _text,
    "date_taken": date_taken,
    "colour": _text,
    "views": lambda value: whole(value, "views"),
    "safety_level": lambda value: whole(value, "safety_level", range(3)),
    "content_type": lambda value: whole(value, "content_type", range(1, 5)),
    "hidden": lambda value: whole(value, "hidden", range(3)),
    "perm_comment": lambda value: whole(value, "perm_comment", range(4)),
    "perm_addmeta": lambda value: whole(value, "perm_addmeta", range(4)),
    "taken_granularity": lambda value: whole(value, "taken_granularity", range(9)),
    "taken_unknown": truth,
    "can_download": truth,
    "exif_shown": truth,
    "camera": _text,
    "geoperms": geoperms,
    "exif": exif,
}
_PLACE = ("lat", "lon", "accuracy", "context", "place")
FIELDS = (*_SIMPLE, *_PLACE, "tags", "perms", "notes", "people", "pools", "video", "date_upload")


def photo_fields(wish: Wish, photo: str, owner: str, before: Photo | None) -> dict[str, Any]:
    """The fields of a `Photo` that a wish names (all but `license` and `rotation`)."""
    fields = {name: read(wish[name]) for name, read in _SIMPLE.items() if name in wish}
    if "date_taken" in fields and "taken_unknown" not in fields:
        fields["taken_unknown"] = False
    if "tags" in wish:
        fields["tags"] = tags(wish["tags"], owner)
    if "perms" in wish:
        fields |= perms(wish["perms"])
    if "date_upload" in wish:
        fields["date_upload"] = seconds(wish["date_upload"], "date_upload")
    if "notes" in wish:
        fields["notes"] = _listed(wish["notes"], "notes", Note, _note(photo, owner))
    if "people" in wish:
        fields["people"] = _listed(wish["people"], "people", PersonInPhoto, _person(owner))
    if "pools" in wish:
        fields["pools"] = _listed(wish["pools"], "pools", Pool, lambda pool: pool)
    if "video" in wish:
        (fields["video"],) = _listed([_decoded(wish["video"])], "video", Video, lambda it: it)
    if any(name in wish for name in _PLACE):
        fields["location"] = location(wish, before.location if before else None)
    return fields


def refuse_others(wish: Wish, *known: str) -> None:
    """Raises `WrongError` for a field that is not known here."""
    others = sorted(set(wish) - set(known))
    if others:
        raise WrongError(
            f"no such field: {', '.join(others)}; there are {', '.join(sorted(known))}"
        )


_PHOTO_ID = re.compile("[0-9A-Za-z]{1,20}")
_NSID = re.compile("[0-9]{1,20}@N[0-9]{2}")


def photo_id(value: Any) -> str:
    """A photo's id, as it may stand in the name of a file."""
    if not _PHOTO_ID.fullmatch(str(value)):
        raise WrongError(f"id {value!r} is not 1 to 20 digits or letters")
    return str(value)


def nsid(value: Any) -> str:
    """An NSID, such as 12345@N01."""
    if not _NSID.fullmatch(str(value)):
        raise WrongError(f"nsid {value!r} is not of the form 12345@N01")
    return str(value)


def needed(wish: Wish, *names: str) -> None:
    """Raises `WrongError` for a field that is missing."""
    missing = [name for name in names if wish.get(name) in (None, "")]
    if missing:
        raise WrongError(f"missing: {', '.join(missing)}")
