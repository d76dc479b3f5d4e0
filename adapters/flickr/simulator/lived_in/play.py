"""Playing a life over the simulator's back door."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import requests

from adapters.flickr.simulator.lived_in.life import Happening, happenings

_PATIENCE: Final = 60.0
_NAME: Final = re.compile(r"\$([\w-]+)")


class Player:
    """Plays happenings in their order; what they made is remembered by their names."""

    def __init__(
        self,
        root: str,
        pictures: Mapping[str, tuple[Path, ...]],
        life: Sequence[Happening] | None = None,
    ) -> None:
        self._root = root
        self._pictures = pictures
        self._life = list(happenings() if life is None else life)
        self._made: dict[str, str] = {}
        self._gone: set[str] = set()
        self._session = requests.Session()
        self._used = 0

    def play_until(self, instant: int) -> int:
        """Let everything happen up to an instant; return how much that was."""
        played = 0
        while self._life and self._life[0].at <= instant:
            happening = self._life.pop(0)
            if _NAME.findall(happening.call) and self._is_gone(happening.call):
                continue
            self._ask("POST", "clock", {"now": happening.at})
            self._play(happening)
            played += 1
        return played

    def nsid(self, username: str) -> str:
        """Return the NSID that a member was given."""
        return self._made[username]

    def _is_gone(self, call: str) -> bool:
        return any(name in self._gone for name in _NAME.findall(call))

    def _play(self, happening: Happening) -> None:
        call = self._named(happening.call)
        body = json.loads(self._named(json.dumps(happening.body)))
        if happening.call.endswith("/replace"):
            self._replace(call)
            return
        variants = self._pictures.get(happening.picture, ())
        if happening.call == "photos" and variants:
            made = self._upload(body, variants)
        else:
            if happening.call == "photos":
                body.setdefault("color", "#50708a")
            made = self._ask(happening.method, call, body)
        if happening.name:
            self._made[happening.name] = str(made.get("id") or made.get("nsid"))
        if happening.method == "DELETE" and happening.call.startswith("photos/"):
            self._gone.update(_NAME.findall(happening.call))

    def _upload(self, body: dict[str, Any], variants: Sequence[Path]) -> dict[str, Any]:
        self._used += 1
        path = variants[self._used % len(variants)]
        body = {name: str(value) for name, value in body.items()}
        with path.open("rb") as file:
            answer = self._session.post(
                f"{self._root}/_simulator/photos",
                data=body,
                files={"photo": (path.name, file, "image/jpeg")},
                timeout=_PATIENCE,
            )
        return self._checked(answer)

    def _replace(self, call: str) -> None:
        every = [path for paths in self._pictures.values() for path in paths]
        if not every:
            return
        self._used += 1
        path = every[self._used * 7 % len(every)]
        with path.open("rb") as file:
            files = {"photo": (path.name, file, "image/jpeg")}
            address = f"{self._root}/_simulator/{call}"
            self._checked(self._session.post(address, files=files, timeout=_PATIENCE))

    def _named(self, text: str) -> str:
        return _NAME.sub(lambda match: self._made[match[1]], text)

    def _ask(self, method: str, call: str, body: Mapping[str, Any]) -> dict[str, Any]:
        address = f"{self._root}/_simulator/{call}"
        answer = self._session.request(method, address, json=body, timeout=_PATIENCE)
        return self._checked(answer)

    def _checked(self, answer: requests.Response) -> dict[str, Any]:
        if not answer.ok:
            raise ValueError(f"the simulator refused: {answer.text[:300]}")
        made = answer.json() if answer.content else {}
        return made if isinstance(made, dict) else {}
