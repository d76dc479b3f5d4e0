"""Every kind of page in a real browser: for everybody, on every screen, by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from tests.end_to_end.kinds import FILM, GONE, PHOTO, Gallery, gallery

WEIGHT = 150_000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    with gallery(tmp_path_factory.mktemp("gallery")) as served:
        yield served


@pytest.fixture
def page(site: Gallery, browser: Browser) -> Iterator[Page]:
    context = site.visitor(browser)
    yield context.new_page()
    context.close()


def test_no_page_breaks_a_rule_of_accessibility_in_light_or_dark(page: Page, site: Gallery) -> None:
    broken = []
    for name, path in site.pages.items():
        page.goto(site.address + path)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found = Axe().run(page)
            broken += [
                f"{name} in {scheme}: {rule['id']}: {node['target']} {node['html'][:160]}"
                for rule in found.response["violations"]
                for node in rule["nodes"]
            ]
    assert not broken, "\n".join(broken)


def test_no_page_has_to_be_scrolled_sideways_from_320_pixels_on(
    site: Gallery, browser: Browser
) -> None:
    context = site.visitor(browser, wide=320, high=640)
    page = context.new_page()
    wide = {}
    for name, path in site.pages.items():
        page.goto(site.address + path)
        for width in (320, 768):
            page.set_viewport_size({"width": width, "height": 640})
            if (needed := page.evaluate("document.documentElement.scrollWidth")) > width:
                wide[f"{name} at {width}"] = needed
    context.close()
    assert wide == {}


def test_no_page_breaks_its_own_security_policy_or_misses_a_file(page: Page, site: Gallery) -> None:
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            said.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(str(error)))
    for name, path in site.pages.items():
        if name not in ("not-found", "before-the-record"):
            page.goto(site.address + path, wait_until="load")
            assert said == [], name


def test_every_page_begins_with_a_way_past_its_head(page: Page, site: Gallery) -> None:
    for name, path in site.pages.items():
        page.goto(site.address + path)
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text("Skip to the content")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main", name


def test_the_whole_way_goes_by_keyboard_with_the_focus_seen_and_never_caught(
    page: Page, site: Gallery
) -> None:
    for name in ("front", "photos-user", "photos-user-photo_id", "photo-past", "search-found"):
        page.goto(site.address + site.pages[name])
        page.evaluate("document.body.focus()")
        stops = page.evaluate(
            "[...document.querySelectorAll('a[href], button, input, select, summary, video')]"
            ".filter(e => e.tabIndex >= 0 && e.checkVisibility()).length"
        )
        seen = set()
        for _ in range(stops + 5):
            page.keyboard.press("Tab")
            here = page.evaluate(
                "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
                "const i = [...document.querySelectorAll('*')].indexOf(e);"
                "const shown = e === document.body || e.id === 'marks' || s.outlineStyle !== 'none'"
                " || !!e.closest('.marks');"
                "return [i, shown, e.outerHTML.slice(0, 120)] })()"
            )
            seen.add(here[0])
            assert here[1], f"{name}: the focus is not seen on {here[2]}"
        assert len(seen) > 0.8 * stops, f"{name}: {len(seen)} of {stops}"


def test_a_photostream_is_light_and_needs_no_more_than_three_requests_before_its_photographs(
    site: Gallery, browser: Browser
) -> None:
    context = site.visitor(browser, member="")
    page = context.new_page()
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.goto(site.address + site.pages["photos-user"], wait_until="networkidle")
    photographs = ["/static/" in request.url for request in asked]
    assert photographs.count(True) > 8
    assert len([r for r in asked[: photographs.index(True)] if r.resource_type != "image"]) <= 3
    kinds = {"document": 0, "stylesheet": 0, "script": 0}
    for request in asked:
        answer = request.response()
        if request.resource_type in kinds and answer:
            kinds[request.resource_type] += len(answer.body())
    assert all(kinds.values())
    assert sum(kinds.values()) < WEIGHT
    context.close()


def test_nothing_moves_while_a_photostream_or_a_photo_loads(page: Page, site: Gallery) -> None:
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => { for (const entry of list.getEntries())"
        " if (!entry.hadRecentInput) window.moved += entry.value; })"
        ".observe({type: 'layout-shift', buffered: true});"
    )
    # so slow that half a page would be shown while the rest of it comes
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 40})
    for name in ("photos-user", "photos-user-photo_id", "photos-user-albums-album_id"):
        page.goto(site.address + site.pages[name], wait_until="networkidle")
        assert page.evaluate("window.moved") < 0.01, name


def test_a_picture_is_asked_for_in_about_the_size_in_which_it_is_shown(
    page: Page, site: Gallery
) -> None:
    page.goto(site.address + site.pages["photos-user"], wait_until="networkidle")
    ratios = page.evaluate(
        "[...document.querySelectorAll('.rows img')].filter(i => i.complete && i.naturalWidth)"
        ".map(i => parseFloat(i.sizes.split(',').pop()) * 16 / i.clientWidth)"
    )
    assert len(ratios) > 8
    assert all(0.6 < ratio < 1.8 for ratio in ratios), ratios


def test_arrows_lead_through_the_album_one_came_from_and_u_back_up_to_it(
    page: Page, site: Gallery
) -> None:
    page.goto(site.address + site.pages["photos-user-albums-album_id"])
    page.locator("ul.rows a").nth(3).click()
    expect(page.locator(".stage-foot")).to_contain_text("By the sea")
    expect(page.locator(".stage-foot")).to_contain_text("4 of")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".stage-foot")).to_contain_text("5 of")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".stage-foot")).to_contain_text("3 of")
    page.go_back()
    expect(page.locator(".stage-foot")).to_contain_text("4 of")
    page.keyboard.press("u")
    page.wait_for_url("**/albums/721/**")


def test_the_full_screen_stays_while_one_goes_through_the_list_and_through_time(
    page: Page, site: Gallery
) -> None:
    page.goto(f"{site.address}/photos/ada/{PHOTO}/?in=album-721")
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement !== null")
    expect(page.locator(".top")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".stage-foot")).to_contain_text("2 of")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".stage-foot")).to_contain_text("1 of")
    page.keyboard.press("[")
    expect(page.locator(".sign-when")).to_contain_text("As it was on")
    page.keyboard.press("i")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.fullscreenElement !== null")
    page.keyboard.press("f")
    page.wait_for_function("() => document.fullscreenElement === null")
    expect(page.locator(".top")).to_be_visible()


def test_a_finger_leads_through_the_list(site: Gallery, browser: Browser) -> None:
    context = site.visitor(browser, wide=390, high=800, has_touch=True)
    page = context.new_page()
    page.goto(f"{site.address}/photos/ada/{PHOTO}/?in=album-721")
    swipe = (
        "x => { const stage = document.querySelector('.frame');"
        "const at = clientX => [new Touch({identifier: 1, target: stage, clientX, clientY: 200})];"
        "const [from, to] = x;"
        "stage.dispatchEvent(new TouchEvent('touchstart', {touches: at(from), bubbles: true}));"
        "stage.dispatchEvent(new TouchEvent('touchend', {changedTouches: at(to), bubbles: true}));}"
    )
    page.evaluate(swipe, [300, 80])
    expect(page.locator(".stage-foot")).to_contain_text("2 of")
    page.evaluate(swipe, [80, 300])
    expect(page.locator(".stage-foot")).to_contain_text("1 of")
    context.close()


def test_notes_and_people_lie_on_the_picture_where_they_were_put(page: Page, site: Gallery) -> None:
    page.goto(f"{site.address}/photos/ada/{PHOTO}/")
    frame = page.locator(".frame img:not(.tones)").bounding_box()
    box = page.get_by_role("link", name="Note by Bob: An ear").locator("rect").bounding_box()
    assert frame
    assert box
    for side, start, share in (("x", "x", 120 / 500), ("width", "", 80 / 500)):
        measured = (box[side] - (frame[start] if start else 0)) / frame["width"]  # type: ignore[literal-required]
        assert abs(measured - share) < 0.01
    page.locator(".marks a").first.focus()
    expect(page.locator(".told")).to_contain_text("An ear")
    expect(page.get_by_role("link", name="In this photo: Bob")).to_be_visible()
    page.keyboard.press("o")
    expect(page.locator(".marks")).to_be_hidden()


def test_without_scripts_photos_are_looked_at_by_links_alone(
    site: Gallery, browser: Browser
) -> None:
    context = site.visitor(browser, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}/photos/ada/{PHOTO}/?in=album-721")
    page.get_by_role("link", name="Next:").click()
    expect(page.locator(".stage-foot")).to_contain_text("2 of")
    page.get_by_role("link", name="By the sea").first.click()
    expect(page.get_by_role("heading", name="By the sea")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Full screen").click()
    assert page.url.endswith(".jpg")
    context.close()


def test_a_video_is_played_in_the_page_from_the_archive_itself(page: Page, site: Gallery) -> None:
    page.goto(f"{site.address}/photos/ada/{FILM}/")
    video = page.locator("video")
    expect(video).to_have_attribute("poster", re.compile(rf"{FILM}_.*jpg"))
    source = video.locator("source").get_attribute("src")
    part = page.request.get(f"{site.address}{source}", headers={"Range": "bytes=4-7"})
    assert (part.status, part.body()) == (206, b"ftyp")
    assert part.headers["content-type"] == "video/mp4"


def test_a_page_says_what_is_gone_and_what_is_not(page: Page, site: Gallery) -> None:
    page.goto(f"{site.address}/photos/ada/{GONE}/")
    expect(page.get_by_role("note")).to_contain_text(
        "This photo was deleted from Flickr between 11 and 13 May 2019; you kept it."
    )


def test_a_question_mark_tells_the_keys_wherever_one_is(page: Page, site: Gallery) -> None:
    for name in ("front", "photos-user-photo_id", "not-found"):
        page.goto(site.address + site.pages[name])
        page.keyboard.press("?")
        expect(page.get_by_role("heading", name="Keys")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("heading", name="Keys")).to_be_hidden()


def test_a_page_is_printed_without_its_controls(page: Page, site: Gallery) -> None:
    page.goto(f"{site.address}/photos/ada/{PHOTO}/")
    page.emulate_media(media="print")
    for control in (".top nav", ".stage-foot", ".beside", ".links", ".bottom p"):
        expect(page.locator(control).first).to_be_hidden()
    expect(page.locator(".dates")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_map_is_drawn_of_what_the_archive_brings_with_it(page: Page, site: Gallery) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.address + site.pages["photos-user-map"], wait_until="networkidle")
    expect(page.locator(".pin")).to_have_count(1)
    expect(page.get_by_text("1 photo in this part of the world")).to_be_visible()
    assert all(url.startswith(site.address) for url in asked)
    page.locator(".pin").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{PHOTO}/")
