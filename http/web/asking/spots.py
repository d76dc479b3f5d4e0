"""Points on the earth as forms and addresses say them: latitude, longitude, accuracy."""

from __future__ import annotations

from typing import Final

from domain.bookmark import Spot
from web.asking.errors import bad_request
from web.asking.forms import Sent, field

STREET: Final = 16
"""Flickr's accuracy runs from 1, the world, to 16, a street."""


def read_spot(sent: Sent) -> Spot:
    """Return the point that a form says, in whole millionths of a degree as Flickr's are.

    Raises Trouble for what is none.
    """
    accuracy = field(sent, "accuracy")
    if not (accuracy.isascii() and accuracy.isdigit() and 1 <= int(accuracy) <= STREET):
        raise bad_request(
            f"An accuracy is a whole number from 1, the world, to {STREET}, a street."
        )
    return Spot(
        latitude=_degrees(sent, "latitude", 90),
        longitude=_degrees(sent, "longitude", 180),
        accuracy=int(accuracy),
    )


def kilometres_around(accuracy: int) -> int:
    """Return how far around a point of an accuracy is meant: a street 1, a town 16, the world."""
    return 1 << STREET - min(max(accuracy, 2), STREET)


def _degrees(sent: Sent, name: str, most: int) -> float:
    wrong = bad_request(f"A {name} is a number from -{most} to {most}, with a point: 4.899.")
    try:
        value = float(field(sent, name))
    except ValueError:
        raise wrong from None
    if not -most <= value <= most:  # nor is it so of what is no number
        raise wrong
    return round(value, 6) + 0.0
