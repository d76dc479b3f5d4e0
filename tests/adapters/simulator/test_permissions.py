"""Whoever calls sees what they may, and nothing else."""

import pytest

from tests.adapters.simulator.running import Flickr, Simulator, shared_simulator

__all__ = ["shared_simulator"]

CALLERS = ("nobody", "stranger", "contact", "friend", "family", "both", "owner")
SEEN_BY = {
    "public": set(CALLERS),
    "friends": {"friend", "both", "owner"},
    "family": {"family", "both", "owner"},
    "friends_family": {"friend", "family", "both", "owner"},
    "private": {"owner"},
}
PLACE_SEEN_BY = {**SEEN_BY, "contacts": {"contact", "friend", "family", "both", "owner"}}


class Village:
    """An owner, and one caller of every kind."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.owner = simulator.person("owner")
        self.callers: dict[str, Flickr] = {"nobody": simulator.flickr()}
        for name in CALLERS[1:-1]:
            nsid = simulator.person(name)
            if name != "stranger":
                friend, family = name in ("friend", "both"), name in ("family", "both")
                simulator.contact(self.owner, nsid, friend=friend, family=family)
            # What others call the owner opens nothing.
            simulator.contact(nsid, self.owner, friend=True, family=True)
            self.callers[name] = simulator.member(nsid)
        self.callers["owner"] = simulator.member(self.owner)
        self.photos = {
            perms: simulator.photo(self.owner, perms=perms, title=perms) for perms in SEEN_BY
        }
        self.placed = {
            perms: simulator.photo(self.owner, geoperms=perms, lat=35.0, lon=135.7)
            for perms in PLACE_SEEN_BY
        }


@pytest.fixture(scope="module")
def village(shared_simulator: Simulator) -> Village:
    return Village(shared_simulator)


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("perms", SEEN_BY)
def test_a_photo_is_seen_by_those_its_permission_names(
    village: Village, perms: str, caller: str
) -> None:
    photo = village.photos[perms]
    seen = caller in SEEN_BY[perms]
    asking = village.callers[caller]
    for method in ("getInfo", "getSizes", "getExif", "comments.getList", "getAllContexts"):
        answer = asking.call(f"flickr.photos.{method}", photo_id=photo)
        assert (answer["stat"] == "ok") is seen, method
        if not seen:
            assert answer["code"] == 1, method
    rows = asking.call("flickr.people.getPhotos", user_id=village.owner)["photos"]["photo"]
    assert (photo in [row["id"] for row in rows]) is seen
    found = asking.call("flickr.photos.search", user_id=village.owner)["photos"]["photo"]
    assert (photo in [row["id"] for row in found]) is seen


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("perms", PLACE_SEEN_BY)
def test_a_place_is_seen_by_those_its_own_permission_names(
    village: Village, perms: str, caller: str
) -> None:
    asking = village.callers[caller]
    photo = village.placed[perms]
    shown = asking.call("flickr.photos.getInfo", photo_id=photo)["photo"]
    assert ("location" in shown) is (caller in PLACE_SEEN_BY[perms])
    rows = asking.call("flickr.people.getPhotos", user_id=village.owner, extras="geo")
    (row,) = [row for row in rows["photos"]["photo"] if row["id"] == photo]
    assert (float(row["latitude"]) != 0) is (caller in PLACE_SEEN_BY[perms])


def test_a_private_photo_and_one_that_never_was_look_alike(village: Village) -> None:
    stranger = village.callers["stranger"]
    private = stranger.get("flickr.photos.getInfo", photo_id=village.photos["private"]).text
    missing = stranger.get("flickr.photos.getInfo", photo_id="99").text
    assert private.replace(village.photos["private"], "99") == missing


def test_only_the_owner_is_told_the_permissions_to_comment(village: Village) -> None:
    photo = village.photos["public"]
    owners = village.callers["owner"].call("flickr.photos.getInfo", photo_id=photo)["photo"]
    others = village.callers["friend"].call("flickr.photos.getInfo", photo_id=photo)["photo"]
    assert owners["permissions"] == {"permcomment": 3, "permaddmeta": 2}
    assert "permissions" not in others


def test_originals_are_for_the_owner_where_downloads_are_not_allowed(village: Village) -> None:
    simulator = village.simulator
    photo = simulator.photo(village.owner, can_download=False)
    arguments = {"photo_id": photo, "extras": "url_o,original_format"}
    for caller, told in (("owner", True), ("friend", False), ("nobody", False)):
        asking = village.callers[caller]
        info = asking.call("flickr.photos.getInfo", **arguments)["photo"]
        assert ("originalsecret" in info) is told
        labels = [
            size["label"]
            for size in asking.call("flickr.photos.getSizes", **arguments)["sizes"]["size"]
        ]
        assert ("Original" in labels) is told
        rows = asking.call("flickr.people.getPhotos", user_id=village.owner, **arguments)
        (row,) = [row for row in rows["photos"]["photo"] if row["id"] == photo]
        assert ("url_o" in row) is told
        assert ("originalsecret" in row) is told


def test_free_accounts_get_no_large_sizes_since_may_2025(shared_simulator: Simulator) -> None:
    free = shared_simulator.person("free", is_pro=False)
    photo = shared_simulator.photo(free, width=4000, height=3000)
    me = shared_simulator.member(free)
    shared_simulator.clock(1_700_000_000)
    before = me.call("flickr.photos.getSizes", photo_id=photo)["sizes"]["size"]
    shared_simulator.clock(1_750_000_000)
    after = me.call("flickr.photos.getSizes", photo_id=photo)["sizes"]["size"]
    shared_simulator.clock(None)
    assert before[-1]["label"] == "Original"
    assert max(size["width"] for size in after) == 1024


def test_nobody_else_changes_a_photo(village: Village) -> None:
    photo = village.photos["public"]
    friend = village.callers["friend"]
    assert friend.post("flickr.photos.delete", photo_id=photo).text.count('code="2"') == 1
    assert "code=" in friend.post("flickr.photos.setMeta", photo_id=photo, title="Mine").text
    assert village.simulator.kept(photo)["title"] == "public"


@pytest.mark.parametrize(
    ("perms", "method", "granted"),
    [
        ("read", "flickr.photos.setMeta", False),
        ("read", "flickr.photos.delete", False),
        ("write", "flickr.photos.setMeta", True),
        ("write", "flickr.photos.delete", False),
        ("delete", "flickr.photos.delete", True),
    ],
)
def test_a_token_does_what_it_was_given_for(
    village: Village, perms: str, method: str, granted: bool
) -> None:
    photo = village.simulator.photo(village.owner)
    me = village.simulator.member(village.owner, perms)
    answer = me.call(method, photo_id=photo, title="New")
    if granted:
        assert answer == {"stat": "ok"}
    else:
        assert answer["code"] == 99
        assert f"{perms} granted" in answer["message"]


def test_faves_of_hidden_photos_are_not_listed(village: Village) -> None:
    simulator = village.simulator
    photo = simulator.photo(village.owner, perms="public")
    friend = simulator.person("fan")
    simulator.fave(friend, photo)
    fan = simulator.member(friend)
    assert len(fan.call("flickr.favorites.getList")["photos"]["photo"]) == 1
    simulator.change_photo(photo, perms="private")
    assert fan.call("flickr.favorites.getList")["photos"]["photo"] == []
