"""The real photographs that packages ship: where they are, by whom, under which licence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_DEBIAN: Final = Path(__file__).resolve().parents[4] / ".services" / "photographs"
"""Where tools/demo-photographs puts what it takes out of Debian packages."""

_WHOLE: Final = (0.1, 0.1, 0.9, 0.9)


@dataclass(frozen=True, slots=True)
class Source:
    """A photograph: the folder or package that has it, the file, who took it, the licence.

    `license` is Flickr's number of it, 0 where Flickr has none. `detail` is the part worth a
    closer look: left, top, right and bottom, as shares of the width and height.
    """

    package: str
    file: str
    by: str
    terms: str
    license: int
    detail: tuple[float, float, float, float] = _WHOLE

    @property
    def credit(self) -> str:
        """Who took it, the licence, and the package, as its description has them."""
        return (
            f"<i>Photograph by {self.by}, {self.terms}, out of {self.package}; cut and toned for"
            " this demo.</i>"
        )

    @property
    def rights(self) -> str:
        """The machine tag that states a licence which Flickr has no number for, or ""."""
        return "" if self.license else f'"dc:rights={self.terms}"'

    def path(self) -> Path | None:
        """Where the file is on this machine; None where it is not."""
        folder = _DEBIAN / self.package
        if self.package.isidentifier():
            found = find_spec(self.package)
            if found is None or found.origin is None:
                return None
            folder = Path(found.origin).parent
        path = folder / self.file
        return path if path.exists() else None


def _lomiri(file: str, by: str, terms: str, license: int, *detail: float) -> Source:
    left, top, right, bottom = detail or _WHOLE
    package = "lomiri-wallpapers-16.04"
    return Source(package, file, by, terms, license, (left, top, right, bottom))


def _mate(file: str, by: str, *detail: float) -> Source:
    left, top, right, bottom = detail or _WHOLE
    return Source("mate-backgrounds", file, by, "GPL 2 or later", 0, (left, top, right, bottom))


_BY: Final = ("CC BY 4.0", 11)
_BY_SA: Final = ("CC BY-SA 4.0", 12)
_CC0: Final = ("CC0", 9)
_CC_BY_2: Final = ("CC BY 2.0", 4)
_NASA: Final = ("public domain", 8)

PHOTOGRAPHS: Final[Mapping[str, Source]] = {
    "astronaut": Source("skimage", "data/astronaut.png", "NASA", *_NASA, (0.1, 0.0, 0.75, 0.55)),
    "cameraman": Source(
        "skimage", "data/camera.png", "Lav Varshney", *_CC0, (0.25, 0.05, 1.0, 0.6)
    ),
    "cat": Source(
        "skimage", "data/chelsea.png", "Stéfan van der Walt", *_CC0, (0.1, 0.1, 0.9, 0.95)
    ),
    "coffee": Source("skimage", "data/coffee.png", "Rachel Michetti", *_CC0, (0.35, 0.0, 1.0, 0.8)),
    "dahlia": Source(
        "sklearn", "datasets/images/flower.jpg", "vultilion", *_CC_BY_2, (0.22, 0.1, 0.75, 0.9)
    ),
    "pagoda": Source(
        "sklearn",
        "datasets/images/china.jpg",
        "danielbuechele",
        *_CC_BY_2,
        (0.08, 0.0, 0.65, 0.95),
    ),
    "rocket": Source("skimage", "data/rocket.jpg", "SpaceX", *_CC0, (0.3, 0.15, 0.75, 1.0)),
    "galaxies": Source(
        "skimage", "data/hubble_deep_field.jpg", "NASA and ESA", *_NASA, (0.1, 0.2, 0.6, 0.75)
    ),
    "workshop": Source(
        "skimage",
        "data/motorcycle_left.png",
        "the Middlebury stereo benchmark of 2014",
        *_CC0,
        (0.1, 0.15, 0.65, 0.9),
    ),
    "bridge": _lomiri("Bridge_by_Sander_Klootwijk.jpg", "Sander Klootwijk", *_BY_SA),
    "berries": _lomiri("Dragonfly_by_Bolly.jpg", "Bolly", *_BY_SA, 0.2, 0.2, 0.85, 0.9),
    "fig": _lomiri("Picture_0B_by_freespace.jpg", "Trevor “Freespace”", *_BY, 0.3, 0.2, 0.8, 0.8),
    "brushes": _lomiri("Picture_1A_by_freespace.jpg", "Trevor “Freespace”", *_BY),
    "drum": _lomiri("Wine_by_Jakkub_Mede.jpg", "Jakub Mede", *_BY, 0.1, 0.45, 0.9, 1.0),
    "pasture": _lomiri("aitzgorri_by_Aitzol_Berasategi.jpg", "Aitzol Berasategi", *_BY),
    "dogs": _lomiri(
        "friends_by_Aitzol_Berasategi.jpg", "Aitzol Berasategi", *_BY, 0.15, 0.1, 0.8, 0.65
    ),
    "stream": _lomiri("life_by_Aitzol_Berasategi.jpg", "Aitzol Berasategi", *_BY),
    "peaks": _lomiri(
        "picosdeeuropa_by_Aitzol_Berasategi.jpg", "Aitzol Berasategi", *_BY, 0.2, 0.0, 1.0, 0.75
    ),
    "dandelion": _lomiri(
        "seeding_by_Clements_Engelhardt.jpg", "Clemens Engelhardt", *_CC0, 0.05, 0.0, 0.6, 1.0
    ),
    "summit": _lomiri("sunset_by_Aitzol_Berasategi.jpg", "Aitzol Berasategi", *_BY),
    "drop": _mate("Aqua.jpg", "Charles Barbin", 0.3, 0.2, 1.0, 1.0),
    "leaf": _mate("Blinds.jpg", "Lennart Poettering and Andrea Cimitan"),
    "beachgrass": _mate("Dune.jpg", "Marco Cogoni and Hylke Bons"),
    "gerbera": _mate("FreshFlower.jpg", "Jens Ansorg"),
    "marigold": _mate("Garden.jpg", "Charles Barbin", 0.35, 0.1, 1.0, 1.0),
    "grass": _mate("GreenMeadow.jpg", "Timothy Schellhase and Lapo Calamandrei"),
    "ladybird": _mate("LadyBird.jpg", "Charles Barbin", 0.3, 0.2, 1.0, 0.9),
    "dew": _mate("RainDrops.jpg", "blackcombwhistler07"),
    "storm": _mate("Storm.jpg", "Sergey Nazarov", 0.0, 0.2, 1.0, 0.95),
    "seeds": _mate("TwoWings.jpg", "Charles Barbin and Hylke Bons", 0.3, 0.0, 0.95, 1.0),
    "boards": _mate("Wood.jpg", "Jean-François Fortin Tam"),
    "sunflower": _mate("YellowFlower.jpg", "Charles Barbin", 0.35, 0.05, 1.0, 1.0),
}
"""By the kinds of pictures. Where one is missing, a drawn landscape takes its place."""


def described(text: str, picture: str) -> str:
    """Return a description of a picture, with the credit where it is a photograph's."""
    source = PHOTOGRAPHS.get(picture.partition("-")[0])
    return text if source is None else f"{text}\n\n{source.credit}".strip()
