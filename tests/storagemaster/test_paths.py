"""Which names a stored file may have."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storagemaster.paths import BadPath, decoded, parts_of
from tests.storagemaster.hostile import HOSTILE


@pytest.mark.parametrize("why", HOSTILE)
def test_a_hostile_path_is_refused_in_one_line(why: str) -> None:
    with pytest.raises(BadPath) as refused:
        parts_of(HOSTILE[why])
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize("path", ["a", "123/456/7/1234567_ab_z.jpg", "a..b", "日本/é.jpg", "a b"])
def test_an_honest_path_is_cut_at_its_slashes(path: str) -> None:
    assert "/".join(parts_of(path)) == path


@given(st.text(st.sampled_from("ab./\\\0\n é\u0301\u202e"), max_size=12) | st.text(max_size=30))
def test_what_passes_lies_below_the_root_under_one_name(path: str) -> None:
    try:
        parts_of(path)
    except BadPath:
        return
    assert os.path.normpath(f"/root/{path}") == f"/root/{path}"


@pytest.mark.parametrize("raw", [b"\xff", b"\xc0\xae\xc0\xae/x", b"\xed\xa0\x80"])
def test_bytes_that_are_not_utf_8_are_refused(raw: bytes) -> None:
    with pytest.raises(BadPath, match="UTF-8"):
        decoded(raw)
