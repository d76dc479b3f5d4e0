"""Large accounts: whole, at the cost in calls that docs/polling.md tells, and killed on the way."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from adapters.flickr.poll.ports import Report
from adapters.flickr.poll.run import POLLERS
from adapters.flickr.poll.run import backup as run
from tests.adapters.flickr.poll.test_everything import BARE, EVERYTHING
from tests.adapters.flickr.poll.test_faults import held
from tests.adapters.flickr.poll.test_resuming import run_killed_after, whole
from tests.adapters.flickr.poll.visited import DAY, START, Visited, visited
from tests.adapters.simulator.running import Simulator, running
from tests.services.quick_disk import quick_folder

__all__ = ["quick_folder"]

SOAK = os.environ.get("SOAK") == "1"
PHOTOS, FAVES, CONTACTS = (10_000, 5_000, 500) if SOAK else (200, 60, 20)
BEYOND_SEARCH = 12_000 if SOAK else 4_001
"""More than `flickr.photos.search` would ever name."""
KILLS = 20
CHANGED = 20


def people_the_album(flickr: Simulator, photos: int) -> tuple[str, list[str]]:
    """A member with photos of every permission, uploaded over eight years."""
    flickr.clock(START - DAY)
    ada = flickr.person("ada")
    perms = ("public", "friends", "family", "friends_family", "private")
    made = []
    for first in range(0, photos, 500):
        made += flickr.photos(
            ada,
            [
                {
                    "title": f"Photo {at}",
                    "perms": perms[at % 5],
                    "date_upload": START - DAY - at * (8 * 365 * DAY // photos),
                    "width": 800,
                    "height": 600,
                }
                for at in range(first, min(first + 500, photos))
            ],
        )
    return ada, made


def know_many(flickr: Simulator, ada: str) -> None:
    """Give a member contacts, and favourites among what those have."""
    wishes = [{"username": f"contact-{at}"} for at in range(CONTACTS)]
    nsids = [str(made["nsid"]) for made in flickr.ask("POST", "people", wishes)]
    flickr.ask("POST", "contacts", [{"owner": ada, "nsid": nsid} for nsid in nsids])
    for first in range(0, FAVES, 500):
        owners = [nsids[at % CONTACTS] for at in range(first, min(first + 500, FAVES))]
        ids = flickr.ask("POST", "photos", [{"owner": owner} for owner in owners])
        faved = [{"nsid": ada, "id": photo["id"], "date": START - DAY} for photo in ids]
        flickr.ask("POST", "faves", faved)


def calls_of(world: Visited, ada: str) -> Counter[str]:
    """The calls of one `backup all`, by kind."""
    made: Counter[str] = Counter()
    for kind in POLLERS:
        report = Report()
        run(world.archive.poll(ada, report), kind)
        assert not report.missing
        made[kind] = report.calls.total()
    return made


def archive(flickr: Simulator, folder: Path, ada: str, **chosen: Any) -> Visited:
    """An archive in a folder of its own, which the member has joined."""
    folder.mkdir()
    world = visited(flickr, folder, **chosen)
    world.admit(ada, "ada")
    return world


def test_what_backups_cost_in_calls(quick_folder: Path) -> None:
    with running(quick_folder / "flickr") as flickr:
        ada, photos = people_the_album(flickr, PHOTOS)
        know_many(flickr, ada)
        world = archive(flickr, quick_folder / "archive", ada, backup_sizes="")
        first = calls_of(world, ada)
        world.days_pass()
        unchanged = calls_of(world, ada)
        for photo_id in photos[::7][:CHANGED]:
            flickr.change_photo(photo_id, title="Another")
        world.days_pass()
        changed = calls_of(world, ada)
        world.archive.close()
    print(f"\ncalls: first {dict(first)}, unchanged {dict(unchanged)}, changed {dict(changed)}")
    assert first["photos"] <= 2.2 * PHOTOS
    assert unchanged.total() <= 10
    assert changed.total() <= 10 + 3 * CHANGED


def test_with_everything_on_a_photo_costs_five_calls_beside_the_lists(quick_folder: Path) -> None:
    photos = PHOTOS // 4
    with running(quick_folder / "flickr") as flickr:
        ada, _ = people_the_album(flickr, photos)
        world = archive(flickr, quick_folder / "archive", ada, backup_sizes="", **EVERYTHING)
        report = Report()
        run(world.archive.poll(ada, report), "photos")
        world.archive.close()
    print(f"\ncalls: {dict(report.calls)}")
    lists = ("flickr.people.getPhotos", "flickr.people.getInfo", "flickr.photos.getCounts")
    beside = sum(report.calls[method] for method in lists)
    assert beside <= 8 + photos / 500
    assert report.calls.total() - beside == 5 * photos


@pytest.mark.parametrize("settings", [BARE, {"backup_sizes": ""}] if SOAK else [BARE])
def test_an_account_beyond_the_reach_of_search_is_whole_though_its_backup_was_killed(
    quick_folder: Path, settings: dict[str, Any]
) -> None:
    """Killed twenty times at random, it makes at most 1.02 times the calls, and the same log."""
    random = Random(7)
    with running(quick_folder / "flickr") as flickr:
        ada, _ = people_the_album(flickr, BEYOND_SEARCH)
        killed = archive(flickr, quick_folder / "killed", ada, **settings)
        needed = BEYOND_SEARCH * (1 if settings is BARE else 2) + BEYOND_SEARCH // 500 + 10
        moments = sorted(random.randrange(1, needed) for _ in range(KILLS))
        flickr.forget_calls()
        for before, moment in zip([0, *moments], moments, strict=False):
            assert not run_killed_after(killed, ada, moment - before)
        assert run_killed_after(killed, ada, 10 * needed)
        made = killed.calls.total()
        assert set(whole(killed, ada).values()) == {True}
        assert len(list(killed.archive.poll(ada, Report()).index.live_photos())) == BEYOND_SEARCH
        if SOAK:
            calm = archive(flickr, quick_folder / "calm", ada, **settings)
            flickr.forget_calls()
            assert run_killed_after(calm, ada, 10 * needed)
            needed = calm.calls.total()
            assert held(killed) == held(calm)
            calm.archive.close()
        killed.archive.close()
    print(f"\ncalls: {made} killed {KILLS} times, {needed} uninterrupted")
    assert made <= 1.02 * needed
