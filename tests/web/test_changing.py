"""Changing photos and faves at Flickr from the site, against a simulated Flickr."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import falcon.testing
import pytest

from adapters.assembly import MemberToken
from adapters.flickr.poll.ports import Report
from adapters.flickr.poll.run import backup
from domain import streams
from tests.adapters.simulator.running import ApiKey, Simulator
from tests.web.test_signing_in import answered
from tests.web.world import World
from web.asking.session import SIGNING_IN_COOKIE


class AtFlickr:
    """An archive of two members of a simulated Flickr, each with a photo."""

    def __init__(self, folder: Path, simulator: Simulator) -> None:
        self.simulator = simulator
        key = simulator.key()
        self.key: ApiKey = key
        chosen = {
            "flickr_endpoint": simulator.root,
            "flickr_api_key": key.api_key,
            "flickr_api_secret": key.api_secret,
            "enable_feature_flickr_api_change_perms": True,
        }
        self.world = World(folder, chosen)
        self.ada, self.bob = simulator.person("ada"), simulator.person("bob")
        self.begin()

    def begin(self) -> None:
        """Give each a new photo, which the archive has seen, and let it write for both."""
        self.simulator.no_faults()
        self.boat = self.simulator.photo(self.ada, title="Boat", tags="sea", lat=52.4, lon=4.9)
        self.tree = self.simulator.photo(self.bob, title="Tree")
        for nsid in (self.ada, self.bob):
            self.let("write", nsid)
            backup(self.world.archive.poll(nsid, Report()), "photos")
        self.world.follow()
        self.world.now += 3600
        self.simulator.clock(self.world.now)

    def let(self, perms: str, nsid: str) -> None:
        """Let the archive do something at Flickr for a member."""
        token = self.simulator.token(nsid, self.key, perms=perms)
        self.world.archive.accounts.join(MemberToken(nsid, token.token, token.secret, perms), nsid)

    def send(self, path: str, nsid: str, **form: str) -> falcon.testing.Result:
        """Send a form of a page."""
        return self.world.client(nsid).simulate_post(
            path,
            body=urlencode({"crumb": self.world.crumb(nsid), **form}),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )

    def shown(self, path: str, nsid: str) -> Any:
        """Return a page as data."""
        answer = self.world.client(nsid).simulate_get(path, params={"format": "json"})
        assert answer.status_code == 200, answer.text
        return answer.json


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, shared_simulator: Simulator
) -> Iterator[AtFlickr]:
    """One archive for all tests."""
    made = AtFlickr(tmp_path_factory.mktemp("archive"), shared_simulator)
    yield made
    made.world.close()


@pytest.fixture
def there(site: AtFlickr) -> AtFlickr:
    """The archive with two photos of which no test has heard yet."""
    site.begin()
    return site


@pytest.mark.parametrize(
    ("form", "facet", "expected"),
    [
        ({"do": "texts", "title": "Ship", "description": "<b>big</b>"}, "name", "Ship"),
        ({"do": "tags", "tags": 'sea "two words", sky'}, "tags", ["sea", "two words", "sky"]),
        ({"do": "permission", "permission": "both"}, "permission", 4),
        ({"do": "place", "place": "48.85, 2.35"}, "place", 48.85),
    ],
)
def test_what_is_changed_at_flickr_is_shown_as_flickr_then_says(
    there: AtFlickr, form: dict[str, str], facet: str, expected: object
) -> None:
    path = f"/photos/{there.ada}/{there.boat}"
    answer = there.send(f"{path}/change", there.ada, **form)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].rstrip("/").endswith(there.boat)
    shown = there.shown(path, there.ada)[facet]
    if facet == "tags":
        shown = [tag["raw"] for tag in shown]
    elif facet == "place":
        shown = shown["latitude"]
    assert shown == expected
    last = there.world.facts(streams.photo(there.boat))[-1]
    assert (last.via, last.account) == ("member", there.ada)


def test_the_place_can_be_taken_away_and_be_told_to_some_alone(there: AtFlickr) -> None:
    path = f"/photos/{there.ada}/{there.boat}"
    form = {"do": "place-permission", "permission": "contacts"}
    assert there.send(f"{path}/change", there.ada, **form).status_code == 303
    assert there.shown(path, there.ada)["place"] is not None
    assert there.world.client().simulate_get(path, params={"format": "json"}).json["place"] is None
    assert there.send(f"{path}/change", there.ada, do="place", place="").status_code == 303
    assert there.shown(path, there.ada)["place"] is None


def test_a_photo_is_faved_and_faved_no_more(there: AtFlickr) -> None:
    path = f"/photos/{there.bob}/{there.tree}"
    assert there.shown(path, there.ada)["faved"] is False
    assert "☆" in there.world.client(there.ada).simulate_get(path).text
    assert there.send(f"{path}/fave", there.ada, faved="1").status_code == 303
    assert there.shown(path, there.ada)["faved"] is True
    listed = there.shown(f"/photos/{there.ada}/faves", there.ada)["photos"]
    assert [photo["id"] for photo in listed] == [there.tree]
    assert there.world.facts(streams.fave(there.ada, there.tree))[-1].via == "member"
    there.world.now += 60
    assert there.send(f"{path}/fave", there.ada, faved="0").status_code == 303
    assert there.shown(f"/photos/{there.ada}/faves", there.ada)["photos"] == []


def test_what_flickr_refuses_is_said_and_changes_nothing(there: AtFlickr) -> None:
    path = f"/photos/{there.ada}/{there.boat}"
    before = there.world.facts(streams.photo(there.boat))
    there.simulator.fault("flickr.photos.setMeta", "error_105", times=20)
    answer = there.send(f"{path}/change", there.ada, do="texts", title="Ship")
    assert answer.status_code == 502
    assert "Flickr did not do it" in answer.text
    assert there.world.facts(streams.photo(there.boat)) == before


def test_a_look_that_fails_after_a_change_is_said_to_be_that(there: AtFlickr) -> None:
    there.simulator.fault("flickr.photos.getInfo", "error_105", times=20)
    path = f"/photos/{there.ada}/{there.boat}"
    answer = there.send(f"{path}/change", there.ada, do="texts", title="Ship")
    assert answer.status_code == 502
    assert "Flickr did what you asked" in answer.text


def test_nobody_changes_what_is_anothers_and_no_form_goes_without_its_crumb(
    there: AtFlickr,
) -> None:
    path = f"/photos/{there.ada}/{there.boat}"
    there.simulator.forget_calls()
    assert there.send(f"{path}/change", there.bob, do="texts", title="Mine").status_code == 403
    assert there.send(f"{path}/fave", there.ada, faved="1").status_code == 400
    for page, form in (("change", {"do": "texts", "title": "x"}), ("fave", {"faved": "1"})):
        assert there.send(f"{path}/{page}", there.bob, crumb="forged", **form).status_code == 403
    assert there.world.client(there.bob).simulate_get(f"{path}/change").status_code == 403
    assert there.simulator.calls() == []


@pytest.mark.parametrize(
    "form",
    [
        {"do": "place", "place": "north"},
        {"do": "place", "place": "91, 0"},
        {"do": "place", "place": "nan, 0"},
        {"do": "permission", "permission": "some"},
        {"do": "texts", "title": "x" * 301},
        {"do": "tags", "tags": " ".join(f"t{n}" for n in range(76))},
        {"do": "delete"},
        {},
    ],
)
def test_what_makes_no_sense_never_comes_to_flickr(site: AtFlickr, form: dict[str, str]) -> None:
    site.simulator.forget_calls()
    answer = site.send(f"/photos/{site.ada}/{site.boat}/change", site.ada, **form)
    assert answer.status_code == 400
    assert site.simulator.calls() == []


def test_a_token_that_only_reads_is_raised_at_flickr_and_lowered_again(there: AtFlickr) -> None:
    there.let("read", there.ada)
    change = f"/photos/{there.ada}/{there.boat}/change"
    assert "Let it write" in there.world.client(there.ada).simulate_get(change).text
    answer = there.send(change, there.ada, do="texts", title="Ship")
    assert answer.status_code == 403
    assert "only read" in answer.text
    for perms in ("write", "read"):
        sent = there.send("/account/flickr/auth", there.ada, perms=perms)
        assert sent.status_code == 303, sent.text
        assert f"perms={perms}" in sent.headers["location"]
        cookie = f"{SIGNING_IN_COOKIE}={sent.cookies[SIGNING_IN_COOKIE].value}"
        back = answered(sent.headers["location"], there.ada)
        done = there.world.client().simulate_get(back, headers={"Cookie": cookie})
        assert done.headers["location"] == "/account/flickr/auth"
        assert there.shown("/account/flickr/auth", there.ada)["perms"] == perms
    assert there.send("/account/flickr/auth", there.ada, perms="all").status_code == 400


def test_permissions_stay_as_they_are_where_changing_them_is_switched_off(world: World) -> None:
    from tests.web.world import ADA

    page = world.client(ADA).simulate_get("/account/flickr/auth")
    assert "switched off" in page.text
    answer = world.client(ADA).simulate_post(
        "/account/flickr/auth",
        body=urlencode({"crumb": world.crumb(ADA), "perms": "write"}),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 403
