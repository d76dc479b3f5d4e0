"""A new user in a real browser: signing in, looking, going back in time, and who sees what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from projections.searching import catch_up_search
from tests.adapters.flickr.poll.visited import Visited, visited
from tests.adapters.simulator.running import running
from tests.end_to_end.serving import served

_MAY_2019 = 1_556_668_800


@dataclass(frozen=True, slots=True)
class Served:
    """A served archive of Ada's photos: one public and retitled, one of friends, one private."""

    address: str
    ada: str
    public: str
    friends: str
    private: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("site")
    with running(folder / "flickr") as flickr:
        world = visited(flickr, folder)
        world.now[0] = _MAY_2019
        world.days_pass(0)
        ada = world.join("ada")
        bob = flickr.person("bob")
        flickr.person("cleo")
        flickr.contact(ada, bob, friend=True)
        public = flickr.photo(ada, title="Before", color="teal", perms="public")
        friends = flickr.photo(ada, title="For friends", color="coral", perms="friends")
        private = flickr.photo(ada, title="Nobody's", color="slateblue", perms="private")
        world.visit(ada)
        world.days_pass(10)
        _visit_again(world, ada, public)
        archive = world.archive
        catch_up_search(archive.log, archive.search, archive.zone)
        with served(world.archive.settings, folder) as address:
            yield Served(address, ada, public, friends, private)
        world.archive.close()


def _visit_again(world: Visited, ada: str, public: str) -> None:
    world.visit(ada)
    world.days_pass(1)
    world.flickr.change_photo(public, title="After")
    world.days_pass(1)
    world.visit(ada)
    world.flickr.clock(None)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def sign_in(page: Page, site: Served, username: str) -> None:
    """Sign in through Flickr's own page, as one of its members."""
    page.goto(site.address)
    page.get_by_role("link", name="Sign in").first.click()
    page.get_by_role("radio", name=username).check()
    page.get_by_role("button", name="Allow").click()
    page.wait_for_url(f"{site.address}/**")


def test_a_member_signs_in_and_walks_from_photostream_to_the_past_and_back(
    page: Page, site: Served
) -> None:
    sign_in(page, site, "ada")
    page.goto(f"{site.address}/photos/{site.ada}/")
    expect(page.locator("ul.rows img:not(.tones)")).to_have_count(3)
    page.get_by_role("link", name="After").first.click()
    expect(page.get_by_role("heading", name="After")).to_be_visible()
    page.goto(f"{site.address}/photos/{site.ada}/{site.public}/history/")
    expect(page.locator("main")).to_contain_text("Before")
    expect(page.locator("main")).to_contain_text("After")
    page.goto(f"{site.address}/photos/{site.ada}/{site.public}/?as_of=2019-05-05")
    expect(page.get_by_role("heading", name="Before")).to_be_visible()
    expect(page.get_by_text("As it was on 5 May 2019")).to_be_visible()
    page.get_by_role("link", name="Back to now").click()
    expect(page.get_by_role("heading", name="After")).to_be_visible()


@pytest.mark.parametrize(
    ("username", "seen"), [("", {"After"}), ("cleo", {"After"}), ("bob", {"After", "For friends"})]
)
def test_a_stranger_and_a_friend_each_see_what_they_may(
    page: Page, site: Served, username: str, seen: set[str]
) -> None:
    if username:
        sign_in(page, site, username)
    page.goto(f"{site.address}/photos/{site.ada}/")
    titles = {t.strip() for t in page.locator("ul.rows .caption-title").all_inner_texts()}
    shown = {title for title in titles if title} or {
        str(image.get_attribute("alt")).partition(",")[0]
        for image in page.locator("ul.rows img:not(.tones)").all()
    }
    assert shown == seen
    answer = page.goto(f"{site.address}/photos/{site.ada}/{site.private}/")
    assert answer is not None
    assert answer.status == 404


def test_the_owner_sees_all_of_their_own(page: Page, site: Served) -> None:
    sign_in(page, site, "ada")
    answer = page.goto(f"{site.address}/photos/{site.ada}/{site.private}/")
    assert answer is not None
    assert answer.status == 200


def test_every_picture_of_a_page_loads(page: Page, site: Served) -> None:
    page.goto(f"{site.address}/photos/{site.ada}/")
    page.wait_for_load_state("networkidle")
    broken = page.evaluate(
        "[...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)"
    )
    assert broken == []


def test_a_page_works_without_scripts_on_a_narrow_screen(browser: Browser, site: Served) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700}, java_script_enabled=False)
    narrow = context.new_page()
    narrow.goto(f"{site.address}/photos/{site.ada}/?as_of=2019-05-05")
    expect(narrow.get_by_text("As it was on 5 May 2019")).to_be_visible()
    narrow.locator("ul.rows a").first.click()
    expect(narrow.get_by_role("heading", name="Before")).to_be_visible()
    context.close()


def test_the_search_box_suggests_what_begins_as_one_types_and_finds_it(
    page: Page, site: Served
) -> None:
    page.goto(site.address)
    box = page.get_by_role("combobox", name="Search")
    box.or_(page.get_by_role("searchbox", name="Search")).first.press_sequentially("ad")
    option = page.locator("datalist option")
    expect(option).to_have_count(1)
    expect(option).to_have_attribute("label", "ada (person, 1)")  # what a stranger may see
    value = str(option.get_attribute("value"))
    page.locator("input[name=q]").first.fill("")
    page.locator("input[name=q]").first.press_sequentially("photo ad")
    # a browser lists only what has in it all that was typed
    expect(option).to_have_attribute("label", "photo ad → ada (person, 1)")
    page.locator("input[name=q]").first.fill(value)
    page.keyboard.press("Enter")
    expect(page.locator("ul.rows img:not(.tones)")).to_have_count(1)
    expect(page.locator("main")).to_contain_text("1 photo")
