"""Photo files: the same check as the page, ranges, conditions, and caches."""

from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from typing import Any

import pytest

from tests.web.world import ADA, BOB, Location, Original, Picture, World, day

ID = "53000000001"


@pytest.fixture
def stored(world: World) -> tuple[World, str, bytes]:
    world.photo(ID, at=day(1))
    file = world.file(ID)
    with world.archive.storage.open(file.key) as reader:
        return world, f"/static/{file.key}", reader.read()


def test_a_file_is_served_whole_with_its_digest_as_etag(stored: tuple[World, str, bytes]) -> None:
    world, path, data = stored
    answer = world.client().simulate_get(path)
    assert answer.content == data
    assert answer.headers["etag"] == f'"{sha256(data).hexdigest()}"'
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "public, max-age=3600"


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-9", 0, 10), ("bytes=100-", 100, None), ("bytes=-20", -20, None)],
)
def test_a_range_is_served(
    stored: tuple[World, str, bytes], asked: str, start: int, end: int | None
) -> None:
    world, path, data = stored
    answer = world.client().simulate_get(path, headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == data[start:end]
    first = start % len(data)
    last = (end or len(data)) - 1
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(data)}"


def test_a_range_beyond_the_end_cannot_be_satisfied(stored: tuple[World, str, bytes]) -> None:
    world, path, data = stored
    answer = world.client().simulate_get(path, headers={"Range": "bytes=99999999-"})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(data)}"
    assert not {"etag", "last-modified"} & answer.headers.keys()  # those are the file's
    nothing = world.client().simulate_get(path, headers={"Range": "bytes=-0"})
    assert nothing.status_code == 416


def test_ranges_that_make_no_sense_give_the_whole_file(stored: tuple[World, str, bytes]) -> None:
    world, path, data = stored
    beyond_numbers = f"bytes={'9' * 5000}-"
    for asked in (
        "bytes=9-1",
        "pages=1-2",
        "bytes=a-b",
        "bytes=0-1,5-6",
        "bytes=-",
        beyond_numbers,
    ):
        answer = world.client().simulate_get(path, headers={"Range": asked})
        assert (answer.status_code, answer.content) == (200, data), asked


def test_a_file_that_has_not_changed_is_not_sent_again(stored: tuple[World, str, bytes]) -> None:
    world, path, data = stored
    etag = f'"{sha256(data).hexdigest()}"'
    answer = world.client().simulate_get(path, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (304, b"")
    stale = {"Range": "bytes=0-9", "If-Range": '"another"'}
    assert world.client().simulate_get(path, headers=stale).status_code == 200


@pytest.mark.parametrize(
    ("header", "hours", "status"),
    [
        ("If-Modified-Since", 0, 304),
        ("If-Modified-Since", 1, 304),
        ("If-Modified-Since", -1, 200),
        ("If-Unmodified-Since", 0, 200),
        ("If-Unmodified-Since", -1, 412),
    ],
)
def test_a_client_may_ask_by_the_day_on_which_the_file_was_stored(
    stored: tuple[World, str, bytes], header: str, hours: int, status: int
) -> None:
    world, path, _ = stored
    modified = parsedate_to_datetime(world.client().simulate_get(path).headers["last-modified"])
    asked = format_datetime(modified + timedelta(hours=hours), usegmt=True)
    answer = world.client().simulate_get(path, headers={header: asked})
    assert answer.status_code == status
    if status == 304:  # where both are said, the ETag decides
        both = {header: asked, "If-None-Match": '"another"'}
        assert world.client().simulate_get(path, headers=both).status_code == 200


def test_a_part_may_be_asked_for_by_the_second_in_which_the_file_was_stored(
    stored: tuple[World, str, bytes],
) -> None:
    world, path, data = stored
    stored_at = world.client().simulate_get(path).headers["last-modified"]
    another = format_datetime(parsedate_to_datetime(stored_at) + timedelta(hours=1), usegmt=True)
    for named, sent in ((stored_at, data[:10]), (another, data), ("yesterday", data)):
        headers = {"Range": "bytes=0-9", "If-Range": named}
        assert world.client().simulate_get(path, headers=headers).content == sent, named


def test_a_date_that_is_none_is_no_condition(stored: tuple[World, str, bytes]) -> None:
    world, path, data = stored
    for header in ("If-Modified-Since", "If-Unmodified-Since"):
        answer = world.client().simulate_get(path, headers={header: "yesterday"})
        assert (answer.status_code, answer.content) == (200, data)


def test_a_client_that_wants_one_file_and_no_other_is_not_sent_another(
    stored: tuple[World, str, bytes],
) -> None:
    world, path, data = stored
    etag = f'"{sha256(data).hexdigest()}"'
    asked = {etag: 200, "*": 200, '"another"': 412, f"W/{etag}": 412}
    for wanted, status in asked.items():
        answer = world.client().simulate_get(path, headers={"If-Match": wanted})
        assert answer.status_code == status, wanted


def test_head_tells_the_size_and_sends_nothing(stored: tuple[World, str, bytes]) -> None:
    world, path, data = stored
    for headers in ({}, {"Range": "bytes=0-9"}):  # parts are for GET alone
        answer = world.client().simulate_head(path, headers=headers)
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["content-length"] == str(len(data))


def test_a_file_that_is_closed_is_told_by_no_header_from_one_that_is_not_there(
    world: World,
) -> None:
    world.photo(ID, at=day(1), permission="private")
    key = world.file(ID).key
    folder, _, name = key.rpartition("/")
    closed, none = (
        world.client().simulate_get(f"/static/{folder}/{asked}")
        for asked in (name, name.replace("_", "_0", 1))
    )
    ours = {"x-request-id"}
    told = [{h: v for h, v in a.headers.items() if h not in ours} for a in (closed, none)]
    assert closed.status_code == none.status_code == 404
    assert told[0] == told[1]


def test_a_private_file_is_not_for_shared_caches(world: World) -> None:
    world.photo(ID, at=day(1), permission="friends")
    key = world.file(ID).key
    answer = world.client(BOB).simulate_get(f"/static/{key}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "Cookie" in answer.headers["vary"]


def test_a_replaced_pictures_file_stays_closed_where_its_days_were_private(world: World) -> None:
    world.photo(ID, at=day(1), permission="private")
    old = world.file(ID).key
    world.photo(ID, at=day(5), after=day(4), picture=Picture(server="1", secret="new"))
    new = world.file(ID, secret="new").key
    world.photo(ID, at=day(9), after=day(8), permission="public")
    assert world.client().simulate_get(f"/static/{old}").status_code == 404
    assert world.client().simulate_get(f"/static/{new}").status_code == 200
    assert world.client(ADA).simulate_get(f"/static/{old}").status_code == 200


def test_the_uploaded_file_is_kept_from_those_who_may_not_download_or_see_the_place(
    world: World,
) -> None:
    place = Location(latitude="51.5", longitude="-0.12", accuracy="15")
    closed: tuple[dict[str, Any], ...] = (
        {"download": "0"},
        {"location": place, "geo_permission": "private"},
    )
    for number, facets in enumerate(closed, 2):
        photo = f"5300000000{number}"
        world.photo(photo, at=day(1), original=Original(secret="orig", format="jpg"), **facets)
        key = world.file(photo, size="o", secret="orig", shape=(900, 600)).key
        assert world.client(ADA).simulate_get(f"/static/{key}").status_code == 200
        world.file(photo)
        assert world.client().simulate_get(f"/static/{key}").status_code == 404
        assert world.client(ADA).simulate_get(f"/static/{key}").status_code == 200


def test_keys_that_are_none_are_not_found(world: World) -> None:
    world.photo(ID, at=day(1))
    for key in ("../archive.db", "530/1_x.jpg", f"530/{ID}_.jpg", "%2e%2e/x", "a" * 400, "raw/ab"):
        assert world.client(ADA).simulate_get(f"/static/{key}").status_code == 404, key


def test_everybody_has_a_buddy_icon(world: World) -> None:
    answer = world.client().simulate_get(f"/buddyicon/{ADA}.jpg")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("image/")
    assert world.client().simulate_get("/buddyicon/x.jpg").status_code == 404
