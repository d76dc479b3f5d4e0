"""The simulator says what the real Flickr said, element by element, about the same things."""

from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from msgspec.structs import replace

from adapters.flickr.simulator import wire
from adapters.flickr.simulator.call import Call, Fail
from adapters.flickr.simulator.methods import METHODS
from adapters.flickr.simulator.methods.method import answer
from adapters.flickr.simulator.values import (
    Album,
    Comment,
    Gallery,
    Institution,
    Person,
    PersonInPhoto,
    Photo,
    Pool,
    Tag,
    Video,
)
from adapters.flickr.simulator.world import World
from tests.adapters.simulator import recorded
from tests.adapters.simulator.recorded import Recorded, comparable, first, live_again, shape, text

ROOT = "http://flickr.test"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def said(world: World, asked: Recorded, caller: str | None = None) -> Element:
    """What the simulator answers to the same question."""
    call = Call(
        world=world,
        arguments=asked.arguments,
        root=ROOT,
        caller=caller,
        perms="delete" if caller else "none",
    )
    try:
        written = wire.as_xml("ok", answer(METHODS[asked.method], call))
    except Fail as fail:
        error = wire.Element("err", {"code": fail.code, "msg": fail.message})
        written = wire.as_xml("fail", [error])
    rsp: Element = fromstring(written)
    return rsp


def same(world: World, asked: Recorded) -> None:
    """Asserts that the simulator's answer is the real one."""
    assert comparable(said(world, asked), ROOT) == comparable(asked.rsp, ROOT)


def some_photo(world: World, photo_id: str, **more: object) -> Photo:
    """A photo with its owner."""
    owner = str(more.get("owner", "199246608@N02"))
    if world.people.get(owner) is None:
        world.people.put(Person(owner, "owner"))
    given = {
        "owner": owner,
        "secret": "0" * 10,
        "original_secret": "1" * 10,
        "width": 4032,
        "height": 3024,
        "date_upload": 1,
        "last_update": 1,
        "date_taken": "2020-01-01 00:00:00",
        **more,
    }
    photo = Photo(id=photo_id, **given)  # type: ignore[arg-type]
    world.put_photo(photo)
    return photo


def test_the_recorded_answers_are_at_hand() -> None:
    if not recorded.FOLDER.is_dir():
        pytest.skip(recorded.WHY_NOT)
    assert len(recorded.names("flickr.photos.getInfo")) >= 8


@pytest.mark.parametrize("name", recorded.names("flickr.photos.getInfo"))
def test_get_info_of_a_photo_is_what_flickr_said(world: World, name: str) -> None:
    asked = recorded.read(name)
    live_again(world, first(asked.rsp, "photo"))
    same(world, asked)


OLDER_PLAN = "flickr.photos.getSizes--53331717974.json"
"""Recorded of an account that got no sizes above 2048 although its originals were larger."""


@pytest.mark.parametrize("name", recorded.names("flickr.photos.getSizes"))
def test_get_sizes_names_the_sizes_flickr_named(world: World, name: str) -> None:
    asked = recorded.read(name)
    rows = asked.rsp.findall("sizes/size[@media='photo']")
    moving = asked.rsp.findall("sizes/size[@media='video']")
    address = rows[0].attrib["source"].rpartition("/")
    owner = rows[0].attrib["url"].split("/")[4]
    largest = rows[-1].attrib
    width, height = int(largest["width"]), int(largest["height"])
    shown_on_its_side = name.endswith("54159643533.json")
    original = largest["source"].rpartition("_o.")
    photo = some_photo(
        world,
        asked.arguments["photo_id"],
        owner=owner if "@" in owner else "1@N01",
        secret=address[2].split("_")[1],
        original_secret=original[0].rpartition("_")[2] or "0" * 10,
        format=original[2] if original[0] else "jpg",
        server=address[0].rpartition("/")[2],
        width=width,
        height=height,
        rotation=90 if shown_on_its_side else 0,
        can_download=first(asked.rsp, "sizes").get("candownload") == "1",
        video=Video(10, width, height) if moving else None,
    )
    if "@" not in owner:
        world.people.put(Person("1@N01", owner, path_alias=owner))
    if name == OLDER_PLAN:
        world.put_photo(replace(photo, width=2048, height=1536))
        original_row = rows[-1]
        original_row.attrib |= {"width": "2048", "height": "1536"}
    same(world, asked)


@pytest.mark.parametrize("name", recorded.names("flickr.people.getInfo"))
def test_get_info_of_a_person_is_what_flickr_said(world: World, name: str) -> None:
    asked = recorded.read(name)
    person = first(asked.rsp, "person")
    world.people.put(
        Person(
            nsid=person.attrib["nsid"],
            username=text(person, "username"),
            realname=None if person.find("realname") is None else text(person, "realname"),
            location=None if person.find("location") is None else text(person, "location"),
            description=text(person, "description"),
            path_alias=person.attrib["path_alias"],
            icon_version=1,
            icon_server=person.attrib["iconserver"],
            icon_farm=int(person.attrib["iconfarm"]),
            is_pro=person.attrib["ispro"] == "1",
            pro_expires=int(person.attrib.get("expire", 0)),
        )
    )
    some_photo(
        world,
        "1",
        owner=person.attrib["nsid"],
        date_taken=text(person, "photos/firstdatetaken"),
        date_upload=int(text(person, "photos/firstdate")),
    )
    first(person, "photos/count").text = "1"
    same(world, asked)


def test_a_list_of_photos_has_flickrs_rows_with_all_extras(world: World) -> None:
    asked = recorded.read("flickr.people.getPublicPhotos--34427469121@N01.json")
    rows = asked.rsp.findall("photos/photo")
    for row in rows:
        seen = row.attrib
        owner = Person(seen["owner"], seen["ownername"], seen["realname"], seen["pathalias"])
        world.people.put(owner)
        some_photo(
            world,
            seen["id"],
            owner=seen["owner"],
            secret=seen["secret"],
            original_secret=seen["originalsecret"],
            title=seen["title"],
            description=text(row, "description"),
            date_upload=int(seen["dateupload"]),
            date_taken=seen["datetaken"],
            license=int(seen["license"]),
            width=int(seen["width_o"]),
            height=int(seen["height_o"]),
            tags=tuple(Tag(tag, seen["owner"]) for tag in seen["tags"].split()),
        )
    first(asked.rsp, "photos").attrib |= {"pages": "1", "total": str(len(rows))}
    same(world, asked)


def test_a_list_of_comments_is_what_flickr_said(world: World) -> None:
    asked = recorded.read("flickr.photos.comments.getList--3334095096.json")
    photo_id = asked.arguments["photo_id"]
    owner = Person("7438870@N04", "museum", path_alias="george_eastman_house")
    world.people.put(owner)
    some_photo(world, photo_id, owner=owner.nsid)
    for row in asked.rsp.iter("comment"):
        seen = row.attrib
        author = Person(
            nsid=seen["author"],
            username=seen["authorname"],
            realname=seen["realname"],
            path_alias=seen["path_alias"],
            icon_version=int(seen["iconserver"] != "0"),
            icon_server=seen["iconserver"],
            icon_farm=int(seen["iconfarm"]),
            deleted=seen["author_is_deleted"] == "1",
        )
        world.people.put(author)
        comment = Comment(
            seen["id"], photo_id, author.nsid, row.text or "", int(seen["datecreate"])
        )
        world.put_comment(comment)
    same(world, asked)


def test_an_added_comment_is_answered_in_flickrs_shape(world: World) -> None:
    asked = recorded.read("flickr.photos.comments.addComment--53373661077.json")
    photo = some_photo(world, asked.arguments["photo_id"])
    world.people.put(Person("199561775@N05", "flickypedia", "Flickypedia Bot", "flickypedia"))
    answered = said(world, asked, caller="199561775@N05")
    assert shape(answered) == shape(asked.rsp)
    assert [comment.text for comment in world.comments_on(photo.id)] == [
        asked.arguments["comment_text"]
    ]


@pytest.mark.parametrize("name", recorded.names("flickr.photos.people.getList"))
def test_the_people_in_a_photo_are_listed_as_flickr_did(world: World, name: str) -> None:
    asked = recorded.read(name)
    people = first(asked.rsp, "people")
    shown = []
    for row in people:
        seen = row.attrib
        world.people.put(
            Person(
                nsid=seen["nsid"],
                username=seen["username"],
                realname=seen.get("realname"),
                path_alias=seen["path_alias"],
                icon_version=1,
                icon_server=seen["iconserver"],
                icon_farm=int(seen["iconfarm"]),
            )
        )
        box = {side: int(seen[side]) for side in "xywh" if side in seen}
        shown.append(PersonInPhoto(nsid=seen["nsid"], added_by=seen["added_by"], **box))
    some_photo(
        world,
        asked.arguments["photo_id"],
        people=tuple(shown),
        width=4 * int(people.attrib["photo_width"]),
        height=4 * int(people.attrib["photo_height"]),
    )
    same(world, asked)


def test_technical_data_come_as_flickr_gave_them(world: World) -> None:
    asked = recorded.read("flickr.photos.getExif--283148152.json")
    seen = first(asked.rsp, "photo").attrib
    some_photo(
        world,
        seen["id"],
        secret=seen["secret"],
        server=seen["server"],
        farm=int(seen["farm"]),
        exif=recorded.exif_lines(asked.rsp),
    )
    same(world, asked)


def test_the_contexts_of_a_photo_have_flickrs_shape(world: World) -> None:
    asked = recorded.read("flickr.photos.getAllContexts--51011950927.json")
    pools = tuple(Pool(row.attrib["id"], row.attrib["title"]) for row in asked.rsp.iter("pool"))
    photo = some_photo(world, asked.arguments["photo_id"], pools=pools)
    world.albums.put(Album("72157", photo.owner, "Landscape", (photo.id,), photo.id, 1, 1))
    assert shape(said(world, asked)) == shape(asked.rsp)


def test_a_photo_in_no_album_and_no_group_has_no_contexts(world: World) -> None:
    asked = recorded.read("flickr.photos.getAllContexts--53645428203.json")
    some_photo(world, asked.arguments["photo_id"])
    same(world, asked)


def test_the_galleries_of_a_photo_have_flickrs_shape(world: World) -> None:
    asked = recorded.read("flickr.galleries.getListForPhoto--53563844904.json")
    photo = some_photo(world, asked.arguments["photo_id"])
    world.galleries.put(Gallery("721", photo.owner, "Paisatges", (photo.id,), 1, 1))
    assert shape(said(world, asked)) == shape(asked.rsp)


def test_the_institutions_of_the_commons_are_listed_as_flickr_did(world: World) -> None:
    asked = recorded.read("flickr.commons.getInstitutions--all.json")
    for row in asked.rsp.iter("institution"):
        urls = {url.attrib["type"]: url.text or "" for url in row.iter("url")}
        commons = Institution(int(row.attrib["date_launch"]), urls["site"], urls["license"])
        alias = urls["flickr"].rstrip("/").rpartition("/")[2]
        person = Person(row.attrib["nsid"], text(row, "name"), path_alias=alias, commons=commons)
        world.people.put(person)
    answered = said(world, asked)
    assert sorted(map(repr, map(_institution, answered.iter("institution")))) == sorted(
        map(repr, map(_institution, asked.rsp.iter("institution")))
    )


def _institution(row: Element) -> object:
    for url in row.iter("url"):
        if url.attrib["type"] == "flickr":
            url.text = (url.text or "").rstrip("/") + "/"
    return comparable(row, ROOT)


def test_a_member_is_found_by_the_address_of_their_photos(world: World) -> None:
    asked = recorded.read("flickr.urls.lookupUser--flickrfoundation.json")
    world.people.put(Person("197130754@N07", "Flickr Foundation", path_alias="flickrfoundation"))
    same(world, asked)


def test_the_licences_are_flickrs(world: World) -> None:
    same(world, recorded.read("flickr.photos.licenses.getInfo--all.json"))


FAILURES = [
    name
    for method in METHODS
    for name in recorded.names(method, stat="fail")
    if "Invalid API Key" not in (recorded.FOLDER / name).read_text()
]


@pytest.mark.parametrize("name", FAILURES)
def test_failures_have_flickrs_codes_and_words(world: World, name: str) -> None:
    same(world, recorded.read(name))
