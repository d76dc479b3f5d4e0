"""Takes connections, a thread each while they last, until told to stop."""

from __future__ import annotations

import contextlib
import logging
import selectors
import socket
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Final, Self

from storagemaster.answering import Service, answer
from storagemaster.connection import Connection

log = logging.getLogger("storagemaster")

_BACKLOG: Final = 1024
_TOLD: Final = 0.5
"""Seconds in which a client is told that it is not waited for any longer."""
_CUT: Final = 5.0
"""Seconds in which a request ends whose connection was cut."""


class Daemon:
    """Listens from the moment it is made; `run` serves until `stop` is called."""

    def __init__(self, service: Service, host: str, port: int) -> None:
        self._service = service
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
        self._listener.setblocking(False)
        self._bell, self._ear = socket.socketpair()
        self._bell.setblocking(False)
        self._ear.setblocking(False)
        self._slots = threading.Semaphore(service.limits.connections)
        # Threads wait for their next client: to start one costs a fifth of storing a photo.
        self._threads = ThreadPoolExecutor(service.limits.connections)
        self._busy: dict[Future[None], socket.socket] = {}
        self._stopping = False

    @property
    def address(self) -> tuple[str, int]:
        """Host and port, the port as the system gave it."""
        host, port, *_ = self._listener.getsockname()
        return host, port

    @property
    def bell(self) -> int:
        """A descriptor that wakes `run`, for `signal.set_wakeup_fd`: a signal that arrives just
        before `run` begins to wait would else go unnoticed until the next client comes."""
        return self._bell.fileno()

    def stop(self) -> None:
        """Ends `run`; may be called from a signal handler and from any thread."""
        self._stopping = True
        with contextlib.suppress(OSError):
            self._bell.send(b"!")

    def run(self, grace: float = 10.0) -> bool:
        """Serves. After `stop` nothing new is taken; requests that are being served have
        `grace` seconds to end, then their connections are cut, which stores nothing of theirs.

        Returns whether all have ended: what hangs in the disk is not heard of again.
        """
        with selectors.DefaultSelector() as ready:
            ready.register(self._listener, selectors.EVENT_READ)
            ready.register(self._ear, selectors.EVENT_READ)
            while not self._stopping:
                # With every place taken, the system's queue keeps the next clients waiting.
                if not self._slots.acquire(timeout=0.5):
                    continue
                if not self._serve_next(ready):
                    self._slots.release()
        self._listener.close()
        return self._part(grace)

    def _serve_next(self, ready: selectors.BaseSelector) -> bool:
        ready.select()
        if self._stopping:
            return False
        with contextlib.suppress(BlockingIOError):
            self._ear.recv(64)
        try:
            sock, peer = self._listener.accept()
        except BlockingIOError:
            return False
        except OSError as error:  # too many open files, or a client that has gone again
            log.warning("could not take a connection: %s", error)
            time.sleep(0.05)
            return False
        try:
            serving = self._threads.submit(self._serve, sock, f"{peer[0]}:{peer[1]}")
        except RuntimeError as error:
            log.warning("could not start a thread: %s", error)
            sock.close()
            return False
        self._busy[serving] = sock
        serving.add_done_callback(self._served)
        return True

    def _serve(self, sock: socket.socket, peer: str) -> None:
        with sock:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            answer(self._service, Connection(sock, self._service.limits), peer)

    def _served(self, serving: Future[None]) -> None:
        del self._busy[serving]
        self._slots.release()

    def _part(self, grace: float) -> bool:
        _, left = wait(list(self._busy), grace)
        if left:
            log.warning("cutting %d requests that did not end in %g seconds", len(left), grace)
        # Who still sends can be told so; who does not even hear that is cut off.
        for way, patience in ((socket.SHUT_RD, _TOLD), (socket.SHUT_RDWR, _CUT)):
            for sock in list(self._busy.values()):
                with contextlib.suppress(OSError):
                    sock.shutdown(way)
            _, left = wait(left, patience)
        self._threads.shutdown(wait=False)
        self._bell.close()
        self._ear.close()
        return not left

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for end in (self._listener, self._bell, self._ear):
            end.close()
