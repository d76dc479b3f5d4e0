"""Who sees what, through the pages themselves: now, then, and in every list."""

from typing import Any

import falcon.testing
import pytest

from tests.web.world import ADA, BOB, CLEO, DAN, EVE, FAY, World, day

ID = "53000000001"
PHOTO = f"/photos/ada/{ID}"
STRANGER = ""
EVERYBODY = {STRANGER, FAY, EVE, BOB, CLEO, DAN, ADA}
ADMITTED = {
    "public": EVERYBODY,
    "friends": {BOB, DAN, ADA},
    "family": {CLEO, DAN, ADA},
    "both": {BOB, CLEO, DAN, ADA},
    "private": {ADA},
}


def data(client: falcon.testing.TestClient, path: str, **params: str) -> Any:
    answer = client.simulate_get(path, params={"format": "json", **params})
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.json


def status(client: falcon.testing.TestClient, path: str, **params: str) -> int:
    return client.simulate_get(path, params=params).status_code


@pytest.mark.parametrize("permission", ADMITTED)
def test_every_relation_sees_just_what_the_permission_admits(world: World, permission: str) -> None:
    world.photo(ID, permission=permission, at=day(1), posted=str(day(1)))
    key = world.file(ID).key
    world.album("721", (ID,))
    for viewer in EVERYBODY:
        client = world.client(viewer)
        admitted = viewer in ADMITTED[permission]
        expected = 200 if admitted else 404
        for path in (PHOTO, f"{PHOTO}/exif", f"{PHOTO}/history", f"/static/{key}"):
            assert status(client, path) == expected, (viewer, path)
        assert status(client, "/photos/ada/albums/721") == expected, viewer
        assert status(client, "/photo.gne", id=ID) == (302 if admitted else 404), viewer
        shown = data(client, "/photos/ada")
        assert [p["id"] for p in shown["photos"]] == ([ID] if admitted else []), viewer
        assert shown["total"] == int(admitted), viewer
        assert [p["id"] for p in data(client, "/")["photos"]] == ([ID] if admitted else []), viewer
        assert len(data(client, "/photos/ada/activity")["changes"]) == int(admitted), viewer
        assert len(data(client, "/photos/ada/albums")["albums"]) == int(admitted), viewer


def test_a_photo_made_private_is_closed_in_its_past_as_well(world: World) -> None:
    world.photo(ID, permission="public", at=day(1), title="Open")
    world.photo(ID, permission="private", at=day(20), after=day(19))
    for viewer in (STRANGER, BOB):
        assert status(world.client(viewer), PHOTO, as_of="2019-05-05") == 404
    assert status(world.client(ADA), PHOTO, as_of="2019-05-05") == 200


def test_a_photo_made_public_does_not_open_the_days_on_which_it_was_private(
    world: World,
) -> None:
    world.photo(ID, permission="private", at=day(1), title="A secret title")
    world.photo(ID, permission="public", at=day(20), after=day(19), title="Harmless")
    client = world.client(STRANGER)
    assert status(client, PHOTO) == 200
    assert status(client, PHOTO, as_of="2019-05-05") == 404
    history = client.simulate_get(f"{PHOTO}/history")
    assert "secret" not in history.text
    assert "What it was before is not yours to see" in history.text
    assert "secret" in world.client(ADA).simulate_get(f"{PHOTO}/history").text


def test_what_was_believed_before_does_not_open_what_is_known_to_have_been_closed(
    world: World,
) -> None:
    world.photo(ID, permission="private", at=day(1), title="A secret title")
    world.photo(ID, permission="public", at=day(30), observed=day(30))
    # Long after, an import tells that the title was changed before the photo was opened.
    world.photo(ID, at=day(10), observed=day(90), title="Harmless", after=day(9))
    client = world.client(STRANGER)
    known = {"as_of": f"@{day(40)}", "known_at": f"@{day(40)}"}
    assert "secret" not in client.simulate_get(PHOTO, params=known).text
    assert "A secret title" in world.client(ADA).simulate_get(PHOTO, params=known).text


def test_a_friend_who_is_one_no_more_loses_the_past_as_well(world: World) -> None:
    world.photo(ID, permission="friends", at=day(1))
    assert status(world.client(BOB), PHOTO) == 200
    world.no_contact(ADA, BOB, at=day(30))
    assert status(world.client(BOB), PHOTO) == 404
    assert status(world.client(BOB), PHOTO, as_of="2019-05-10") == 404


def test_somebody_befriended_later_does_not_see_the_days_before(world: World) -> None:
    world.photo(ID, permission="friends", at=day(1))
    world.contact(ADA, FAY, friend=True, family=False, at=day(30))
    client = world.client(FAY)
    assert status(client, PHOTO) == 200
    assert status(client, PHOTO, as_of="2019-05-10") == 404
    assert status(client, PHOTO, as_of="2019-06-10") == 200


def test_the_place_has_a_permission_of_its_own(world: World) -> None:
    from domain.photo.values import Exif, ExifTag
    from tests.web.world import Location

    place = Location(latitude="51.5", longitude="-0.12", accuracy="15", locality="London")
    exif = Exif(camera="Camera", tags=(ExifTag(tagspace="GPS", tag="GPSLatitude", raw="51 deg"),))
    world.photo(ID, at=day(1), location=place, geo_permission="contacts", exif=exif)
    world.photo(
        ID,
        at=day(10),
        after=day(9),
        location=Location(latitude="52.5", longitude="13.4", accuracy="15", locality="Berlin"),
    )
    for viewer, sees in ((STRANGER, False), (FAY, False), (EVE, True), (BOB, True), (ADA, True)):
        client = world.client(viewer)
        assert (data(client, PHOTO)["place"] is not None) == sees, viewer
        assert ("Berlin" in client.simulate_get(PHOTO).text) == sees, viewer
        assert ("51 deg" in client.simulate_get(f"{PHOTO}/exif").text) == sees, viewer
        assert ("London" in client.simulate_get(f"{PHOTO}/history").text) == sees, viewer
        activity = client.simulate_get("/photos/ada/activity").text
        assert ("lace changed" in activity) == (viewer == ADA), viewer
        past = client.simulate_get(PHOTO, params={"as_of": f"@{day(5)}"})
        sign = past.text.partition('<aside class="sign"')[2].partition("</aside>")[0]
        assert ("place" in sign) == sees, viewer


def test_neighbours_never_lead_to_what_the_viewer_may_not_see(world: World) -> None:
    for number, permission in ((1, "public"), (2, "private"), (3, "public")):
        world.photo(
            f"5300000000{number}",
            permission=permission,
            at=day(1),
            posted=str(day(-number)),
        )
    shown = data(world.client(STRANGER), "/photos/ada/53000000001")
    assert shown["next"]["id"] == "53000000003"
    assert data(world.client(ADA), "/photos/ada/53000000001")["next"]["id"] == "53000000002"


def test_a_deleted_photo_is_its_owners_alone_and_says_since_when(world: World) -> None:
    world.photo(ID, at=day(1))
    world.gone(ID, at=day(4), after=day(2))
    answer = world.client(ADA).simulate_get(PHOTO)
    assert "deleted from Flickr between 3 and 5 May 2019; you kept it" in answer.text
    for viewer in (STRANGER, BOB, FAY):
        client = world.client(viewer)
        assert status(client, PHOTO) == 404
        assert status(client, PHOTO, as_of="2019-05-02") == 404
    assert [p["id"] for p in data(world.client(ADA), "/photos/ada", deleted="1")["photos"]] == [ID]
    assert data(world.client(BOB), "/photos/ada", deleted="1")["photos"] == []


def test_a_faver_keeps_what_they_faved_when_its_owner_takes_it_away(world: World) -> None:
    stranger = "99@N02"
    world.person(stranger, "Mary")
    world.photo(ID, stranger, by=BOB, at=day(1), public=True, title="Kept")
    key = world.file(ID).key
    world.fave(BOB, ID, at=day(1))
    world.gone(ID, BOB, at=day(20), after=day(18))
    path = f"/photos/{stranger}/{ID}"
    answer = world.client(BOB).simulate_get(path)
    assert answer.status_code == 200
    assert "went out of your sight on Flickr between 19 and 21 May 2019" in answer.text
    assert "deleted it or made it private" in answer.text
    assert status(world.client(BOB), f"/static/{key}") == 200
    for viewer in (STRANGER, FAY):
        assert status(world.client(viewer), path) == 404
        assert status(world.client(viewer), f"/static/{key}") == 404


def test_having_faved_one_photo_keeps_no_other(world: World) -> None:
    for photo in ("1", "2"):
        world.photo(photo, at=day(1))
        world.photo(photo, by=BOB, at=day(2))
        world.gone(photo, at=day(20), after=day(18))
    world.fave(BOB, "1", at=day(3))
    listed = data(world.client(BOB), "/photos/ada", as_of=f"@{day(5)}")["photos"]
    assert [photo["id"] for photo in listed] == ["1"]


def test_contacts_are_the_owners_alone(world: World) -> None:
    assert len(data(world.client(ADA), "/photos/ada/contacts")["contacts"]) == 4
    for viewer in (STRANGER, BOB):
        answer = world.client(viewer).simulate_get("/photos/ada/contacts")
        assert answer.status_code == 403
        assert "Contacts are for their owner alone" in answer.text
        assert "Cleo" not in answer.text


def test_a_purged_photo_is_gone_for_everybody(world: World) -> None:
    from domain.clock import exactly
    from domain.fact import Fact
    from domain.photo.events import PhotoPurged

    world.photo(ID, at=day(1))
    key = world.file(ID).key
    fact = Fact(
        event=PhotoPurged(member=ADA), happened=exactly(day(9)), observed=day(9), via="member"
    )
    world.tell(f"photo:{ID}", (fact,))
    for path in (PHOTO, f"{PHOTO}/history", f"/static/{key}"):
        assert status(world.client(ADA), path) == 404
    assert "was purged from the archive" in world.client(ADA).simulate_get(PHOTO).text
    never = world.client(BOB).simulate_get("/photos/ada/53000009999", params={"format": "json"})
    for viewer in (STRANGER, BOB):
        answer = world.client(viewer).simulate_get(PHOTO, params={"format": "json"})
        assert answer.json["words"] == never.json["words"]


@pytest.mark.parametrize("kind", ["deleted", "made private"])
def test_who_may_not_know_which_kind_of_gone_a_photo_is_is_told_what_is_told_of_none(
    world: World, kind: str
) -> None:
    world.photo(ID, at=day(1))
    if kind == "deleted":
        world.gone(ID, at=day(20), after=day(18))
    else:
        world.photo(ID, at=day(20), after=day(18), permission="private")
    for as_of in ({}, {"as_of": f"@{day(30)}"}, {"as_of": f"@{day(5)}"}):
        asked = {"format": "json", **as_of}
        own = world.client(ADA).simulate_get(PHOTO, params=asked)
        assert own.status_code == 200
        gone = own.json["gone"]
        if kind == "deleted" and as_of != {"as_of": f"@{day(5)}"}:
            assert gone["kind"] == "deleted"
            assert "between 19 and 21 May 2019; you kept it" in gone["words"]
        else:
            assert gone is None
        for viewer in (STRANGER, FAY, BOB):
            client = world.client(viewer)
            answer = client.simulate_get(PHOTO, params=asked)
            never = client.simulate_get("/photos/ada/53000009999", params=asked)
            assert answer.status_code == never.status_code == 404
            assert answer.json["words"] == never.json["words"]
