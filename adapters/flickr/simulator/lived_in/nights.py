"""Drawn nights: cities, stars, aurora, rain. See `landscapes`."""

from __future__ import annotations

from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from adapters.flickr.simulator.lived_in.light import (
    Colour,
    Dice,
    Field,
    below,
    bloom,
    conifers,
    cover,
    finished,
    glow,
    image,
    noise,
    pick,
    ridge,
    shine,
    sky,
    unit,
)

_NIGHTS: Final[tuple[tuple[Colour, ...], ...]] = (
    ((12, 16, 44), (44, 38, 88), (150, 84, 104)),
    ((8, 20, 40), (22, 58, 88), (82, 128, 142)),
    ((20, 12, 40), (82, 36, 88), (222, 116, 90)),
    ((6, 10, 26), (16, 24, 54), (50, 54, 92)),
)


def city(dice: Dice, w: int, h: int) -> Image.Image:
    """A skyline with lit windows, mirrored in water."""
    stops = _NIGHTS[pick(dice, len(_NIGHTS))]
    shore = round(h * dice.uniform(0.66, 0.78))
    canvas = image(sky(stops, w, h, shore / h))
    pen = ImageDraw.Draw(canvas)
    for layer in range(3):
        _buildings(pen, dice, w, h, shore, stops, layer)
    picture: Field = np.asarray(canvas, np.float32) / 255
    picture = bloom(bloom(picture, w / 240, 0.35), w / 40, 0.35)
    depth = h - shore
    above = picture[max(shore - depth, 0) : shore][::-1]
    soft = np.asarray(image(above).filter(ImageFilter.BoxBlur((w / 300, h / 60))), np.float32) / 255
    rows = np.arange(soft.shape[0])
    shift = (np.sin(rows**0.8 * 1.1) * (1 + rows / 40) * w / 500).astype(np.int32)
    columns = (np.arange(w)[None, :] + shift[:, None]) % w
    picture[shore : shore + soft.shape[0]] = soft[rows[:, None], columns] * 0.72 + 0.02
    return finished(picture, dice, 0.016)


def _buildings(
    pen: ImageDraw.ImageDraw,
    dice: Dice,
    w: int,
    h: int,
    shore: int,
    stops: tuple[Colour, ...],
    layer: int,
) -> None:
    tint = 0.62 - 0.26 * layer
    shade = tuple(
        int(a * tint * 0.8 + b * (1 - tint) * 0.55) for a, b in zip(stops[2], stops[0], strict=True)
    )
    x = -dice.uniform(0, 0.05) * w
    while x < w:
        wide = w * dice.uniform(0.03, 0.085)
        tall = h * dice.uniform(0.12, 0.5 - 0.11 * layer) * dice.uniform(0.6, 1.0)
        top = shore - tall
        pen.rectangle((x, top, x + wide, shore), fill=shade)
        if dice.random() < 0.25:
            pen.rectangle((x + wide * 0.3, top - h * 0.02, x + wide * 0.7, top), fill=shade)
        cell = max(w / 115, 4)
        share = dice.uniform(0.12, 0.55)
        for column in range(1, int(wide / cell)):
            for row in range(1, int(tall / (cell * 1.3))):
                if dice.random() < share:
                    warm = dice.uniform(0.45, 1.0) * (0.7 + 0.15 * layer)
                    hue = (255, 214, 140) if dice.random() < 0.8 else (190, 220, 255)
                    left, high = x + column * cell, top + row * cell * 1.3
                    box = (left, high, left + cell * 0.5, high + cell * 0.6)
                    pen.rectangle(box, fill=tuple(int(c * warm) for c in hue))
        x += wide * dice.uniform(0.85, 1.35)


def _stars_on(picture: Field, dice: Dice, many: int, until: float) -> None:
    h, w = picture.shape[:2]
    light = np.zeros((h, w), np.float32)
    rows = dice.integers(0, max(int(h * until), 2), many)
    light[rows, dice.integers(0, w, many)] = dice.random(many).astype(np.float32) ** 5
    large = image(np.repeat(light[..., None], 3, 2)).filter(ImageFilter.GaussianBlur(0.7))
    shine(picture, (0.95, 0.97, 1), np.clip(np.asarray(large, np.float32)[..., 0] / 90, 0, 1))


def _firs_in_front(picture: Field, dice: Dice, colour: Colour, base: float) -> None:
    h, w = picture.shape[:2]
    line = h * base - h * 0.05 * ridge(dice, w, 2, 4) - conifers(dice, w, h * 0.17, w // 14)
    cover(picture, unit(colour), below(line, h) + 0.5)


def stars(dice: Dice, w: int, h: int) -> Image.Image:
    """The Milky Way above firs."""
    night = (((4, 8, 26), (14, 30, 66), (70, 92, 120)), ((8, 6, 26), (40, 26, 66), (150, 94, 90)))
    picture = sky(night[pick(dice, 2)], w, h, 0.95)
    slope, start = dice.uniform(-0.9, 0.9), dice.uniform(0.2, 0.6)
    across, down = np.arange(w)[None, :] / w - 0.5, np.arange(h)[:, None] / h - start
    band = np.exp(-(((down - slope * across) / 0.14) ** 2)).astype(np.float32)
    dust = noise(dice, w, h, 5, 5, 6)
    shine(picture, (0.62, 0.6, 0.78), band * (0.15 + 0.6 * dust))
    shine(picture, (0.9, 0.66, 0.56), band**3 * np.clip(dust - 0.4, 0, 1) * 0.8)
    _stars_on(picture, dice, w * h // 130, 0.95)
    _firs_in_front(picture, dice, (5, 8, 14), dice.uniform(0.88, 0.96))
    return finished(picture, dice, 0.014)


def aurora(dice: Dice, w: int, h: int) -> Image.Image:
    """Northern lights above a lake."""
    picture = sky(((4, 8, 24), (10, 26, 48), (30, 62, 78)), w, h, 0.8)
    _stars_on(picture, dice, w * h // 260, 0.7)
    rows = np.arange(h, dtype=np.float32)[:, None]
    for _ in range(2 + pick(dice, 2)):
        foot = h * (dice.uniform(0.38, 0.58) + 0.16 * ridge(dice, w, 2, 3))[None, :]
        rays = 0.45 + 0.55 * np.clip(ridge(dice, w, 40, 3) + 0.5, 0, 1)[None, :]
        high = np.clip(foot - rows, 0, None) / (h * dice.uniform(0.16, 0.3))
        light = np.exp(-high) * np.exp(-np.clip(rows - foot, 0, None) / (h * 0.015)) * rays
        shine(picture, (0.3, 0.95, 0.6), light * 0.75)
        shine(picture, (0.62, 0.28, 0.8), light * np.clip(high - 0.8, 0, 1) * 0.9)
    picture = bloom(picture, w / 50, 0.3)
    shore = round(h * dice.uniform(0.74, 0.82))
    line = shore - h * 0.1 * np.clip(ridge(dice, w, 3, 7) + 0.35, 0.02, 1)
    cover(picture, (0.03, 0.06, 0.09), below(line, h) + 0.5)
    mirror = image(picture[2 * shore - h : shore][::-1]).filter(ImageFilter.BoxBlur((2, h / 90)))
    picture[shore:] = np.asarray(mirror, np.float32) / 255 * 0.7
    return finished(picture, dice, 0.014)


def rain(dice: Dice, w: int, h: int) -> Image.Image:
    """Lights out of focus, and a wet street."""
    stops = _NIGHTS[pick(dice, len(_NIGHTS))]
    picture = sky(stops, w, h, dice.uniform(0.9, 1.3)) * 0.4
    street = h * dice.uniform(0.48, 0.6)
    shine(picture, unit(stops[2]), glow(w, h, w * dice.random(), street, h * 0.4) * 0.35)
    hues = ((255, 160, 50), (255, 64, 44), (90, 160, 255), (255, 206, 130), (60, 210, 160))
    for _ in range(90):
        near = dice.random() ** 3
        radius = h * (0.014 + 0.085 * near)
        x, y = dice.uniform(0, w), street - abs(dice.normal(0, h * (0.04 + 0.24 * near)))
        hue = unit(hues[pick(dice, len(hues))])
        _out_of_focus(picture, hue, (x, y), radius, dice.uniform(0.5, 1.0) * (1 - 0.6 * near))
    picture = bloom(picture, w / 45, 0.4)
    edge = round(street)
    above = picture[max(2 * edge - h, 0) : edge][::-1]
    long = image(above).filter(ImageFilter.BoxBlur((w / 400, h / 9)))
    mirror = np.asarray(long, np.float32) / 255
    wet = noise(dice, w, h, 60, 9, 3)[edge : edge + mirror.shape[0], :, None]
    fall = np.linspace(1.25, 0.35, mirror.shape[0], dtype=np.float32)[:, None, None]
    picture[edge : edge + mirror.shape[0]] = np.clip(mirror * fall * (0.55 + 0.9 * wet), 0, 1)
    picture[edge + mirror.shape[0] :] *= 0.3
    kerb = image(picture[edge - h // 60 : edge + h // 60]).filter(ImageFilter.BoxBlur((0, h / 90)))
    picture[edge - h // 60 : edge + h // 60] = np.asarray(kerb, np.float32) / 255
    return finished(picture, dice, 0.014)


def _out_of_focus(
    picture: Field, hue: Field, at: tuple[float, float], radius: float, strength: float
) -> None:
    """A lamp as a lens shows it that looks elsewhere: a disc with a brighter rim."""
    x, y = at
    left, top = max(int(x - radius - 2), 0), max(int(y - radius - 2), 0)
    part = picture[top : max(int(y + radius + 3), 0), left : max(int(x + radius + 3), 0)]
    if not part.size:
        return
    rows, columns = np.arange(part.shape[0]) + top - y, np.arange(part.shape[1]) + left - x
    away = np.hypot(columns[None, :], rows[:, None])
    disc = np.clip((radius - away) / 2, 0, 1) * (0.65 + 0.35 * (away / radius) ** 4)
    shine(part, hue, (disc * strength).astype(np.float32))
