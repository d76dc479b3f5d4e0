"""Carries news over HTTP in the background: late, doubled and again where that is asked for."""

import heapq
import itertools
import threading
import time
from collections import deque
from collections.abc import Callable

import msgspec
import requests

TIMEOUT = 10
_SENDERS = 4
_REMEMBERED = 10_000


class Knobs(msgspec.Struct, frozen=True):
    """How deliveries are made.

    Each waits `late` seconds and is sent `copies` times. Nothing is sent while `hold` is true;
    with `reversed` what waits goes out the last one first. What was not taken is sent again
    `attempts` times in all, after `retry` seconds, then twice that, and so on.
    """

    late: float = 0.0
    copies: int = 1
    hold: bool = False
    reversed: bool = False
    attempts: int = 5
    retry: float = 0.2


class Parcel(msgspec.Struct, frozen=True):
    """Something to send: what it is, where to, and how. `refused` is told when all was in vain."""

    what: str
    callback: str
    send: Callable[[], int]
    refused: Callable[[], None] = lambda: None


class Sent(msgspec.Struct, frozen=True):
    """One attempt: `status` is HTTP's, 0 where there was no answer."""

    what: str
    callback: str
    status: int
    attempt: int


class Post:
    """Sends parcels from threads of its own, which end with the process."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[tuple[float, int, Parcel, int]] = []
        self._number = itertools.count()
        self._under_way = 0
        self._senders: list[threading.Thread] = []
        self._knobs = Knobs()
        self._sent: deque[Sent] = deque(maxlen=_REMEMBERED)
        self._last: deque[Parcel] = deque(maxlen=_REMEMBERED)

    @property
    def knobs(self) -> Knobs:
        """How deliveries are made."""
        return self._knobs

    def turn(self, knobs: Knobs) -> None:
        """Makes deliveries another way from now on."""
        with self._changed:
            self._knobs = knobs
            self._changed.notify_all()

    def take(self, parcel: Parcel) -> None:
        """Takes news, to be sent as the knobs say."""
        with self._changed:
            self._last.append(parcel)
            for _ in range(self._knobs.copies):
                self._put(parcel, self._knobs.late, 1)

    def take_once(self, parcel: Parcel) -> None:
        """Takes what is neither late nor doubled."""
        with self._changed:
            self._put(parcel, 0.0, 1)

    def again(self) -> int:
        """Sends all news that was ever taken once more; how many parcels those are."""
        with self._changed:
            for parcel in self._last:
                self._put(parcel, 0.0, 1)
            return len(self._last)

    def waiting(self) -> int:
        """How many parcels wait or are under way."""
        with self._changed:
            return len(self._waiting) + self._under_way

    def sent(self) -> list[Sent]:
        """The attempts since they were last forgotten."""
        with self._changed:
            return list(self._sent)

    def forget(self) -> None:
        """Begins anew, with nothing under way that has not left yet."""
        with self._changed:
            self._waiting.clear()
            self._sent.clear()
            self._last.clear()
            self._knobs = Knobs()

    def _put(self, parcel: Parcel, seconds: float, attempt: int) -> None:
        number = next(self._number)
        order = -number if self._knobs.reversed else number
        due = 0.0 if self._knobs.reversed else time.monotonic() + seconds
        heapq.heappush(self._waiting, (due, order, parcel, attempt))
        if len(self._senders) < _SENDERS:
            sender = threading.Thread(target=self._send_all, daemon=True)
            self._senders.append(sender)
            sender.start()
        self._changed.notify()

    def _send_all(self) -> None:
        while True:
            with self._changed:
                parcel, attempt = self._next()
                self._under_way += 1
            status = _status(parcel)
            with self._changed:
                self._under_way -= 1
                self._sent.append(Sent(parcel.what, parcel.callback, status, attempt))
                gone = status in (404, 410)
                again = not 200 <= status < 300 and not gone and attempt < self._knobs.attempts
                if again:
                    self._put(parcel, self._knobs.retry * 2 ** (attempt - 1), attempt + 1)
            if not again and not 200 <= status < 300:
                parcel.refused()

    def _next(self) -> tuple[Parcel, int]:
        """The parcel that is due, waiting for it. Under the lock."""
        while True:
            now = time.monotonic()
            if self._knobs.hold or not self._waiting:
                self._changed.wait()
            elif self._waiting[0][0] > now:
                self._changed.wait(self._waiting[0][0] - now)
            else:
                _, _, parcel, attempt = heapq.heappop(self._waiting)
                return parcel, attempt


def _status(parcel: Parcel) -> int:
    try:
        return parcel.send()
    except requests.RequestException:
        return 0
