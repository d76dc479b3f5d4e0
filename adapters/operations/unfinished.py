"""How far first readings of long lists came: an operational table beside the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    delete,
    insert,
    select,
)

from adapters.flickr.poll.ports import Place

METADATA: Final = MetaData()
_UNFINISHED: Final = Table(
    "unfinished_readings",
    METADATA,
    Column("nsid", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("begun", BigInteger, nullable=False),
    Column("page", Integer, nullable=False),
)


@dataclass(frozen=True, slots=True)
class StoredUnfinished:
    """One member's readings that were broken off (`adapters.flickr.poll.ports.Unfinished`)."""

    operations: Engine
    nsid: str

    def of(self, kind: str) -> Place | None:
        """Return how far the reading of a kind came; None where none was broken off."""
        query = select(_UNFINISHED.c.begun, _UNFINISHED.c.page).where(self._this(kind))
        with self.operations.connect() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else Place(row.begun, row.page)

    def keep(self, kind: str, place: Place) -> None:
        """Remember how far it is."""
        row = {"nsid": self.nsid, "kind": kind, "begun": place.begun, "page": place.page}
        with self.operations.begin() as connection:
            connection.execute(delete(_UNFINISHED).where(self._this(kind)))
            connection.execute(insert(_UNFINISHED).values(row))

    def forget(self, kind: str) -> None:
        """It has ended."""
        with self.operations.begin() as connection:
            connection.execute(delete(_UNFINISHED).where(self._this(kind)))

    def _this(self, kind: str) -> ColumnElement[bool]:
        return and_(_UNFINISHED.c.nsid == self.nsid, _UNFINISHED.c.kind == kind)
