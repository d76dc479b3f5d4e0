"""Under which keys files lie: the original program's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.storage import BadKey, layout
from adapters.storage.port import checked

NSID = "12345678@N00"


def test_keys_are_those_of_the_original() -> None:
    at = "123/456/789/0/1234567890"
    assert layout.picture("1234567890", "ab12", "z") == f"{at}_ab12_z.jpg"
    assert layout.original("1234567890", "cd34", "png") == f"{at}_cd34_o.png"
    assert layout.info("1234567890", "cd34") == f"{at}_cd34_i.json"
    assert layout.comments("1234567890", "cd34") == f"{at}_cd34_c.json"
    assert layout.raw("ab" * 32) == f"raw/ab/ab/{'ab' * 32}.json"


def test_a_new_icon_leaves_the_old_one() -> None:
    assert layout.buddyicon(NSID, "7") == f"buddyicons/{NSID}_7.jpg"
    assert layout.buddyicon(NSID, "8") != layout.buddyicon(NSID, "7")


@pytest.mark.parametrize(
    ("make", "arguments"),
    [
        (layout.picture, ("12x", "ab", "z")),
        (layout.picture, ("", "ab", "z")),
        (layout.picture, ("١٢", "ab", "z")),
        (layout.picture, ("12\n", "ab", "z")),
        (layout.picture, ("12", "../ab", "z")),
        (layout.picture, ("12", "AB", "z")),
        (layout.picture, ("12", "ab", "z/")),
        (layout.original, ("12", "ab", "jpg/..")),
        (layout.original, ("12", "ab", "")),
        (layout.raw, ("ab",)),
        (layout.buddyicon, ("..", "1")),
        (layout.buddyicon, (NSID, "")),
    ],
)
def test_what_is_no_id_makes_no_key(make: Callable[..., str], arguments: tuple[str, ...]) -> None:
    with pytest.raises(BadKey):
        make(*arguments)


@given(
    st.text(st.sampled_from("0123456789"), min_size=1, max_size=20),
    st.text(st.sampled_from("0123456789abcdef"), min_size=1, max_size=16),
)
def test_every_id_has_a_folder_of_its_own_and_a_good_key(photo: str, secret: str) -> None:
    assert layout.folder(photo).replace("/", "") == photo
    assert checked(layout.picture(photo, secret, "z"))
