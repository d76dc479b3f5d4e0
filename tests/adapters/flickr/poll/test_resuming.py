"""Runs that are killed anywhere: the next goes on, and the archive is as if nothing had been."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from adapters.flickr.answers import Answer
from adapters.flickr.call import Argument, Call
from adapters.flickr.poll.ports import Keeper, Kept, Report
from adapters.flickr.poll.run import POLLERS, backup
from tests.adapters.flickr.poll.test_faults import held, joined
from tests.adapters.flickr.poll.visited import DAY, START, Visited
from tests.adapters.simulator.running import Simulator, running

PHOTOS = 24
KILLS = 20


class Killed(BaseException):
    """No error that anything sets aside."""


@dataclass
class Mortal:
    """Calls and files until the hour has come."""

    call: Call
    keeper: Keeper
    left: int

    def __call__(self, method: str, /, **arguments: Argument) -> Answer:
        self._live()
        return self.call(method, **arguments)

    def raw(self, answer: bytes) -> None:
        self.keeper.raw(answer)

    def picture(self, address: str, key: str) -> Kept:
        self._live()
        return self.keeper.picture(address, key)

    def _live(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Killed


def run_killed_after(world: Visited, nsid: str, steps: int) -> bool:
    """Run all pollers until so many calls and files; tell whether they came to their end."""
    for kind in POLLERS:
        poll = world.archive.poll(nsid, Report())
        mortal = Mortal(poll.call, poll.keeper, steps)
        try:
            backup(replace(poll, call=mortal, keeper=mortal), kind)
        except Killed:
            return False
        steps = mortal.left
    return True


def lived_in(flickr: Simulator) -> str:
    """A Flickr with a member who has photos, an album and a fave."""
    flickr.clock(START - DAY)
    ada, bob = flickr.person("ada"), flickr.person("bob")
    mine = flickr.photos(
        ada, [{"title": str(at), "date_upload": START - DAY} for at in range(PHOTOS)]
    )
    flickr.album(ada, "Trip", mine[:3])
    flickr.fave(ada, flickr.photo(bob, date_upload=START - DAY))
    return ada


def test_a_first_backup_killed_again_and_again_ends_in_the_same_archive(tmp_path: Path) -> None:
    random = Random(5)
    with running(tmp_path / "flickr") as flickr:
        ada = lived_in(flickr)
        calm, killed = (joined(flickr, tmp_path / name, ada) for name in ("calm", "killed"))
        assert run_killed_after(calm, ada, 10_000)
        for _ in range(KILLS):
            run_killed_after(killed, ada, random.randint(1, 15))
        assert run_killed_after(killed, ada, 10_000)
        assert held(killed) == held(calm)
        assert whole(killed, ada) == whole(calm, ada) == dict.fromkeys(POLLERS, True)
        for world in (calm, killed):
            world.archive.close()


def whole(world: Visited, nsid: str) -> Mapping[str, bool]:
    """What the certificates say, by kind."""
    found = {}
    for kind in POLLERS:
        last = world.archive.poll(nsid, Report()).index.last_certificate(kind)
        found[kind] = last is not None and last[1].whole
    return found


def test_what_a_killed_run_recorded_is_not_asked_again(world: Visited) -> None:
    ada = world.join("ada")
    world.flickr.photos(ada, [{"title": str(at)} for at in range(PHOTOS)])
    assert not run_killed_after(world, ada, 60)
    done = world.calls["flickr.photos.getInfo"]
    report = world.visit(ada, ["photos"])
    assert 0 < done < PHOTOS
    assert report.counts["new"] >= PHOTOS - done
    assert world.calls["flickr.photos.getInfo"] <= PHOTOS - done + 1


def test_what_changed_while_a_run_lay_killed_is_seen(world: Visited) -> None:
    ada = world.join("ada")
    ids = world.flickr.photos(ada, [{"title": str(at)} for at in range(PHOTOS)])
    assert not run_killed_after(world, ada, 60)
    world.days_pass()
    world.flickr.change_photo(ids[-1], title="After")
    world.flickr.change_photo(ids[0], title="Also after")
    world.days_pass()
    world.visit(ada, ["photos"])
    assert world.photo(ids[-1]).title == "After"
    assert world.photo(ids[0]).title == "Also after"
