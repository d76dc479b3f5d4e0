from __future__ import annotations

from collections import deque
from itertools import count, islice

import pytest

from adapters.flickr import errors
from adapters.flickr.answers import Answer
from adapters.flickr.call import Argument, Call
from adapters.flickr.pages import PER_PAGE_CONTACTS, pages
from adapters.flickr.reading import text
from tests.adapters.flickr import clients
from tests.adapters.simulator.running import Simulator


def titles(call: Call, per_page: int = 2) -> list[str | None]:
    found = pages(
        call, "flickr.people.getPhotos", "photos", "photo", per_page=per_page, user_id="me"
    )
    return [text(row, "title") for page in found for row in page.rows]


def some_photos(simulator: Simulator, how_many: int) -> str:
    ada = simulator.person("ada")
    wishes = [{"title": f"{n}", "date_upload": 1_500_000_000 - n} for n in range(how_many)]
    simulator.photos(ada, wishes)
    return ada


def test_a_list_is_read_to_its_end_and_no_further(simulator: Simulator) -> None:
    call = clients.member(simulator, some_photos(simulator, 5))
    assert titles(call) == ["0", "1", "2", "3", "4"]
    assert len(simulator.calls()) == 3


def test_a_list_that_ends_with_a_full_page_has_no_page_after_it(simulator: Simulator) -> None:
    call = clients.member(simulator, some_photos(simulator, 4))
    assert titles(call) == ["0", "1", "2", "3"]
    assert len(simulator.calls()) == 2


def test_an_empty_list_is_one_page_that_tells_the_total(simulator: Simulator) -> None:
    call = clients.member(simulator, simulator.person("ada"))
    (page,) = pages(call, "flickr.people.getPhotos", "photos", "photo", user_id="me")
    assert (page.total, page.pages, page.rows) == (0, 0, [])


def test_contacts_come_a_thousand_at_a_time(simulator: Simulator) -> None:
    ada, bob = simulator.person("ada"), simulator.person("bob")
    simulator.contact(ada, bob, friend=True)
    call = clients.member(simulator, ada)
    (page,) = pages(
        call, "flickr.contacts.getList", "contacts", "contact", per_page=PER_PAGE_CONTACTS
    )
    assert [text(row, "nsid") for row in page.rows] == [bob]
    assert page.total == 1


def test_a_stale_page_is_asked_for_again(simulator: Simulator) -> None:
    call = clients.member(simulator, some_photos(simulator, 6))
    read = []
    for page in pages(call, "flickr.people.getPhotos", "photos", "photo", per_page=2, user_id="me"):
        read += [text(row, "title") for row in page.rows]
        if page.number == 1:
            simulator.fault("flickr.people.getPhotos", "stale_page")
    assert read == ["0", "1", "2", "3", "4", "5"]


def test_a_page_that_stays_stale_is_an_error_and_not_an_end(simulator: Simulator) -> None:
    call = clients.member(simulator, some_photos(simulator, 6))
    found = pages(call, "flickr.people.getPhotos", "photos", "photo", per_page=2, user_id="me")
    next(found)
    simulator.fault("flickr.people.getPhotos", "stale_page", times=0)
    with pytest.raises(errors.PageRepeated, match="page 2 of 3 is page 1 again"):
        next(found)


def test_a_list_that_shrinks_while_it_is_read_ends_where_it_ends(simulator: Simulator) -> None:
    ada = some_photos(simulator, 6)
    call = clients.member(simulator, ada)
    found = pages(call, "flickr.people.getPhotos", "photos", "photo", per_page=2, user_id="me")
    rows = [*next(found).rows, *next(found).rows]
    for row in rows:
        simulator.delete_photo(text(row, "id") or "")
    assert [text(row, "title") for page in found for row in page.rows] == []


def test_a_list_that_grows_while_it_is_read_is_read_to_its_new_end() -> None:
    def growing(_method: str, /, **arguments: Argument) -> Answer:
        page = arguments["page"]
        rows = [{"id": f"{page}"}]
        return {"photos": {"page": page, "pages": min(int(page or 1) + 1, 5), "photo": rows}}

    found = pages(growing, "flickr.people.getPhotos", "photos", "photo")
    assert [page.number for page in found] == [1, 2, 3, 4, 5]


def test_a_list_that_promises_more_for_ever_is_given_up() -> None:
    fresh = count()

    def endless(_method: str, /, **arguments: Argument) -> Answer:
        page = int(arguments["page"] or 1)
        rows = [{"id": f"{next(fresh)}"}]
        return {"photos": {"page": page, "pages": page + 1, "photo": rows}}

    read = pages(endless, "flickr.people.getPhotos", "photos", "photo")
    with pytest.raises(errors.EndlessList):
        deque(islice(read, 10_000), maxlen=0)


def test_an_empty_page_in_the_middle_is_not_the_end() -> None:
    def holey(_method: str, /, **arguments: Argument) -> Answer:
        page = int(arguments["page"] or 1)
        rows = [] if page == 2 else [{"id": f"{page}"}]
        return {"photos": {"page": page, "pages": "3", "total": "2", "photo": rows}}

    found = pages(holey, "flickr.people.getPhotos", "photos", "photo")
    assert [text(row, "id") for page in found for row in page.rows] == ["1", "3"]


def test_search_is_no_way_to_read_an_account(simulator: Simulator) -> None:
    with pytest.raises(ValueError, match="4,000"):
        next(pages(clients.stranger(simulator), "flickr.photos.search", "photos", "photo"))
    assert simulator.calls() == []
