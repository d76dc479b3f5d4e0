"""A single changed byte, found by nothing but the digest of what the file was before.

Disks that rot mostly change one bit. Which one it was can be tried: the digest says when it is
right again, and nothing else passes. That needs no second copy, but the square of the size.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

MOST_FOR_BITS: Final = 32 * 1024
"""Bytes of a file of which every single bit is tried, and every byte turned over: some seconds."""
MOST_FOR_BYTES: Final = 4 * 1024
"""Bytes of a file of which every other value of every byte is tried: seconds as well."""
MOST_PATIENTLY: Final = 16 * 1024
"""The same where nothing else can help: half a minute."""

_ONE: Final = [bytes((value,)) for value in range(256)]
_LIKELY: Final = [*(1 << bit for bit in range(8)), 0xFF]
_OTHERS: Final = [change for change in range(1, 256) if change not in _LIKELY]


def turned_back(data: bytes, sha256: str, *, patiently: bool = False) -> bytes | None:
    """Return the bytes that had this digest before one of them changed; None if that is not
    what happened, or the file is too large to try."""
    wanted = bytes.fromhex(sha256)
    if len(data) > MOST_FOR_BITS:
        return None
    found = _tried(data, wanted, _LIKELY)
    if found is None and len(data) <= (MOST_PATIENTLY if patiently else MOST_FOR_BYTES):
        found = _tried(data, wanted, _OTHERS)
    return found


def _tried(data: bytes, wanted: bytes, changes: Iterable[int]) -> bytes | None:
    before = hashlib.sha256()  # of what stands before the byte that is tried: hashed once
    whole = memoryview(data)
    for at, byte in enumerate(data):
        rest = whole[at + 1 :]
        for change in changes:
            digest = before.copy()
            digest.update(_ONE[byte ^ change])
            digest.update(rest)
            if digest.digest() == wanted:
                return data[:at] + _ONE[byte ^ change] + data[at + 1 :]
        before.update(_ONE[byte])
    return None
