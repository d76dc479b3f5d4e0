from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.flickr import errors
from adapters.flickr.answers import answer_of, from_xml
from adapters.flickr.reading import child, flag, many, number, said, text

JSON = b"""{"photo":{"id":"7","server":65535,"title":{"_content":"B & B"},"note":{"_content":""},
"tags":{"tag":[{"raw":"One"},{"raw":"Two"}]},"location":{"latitude":52.370,"accuracy":"16"}},
"stat":"ok"}"""
XML = b"""<?xml version="1.0" encoding="utf-8" ?>
<rsp stat="ok">
<photo id="7" server="65535">
\t<title>B &amp; B</title>
\t<note />
\t<tags><tag raw="One" /><tag raw="Two" /></tags>
\t<location latitude="52.370" accuracy="16" />
</photo>
</rsp>"""


@pytest.mark.parametrize("body", [JSON, XML], ids=["json", "xml"])
def test_json_and_xml_read_alike(body: bytes) -> None:
    photo = child(answer_of("a call", body), "photo")
    assert text(photo, "id") == "7"
    assert text(photo, "server") == "65535"
    assert text(photo, "title") == "B & B"
    assert text(photo, "note") == ""
    assert [text(tag, "raw") for tag in many(photo, "tags", "tag")] == ["One", "Two"]
    assert text(photo, "location", "latitude") == "52.370"
    assert text(photo, "realname") is None


def test_one_element_is_a_list_of_one() -> None:
    once: list[dict[str, Any]] = [
        {"tags": {"tag": {"raw": "One"}}},
        {"tags": {"tag": [{"raw": "One"}]}},
        from_xml('<rsp stat="ok"><tags><tag raw="One"/></tags></rsp>'),
    ]
    assert [many(tree, "tags", "tag") for tree in once] == [[{"raw": "One"}]] * 3


@pytest.mark.parametrize("empty", [{}, [], "", None, {"tag": []}])
def test_every_way_to_write_nothing_is_an_empty_list(empty: Any) -> None:
    assert many({"tags": empty}, "tags", "tag") == []


@pytest.mark.parametrize("empty", [{}, [], "", None, {"_content": ""}, [{}]])
def test_what_is_there_and_empty_is_said_to_be_empty(empty: Any) -> None:
    assert text({"title": empty}, "title") == ""
    assert said({"title": empty}, "title")


def test_what_is_not_there_is_unsaid() -> None:
    assert text({}, "title") is None
    assert text({"owner": []}, "owner", "nsid") is None
    assert number({}, "page") is None
    assert flag({}, "ispublic") is None
    assert not said({"owner": {}}, "owner", "nsid")


@given(some.integers())
def test_a_number_is_the_same_as_a_number_and_as_text(value: int) -> None:
    assert number({"n": value}, "n") == number({"n": str(value)}, "n") == value
    assert number({"n": {"_content": value}}, "n") == value


@pytest.mark.parametrize(("written", "meant"), [(1, True), ("1", True), (0, False), ("", False)])
def test_a_flag_reads_however_it_is_written(written: Any, meant: bool) -> None:
    assert flag({"ispublic": written}, "ispublic") is meant


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!DOCTYPE html><html><body>Flickr is having a massage</body></html>",
        b'{"photo":{"id":"7"',
        b'{"photo":{"id":"7"}}',
        b'["stat","ok"]',
        b'{"a":' * 100_000,
        b'<rsp stat="ok"><photo',
        b'jsonFlickrApi({"stat":"ok"})',
        b'{"stat":"ok","title":"\xff"}',
    ],
)
def test_what_is_no_answer_is_refused_and_may_be_asked_again(body: bytes) -> None:
    with pytest.raises(errors.Unreadable) as caught:
        answer_of("flickr.photos.getInfo", body)
    assert caught.value.retryable
    assert "\n" not in str(caught.value)


def test_an_entity_bomb_is_refused() -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rsp stat="ok">&b;</rsp>'
    with pytest.raises(errors.Unreadable):
        from_xml(bomb)


@given(some.binary(max_size=200))
def test_no_body_makes_the_reader_fail_in_any_other_way(body: bytes) -> None:
    try:
        answer_of("a call", b'{"stat":"ok"' + body)
    except errors.FlickrError as error:
        assert "\n" not in str(error)  # noqa: PT017 - most bodies raise, some do not
