"""Answers shared by the processes of a site, on one machine or several, through a memcached.

Whoever reaches a memcached may read and write all of it. So a key says nothing to those who
have not this archive's secret, and an answer is given only if it carries the mark that this
archive's secret makes of it and of its key. Nothing is lost with it: where it does not answer
the site goes on, and for a while does not ask again.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from typing import Final

import structlog
from pymemcache import MemcacheError, PooledClient

_SECONDS: Final = 0.2
_PAUSE: Final = 30.0
_MARK: Final = 32
LARGEST: Final = 1_000_000
"""Bytes of an answer with its mark and key: memcached takes a mebibyte unless told otherwise."""
_FAILURES: Final = (MemcacheError, OSError, ValueError, IndexError)
_log = structlog.get_logger("memcached")


class CacheUnavailable(Exception):  # noqa: N818 - says what is so
    """The memcached does not answer; the message says how to mend it."""


class Memcached:
    """A memcached, asked by any number of threads. `secret` is the archive's own."""

    def __init__(
        self,
        host: str,
        port: int,
        secret: str,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._place = f"{host}:{port}"
        self._client = PooledClient(
            (host, port), connect_timeout=_SECONDS, timeout=_SECONDS, no_delay=True
        )
        self._secret = hmac.digest(secret.encode(), b"answers in a memcached", "sha256")
        self._monotonic = monotonic
        self._resting_until = monotonic()

    def find(self, asked: bytes) -> bytes | None:
        """Return the answer that this archive put there to what is asked."""
        key = self._key(asked)
        held = self._asked(lambda: self._client.get(key))
        if not isinstance(held, bytes):
            return None
        mark, answer = held[:_MARK], held[_MARK:]
        if not hmac.compare_digest(mark, self._mark(key, answer)):
            _log.warning("somebody else wrote into memcached", place=self._place)
            return None
        return answer

    def keep(self, asked: bytes, answer: bytes, seconds: int) -> None:
        """Put an answer there for some seconds, unless it is too large."""
        key = self._key(asked)
        value = self._mark(key, answer) + answer
        if len(value) + len(key) < LARGEST:
            self._asked(lambda: self._client.set(key, value, expire=seconds, noreply=False))

    def check(self) -> None:
        """Ask it now, and after a failure again from now on. Raises CacheUnavailable."""
        try:
            self._client.version()
        except _FAILURES as error:
            raise CacheUnavailable(
                f"the memcached at {self._place} does not answer ({error or 'too late'}): start it,"
                " or mend memcache_host and memcache_port"
            ) from None
        self._resting_until = self._monotonic()

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def _asked(self, ask: Callable[[], object]) -> object:
        """Return what it says; None where it does not answer, or lately did not."""
        if self._monotonic() < self._resting_until:
            return None
        try:
            return ask()
        except _FAILURES as error:
            self._resting_until = self._monotonic() + _PAUSE
            _log.warning("memcached does not answer", place=self._place, said=str(error))
            return None

    def _key(self, asked: bytes) -> bytes:
        return b"pf-" + hmac.digest(self._secret, b"key:" + asked, "sha256").hex().encode()

    def _mark(self, key: bytes, answer: bytes) -> bytes:
        return hmac.digest(self._secret, b"answer:" + key + answer, "sha256")
