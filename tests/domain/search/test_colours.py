"""The names that people search by, for the colours of a picture's parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.search.colours import PALETTE, colour_name, colour_named, colours_of


@pytest.mark.parametrize("name", PALETTE)
def test_every_swatch_bears_its_own_name(name: str) -> None:
    assert colour_name(bytes.fromhex(PALETTE[name][1:])) == name


@pytest.mark.parametrize(
    ("shade", "name"),
    [("000080", "blue"), ("87ceeb", "blue"), ("013220", "green"), ("ffb6c1", "pink"),
     ("fa8072", "pink"), ("800000", "red"), ("ffd700", "yellow"), ("d2b48c", "brown"),
     ("ffcba4", "orange"), ("4b0082", "violet"), ("008080", "cyan"), ("10121a", "black"),
     ("e8eef4", "white"), ("708090", "grey")],
)  # fmt: skip
def test_a_shade_is_called_as_people_call_it(shade: str, name: str) -> None:
    assert colour_name(bytes.fromhex(shade)) == name


@given(st.binary(min_size=3, max_size=3))
def test_every_colour_has_a_name(rgb: bytes) -> None:
    assert colour_name(rgb) in PALETTE


def test_a_colour_is_the_pictures_if_a_sixth_of_it_has_it() -> None:
    assert colours_of("d9262e" * 7 + "2f6fd6" * 4 + "000000") == ("red", "blue")


def test_a_picture_of_many_colours_has_each() -> None:
    tones = "".join(swatch[1:] for swatch in PALETTE.values())
    assert colours_of(tones) == tuple(sorted(PALETTE))


@given(st.text(max_size=80))
def test_what_is_no_twelve_parts_has_no_colours(text: str) -> None:
    assert colours_of(text) == ()


def test_other_words_for_a_colour_mean_it_too() -> None:
    assert [colour_named(word) for word in ("Gray", "purple", " red ", "plaid")] == [
        "grey", "violet", "red", None,
    ]  # fmt: skip
