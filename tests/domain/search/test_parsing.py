"""The query language: what is meant, and what is wrong where."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.search.parsing import LONGEST, MOST, OPERATORS, parse
from domain.search.query import (
    AllOf,
    AnyOf,
    Condition,
    Faved,
    InAlbum,
    Near,
    Not,
    Posted,
    Sort,
    Taken,
    Term,
    Words,
)
from domain.search.wrong import QueryError

ADA = "11@N01"


def whose(name: str) -> str | None:
    return {"ada": ADA, ADA: ADA, "Ada Lovelace": ADA}.get(name)


def one(text: str) -> Condition:
    (condition,) = parse(text, whose).condition.conditions
    return condition


def term(field: str, *values: str, beginning: bool = False) -> Term:
    return Term(field, frozenset(values), beginning)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("Harbour", Words(("harbour",))),
        ('"tin roof"', Words(("tin", "roof"))),
        ("tin-roof", Words(("tin", "roof"))),
        ("har*", Words(("har",), beginning=True)),
        ("東", Words(("東",), beginning=True)),
        ("東京都", Words(("東京", "京都"))),
        ("2020年", AllOf((Words(("2020",)), Words(("年",), beginning=True)))),
        ("-boat", Not(Words(("boat",)))),
        ("boat OR pier", AnyOf((Words(("boat",)), Words(("pier",))))),
        ("text:OR", Words(("or",))),
        ("title:boat", Words(("boat",), ("title",))),
        ('tag:"San Francisco"', term("tag", "sanfrancisco")),
        ("tag:san*", term("tag", "san", beginning=True)),
        ("tag:camera:make=Canon", term("machine", "camera:make=canon")),
        ('tag:"dc:title=Mr. Camera"', term("machine", "dc:title=mrcamera")),
        ("tag:*:make=can*", term("predicate-value", "make=can", beginning=True)),
        ("tag:camera:make=*", term("predicate", "camera:make")),
        ("camera:make=", term("predicate", "camera:make")),
        ("camera:*=", term("namespace", "camera")),
        ("camera:=", term("namespace", "camera")),
        ("upcoming:", term("namespace", "upcoming")),
        ("upcoming:*", term("namespace", "upcoming")),
        ("*:make=", term("any-predicate", "make")),
        ("*:make=Canon", term("predicate-value", "make=canon")),
        ("camera:*=canon", term("namespace-value", "camera=canon")),
        ("*:*=canon", term("value", "canon")),
        ("upcoming:event=123", term("machine", "upcoming:event=123")),
        ('dc:title="Mr. Camera"', term("machine", "dc:title=mrcamera")),
        ("camera:canon", Words(("canon",), ("camera",))),
        ("owner:ada", term("owner", ADA)),
        ('faved:"Ada Lovelace"', Faved(ADA)),
        ("with:11@N01", term("with", ADA)),
        ("in:721", InAlbum("721")),
        ("taken:2014-05", Taken("2014-05-01", "2014-06-01")),
        ("taken:2014-12-31", Taken("2014-12-31", "2015-01-01")),
        ("taken:..2016", Taken("0001", "2017-01-01")),
        ("posted:2014..2016", Posted(1_388_534_400, 1_483_228_800)),
        ("near:52.37,-4.9,10", Near(52.37, -4.9, 10)),
        ('near:"52.37, 4.9, 10km"', Near(52.37, 4.9, 10)),
        ("near:52.37,4.9", Near(52.37, 4.9, 5)),
        ('place:"New York"', Words(("new", "york"), ("place",))),
        (
            "town:Utrecht",
            AnyOf(
                (
                    term("locality", "Utrecht"),
                    term("place-called", "utrecht\tlocality\t", beginning=True),
                )
            ),
        ),
        (
            'model:"Canon EOS 5D"',
            AnyOf(
                (
                    term("camera", "Canon EOS 5D"),
                    term("camera-called", "canon eos 5d\tcamera\t", beginning=True),
                )
            ),
        ),
        ("place:727232", term("woeid", "727232/", beginning=True)),
        ("licence:BY", term("licence", "4", "11")),
        ("license:4", term("licence", "4")),
        ("is:friends", term("permission", "2", "4")),
        ("is:geotagged", term("geotagged", "1")),
    ],
)
def test_what_a_term_means(text: str, condition: Condition) -> None:
    assert one(text) == condition


def test_terms_side_by_side_must_all_hold_and_or_binds_its_neighbours() -> None:
    conditions = parse("a b OR c -d", whose).condition.conditions
    a, b, c, d = (Words((letter,)) for letter in "abcd")
    assert conditions == (a, AnyOf((b, c)), Not(d))


def test_days_of_posting_are_those_of_the_time_zone() -> None:
    (condition,) = parse("posted:2014-05-04", whose, ZoneInfo("Asia/Tokyo")).condition.conditions
    assert condition == Posted(1_399_129_200, 1_399_215_600)


def test_deleted_photos_are_looked_for_only_where_a_query_speaks_of_them() -> None:
    assert not parse("boat", whose).deleted
    assert parse("boat is:deleted", whose).deleted
    assert parse("boat -is:DELETED", whose).deleted


def test_signs_alone_look_for_nothing() -> None:
    assert parse(" - & ... ", whose).condition.conditions == ()


def test_relevance_is_the_usual_order_of_words_and_of_words_alone() -> None:
    assert parse("boat", whose).usual_sort is Sort.RELEVANCE
    assert parse("-boat tag:x", whose).usual_sort is Sort.POSTED


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('boat "pier', '"pier', "never closed"),
        ("boat OR", "OR", "between two terms"),
        ("OR boat", "OR", "between two terms"),
        ("a OR OR b", "OR", "between two terms"),
        ("boat owner:nobody", "nobody", "knows nobody"),
        ('faved:"no body"', "no body", "knows nobody"),
        ("foo:bar boat", "foo:bar", "no foo: to search by"),
        ("x is:nice", "nice", "can be one of"),
        ("taken:may", "may", "a year, a month or a day"),
        ("taken:2014-13", "2014-13", "a year, a month or a day"),
        ("posted:2016..2014", "2016..2014", "ends before it begins"),
        ("posted:2016..may", "2016..may", "a year, a month or a day"),
        ("with:me", "me", "Sign in"),
        ("boat camera: x", "camera:", "camera:*="),
        ("near:here", "here", "latitude,longitude"),
        ("near:91,0,1", "91,0,1", "from -90 to 90"),
        ("town:ut*", "ut*", "place: has beginnings"),
        ("in:summer", "summer", "by its number"),
        ("tag:!!", "!!", "no letter"),
        ('tag:"x:y=!!"', "!!", "no letter"),
        ('tag:""', 'tag:""', "Nothing follows"),
        ("title:!!", "!!", "no word"),
        ("x:y=!!", "!!", "no letter"),
        ("licence:free", "free", "A licence is"),
        ("boat tag: x", "tag:", "Nothing follows"),
    ],
)
def test_a_wrong_query_says_what_and_where(text: str, place: str, words: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text, whose)
    assert words in caught.value.words
    assert text[caught.value.start : caught.value.end] == place


def test_a_query_has_an_end() -> None:
    with pytest.raises(QueryError, match=f"at most {LONGEST}"):
        parse("x" * (LONGEST + 1), whose)
    with pytest.raises(QueryError, match=f"at most {MOST}"):
        parse("x " * (MOST + 1), whose)


_PIECES = st.one_of(
    st.sampled_from([f"{name}:" for name in OPERATORS]),
    st.sampled_from(['"', "-", "*", " ", " OR ", ":", "=", "..", ",", "(", "\\", "'", "\x00"]),
    st.sampled_from(["ada", "2014", "2014-05", "52,4,1", "公園", "721", "deleted", "a:b=c"]),
    st.text(max_size=6),
)


@given(st.lists(_PIECES, max_size=12).map("".join))
@settings(max_examples=400, deadline=None)
def test_every_text_is_read_or_refused_at_a_place_within_it(text: str) -> None:
    place = (0, 1)
    try:
        parse(text, whose)
    except QueryError as error:
        place = error.start, error.end
    assert 0 <= place[0] < place[1] <= max(len(text), 1)
