from __future__ import annotations

import dataclasses
import socket
import traceback

import pytest

from adapters.flickr import endpoints, errors
from adapters.flickr.call import reads
from adapters.flickr.credentials import Key, Token
from adapters.flickr.exchange import Limits
from adapters.flickr.reading import child, many, number, text
from tests.adapters.flickr import clients
from tests.adapters.flickr.odd_server import Odd, OddServer
from tests.adapters.simulator.running import Simulator

ODD_TITLE = "Ünïcode + 100% “quoted” & <b>写真</b>\n\u202eالعربية 🎞"


def test_a_signed_call_sees_the_members_own_photos(simulator: Simulator) -> None:
    ada = simulator.person("ada")
    hers = simulator.photo(ada, title="Mine alone", perms="private")
    answer = clients.member(simulator, ada)("flickr.photos.getInfo", photo_id=hers)
    assert text(answer, "photo", "title") == "Mine alone"
    assert text(answer, "photo", "owner", "nsid") == ada


def test_an_unsigned_call_sees_what_is_public(simulator: Simulator) -> None:
    ada = simulator.person("ada")
    shown = simulator.photo(ada, title="For all")
    hidden = simulator.photo(ada, perms="private")
    call = clients.stranger(simulator)
    assert text(call("flickr.photos.getInfo", photo_id=shown), "photo", "title") == "For all"
    with pytest.raises(errors.PhotoNotFound) as caught:
        call("flickr.photos.getInfo", photo_id=hidden)
    assert caught.value.code == 1


def test_any_text_may_be_signed_and_sent_and_comes_back_the_same(simulator: Simulator) -> None:
    ada = simulator.person("ada")
    photo = simulator.photo(ada, title=ODD_TITLE)
    call = clients.member(simulator, ada)
    call("flickr.photos.comments.addComment", photo_id=photo, comment_text=ODD_TITLE)
    answer = call("flickr.photos.comments.getList", photo_id=photo, nonsense=ODD_TITLE)
    assert [text(comment) for comment in many(answer, "comments", "comment")] == [ODD_TITLE]
    assert text(call("flickr.photos.getInfo", photo_id=photo), "photo", "title") == ODD_TITLE


def test_writes_go_by_post_and_reads_by_get(odd: OddServer) -> None:
    call = clients.alone(odd.root)
    call("flickr.photos.setPerms", photo_id="1", is_public=True, is_friend=False, perm_comment=None)
    call("flickr.photos.getInfo", photo_id="1")
    write, read = odd.asked
    assert write["method"] == "POST"
    assert b"is_public=1&is_friend=0" in write["body"]
    assert b"perm_comment" not in write["body"]
    assert read["method"] == "GET"
    assert "photo_id=1" in read["path"]


@pytest.mark.parametrize(
    ("method", "only_looks"),
    [
        ("flickr.photos.getInfo", True),
        ("flickr.photos.recentlyUpdated", True),
        ("flickr.places.findByLatLon", True),
        ("flickr.photos.upload.checkTickets", True),
        ("flickr.auth.oauth.checkToken", True),
        ("flickr.test.login", True),
        ("flickr.photos.licenses.getLicenseHistory", True),
        ("flickr.favorites.add", False),
        ("flickr.photos.delete", False),
        ("flickr.photos.setPerms", False),
        ("flickr.push.subscribe", False),
        ("flickr.something.new", False),
    ],
)
def test_a_method_counts_as_a_write_unless_it_surely_only_looks(
    method: str, only_looks: bool
) -> None:
    assert reads(method) is only_looks


def test_a_wrong_key_a_wrong_secret_and_a_withdrawn_token_are_told_apart(
    simulator: Simulator,
) -> None:
    ada = simulator.person("ada")
    good = clients.member(simulator, ada)
    assert good.token is not None
    wrong_key = dataclasses.replace(good, key=Key("0" * 32, "0" * 16))
    wrong_secret = dataclasses.replace(good, key=Key(good.key.api_key, "0" * 16))
    wrong_token = dataclasses.replace(good, token=Token("72157-0", "0"))
    with pytest.raises(errors.InvalidApiKey):
        wrong_key("flickr.test.login")
    with pytest.raises(errors.InvalidSignature):
        wrong_secret("flickr.test.login")
    with pytest.raises(errors.InvalidToken):
        wrong_token("flickr.test.login")
    with pytest.raises(errors.InsufficientPermissions):
        clients.stranger(simulator)("flickr.test.login")
    with pytest.raises(errors.InsufficientPermissions):
        clients.member(simulator, ada, "read")("flickr.photos.delete", photo_id="1")
    with pytest.raises(errors.MethodNotFound):
        good("flickr.photos.getNothing")


FAULTS = {
    "error_105": errors.ServiceUnavailable,
    "error_201": errors.ServiceUnavailable,
    "http_500": errors.ServiceUnavailable,
    "http_429": errors.RateLimited,
    "html": errors.Unreadable,
    "truncate": errors.Interrupted,
    "reset": errors.Interrupted,
    "slow": errors.TimedOut,
    "bad_signature": errors.InvalidSignature,
}


@pytest.mark.parametrize("kind", FAULTS)
def test_every_fault_is_a_typed_error_and_passes(simulator: Simulator, kind: str) -> None:
    impatient = Limits(connect=5.0, read=0.5, whole=5.0)
    call = clients.member(simulator, simulator.person("ada"), limits=impatient)
    simulator.fault("flickr.test.login", kind, seconds=1)
    with pytest.raises(FAULTS[kind]):
        call("flickr.test.login")
    assert text(call("flickr.test.login"), "user", "username") == "ada"


def test_an_answer_that_is_too_large_is_not_read_to_its_end(odd: OddServer) -> None:
    odd.answers = [Odd(b'{"stat":"ok","x":"' + b"x" * 300_000 + b'"}')]
    with pytest.raises(errors.TooLarge):
        clients.alone(odd.root, Limits(size=100_000))("flickr.test.echo")


def test_an_answer_that_never_comes_is_given_up(odd: OddServer) -> None:
    odd.answers = [Odd(stall=True)]
    with pytest.raises(errors.TimedOut):
        clients.alone(odd.root, Limits(read=0.2))("flickr.test.echo")


def test_nobody_at_the_address_is_told_apart_from_a_broken_connection() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        root = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(errors.Unreachable) as caught:
            clients.alone(root)("flickr.test.echo")
    assert caught.value.undone


def test_an_api_that_redirects_is_the_wrong_address(odd: OddServer) -> None:
    odd.answers = [Odd(b"", status=301, headers={"Location": "https://example.com/"})]
    with pytest.raises(errors.WrongAddress, match="Check flickr_endpoint"):
        clients.alone(odd.root)("flickr.test.echo")


@pytest.mark.parametrize("root", ["", "flickr", "ftp://flickr", "http://", "http://h/?a=b"])
def test_an_endpoint_that_is_no_address_is_refused(root: str) -> None:
    with pytest.raises(errors.WrongAddress, match="flickr_endpoint"):
        endpoints.under(root)


@pytest.mark.parametrize(
    "answer",
    [
        Odd(b'{"stat":"fail","code":98,"message":"Invalid auth token"}'),
        Odd(b"oauth_problem=signature_invalid&debug_sbs=GET%26TOKEN-ITSELF", status=401),
        Odd(b"<html>", status=503),
        Odd(reset=True),
        Odd(b"{}", announced=500),
        Odd(b"", status=403),
    ],
)
def test_no_error_and_no_trace_shows_a_secret(
    odd: OddServer, answer: Odd, capsys: pytest.CaptureFixture[str]
) -> None:
    odd.answers = [answer]
    call = clients.alone(odd.root)
    with pytest.raises(errors.FlickrError) as caught:
        call("flickr.test.login")
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(call)
    shown += "".join(capsys.readouterr())
    for secret in ("SECRET-OF-KEY", "SECRET-OF-TOKEN", "TOKEN-ITSELF", "oauth_signature"):
        assert secret not in shown
    assert "\n" not in str(caught.value)


def test_the_token_travels_in_the_header_alone(odd: OddServer) -> None:
    clients.alone(odd.root)("flickr.test.login")
    (asked,) = odd.asked
    assert 'oauth_token="TOKEN-ITSELF"' in asked["headers"]["Authorization"]
    assert "TOKEN-ITSELF" not in asked["path"]
    assert "the-api-key" not in asked["path"]


def test_pages_say_how_many_there_are(simulator: Simulator) -> None:
    ada = simulator.person("ada")
    simulator.photos(ada, [{"title": f"{n}"} for n in range(3)])
    answer = clients.member(simulator, ada)("flickr.people.getPhotos", user_id="me", per_page=2)
    assert number(child(answer, "photos"), "pages") == 2
