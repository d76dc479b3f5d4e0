"""Files behind the storage daemon (`python -m storagemaster`), one connection a request.

Speaks the daemon's own four methods (see `storagemaster.wire`), which carry lengths and
digests, so that nothing cut short or altered on the way passes for whole.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from adapters.storage.content import CHUNK, Content, Digest, Reader, Stat, Stored, pieces, span
from adapters.storage.errors import Altered, BadKey, Missing, Present, StorageError
from adapters.storage.port import checked
from storagemaster import wire

_CONNECT: Final = 5.0
_KINDS: Final[dict[str, type[StorageError]]] = {
    "missing": Missing,
    "present": Present,
    "altered": Altered,
    "bad path": BadKey,
}


@dataclass(frozen=True, slots=True)
class StoragemasterStorage:
    """A `Storage` at the daemon's address. `timeout`: seconds that it may stay silent."""

    host: str
    port: int
    timeout: float = 60.0

    def put(
        self, key: str, content: Content, *, sha256: str | None = None, replace: bool = True
    ) -> Stored:
        """Stores a file; see `Storage.put`."""
        checked(key)
        digest = Digest()
        with _Call(self) as call:
            call.say(wire.closed("STORE", key, "any" if replace else "new"))
            for piece in pieces(content):
                for part in _portions(piece):
                    call.say(wire.closed(len(part)), part)
                digest.update(piece)  # while the daemon takes what was said
            stored = digest.stored(key, sha256)  # raises before the end is sent: nothing is kept
            call.say(wire.joined(0, stored.sha256))
            call.hear_verdict()
            call.read_all()
        return stored

    def open(self, key: str, start: int = 0, end: int | None = None) -> Reader:
        """Opens a file; see `Storage.open`."""
        span(0, start, end)
        call = _Call(self)
        try:
            call.say(wire.closed("READ", checked(key), start, "" if end is None else end))
            call.hear_verdict()
            size, length = call.number(), call.number()
        except BaseException:
            call.close()
            raise
        return Reader(call, size, length, key)

    def stat(self, key: str) -> Stat | None:
        """Size and time of a file; see `Storage.stat`."""
        with _Call(self) as call:
            call.say(wire.closed("STAT", checked(key)))
            try:
                call.hear_verdict()
            except Missing:
                return None
            return Stat(call.number(), call.number())

    def delete(self, key: str) -> bool:
        """Removes a file; see `Storage.delete`."""
        try:
            self._ask("DELETE", checked(key))
        except Missing:
            return False
        return True

    def keys(self, prefix: str = "", after: str = "") -> Iterator[str]:
        """The keys in order; see `Storage.keys`."""
        while page := self._page(prefix, after):
            yield from page
            if len(page) < wire.PAGE:
                return
            after = page[-1]

    def local_path(self, key: str) -> Path | None:
        """None: the daemon's disk may be another machine's."""
        checked(key)
        return None

    def address(
        self,
        key: str,
        seconds: int = 300,  # noqa: ARG002
        content_type: str = "",  # noqa: ARG002
    ) -> str | None:
        """None: the daemon speaks no HTTP."""
        checked(key)
        return None

    def ready(self) -> None:
        """StorageError unless the daemon answers."""
        self._page("-", "-")

    def sweep(self, older: int = 86_400) -> int:  # noqa: ARG002
        """None: the daemon sweeps its own disk (`--sweep`)."""
        return 0

    def _page(self, prefix: str, after: str) -> list[str]:
        answer = self._ask("LIST", prefix, after)
        if not answer.endswith(b"\n"):
            raise Altered(f"the list from {self._where} broke off: try again")
        return answer.decode().split("\n")[:-2]

    def _ask(self, method: str, *fields: str) -> bytes:
        with _Call(self) as call:
            call.say(wire.closed(method, *fields))
            call.hear_verdict()
            return call.read_all()

    @property
    def _where(self) -> str:
        return f"storagemaster at {self.host}:{self.port}"


class _Call:
    """One connection: something said, something heard."""

    def __init__(self, storage: StoragemasterStorage) -> None:
        self._where = storage._where
        try:
            self._socket = socket.create_connection((storage.host, storage.port), _CONNECT)
        except OSError as error:
            raise StorageError(
                f"cannot reach {self._where} ({error}): start it with python -m storagemaster "
                "--root FOLDER, or mend storage_storagemaster_host and _port"
            ) from error
        self._socket.settimeout(storage.timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._answer = self._socket.makefile("rb", buffering=CHUNK // 4)

    def say(self, *data: bytes | memoryview) -> None:
        """Sends; when the daemon has hung up, what it said before that is the error."""
        try:
            for piece in data:
                self._socket.sendall(piece)
        except OSError as error:
            self.hear_verdict()
            raise self._broken(error) from error

    def hear_verdict(self) -> None:
        """Returns when the answer is yes, raises what it says when it is no."""
        verdict = self.read(1)
        if verdict == b"1":
            return
        if verdict != b"0":
            raise self._broken("it closed without an answer")
        message = self.read_all().decode("utf-8", "replace")
        kind, _, said = message.partition(": ")
        raise _KINDS.get(kind, StorageError)(f"{said or message} (says {self._where})")

    def number(self) -> int:
        """A number of the answer, closed by a separator."""
        field = b""
        while not field.endswith(wire.SEPARATOR):
            more = self.read(1)
            if not more or len(field) > 24:
                raise self._broken("its answer makes no sense")
            field += more
        try:
            return wire.number(field.removesuffix(wire.SEPARATOR), "its number")
        except wire.BadRequest as error:
            raise self._broken(error) from error

    def read(self, size: int, /) -> bytes:
        """At most so many bytes of the answer."""
        try:
            return bytes(self._answer.read(size))
        except OSError as error:
            raise self._broken(error) from error

    def read_all(self) -> bytes:
        """The rest of the answer."""
        return b"".join(iter(lambda: self.read(CHUNK), b""))

    def close(self) -> None:
        """Hangs up."""
        with contextlib.suppress(OSError):
            self._answer.close()
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _broken(self, why: object) -> StorageError:
        return StorageError(f"{self._where} broke off ({why}): look at its log, then try again")


def _portions(piece: bytes | memoryview) -> Iterator[memoryview | bytes]:
    """A piece in parts that fit the wire's numbers and the daemon's patience."""
    if len(piece) <= CHUNK:
        return iter((piece,))
    whole = memoryview(piece)
    return (whole[at : at + CHUNK] for at in range(0, len(piece), CHUNK))
