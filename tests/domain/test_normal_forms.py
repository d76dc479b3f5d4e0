"""What Flickr writes in two ways is one thing."""

from __future__ import annotations

import pytest

from domain.fact import Look
from domain.photo import Photo, observe, photo_history
from domain.photo.values import Location, Picture, Size, Tag
from tests.domain.looks import OWNER

DOG, CAT = Tag(raw="dog", author=OWNER), Tag(raw="cat", author=OWNER)
HERE = Location(latitude="59.10", longitude="18.0", accuracy="16")
SMALL = Size(label="Small", width="240", height="180", source="https://live/one.jpg")


def added(first: Photo, second: Photo) -> int:
    """Return how many facts a second look adds to a first."""
    look = Look(at=10, observed=10, via="poll", account=OWNER)
    later = Look(at=20, observed=20, via="poll", account=OWNER)
    facts = observe(photo_history(()), first, look)
    return len(observe(photo_history(facts), second, later))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Photo(tags=(DOG, CAT)), Photo(tags=(CAT, DOG))),
        (
            Photo(tags=(Tag(raw="a:b=c", machine_tag=""),)),
            Photo(tags=(Tag(raw="a:b=c", machine_tag="0"),)),
        ),
        (Photo(tags=(Tag(raw="dog", clean="dog"),)), Photo(tags=(Tag(raw="dog"),))),
        (
            Photo(location=HERE),
            Photo(location=Location(latitude="59.1", longitude="18", accuracy="16")),
        ),
        (
            Photo(location=Location(latitude="0", longitude="0", accuracy="0")),
            Photo(location=None),
        ),
        (
            Photo(location=Location(latitude="1", longitude="1", accuracy="")),
            Photo(location=Location(latitude="0", longitude="0")),
        ),
        (
            Photo(sizes=(SMALL,)),
            Photo(
                sizes=(
                    Size(label="Small", width="240", height="180", source="https://farm1/1.jpg"),
                )
            ),
        ),
        (
            Photo(picture=Picture(server="1", secret="a")),
            Photo(picture=Picture(server="2", secret="a")),
        ),
    ],
)
def test_these_are_no_change(one: Photo, other: Photo) -> None:
    assert added(one, other) == 0
    assert added(other, one) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Photo(tags=(DOG,)), Photo(tags=(DOG, CAT))),
        (Photo(tags=(DOG,)), Photo(tags=())),
        (Photo(tags=(DOG,)), Photo(tags=(Tag(raw="Dog", author=OWNER),))),
        (
            Photo(tags=(Tag(raw="a:b=c", machine_tag="1"),)),
            Photo(tags=(Tag(raw="a:b=c", machine_tag="0"),)),
        ),
        (Photo(location=HERE), Photo(location=None)),
        (
            Photo(location=HERE),
            Photo(location=Location(latitude="59.1", longitude="18", accuracy="3")),
        ),
        (
            Photo(picture=Picture(server="1", secret="a")),
            Photo(picture=Picture(server="1", secret="b")),
        ),
        (Photo(title="A"), Photo(title="A ")),
    ],
)
def test_these_are_a_change(one: Photo, other: Photo) -> None:
    assert added(one, other) == 1
    assert added(other, one) == 1
