"""What files are called in the archive."""

from __future__ import annotations

import pytest

from domain import filenames


@pytest.mark.parametrize("name", ["1234_ab12.jpg", "1234_ab12_z.jpg", "1234_cd34_o.png"])
def test_a_file_keeps_the_name_that_flickr_gave_it(name: str) -> None:
    address = f"https://live.staticflickr.com/65535/{name}?zz=1"
    assert filenames.at_address("1234", address) == f"123/4/{name}"


@pytest.mark.parametrize("name", ["", "photo_unavailable.png", "..", "1234.jpg", "1234_ab_z.jpg/"])
def test_what_is_no_photos_file_has_no_name(name: str) -> None:
    assert filenames.at_address("1234", f"https://live.staticflickr.com/65535/{name}") is None


def test_a_new_icon_leaves_the_old_one() -> None:
    assert filenames.buddyicon("1@N01", "7") != filenames.buddyicon("1@N01", "8")
