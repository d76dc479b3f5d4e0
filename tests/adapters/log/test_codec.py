"""How events are stored: words of ours, versions, and what is brought up to date."""

from __future__ import annotations

import msgspec
import pytest

from adapters.log.codec import EVENTS, decode, encode, topic_of
from adapters.log.errors import Undecodable, UnknownEvent
from adapters.log.lines import in_one_line
from domain.clock import Happened
from domain.fact import Fact
from domain.fave import FaveAdded
from domain.photo.events import PhotoTitleChanged
from domain.recorded import Recorded
from tests.adapters.log.facts import retitled, seen


def stored(fact: Fact) -> bytes:
    """Return one fact as it is stored."""
    (state,) = encode([fact])
    return state


def test_a_stored_name_is_a_word_and_a_schema_version() -> None:
    assert topic_of(PhotoTitleChanged(title="A")) == "photo-title-changed/1"
    assert len(set(map(str, EVENTS))) == len(EVENTS)


def test_a_fact_comes_back_as_it_was() -> None:
    fact = seen("Zürich 日本")
    assert decode("photo-seen/1", stored(fact), 1) == fact


def test_what_was_unsaid_is_not_stored() -> None:
    assert set(msgspec.json.decode(stored(seen("A")))["event"]["photo"]) == {
        "owner",
        "posted",
        "title",
    }


def test_an_event_of_an_older_schema_is_brought_up_to_date() -> None:
    """Version 0 of a title's change called the title `name`."""
    old = msgspec.json.decode(stored(retitled("A")))
    old["event"] = {"type": "photo-title-changed", "name": "A"}
    upcasters = {
        "photo-title-changed/0": lambda event: {"type": event["type"], "title": event["name"]}
    }
    read = decode("photo-title-changed/0", msgspec.json.encode(old), 1, upcasters)
    assert read == retitled("A")


def test_an_unknown_event_stops_the_reader_and_names_its_position() -> None:
    with pytest.raises(UnknownEvent, match=r"position 7 .*photo-sold/1.*upgrade"):
        decode("photo-sold/1", b'{"event":{}}', 7)


def test_damaged_bytes_are_named_by_their_position() -> None:
    with pytest.raises(Undecodable, match="position 9"):
        decode("photo-title-changed/1", b'{"event":{"type":"photo-ti', 9)


def test_bytes_that_are_no_text_are_damaged_bytes() -> None:
    with pytest.raises(Undecodable, match="position 9"):
        decode("photo-title-changed/1", stored(retitled("A")).replace(b"title", b"t\xb2tle"), 9)


def test_an_event_reads_as_one_line() -> None:
    fact = Fact(
        event=FaveAdded(date_faved="100"),
        happened=Happened(86_400, 172_800),
        observed=172_800,
        via="poll",
        account="11@N01",
    )
    line = in_one_line(Recorded(3, "fave:11@N01:5", 1, fact))
    assert "between 1970-01-02T00:00:00Z and 1970-01-03T00:00:00Z" in line
    assert "fave:11@N01:5  fave-added [poll 11@N01]  date_faved '100'" in line
    assert "\n" not in line
