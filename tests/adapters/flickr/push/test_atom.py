"""Reading deliveries: tolerant of what Flickr may send, safe from what others may."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.flickr.push.atom import IGNORE, LONGEST, MOST_ENTRIES, NotAtom, read
from domain.topics import Entry
from tests.adapters.flickr.push.news import HEAD, entry, feed

ADA, BEN = "11@N01", "22@N01"

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a0 "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + ']><feed xmlns="http://www.w3.org/2005/Atom"><title>&a9;</title></feed>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>&x;</title></feed>'
)


def test_an_entry_says_what_photo_what_changed_whose_and_by_whom() -> None:
    body = feed(
        entry("123", types=("faves", "title"), author=BEN, contributor=ADA), topic="my_faves"
    )
    delivery = read(body)
    assert delivery.topic == "my_faves"
    [delivered] = delivery.entries
    assert delivered.entry == Entry(
        photo="123",
        updated="2020-09-13T12:26:40Z",
        updates=("faves", "title"),
        author=BEN,
        contributor=ADA,
    )


def test_people_may_stand_beside_the_entry_too() -> None:
    beside = f"<flickr:author_nsid>{BEN}</flickr:author_nsid></entry>"
    [delivered] = read(feed(entry("1").replace("</entry>", beside))).entries
    assert delivered.entry.author == BEN


def test_the_same_entry_has_the_same_digest_wherever_it_stands() -> None:
    [one] = read(feed(entry("1"))).entries
    _, other = read(feed(entry("2"), "\n\n", entry("1"), "\n")).entries
    assert one.digest == other.digest


@pytest.mark.parametrize(
    "other", [entry("1", title="Ship"), entry("1", updated="2021"), entry("1", types=("geo",))]
)
def test_another_entry_has_another_digest(other: str) -> None:
    [one], [two] = read(feed(entry("1"))).entries, read(feed(other)).entries
    assert one.digest != two.digest


@pytest.mark.parametrize(
    "text",
    [
        entry("1", title=IGNORE),
        "<entry><id>tag:flickr.com,2005:/photos/public</id></entry>",
        "<entry><title>no id</title></entry>",
        "<entry><id>tag:flickr.com,2005:/photo/" + "9" * 30 + "</id></entry>",
    ],
)
def test_placeholders_and_what_is_about_no_photo_are_left_out(text: str) -> None:
    [left] = read(feed(text, entry("2"))).entries
    assert left.entry.photo == "2"


def test_what_has_not_the_right_form_is_left_out_of_an_entry() -> None:
    odd = entry("1", updated="x" * 500, types=("title", "<b>", "a" * 99), author="nobody")
    [delivered] = read(feed(odd.replace('type="<b>"', 'type="&lt;b>"'))).entries
    assert delivered.entry == Entry(photo="1", updates=("title",))


def test_a_topic_that_nobody_knows_is_none() -> None:
    assert read(feed(topic="my_dreams")).topic == ""
    assert read(feed()).topic == ""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<feed/>",
        b"<html><body>Hello</body></html>",
        b"\xff\xfe\x00",
        feed(entry("1"))[:-3],
        b'<?xml version="1.0" encoding="no-such"?><feed xmlns="http://www.w3.org/2005/Atom"/>',
        BOMB.encode(),
        OUTSIDE.encode(),
        b"<rss version='2.0'/>",
        feed(*[entry("1")] * (MOST_ENTRIES + 1)),
        b" " * (LONGEST + 1),
    ],
    ids=lambda body: body[:20],
)
def test_what_is_no_delivery_is_refused(body: bytes) -> None:
    with pytest.raises(NotAtom):
        read(body)


def test_depth_and_breadth_within_the_limit_cost_little_memory() -> None:
    deep = HEAD.encode() + b"<a>" * 50_000 + b"</a>" * 50_000 + b"</feed>"
    broad = HEAD.encode() + b"<a/>" * 100_000 + b"</feed>"
    for body in (deep, broad):
        assert len(body) <= LONGEST
        tracemalloc.start()
        assert read(body).entries == ()
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 100 << 20


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda t: feed(t)))
def test_anything_is_either_read_or_refused(body: bytes) -> None:
    try:
        delivery = read(body)
    except NotAtom:
        return
    assert all(d.entry.photo.isdigit() for d in delivery.entries)
