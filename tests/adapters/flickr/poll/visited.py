"""An archive that visits a simulated Flickr: real HTTP, a real log, real files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapters.assembly import Archive, assemble, prepare
from adapters.flickr.poll.ports import Report
from adapters.flickr.poll.run import POLLERS
from adapters.flickr.poll.run import backup as run
from adapters.flickr.retrying import Patience
from adapters.operations.tokens import MemberToken
from adapters.settings import Settings
from domain import streams
from domain.fact import Fact, stored_name
from domain.photo import Photo, photo_history
from tests.adapters.simulator.running import ApiKey, Simulator

DAY = 86_400
START = 1_600_000_000


@dataclass(slots=True)
class Visited:
    """A simulated Flickr, an archive of some of its members, and one clock for both."""

    flickr: Simulator
    archive: Archive
    key: ApiKey
    now: list[int] = field(default_factory=lambda: [START])

    def join(self, username: str) -> str:
        """Make a member of Flickr and let them join the archive."""
        nsid = self.flickr.person(username)
        self.admit(nsid, username)
        return nsid

    def admit(self, nsid: str, username: str) -> None:
        """Let a member of Flickr join the archive."""
        token = self.flickr.token(nsid, self.key, perms="read")
        self.archive.accounts.join(MemberToken(nsid, token.token, token.secret, "read"), username)

    def days_pass(self, days: float = 1) -> int:
        """Let time pass, at Flickr and here; return the present."""
        self.now[0] += int(days * DAY)
        self.flickr.clock(self.now[0])
        return self.now[0]

    def visit(
        self, nsid: str, kinds: Sequence[str] = tuple(POLLERS), *, full: bool = False
    ) -> Report:
        """Run the pollers for a member; return what they did, all in one."""
        self.flickr.forget_calls()
        whole = Report()
        for kind in kinds:
            report = Report()
            run(self.archive.poll(nsid, report, full=full), kind)
            whole.counts.update(report.counts)
            whole.missing.update(report.missing)
            whole.certificate = report.certificate
        return whole

    @property
    def calls(self) -> Counter[str]:
        """The calls of the last visit, by method."""
        return Counter(call["method"] for call in self.flickr.calls())

    def head(self) -> int:
        """The last position of the log."""
        return self.archive.log.head()

    def news(self, since: int) -> list[str]:
        """What was recorded after a position, by name; a run's own record left out."""
        return sorted(
            stored_name(type(entry.fact.event))
            for entry in self.archive.log.since(since, 10_000)
            if streams.kind_of(entry.stream) != "backup"
        )

    def facts(self, photo_id: str) -> tuple[Fact, ...]:
        """The facts of a photo."""
        return tuple(entry.fact for entry in self.archive.log.read(streams.photo(photo_id)))

    def photo(self, photo_id: str) -> Photo:
        """A photo as the archive holds it."""
        held = photo_history(self.facts(photo_id)).now
        assert held is not None
        return held.state

    def files(self, photo_id: str) -> dict[str, Any]:
        """The stored files of a photo, by size."""
        files = self.photo(photo_id).files
        return {file.size: file for file in files.values()} if files else {}


def visited(flickr: Simulator, folder: Path, **chosen: Any) -> Visited:
    """Put an archive in a folder that visits a simulated Flickr, with other settings if told."""
    flickr.clock(START)
    return _opened(flickr, flickr.key(), folder, **chosen)


def reopened(before: Visited, folder: Path) -> Visited:
    """Open a copy of an archive, at the time when it began."""
    return _opened(before.flickr, before.key, folder)


def _opened(flickr: Simulator, key: ApiKey, folder: Path, **chosen: Any) -> Visited:
    now = [START]
    settings = Settings(
        flickr_api_key=key.api_key,
        flickr_api_secret=key.api_secret,
        flickr_endpoint=flickr.root,
        database_url=f"sqlite:///{folder}/archive.db",
        flickr_static_path=str(folder / "static"),
        crypto_cookie_secret="c" * 32,
        crypto_crumb_secret="d" * 32,
        **chosen,
    )
    archive = assemble(settings, lambda: now[0], Patience(attempts=3, seconds=5, first=0.01))
    prepare(archive)
    return Visited(flickr, archive, key, now)
