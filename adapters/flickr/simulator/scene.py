"""Made-up photographs: a sky, hills behind hills, sometimes water, in the mood of one colour."""

import colorsys
import math
import random

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

Rgb = tuple[int, int, int]


def draw(seed: str, colour: str, width: int, height: int) -> Image.Image:
    """A scene of this size; the same for the same seed and colour.

    `colour` is any CSS colour, or "" for one that follows from the seed.
    """
    dice = random.Random(f"{seed}/{colour}")  # noqa: S311 - to be the same in every run
    hue, light, full = _mood(colour, dice)
    scale = min(1.0, 1400 / max(width, height))
    w, h = max(round(width * scale), 8), max(round(height * scale), 8)
    horizon = round(h * dice.uniform(0.42, 0.62))
    picture = _sky(w, h, horizon, hue, light, full, dice)
    for layer in range(4):
        _hills(picture, horizon, layer, hue, light, full, dice)
    if dice.random() < 0.5:
        _water(picture, round(h * dice.uniform(0.74, 0.82)))
    picture = ImageChops.multiply(picture, _vignette(w, h))
    return picture.resize((width, height), Image.Resampling.BICUBIC)


def icon(seed: str, colour: str, side: int) -> Image.Image:
    """A buddy icon: a round face of colour with two eyes."""
    dice = random.Random(f"icon/{seed}/{colour}")  # noqa: S311 - to be the same in every run
    hue, _, _ = _mood(colour, dice)
    large = Image.new("RGB", (192, 192), _rgb(hue, 0.86, 0.35))
    pen = ImageDraw.Draw(large)
    pen.ellipse((30, 42, 162, 174), fill=_rgb(hue + dice.uniform(-0.06, 0.06), 0.52, 0.62))
    for x in (72, 120):
        pen.ellipse((x - 9, 88, x + 9, 110), fill=_rgb(hue, 0.16, 0.4))
    pen.arc((66, 92, 126, 146), 25, 155, fill=_rgb(hue, 0.16, 0.4), width=7)
    pen.pieslice((34, 16, 158, 130), 190, 350, fill=_rgb(hue + 0.5, 0.3, 0.45))
    return large.resize((side, side), Image.Resampling.LANCZOS)


def _mood(colour: str, dice: random.Random) -> tuple[float, float, float]:
    if not colour:
        return dice.random(), dice.uniform(0.45, 0.7), dice.uniform(0.35, 0.65)
    red, green, blue = ImageColor.getrgb(colour)[:3]
    hue, light, full = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    return hue, min(max(light, 0.25), 0.75), min(max(full, 0.15), 0.9)


def _rgb(hue: float, light: float, full: float) -> Rgb:
    light, full = min(max(light, 0), 1), min(max(full, 0), 1)
    red, green, blue = colorsys.hls_to_rgb(hue % 1, light, full)
    return round(red * 255), round(green * 255), round(blue * 255)


def _sky(
    w: int, h: int, horizon: int, hue: float, light: float, full: float, dice: random.Random
) -> Image.Image:
    low = _rgb(hue + dice.uniform(0.04, 0.12), min(light + 0.28, 0.93), full)
    high = _rgb(hue, light, full)
    ramp = Image.linear_gradient("L").resize((w, h))
    sky = Image.composite(Image.new("RGB", (w, h), low), Image.new("RGB", (w, h), high), ramp)
    glow = Image.new("RGB", (w, h), (0, 0, 0))
    pen = ImageDraw.Draw(glow)
    x, y = dice.uniform(0.15, 0.85) * w, horizon * dice.uniform(0.35, 0.9)
    radius = h * dice.uniform(0.035, 0.08)
    for spread, strength in ((5.0, 0.16), (2.6, 0.24), (1.0, 0.75)):
        disc = (x - radius * spread, y - radius * spread, x + radius * spread, y + radius * spread)
        pen.ellipse(disc, fill=_rgb(hue + 0.1, strength, 0.5))
    return ImageChops.screen(sky, glow.filter(ImageFilter.GaussianBlur(max(h / 160, 1))))


def _hills(
    picture: Image.Image,
    horizon: int,
    layer: int,
    hue: float,
    light: float,
    full: float,
    dice: random.Random,
) -> None:
    w, h = picture.size
    base = horizon + (h - horizon) * layer * 0.2
    waves = [
        (dice.uniform(0.6, 1.8) * 2**octave, dice.uniform(0, math.tau), h * 0.085 / 1.9**octave)
        for octave in range(5)
    ]

    def ridge(x: int) -> float:
        return base + sum(
            size * math.sin(often * math.tau * x / w + start) for often, start, size in waves
        )

    step = max(w // 350, 1)
    line = [(x, ridge(x)) for x in range(0, w + step, step)]
    shade = _rgb(hue + 0.03 * layer, light * (0.86 - 0.21 * layer), full * (0.75 + 0.08 * layer))
    ImageDraw.Draw(picture).polygon([*line, (w, h), (0, h)], fill=shade)


def _water(picture: Image.Image, shore: int) -> None:
    w, h = picture.size
    depth = h - shore
    above = picture.crop((0, shore - depth, w, shore)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    calm = above.filter(ImageFilter.BoxBlur((max(w / 90, 1), max(h / 400, 1))))
    dark = Image.new("RGB", calm.size, (18, 26, 38))
    picture.paste(Image.blend(calm, dark, 0.22), (0, shore))


def _vignette(w: int, h: int) -> Image.Image:
    round_ = Image.radial_gradient("L").resize((w, h))
    return round_.point(lambda value: 255 - max(value - 150, 0) * 2 // 3).convert("RGB")
