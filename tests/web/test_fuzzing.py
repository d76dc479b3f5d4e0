"""Whatever is asked: an answer in the documented shape, never a 500, never a trace."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.web.world import ADA, BOB, World, circle, day

ID = "53000000001"
_EXAMPLES = 300 if os.environ.get("SOAK") else 12
_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
_QUIETLY = settings(
    max_examples=_EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder: Path = tmp_path_factory.mktemp("fuzzed")
    world = World(folder)
    circle(world)
    world.photo(ID, at=day(1))
    world.photo(ID, at=day(9), after=day(8), title="Second")
    world.file(ID)
    world.fave(BOB, ID, at=day(2))
    world.album("721", (ID,))
    world.roles(ADA, "admin")
    world.subscription("s1", ADA)
    world.follow()
    yield world
    world.close()


def test_what_the_description_allows_is_answered_as_it_says(fuzzed: World) -> None:
    described: Any = schemathesis.openapi.from_wsgi("/api/openapi.json", fuzzed.app)
    asked = 0
    for found in described.get_all_operations():
        operation = found.ok()

        @_QUIETLY
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            case.call_and_validate(checks=_CHECKS)

        ask()
        asked += 1
    assert asked > 10


# Not among them: what would call Flickr (`/signin`), which fails as it should without one.
REAL = (
    *("photos", "ada", ADA, "bob", ID, "721", "albums", "sets", "faves", "activity", "contacts"),
    *("history", "exif", "timemap", "link", "json", "people", "static", "buddyicon", "oembed"),
    *("god", "users", "push", "subscriptions", "s1"),
    *("search", "suggestions", "help", "tags", "cameras", "places", "archives", "map"),
    *("me", "friends", "account", "api", "openapi.json", "assets", "photo.gne"),
)
NAMES = (
    *("as_of", "known_at", "older", "newer", "format", "deleted", "id", "short", "url"),
    *("q", "sort", "page", "maxwidth", "mementos_from", "go_on", "oauth_token", "oauth_verifier"),
)
VALUES = (
    *("2019-05-04", "@1556971380", "@999999999999", "9999-12-31", "0001-01-01", "@0", "json"),
    *("atom", "html", "xml", "1.1", "1556971380.53000000001", "2019-05-04T12:00:00+14:00"),
    f"http://falconframework.org/photos/ada/{ID}",
)
HEADERS = ("Accept", "Accept-Datetime", "If-None-Match", "If-Modified-Since", "Range", "Cookie")
SAID = (
    *("*/*", "application/json", "text/html;q=0", "image/png", ";;;", "bytes=0-1", "bytes=9-1"),
    *("Sat, 04 May 2019 12:03:00 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", '"x"', "W/", "*"),
    *("Fri, 31 Dec 9999 23:59:59 GMT", "parallel-flickr=x", "a=b;;=;parallel-flickr="),
)
anything = st.text(max_size=20)
paths = st.lists(st.sampled_from(REAL) | anything, max_size=6)
queries = st.lists(
    st.tuples(st.sampled_from(NAMES) | anything, st.sampled_from(VALUES) | anything), max_size=4
)
headers = st.dictionaries(
    st.sampled_from(HEADERS),
    st.sampled_from(SAID) | st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=9),
    max_size=3,
)


@settings(_QUIETLY, max_examples=_EXAMPLES * 25)
@given(parts=paths, query=queries, sent=headers, signed_in=st.booleans())
def test_no_address_and_no_header_brings_out_a_500_or_a_trace(
    fuzzed: World,
    parts: list[str],
    query: list[tuple[str, str]],
    sent: dict[str, str],
    signed_in: bool,
) -> None:
    client = fuzzed.client(ADA if signed_in else "")
    answer = client.simulate_get(
        "/" + "/".join(quote(part, safe="") for part in parts),
        query_string=urlencode(query),
        headers=sent,
    )
    assert answer.status_code < 500 or answer.status_code == 501, (parts, query, sent)
    for inside in (b"Traceback", b"sqlalchemy", b"File &#34;/"):
        assert inside not in answer.content
    if answer.status_code not in (304, 405):
        assert "content-security-policy" in answer.headers
