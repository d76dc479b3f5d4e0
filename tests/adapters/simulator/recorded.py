"""The recorded answers of the real Flickr, and worlds made to look like what they tell of."""

import json
import re
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from adapters.flickr.simulator.values import (
    Comment,
    ExifTag,
    GeoPerms,
    Institution,
    Location,
    Person,
    Photo,
    Place,
    Tag,
    Video,
)
from adapters.flickr.simulator.world import World

FOLDER = Path(__file__).parents[4] / "shared" / "recorded"
WHY_NOT = "the recorded answers of the real Flickr are not here (../shared/recorded)"


class Recorded(NamedTuple):
    """A recorded answer: its method, its arguments, and its XML."""

    method: str
    arguments: dict[str, str]
    rsp: Element


def names(method: str, *, stat: str = "ok") -> list[str]:
    """The recorded answers of a method, by file name; none where the folder is absent."""
    found = sorted(path.name for path in FOLDER.glob(f"{method}--*.json"))
    return [name for name in found if f'<rsp stat=\\"{stat}\\">' in (FOLDER / name).read_text()]


def read(name: str) -> Recorded:
    """A recorded answer; the test is skipped where there is none."""
    if not (FOLDER / name).exists():
        pytest.skip(WHY_NOT)
    kept = json.loads((FOLDER / name).read_text())
    request = kept["request"]
    not_arguments = ("http_method", "method", "oauth_version", "oauth_signature_method")
    arguments = {key: value for key, value in request.items() if key not in not_arguments}
    return Recorded(request["method"], arguments, fromstring(kept["body"]))


def first(element: Element, path: str) -> Element:
    """The one child that a path leads to."""
    found = element.find(path)
    assert found is not None, path
    return found


def text(element: Element, path: str) -> str:
    """The text at the end of a path; "" for none."""
    return first(element, path).text or ""


def live_again(world: World, info: Element) -> Photo:
    """Puts the photo of a recorded getInfo into a world, with its owner and all it mentions."""
    seen = info.attrib
    owner = first(info, "owner")
    gift = owner.find("gift")
    giftable = gift is None or gift.get("gift_eligible") == "1"
    world.people.put(
        Person(
            nsid=owner.attrib["nsid"],
            username=owner.attrib["username"],
            realname=owner.attrib["realname"],
            location=owner.attrib["location"],
            path_alias=owner.attrib["path_alias"],
            icon_version=1,
            icon_server=owner.attrib["iconserver"],
            icon_farm=int(owner.attrib["iconfarm"]),
            commons=None if giftable else Institution(date_launch=0),
        )
    )
    for tag in info.iter("tag"):
        if world.people.get(tag.attrib["author"]) is None:
            world.people.put(Person(tag.attrib["author"], tag.attrib["authorname"]))
    dates = first(info, "dates").attrib
    public = first(info, "publiceditability").attrib
    video = info.find("video")
    photo = Photo(
        id=seen["id"],
        owner=owner.attrib["nsid"],
        secret=seen["secret"],
        original_secret=seen["originalsecret"],
        format=seen["originalformat"],
        server=seen["server"],
        farm=int(seen["farm"]),
        width=4032,
        height=3024,
        date_upload=int(dates["posted"]),
        last_update=int(dates["lastupdate"]),
        date_taken=dates["taken"],
        taken_granularity=int(dates["takengranularity"]),
        taken_unknown=dates["takenunknown"] == "1",
        title=text(info, "title"),
        description=text(info, "description"),
        tags=tuple(Tag(tag.attrib["raw"], tag.attrib["author"]) for tag in info.iter("tag")),
        perm_comment=3 if public["cancomment"] == "1" else 2,
        perm_addmeta=3 if public["canaddmeta"] == "1" else 2,
        license=int(seen["license"]),
        rotation=int(seen["rotation"]),
        views=int(seen["views"]),
        location=_location(info),
        geoperms=GeoPerms(),
        video=None if video is None else _video(video),
    )
    world.put_photo(photo)
    for number in range(int(text(info, "comments"))):
        world.put_comment(Comment(f"c{number}", photo.id, photo.owner, "Nice", number))
    return photo


def _location(info: Element) -> Location | None:
    found = info.find("location")
    if found is None:
        return None
    levels = {level.tag: level.text or "" for level in found}
    woeids = {level.tag: level.attrib["woeid"] for level in found if "woeid" in level.attrib}
    place = Place(
        locality=levels["locality"],
        neighbourhood=levels["neighbourhood"],
        county=levels.get("county"),
        region=levels["region"],
        country=levels["country"],
        woeids=woeids,
    )
    return Location(
        latitude=found.attrib["latitude"],
        longitude=found.attrib["longitude"],
        accuracy=int(found.attrib["accuracy"]),
        context=int(found.attrib["context"]),
        place=place,
    )


def _video(element: Element) -> Video:
    seen = element.attrib
    return Video(int(seen["duration"]), int(seen["width"]), int(seen["height"]))


def exif_lines(answer: Element) -> tuple[ExifTag, ...]:
    """The technical data of a recorded getExif."""
    return tuple(
        ExifTag(
            tag=line.attrib["tag"],
            raw=text(line, "raw"),
            tagspace=line.attrib["tagspace"],
            label=line.attrib["label"],
        )
        for line in answer.iter("exif")
    )


_NUMBERED = re.compile(r"^\d+-(\d+)-\d+$")


def comparable(element: Element, root: str) -> object:
    """An element as plain values that can be compared, without what only the real Flickr knows.

    Those are the numbers in ids of tags and comments, the hosts of addresses, the secrets of the
    sizes above 1024, and the two ways in which Flickr says that a tag is no machine tag.
    """
    attributes = {
        name: _comparable_value(element, name, value, root)
        for name, value in element.attrib.items()
    }
    children = [comparable(child, root) for child in element]
    words = _without_host(element.text or "", root).strip()
    return (element.tag, attributes, words, children)


def _comparable_value(element: Element, name: str, value: str, root: str) -> str:
    if element.tag in ("tag", "comment") and name == "id":
        return _NUMBERED.sub(r"N-\1-N", value)
    if element.tag == "tag" and name == "machine_tag":
        return value or "0"
    return _without_host(value, root)


def _without_host(value: str, root: str) -> str:
    hosts = (f"{root}/static", "https://live.staticflickr.com", root, "https://www.flickr.com")
    for host in (*hosts, "http://flickr.com"):
        if value.startswith(host + "/"):
            value = value.removeprefix(host)
            break
    value = re.sub(r"(/\d+_)[0-9a-f]{10}(_(?:h|k|3k|4k|5k|6k)\.)", r"\1SECRET\2", value)
    value = re.sub(r"stewart.swf\?v=\d+", "stewart.swf", value)
    return re.sub(r"#comment\d+$", "#comment", value)


def shape(element: Element) -> object:
    """An element's name, its attributes' names, and the shapes of its children, each once."""
    children = {repr(shape(child)) for child in element}
    return (element.tag, sorted(element.attrib), sorted(children))
