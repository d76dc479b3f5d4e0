"""Requests from bytes, however they come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storagemaster.wire import BadRequest, Request, parse

REQUESTS = {
    rb"PUT\Ca/b\C5\Cab\Cc": Request("PUT", (b"a/b", b"5"), rb"ab\Cc"),
    rb"EXISTS\Ca/b\C": Request("EXISTS", (b"a/b",)),
    rb"READ\Ca\C0\C\C": Request("READ", (b"a", b"0", b"")),
    rb"LIST\C\C\C": Request("LIST", (b"", b"")),
    rb"STORE\Ca\Cnew\C1\Cx": Request("STORE", (b"a", b"new"), rb"1\Cx"),
}


@pytest.mark.parametrize("came", REQUESTS)
def test_a_request_is_read_with_what_follows_it(came: bytes) -> None:
    assert parse(came) == REQUESTS[came]


@given(st.sampled_from(sorted(REQUESTS)), st.data())
def test_the_beginning_of_a_request_is_never_taken_for_another(
    came: bytes, data: st.DataObject
) -> None:
    whole = REQUESTS[came]
    beginning = came[: data.draw(st.integers(0, len(came) - len(whole.rest) - 1))]
    assert parse(beginning) is None


@pytest.mark.parametrize("method", ["EXISTS", "GET", "DELETE"])
def test_a_request_without_an_end_of_its_own_ends_with_the_connection(method: str) -> None:
    came = method.encode() + rb"\C123/4.jpg"
    assert parse(came) is None
    assert parse(came, ended=True) == Request(method, (b"123/4.jpg",))


@pytest.mark.parametrize("came", [b"PUTT", b"get\\Ca", b"\0", b"HTTP/1.1", b"PUT\\X", b"\\C\\C"])
def test_what_can_never_become_a_request_is_refused_at_once(came: bytes) -> None:
    with pytest.raises(BadRequest):
        parse(came)


@pytest.mark.parametrize("came", [b"", b"PUT", rb"PUT\Ca", rb"PUT\Ca\C5", rb"GET\C", rb"STAT\Ca"])
def test_what_breaks_off_is_refused(came: bytes) -> None:
    with pytest.raises(BadRequest):
        parse(came, ended=True)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_request_or_refused_or_waited_for(came: bytes) -> None:
    try:
        request = parse(came)
    except BadRequest:
        return
    assert request is None or came.startswith(request.method.encode())


def test_a_header_without_end_is_refused() -> None:
    with pytest.raises(BadRequest, match="longer"):
        parse(b"GET\\C" + b"a" * 5000)
