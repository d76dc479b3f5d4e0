"""Text in its normal form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.search.text import asked_words, clean_tag, joined, machine_tag, without_markup, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Harbour Light", ["harbour", "light"]),
        ("CAFÉ Straße Ærøskøbing", ["cafe", "strasse", "aeroskobing"]),
        ("ﬁne ｗｉｄｅ", ["fine", "wide"]),
        ("don't foo_bar", ["don", "t", "foo", "bar"]),
        ("Ёлка Ελλάδα", ["елка", "ελλαδα"]),
        ("हिन्दी", ["हिन्दी"]),
        ("क्\u200dष हार्\u200dबर", ["क्ष", "हार्बर"]),
        ("می\u200cخواهم", ["می", "خواهم"]),
        ("har\u00adbour \u200flight\ufeff", ["harbour", "light"]),
        ("שָׁלוֹם مَدْرَسَة", ["שלום", "مدرسة"]),
        ("서울 ไทย", ["서울", "울", "ไทย"]),
        ("東京\u3000タワー", ["東京", "京", "タワ", "ワー", "ー"]),
        ("🎈🎈", ["🎈", "🎈"]),
        ("👩\u200d👧 ❤\ufe0f", ["👩", "👧", "❤"]),
        ("東京タワーtower", ["東京", "京タ", "タワ", "ワー", "ー", "tower"]),
        ("ガ", ["ガ"]),
        ("", []),
        (" - ! ¶ ", []),
    ],
)
def test_text_is_folded_and_cut_into_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_text_is_cut_as_text_in_any_writing_is(text: str) -> None:
    assert words(f"{text} река") == [*words(text), "река"]


def test_what_is_asked_for_leaves_open_what_follows_a_run_of_cjk() -> None:
    assert asked_words("東京") == ["東京"]
    assert asked_words("東京 tower") == ["東京", "京", "tower"]
    assert asked_words("東") == ["東"]


def test_no_phrase_spans_two_tags() -> None:
    assert joined(["san francisco", "bay"]) == ["san", "francisco", "¶", "bay"]


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("San Francisco", "sanfrancisco"),
        ("Café!", "café"),
        ("Camera:Make=Canon EOS", "camera:make=canoneos"),
        ("9:30=x", "930x"),
        ("東京", "東京"),
        ("...", ""),
    ],
)
def test_a_tag_is_cleaned_as_flickr_does(raw: str, clean: str) -> None:
    assert clean_tag(raw) == clean


def test_a_machine_tag_has_three_parts() -> None:
    assert machine_tag('DC:Title="Mr. Camera"') == ("dc", "title", "mrcamera")
    assert machine_tag("holiday") is None
    assert machine_tag("time:=x") is None


def test_markup_is_no_part_of_a_text() -> None:
    text = 'A <a href="https://x/">boat</a> &amp; a &lt;pier'
    assert words(without_markup(text)) == ["a", "boat", "a", "pier"]
