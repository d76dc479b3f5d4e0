"""What drawn landscapes are made of: noise, ridges, skies, glow, fog and grain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Field = NDArray[np.floating[Any]]
"""A number for each pixel (height, width), or a colour (height, width, 3), from 0 to 1."""

Colour = tuple[int, int, int]
Dice = np.random.Generator

_BAYER: Final = 1.5 / 255


def ramp(stops: Sequence[Colour], where: Field) -> Field:
    """Return the colours at `where`, 0 to 1, along evenly spaced stops."""
    at = np.linspace(0, 1, len(stops))
    table = np.asarray(stops, np.float32) / 255
    fine = np.linspace(0, 1, 512)
    lookup = np.stack([np.interp(fine, at, table[:, band]) for band in range(3)], 1)
    chosen: Field = lookup.astype(np.float32)[(np.clip(where, 0, 1) * 511).astype(np.int32)]
    return chosen


def sky(stops: Sequence[Colour], width: int, height: int, horizon: float) -> Field:
    """Return a sky from the zenith's colour to that of the horizon, and on below it."""
    down = np.arange(height, dtype=np.float32) / (height * horizon)
    column = ramp(stops, down)
    return np.repeat(column[:, None, :], width, 1)


def noise(dice: Dice, width: int, height: int, across: int, down: int, octaves: int = 4) -> Field:
    """Return clouds from 0 to 1, `across` by `down` lumps at the coarsest."""
    total = np.zeros((height, width), np.float32)
    weight, whole = 1.0, 0.0
    for octave in range(octaves):
        size = (max(down << octave, 2), max(across << octave, 2))
        if size[0] > height or size[1] > width:
            break
        lumps = Image.fromarray(dice.random(size, np.float32))
        total += weight * np.asarray(lumps.resize((width, height), Image.Resampling.BICUBIC))
        whole += weight
        weight *= 0.5
    low, high = float(total.min()), float(total.max())
    scaled: Field = (total - low) / max(high - low, 1e-6)
    return scaled


def ridge(dice: Dice, width: int, lumps: int, octaves: int, rough: float = 0.5) -> Field:
    """Return the line of a range of hills: for each column a height around 0, -1 to 1."""
    line = np.zeros(width, np.float32)
    weight, whole = 1.0, 0.0
    x = np.arange(width)
    for octave in range(octaves):
        many = lumps * 2**octave + 3
        line += weight * _smooth(dice.uniform(-1, 1, many).astype(np.float32), x / width)
        whole += weight
        weight *= rough
    scaled: Field = line / whole
    return scaled


def _smooth(values: Field, where: NDArray[np.float64]) -> Field:
    at = where * (len(values) - 1)
    low = np.minimum(at.astype(np.int32), len(values) - 2)
    part = at - low
    part = part * part * (3 - 2 * part)
    mixed: Field = (values[low] * (1 - part) + values[low + 1] * part).astype(np.float32)
    return mixed


def conifers(dice: Dice, width: int, tall: float, many: int) -> Field:
    """Return how far firs rise above the ground in each column, in pixels."""
    line = np.zeros(width, np.float32)
    for _ in range(many):
        height = tall * dice.uniform(0.35, 1.0)
        half = max(int(height * dice.uniform(0.13, 0.2)), 2)
        middle = int(dice.integers(0, width))
        left, right = max(middle - half, 0), min(middle + half + 1, width)
        away = np.abs(np.arange(left, right) - middle) / half
        teeth = 0.82 + 0.18 * np.cos(away * np.pi * 7)
        line[left:right] = np.maximum(line[left:right], height * (1 - away) * teeth)
    return line


def below(line: Field, height: int) -> Field:
    """Return how far each pixel lies below a line, in pixels; negative above it."""
    depth: Field = np.arange(height, dtype=np.float32)[:, None] - line[None, :]
    return depth


def cover(picture: Field, colour: Field | Sequence[float], mask: Field) -> None:
    """Paint over a picture where the mask says so, softly at its edge."""
    rows = np.flatnonzero(mask.max(axis=1) > 0)
    if rows.size:
        band = slice(int(rows[0]), int(rows[-1]) + 1)
        whole = np.broadcast_to(np.asarray(colour, np.float32), picture.shape)
        alpha = np.clip(mask[band], 0, 1)[..., None]
        picture[band] += (whole[band] - picture[band]) * alpha


def glow(width: int, height: int, x: float, y: float, radius: float) -> Field:
    """Return light that falls off around a point; `radius` in pixels."""
    across = np.exp(-((np.arange(width, dtype=np.float32) - x) ** 2) / (2 * radius**2))
    down = np.exp(-((np.arange(height, dtype=np.float32) - y) ** 2) / (2 * radius**2))
    light: Field = down[:, None] * across[None, :]
    return light


def shine(picture: Field, colour: Field | Sequence[float], light: Field) -> None:
    """Add light as a screen does: the bright stays below white."""
    added = np.clip(light, 0, 1)[..., None] * np.asarray(colour, np.float32)
    picture += added * (1 - picture)


def bloom(picture: Field, radius: float, strength: float) -> Field:
    """Let what is bright bleed into what surrounds it."""
    soft = np.asarray(image(picture).filter(ImageFilter.GaussianBlur(radius)), np.float32) / 255
    bled: Field = 1 - (1 - picture) * (1 - soft * strength)
    return bled


def finished(picture: Field, dice: Dice, grain: float = 0.012) -> Image.Image:
    """Return the picture with a soft grain, darker corners and a gentle curve."""
    height, width = picture.shape[:2]
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    corners = 1 - 0.14 * (across**2 + down**2) ** 1.5 / 2
    speckle = dice.standard_normal((height, width), np.float32) * grain + _BAYER
    toned = np.clip(picture * corners[..., None] + speckle[..., None], 0, 1)
    toned = toned * 0.82 + (toned * toned * (3 - 2 * toned)) * 0.18
    return image(toned)


def pick(dice: Dice, many: int) -> int:
    """Return a whole number from 0 up to `many`, that left out."""
    return int(dice.integers(0, many))


def unit(colour: Colour) -> Field:
    """Return a colour from 0 to 1."""
    return np.asarray(colour, np.float32) / 255


def image(picture: Field) -> Image.Image:
    """Return a field of colours as a picture."""
    return Image.fromarray((np.clip(picture, 0, 1) * 255).astype(np.uint8))
