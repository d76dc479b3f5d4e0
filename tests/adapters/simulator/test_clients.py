"""Clients that people use for Flickr work here unchanged, but for the address."""

import io
import sys
from typing import Any

import flickr_api
import flickrapi  # type: ignore[import-untyped]
import pytest
import requests
from flickr_api import method_call
from flickr_api.auth import AuthHandler
from flickr_api.flickrerrors import FlickrAPIError
from flickrapi.auth import FlickrAccessToken  # type: ignore[import-untyped]

from tests.adapters.simulator.pictures import jpeg
from tests.adapters.simulator.running import ApiKey, Simulator, Token, shared_simulator

__all__ = ["shared_simulator"]

TIMEOUT = 30


@pytest.fixture(scope="module")
def ada(shared_simulator: Simulator) -> str:
    return shared_simulator.person("ada", realname="Ada Nowak", path_alias="adanowak")


@pytest.fixture(scope="module")
def key(shared_simulator: Simulator) -> ApiKey:
    return shared_simulator.key()


@pytest.fixture(scope="module")
def token(shared_simulator: Simulator, key: ApiKey, ada: str) -> Token:
    return shared_simulator.token(ada, key, "delete")


@pytest.fixture
def beej(shared_simulator: Simulator, key: ApiKey, token: Token, ada: str) -> Any:
    """The `flickrapi` package, signed in."""
    access = FlickrAccessToken(
        token.token, token.secret, "delete", fullname="Ada Nowak", username="ada", user_nsid=ada
    )
    client = flickrapi.FlickrAPI(key.api_key, key.api_secret, token=access, format="etree")
    client.REST_URL = f"{shared_simulator.root}/services/rest/"
    client.UPLOAD_URL = f"{shared_simulator.root}/services/upload/"
    client.REPLACE_URL = f"{shared_simulator.root}/services/replace/"
    return client


def test_flickrapi_reads_and_writes(beej: Any, shared_simulator: Simulator, ada: str) -> None:
    photo = shared_simulator.photo(ada, title="Łódź", tags='boat "red sail"', lat=51.77, lon=19.46)
    assert beej.token_valid(perms="delete")
    info = beej.photos.getInfo(photo_id=photo)
    assert info.find("photo/title").text == "Łódź"
    assert [tag.get("raw") for tag in info.iter("tag")] == ["boat", "red sail"]
    beej.photos.setMeta(photo_id=photo, title="Łódź & more", description="<i>the</i> boat")
    assert shared_simulator.kept(photo)["title"] == "Łódź & more"
    listed = beej.people.getPhotos(user_id="me", format="parsed-json")
    assert photo in [row["id"] for row in listed["photos"]["photo"]]


def test_flickrapi_pages_through_an_album(beej: Any, shared_simulator: Simulator, ada: str) -> None:
    photos = shared_simulator.photos(ada, [{"title": str(number)} for number in range(3)])
    album = shared_simulator.album(ada, "Walk", photos)
    pages = [beej.photosets.getPhotos(photoset_id=album, per_page=2, page=page) for page in (1, 2)]
    assert [row.get("id") for page in pages for row in page.iter("photo")] == photos


def test_flickrapi_hears_flickrs_errors(beej: Any) -> None:
    with pytest.raises(flickrapi.FlickrError, match=r'Error: 1: Photo "7" not found'):
        beej.photos.getInfo(photo_id="7")


def test_flickrapi_uploads_replaces_and_deletes(beej: Any, shared_simulator: Simulator) -> None:
    first, second = jpeg(colour="navy"), jpeg(900, 900, colour="maroon")
    answer = beej.upload(
        filename="é.jpg", fileobj=io.BytesIO(first), title="Zażółć", tags="a b", is_public="0"
    )
    photo = answer.find("photoid").text
    kept = shared_simulator.kept(photo)
    assert (kept["title"], kept["is_public"]) == ("Zażółć", False)
    assert _original(beej, photo) == first
    beej.replace(filename="b.jpg", fileobj=io.BytesIO(second), photo_id=photo)
    assert _original(beej, photo) == second
    beej.photos.delete(photo_id=photo)
    with pytest.raises(flickrapi.FlickrError, match="not found"):
        beej.photos.getInfo(photo_id=photo)


def _original(client: Any, photo: str) -> bytes:
    sizes = client.photos.getSizes(photo_id=photo)
    (address,) = [
        size.get("source") for size in sizes.iter("size") if size.get("label") == "Original"
    ]
    return requests.get(address, timeout=TIMEOUT).content


@pytest.fixture
def mignon(
    shared_simulator: Simulator, key: ApiKey, token: Token, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The `flickr_api` package, signed in."""
    root = shared_simulator.root
    addressed = tuple(
        f"{root}/services/rest/" if default == method_call.REST_URL else default
        for default in method_call.call_api.__defaults__ or ()
    )
    monkeypatch.setattr(method_call.call_api, "__defaults__", addressed)
    uploading = sys.modules["flickr_api.upload"]  # its name in the package is a function's
    monkeypatch.setattr(uploading, "UPLOAD_URL", f"{root}/services/upload/")
    monkeypatch.setattr(uploading, "REPLACE_URL", f"{root}/services/replace/")
    flickr_api.set_keys(api_key=key.api_key, api_secret=key.api_secret)
    handler = AuthHandler(
        key.api_key,
        key.api_secret,
        callback="oob",
        access_token_key=token.token,
        access_token_secret=token.secret,
    )
    flickr_api.set_auth_handler(handler)


@pytest.mark.usefixtures("mignon")
def test_flickr_api_reads(shared_simulator: Simulator, ada: str) -> None:
    photo = shared_simulator.photo(ada, title="Harbour", description="<b>old</b>")
    me = flickr_api.test.login()
    assert me.id == ada
    found = flickr_api.Person.findByUserName("ada")
    assert found.id == ada
    assert photo in [shown.id for shown in found.getPhotos()]
    info = flickr_api.Photo(id=photo).getInfo()
    assert (info["title"], info["description"]) == ("Harbour", "<b>old</b>")
    shown: Any = flickr_api.Photo(id=photo)
    assert "Original" in shown.getSizes()


@pytest.mark.usefixtures("mignon")
def test_flickr_api_hears_flickrs_errors() -> None:
    with pytest.raises(FlickrAPIError, match="not found"):
        flickr_api.Photo(id="7").getInfo()


@pytest.mark.usefixtures("mignon")
def test_flickr_api_uploads(shared_simulator: Simulator) -> None:
    sent = io.BytesIO(jpeg(colour="olive"))
    photo = flickr_api.upload(photo_file="o.jpg", photo_file_data=sent, title="Olive trees")
    assert shared_simulator.kept(photo.id)["title"] == "Olive trees"


def test_flickr_api_signs_in(
    shared_simulator: Simulator, key: ApiKey, ada: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = f"{shared_simulator.root}/services/oauth"
    monkeypatch.setattr(flickr_api.auth, "TOKEN_REQUEST_URL", f"{where}/request_token")
    monkeypatch.setattr(flickr_api.auth, "ACCESS_TOKEN_URL", f"{where}/access_token")
    handler = AuthHandler(key.api_key, key.api_secret, callback="oob")
    agreed = {"oauth_token": handler.request_token_key, "nsid": ada, "perms": "read"}
    page = requests.post(f"{where}/authorize", data={**agreed, "answer": "allow"}, timeout=TIMEOUT)
    handler.set_verifier(page.text.partition('id="verifier">')[2].partition("<")[0])
    credentials = Token(handler.access_token_key or "", handler.access_token_secret or "")
    login = shared_simulator.flickr(key, credentials).call("flickr.test.login")
    assert login["user"]["id"] == ada
