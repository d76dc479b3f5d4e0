"""Text of others: Flickr's small set of markup is kept, everything else shown safely."""

import pytest

from tests.web.world import BOB, Comment, Tag, World, day
from web.views.differences import by_words
from web.views.markup import plain, safe

ID = "53000000001"
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)><b onclick=x>bold</b>"


def test_no_page_carries_anothers_script(world: World) -> None:
    comment = Comment(id="c1", author=BOB, authorname=EVIL, datecreate=str(day(1)), text=EVIL)
    world.person("77@N01", EVIL)
    world.photo(ID, at=day(1), title=EVIL, description=EVIL, tags=(Tag(raw=EVIL),))
    world.photo(ID, at=day(2), comments={"c1": comment}, title=EVIL + "2")
    world.file(ID)
    world.album("721", (ID,), title=EVIL)
    pages = ("", "exif", "history")
    for path in (
        *(f"/photos/ada/{ID}/{page}" for page in pages),
        *("/", "/photos/ada", "/photos/ada/albums", "/photos/ada/albums/721"),
        "/photos/ada/activity",
    ):
        text = world.client().simulate_get(path).text
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path
        # as a tag it is letters of an address
        assert "onclick=" not in text.replace("onclick=x&gt;", ""), path


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<b>bold</b> and <em>soft</em>", "<b>bold</b> and <em>soft</em>"),
        ("a < b & c", "a &lt; b &amp; c"),
        (
            '<a href="https://example.org/">x</a>',
            '<a href="https://example.org/" rel="nofollow noopener ugc">x</a>',
        ),
        ('<a href="javascript:alert(1)">x</a>', '<a rel="nofollow noopener ugc">x</a>'),
        (
            "see https://example.org/x.",
            'see <a href="https://example.org/x" rel="nofollow noopener ugc">'
            "https://example.org/x</a>.",
        ),
        ("日本語 <i>ἵππος</i>", "日本語 <i>ἵππος</i>"),
    ],
)
def test_markup_that_flickr_allows_is_kept(written: str, shown: str) -> None:
    assert str(safe(written)) == shown


def test_plain_text_has_no_markup() -> None:
    assert plain("<b>Fish</b> &amp; chips") == "Fish & chips"


def test_long_texts_are_shown_whole_instead_of_being_compared() -> None:
    pieces = by_words("one " * 2000, "two " * 2000)
    assert [piece.kind for piece in pieces] == ["dropped", "added"]


def test_pages_forbid_scripts_that_are_not_the_sites_own(world: World) -> None:
    answer = world.client().simulate_get("/")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert " style=" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
