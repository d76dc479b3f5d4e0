"""/services/upload/ and /services/replace/: files on their way in."""

from collections.abc import Mapping, Sequence

from adapters.flickr.simulator import exif, life
from adapters.flickr.simulator.call import Call, Fail
from adapters.flickr.simulator.newphoto import add_photo
from adapters.flickr.simulator.pictures import NotAPictureError, Original, Pictures
from adapters.flickr.simulator.request import File
from adapters.flickr.simulator.values import Photo, Ticket
from adapters.flickr.simulator.wire import Element, Node


def _sent(pictures: Pictures, files: Mapping[str, File]) -> Original:
    file = files.get("photo")
    if file is None:
        raise Fail(2, "No photo specified")
    if not file.content:
        raise Fail(4, "Filesize was zero")
    try:
        return pictures.take(file.content)
    except NotAPictureError as error:
        raise Fail(5, str(error)) from error


def upload(call: Call, pictures: Pictures, files: Mapping[str, File]) -> Sequence[Node]:
    """Takes a photo in; the answer is its id, or a ticket where `async=1` was asked."""
    nsid = call.member()
    original = _sent(pictures, files)
    taken = None
    if original.format == "jpg":
        taken = exif.taken_at(pictures.path(original.file))
    photo = add_photo(
        call.world,
        nsid,
        original=original,
        title=call.text("title") or files["photo"].name.rpartition(".")[0],
        description=call.text("description"),
        tags=life.tags_in(call.text("tags"), nsid),
        is_public=call.number("is_public", 1) == 1,
        is_friend=call.number("is_friend", 0) == 1,
        is_family=call.number("is_family", 0) == 1,
        safety_level=max((call.number("safety_level", 1) or 1) - 1, 0),
        content_type=call.number("content_type", 1) or 1,
        hidden=call.number("hidden", 0) or 0,
        date_taken=taken,
        exif=exif.of_file(pictures.path(original.file)),
    )
    return _receipt(call, photo)


def replace(call: Call, pictures: Pictures, files: Mapping[str, File]) -> Sequence[Node]:
    """Puts another file behind a photo."""
    photo = call.own_photo()
    original = _sent(pictures, files)
    changed = life.replace_file(
        call.world,
        photo,
        file=original.file,
        format=original.format,
        width=original.width,
        height=original.height,
        colour="",
    )
    return _receipt(call, changed)


def _receipt(call: Call, photo: Photo) -> Sequence[Node]:
    if call.text("async") == "1":
        ticket = Ticket(id=f"{photo.owner}-{photo.id}-{photo.version}", photo=photo.id)
        call.world.tickets.put(ticket)
        return [Element("ticketid", text=ticket.id)]
    secrets = {"secret": photo.secret, "originalsecret": photo.original_secret}
    return [Element("photoid", secrets, text=photo.id)]
