"""One life at Flickr, kept up with in three ways: the same histories but for their clocks.

By polling alone, by PuSH alone after a first poll, and by both in any order. Each looks
between two changes: what is overtaken before anybody looks, polling cannot know of.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from domain import streams
from domain.facets import said
from domain.fave import fave_history
from domain.history import History
from domain.photo import photo_history
from tests.adapters.flickr.push.receiving import Receiving, receiving
from tests.adapters.flickr.push.test_looking import join_too
from tests.adapters.simulator.running import Simulator, running
from tests.services.quick_disk import quick_folder

__all__ = ["quick_folder"]

SEEDS, CHANGES = (range(1, 13), 40) if os.environ.get("SOAK") == "1" else (range(1, 2), 12)
_FOLDS: Mapping[str, Callable[..., History[Any]]] = {"photo": photo_history, "fave": fave_history}
_A_WHILE = 0.01
"""Days. A life is over before the lease of its subscriptions ends."""
_PERMS = ("public", "friends", "family", "friends_family", "private")


@dataclass
class Life:
    """What happens to Ada's photos and faves, by chance."""

    flickr: Simulator
    chance: Random
    ada: str = ""
    ben: str = ""
    mine: list[str] = field(default_factory=list)
    theirs: list[str] = field(default_factory=list)
    faved: set[str] = field(default_factory=set)
    comments: list[str] = field(default_factory=list)
    number: int = 0

    def begin(self) -> None:
        self.ada, self.ben = self.flickr.person("ada"), self.flickr.person("ben")
        self.mine = [self.flickr.photo(self.ada, title=f"Mine {n}") for n in range(4)]
        self.theirs = [self.flickr.photo(self.ben, title=f"Theirs {n}") for n in range(3)]

    def goes_on(self) -> None:
        """Let one thing happen that had not happened before."""
        self.number += 1
        happens = [
            self._retitled,
            self._tagged,
            self._opened,
            self._moved,
            self._new,
            self._faved,
            self._commented,
            self._licensed,
        ]
        if len(self.mine) > 2:
            happens.append(self._deleted)
        if self.comments:
            happens.append(self._uncommented)
        self.chance.choice(happens)()

    def _retitled(self) -> None:
        number = self.number
        self._change(title=f"Title {number}", description=f"<i>{number}</i>")

    def _tagged(self) -> None:
        self._change(tags=f"tag{self.number} {self.chance.choice(['boat', 'sea'])}")

    def _opened(self) -> None:
        self._change(perms=self.chance.choice(_PERMS))

    def _moved(self) -> None:
        lat, lon = self.chance.uniform(-60, 60), self.chance.uniform(-170, 170)
        geo = self.chance.choice(_PERMS)
        self._change(lat=round(lat, 3), lon=round(lon, 3), geoperms=geo)

    def _licensed(self) -> None:
        self._change(license=self.chance.randrange(1, 9), rotation=self.chance.choice([0, 90]))

    def _change(self, **changes: Any) -> None:
        self.flickr.change_photo(self.chance.choice(self.mine), **changes)

    def _new(self) -> None:
        perms = self.chance.choice(_PERMS)
        self.mine.append(self.flickr.photo(self.ada, title=f"New {self.number}", perms=perms))

    def _deleted(self) -> None:
        self.comments.clear()
        self.flickr.delete_photo(self.mine.pop(self.chance.randrange(len(self.mine))))

    def _commented(self) -> None:
        photo = self.chance.choice(self.mine)
        self.comments.append(self.flickr.comment(photo, self.ben, f"Said {self.number}"))

    def _uncommented(self) -> None:
        self.flickr.delete_comment(self.comments.pop())

    def _faved(self) -> None:
        photo = self.chance.choice(self.theirs)
        if photo in self.faved:
            self.flickr.unfave(self.ada, photo)
        else:
            self.flickr.fave(self.ada, photo)
        self.faved ^= {photo}


@contextmanager
def three_archives(flickr: Simulator, folder: Path) -> Iterator[list[Receiving]]:
    with (
        receiving(flickr, folder / "polled", backup_sizes="") as polled,
        receiving(flickr, folder / "pushed", backup_sizes="") as pushed,
        receiving(flickr, folder / "both", backup_sizes="") as both,
    ):
        yield [polled, pushed, both]


def histories(archive: Receiving) -> dict[str, list[dict[str, Any]]]:
    """The states of every photo and fave one after another, without a clock.

    What is about the archive (whose token read it) is left out.
    """
    found = {}
    for stream, facts in archive.world.archive.log.by_stream():
        if fold := _FOLDS.get(streams.kind_of(stream)):
            past = fold(facts)
            found[stream] = [
                {f: v for f, v in said(version.state).items() if not past.kind.ours(f)}
                for version in past.versions
            ]
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_polling_push_and_both_tell_the_same_history(quick_folder: Path, seed: int) -> None:
    chance = Random(seed)
    with (
        running(quick_folder / "flickr") as flickr,
        three_archives(flickr, quick_folder) as archives,
    ):
        polled, pushed, both = archives

        def time_passes() -> None:
            now = polled.world.days_pass(_A_WHILE)
            for each in (pushed, both):
                each.world.now[0] = now

        life = Life(flickr, chance)
        life.begin()
        time_passes()
        for each in archives:
            join_too(each.world, life.ada)
            each.world.visit(life.ada)
        for each in (pushed, both):
            each.subscribe(life.ada, "my_photos")
            each.subscribe(life.ada, "my_faves")
        for _ in range(CHANGES):
            time_passes()
            life.goes_on()
            time_passes()
            polled.world.visit(life.ada, ["photos", "faves"])
            pushed.react()
            for look in chance.choice(["p", "v", "pv", "vp"]):
                if look == "p":
                    both.react()
                else:
                    both.world.visit(life.ada, ["photos", "faves"])
        both.react()
        wanted = histories(polled)
        assert sum(len(versions) for versions in wanted.values()) > CHANGES
        assert histories(pushed) == wanted
        assert histories(both) == wanted
