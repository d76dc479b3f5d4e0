"""A hub in a hurry: deliveries at a steady rate over kept connections, whatever is answered."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import count
from urllib.parse import urlsplit

_CONNECTIONS = 24


@dataclass(slots=True)
class Answers:
    """What was answered: how often which status, and how long each took from when it was due.

    `seconds` are sorted; `took` is how long all of it took. Status 0 is no answer.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    took: float = 0.0

    def within(self, share: float) -> float:
        """In how many milliseconds so large a share was answered."""
        return 1_000 * self.seconds[min(int(share * len(self.seconds)), len(self.seconds) - 1)]


def send(address: str, body: Callable[[int], bytes], number: int, rate: float) -> Answers:
    """Post so many bodies to an address, `rate` a second, each at its own time."""
    answers = Answers()
    tickets = count()
    lock = threading.Lock()
    begun = time.monotonic()

    def work() -> None:
        there = urlsplit(address)
        connection = HTTPConnection(there.netloc, timeout=60)
        mine = Answers()
        while (ticket := next(tickets)) < number:
            due = begun + ticket / rate
            time.sleep(max(due - time.monotonic(), 0))
            mine.statuses[_post(connection, there.path, body(ticket))] += 1
            mine.seconds.append(time.monotonic() - due)
        connection.close()
        with lock:
            answers.statuses += mine.statuses
            answers.seconds += mine.seconds

    workers = [threading.Thread(target=work) for _ in range(_CONNECTIONS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    answers.took = time.monotonic() - begun
    answers.seconds.sort()
    return answers


def _post(connection: HTTPConnection, path: str, body: bytes) -> int:
    """Post a body, over a new connection where the other side has ended the old one."""
    headers = {"Content-Type": "application/atom+xml"}
    for last in (False, True):
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, HTTPException):
            connection.close()
            if last:
                return 0
        else:
            return answer.status
    return 0
