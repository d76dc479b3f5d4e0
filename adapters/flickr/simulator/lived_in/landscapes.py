"""Drawn landscapes: hills in fog, sea, woods, snow, dunes; those of the night are in `nights`.

Each is a pure function of its dice and its size; the palettes vary, the light is soft.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from adapters.flickr.simulator.lived_in import nights
from adapters.flickr.simulator.lived_in.light import (
    Colour,
    Dice,
    Field,
    below,
    conifers,
    cover,
    finished,
    glow,
    image,
    noise,
    pick,
    ramp,
    ridge,
    shine,
    sky,
    unit,
)

_DRAWN_SIDE: Final = 760

_HILLS: Final[tuple[tuple[tuple[Colour, ...], Colour], ...]] = (
    (((92, 134, 178), (178, 200, 214), (246, 220, 188)), (22, 40, 52)),
    (((84, 76, 128), (206, 132, 140), (252, 206, 150)), (40, 24, 48)),
    (((120, 160, 170), (196, 214, 206), (238, 236, 214)), (24, 50, 44)),
    (((52, 84, 124), (130, 160, 190), (220, 226, 232)), (14, 30, 46)),
    (((176, 122, 90), (232, 176, 120), (254, 226, 174)), (58, 30, 26)),
    (((96, 108, 130), (164, 172, 184), (222, 220, 216)), (30, 34, 42)),
    (((70, 130, 190), (160, 204, 222), (232, 242, 222)), (30, 74, 40)),
    (((44, 42, 92), (98, 96, 156), (214, 170, 190)), (18, 18, 50)),
    (((40, 96, 110), (120, 176, 170), (250, 228, 176)), (8, 44, 54)),
)
_SEAS: Final[tuple[tuple[tuple[Colour, ...], Colour, Colour], ...]] = (
    (((44, 70, 120), (196, 124, 120), (255, 196, 120)), (24, 44, 78), (255, 214, 150)),
    (((70, 150, 210), (150, 200, 230), (226, 238, 240)), (16, 84, 120), (255, 250, 230)),
    (((36, 32, 74), (132, 66, 110), (246, 138, 92)), (26, 24, 58), (255, 176, 110)),
    (((120, 146, 160), (180, 196, 200), (222, 224, 214)), (58, 84, 94), (240, 240, 226)),
    (((110, 140, 190), (226, 186, 196), (252, 226, 206)), (70, 98, 134), (255, 232, 214)),
)
_SAND: Final[tuple[tuple[tuple[Colour, ...], Colour, Colour], ...]] = (
    (((96, 150, 200), (188, 210, 220), (246, 228, 196)), (236, 176, 108), (134, 74, 46)),
    (((60, 54, 104), (190, 110, 110), (252, 196, 138)), (226, 130, 84), (82, 38, 50)),
    (((120, 170, 196), (206, 220, 214), (250, 240, 214)), (240, 208, 160), (164, 118, 84)),
)
_LEAVES: Final[tuple[tuple[Colour, ...], ...]] = (
    ((206, 92, 30), (232, 150, 40), (248, 196, 70), (150, 52, 28)),
    ((86, 128, 52), (138, 170, 70), (190, 206, 96), (52, 92, 44)),
    ((178, 44, 40), (220, 96, 44), (244, 166, 60), (108, 30, 34)),
    ((196, 170, 60), (226, 204, 100), (150, 140, 50), (240, 226, 150)),
)


def draw(kind: str, name: str, width: int, height: int) -> Image.Image:
    """Return a landscape of a kind, `KINDS`; the same for the same name and size."""
    dice = np.random.default_rng(zlib.crc32(name.encode()))
    scale = min(1.0, _DRAWN_SIDE / max(width, height))
    small = KINDS[kind](dice, round(width * scale), round(height * scale))
    return small.resize((width, height), Image.Resampling.BICUBIC)


def _hills(dice: Dice, w: int, h: int) -> Image.Image:
    stops, near = _HILLS[pick(dice, len(_HILLS))]
    horizon = dice.uniform(0.36, 0.55)
    picture = sky(stops, w, h, horizon)
    x, y = dice.uniform(0.15, 0.85) * w, dice.uniform(0.45, 0.95) * horizon * h
    shine(picture, (1, 0.93, 0.8), glow(w, h, x, y, h * 0.28) * 0.5)
    shine(picture, (1, 0.97, 0.88), glow(w, h, x, y, h * 0.05) * 0.7)
    fog = unit(stops[-1])
    layers = 5 + pick(dice, 3)
    for layer in range(layers):
        part = (layer + 1) / layers
        line = h * (horizon + (0.98 - horizon) * part**1.25 * 0.9)
        line = line - h * (0.06 + 0.07 * part) * ridge(dice, w, 2 + pick(dice, 3), 7, 0.5)
        slope = below(line, h)  # fog lies on the ground, not on every fir
        if layer >= layers - 3:
            line = line - conifers(dice, w, h * 0.05 * part**3 * 2, int(w * 0.12 / part**2))
        depth = below(line, h)
        shade = fog * (1 - part**0.8) + unit(near) * part**0.8
        fade = np.clip(slope / (h * 0.22), 0, 1)[..., None] * (0.75 - 0.45 * part)
        cover(picture, shade * (1 - fade) + fog * fade, depth + 0.5)
    band = np.exp(-((np.arange(h, dtype=np.float32) / h - horizon - 0.18) ** 2) / 0.02)
    cover(picture, fog, noise(dice, w, h, 2, 5) * band[:, None] * 0.45)
    return finished(picture, dice)


def _clouds(picture: Field, dice: Dice, lit: Field, until: int, thick: float) -> None:
    h, w = picture.shape[:2]
    clouds = noise(dice, w, h, 2, 7, 5)
    clouds = np.clip((clouds - 0.52) * 3.2, 0, 1) * thick
    clouds[until:] = 0
    clouds[:until] *= np.linspace(1, 0.35, until, dtype=np.float32)[:, None]
    cover(picture, lit, clouds)


def _sea(dice: Dice, w: int, h: int) -> Image.Image:
    stops, deep, lit = _SEAS[pick(dice, len(_SEAS))]
    horizon = dice.uniform(0.42, 0.6)
    edge = round(h * horizon)
    picture = sky(stops, w, h, horizon)
    x, y = dice.uniform(0.2, 0.8) * w, edge - h * dice.uniform(0.02, 0.22)
    _clouds(picture, dice, unit(lit), edge, dice.uniform(0.25, 0.7))
    shine(picture, unit(lit), glow(w, h, x, y, h * 0.3) * 0.6)
    across, down = np.arange(w)[None, :] - x, np.arange(h)[:, None] - y
    radius = h * dice.uniform(0.02, 0.035)
    cover(picture, (1, 0.97, 0.86), (radius - np.hypot(across, down) + 0.5).astype(np.float32))
    if dice.random() < 0.6:
        island = edge - h * 0.07 * np.clip(ridge(dice, w, 2, 7) - 0.02, 0, 1)
        land = unit(deep) * 0.55 + unit(stops[1]) * 0.45
        cover(picture, land, below(island, h) + 0.5)
    rows = np.arange(h - edge, dtype=np.float32)
    part = rows / max(h - edge, 1)
    water = ramp((stops[-1], stops[1], deep, deep), 0.1 + 0.9 * part**0.6)[:, None, :]
    field = noise(dice, 512, 512, 5, 30, 4)
    away = 1 / (part + 0.03)
    v = (away * 90).astype(np.int32)
    u = ((np.arange(w)[None, :] - w / 2) * np.minimum(away, 14)[:, None] * 0.45).astype(np.int32)
    waves = field[np.abs(v % 1022 - 511)[:, None], np.abs((u + 800) % 1022 - 511)]
    sea = water * (0.74 + 0.5 * waves[..., None])
    path = np.exp(-(((np.arange(w)[None, :] - x) / (w * (0.03 + 0.13 * part[:, None]))) ** 2))
    sparkle = np.clip((waves - 0.5) * 5, 0, 1) * path
    picture[edge:] = sea
    light = np.zeros((h, w), np.float32)
    light[edge:] = sparkle * 0.9 + path * 0.18
    shine(picture, unit(lit), light)
    return finished(picture, dice)


def _wood(dice: Dice, w: int, h: int) -> Image.Image:
    leaves = _LEAVES[pick(dice, len(_LEAVES))]
    pale = tuple(int(c * 0.35 + 255 * 0.6) for c in leaves[2])
    canvas = Image.new("RGB", (w, h), pale)
    ground = h * dice.uniform(0.68, 0.8)
    layers = 5
    for layer in range(layers):
        part = (layer + 1) / layers
        pen = ImageDraw.Draw(canvas)
        base = ground + (h - ground) * part**2 * 0.8
        earth = tuple(
            int(p * (1 - part) + c * 0.55 * part) for p, c in zip(pale, leaves[3], strict=True)
        )
        pen.rectangle((0, base, w, h), fill=earth)
        bark = tuple(int(p * (1 - part) * 0.85 + 34 * part) for p in pale)
        for _ in range(int(16 - 9 * part)):
            x, wide = dice.uniform(0, w), w * 0.006 * (0.5 + part * 3) * dice.uniform(0.6, 1.3)
            lean = dice.uniform(-0.03, 0.03) * w
            pen.polygon(
                [
                    (x - wide, base),
                    (x + lean - wide * 0.5, 0),
                    (x + lean + wide * 0.5, 0),
                    (x + wide, base),
                ],
                fill=bark,
            )
        _foliage(pen, dice, w, ground, leaves, pale, part)
        _litter(pen, dice, w, h, base, leaves, part)
        canvas = canvas.filter(ImageFilter.GaussianBlur(w / 200 * (1 - part) + 0.4))
    picture = np.asarray(canvas, np.float32) / 255
    x = dice.uniform(0.2, 0.8) * w
    shine(picture, (1, 0.93, 0.72), glow(w, h, x, h * 0.3, h * 0.32) * 0.5)
    return finished(picture, dice)


def _foliage(
    pen: ImageDraw.ImageDraw,
    dice: Dice,
    w: int,
    ground: float,
    leaves: tuple[Colour, ...],
    pale: tuple[int, ...],
    part: float,
) -> None:
    for _ in range(16):
        cx, cy = dice.uniform(-0.05, 1.05) * w, dice.uniform(-0.1, 0.75) ** 1.0 * ground
        leaf = leaves[pick(dice, len(leaves))]
        for x, y in zip(dice.normal(cx, w * 0.06, 60), dice.normal(cy, w * 0.04, 60), strict=True):
            size = w * dice.uniform(0.003, 0.009) * (0.6 + part * 0.7)
            bright = dice.uniform(0.75, 1.15)
            mixed = (
                p * (1 - part) * 0.7 + c * (0.3 + 0.7 * part) * bright
                for p, c in zip(pale, leaf, strict=True)
            )
            pen.ellipse(
                (x - size, y - size * 0.7, x + size, y + size * 0.7),
                fill=tuple(min(int(c), 255) for c in mixed),
            )


def _litter(
    pen: ImageDraw.ImageDraw,
    dice: Dice,
    w: int,
    h: int,
    base: float,
    leaves: tuple[Colour, ...],
    part: float,
) -> None:
    for _ in range(int(500 * part)):
        y = dice.uniform(base, h)
        x, size = dice.uniform(0, w), w * 0.004 * (0.5 + 1.6 * (y - base) / h + part * 0.6)
        leaf = leaves[pick(dice, len(leaves))]
        tone = dice.uniform(0.5, 1.0)
        pen.ellipse(
            (x - size, y - size * 0.4, x + size, y + size * 0.4),
            fill=tuple(int(c * tone) for c in leaf),
        )


def _snow(dice: Dice, w: int, h: int) -> Image.Image:
    skies = (
        ((142, 166, 196), (204, 212, 224), (244, 226, 220)),
        ((110, 120, 160), (214, 178, 190), (250, 220, 202)),
        ((150, 160, 170), (196, 202, 208), (226, 228, 230)),
    )
    stops = skies[pick(dice, 3)]
    horizon = dice.uniform(0.42, 0.56)
    picture = sky(stops, w, h, horizon)
    peaks = h * (horizon - 0.05) - h * 0.2 * ridge(dice, w, 3, 8, 0.55)
    depth = below(peaks, h)
    rock = noise(dice, w, h, 14, 10, 5)[..., None]
    face = ramp(((128, 146, 172), (226, 230, 238), (252, 250, 248)), rock[..., 0] * 1.1)
    fade = np.clip(depth / (h * 0.25), 0, 1)[..., None]
    cover(picture, face * (1 - fade) + unit(stops[1]) * fade, depth + 0.5)
    for layer in range(3):
        part = (layer + 1) / 3
        line = h * (horizon + 0.1 + 0.24 * layer * 0.75) - h * 0.05 * ridge(dice, w, 2, 4, 0.4)
        firs = conifers(dice, w, h * 0.11 * (0.5 + part), int(w * 0.03 / part))
        dark = unit((40, 58, 74)) * part + unit(stops[1]) * (1 - part)
        cover(picture, dark, below(line - firs, h) + 0.5)
        down = np.clip(below(line, h) / (h * 0.3), 0, 1)
        white = ramp(((250, 249, 250), (222, 230, 242), (196, 210, 230)), down)
        cover(picture, white, below(line, h) + 0.5)
    flakes = (dice.random((h, w), np.float32) > 0.9985).astype(np.float32)
    soft = image(np.repeat(flakes[..., None], 3, 2)).filter(ImageFilter.GaussianBlur(1.1))
    shine(picture, (1, 1, 1), np.clip(np.asarray(soft, np.float32)[..., 0] / 70, 0, 0.9))
    return finished(picture, dice, 0.008)


def _dunes(dice: Dice, w: int, h: int) -> Image.Image:
    stops, lit, dark = _SAND[pick(dice, len(_SAND))]
    horizon = dice.uniform(0.3, 0.48)
    picture = sky(stops, w, h, horizon)
    shine(picture, (1, 0.9, 0.7), glow(w, h, dice.uniform(0, 1) * w, h * horizon, h * 0.3) * 0.4)
    grainy = noise(dice, w, h, 3, 60, 3)
    layers = 5
    for layer in range(layers):
        part = (layer + 1) / layers
        line = h * (horizon + (0.95 - horizon) * (layer / layers) ** 1.3)
        line = line - h * (0.05 + 0.1 * part) * ridge(dice, w, 2, 2, 0.35)
        depth = below(line, h)
        crest = w * (dice.uniform(0.2, 0.8) + 0.3 * ridge(dice, h, 2, 3))[:, None]
        side = np.clip((np.arange(w)[None, :] - crest) / (w * 0.03) + 0.5, 0, 1)
        light = side * 0.75 + 0.25 * np.exp(-np.clip(depth, 0, None) / (h * 0.06))
        light = np.clip(light + (grainy - 0.5) * 0.16 * part, 0, 1)
        sand = ramp((dark, lit), 0.25 + 0.75 * light.astype(np.float32))
        haze = (1 - part) * 0.6
        cover(picture, sand * (1 - haze) + unit(stops[-1]) * haze, depth + 0.5)
    return finished(picture, dice)


KINDS: Final[Mapping[str, Callable[[Dice, int, int], Image.Image]]] = {
    "hills": _hills,
    "sea": _sea,
    "city": nights.city,
    "night": nights.stars,
    "aurora": nights.aurora,
    "wood": _wood,
    "snow": _snow,
    "dunes": _dunes,
    "rain": nights.rain,
}
