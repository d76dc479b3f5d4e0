"""One changed byte, told by nothing but the digest of what the file was before."""

from hashlib import sha256
from random import Random

import pytest

from adapters.care.flipped import MOST_FOR_BITS, MOST_FOR_BYTES, turned_back

RANDOM = Random(8)


def changed(data: bytes, change: int) -> bytes:
    at = RANDOM.randrange(200)  # what is found soon makes a short test
    return data[:at] + bytes([data[at] ^ change]) + data[at + 1 :]


@pytest.mark.parametrize(
    ("size", "change", "patiently"),
    [
        (MOST_FOR_BITS, 0x10, False),
        (MOST_FOR_BITS, 0xFF, False),
        (MOST_FOR_BYTES, 0x5A, False),
        (MOST_FOR_BYTES + 1, 0x5A, True),
    ],
)
def test_a_changed_byte_is_turned_back(size: int, change: int, patiently: bool) -> None:
    data = RANDOM.randbytes(size)
    digest = sha256(data).hexdigest()
    assert turned_back(changed(data, change), digest, patiently=patiently) == data


def test_what_would_take_too_long_is_not_tried() -> None:
    for size, change in ((MOST_FOR_BITS + 1, 0x10), (MOST_FOR_BYTES + 1, 0x5A)):
        data = RANDOM.randbytes(size)
        assert turned_back(changed(data, change), sha256(data).hexdigest()) is None


def test_two_changed_bytes_are_not_taken_for_one() -> None:
    data = b"an answer of Flickr's"
    assert turned_back(b"AN" + data[2:], sha256(data).hexdigest()) is None
