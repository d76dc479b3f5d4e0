"""The main job on real input: what the real Flickr answered, archived and browsed."""

from __future__ import annotations

import html
from collections.abc import Iterator

import falcon.testing
import pytest

from adapters.flickr.simulator.world import World
from projections.reading.people import members
from tests.adapters.flickr.poll.visited import Visited, visited
from tests.adapters.simulator import recorded
from tests.adapters.simulator.running import running
from web.app import create_app

_TITLES = {
    "5240741057": "Christmas underground",
    "4960396261": "Chandni Chowk Bazaar, 360°",
    "53509656752": "f13-s013-07-081-house-providence-marian-villa",
}


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visited]:
    """An archive of a member who faved every photo of which there is a recorded answer."""
    folder = tmp_path_factory.mktemp("recorded")
    world = World(folder / "flickr")
    ids = {
        recorded.live_again(world, recorded.first(recorded.read(name).rsp, "photo")).id
        for name in recorded.names("flickr.photos.getInfo")
    }
    if not ids:
        pytest.skip("the recorded answers are not beside this checkout")
    with world.lock:
        world.commit()
    with running(folder / "flickr") as flickr:
        made = visited(flickr, folder)
        made.now[0] = 1_750_000_000
        made.days_pass()
        ada = made.join("ada")
        for photo_id in ids:
            flickr.fave(ada, photo_id)
        report = made.visit(ada, ["faves"])
        assert report.counts["new"] == len(ids)
        assert not report.missing
        yield made
        made.archive.close()


@pytest.mark.parametrize(("photo_id", "title"), _TITLES.items())
def test_a_recorded_photo_is_browsable_with_its_title(
    archived: Visited, photo_id: str, title: str
) -> None:
    client = falcon.testing.TestClient(create_app(archived.archive))
    owner = archived.photo(photo_id).owner
    page = client.simulate_get(f"/photos/{owner}/{photo_id}/")
    assert page.status_code == 200
    assert html.escape(title, quote=False) in page.text
    assert archived.photo(photo_id).title == title


def test_markup_in_a_recorded_description_is_shown_and_safe(archived: Visited) -> None:
    client = falcon.testing.TestClient(create_app(archived.archive))
    owner = archived.photo("5240741057").owner
    page = client.simulate_get(f"/photos/{owner}/5240741057/").text
    assert "<b>Description</b>: Miners singing Christmas carols" in page
    assert "nofollow" in page
    assert "<script>" not in page


def test_recorded_photos_are_in_the_faves_of_who_faved_them(archived: Visited) -> None:
    client = falcon.testing.TestClient(create_app(archived.archive))
    with archived.archive.generations.live().connect() as connection:
        [ada] = members(connection)
    page = client.simulate_get(f"/photos/{ada.nsid}/faves/")
    for title in _TITLES.values():
        assert html.escape(title, quote=False) in page.text
