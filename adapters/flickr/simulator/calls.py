"""Every call that came, so that a test can count them."""

from collections import deque

import msgspec

REMEMBERED = 200_000


class Received(msgspec.Struct, frozen=True):
    """A call: its method's name (or its path, where it has none), by whom, how it was answered.

    `status` is HTTP's, 0 for a connection that was reset; `code` is Flickr's error code, None
    where there was none; `fault` is the trouble that struck it.
    """

    method: str
    nsid: str | None
    status: int
    code: int | None
    fault: str | None
    path: str
    arguments: dict[str, str]
    at: int
    file: bool = False


class Calls:
    """The calls since they were last forgotten, `REMEMBERED` at most. Under the world's lock."""

    def __init__(self) -> None:
        self._calls: deque[Received] = deque(maxlen=REMEMBERED)

    def note(self, call: Received) -> None:
        """Remembers a call."""
        self._calls.append(call)

    def received(self, everything: bool) -> list[Received]:
        """API calls, uploads and sign-ins; and downloads of files where `everything` is asked."""
        return [call for call in self._calls if everything or not call.file]

    def forget(self) -> None:
        """Begins anew."""
        self._calls.clear()
