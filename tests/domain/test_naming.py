"""WOE ids have the names that Flickr told with them, and none where that is not clear."""

import pytest

from domain.photo.naming import by_woeid
from domain.photo.values import Location


def place(*woeids: str, **names: str) -> Location:
    first, *within = woeids or ("",)
    return Location(latitude="52.09", longitude="5.12", woeid=first, within=tuple(within), **names)


NAMES = {"locality": "Utrecht", "county": "Utrecht", "region": "Provincie Utrecht",
         "country": "Nederland"}  # fmt: skip


def test_each_id_is_called_with_all_that_it_lies_in_and_no_name_stands_twice() -> None:
    assert by_woeid(place("734047", "12591803", "2346386", "23424909", **NAMES)) == {
        "734047": "Utrecht, Provincie Utrecht, Nederland",
        "12591803": "Utrecht, Provincie Utrecht, Nederland",
        "2346386": "Provincie Utrecht, Nederland",
        "23424909": "Nederland",
    }


def test_an_id_alone_is_that_of_the_whole() -> None:
    assert by_woeid(place("734047", **NAMES)) == {"734047": "Utrecht, Provincie Utrecht, Nederland"}


@pytest.mark.parametrize("woeids", [("734047", "23424909"), ("1", "2", "3", "4", "5")])
def test_where_a_name_or_an_id_is_missing_none_is_guessed(woeids: tuple[str, ...]) -> None:
    assert by_woeid(place(*woeids, **NAMES)) == dict.fromkeys(woeids, "")


def test_what_is_no_number_is_no_id() -> None:
    assert by_woeid(place(**NAMES)) == {}
    assert by_woeid(place("", "x", "23424909", country="Nederland")) == {"23424909": "Nederland"}
