"""The map in a real browser: its pins do not lie on each other, on the narrowest screen either."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from domain.photo.values import Location
from tests.end_to_end.serving import served
from tests.web.world import World, circle, day

PLACES = (
    ("51.5", "-0.12"), ("48.86", "2.35"), ("52.37", "4.9"), ("53.48", "-2.24"),
    ("40.42", "-3.7"), ("59.33", "18.06"), ("-33.87", "151.2"),
)  # fmt: skip


@pytest.mark.parametrize("width", [320, 1280])
def test_pins_keep_apart_and_count_every_photo_until_one_comes_near(
    tmp_path: Path, browser: Browser, width: int
) -> None:
    world = World(tmp_path)
    circle(world)
    for number, (latitude, longitude) in enumerate(PLACES):
        place = Location(latitude=latitude, longitude=longitude, accuracy="15")
        world.photo(f"5300000000{number}", at=day(1), location=place, geo_permission="public")
    world.follow()
    with served(world.archive.settings, tmp_path) as address:
        page = browser.new_page(viewport={"width": width, "height": 640}, reduced_motion="reduce")
        page.goto(f"{address}/photos/ada/map/")
        expect(page.locator("#map-count")).to_have_text("7 photos in this part of the world")
        pins = page.locator(".pin span")
        boxes = [box for pin in pins.all() if (box := pin.bounding_box())]
        said = pins.all_inner_texts()
        page.close()
    world.close()
    assert 1 < len(boxes) < len(PLACES)
    assert sum(int(text or 1) for text in said) == len(PLACES)
    for number, one in enumerate(boxes):
        for other in boxes[:number]:
            apart = max(abs(one["x"] - other["x"]), abs(one["y"] - other["y"]))
            assert apart >= one["width"]
