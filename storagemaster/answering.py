"""One request after another answered out of a tree."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from storagemaster import wire
from storagemaster.behind import WriteBehind
from storagemaster.connection import Connection, Incoming, Limits, Stopped
from storagemaster.faults import NotThere, Taken, TreeError
from storagemaster.paths import BadPath, decoded
from storagemaster.tree import Tree

log = logging.getLogger("storagemaster")

_HEX: Final = 64


class _AlteredError(Exception):
    """The bytes that came are not those that were sent."""


_KINDS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (NotThere, "missing"),
    (Taken, "present"),
    (_AlteredError, "altered"),
    (BadPath, "bad path"),
    (wire.BadRequest, "refused"),
    (Stopped, "stopped"),
    (Exception, "failed"),
)


@dataclass(frozen=True, slots=True)
class Service:
    """What every connection needs."""

    tree: Tree
    limits: Limits


def answer(service: Service, connection: Connection, peer: str) -> None:
    """Reads one request, answers it, closes the connection. Raises nothing."""
    began, said = time.monotonic(), "?"
    try:
        request = _request(service, connection)
        if request is None:
            return
        said = f"{request.method} {request.fields[0][:200]!r}"
        _METHODS[request.method](service, connection, request)
        outcome = "ok"
    except (BadPath, wire.BadRequest, TreeError, Stopped, _AlteredError) as error:
        outcome = _refuse(connection, error)
    except Exception as error:
        log.exception("%s from %s", said, peer)
        outcome = _refuse(connection, RuntimeError(f"a fault of the daemon's own ({error!r})"))
    finally:
        connection.finish()
    log.info("%s %s %s %.1f ms", peer, said, outcome, (time.monotonic() - began) * 1000)


def _request(service: Service, connection: Connection) -> wire.Request | None:
    """The request, however it is cut into pieces; None when the client said nothing at all."""
    came, header_ends = b"", time.monotonic() + service.limits.idle
    while True:
        left = header_ends - time.monotonic()
        if left <= 0:
            raise Stopped("the header took too long")
        piece = connection.receive_within(min(_patience(service, came, left), left))
        log.debug("piece %r", piece if piece is None else piece[:200])
        came += piece or b""
        if not came and piece == b"":
            return None
        settled = piece is None and wire.open_path(came) is not None
        request = wire.parse(came, ended=piece == b"" or settled)
        if request is not None:
            return request


def _patience(service: Service, came: bytes, left: float) -> float:
    """How long to wait for more. A request that has no end of its own is over when nothing
    comes for `settle` seconds. It may be four times as long where files are there whose paths
    go on from here, for then this is likely the half of one; a tenth of it when a file that is
    there is asked for."""
    path = wire.open_path(came)
    if path is None:
        return left
    settle = service.limits.settle
    harmless = not came.startswith(b"DELETE")
    with contextlib.suppress(BadPath, TreeError):
        if _goes_on(service.tree, path):
            return settle * 4
        if harmless and service.tree.find(decoded(path)):
            return settle / 10
    return settle


def _goes_on(tree: Tree, path: bytes) -> bool:
    begun = path.decode("utf-8", "ignore")  # it may end in the middle of a letter
    return next(tree.paths(begun, after=begun), None) is not None


def _refuse(connection: Connection, error: Exception) -> str:
    kind = next(name for kind, name in _KINDS if isinstance(error, kind))
    message = f"{kind}: {error}"
    connection.say_last(b"0" + message.encode("utf-8", "backslashreplace"))
    return message


def _exists(service: Service, connection: Connection, request: wire.Request) -> None:
    path = decoded(request.fields[0])
    if service.tree.find(path) is None:
        raise NotThere(f"{path}: there is no such file")
    _say_where(service, connection, path)


def _get(service: Service, connection: Connection, request: wire.Request) -> None:
    with service.tree.open(decoded(request.fields[0])) as file:
        size = file.seek(0, 2)
        connection.send(b"1")
        connection.send_file(file, 0, size)


def _delete(service: Service, connection: Connection, request: wire.Request) -> None:
    path = decoded(request.fields[0])
    if not service.tree.delete(path):
        raise NotThere(f"{path}: there is no such file")
    _say_where(service, connection, path)


def _put(service: Service, connection: Connection, request: wire.Request) -> None:
    path, length = decoded(request.fields[0]), wire.number(request.fields[1], "LENGTH")
    _bounded(service, length)
    with service.tree.begin(path) as file, WriteBehind(file) as behind:
        for piece in Incoming(connection, request.rest).pieces(length, behind.room):
            behind.write(piece)
        behind.finish()
        file.keep()
    _say_where(service, connection, path)


def _store(service: Service, connection: Connection, request: wire.Request) -> None:
    path, rule = decoded(request.fields[0]), request.fields[1]
    if rule not in (b"any", b"new"):
        raise wire.BadRequest(f"{rule[:20]!r} is no rule: say any or new")
    incoming, digest = Incoming(connection, request.rest), hashlib.sha256()
    with service.tree.begin(path) as file, WriteBehind(file) as behind:
        for piece in _counted(service, incoming, behind):
            behind.write(piece)
            digest.update(piece)
        promised = incoming.exactly(_HEX)
        if promised != digest.hexdigest().encode():
            raise _AlteredError(
                f"{path} was not stored: its bytes were altered on the way; send again"
            )
        behind.finish()
        file.keep(replace=rule == b"any")
    _say_where(service, connection, path)


def _counted(service: Service, incoming: Incoming, behind: WriteBehind) -> Iterator[memoryview]:
    size = 0
    while length := incoming.number():
        size += length
        _bounded(service, size)
        yield from incoming.pieces(length, behind.room)


def _read(service: Service, connection: Connection, request: wire.Request) -> None:
    path, start, end = request.fields
    with service.tree.open(decoded(path)) as file:
        size = file.seek(0, 2)
        first = min(wire.number(start, "START"), size)
        last = min(wire.number(end, "END"), size) if end else size
        length = max(last - first, 0)
        connection.send(b"1" + wire.closed(size, length))
        connection.send_file(file, first, length)


def _stat(service: Service, connection: Connection, request: wire.Request) -> None:
    path = decoded(request.fields[0])
    found = service.tree.find(path)
    if found is None:
        raise NotThere(f"{path}: there is no such file")
    connection.send(b"1" + wire.closed(found.size, found.modified))


def _list(service: Service, connection: Connection, request: wire.Request) -> None:
    prefix, after = map(decoded, request.fields)
    page = itertools.islice(service.tree.paths(prefix, after), wire.PAGE)
    connection.send(b"1" + "".join(f"{path}\n" for path in page).encode() + b"\n")


def _say_where(service: Service, connection: Connection, path: str) -> None:
    connection.send(b"1" + bytes(service.tree.absolute(path)))


def _bounded(service: Service, size: int) -> None:
    if size > service.limits.size:
        raise wire.BadRequest(
            f"{size} bytes are more than the {service.limits.size} that --max-size allows"
        )


_METHODS: Final[dict[str, Callable[[Service, Connection, wire.Request], None]]] = {
    "EXISTS": _exists, "GET": _get, "DELETE": _delete, "PUT": _put,
    "STORE": _store, "READ": _read, "STAT": _stat, "LIST": _list,
}  # fmt: skip
