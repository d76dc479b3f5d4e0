"""Under which keys the archive keeps its files: the original program's names.

How they are made of their parts is told in `domain.filenames`; here the parts are checked. Raw
answers lie under their own SHA-256.
"""

from __future__ import annotations

import re
from typing import Final

from adapters.storage.errors import BadKey
from domain import filenames

MADE: Final = "made/"
"""Under this lie pictures that can be made again: they are no part of the manifest."""

_ID: Final = re.compile(r"[0-9]{1,20}")
_SECRET: Final = re.compile(r"[0-9a-f]{1,64}")
_SIZE: Final = re.compile(r"[a-z0-9]{1,8}")
_EXTENSION: Final = re.compile(r"[a-z0-9]{1,8}")
_NSID: Final = re.compile(r"[0-9]{1,20}@N[0-9]{2}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def folder(photo: str) -> str:
    """`1234567890` → `123/456/789/0`."""
    return filenames.folder(_like(_ID, photo, "a photo id"))


def picture(photo: str, secret: str, size: str, extension: str = "jpg") -> str:
    """A picture in one of Flickr's sizes: `123/456/789/0/1234567890_SECRET_z.jpg`."""
    return _file(photo, secret, _like(_SIZE, size, "a size"), extension)


def original(photo: str, original_secret: str, extension: str) -> str:
    """The file that was uploaded: `…_ORIGINALSECRET_o.EXT`."""
    return _file(photo, original_secret, "o", extension)


def info(photo: str, original_secret: str) -> str:
    """What `flickr.photos.getInfo` said last: `…_ORIGINALSECRET_i.json`."""
    return _file(photo, original_secret, "i", "json")


def comments(photo: str, original_secret: str) -> str:
    """What `flickr.photos.comments.getList` said last: `…_ORIGINALSECRET_c.json`."""
    return _file(photo, original_secret, "c", "json")


def raw(sha256: str) -> str:
    """An answer as it came: `raw/ab/cd/SHA256.json`."""
    return filenames.answer(_like(_SHA256, sha256, "a SHA-256"))


def made(sha256: str, size: str, encoding: str) -> str:
    """A picture that was made of the file with this digest: `made/ab/cd/SHA256_z.webp`."""
    digest = _like(_SHA256, sha256, "a SHA-256")
    name = f"{digest}_{_like(_SIZE, size, 'a size')}.{_like(_EXTENSION, encoding, 'an encoding')}"
    return f"{MADE}{digest[:2]}/{digest[2:4]}/{name}"


def buddyicon(nsid: str, iconserver: str) -> str:
    """A member's icon: `buddyicons/NSID_ICONSERVER.jpg`. A new icon comes from another server,
    so old ones stay."""
    member = _like(_NSID, nsid, "an NSID")
    return filenames.buddyicon(member, _like(_ID, iconserver, "an icon server"))


def _file(photo: str, secret: str, size: str, extension: str) -> str:
    name = f"{photo}_{_like(_SECRET, secret, 'a secret')}_{size}"
    return f"{folder(photo)}/{name}.{_like(_EXTENSION, extension, 'a file extension')}"


def _like(pattern: re.Pattern[str], text: str, what: str) -> str:
    if not pattern.fullmatch(text):
        raise BadKey(f"{text[:80]!r} is not {what}")
    return text
