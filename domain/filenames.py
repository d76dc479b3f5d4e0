"""What files are called in the archive: the original program's names.

A photo's folder is its id cut in groups of three digits from the left, so that a tree made by
the original is one of ours. Flickr's own names of files are kept, secrets included.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

# The last part of a file's address: ID_SECRET.jpg, ID_SECRET_z.jpg, ID_SECRET_o.png.
_FILE: Final = re.compile(r"[0-9]+_[0-9a-zA-Z]+(?:_\w{1,2})?\.\w+", re.ASCII)


def folder(photo: str) -> str:
    """`1234567890` → `123/456/789/0`."""
    return "/".join(photo[at : at + 3] for at in range(0, len(photo), 3))


def at_address(photo: str, address: str) -> str | None:
    """Return the key of the file at one of Flickr's addresses; None where it names no photo's file.

    The secret is the one in the address: large sizes and the original have their own.
    """
    name = urlsplit(address).path.rpartition("/")[2]
    return None if _FILE.fullmatch(name) is None else f"{folder(photo)}/{name}"


def film(photo: str, secret: str, quality: str) -> str:
    """Return the key of a video's moving picture. Its type is told by what is stored of it."""
    return f"{folder(photo)}/{photo}_{secret}_{quality}.mp4"


def buddyicon(nsid: str, iconserver: str) -> str:
    """Return the key of a member's icon. A new icon comes from another server, so old ones stay."""
    return f"buddyicons/{nsid}_{iconserver}.jpg"


def answer(sha256: str) -> str:
    """Return under which key a raw answer is kept: `raw/ab/cd/SHA256.json`."""
    return f"raw/{sha256[:2]}/{sha256[2:4]}/{sha256}.json"
