"""The site's own stylesheet and script, under names that change with what is in them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import falcon

_FOLDER: Final = Path(__file__).parent / "assets"
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}

NARROWEST: Final = 40
WIDEST: Final = 300
"""Ratios (hundredths) that rows keep exactly; a picture beyond is cropped to the nearest."""
WIDEST_SHOWN: Final = 20
"""In hundreds of pixels: a picture that is less wide is not shown larger than it is."""


@dataclass(frozen=True, slots=True)
class Assets:
    """The site's own files: `digest` stands in their addresses."""

    digest: str
    files: Mapping[str, bytes]

    def path(self, name: str) -> str:
        """Return the path of a file, good for ever."""
        return f"/assets/{self.digest}/{name}"


def read_assets() -> Assets:
    """Read the files, and add to the stylesheet a class for every ratio of a picture, and width.

    Inline styles are forbidden by the content security policy, and rows that are
    justified without scripts need each picture's ratio in the stylesheet.
    """
    files = {path.name: path.read_bytes() for path in sorted(_FOLDER.iterdir())}
    ratios = (f".r{r}{{--r:{r / 100:g}}}" for r in range(NARROWEST, WIDEST + 1))
    widths = (f".w{w}{{--widest:{w}00px}}" for w in range(1, WIDEST_SHOWN))
    files["site.css"] += "".join((*ratios, *widths)).encode()
    digest = hashlib.sha256(b"".join(files.values())).hexdigest()[:12]
    return Assets(digest, files)


def ratio(width: int, height: int) -> int:
    """Return the ratio that rows give a picture, in hundredths; unknown sizes are 3:2."""
    if width <= 0 or height <= 0:
        return 150
    return min(max(round(100 * width / height), NARROWEST), WIDEST)


class AssetFiles:
    """Serves the files."""

    def __init__(self, assets: Assets) -> None:
        self._assets = assets

    def on_get(self, _: falcon.Request, resp: falcon.Response, digest: str, name: str) -> None:
        """Serve one file; an older page's digest still gets today's file, for a short time."""
        data = self._assets.files.get(name)
        if data is None:
            raise falcon.HTTPNotFound
        resp.data = data
        resp.content_type = _TYPES[Path(name).suffix]
        same = digest == self._assets.digest
        resp.cache_control = ["public", "max-age=31536000", "immutable"] if same else ["no-cache"]

    on_head = on_get
