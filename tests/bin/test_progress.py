"""What a long run tells on its way."""

from __future__ import annotations

from collections import Counter

import pytest

from bin.progress import with_expected_end

HOUR = 3600


def test_a_run_that_has_to_wait_for_its_budget_tells_when_it_will_be_done(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Two calls a photo, 3,240 an hour: ten thousand photos take six hours."""
    calls: Counter[str] = Counter()
    shown: list[int] = []
    tell = with_expected_end(
        lambda _what, done, _total: shown.append(done),
        calls,
        done_by=lambda more: more / 3240 * HOUR,
        now=lambda: 0.0,
    )
    for done in range(1, 151):
        calls["flickr.photos.getInfo"] += 2
        tell("photos", done, 10_000)
    said = capsys.readouterr().err.splitlines()
    assert shown == list(range(1, 151))
    assert len(said) == 1
    assert said[0].startswith("photos: 50 of 10000; by the budget of calls done 1970-01-01 ")


def test_a_run_that_need_not_wait_tells_no_end(capsys: pytest.CaptureFixture[str]) -> None:
    tell = with_expected_end(
        lambda *_: None, Counter({"a": 100}), done_by=lambda _: 5.0, now=lambda: 0.0
    )
    tell("photos", 50, 100)
    assert capsys.readouterr().err == ""
