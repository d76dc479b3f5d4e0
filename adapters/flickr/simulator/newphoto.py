"""A photo's first moment."""

from typing import Any

from adapters.flickr.simulator import life
from adapters.flickr.simulator.pictures import Original, made_up_shape
from adapters.flickr.simulator.values import Photo, secret_of
from adapters.flickr.simulator.world import World


def add_photo(
    world: World,
    owner: str,
    *,
    original: Original | None = None,
    date_taken: str | None = None,
    date_upload: int | None = None,
    id: str | None = None,
    **more: Any,
) -> Photo:
    """Adds a photo, uploaded now or at `date_upload`, made up where there is no `original`.

    `more` are fields of `Photo`. A photo that does not say when it was taken was taken when it
    was uploaded, as far as Flickr knows. Its last update is now, whatever its upload's date.
    """
    photo_id = life.new_photo_id(world) if id is None else id
    uploaded = world.now() if date_upload is None else date_upload
    video = more.get("video")
    if video is not None:
        more |= {"width": video.width, "height": video.height}
        more["file"] = original.file if original is not None else ""
    elif original is not None:
        more |= {
            "file": original.file,
            "format": original.format,
            "width": original.width,
            "height": original.height,
        }
    elif "width" not in more or "height" not in more:
        more["width"], more["height"] = made_up_shape(photo_id)
    fields = {
        "secret": secret_of(photo_id, 1),
        "original_secret": secret_of(photo_id, 1, "o"),
        "last_update": world.now(),
        "taken_unknown": date_taken is None,
        **more,
    }
    photo = Photo(
        id=photo_id,
        owner=owner,
        date_upload=uploaded,
        date_taken=life.clock_text(uploaded) if date_taken is None else date_taken,
        **fields,
    )
    world.put_photo(photo)
    return photo
