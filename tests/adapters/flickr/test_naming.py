"""What Flickr calls a point, by its places calls."""

from __future__ import annotations

import msgspec
import pytest

from adapters.flickr.errors import FlickrError
from adapters.flickr.naming import FlickrPlaces
from tests.adapters.flickr import clients
from tests.adapters.simulator.running import Simulator


def test_a_point_gets_flickrs_names_and_keys(simulator: Simulator) -> None:
    call = clients.member(simulator, simulator.person("ada"))
    told = FlickrPlaces().names(call, "52.371000", "4.899000", "16")
    assert told is not None
    names, raw = told
    assert (names.source, names.locality, names.region, names.country) == (
        "Flickr", "Amsterdam", "North Holland", "Netherlands",
    )  # fmt: skip
    assert names.woeid.isdigit()
    kept = msgspec.json.decode(raw)
    assert kept["told"]["place"]["place_id"] == names.place_id


def test_a_place_is_asked_for_once_whatever_the_number_of_photos(simulator: Simulator) -> None:
    call = clients.member(simulator, simulator.person("ada"))
    places = FlickrPlaces()
    simulator.forget_calls()
    first = places.names(call, "52.371000", "4.899000", "16")
    assert places.names(call, "52.371100", "4.899000", "16") == first
    elsewhere_in_town = places.names(call, "52.380000", "4.880000", "16")
    assert elsewhere_in_town is not None
    assert first is not None
    assert elsewhere_in_town[0] == first[0]
    assert [made["method"] for made in simulator.calls()] == [
        "flickr.places.findByLatLon", "flickr.places.getInfo", "flickr.places.findByLatLon",
    ]  # fmt: skip


def test_a_call_that_fails_says_so_and_is_made_again(simulator: Simulator) -> None:
    call = clients.member(simulator, simulator.person("ada"))
    places = FlickrPlaces()
    simulator.fault("flickr.places.getInfo", "error_105", 1)
    with pytest.raises(FlickrError):
        places.names(call, "52.371000", "4.899000", "16")
    assert places.names(call, "52.371000", "4.899000", "16") is not None
