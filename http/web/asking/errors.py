"""What can be wrong with a request, said so that a person knows what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Way:
    """A way on from an error page: a path of ours and what to call it."""

    path: str
    words: str
    as_of: str = ""


class Trouble(Exception):  # noqa: N818 - mapped to a page, not a fault of the program
    """A request that gets a page of its own instead of what it asked for."""

    def __init__(self, status: int, title: str, words: str, way: Way | None = None) -> None:
        super().__init__(f"{status} {title}")
        self.status = status
        self.title = title
        self.words = words
        self.way = way


def not_found(words: str = "", way: Way | None = None) -> Trouble:
    """Nothing is there, or nothing that this viewer may know of."""
    words = words or "There is nothing at this address, or nothing that you may see."
    return Trouble(404, "Not found", words, way)


def not_yet(words: str, way: Way) -> Trouble:
    """The thing is there now, and was not at the time looked at."""
    return Trouble(404, "Not there yet", words, way)


def forbidden(words: str, way: Way | None = None) -> Trouble:
    """The viewer is known, or must be, and may not."""
    return Trouble(403, "Not for you to see", words, way)


def bad_request(words: str) -> Trouble:
    """The request makes no sense."""
    return Trouble(400, "That could not be read", words)


class Elsewhere(Exception):  # noqa: N818 - a redirect
    """What was asked for is at another path of ours."""

    def __init__(self, address: str, *, permanent: bool = False) -> None:
        super().__init__(address)
        self.address = address
        self.permanent = permanent
