from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from adapters.flickr import context_sightings, errors, fields, people_sightings, sightings
from adapters.flickr.answers import Answer, answer_of
from adapters.flickr.call import answered
from adapters.flickr.exchange import Reply
from adapters.flickr.reading import child, many, number, text
from domain.photo.values import Location
from tests.adapters.flickr import recorded
from tests.adapters.flickr.recorded import Recorded

pytestmark = recorded.present
ANSWERS = recorded.answers()


def good() -> dict[str, tuple[str, Answer]]:
    """Every answer that says ok: its method and its tree."""
    return {
        name: (found.method, answer_of(found.method, found.body.encode()))
        for name, found in ANSWERS.items()
        if 'stat="ok"' in found.body
    }


def refused() -> dict[str, Recorded]:
    return {name: found for name, found in ANSWERS.items() if 'stat="ok"' not in found.body}


def error_of(found: Recorded) -> errors.FlickrError:
    reply = Reply(found.status, {"Content-Type": found.content_type}, found.body.encode())
    with pytest.raises(errors.FlickrError) as caught:
        answered(found.method, reply)
    return caught.value


def test_every_recorded_answer_is_read_or_refused() -> None:
    assert len(ANSWERS) > 50
    assert len(good()) + len(refused()) == len(ANSWERS)
    assert all(tree["stat"] == "ok" for _, tree in good().values())


REFUSALS = {
    "flickr.galleries.getListForPhoto--all": (errors.ArgumentMissing, 1),
    "flickr.people.getInfo--12403504@N02": (errors.InvalidApiKey, 100),
    "flickr.people.getInfo--35591378@N03": (errors.InvalidApiKey, 100),
    "flickr.photos.comments.getList--1": (errors.PhotoNotFound, 1),
    "flickr.photos.comments.getList--35366357641": (errors.PhotoNotFound, 1),
    "flickr.photos.getAllContexts--35366357641": (errors.PhotoNotFound, 1),
    "flickr.photos.getExif--12345678901234567890": (errors.PhotoNotFound, 1),
    "flickr.photos.getExif--35366357641": (errors.PhotoNotFound, 1),
    "flickr.photos.getInfo--1": (errors.PhotoNotFound, 1),
    "flickr.photos.getInfo--12345678901234567890": (errors.PhotoNotFound, 1),
    "flickr.photos.getInfo--16062734376": (errors.PhotoNotFound, 1),
    "flickr.photos.getInfo--32812033543": (errors.ServiceUnavailable, None),
    "flickr.photos.getSizes--12345678901234567890": (errors.PhotoNotFound, 1),
    "flickr.photos.licenses.getLicenseHistory---1": (errors.PhotoNotFound, 1),
    "flickr.photos.licenses.getLicenseHistory--does_not_exist": (errors.PhotoNotFound, 1),
    "flickr.profile.getProfile--does_not_exist": (errors.PersonNotFound, 1),
    "flickr.test.null--all": (errors.InsufficientPermissions, 99),
    "flickr.urls.lookupUser--britishlibrary": (errors.InvalidApiKey, 100),
}


def test_every_recorded_refusal_is_an_error_of_its_own_type() -> None:
    met = {name: error_of(found) for name, found in refused().items()}
    assert {name: (type(error), error.code) for name, error in met.items()} == REFUSALS


def test_an_answer_that_shows_a_photo_gone_is_kept_in_flickrs_words() -> None:
    error = error_of(ANSWERS["flickr.photos.getInfo--16062734376"])
    assert error.answer == '1: Photo "16062734376" not found (invalid ID)'
    assert str(error) == f"flickr.photos.getInfo: {error.answer}"


def test_titles_in_every_script_and_descriptions_with_markup_come_through_as_they_are() -> None:
    _, person = good()["flickr.people.getInfo--32162360@N00"]
    assert text(person, "person", "username") == "ɹǝqɯoɔɥɔɐǝq"
    _, library = good()["flickr.people.getInfo--12403504@N02-2"]
    description = text(library, "person", "description") or ""
    assert description.startswith("Can't find our images?")
    assert '<a href="https://www.flickr.com/search/?advanced=1&amp;content_types=0,2' in description


def test_a_list_of_rows_is_read_with_its_numbers() -> None:
    _, answer = good()["flickr.people.getPublicPhotos--34427469121@N01"]
    photos = child(answer, "photos")
    assert (number(photos, "page"), number(photos, "pages"), number(photos, "total")) == (
        1,
        785,
        7845,
    )
    assert len(many(photos, "photo")) == 10


def test_a_comment_with_an_element_behind_it_has_no_layout_in_its_text() -> None:
    _, answer = good()["flickr.photos.comments.addComment--53373661077"]
    assert text(answer, "comment") == "This is a comment posted by the Flickypedia unit tests"


def met() -> dict[str, frozenset[str]]:
    """Every field that occurs, by method."""
    found: dict[str, frozenset[str]] = {}
    for method, tree in good().values():
        found[method] = found.get(method, frozenset()) | fields.occurring(tree)
    return found


def test_every_field_is_kept_or_steers_or_is_left_out_on_purpose() -> None:
    undecided = {
        (method, path): places
        for method, paths in met().items()
        if method not in fields.UNASKED
        for path in paths
        if (places := decided(method, path)) != 1
    }
    assert undecided == {}


def decided(method: str, path: str) -> int:
    """In how many of the lists a field stands."""
    lists = (fields.KEPT, fields.STEERING, fields.LEFT_OUT)
    return sum(path in listed.get(method, ()) for listed in lists)


def test_woe_ids_are_kept_of_a_place_and_of_what_it_lies_in() -> None:
    infos = [child(tree, "photo") for method, tree in good().values() if method.endswith("getInfo")]
    places = [sightings.photo_from_info(photo, OWNER).location for photo in infos]
    told = {place.woeid: place.within for place in places if isinstance(place, Location)}
    assert told == {
        "": (),  # most have none
        "1105133": ("55864302", "2344700", "23424748"),
        "29215723": ("2295019", "28743737", "20070458", "23424848"),
        "12434": ("12602232", "12578049", "23424975"),
    }


def test_no_method_is_both_asked_and_unasked() -> None:
    asked = {*fields.KEPT, *fields.STEERING, *fields.LEFT_OUT}
    assert asked.isdisjoint(fields.UNASKED)
    assert met().keys() - asked == fields.UNASKED.keys()


class Watched(Mapping[str, Any]):
    """A part of an answer that notes which of its fields are read."""

    def __init__(self, value: Mapping[str, Any], path: str, read: set[str]) -> None:
        self._value = value
        self._path = path
        self._read = read

    def __getitem__(self, name: str) -> Any:
        value = self._value[name]
        path = self._path if name == "_content" else f"{self._path}.{name}".lstrip(".")
        return self._watched(value, path)

    def _watched(self, value: Any, path: str) -> Any:
        if isinstance(value, Mapping) and value:
            return Watched(value, path, self._read)
        if isinstance(value, list) and value:
            return [self._watched(inner, path) for inner in value]
        self._read.add(path)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._value)

    def __len__(self) -> int:
        return len(self._value)


OWNER = "an owner who is nobody here"


def _rows(answer: Mapping[str, Any]) -> None:
    for row in many(answer, "photos", "photo"):
        sightings.photo_from_row(row, OWNER)
        sightings.photo_from_row(row, text(row, "owner") or "")
        people_sightings.owner_from_row(row)


def _info(answer: Mapping[str, Any]) -> None:
    photo = child(answer, "photo")
    sightings.photo_from_info(photo, OWNER)
    sightings.photo_from_info(photo, text(photo, "owner", "nsid") or "")
    people_sightings.owner_from_info(photo)


READERS: dict[str, Callable[[Mapping[str, Any]], object]] = {
    "flickr.photos.getInfo": _info,
    "flickr.people.getPublicPhotos": _rows,
    "flickr.photos.getSizes": lambda answer: sightings.sizes_from(child(answer, "sizes")),
    "flickr.photos.getExif": lambda answer: sightings.exif_from(child(answer, "photo")),
    "flickr.photos.comments.getList": lambda answer: sightings.comments_from(
        child(answer, "comments")
    ),
    "flickr.photos.people.getList": lambda answer: sightings.people_from(child(answer, "people")),
    "flickr.photos.getAllContexts": context_sightings.groups_from,
    "flickr.galleries.getListForPhoto": lambda answer: context_sightings.galleries_from(
        many(answer, "galleries", "gallery")
    ),
    "flickr.people.getInfo": lambda answer: people_sightings.person_from_info(
        child(answer, "person")
    ),
}


@pytest.mark.parametrize("method", sorted(fields.KEPT))
def test_what_is_said_to_be_kept_is_read_and_nothing_that_is_left_out(method: str) -> None:
    read: set[str] = set()
    for found, tree in good().values():
        if found == method:
            READERS[method](Watched(tree, "", read))
    kept = fields.KEPT[method] & met()[method]
    assert kept - read == set()
    assert read & fields.LEFT_OUT[method].keys() == set()
