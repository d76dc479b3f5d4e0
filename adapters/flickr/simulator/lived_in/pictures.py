"""The files of the lived-in world: photographs that packages ship, and drawn landscapes.

Where they come from and under which licences is told in docs/pictures.md.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Final

from PIL import Image, ImageEnhance, ImageOps

from adapters.flickr.simulator.lived_in import landscapes
from adapters.flickr.simulator.lived_in.cameras import Exposure, exif_of
from adapters.flickr.simulator.lived_in.catalogue import kind_of
from adapters.flickr.simulator.lived_in.life import exposures
from adapters.flickr.simulator.lived_in.photographs import PHOTOGRAPHS, Source

LONG_SIDE: Final = 1600
_QUALITY: Final = 82
_SHAPES: Final = ((3, 2), (3, 2), (3, 2), (4, 3), (2, 3), (1, 1), (16, 9), (5, 2), (3, 4))
_INSTEAD: Final = ("sea", "hills", "snow", "wood", "dunes")


def make_pictures(folder: Path) -> Mapping[str, Path]:
    """Make every picture that the lived-in world shows, where it is not made yet.

    Return the files by the pictures' names. The same pictures come out every time; those of a
    package that is not installed are drawn.
    """
    folder.mkdir(parents=True, exist_ok=True)
    taken = exposures()
    files = {name: folder / f"{name}.jpg" for name in taken}
    missing = [(name, files[name], taken[name]) for name in files if not files[name].exists()]
    if len(missing) < 8:
        for job in missing:
            _make(*job)
        return files
    spawned = get_context("spawn")
    with ProcessPoolExecutor(min(os.cpu_count() or 1, 8), mp_context=spawned) as workers:
        for _ in workers.map(_make, *zip(*missing, strict=True), chunksize=4):
            pass
    return files


def _make(name: str, path: Path, exposure: Exposure) -> None:
    picture = draw(name.removesuffix("-bw"))
    if name.endswith("-bw"):
        picture = _without_colours(picture)
    beside = path.with_suffix(".part")
    source = PHOTOGRAPHS.get(kind_of(name))
    exif = exif_of(exposure, source.path() if source else None)
    picture.save(beside, "JPEG", quality=_QUALITY, exif=exif)
    beside.replace(path)


def draw(name: str) -> Image.Image:
    """Return the picture of this name."""
    kind = kind_of(name)
    dice = Random(zlib.crc32(name.encode()))  # noqa: S311 - the same picture every time is wanted
    source = PHOTOGRAPHS.get(kind)
    if source is not None:
        original = source.path()
        if original is not None:
            return _variant(original, source, int(name[-2:]))
        kind = dice.choice(_INSTEAD)
    across, down = dice.choice(_SHAPES)
    longer = max(across, down)
    width, height = LONG_SIDE * across // longer, LONG_SIDE * down // longer
    return landscapes.draw(kind, name, width, height)


def _variant(path: Path, source: Source, number: int) -> Image.Image:
    """Return the photograph whole, close, and in other proportions and lights."""
    with Image.open(path) as opened:
        opened.draft("RGB", (LONG_SIDE, LONG_SIDE * 2 // 3))
        picture = opened.convert("RGB")
    left, top, right, bottom = source.detail
    width, height = picture.size
    close = (int(left * width), int(top * height), int(right * width), int(bottom * height))
    middle = ((left + right) / 2, (top + bottom) / 2)
    match number:
        case 0:
            made = picture
        case 1:
            made = picture.crop(close)
        case 2:
            made = _warmed(_cut(picture, 2 / 3, middle), 1.08, 0.92)
        case _:
            made = _warmed(_cut(picture, 16 / 9, middle), 0.95, 1.08)
    scale = LONG_SIDE / max(made.size)
    size = (round(made.width * scale), round(made.height * scale))
    return made.resize(size, Image.Resampling.LANCZOS)


def _cut(picture: Image.Image, proportion: float, middle: tuple[float, float]) -> Image.Image:
    """Return the largest part of a proportion, width to height, around a point."""
    width = min(picture.width, round(picture.height * proportion))
    height = min(picture.height, round(picture.width / proportion))
    return ImageOps.fit(picture, (width, height), Image.Resampling.LANCZOS, centering=middle)


def _warmed(picture: Image.Image, red: float, blue: float) -> Image.Image:
    """Return the picture in warmer or cooler light."""
    bands = picture.split()
    factors = (red, 1.0, blue)
    lit = [
        band.point(lambda value, by=factor: min(round(value * by), 255))
        for band, factor in zip(bands, factors, strict=True)
    ]
    return ImageEnhance.Contrast(Image.merge("RGB", lit)).enhance(1.06)


def _without_colours(picture: Image.Image) -> Image.Image:
    return ImageOps.autocontrast(ImageOps.grayscale(picture), cutoff=0.5).convert("RGB")
