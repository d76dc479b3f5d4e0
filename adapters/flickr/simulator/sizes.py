"""The sizes Flickr makes of a photo: which there are, how large, under what name and secret."""

import msgspec

from adapters.flickr.simulator import permission
from adapters.flickr.simulator.values import Photo, secret_of
from adapters.flickr.simulator.world import World


class Size(msgspec.Struct, frozen=True):
    """A kind of size: its longer side, and from how many pixels on it is made.

    `letter` ends the file's name, `extra` the names of a list row's attributes, `page` the
    address of its page.
    """

    letter: str
    label: str
    extra: str
    page: str
    side: int
    made_from: int
    square: bool = False


SIZES = (
    Size("s", "Square", "sq", "sq", 75, 0, square=True),
    Size("q", "Large Square", "q", "q", 150, 0, square=True),
    Size("t", "Thumbnail", "t", "t", 100, 0),
    Size("m", "Small", "s", "s", 240, 0),
    Size("n", "Small 320", "n", "n", 320, 320),
    Size("w", "Small 400", "w", "w", 400, 400),
    Size("", "Medium", "m", "m", 500, 0),
    Size("z", "Medium 640", "z", "z", 640, 640),
    Size("c", "Medium 800", "c", "c", 800, 800),
    Size("b", "Large", "l", "l", 1024, 801),
    Size("h", "Large 1600", "h", "h", 1600, 1025),
    Size("k", "Large 2048", "k", "k", 2048, 1601),
    Size("3k", "X-Large 3K", "3k", "3k", 3072, 2049),
    Size("4k", "X-Large 4K", "4k", "4k", 4096, 3073),
    Size("5k", "X-Large 5K", "5k", "5k", 5120, 4097),
    Size("6k", "X-Large 6K", "6k", "6k", 6144, 5121),
)
BY_LETTER = {size.letter: size for size in SIZES}


class Rendition(msgspec.Struct, frozen=True):
    """One file that can be had of a photo."""

    label: str
    extra: str
    page: str
    width: int
    height: int
    path: str


def turned(photo: Photo) -> tuple[int, int]:
    """Width and height of the photo as it is shown, rotation included."""
    upright = photo.rotation % 180 == 0
    return (photo.width, photo.height) if upright else (photo.height, photo.width)


def measure(size: Size, width: int, height: int) -> tuple[int, int]:
    """Width and height of one size of a picture of this width and height."""
    if size.square:
        return size.side, size.side
    longer = max(width, height)
    if longer <= size.side:
        return width, height
    return (
        max((width * size.side * 2 + longer) // (2 * longer), 1),
        max((height * size.side * 2 + longer) // (2 * longer), 1),
    )


def size_secret(photo: Photo, size: Size) -> str:
    """The secret in the name of one size's file: sizes above 1024 have their own."""
    if size.side <= BY_LETTER["b"].side:
        return photo.secret
    return secret_of(photo.id, photo.version, size.letter)


def made_sizes(world: World, photo: Photo) -> list[Size]:
    """The sizes there are of a photo."""
    longer = max(photo.width, photo.height)
    most = 6144 if permission.large_sizes_exist(world, photo) else 1024
    return [size for size in SIZES if size.made_from <= longer and size.side <= most]


def file_path(photo: Photo, size: Size) -> str:
    """The path of one size's file."""
    ending = f"_{size.letter}" if size.letter else ""
    return f"/static/{photo.server}/{photo.id}_{size_secret(photo, size)}{ending}.jpg"


def original_path(photo: Photo) -> str:
    """The path of the original."""
    return f"/static/{photo.server}/{photo.id}_{photo.original_secret}_o.{photo.format}"


def renditions(world: World, photo: Photo, viewer: str | None) -> list[Rendition]:
    """All files of a photo that a viewer is told of, from the smallest on, the original last."""
    width, height = turned(photo)
    found = [
        Rendition(
            size.label, size.extra, size.page, *measure(size, width, height), file_path(photo, size)
        )
        for size in made_sizes(world, photo)
    ]
    if permission.may_download(world, photo, viewer):
        path = original_path(photo)
        found.append(Rendition("Original", "o", "o", photo.width, photo.height, path))
    return found
