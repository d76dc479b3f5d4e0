from __future__ import annotations

import io
import time
import tracemalloc
from pathlib import Path

import pytest

from adapters.flickr import endpoints, errors
from adapters.flickr.credentials import Key, Token
from adapters.flickr.reading import flag, many, text
from adapters.flickr.upload import Uploads
from tests.adapters.flickr import clients
from tests.adapters.flickr.odd_server import Odd, OddServer
from tests.adapters.flickr.test_whole_files import WHOLE
from tests.adapters.simulator.running import Simulator

JPEG = WHOLE["baseline"][1]
TITLE = "Ünïcode + 100% “quoted” & <写真>"


def uploads(simulator: Simulator, nsid: str, perms: str = "write") -> Uploads:
    member = clients.member(simulator, nsid, perms)
    assert member.token is not None
    return Uploads(member.key, member.token, time.monotonic, member.endpoints)


def test_a_photo_is_uploaded_with_what_is_said_of_it(simulator: Simulator) -> None:
    ada = simulator.person("ada")
    receipt = uploads(simulator, ada).upload(
        io.BytesIO(JPEG),
        "søs & co.jpg",
        title=TITLE,
        tags='boat "big boat"',
        is_public=False,
        is_friend=True,
    )
    assert receipt.ticket_id is None
    info = clients.member(simulator, ada)("flickr.photos.getInfo", photo_id=receipt.photo_id)
    assert text(info, "photo", "title") == TITLE
    assert [text(tag, "raw") for tag in many(info, "photo", "tags", "tag")] == ["boat", "big boat"]
    assert flag(info, "photo", "visibility", "ispublic") is False
    assert flag(info, "photo", "visibility", "isfriend") is True


def test_an_upload_in_the_background_gives_a_ticket(simulator: Simulator) -> None:
    ada = simulator.person("ada")
    receipt = uploads(simulator, ada).upload(io.BytesIO(JPEG), "a.jpg", **{"async": 1})
    assert receipt.photo_id is None
    assert receipt.ticket_id
    call = clients.member(simulator, ada)
    answer = call("flickr.photos.upload.checkTickets", tickets=receipt.ticket_id)
    (ticket,) = many(answer, "uploader", "ticket")
    assert text(ticket, "photoid")


def test_a_replaced_photo_has_a_new_secret(simulator: Simulator) -> None:
    ada = simulator.person("ada")
    call = clients.member(simulator, ada)
    photo = uploads(simulator, ada).upload(io.BytesIO(JPEG), "a.jpg").photo_id
    before = text(call("flickr.photos.getInfo", photo_id=photo), "photo", "secret")
    again = uploads(simulator, ada).replace(photo or "", io.BytesIO(WHOLE["png"][1]), "b.png")
    assert again.photo_id == photo
    assert text(call("flickr.photos.getInfo", photo_id=photo), "photo", "secret") != before


def test_a_token_that_may_only_read_cannot_upload(simulator: Simulator) -> None:
    ada = simulator.person("ada")
    with pytest.raises(errors.InsufficientPermissions, match="Sign in with Flickr again"):
        uploads(simulator, ada, "read").upload(io.BytesIO(JPEG), "a.jpg")


def test_what_is_no_picture_is_refused_by_flickr(simulator: Simulator) -> None:
    ada = simulator.person("ada")
    with pytest.raises(errors.Refused):
        uploads(simulator, ada).upload(io.BytesIO(b"not a picture"), "a.jpg")


@pytest.mark.parametrize(
    "answer", [Odd(reset=True), Odd(b"<html>"), Odd(b'<rsp stat="ok"></rsp>'), Odd(status=502)]
)
def test_an_upload_whose_answer_is_lost_is_not_sent_again(odd: OddServer, answer: Odd) -> None:
    odd.answers = [answer]
    with pytest.raises(errors.Unavailable):
        alone(odd).upload(io.BytesIO(JPEG), "a.jpg")
    assert len(odd.asked) == 1


def alone(odd: OddServer) -> Uploads:
    return Uploads(Key("k", "s"), Token("t", "ts"), time.monotonic, endpoints.under(odd.root))


def test_a_large_file_is_sent_as_it_is_read(odd: OddServer, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    with film.open("wb") as file:
        file.truncate(64 << 20)
    odd.answers = [Odd(b'<rsp stat="ok"><photoid>1</photoid></rsp>')]
    odd.keep_bodies = False
    tracemalloc.start()
    with film.open("rb") as file:
        assert alone(odd).upload(file, "film.mp4").photo_id == "1"
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 16 << 20
    assert odd.received > 64 << 20
