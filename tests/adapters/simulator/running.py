"""A simulated Flickr for tests: real HTTP on a free port, in a process of its own.

    from tests.adapters.simulator.running import Simulator, simulator   # simulator is a fixture

    def test_something(simulator: Simulator) -> None:
        ada = simulator.person("ada")                        # an NSID
        photo = simulator.photo(ada, title="Boat", perms="friends", lat=52.4, lon=4.9)
        key = simulator.key()                                # api_key, api_secret
        token = simulator.token(ada, key, perms="read")      # token, secret
        simulator.clock(1_600_000_000)                       # the simulated now
        simulator.fault("flickr.photos.getInfo", "http_500", times=2)
        point_your_client_at(simulator.root)
        assert [call["method"] for call in simulator.calls()] == ["flickr.photos.getInfo"]

`running(folder, world=…)` is the same as a context manager, for worlds that outlive a test's
fixture or a process; `simulator.flickr(key, token)` is a session that signs, with `.call(method,
**arguments)` answering the decoded JSON. Everything the back door takes may be given by keyword:
see `adapters/flickr/simulator/backdoor.py`.
"""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import requests
from requests_oauthlib import OAuth1

from adapters.flickr.simulator.server import start

TIMEOUT = 30


class ApiKey(NamedTuple):
    """An application's credentials."""

    api_key: str
    api_secret: str


class Token(NamedTuple):
    """A member's credentials with an application."""

    token: str
    secret: str


class Flickr:
    """Calls of the API by one application and, where there is a token, one member."""

    def __init__(self, root: str, key: ApiKey, token: Token | None = None) -> None:
        self.root = root
        self.key = key
        self.session = requests.Session()
        if token is not None:
            self.session.auth = OAuth1(key.api_key, key.api_secret, token.token, token.secret)

    def get(self, method: str, **arguments: Any) -> requests.Response:
        """The plain answer to a call, in XML unless `format` says otherwise."""
        sent = {"method": method, "api_key": self.key.api_key, **arguments}
        return self.session.get(f"{self.root}/services/rest/", params=sent, timeout=TIMEOUT)

    def post(self, method: str, **arguments: Any) -> requests.Response:
        """As `get`, by POST."""
        sent = {"method": method, "api_key": self.key.api_key, **arguments}
        return self.session.post(f"{self.root}/services/rest/", data=sent, timeout=TIMEOUT)

    def call(self, method: str, **arguments: Any) -> Any:
        """The decoded JSON answer to a call."""
        answer = self.get(method, format="json", nojsoncallback="1", **arguments)
        return answer.json()


class Simulator:
    """A running simulated Flickr and its back door."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._session = requests.Session()

    def ask(self, http_method: str, path: str, wish: Any = None, **more: Any) -> Any:
        """One call of the back door, `path` below /_simulator/, which must be answered with 200."""
        answer = self._session.request(
            http_method, f"{self.root}/_simulator/{path}", json=wish, timeout=TIMEOUT, **more
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def person(self, username: str, **more: Any) -> str:
        """A new member; the NSID."""
        nsid = self.ask("POST", "people", {"username": username, **more})["nsid"]
        return str(nsid)

    def change_person(self, nsid: str, **changes: Any) -> None:
        """Another name, path alias, icon …"""
        self.ask("PATCH", f"people/{nsid}", changes)

    def delete_person(self, nsid: str) -> None:
        """Closes an account."""
        self.ask("DELETE", f"people/{nsid}")

    def key(self, **more: Any) -> ApiKey:
        """A new application."""
        made = self.ask("POST", "keys", more)
        return ApiKey(made["api_key"], made["api_secret"])

    def token(self, nsid: str, key: ApiKey, perms: str = "delete") -> Token:
        """What a member allows an application, without the browser."""
        wish = {"nsid": nsid, "perms": perms, "api_key": key.api_key}
        made = self.ask("POST", "tokens", wish)
        return Token(made["oauth_token"], made["oauth_token_secret"])

    def withdraw(self, token: Token) -> None:
        """Ends a token."""
        self.ask("DELETE", "tokens", {"oauth_token": token.token})

    def flickr(self, key: ApiKey | None = None, token: Token | None = None) -> Flickr:
        """A session of the API; of a new application unless told."""
        return Flickr(self.root, key or self.key(), token)

    def member(self, nsid: str, perms: str = "delete") -> Flickr:
        """A signed session of a member, by a new application."""
        key = self.key()
        return self.flickr(key, self.token(nsid, key, perms))

    def photo(self, owner: str, file: Path | bytes | None = None, **more: Any) -> str:
        """A new photo, made up unless a file is given; the id."""
        wish = {"owner": owner, **more}
        if file is None:
            made = self.ask("POST", "photos", wish)
        else:
            content = file.read_bytes() if isinstance(file, Path) else file
            name = file.name if isinstance(file, Path) else "photo.jpg"
            fields = {name: str(value) for name, value in wish.items()}
            made = self.ask("POST", "photos", data=fields, files={"photo": (name, content)})
        return str(made["id"])

    def photos(self, owner: str, wishes: list[dict[str, Any]]) -> list[str]:
        """Many photos in one request; the ids."""
        made = self.ask("POST", "photos", [{"owner": owner, **wish} for wish in wishes])
        return [str(photo["id"]) for photo in made]

    def change_photo(self, photo: str, **changes: Any) -> None:
        """Another title, other tags, perms, geoperms, lat, lon, license, rotation …"""
        self.ask("PATCH", f"photos/{photo}", changes)

    def replace_photo(self, photo: str, file: bytes | None = None, **more: Any) -> None:
        """Another file behind a photo; another made-up picture where none is given."""
        if file is None:
            self.ask("POST", f"photos/{photo}/replace", more)
        else:
            self.ask("POST", f"photos/{photo}/replace", files={"photo": ("photo.jpg", file)})

    def delete_photo(self, photo: str) -> None:
        """The photo is gone."""
        self.ask("DELETE", f"photos/{photo}")

    def kept(self, photo: str) -> Any:
        """All that the simulator keeps about a photo."""
        return self.ask("GET", f"photos/{photo}")

    def album(self, owner: str, title: str, photos: list[str], **more: Any) -> str:
        """A new album; the id."""
        wish = {"owner": owner, "title": title, "photos": photos, **more}
        return str(self.ask("POST", "albums", wish)["id"])

    def change_album(self, album: str, **changes: Any) -> None:
        """Another title, description, order, cover."""
        self.ask("PATCH", f"albums/{album}", changes)

    def delete_album(self, album: str) -> None:
        """The album is gone."""
        self.ask("DELETE", f"albums/{album}")

    def fave(self, nsid: str, photo: str, date: int | None = None) -> None:
        """A member likes a photo, now or at `date`."""
        when = {} if date is None else {"date": date}
        self.ask("POST", "faves", {"nsid": nsid, "id": photo, **when})

    def unfave(self, nsid: str, photo: str) -> None:
        """And no more."""
        self.ask("DELETE", "faves", {"nsid": nsid, "id": photo})

    def contact(self, owner: str, nsid: str, *, friend: bool = False, family: bool = False) -> None:
        """What `owner` calls `nsid`."""
        wish = {"owner": owner, "nsid": nsid, "friend": friend, "family": family}
        self.ask("POST", "contacts", wish)

    def drop_contact(self, owner: str, nsid: str) -> None:
        """And no more."""
        self.ask("DELETE", "contacts", {"owner": owner, "nsid": nsid})

    def comment(self, photo: str, author: str, text: str, **more: Any) -> str:
        """A comment; its id."""
        wish = {"id": photo, "author": author, "text": text, **more}
        return str(self.ask("POST", "comments", wish)["id"])

    def delete_comment(self, comment: str) -> None:
        """The comment is gone."""
        self.ask("DELETE", f"comments/{comment}")

    def clock(self, now: int | None) -> None:
        """Puts the simulated time to `now`, where it stands still; None gives it back."""
        self.ask("POST", "clock", {"now": now})

    def fault(self, match: str, kind: str, times: int = 1, **more: Any) -> None:
        """Trouble: see `adapters/flickr/simulator/faults.py`. `times` 0 is for ever."""
        self.ask("POST", "faults", {"match": match, "kind": kind, "times": times, **more})

    def no_faults(self) -> None:
        """No more trouble."""
        self.ask("DELETE", "faults")

    def push(self, **knobs: Any) -> None:
        """How news is delivered: see `adapters/flickr/simulator/push/post.py`."""
        self.ask("POST", "push", knobs)

    def ping(self, photo: str, **more: Any) -> None:
        """News of a photo to which nothing happened: `times`, `types`, `faver`."""
        self.ask("POST", "pings", {"id": photo, **more})

    def delivered(self) -> dict[str, Any]:
        """What was delivered, once nothing waits any more; what is held waits for ever."""
        until = time.monotonic() + TIMEOUT
        while time.monotonic() < until:
            told: dict[str, Any] = self.ask("GET", "push")
            if not told["waiting"]:
                return told
            time.sleep(0.02)
        raise AssertionError("there is still news to be delivered")

    def calls(self, *, everything: bool = False) -> list[dict[str, Any]]:
        """The calls since `forget_calls`; downloads of files too where `everything` is asked."""
        calls: list[dict[str, Any]] = self.ask("GET", "calls" + ("?all=1" if everything else ""))
        return calls

    def forget_calls(self) -> None:
        """Counts calls anew."""
        self.ask("DELETE", "calls")


@contextlib.contextmanager
def running(folder: Path, *, world: str = "empty", port: int = 0) -> Iterator[Simulator]:
    """A simulated Flickr over the world in `folder`, until the block ends."""
    with start(folder, world=world, port=port) as root:
        yield Simulator(root)


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Simulator]:
    """A simulated Flickr in which nobody lives yet."""
    with running(tmp_path / "flickr") as found:
        yield found


@pytest.fixture(scope="module")
def shared_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """One simulated Flickr for all tests of a module, which keep out of each other's way."""
    with running(tmp_path_factory.mktemp("flickr")) as found:
        yield found
