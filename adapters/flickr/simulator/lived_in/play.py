"""Playing a life over the simulator's back door."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final, NamedTuple

import requests

from adapters.flickr.simulator.lived_in.happening import Happening
from adapters.flickr.simulator.lived_in.life import happenings

_PATIENCE: Final = 60.0
_NAME: Final = re.compile(r"\$([\w-]+)")


class Credentials(NamedTuple):
    """What an application needs to act for a member."""

    nsid: str
    api_key: str
    api_secret: str
    oauth_token: str
    oauth_token_secret: str


class Player:
    """Plays happenings in their order; what they made is remembered by their names.

    `kept` is a file of one JSON line for each happening that was played, so that another player
    goes on where this one ended.
    """

    def __init__(
        self,
        root: str,
        pictures: Mapping[str, Path],
        life: Sequence[Happening] | None = None,
        kept: Path | None = None,
    ) -> None:
        self._root = root
        self._pictures = pictures
        self._life = tuple(happenings() if life is None else life)
        self._kept = kept
        self._made: dict[str, str] = {}
        self._played = 0
        self._session = requests.Session()
        if kept is not None and kept.exists():
            self._remember(kept.read_text("utf-8"))

    def play_until(self, at: int) -> int:
        """Let everything happen up to an instant, that included; return how much that was."""
        begun, now = self._played, -1
        while self._played < len(self._life) and self._life[self._played].at <= at:
            happening = self._life[self._played]
            if happening.at != now:
                now = happening.at
                self._ask("POST", "clock", {"now": now})
            made = self._play(happening)
            self._played += 1
            self._keep(happening.name, made)
        return self._played - begun

    def nsid(self, username: str) -> str:
        """Return the NSID that a member was given. Raises `KeyError` before they arrive."""
        return self._made[username]

    def credentials(self, username: str, perms: str = "read") -> Credentials:
        """Return a new application's key and a member's token with it."""
        key = self._ask("POST", "keys", {"title": "parallel-flickr"})
        nsid = self.nsid(username)
        wish = {"nsid": nsid, "perms": perms, "api_key": key["api_key"]}
        token = self._ask("POST", "tokens", wish)
        return Credentials(
            nsid,
            key["api_key"],
            key["api_secret"],
            token["oauth_token"],
            token["oauth_token_secret"],
        )

    def _play(self, happening: Happening) -> str:
        call = self._named(happening.call)
        body = json.loads(self._named(json.dumps(happening.body)))
        path = self._pictures.get(happening.picture)
        made = self._ask(happening.method, call, body, path)
        return str(made.get("id") or made.get("nsid") or "") if happening.name else ""

    def _named(self, text: str) -> str:
        return _NAME.sub(lambda match: self._made[match[1]], text)

    def _ask(
        self, method: str, call: str, body: Mapping[str, Any], picture: Path | None = None
    ) -> dict[str, Any]:
        address = f"{self._root}/_simulator/{call}"
        with ExitStack() as opened:
            if picture is None:
                answer = self._session.request(method, address, json=body, timeout=_PATIENCE)
            else:
                file = opened.enter_context(picture.open("rb"))
                answer = self._session.request(
                    method,
                    address,
                    data={name: str(value) for name, value in body.items()},
                    files={"photo": (picture.name, file, "image/jpeg")},
                    timeout=_PATIENCE,
                )
        if not answer.ok:
            raise ValueError(f"the simulator refused {method} {call}: {answer.text[:300]}")
        made = answer.json() if answer.content else {}
        return made if isinstance(made, dict) else {}

    def _keep(self, name: str, made: str) -> None:
        if name:
            self._made[name] = made
        if self._kept is not None:
            with self._kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps([name, made]) + "\n")

    def _remember(self, text: str) -> None:
        whole, _, _ = text.rpartition("\n")  # a line that was cut off was not finished
        for line in whole.splitlines():
            name, made = json.loads(line)
            self._played += 1
            if name:
                self._made[name] = made
