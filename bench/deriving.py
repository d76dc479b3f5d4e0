"""Making all sizes of a picture, against bare Pillow doing the same resizes."""

from __future__ import annotations

import io
import time

from PIL import Image, ImageOps

from adapters.images import SIZES, derive
from domain.photo.made import BOUNDS, SQUARES

_TURNS = 5


def all_sizes() -> float:
    """Return ours as a part of the floor's speed: the quickest of each, by turns."""
    file = _photograph()
    bare: list[float] = []
    ours: list[float] = []
    for _ in range(_TURNS):
        begun = time.perf_counter()
        _bare(file)
        bare.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        made = derive(io.BytesIO(file))
        ours.append(time.perf_counter() - begun)
        assert set(made) == set(SIZES)
    return min(bare) / min(ours)


def _bare(file: bytes) -> None:
    """Open, resize and write each size, as a few lines of Pillow do it."""
    for bound in BOUNDS.values():
        with Image.open(io.BytesIO(file)) as image:
            image.thumbnail((bound, bound), Image.Resampling.LANCZOS)
            image.save(io.BytesIO(), "JPEG", quality=85, progressive=True, optimize=True)
    for side in SQUARES.values():
        with Image.open(io.BytesIO(file)) as image:
            image.draft("RGB", (4 * side, 4 * side))
            cut = ImageOps.fit(image, (side, side), Image.Resampling.LANCZOS)
            cut.save(io.BytesIO(), "JPEG", quality=85, progressive=True, optimize=True)


def _photograph() -> bytes:
    """Twelve megapixels of something that is neither plain nor noise."""
    small = Image.effect_noise((400, 300), 90).convert("RGB")
    out = io.BytesIO()
    small.resize((4000, 3000), Image.Resampling.BICUBIC).save(out, "JPEG", quality=90)
    return out.getvalue()
