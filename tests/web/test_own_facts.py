"""What only its owner is shown of a photo: groups, galleries, licences, the best copy, counts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from domain import streams
from domain.counts import PhotoCounted, count
from domain.photo.values import Gallery, Group, LicenseChange
from tests.web.world import ADA, BOB, START, World, day, look

JSON = {"Accept": "application/json"}


@pytest.fixture
def told(world: World) -> World:
    """A public photo of Ada's about which everything is known."""
    world.photo(
        "100",
        groups={"7@N01": Group(id="7@N01", title="Secret boats", path="/groups/boats/pool/")},
        galleries={"9": Gallery(id="9", title="Sails", owner=BOB, username="bob")},
        license_history=(LicenseChange(date=str(START), old="All Rights Reserved", new="CC0"),),
    )
    world.file("100")
    for number, views in ((1, 10), (2, 30), (3, 40)):
        seen = look(day(number), ADA)
        stream = streams.counts("100", seen.at)
        counted = PhotoCounted(views=views, faves=number)
        world.tell(stream, count(world.facts(stream), counted, seen))
    return world


def page(world: World, nsid: str, **query: str) -> Any:
    return world.client(nsid).simulate_get("/photos/ada/100", params=query, headers=JSON).json


def test_the_owner_sees_where_else_the_photo_is_and_how_it_was_counted(told: World) -> None:
    own = page(told, ADA)["own"]
    assert own["groups"] == [
        {"title": "Secret boats", "address": "https://www.flickr.com/groups/boats/pool/"}
    ]
    assert [(g["title"], g["by"]) for g in own["galleries"]] == [("Sails", "bob")]
    assert own["licenses"] == [{"at": START, "old": "All Rights Reserved", "new": "CC0"}]
    assert own["best"]["width"] == 640
    assert {plot["what"]: plot["last"] for plot in own["counts"]["plots"]} == {
        "views": 40,
        "faves": 3,
    }
    html = told.client(ADA).simulate_get("/photos/ada/100").text
    assert len(re.findall("<polyline", html)) == 2
    assert "40 views" in html


def test_counts_are_those_of_the_day_looked_at(told: World) -> None:
    own = page(told, ADA, as_of=f"@{day(2)}")["own"]
    assert own["counts"]["plots"][0]["last"] == 30


@pytest.mark.parametrize("nsid", ["", BOB])
def test_nobody_else_does(told: World, nsid: str) -> None:
    assert page(told, nsid)["own"] is None
    html = told.client(nsid).simulate_get("/photos/ada/100").text
    assert "Secret boats" not in html
    assert "<polyline" not in html
