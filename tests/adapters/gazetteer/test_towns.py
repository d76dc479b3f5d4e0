"""What points are called by the gazetteer on this machine."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.gazetteer import Aside
from adapters.gazetteer.aside import GazetteerEnded
from adapters.gazetteer.towns import Town, Towns
from domain.photo.values import PlaceNames

CITY = Town(1, "Amsterdam", "North Holland", "Netherlands", 52.374, 4.890, 741_000)
VILLAGE = Town(2, "Landsmeer", "North Holland", "Netherlands", 52.431, 4.915, 10_000)
FIJI = Town(3, "Labasa", "Northern", "Fiji", -16.433, 179.9, 28_000)
FAR_NORTH = Town(4, "Longyearbyen", "Svalbard", "Norway", 78.223, 15.647, 2_400)
FEW = Towns((FAR_NORTH, CITY, FIJI, VILLAGE), "these few")


@pytest.fixture(scope="module")
def aside() -> Iterator[Aside]:
    """The towns of the world, in a process of their own."""
    made = Aside()
    yield made
    made.close()


def called(latitude: float, longitude: float) -> tuple[str, str, str] | None:
    names = FEW.names(latitude, longitude)
    return None if names is None else (names.locality, names.region, names.country)


def test_a_point_belongs_to_the_town_in_whose_reach_it_lies() -> None:
    assert FEW.names(52.37, 4.9) == PlaceNames(
        source="these few", locality="Amsterdam", region="North Holland", country="Netherlands"
    )
    assert called(52.431, 4.915) == ("Landsmeer", "North Holland", "Netherlands")
    # nearer to the village, and yet within the large town
    assert called(52.405, 4.905) == ("Amsterdam", "North Holland", "Netherlands")


def test_far_from_a_town_a_point_has_the_names_of_the_land_alone() -> None:
    assert called(52.374, 5.40) == ("", "North Holland", "Netherlands")


def test_on_the_open_sea_a_point_has_no_names() -> None:
    assert called(45.0, -30.0) is None


def test_the_date_line_and_the_far_north_are_no_edges() -> None:
    assert called(-16.45, -179.9) == ("Labasa", "Northern", "Fiji")
    assert called(78.2, 15.0) == ("Longyearbyen", "Svalbard", "Norway")


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_any_point_of_the_earth_can_be_asked_for(latitude: float, longitude: float) -> None:
    names = FEW.names(latitude, longitude)
    assert names is None or names.country in {"Netherlands", "Fiji", "Norway"}


@pytest.mark.parametrize(
    ("point", "names"),
    [
        ((52.3731, 4.8932), ("Amsterdam", "Noord-Holland", "Netherlands")),
        ((40.71, -74.0), ("New York City", "New York", "United States")),
        ((40.7252, -74.0723), ("Jersey City", "New Jersey", "United States")),
        ((35.0116, 135.7681), ("Kyoto", "Kyoto", "Japan")),
        ((-33.8688, 151.2093), ("Sydney", "New South Wales", "Australia")),
    ],
)
def test_the_gazetteer_knows_the_towns_of_the_world(
    aside: Aside, point: tuple[float, float], names: tuple[str, str, str]
) -> None:
    found = aside.names(*point)
    assert found is not None
    assert (found.locality, found.region, found.country) == names
    assert found.source.startswith("GeoNames")


def test_on_the_open_sea_nothing_has_a_name(aside: Aside) -> None:
    assert aside.names(-40.0, -120.0) is None


def test_a_gazetteer_that_was_killed_is_told_and_begun_anew(aside: Aside) -> None:
    aside.names(0.0, 0.0)
    assert aside._process is not None
    os.kill(aside._process.pid, signal.SIGKILL)
    with pytest.raises(GazetteerEnded, match="-9"):
        aside.names(0.0, 0.0)
    assert aside.names(52.374, 4.890) is not None
