"""Real photographs for the lived-in world, from what scikit-image ships (docs/pictures.md)."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from PIL import Image, ImageEnhance, ImageOps

_SOURCES: Final = {
    "astronaut": "astronaut.png",
    "cat": "chelsea.png",
    "coffee": "coffee.png",
    "moon": "moon.png",
    "rocket": "rocket.jpg",
    "stars": "hubble_deep_field.jpg",
    "workshop": "motorcycle_left.png",
}
_LONG_SIDE: Final = 1100
_VARIANTS: Final = 5


def make_pictures(folder: Path) -> Mapping[str, tuple[Path, ...]]:
    """Make the photographs, in several crops and lights each, where they are not made yet.

    Without scikit-image there are none, and the simulator draws scenes in their place.
    """
    found = find_spec("skimage")
    if found is None or found.origin is None:
        return {}
    folder.mkdir(parents=True, exist_ok=True)
    data = Path(found.origin).parent / "data"
    made: dict[str, tuple[Path, ...]] = {}
    for name, source in _SOURCES.items():
        if (data / source).exists():
            made[name] = tuple(_variant(data / source, folder, name, n) for n in range(_VARIANTS))
    return made


def _variant(source: Path, folder: Path, name: str, number: int) -> Path:
    path = folder / f"{name}-{number}.jpg"
    if path.exists():
        return path
    with Image.open(source) as opened:
        picture = opened.convert("RGB")
    width, height = picture.size
    boxes = (
        (0.0, 0.0, 1.0, 1.0),
        (0.08, 0.05, 0.82, 0.78),
        (0.2, 0.0, 0.8, 1.0),
        (0.0, 0.15, 1.0, 0.8),
        (0.12, 0.12, 0.88, 0.88),
    )
    left, top, right, bottom = boxes[number % len(boxes)]
    picture = picture.crop(
        (round(left * width), round(top * height), round(right * width), round(bottom * height))
    )
    scale = _LONG_SIDE / max(picture.size)
    size = (round(picture.width * scale), round(picture.height * scale))
    picture = picture.resize(size, Image.Resampling.LANCZOS)
    if number == 2:
        picture = ImageOps.autocontrast(ImageOps.grayscale(picture)).convert("RGB")
    elif number == 3:
        picture = ImageEnhance.Color(picture).enhance(1.25)
    elif number == 4:
        picture = ImageOps.mirror(picture)
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Fujifilm", "X100"
    picture.save(path, "JPEG", quality=85, exif=exif)
    return path
