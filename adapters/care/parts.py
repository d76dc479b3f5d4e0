"""What care is handed: the log, the views, the files, a ledger, a clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from adapters.care.ledger import Ledger
from adapters.storage import Storage
from domain.clock import Instant
from domain.recorded import EventLog
from projections.following import catch_up
from projections.generations import Generations

Progress = Callable[[str, int, int], None]


def quiet(_what: str, _done: int, _total: int) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True)
class Care:
    """The parts with which files are cared for."""

    log: EventLog
    generations: Generations
    storage: Storage
    ledger: Ledger
    clock: Callable[[], Instant]

    def views(self) -> Engine:
        """Return the views, caught up with the log."""
        live = self.generations.live()
        catch_up(self.log, live)
        return live
