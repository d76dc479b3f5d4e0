"""/static/ and /images/: the photographs themselves."""

import re
from pathlib import Path

import falcon

from adapters.flickr.simulator import permission, pictures, sizes
from adapters.flickr.simulator.backdoor.door import Door
from adapters.flickr.simulator.rest import note
from adapters.flickr.simulator.trouble import strike
from adapters.flickr.simulator.values import Photo

UNAVAILABLE = "/images/photo_unavailable.png"
DEFAULT_ICON = "/images/buddyicon.gif"

_NAME = re.compile(r"([^_.]+)_([0-9a-z]+)(?:_([0-9a-z]+))?\.([a-z0-9]+)")
_ICON = re.compile(r"([^_.]+)(|_s|_m|_l|_r)\.jpg")
_KINDS = {"jpg": "image/jpeg", "png": "image/png", "gif": "image/gif"}


class Files:
    """Answers with pictures; whoever knows a photo's secret may have it, as at Flickr."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._images = {UNAVAILABLE: pictures.unavailable(), DEFAULT_ICON: pictures.default_icon()}

    def photo(self, req: falcon.Request, resp: falcon.Response, name: str) -> None:
        """A size or the original; what is gone or not known redirects to a placeholder."""
        with self._door.world.lock:
            trouble = self._door.faults.strike([req.path])
        if not strike(req, resp, trouble):
            found = self._find(name)
            if found is None:
                resp.status = falcon.HTTP_302
                resp.set_header("Location", req.prefix + UNAVAILABLE)
            else:
                _send(resp, *found)
        note(self._door, req, resp, None, req.path, None, None, trouble, file=True)

    def _find(self, name: str) -> tuple[Path, str] | None:
        parts = _NAME.fullmatch(name)
        if parts is None:
            return None
        photo_id, secret, letter, ending = parts.groups(default="")
        world = self._door.world
        with world.lock:
            photo = world.photo(photo_id)
            if photo is None:
                return None
            size = _named(photo, secret, letter, ending, sizes.made_sizes(world, photo))
            if letter == "o" and not permission.large_sizes_exist(world, photo):
                return None
        if size is not None:
            return self._door.pictures.sized(photo, size), "jpg"
        if letter == "o" and secret == photo.original_secret and ending == photo.format:
            return self._door.pictures.original(photo), ending
        return None

    def movie(
        self, req: falcon.Request, resp: falcon.Response, photo_id: str, kind: str, secret: str
    ) -> None:
        """A video's moving picture, as it is played or the original."""
        with self._door.world.lock:
            trouble = self._door.faults.strike([req.path])
            photo = self._door.world.photo(photo_id)
        if not strike(req, resp, trouble):
            known = "" if photo is None or photo.video is None else photo.secret
            if photo is not None and kind == "orig":
                known = photo.original_secret
            if photo is None or photo.video is None or secret != known:
                resp.status = falcon.HTTP_404
            else:
                resp.data = self._door.pictures.movie(photo)
                resp.content_type = (
                    "video/quicktime" if photo.video.format == "mov" else "video/mp4"
                )
        note(self._door, req, resp, None, req.path, None, None, trouble, file=True)

    def icon(self, req: falcon.Request, resp: falcon.Response, name: str) -> None:
        """A buddy icon; the default one for those who have none."""
        parts = _ICON.fullmatch(name)
        with self._door.world.lock:
            trouble = self._door.faults.strike([req.path])
            person = self._door.world.person(parts[1]) if parts else None
        if not strike(req, resp, trouble):
            if parts is None or person is None or person.icon_version == 0:
                resp.status = falcon.HTTP_302
                resp.set_header("Location", req.prefix + DEFAULT_ICON)
            else:
                _send(resp, self._door.pictures.icon(person, parts[2]), "jpg")
        note(self._door, req, resp, None, req.path, None, None, trouble, file=True)

    def image(self, req: falcon.Request, resp: falcon.Response) -> None:
        """One of Flickr's own pictures."""
        resp.data = self._images[req.path]
        resp.content_type = _KINDS[req.path.rpartition(".")[2]]


def _named(
    photo: Photo, secret: str, letter: str, ending: str, made: list[sizes.Size]
) -> sizes.Size | None:
    for size in made:
        if (size.letter, sizes.size_secret(photo, size), "jpg") == (letter, secret, ending):
            return size
    return None


def _send(resp: falcon.Response, path: Path, ending: str) -> None:
    resp.data = path.read_bytes()
    resp.content_type = _KINDS.get(ending, "application/octet-stream")
    resp.set_header("Cache-Control", "max-age=315360000, public")
