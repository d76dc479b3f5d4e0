"""Times as addresses give them, and as people say them."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web.world import DAY, START, day
from web.asking.times import BadTime, Speech, read_instant, taken_in_words

SPEECH = Speech(UTC)


@pytest.mark.parametrize(
    ("after", "until", "words"),
    [
        (START, START, "on 1 May 2019 at 00:00"),
        (START + 3600, START + 7200, "on 1 May 2019 between 01:00 and 02:00"),
        (day(2), day(4), "between 3 and 5 May 2019"),
        (day(-2), day(1), "between 29 April and 2 May 2019"),
        (day(-200), day(1), "between 13 October 2018 and 2 May 2019"),
        (0, day(1), "before 2 May 2019, 00:00"),
    ],
)
def test_when_something_happened_is_said_as_closely_as_it_is_known(
    after: int, until: int, words: str
) -> None:
    assert SPEECH.happened(after, until) == words


def test_a_day_ends_in_the_archives_own_zone() -> None:
    assert read_instant("2019-05-01", UTC) == START + DAY - 1
    assert read_instant("2019-05-01", ZoneInfo("Europe/Berlin")) == START + 22 * 3600 - 1
    assert read_instant("2019-05-01T12:00", ZoneInfo("Europe/Berlin")) == START + 10 * 3600


def test_a_day_is_said_as_a_day_and_an_instant_as_an_instant() -> None:
    assert SPEECH.looked_at(START + DAY - 1) == "1 May 2019"
    assert SPEECH.looked_at(START) == "1 May 2019 at 00:00"


@pytest.mark.parametrize(
    ("taken", "granularity", "unknown", "words"),
    [
        ("2012-06-01 17:45:10", "0", "0", "1 June 2012, 17:45"),
        ("2012-06-01 00:00:00", "4", "0", "June 2012"),
        ("2012-01-01 00:00:00", "6", "0", "2012"),
        ("1950-01-01 00:00:00", "8", "0", "circa 1950"),
        ("2012-06-01 17:45:10", "0", "1", ""),
        ("0000-00-00 00:00:00", "0", "0", ""),
        ("2012-00-00 00:00:00", "0", "0", "2012"),
        ("nonsense", "0", "0", ""),
    ],
)
def test_when_a_photo_was_taken_is_said_as_exactly_as_flickr_knows(
    taken: str, granularity: str, unknown: str, words: str
) -> None:
    assert taken_in_words(taken, granularity, unknown) == words


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_is_refused(text: str) -> None:
    try:
        instant = read_instant(text, UTC)
    except BadTime:
        return
    assert instant >= 0
    assert SPEECH.instant(instant)
    assert SPEECH.iso(instant)


@given(st.integers(0, 4_000_000_000), st.integers(0, 4_000_000_000))
def test_any_interval_can_be_said(one: int, other: int) -> None:
    assert SPEECH.happened(min(one, other), max(one, other))
