"""An archive of two members at a simulated Flickr, in which one has something to forget."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.assembly import (
    Archive,
    MemberToken,
    assemble,
    bookmarks,
    forgetting,
    prepare,
)
from adapters.care.checking import check as check_files
from adapters.flickr.poll.ports import Report
from adapters.flickr.poll.run import POLLERS, backup
from adapters.forgetting.asking import purge_photos
from adapters.forgetting.erasing import Erased
from adapters.log.verifying import verify
from adapters.settings import Settings
from domain.bookmark import Spot
from projections.checking import check
from projections.following import catch_up
from projections.searching import catch_up_search
from tests.adapters.simulator.running import Simulator
from tests.services.traces import files_of, files_with

SECRET = "quinceorchard"
ALBUM = f"{SECRET} walks"


@dataclass
class Lived:
    """The archive in a folder. Ada has the photo; Bob commented on it and faved it."""

    folder: Path
    url: str
    flickr: Simulator
    archive: Archive = field(init=False)

    def __post_init__(self) -> None:
        """Let both join, and back everything up."""
        self.key = self.flickr.key()
        who = secrets.token_hex(4)  # one simulator serves many archives
        self.ada = self.flickr.person(f"ada {who}", realname="Ada Larkspur")
        self.bob = self.flickr.person(f"bob {who}")
        self.photo = self.flickr.photo(
            self.ada, title=SECRET, description=f"the {SECRET}", tags=f"{SECRET} tree"
        )
        self.other = self.flickr.photo(self.ada, title="harbour")
        self.flickr.comment(self.photo, self.bob, f"what a {SECRET}")
        self.flickr.fave(self.bob, self.photo)
        self.flickr.fave(self.ada, self.flickr.photo(self.bob, title="window"))
        self.flickr.contact(self.ada, self.bob, friend=True)
        self.flickr.contact(self.bob, self.ada)
        self.flickr.album(self.ada, ALBUM, [self.photo])
        self.open()
        for nsid in (self.ada, self.bob):
            self.join(nsid)
            self.back_up(nsid)
        spot = Spot(latitude=52.38, longitude=4.9, accuracy=16)
        bookmarks.keep(self.archive.log, self.ada, "harbour steps", spot, 0, self.archive.clock())
        self.follow()
        self.seal = self.archive.sealing.seal()

    def open(self) -> None:
        """Put the archive together, as a process that begins does."""
        self.archive = assemble(
            Settings(
                database_url=self.url,
                flickr_endpoint=self.flickr.root,
                backup_counts=True,
                flickr_api_key=self.key.api_key,
                flickr_api_secret=self.key.api_secret,
                flickr_static_path=str(self.folder / "static"),
                search_index_path=str(self.folder / "search"),
            )
        )
        prepare(self.archive)

    def join(self, nsid: str) -> None:
        token = self.flickr.token(nsid, self.key, perms="read")
        name = "ada" if nsid == self.ada else "bob"
        self.archive.accounts.join(MemberToken(nsid, token.token, token.secret, "read"), name)

    def back_up(self, nsid: str, *kinds: str) -> Report:
        """Poll for a member, and let views and index follow."""
        report = Report()
        for kind in kinds or POLLERS:
            backup(self.archive.poll(nsid, report), kind)
        self.follow()
        return report

    def follow(self) -> None:
        catch_up(self.archive.log, self.archive.generations.live())
        catch_up_search(self.archive.log, self.archive.search, self.archive.zone)

    def ask(self) -> None:
        """Ask for the photo to be forgotten."""
        purge_photos(self.archive.log, self.archive.clock, [self.photo], self.ada)

    def finish(self) -> Erased:
        return forgetting(self.archive).finish()

    def traces(self, needle: str) -> list[str]:
        """Return every file of the archive that has this in it."""
        return files_with(needle.encode(), self.folder, *files_of(self.url))

    def check(self) -> None:
        """The log verifies, the views are what it says, every file is there and no other."""
        leaves = self.archive.sealing.leaves
        assert verify(self.archive.log, leaves, [self.seal]).differences == ()
        assert check(self.archive.log, self.archive.generations.live()).difference is None
        checked = check_files(self.archive.care, everything=True)
        assert (checked.broken, checked.extra) == ((), ())


@contextmanager
def lived(folder: Path, url: str, flickr: Simulator) -> Iterator[Lived]:
    """An archive in a folder, at an address of a database."""
    made = Lived(folder, url, flickr)
    try:
        yield made
    finally:
        made.archive.close()
