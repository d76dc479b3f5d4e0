from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterator
from typing import IO

import pytest

from adapters.flickr import endpoints, errors
from adapters.flickr.download import Downloads, Pace
from adapters.flickr.exchange import Limits
from adapters.flickr.reading import child, many, text
from adapters.flickr.retrying import Patience
from tests.adapters.flickr import clients
from tests.adapters.flickr.clockwork import Clockwork
from tests.adapters.flickr.odd_server import Odd, OddServer
from tests.adapters.flickr.test_whole_files import FILM, WHOLE
from tests.adapters.simulator.running import Simulator

JPEG = WHOLE["progressive"][1]
AS_JPEG = {"Content-Type": "image/jpeg"}
PATIENCE = Patience(attempts=3, seconds=100.0, first=1.0, longest=10.0)


def downloads(clockwork: Clockwork, limits: Limits = clients.QUICK) -> Downloads:
    return Downloads(
        pace=Pace(1000.0, monotonic=clockwork.now, sleep=clockwork.sleep),
        monotonic=clockwork.now,
        sleep=clockwork.sleep,
        patience=PATIENCE,
        limits=limits,
    )


@pytest.fixture
def into() -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile() as file:
        yield file


def held(into: IO[bytes]) -> bytes:
    into.seek(0)
    return into.read()


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_file_comes_with_its_digest_its_size_and_its_kind(
    odd: OddServer, clockwork: Clockwork, into: IO[bytes], name: str
) -> None:
    kind, content = WHOLE[name]
    odd.answers = [Odd(content, headers={"Content-Type": "application/octet-stream"})]
    done = downloads(clockwork)(odd.root + "/1_s.jpg", into)
    assert (done.size, done.content_type) == (len(content), kind)
    assert done.sha256 == hashlib.sha256(content).hexdigest()
    assert held(into) == content


@pytest.mark.parametrize(
    "cut",
    [
        pytest.param(
            Odd(JPEG[:-200], headers=AS_JPEG, announced=len(JPEG)), id="less than announced"
        ),
        pytest.param(Odd(JPEG[:-2], headers=AS_JPEG), id="no end though of the announced length"),
        pytest.param(Odd(JPEG[:-2], headers=AS_JPEG, length_unsaid=True), id="no length, no end"),
        pytest.param(Odd(b"", headers=AS_JPEG), id="empty"),
        pytest.param(
            Odd(b"unknown", headers={"Content-Type": "video/avi"}, length_unsaid=True),
            id="nothing tells its end",
        ),
        pytest.param(Odd(reset=True), id="reset"),
        pytest.param(Odd(b"<html>busy</html>", headers={"Content-Type": "text/html"}), id="page"),
        pytest.param(Odd(status=503), id="unavailable"),
    ],
)
def test_what_is_not_whole_is_refused_and_the_next_try_may_be(
    odd: OddServer, clockwork: Clockwork, into: IO[bytes], cut: Odd
) -> None:
    odd.answers = [cut]
    with pytest.raises(errors.Unavailable):
        downloads(clockwork)(odd.root + "/1_s.jpg", into)
    assert held(into) == b""
    assert len(odd.asked) == PATIENCE.attempts

    odd.answers = [cut, Odd(JPEG, headers=AS_JPEG)]
    assert downloads(clockwork)(odd.root + "/1_s.jpg", into).size == len(JPEG)
    assert held(into) == JPEG


@pytest.mark.parametrize("status", [404, 410])
def test_a_file_that_is_gone_is_not_asked_for_again(
    odd: OddServer, clockwork: Clockwork, into: IO[bytes], status: int
) -> None:
    odd.answers = [Odd(b"<html>", status=status)]
    with pytest.raises(errors.FileGone):
        downloads(clockwork)(odd.root + "/1_s.jpg", into)
    assert len(odd.asked) == 1


def test_the_placeholder_is_not_the_photo(
    odd: OddServer, clockwork: Clockwork, into: IO[bytes]
) -> None:
    place = "/5.0.0/images/photo_unavailable.png"
    odd.answers = [Odd(status=302, headers={"Location": place}), Odd(WHOLE["png"][1])]
    with pytest.raises(errors.PhotoUnavailable):
        downloads(clockwork)(odd.root + "/1_s.jpg", into)
    assert [asked["path"] for asked in odd.asked] == ["/1_s.jpg"]


def test_other_redirects_are_followed_but_not_for_ever(
    odd: OddServer, clockwork: Clockwork, into: IO[bytes]
) -> None:
    film = {"Content-Type": "video/mp4"}
    odd.answers = [Odd(status=302, headers={"Location": "/film"}), Odd(FILM, headers=film)]
    assert downloads(clockwork)(odd.root + "/play/orig/s/", into).content_type == "video/mp4"
    odd.answers = [Odd(status=302, headers={"Location": "/again"})]
    with pytest.raises(errors.WrongAddress):
        downloads(clockwork)(odd.root + "/play/orig/s/", into)


@pytest.mark.parametrize("length_unsaid", [True, False])
def test_a_file_beyond_the_limit_is_refused(
    odd: OddServer, clockwork: Clockwork, into: IO[bytes], length_unsaid: bool
) -> None:
    odd.answers = [Odd(JPEG + bytes(100_000), length_unsaid=length_unsaid)]
    with pytest.raises(errors.TooLarge):
        downloads(clockwork, Limits(size=50_000))(odd.root + "/1_s.jpg", into)
    assert held(into) == b""


def test_being_told_to_slow_down_slows_all_downloads(
    odd: OddServer, clockwork: Clockwork, into: IO[bytes]
) -> None:
    odd.answers = [Odd(status=429, headers={"Retry-After": "30"}), Odd(JPEG)]
    started = clockwork.at
    downloads(clockwork)(odd.root + "/1_s.jpg", into)
    assert clockwork.at - started >= 30


def test_downloads_keep_their_pace(clockwork: Clockwork) -> None:
    pace = Pace(4.0, monotonic=clockwork.now, sleep=clockwork.sleep)
    started = clockwork.at
    for _ in range(9):
        pace.wait()
    assert clockwork.at - started == pytest.approx(2.0)


def test_no_error_shows_what_an_address_has_behind_its_question_mark(
    odd: OddServer, clockwork: Clockwork, into: IO[bytes]
) -> None:
    odd.answers = [Odd(status=404)]
    with pytest.raises(errors.FileGone) as caught:
        downloads(clockwork)(odd.root + "/1_s.jpg?token=hush", into)
    assert "hush" not in str(caught.value)


def test_the_files_of_a_photo_are_where_flickr_says(
    simulator: Simulator, clockwork: Clockwork, into: IO[bytes]
) -> None:
    ada = simulator.person("ada", icon=True)
    photo = simulator.photo(ada, perms="private")
    call = clients.member(simulator, ada)
    info = child(call("flickr.photos.getInfo", photo_id=photo), "photo")
    sizes = many(call("flickr.photos.getSizes", photo_id=photo), "sizes", "size")
    sources = {text(size, "label"): text(size, "source") for size in sizes}
    get = downloads(clockwork)
    where = endpoints.under(simulator.root)
    server, secret = text(info, "server") or "", text(info, "secret") or ""
    assert endpoints.photo_file(where, server, photo, secret, "") == sources["Medium"]
    assert endpoints.photo_file(where, server, photo, secret, "t") == sources["Thumbnail"]
    assert get(sources["Original"] or "", into).content_type == "image/jpeg"


def test_a_photo_that_was_deleted_comes_as_unavailable(
    simulator: Simulator, clockwork: Clockwork, into: IO[bytes]
) -> None:
    ada = simulator.person("ada")
    photo = simulator.photo(ada)
    sizes = clients.member(simulator, ada)("flickr.photos.getSizes", photo_id=photo)
    simulator.delete_photo(photo)
    with pytest.raises(errors.PhotoUnavailable):
        downloads(clockwork)(text(sizes, "sizes", "size", "source") or "", into)


@pytest.mark.parametrize("kind", ["truncate", "reset", "http_500", "http_429", "html"])
def test_trouble_with_a_file_passes(
    simulator: Simulator, clockwork: Clockwork, into: IO[bytes], kind: str
) -> None:
    ada = simulator.person("ada")
    photo = simulator.photo(ada)
    sizes = clients.member(simulator, ada)("flickr.photos.getSizes", photo_id=photo)
    simulator.fault("/static/*", kind, times=2)
    done = downloads(clockwork)(text(sizes, "sizes", "size", "source") or "", into)
    assert hashlib.sha256(held(into)).hexdigest() == done.sha256


def test_a_member_without_an_icon_has_flickrs_own(
    simulator: Simulator, clockwork: Clockwork, into: IO[bytes]
) -> None:
    ada = simulator.person("ada")
    person = clients.stranger(simulator)("flickr.people.getInfo", user_id=ada)
    where = endpoints.under(simulator.root)
    icon = endpoints.buddy_icon(where, text(person, "person", "iconserver") or "", ada)
    assert downloads(clockwork)(icon, into).content_type == "image/gif"
    assert endpoints.buddy_icon(where, "0", ada) == where.default_icon


def test_real_flickrs_addresses_are_what_flickr_documents() -> None:
    real = endpoints.REAL
    assert (
        endpoints.photo_file(real, "65535", "53637883806", "7917d6e9a2", "o", "png")
        == "https://live.staticflickr.com/65535/53637883806_7917d6e9a2_o.png"
    )
    assert (
        endpoints.buddy_icon(real, "7155", "72804335@N03")
        == "https://live.staticflickr.com/7155/buddyicons/72804335@N03.jpg"
    )


def test_a_download_that_takes_too_long_is_given_up(odd: OddServer, into: IO[bytes]) -> None:
    odd.answers = [Odd(stall=True)]
    get = Downloads(
        pace=Pace(100.0, monotonic=time.monotonic, sleep=time.sleep),
        monotonic=time.monotonic,
        sleep=time.sleep,
        patience=Patience(attempts=1),
        limits=Limits(read=0.2),
    )
    with pytest.raises(errors.TimedOut):
        get(odd.root + "/1_s.jpg", into)
